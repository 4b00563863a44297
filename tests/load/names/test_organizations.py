"""Organizations of an article: acronyms, short forms, legal forms."""

from __future__ import annotations

import pytest
from marked import found

from datasette_newswire.load.models import Credit
from datasette_newswire.load.names.organizations import initials, is_acronym, plain


def groups(marked: str, **fields: object) -> list[list[str]]:
    return sorted(sorted(set(texts)) for texts in found(marked, "organization", **fields).values())


def test_an_acronym_is_the_name_that_the_article_spells_out() -> None:
    assert groups("The [o:Ruritanian Workers' Union] ([o:RAK]) said. [o:RAK] left.") == [
        ["RAK", "Ruritanian Workers' Union"]
    ]


def test_an_acronym_is_the_name_with_its_initials() -> None:
    assert groups("The [o:Lemberg Egg Board] met. [o:LEB] said no.") == [["LEB", "Lemberg Egg Board"]]


@pytest.mark.parametrize("short", ["UN", "U.N."])
def test_well_known_acronyms(short: str) -> None:
    assert groups(f"The [o:United Nations] met. The [o:{short}] said no.") == [sorted([short, "United Nations"])]


def test_legal_forms_and_short_forms_fold() -> None:
    assert groups("[o:Tornquist Mills Inc.] fell. [o:Tornquist Mills] rose. [o:Tornquist] too.") == [
        ["Tornquist", "Tornquist Mills", "Tornquist Mills Inc."]
    ]


def test_departments_by_either_order() -> None:
    assert len(groups("The [o:Department of Commerce] said. The [o:Commerce Department] denied.")) == 1


def test_a_short_form_of_two_names_is_neither() -> None:
    assert len(groups("[o:Lemberg Bank] and [o:Lemberg Mills] met [o:Lemberg].")) == 3


def test_two_organizations_are_two() -> None:
    assert len(groups("The [o:Bank of Lemberg] sued the [o:Bank of Ruritania].")) == 2


def test_the_fullest_name_is_shown() -> None:
    assert list(found("[o:LEB], [o:LEB], the [o:Lemberg Egg Board]", "organization")) == ["Lemberg Egg Board"]


@pytest.mark.parametrize(
    ("text", "form"),
    [("Tornquist Mills Co., Ltd.", "tornquist mills"), ("The U.N.", "un"), ("Inc", "inc"), ("AT&T Corp's", "at&t")],
)
def test_plain(text: str, form: str) -> None:
    assert plain(text) == form


def test_initials() -> None:
    assert initials("Organization of the Lemberg Egg Board") == "oleb"
    assert initials("Lemberg") == ""
    assert is_acronym("U.N.")
    assert not is_acronym("Un")


def test_a_source_is_no_organization_of_the_news_unless_it_is_spoken_of() -> None:
    credits = (Credit("Lemberg Wire", "agency", "agency"),)
    assert groups("He told [o:Lemberg Wire] so. ([o:Lemberg Wire])", credits=credits) == []
    assert groups("[o:Lemberg Wire] sued the town.", credits=credits) == [["Lemberg Wire"]]
    assert groups("He told [o:Lemberg Wire] so.") == [["Lemberg Wire"]]


def test_a_word_that_names_end_with_is_short_for_one_or_nothing() -> None:
    assert groups("The [o:Lemberg Water Committee] met. The [o:Committee] said no. The [o:Agency] knew.") == [
        ["Committee", "Lemberg Water Committee"]
    ]


def test_a_party_is_that_of_its_country() -> None:
    assert groups("The [o:Social Democrats] won. The [o:Democrats] cheered.") == [["Democrats", "Social Democrats"]]


def test_an_outlet_is_in_its_own_news_only_by_the_title() -> None:
    outlet, firm = (Credit("CNN", "publisher"),), (Credit("Torvia", "publisher"),)
    assert groups("[o:CNN] has reached out to [o:Torvia].", credits=outlet) == [["Torvia"]]
    assert groups("[o:CNN] will be sold.", credits=outlet, title="Buyer found for CNN") == [["CNN"]]
    assert groups("[o:Torvia] will be sold.", credits=firm) == [["Torvia"]]
