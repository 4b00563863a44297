"""People of an article: who is one person, who are two, and what is nobody."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from marked import found, read, whole

from datasette_newswire.load import names
from datasette_newswire.load.names import titles
from datasette_newswire.load.names.person_names import parse, relation, sound


def test_a_family_name_is_the_person_named_in_full() -> None:
    people = found("[p:Ida Tornquist] spoke. [p:Tornquist] left. Mrs. [p:Tornquist] was tired.")
    assert people == {"Ida Tornquist": ["Ida Tornquist", "Tornquist", "Tornquist"]}


def test_two_family_names_are_found_again_at_the_beginning_of_a_sentence() -> None:
    people = found("[p:Ana Maria Tornquist Vela] saw the River. Tornquist Vela left.")
    assert people == {"Ana Maria Tornquist Vela": ["Ana Maria Tornquist Vela", "Tornquist Vela"]}


def test_middle_initials_tell_a_father_from_his_son() -> None:
    people = found("[p:Ida W. Torm] met [p:Ida H. W. Torm]. [p:Ida Torm] and [p:Ida Wilhelmine Torm] left.")
    assert sorted(people) == ["Ida H. W. Torm", "Ida Wilhelmine Torm"]


def test_a_family_name_taken_for_something_else_is_the_person() -> None:
    assert found("[p:Ida Tornquist] spoke. [o:Tornquist] left.") == {"Ida Tornquist": ["Ida Tornquist", "Tornquist"]}


def test_a_missed_family_name_is_found() -> None:
    assert found("[p:Ida Tornquist] spoke. Then Tornquist left.") == {"Ida Tornquist": ["Ida Tornquist", "Tornquist"]}


def test_a_misspelt_family_name_is_adopted() -> None:
    people = found("[p:Ida Tornquist] spoke. Later Tornqvist and, again, Tornkuist left.")
    assert people["Ida Tornquist"][0] == "Ida Tornquist"
    assert "Tornkuist" in people["Ida Tornquist"]


def test_a_given_name_missed_with_the_family_name_is_part_of_it() -> None:
    text = "[p:Anna Tornquist] spoke. President Maria Tornquist, a cousin, stayed. In June Tornquist came back."
    assert found(text) == {
        "Anna Tornquist": ["Anna Tornquist"],
        "Maria Tornquist": ["Maria Tornquist"],
    }
    assert "Maria Tornquist" not in found("[p:Anna Tornquist] opened the Zarvo Maria Tornquist hall, Tornquist said.")


def test_another_name_is_no_misspelling() -> None:
    assert found("[p:John Kerry] met [p:John Kelly]. [p:Kerry] spoke, [p:Kelly] did not.") == {
        "John Kerry": ["John Kerry", "Kerry"],
        "John Kelly": ["John Kelly", "Kelly"],
    }


def test_initials_nicknames_accents_and_transliterations_are_one_person() -> None:
    assert len(found("[p:Dmytro Example] and [p:Dmitriy Example], [p:D. Example]")) == 1
    assert len(found("[p:William Orchard], known as [p:Bill Orchard]")) == 1
    assert len(found("[p:José Núñez] or [p:Jose Nunez]")) == 1
    assert len(found("[p:Antony J. Lockwood] said. [p:Anthony Lockwood] left.")) == 1


def test_two_of_one_family_are_two() -> None:
    people = found(
        "President [p:Bill Orchard] and [p:Hillary Orchard]. Mrs [p:Orchard] left. President [p:Orchard] stayed."
    )
    assert people["Hillary Orchard"] == ["Hillary Orchard"] or "Orchard" in people["Hillary Orchard"]
    assert len(people) == 2


def test_a_role_tells_whom_a_family_name_means() -> None:
    people = found("Senator [p:Ann Orchard] met judge [p:Bo Orchard] and [p:Bo Orchard]. Senator [p:Orchard] left.")
    assert people["Ann Orchard"] == ["Ann Orchard", "Orchard"]


def test_father_and_son_are_two() -> None:
    assert len(found("[p:Al Orchard] watched [p:Al Orchard Jr.] win.")) == 2


@pytest.mark.parametrize(
    ("text", "given_name", "family"),
    [
        ("Ludwig van der Zee", ("ludwig",), ("van", "der", "zee")),
        ("Hamad al-Rashid", ("hamad",), ("al", "rashid")),
        ("al-Rashid", (), ("al", "rashid")),
        ("Al Orchard", ("al",), ("orchard",)),
        ("Xi Jinping", ("jinping",), ("xi",)),
        ("Park Geun-hye", ("geun", "hye"), ("park",)),
        ("Kim Davis", ("kim",), ("davis",)),
        ("Elizabeth II", (), ("elizabeth",)),
        ("Madonna", (), ("madonna",)),
    ],
)
def test_parts_of_a_name(text: str, given_name: tuple[str, ...], family: tuple[str, ...]) -> None:
    assert (parse(text).given, parse(text).family) == (given_name, family)


@pytest.mark.parametrize(
    ("one", "other", "link"),
    [
        ("Bill Orchard", "William Orchard", "nickname"),
        ("Volodymyr Zelensky", "Volodymyr Zelenskyy", "spelling"),
        ("George W. Orchard", "George H. Orchard", None),
        ("George Orchard", "George W. Orchard", "fuller"),
        ("Gabriel García", "Gabriel García Márquez", "fuller"),
        ("Michael Jordan", "Michael Gordon", None),
        ("Hillary Orchard", "Bill Orchard", None),
        ("Ann Smith", "Anna Schmidt", None),
    ],
)
def test_relation(one: str, other: str, link: str | None) -> None:
    assert relation(parse(one), parse(other)) == link
    assert relation(parse(other), parse(one)) == link


def test_names_that_sound_alike() -> None:
    assert len({sound(name) for name in ("zelensky", "zelenskyy", "zelenskiy")}) == 1
    assert len({sound(name) for name in ("gaddafi", "qaddafi", "kadhafi")}) == 1
    assert sound("kerry") != sound("kelly")


def test_titles_are_evidence_and_no_part_of_the_name() -> None:
    (person,) = whole(
        "The Ruritanian [p:Foreign Minister Ida Tornquist] said. [p:Tornquist], the party's deputy chairwoman, left."
    )
    assert person.name == "Ida Tornquist"
    assert "foreign minister" in person.titles
    assert "deputy chairwoman" in person.titles


def test_an_office_makes_a_person_of_what_follows() -> None:
    assert found("Foreign Minister [o:Tornquist] said so.") == {"Tornquist": ["Tornquist"]}


def test_titles_do_not_reach_over_commas_or_lines() -> None:
    assert titles.before("the president, Bo", 15).role == ""
    assert titles.before("president\nBo", 10).role == ""
    assert titles.after("Bo, Foreign Minister Ann and", 2).role == ""


@pytest.mark.parametrize("nobody", ["March", "Monday", "Swedish", "Prime Minister", "Leave a Reply", "He", "The"])
def test_what_is_no_name_is_nobody(nobody: str) -> None:
    assert found(f"Then [p:{nobody}] came.") == {}


def test_the_authors_are_not_in_the_news() -> None:
    people = found("[p:Ann Reporter] writes that [p:Ida Tornquist] left.", authors=("Ann Reporter",))
    assert list(people) == ["Ida Tornquist"]


def test_possessives_quotes_and_lines_are_cut() -> None:
    people = found('“[p:Ida Tornquist’s] plan”, said [p:"Bo Ek"]. [p:Cy Lee\nDi Moe] left. [p:Ed Fox \'s] too.')
    assert sorted(people) == ["Bo Ek", "Cy Lee", "Di Moe", "Ed Fox", "Ida Tornquist"]


def test_a_byline_ends_where_the_dateline_begins() -> None:
    assert list(found("[p:Ida Tornquist HELSINKI] 1996-08-30 It rained.")) == ["Ida Tornquist"]


def test_a_line_up_is_read_to_its_end() -> None:
    people = found("1-[p:Ann Ask], 2-[p:Bo Birk], 3-Cy Carr, 4-[p:Di Dorn], 5-Eve Ek, 6-[p:Fay Fox]")
    assert sorted(people) == ["Ann Ask", "Bo Birk", "Cy Carr", "Di Dorn", "Eve Ek", "Fay Fox"]


def test_the_bare_name_of_a_city_is_no_person() -> None:
    assert found("They won in [p:Baltimore] again.") == {}


def test_the_commonest_full_form_is_the_name() -> None:
    people = found("[p:I. Tornquist], [p:Ida Tornquist], [p:Ida Tornquist]")
    assert list(people) == ["Ida Tornquist"]


PIECES = [
    "[p:Ann Lee]",
    "[p:Lee]",
    "[o:Lee]",
    "[p:A. Lee]",
    "[p:Bo Lee]",
    "[l:Paris]",
    "[p:X 's]",
    "[o:UN]",
    "[p:Lee Ann]",
]


@given(st.lists(st.sampled_from([*PIECES, "Lee", "said.", "Mr", "\n\n"]), max_size=25))
def test_every_mention_stands_where_it_says_and_in_one_name_only(words: list[str]) -> None:
    article, mentions = read(" ".join(words))
    places = []
    for name in names.within(article, mentions):
        assert name.mentions
        for mention in name.mentions:
            assert article.body[mention.start : mention.end] == mention.text
            places.append((mention.start, mention.end))
    places.sort()
    assert all(one[1] <= other[0] for one, other in pairwise(places))


def test_a_royal_honorific_says_who_somebody_is_as_an_office_does() -> None:
    assert titles.before("Then Prince William", 12).role == "prince"
    assert titles.before("Then Mr William", 8).role == ""
    assert titles.before("Then President King", 15).role == "president"
