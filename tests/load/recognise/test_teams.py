"""Places that are teams in reports on sport, and only there."""

from __future__ import annotations

import pytest

from datasette_newswire.load.models import Article, Kind, Mention
from datasette_newswire.load.recognise.teams import fielded, is_on_sport

REPORT = (
    "LEMBERG, March 3 - Wales beat Malta 2-1 in a friendly match in Malta on Sunday. "
    "The Wales captain scored both goals of the game."
)
STANDINGS = (
    "League standings (matches, goals, points):\nLemberg 4 3 10\nLeeds 4 2 7\nOslo 4 1 4\nOld Krakau 4 1 3\nBo 4 0 0"
)


def found(body: str, *names: tuple[str, Kind]) -> list[tuple[str, str, int]]:
    """(text, kind, start) of the mentions, after all occurrences of the names were given as of these kinds."""
    mentions = [
        Mention(kind, "body", start, start + len(name), name, "test")
        for name, kind in names
        for start in range(len(body))
        if body.startswith(name, start)
    ]
    article = Article(title="", title_origin="lede", body=body, language="en")
    return [(one.text, one.kind, one.start) for one in fielded(article, sorted(mentions, key=lambda one: one.start))]


def test_who_plays_is_a_team_and_where_it_plays_is_a_place() -> None:
    kinds = [
        (text, kind) for text, kind, _ in found(REPORT, ("LEMBERG", "place"), ("Wales", "place"), ("Malta", "place"))
    ]
    assert kinds == [
        ("LEMBERG", "place"),
        ("Wales", "organization"),
        ("Malta", "organization"),
        ("Malta", "place"),
        ("Wales", "organization"),
    ]


@pytest.mark.parametrize(
    "body",
    [
        "Wales beat Malta in the vote on the seat of the agency, ministers said after a long day of talks in Oslo.",
        "The Wales captain of industry spoke. Wales won the contract against Malta, and 200 jobs go to the plant.",
    ],
)
def test_outside_sport_places_stay_places(body: str) -> None:
    assert {kind for _, kind, _ in found(body, ("Wales", "place"), ("Malta", "place"))} == {"place"}


def test_a_runners_country_is_no_team() -> None:
    body = "Race results: 1. Ann Example (Malta) 9.8 seconds. The championship team season. 2. Bo Example (Wales) 9.9"
    assert {kind for _, kind, _ in found(body, ("Wales", "place"), ("Malta", "place"))} == {"place"}


def test_the_rows_of_a_table_are_teams_also_those_that_no_recogniser_saw() -> None:
    assert found(STANDINGS, ("Lemberg", "place"), ("Leeds", "place"), ("Oslo", "place"), ("Bo", "person")) == [
        (name, "organization", STANDINGS.index(name)) for name in ("Lemberg", "Leeds", "Oslo", "Old Krakau", "Bo")
    ]


def test_a_sport_report_is_told_by_several_words_of_it() -> None:
    assert is_on_sport("The striker scored twice in the cup match.")
    assert not is_on_sport("The league of nations met again and again to talk about the peace of the world.")
