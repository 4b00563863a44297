"""Ways from Datasette's own pages to ours."""

from __future__ import annotations

from typing import Any

from markupsafe import Markup

from ..search import overview
from . import access, words
from .frame import TimedOut, ask
from .links import Links

Link = dict[str, str]


async def menu_links(datasette: Any, actor: access.Actor) -> list[Link]:
    """In the menu of every page: the news of the instance, if there is any that the actor may see."""
    if not await _open(datasette, actor, list(datasette.databases)):
        return []
    return [{"href": datasette.urls.path("/-/newswire"), "label": "News search"}]


async def database_actions(datasette: Any, actor: access.Actor, database: str) -> list[Link]:
    """In the menu of a news database: its search."""
    if not await _open(datasette, actor, [database]):
        return []
    words_for_it = {"label": "News search", "description": "By words, people, places and sources"}
    return [{"href": Links(datasette, database).home, **words_for_it}]


async def top_homepage(datasette: Any, request: Any) -> str:
    """Above Datasette 1.0's list of databases: each news database with its size."""
    names = await _open(datasette, request.actor, list(datasette.databases))
    return Markup("").join([await _line(datasette, name) for name in names])


async def top_database(datasette: Any, request: Any, database: str) -> str:
    """Above Datasette 1.0's page of a news database: its size and the way to its search."""
    return await _line(datasette, database) if await _open(datasette, request.actor, [database]) else ""


async def _open(datasette: Any, actor: access.Actor, names: list[str]) -> list[str]:
    """Those that are news databases whose articles the actor may see. Every page of Datasette asks: keep it cheap."""
    news = [name for name in names if await access.is_news(datasette, name)]
    return [name for name in news if await access.may(datasette, actor, name, "articles")]


async def _line(datasette: Any, database: str) -> Markup:
    try:
        size = await ask(datasette, database, overview.size, frozenset())
    except TimedOut:
        return Markup("")
    return Markup('<p><a href="{}">News search in {}</a>: {}</p>').format(
        Links(datasette, database).home, database, words.count(size.articles, "article")
    )
