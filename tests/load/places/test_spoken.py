"""Names that stand where only a place can, and where they end."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from datasette_newswire.load import places
from datasette_newswire.load.models import Article, Kind, Mention
from datasette_newswire.load.places import spoken


def found(body: str, *mentions: tuple[Kind, str], language: str = "en") -> dict[str, str]:
    """{text: kind} of what `places.find` makes of an article with these mentions."""
    item = Article("A day in the news", "first-line", body, language=language)
    known = [
        Mention(kind, "body", body.index(text), body.index(text) + len(text), text, "test@1") for kind, text in mentions
    ]
    return {mention.text: mention.kind for mention in places.find(item, known)}


@pytest.mark.parametrize(
    ("body", "text"),
    [
        ("A bus fell into a ravine in Poonch district on Monday.", "Poonch"),
        ("Kupwara town saw its first snow.", "Kupwara"),
        ("Shops in the provinces of Chiriqu\u00ed opened late.", "Chiriqu\u00ed"),
        ("Shelling hit the city of Zakho at dawn.", "Zakho"),
    ],
)
def test_words_for_kinds_tell_places(body: str, text: str) -> None:
    assert found(body) == {text: "place"}


@pytest.mark.parametrize("kind", ["person", "organization"])
def test_a_town_is_one_whatever_it_was_taken_for(kind: Kind) -> None:
    assert found("They keep goats in the village of Shimsheet.", (kind, "Shimsheet")) == {"Shimsheet": "place"}
    assert found("Police searched Poonch district.", (kind, "Poonch")) == {"Poonch": "place"}


def test_common_words_before_a_kind_are_none() -> None:
    assert found("Central district heating is cheap. Beach town life is not. German state aid is banned.") == {}
    assert found("Walls of an Inca city stand there.") == {}  # and Inca is a town, on Majorca


def test_lists_of_places_go_on() -> None:
    body = "Rain is due in Perth, Albany, Kalgoorlie and Esperance. Later, Reading and writing."
    assert found(body, ("place", "Perth")) == dict.fromkeys(["Perth", "Albany", "Kalgoorlie", "Esperance"], "place")


def test_no_list_goes_on_into_a_sentence() -> None:
    assert found("After a week in Paris, Jordan Example flew home.", ("place", "Paris")) == {"Paris": "place"}


def test_two_countries_joined_by_a_hyphen_are_both_places() -> None:
    assert found("The India-Pakistan border is shut.") == {"India": "place", "Pakistan": "place"}
    assert found("The Smith-Jones family left.") == {}


def test_a_name_is_taken_whole() -> None:
    assert found("Crowds in Nakhon Si Thammarat cheered.", ("place", "Nakhon")) == {"Nakhon Si Thammarat": "place"}
    split = found("Crowds in Nakhon Si Thammarat cheered.", ("place", "Nakhon"), ("person", "Thammarat"))
    assert split == {"Nakhon Si Thammarat": "place"}
    assert found("He is in Barrancas del Orinoco.", ("place", "Barrancas")) == {"Barrancas del Orinoco": "place"}
    assert found("The mayor of Paris Emmanuel met.", ("place", "Paris")) == {"Paris": "place"}


def test_particles_end_a_name_where_they_are_words_of_the_text() -> None:
    assert found("Hoy en Barrancas de Otros.", ("place", "Barrancas"), language="es") == {"Barrancas": "place"}


@given(st.text(alphabet="AaBPoch ,-'é.\n", max_size=80), st.integers(0, 80))
def test_any_text_gives_parts_of_it(text: str, end: int) -> None:
    end = min(end, len(text))
    parts = [*spoken.with_kind(text), *spoken.in_lists(text, [end]), *spoken.in_pairs(text, frozenset({"A", "B"}))]
    assert all(0 <= start < stop <= len(text) for start, stop in parts)
    assert end <= spoken.whole(text, 0, end, english=True) <= len(text)
