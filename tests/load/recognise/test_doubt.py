"""Names that a recogniser was not sure of: what speaks for one, and that nothing of the others is kept."""

from __future__ import annotations

from dataclasses import replace

import pytest
from marked import read

from datasette_newswire.load import names


def kept(marked: str, confidence: float) -> list[tuple[str, str]]:
    """(kind, name) of what an article names if the recogniser was that sure of each of its mentions."""
    article, mentions = read(marked)
    return [
        (name.kind, name.name)
        for name in names.within(article, tuple(replace(one, confidence=confidence) for one in mentions))
    ]


@pytest.mark.parametrize(
    ("marked", "sure", "unsure"),
    [
        ("They drove on to [p:Torvik] by night.", 0.995, 0.9),
        ("They came with [p:Torvik Ulmdal] by night.", 0.9, 0.7),
        ("They work for [o:Torvik] by night.", 0.7, 0.5),
        ("They work for [o:Torvik Ulmdal] by night.", 0.7, 0.5),
        ("They work for [o:Dresden] by night.", 0.99, 0.9),
    ],
)
def test_a_name_of_which_nothing_is_known_needs_a_sure_recogniser(marked: str, sure: float, unsure: float) -> None:
    assert len(kept(marked, sure)) == 1
    assert kept(marked, unsure) == []


@pytest.mark.parametrize(
    ("marked", "expected"),
    [
        ("They came with Mrs [p:Torvik] by night.", ("person", "Torvik")),
        ("They came with the singer [p:Torvik] by night.", ("person", "Torvik")),
        ("[p:Torvik] said that it was night.", ("person", "Torvik")),
        ("[p:Torvik] stayed on by night.", ("person", "Torvik")),
        ("They came with [p:Torvik], the deputy mayor, by night.", ("person", "Torvik")),
        ("They came with [p:Maria Torvik] by night.", ("person", "Maria Torvik")),
        ("They came with [p:Kim Yong-ho] by night.", ("person", "Kim Yong-ho")),
        ("They work for [o:Torvik Bank] by night.", ("organization", "Torvik Bank")),
        ("They work for [o:TUV] by night.", ("organization", "TUV")),
        ("They work for [o:TorvikLabs] by night.", ("organization", "TorvikLabs")),
        ("They work for [o:Oxfam] by night.", ("organization", "Oxfam")),
        ("They work in [l:Torvik] by night.", ("place", "Torvik")),
    ],
)
def test_what_speaks_for_a_name(marked: str, expected: tuple[str, str]) -> None:
    assert kept(marked, 0.4) == [expected]


def test_a_list_of_people_speaks_for_all_in_it() -> None:
    marked = "They came with [p:Maria Ek] (26), [p:Torvik] and [p:Ulmdal] by night."
    assert sorted(name for _, name in kept(marked, 0.4)) == ["Maria Ek", "Torvik", "Ulmdal"]
    assert kept("They came with [p:Maria Ek], [l:Oslo] and [p:Ulmdal].", 0.4) == [
        ("person", "Maria Ek"),
        ("place", "Oslo"),
    ]


def test_a_lone_name_stays_with_the_full_one() -> None:
    assert kept("The lake froze. [p:Maria Torvik] slipped on [p:Torvik].", 0.4) == [("person", "Maria Torvik")]


def test_the_surest_mention_counts() -> None:
    article, mentions = read("It froze by [p:Torvik Ulmdal]. They came with [p:Torvik Ulmdal] by night.")
    pair = (replace(mentions[0], confidence=0.3), replace(mentions[1], confidence=0.9))
    assert [len(name.mentions) for name in names.within(article, pair)] == [2]


def test_a_word_of_address_is_no_name() -> None:
    assert kept("They went to the [p:Imam] at noon.", 0.9999) == []
