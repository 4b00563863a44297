"""Countries and languages show by name, whatever the archive itself calls them."""

from __future__ import annotations

import csv
import sqlite3
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import news
import pytest
from datasette.app import Datasette

import datasette_newswire
from datasette_newswire.search import codes
from datasette_newswire.search.answer import answer
from datasette_newswire.search.query import Search
from datasette_newswire.search.results import FacetValue

ARTICLES = [
    news.News("One", places=["Kyiv"], language="fr"),
    news.News("Two", places=["Geneva"], language="uk"),
    news.News("Three", places=["Luhansk", "Moscow"], language="xx"),
]


@pytest.fixture
def conn(tmp_path: Path) -> sqlite3.Connection:
    return sqlite3.connect(news.build(tmp_path / "news.db", ARTICLES))


def values(conn: sqlite3.Connection, kind: str, **asked: Any) -> tuple[FacetValue, ...]:
    return answer(conn, Search(**asked), datasette_newswire.schema.PUBLIC_TABLES).facets[kind].values


@pytest.mark.parametrize("packed", [True, False])
def test_countries_and_languages_have_names(
    conn: sqlite3.Connection, packed: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    if not packed:
        monkeypatch.setattr("datasette_newswire.search.packed.UNPACKED", -1)
    labels = [(each.value, each.label, each.count) for each in values(conn, "country")]
    assert labels == [("UA", "Ukraine", 2), ("RU", "Russia", 1), ("CH", "Switzerland", 1)]
    assert [each.label for each in values(conn, "language")] == ["French", "Ukrainian", "xx"]


@pytest.mark.parametrize(
    ("chosen", "label"),
    [(("country", "ukraine"), "Ukraine"), (("country", "ua"), "Ukraine"), (("language", "French"), "French")],
)
def test_a_name_stands_for_its_code(conn: sqlite3.Connection, chosen: tuple[str, str], label: str) -> None:
    [first, *_] = values(conn, chosen[0], include=(chosen,))
    assert first.selected and first.label == label and first.count == {"Ukraine": 2, "French": 1}[label]


async def test_a_value_search_looks_through_the_names(tmp_path: Path) -> None:
    site = Datasette([str(news.build(tmp_path / "news.db", ARTICLES))])
    for kind, typed, value in (("country", "switz", "CH"), ("language", "ukr", "uk")):
        reply = await site.client.get(f"/news/-/newswire/facet/{kind}.json?{urlencode({'facet_q': typed})}")
        assert [each["value"] for each in reply.json()["values"]] == [value]


def test_the_names_are_those_of_the_gazetteer() -> None:
    data = Path(datasette_newswire.__file__).parent / "load" / "data" / "places_countries.csv"
    lines = [line for line in data.read_text("utf-8").splitlines() if not line.startswith("#")]
    assert codes.names("country") == {row["code"]: row["name"] for row in csv.DictReader(lines)}
