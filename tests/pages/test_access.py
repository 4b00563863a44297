"""Who may see what, on both lines of Datasette: nothing of a hidden table shows in any answer."""

from __future__ import annotations

import sqlite3
from pathlib import Path
from typing import Any

import news
import pytest
from datasette import __version__
from datasette.app import Datasette

from datasette_newswire.pages import access
from datasette_newswire.schema import PUBLIC_TABLES

ADDRESSES = [
    "/news/-/newswire", "/news/-/newswire.json?q=geneva", "/news/-/newswire.csv", "/news/-/newswire.atom",
    "/news/-/newswire.geojson", "/news/-/newswire/suggest.json?q=bli", "/news/-/newswire/facet/place.json",
    "/news/-/newswire/openapi.json", "/news/-/newswire?q=geneva", "/news/-/newswire/facet/person",
    "/news/-/newswire/articles/1.json", "/news/-/newswire/articles/1.bib", "/news/-/newswire/articles/1.csl.json",
    "/news/-/newswire/compare?left=1&right=2", "/news/-/newswire/compare.json?left=1&right=2", "/news/articles/1",
    "/news/articles/1.json", "/news/people/1", "/news/places/1", "/news/organizations/1", "/news/sources/1",
    "/news/stories/1", "/news/articles?_search=geneva&_person=1",
]  # fmt: skip
ROOT = {"id": "root"}
MARIA = {"id": "maria"}


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return news.build(tmp_path_factory.mktemp("access") / "news.db")


async def serve(path: Path, rules: dict[str, Any]) -> Datasette:
    """A Datasette with `allow` rules, which stand in its metadata or (1.0) its configuration."""
    key = "metadata" if __version__.startswith("0.") else "config"
    datasette = Datasette([str(path)], **{key: rules})
    await datasette.invoke_startup()
    return datasette


async def get(datasette: Datasette, address: str, actor: dict[str, str] | None) -> Any:
    cookies = {"ds_actor": datasette.sign({"a": actor}, "actor")} if actor else {}
    return await datasette.client.get(address, cookies=cookies)


LEVELS: dict[str, dict[str, Any]] = {
    "view-instance": {"allow": {"id": "maria"}},
    "view-database": {"databases": {"news": {"allow": {"id": "maria"}}}},
    "view-table": {"databases": {"news": {"tables": {"articles": {"allow": {"id": "maria"}}}}}},
}


@pytest.mark.parametrize("level", LEVELS)
async def test_articles_are_for_those_who_may_see_them(path: Path, level: str) -> None:
    datasette = await serve(path, LEVELS[level])
    for address in ADDRESSES:
        for actor in (None, {"id": "otto"}):
            reply = await get(datasette, address, actor)
            assert reply.status_code == 403, (address, actor)
            assert "eneva" not in reply.text and "linken" not in reply.text
        reply = await get(datasette, address, MARIA)
        assert reply.status_code == 200, (address, reply.text)
        if address.endswith("json?q=geneva"):
            assert reply.json()["total"] == 2 and reply.headers["cache-control"].startswith("private")


async def test_errors_of_a_hidden_database_tell_nothing_about_it(path: Path) -> None:
    """What is there and what is not gives the same answer: neither ids nor names nor facets can be guessed at."""
    datasette = await serve(path, LEVELS["view-database"])
    for there, missing in (("/articles/1.json", "/articles/999.json"), (".json?person=1", ".json?person=999"),
                           ("/facet/person.json", "/facet/colour.json"), (".json", ".json?next=x")):  # fmt: skip
        replies = [await get(datasette, f"/news/-/newswire{each}", None) for each in (there, missing)]
        assert [reply.status_code for reply in replies] == [403, 403]
        assert replies[0].json() == replies[1].json() and replies[0].headers["cache-control"] == "no-store"


async def test_hidden_databases_are_not_counted_in_a_search_of_all(path: Path) -> None:
    datasette = await serve(path, LEVELS["view-table"])
    reply = await get(datasette, "/-/newswire.json?q=geneva", None)
    found = reply.json()
    assert (found["databases"], found["total"], found["articles"]) == ([], 0, [])
    assert (await get(datasette, "/-/newswire.json?q=geneva", MARIA)).json()["total"] == 2


HIDDEN = {
    "people": ("person", ["Antony Blinken", "Volodymyr Zelensky"]),
    "places": ("place", ["Lower Wherever", "Middle East"]),
    "organizations": ("organization", ["State Department"]),
    "sources": ("source", ["The Daily Planet", "The Morning Star"]),
}


