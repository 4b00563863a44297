"""Datasette's own table page of articles has our facets and filters, with our numbers."""

from __future__ import annotations

import random
import sqlite3
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import news
import pytest
from datasette.app import Datasette
from oracle import Asked, Oracle
from sqlite_utils import Database

KINDS = {"people": "person", "places": "place", "organizations": "organization", "sources": "source"}


@pytest.fixture
async def archive(tmp_path: Path) -> tuple[Datasette, Oracle]:
    articles = news.random_articles(random.Random(3), 40)
    path = news.build(tmp_path / "news.db", articles)
    datasette = Datasette([str(path)], settings={"facet_time_limit_ms": 20_000, "suggest_facets": False})
    await datasette.invoke_startup()
    return datasette, Oracle(articles)


async def facets_of(datasette: Datasette, pairs: list[tuple[str, str]]) -> tuple[dict[str, Any], dict[str, Any]]:
    """The page as JSON, and its facets by name."""
    asked = [*pairs, *(("_facet_news", name) for name in KINDS), ("_facet_size", "50"), ("_shape", "objects")]
    page = (await datasette.client.get(f"/news/articles.json?{urlencode(asked)}")).json()
    found = page["facet_results"]
    return page, found.get("results", found)


async def test_rows_and_counts_are_those_of_our_own_search_on_every_page(archive: tuple[Datasette, Oracle]) -> None:
    datasette, oracle = archive
    ids = {kind: await ids_by_name(datasette, table) for table, kind in KINDS.items()}
    rng = random.Random(4)
    for number in range(16):
        if number == 8:
            more = news.random_articles(rng, 20)
            news.build(str(datasette.get_database("news").path), more)
            oracle = Oracle([*oracle.articles.values(), *more])
            ids = {kind: await ids_by_name(datasette, table) for table, kind in KINDS.items()}
        kinds = rng.sample(list(ids), rng.choice([0, 1, 2]))
        include = {kind: rng.sample([*ids[kind], "none"], rng.randint(1, 2)) for kind in kinds}
        words = rng.sample(news.WORDS, rng.choice([0, 0, 1]))
        asked = Asked(words=words, include=include, sort="oldest")
        pairs = [(f"_{kind}", ids[kind].get(name, name)) for kind, names in include.items() for name in names]
        pairs += [("_search", word) for word in words] + [("_size", "4")]
        page, facets = await facets_of(datasette, pairs)
        rows = [row["id"] for row in page["rows"]]
        check(facets, oracle, asked)
        while page["next"]:
            page, facets = await facets_of(datasette, [*pairs, ("_next", page["next"])])
            rows += [row["id"] for row in page["rows"]]
            check(facets, oracle, asked)
        assert rows == oracle.found(asked)


async def ids_by_name(datasette: Datasette, table: str) -> dict[str, str]:
    rows = await datasette.get_database("news").execute(f"select id, name from {table}")
    return {row["name"]: str(row["id"]) for row in rows.rows}


def check(facets: dict[str, Any], oracle: Oracle, asked: Asked) -> None:
    for name, kind in KINDS.items():
        counted = {value["label"]: value["count"] for value in facets[name]["results"] if value["count"]}
        assert counted == oracle.counts(asked, kind), (asked, kind)
        chosen = {value["label"] for value in facets[name]["results"] if value["selected"]}
        assert chosen == set(asked.include.get(kind, ())) - {"none"}


async def test_the_page_shows_all_four_and_says_what_is_chosen(archive: tuple[Datasette, Oracle]) -> None:
    datasette, _ = archive
    reply = await datasette.client.get("/news/articles?_person=1&_search=storm")
    name = (await datasette.get_database("news").execute("select name from people where id = 1")).first()["name"]
    assert reply.status_code == 200 and f"person is {name}" in reply.text
    for table in KINDS:
        assert f'data-column="{table}"' in reply.text or f"<strong>{table}" in reply.text


async def test_links_of_a_facet_go_to_the_first_page(archive: tuple[Datasette, Oracle]) -> None:
    datasette, _ = archive
    page, _ = await facets_of(datasette, [("_size", "2")])
    _, facets = await facets_of(datasette, [("_size", "2"), ("_next", page["next"])])
    value = facets["people"]["results"][0]
    assert "_next" not in value["toggle_url"] and f"_person={value['value']}" in value["toggle_url"]


async def test_what_is_no_id_finds_nothing(archive: tuple[Datasette, Oracle]) -> None:
    datasette, _ = archive
    for value in ("x", "99999", "1 or 1=1", "", "9" * 30):
        page = (await datasette.client.get(f"/news/articles.json?{urlencode({'_person': value})}")).json()
        assert page["rows"] == []


async def test_rows_show_the_start_of_a_text(tmp_path: Path) -> None:
    path = news.build(tmp_path / "news.db", [news.News("Bridge", "The <b>bridge</b> is open. " * 40 + "The end.")])
    with sqlite3.connect(tmp_path / "other.db") as other:
        other.execute("create table articles as select 1 as id, ? as body", ["It is long. " * 60 + "The end."])
    client = Datasette([str(path), str(tmp_path / "other.db")]).client
    page = (await client.get("/news/articles")).text
    assert "The &lt;b&gt;bridge&lt;/b&gt; is open." in page and "…" in page and "The end." not in page
    assert "The end." in (await client.get("/news/articles.json")).text
    assert "The end." in (await client.get("/other/articles")).text


async def test_other_databases_are_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "other.db"
    Database(path)["articles"].insert_all([{"id": 1, "title": "a"}, {"id": 2, "title": "b"}])
    datasette = Datasette([str(path)])
    await datasette.invoke_startup()
    reply = await datasette.client.get("/other/articles.json?_person=1&_facet_news=people")
    assert len(reply.json()["rows"]) == 2 and "people" not in str(reply.json().get("facet_results"))
    html = (await datasette.client.get("/other/articles")).text
    assert "(news)" not in html
