"""The gazetteer: names and ids found in sorted files, and our own lists beside them."""

from __future__ import annotations

import math
from importlib.resources import files

import pytest
from hypothesis import given
from hypothesis import strategies as st

from datasette_newswire.load import lexicons
from datasette_newswire.load.places import gazetteer
from datasette_newswire.load.places.gazetteer import get, kilometres, lookup


def first(name: str) -> tuple[str, str, str]:
    place = lookup(name)[0].place
    return place.name, place.kind, place.country


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("U.S.", ("United States", "country", "US")),
        ("the Netherlands", ("Netherlands", "country", "NL")),
        ("Burma", ("Myanmar", "country", "MM")),
        ("Kiev", ("Kyiv", "admin1", "UA")),
        ("Lugansk", ("Luhansk", "city", "UA")),
        ("Bombay", ("Mumbai", "city", "IN")),
        ("Peking", ("Beijing", "city", "CN")),
        ("Zaire", ("Democratic Republic of the Congo", "country", "CD")),
        ("Soviet Union", ("Soviet Union", "country", "SU")),
        ("donbass", ("Donbas", "region", "UA")),
        ("GAZA STRIP", ("Gaza Strip", "region", "PS")),
        ("Catalonia", ("Catalonia", "admin1", "ES")),
        ("Xinjiang", ("Xinjiang", "admin1", "CN")),
        ("Cook County", ("Cook County", "admin2", "US")),
    ],
)
def test_everyday_and_former_names(name: str, expected: tuple[str, str, str]) -> None:
    assert first(name) == expected


def test_a_name_has_all_its_places_the_larger_first() -> None:
    matches = lookup("Springfield")
    towns = [match.place.population for match in matches if match.own and match.place.kind == "city"]
    assert len(towns) > 10
    assert towns == sorted(towns, reverse=True)
    assert {match.place.country for match in matches} >= {"US", "AU"}


def test_words_that_are_no_names_are_not_found() -> None:
    assert lookup("") == lookup("!?") == lookup("a name of no place at all") == ()


def test_what_is_listed_in_capitals_is_no_word_with_one() -> None:
    assert first("LA") == first("L.A.") == ("Los Angeles", "city", "US")
    assert "US" not in {match.place.country for match in (*lookup("La"), *lookup("Us"))}
    assert lookup("us")[0].place.country == lookup("U.S.")[0].place.country == "US"


def test_containment() -> None:
    paris, texas = get(4717560), lookup("Texas")[0].place
    assert (paris.name, texas.kind) == ("Paris", "admin1")
    assert texas.contains(paris)
    assert lookup("United States")[0].place.contains(texas)
    assert not texas.contains(lookup("United States")[0].place)
    assert not lookup("France")[0].place.contains(paris)


def test_unknown_ids_raise() -> None:
    with pytest.raises(KeyError):
        get(1)


def test_places_read_back_by_their_id() -> None:
    for name in ("Oslo", "Ontario", "Donbas", "Africa", "Kenya"):
        place = lookup(name)[0].place
        assert get(place.id) == place


def test_every_line_of_our_own_lists_can_be_used() -> None:
    for name, _, country, kind in lexicons.rows("places_names.csv"):
        assert any((match.place.country, match.place.kind) == (country, kind) for match in lookup(name)), name
    for row in lexicons.rows("places_regions.csv"):
        latitude, longitude = float(row[3]), float(row[4])
        assert -90 <= latitude <= 90
        assert -180 <= longitude <= 180
        assert any(match.place.name == row[0] for match in lookup(row[0]))
    for name, country, _, _ in lexicons.rows("places_states.csv"):
        assert any((match.place.country, match.place.kind) == (country, "admin1") for match in lookup(name)), name


def test_files_are_sorted_for_the_search() -> None:
    """Every hundredth line is found by its own key."""
    for file, numeric in (("gazetteer-names.tsv", False), ("gazetteer-places.tsv", True)):
        text = files("datasette_newswire.load").joinpath("data", file).read_text("utf-8")
        lines = [line.split("\t") for line in text.splitlines() if not line.startswith("#")]
        source = gazetteer.SortedFile(file)
        for cells in (*lines[::100], lines[0], lines[-1]):
            assert source.find(int(cells[0]) if numeric else cells[0]) == cells


@given(st.text(max_size=40))
def test_any_text_can_be_looked_up(text: str) -> None:
    assert all(match.place.name for match in lookup(text))


def test_distances() -> None:
    london = next(match.place for match in lookup("London") if match.place.country == "GB")
    paris = next(match.place for match in lookup("Paris") if match.place.country == "FR" and match.place.kind == "city")
    assert kilometres(london, london) == 0
    assert math.isclose(kilometres(london, paris), kilometres(paris, london))
    assert 330 < kilometres(london, paris) < 350