@pytest.mark.parametrize("table", HIDDEN)
async def test_a_hidden_table_shows_nowhere(path: Path, table: str) -> None:
    kind, names = HIDDEN[table]
    datasette = await serve(path, {"databases": {"news": {"tables": {table: {"allow": False}}}}})
    found = (await get(datasette, "/news/-/newswire.json", None)).json()
    assert found["total"] == 7 and kind not in found["facets"]
    assert all(article["sources"] == [] for article in found["articles"]) or table != "sources"
    chosen = (await get(datasette, f"/news/-/newswire.json?{kind}=1", None)).json()
    assert chosen["total"] == 0 and "may not see" in chosen["query"]["notes"][0]
    by_name = (await get(datasette, f"/news/-/newswire.json?q={kind}:%22{names[0]}%22", None)).json()
    assert by_name["total"] == 0
    assert (await get(datasette, f"/news/-/newswire/facet/{kind}.json", None)).status_code == 404
    for name in names:
        suggested = (await get(datasette, f"/news/-/newswire/suggest.json?q={name}", None)).json()["suggestions"]
        assert kind not in {each["kind"] for each in suggested}
    places = (await get(datasette, "/news/-/newswire.geojson", None)).json()
    assert bool(places["features"]) == (table != "places")
    rows = (await get(datasette, "/news/-/newswire.csv", None)).text
    column = {"sources": "The Daily Planet", "organizations": "State Department"}.get(table)
    assert column is None or column not in rows
    whole = (await get(datasette, "/news/-/newswire/articles/1.json", None)).json()
    assert kind not in {each["kind"] for each in whole["entities"]} and (table != "sources" or whole["sources"] == [])
    feed = (await get(datasette, "/news/-/newswire.atom", None)).text
    assert table != "sources" or not any(name in feed for name in names)
    stock = await get(datasette, f"/news/articles.json?_facet_news={table}&_{kind}=1", None)
    assert stock.json()["rows"] == [] and not any(name in stock.text for name in names)


@pytest.mark.parametrize("tables", [{"PEOPLE": {"allow": False}}, {"people": {"allow": {"id": "maria"}}}, {}])
@pytest.mark.parametrize("above", [{}, {"allow": False}])
async def test_all_tables_at_once_are_judged_as_each_by_itself(
    path: Path, tables: dict[str, Any], above: dict[str, Any]
) -> None:
    datasette = await serve(path, {"databases": {"news": {"tables": tables, **above}}})
    for actor in (None, MARIA):
        each = {table for table in PUBLIC_TABLES if await access.may(datasette, actor, "news", table)}
        assert await access.visible_tables(datasette, actor, "news") == each


async def test_names_are_no_secret_way_to_a_hidden_table(path: Path) -> None:
    tables = {"entity_names": {"allow": False}, "people": {"allow": False}}
    datasette = await serve(path, {"databases": {"news": {"tables": tables}}})
    found = (await get(datasette, "/news/-/newswire.json?q=Kiev+Blinkan", None)).json()
    assert found["query"]["also"] == [] and all("Antony" not in each["label"] for each in found["suggestions"])


async def test_other_spellings_find_no_value_of_a_facet_where_they_are_hidden(path: Path) -> None:
    address = "/news/-/newswire/facet/place.json?facet_q=kiev"
    assert (await get(await serve(path, {}), address, None)).json()["options"] == 1
    datasette = await serve(path, {"databases": {"news": {"tables": {"entity_names": {"allow": False}}}}})
    assert (await get(datasette, address, None)).json()["options"] == 0


async def test_why_an_article_is_in_its_story_is_hidden_with_its_table(tmp_path: Path) -> None:
    path = news.build(tmp_path / "news.db")
    with sqlite3.connect(path) as conn:
        conn.executemany(
            "insert into story_links values (?, 1, ?, 'account', 0.5, 0.5, 'earlier', 'SECRET', ?)",
            [(1, None, 1), (2, 1, 2)],
        )
    hidden = await serve(path, {"databases": {"news": {"tables": {"story_links": {"allow": False}}}}})
    for address in ("/news/-/newswire/articles/1.json", "/news/articles/1", "/news/stories/1"):
        assert "SECRET" in (await get(await serve(path, {}), address, None)).text
        reply = await get(hidden, address, None)
        assert "Talks in Geneva" in reply.text and "SECRET" not in reply.text


async def test_the_jump_menu_shows_what_may_be_seen(path: Path) -> None:
    if __version__.startswith("0."):
        pytest.skip("the jump menu came with Datasette 1.0")
    datasette = await serve(path, {"databases": {"news": {"tables": {"people": {"allow": {"id": "root"}}}}}})
    assert "Antony" not in (await get(datasette, "/-/jump?q=blinken", None)).text
    assert "/news/people/1" in (await get(datasette, "/-/jump?q=blinken", ROOT)).text
    assert "/news/places/" in (await get(datasette, "/-/jump?q=kyiv", None)).text
