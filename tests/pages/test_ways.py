"""Ways from Datasette's own pages to ours, and what those pages show of a news database."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any

import news
import pytest
from datasette import __version__
from datasette.app import Datasette

from datasette_newswire.pages.frame import Busy, TimedOut, understood

WAY = '<a href="/news/-/newswire">News search in news</a>: 7 articles'


@pytest.fixture
def plain(tmp_path: Path) -> str:
    """A database that is not news, with a table whose name starts as private ones of ours do."""
    file = tmp_path / "plain.db"
    with sqlite3.connect(file) as conn:
        conn.execute("create table things (id integer primary key)")
        conn.execute("create table _names (id integer primary key)")
    return str(file)


async def test_home_and_database_pages_lead_to_the_search(tmp_path: Path, plain: str) -> None:
    datasette = Datasette([str(news.build(tmp_path / "news.db")), plain])
    for address in ("/", "/news"):
        assert WAY in (await datasette.client.get(address)).text
    assert "News search in" not in (await datasette.client.get("/plain")).text


async def test_nothing_changes_without_news(plain: str) -> None:
    page = (await Datasette([plain]).client.get("/")).text
    assert "newswire" not in page
    assert "<h1>Datasette</h1>" in page
    assert '<a href="/plain">plain</a>' in page


async def test_private_tables_are_hidden_in_news_databases_and_no_others(tmp_path: Path, plain: str) -> None:
    datasette = Datasette([str(news.build(tmp_path / "news.db")), plain])
    await datasette.invoke_startup()
    hidden = await datasette.get_database("news").hidden_table_names()
    assert {"_names", "_dirty", "articles_fts"} <= set(hidden)
    assert "articles" not in hidden
    before = await Datasette([plain]).get_database("plain").hidden_table_names()
    assert await datasette.get_database("plain").hidden_table_names() == before


async def test_who_may_not_see_the_articles_sees_no_way_to_them(tmp_path: Path) -> None:
    rules = {"databases": {"news": {"tables": {"articles": {"allow": False}}}}}
    key = "metadata" if __version__.startswith("0.") else "config"
    datasette = Datasette([str(news.build(tmp_path / "news.db"))], **{key: rules})
    for address in ("/", "/news"):
        assert "newswire" not in (await datasette.client.get(address)).text


async def test_a_load_that_has_not_finished_is_said(tmp_path: Path) -> None:
    file = news.build(tmp_path / "news.db")
    with sqlite3.connect(file) as conn:
        conn.execute("update loads set finished = null")
        conn.execute("insert into loads (started, version, options) values ('2022-03-05T10:20:00', '1', '{}')")
    page = (await Datasette([str(file)]).client.get("/news/-/newswire")).text
    assert "A load that began on 5 March 2022, 10:20 UTC has not finished: more articles may come." in page


async def test_a_database_without_articles_says_what_to_do(tmp_path: Path) -> None:
    file = news.build(tmp_path / "news.db", [])
    page = (await Datasette([str(file)]).client.get("/news/-/newswire")).text
    assert "No articles yet" in page
    assert "datasette newswire load news.db FILES" in page


@pytest.mark.parametrize(("words", "meaning"), [("interrupted", TimedOut), ("database is locked", Busy)])
def test_errors_that_a_reader_can_wait_out_are_told_apart(words: str, meaning: type[TimedOut]) -> None:
    with pytest.raises(TimedOut) as raised, understood():
        raise sqlite3.OperationalError(words)
    assert type(raised.value) is meaning
    with pytest.raises(sqlite3.OperationalError), understood():
        raise sqlite3.OperationalError("no such table: articles")


async def test_a_locked_database_has_a_page_that_says_so(
    serve: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    from datasette_newswire.search import articles

    def locked(*_: Any) -> None:
        raise sqlite3.OperationalError("database is locked")

    monkeypatch.setattr(articles, "read_article", locked)
    datasette = serve()
    page = await datasette.client.get("/news/articles/1")
    assert page.status_code == 503
    assert "Try again in a moment" in page.text
    assert (await datasette.client.get("/news/-/newswire/articles/1.json")).json()["status"] == 503


@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("articles/99", "There is no article 99"),
        ("people/99", "There is no person 99"),
        ("-/newswire/facet/colour", "There is no facet called colour"),
        ("-/newswire/compare?left=1&right=99", "There is no article 99 to compare"),
        ("-/newswire/compare?left=1", "The address names no article for right="),
        ("-/newswire/articles/99/original", "There is no article 99"),
    ],
)
async def test_what_is_not_there_has_a_page_that_leads_on(serve: Callable[..., Any], path: str, said: str) -> None:
    page = await serve().client.get(f"/news/{path}")
    assert page.status_code == 404
    assert said in page.text
    assert '<a href="/news/-/newswire">Go to the start page</a>' in page.text


async def test_an_archive_is_called_by_its_title_or_name(serve: Callable[..., Any], tmp_path: Path) -> None:
    for name, called in (("news", "news"), ("herald", "herald news")):
        assert f"<title>{called}</title>" in (await serve(name=name).client.get(f"/{name}/-/newswire")).text
    titled = {"databases": {"news": {"title": "The <Harbour> archive"}}}
    datasette = Datasette([str(news.build(tmp_path / "news.db"))], metadata=titled)
    page = (await datasette.client.get("/news/-/newswire?q=geneva")).text
    assert "<title>geneva – The &lt;Harbour&gt; archive</title>" in page
    assert '<nav class="nw-masthead" aria-label="The &lt;Harbour&gt; archive">' in page
