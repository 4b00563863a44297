"""Our pages stand in for row pages in news databases alone; what is Datasette's or the user's stays."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any

import news
import pytest
from datasette.app import Datasette


@pytest.fixture
def other(tmp_path: Path) -> Path:
    """A database with tables called like ours that has nothing to do with news."""
    path = tmp_path / "shop.db"
    with sqlite3.connect(path) as conn:
        conn.execute("create table articles (id integer primary key, price real)")
        conn.execute("insert into articles values (1, 9.5)")
    return path


async def test_a_database_that_is_not_news_is_left_alone(other: Path) -> None:
    client = Datasette([str(other)]).client
    page = await client.get("/shop/articles/1")
    assert page.status_code == 200
    assert "9.5" in page.text
    assert "newswire" not in page.text
    assert (await client.get("/shop/articles/2")).status_code == 404
    assert (await client.get("/shop/articles/1.json")).status_code == 200
    assert (await client.get("/shop/-/newswire")).status_code == 404
    assert "newswire" not in (await client.get("/shop")).text
    assert "newswire" not in (await client.get("/")).text


@pytest.mark.parametrize("name", ["my news", "news.2022", "ünï-cöde", "a~b", "100%"])
async def test_any_name_of_a_database(serve: Callable[..., Any], name: str) -> None:
    datasette = serve(name=name)
    base = datasette.urls.database(name)
    for path in ("articles/1?q=geneva", "people/1", "stories/1", "-/newswire", "-/newswire?q=geneva"):
        reply = await datasette.client.get(f"{base}/{path}")
        assert reply.status_code == 200, path
        assert f'href="{base}/-/newswire' in reply.text
    assert (await datasette.client.get(f"{base}/articles/1.json")).json()["rows"]


async def test_json_of_a_row_stays_datasettes_own(serve: Callable[..., Any]) -> None:
    data = (await serve().client.get("/news/articles/1.json")).json()
    assert data["rows"]
    assert "entities" not in data


async def test_other_tables_keep_their_row_pages(serve: Callable[..., Any]) -> None:
    page = (await serve().client.get("/news/documents/1")).text
    assert "rows-and-columns" in page


async def test_a_template_of_the_users_own_wins(tmp_path: Path) -> None:
    file = news.build(tmp_path / "news.db")
    templates = tmp_path / "templates"
    (templates / "newswire").mkdir(parents=True)
    (templates / "row-news-articles.html").write_text("My own row: {{ primary_key_values[0] }}")
    (templates / "newswire" / "story.html").write_text("My own story: {{ story.title }}")
    client = Datasette([str(file)], template_dir=str(templates)).client
    assert (await client.get("/news/articles/1")).text == "My own row: 1"
    assert (await client.get("/news/stories/2")).text == "My own story: Shelling near Luhansk"


async def test_datasettes_pages_lead_to_ours(serve: Callable[..., Any]) -> None:
    client = serve().client
    assert "/-/newswire" in (await client.get("/")).text
    assert "/news/-/newswire" in (await client.get("/news")).text


async def test_links_keep_the_base_url(serve: Callable[..., Any]) -> None:
    datasette = serve(settings={"base_url": "/x/"})
    for path in ("/news/articles/1", "/news/-/newswire?q=geneva", "/news/people/1"):
        page = (await datasette.client.get(path)).text
        assert 'href="/news/' not in page
        assert 'href="/x/news/' in page
        assert 'href="/x/x/' not in page


async def test_closed_tables_stay_closed(tmp_path: Path) -> None:
    file = news.build(tmp_path / "news.db")
    closed = {"databases": {"news": {"tables": {"people": {"allow": False}, "documents": {"allow": False}}}}}
    client = _datasette(file, closed).client
    page = (await client.get("/news/articles/1")).text
    assert "Blinken meets ministers" in page
    assert "nw-person" not in page
    assert "original document" not in page
    assert (await client.get("/news/people/1")).status_code in (403, 404)
    assert (await client.get("/news/-/newswire/articles/1/original")).status_code in (403, 404)
    assert not [
        e for e in (await client.get("/news/-/newswire/articles/1.json")).json()["entities"] if e["kind"] == "person"
    ]
    assert (await _datasette(file, {"allow": False}).client.get("/news/articles/1")).status_code == 403


def _datasette(file: Path, settings: dict[str, Any]) -> Datasette:
    """Permissions stood in the metadata before Datasette 1.0, and stand in the configuration since."""
    try:
        return Datasette([str(file)], config=settings)
    except TypeError:
        return Datasette([str(file)], metadata=settings)
