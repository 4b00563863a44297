"""Where readers come in: the news databases of an instance, and one database at a glance."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from datasette import Response

from ..search import overview
from ..search.across import Across, search_all
from ..search.paging import BadToken
from ..search.profiles import over_time
from ..search.query import Search
from ..search.results import Period
from . import access
from .charts import Chart, chart
from .frame import Parts, TimedOut, ask, page, pairs_of, understood
from .links import EMPTY, Links
from .marking import snippet

KINDS = ("person", "place", "organization")


async def render(datasette: Any, request: Any, database: str, tables: frozenset[str]) -> Response:
    """The start page of a database. A part that ran out of time is left out and named."""
    parts = Parts(datasette, database)
    links = Links(datasette, database)
    size = await parts.ask("the size of the archive", overview.size, tables)
    periods = await parts.ask("the timeline", over_time, None)
    last = size.last_published if size else None
    period = overview.period_of_late(last)
    context = {
        "size": size,
        "period": period,
        "stories": await parts.ask("stories", overview.newest_stories, tables) or [],
        "trends": {kind: await parts.ask(kind, overview.trends, kind, last, tables) or [] for kind in KINDS},
        "chart": _timeline(links, *periods) if periods else None,
        "late": parts.late,
        "loading": await parts.ask("loads", overview.unfinished, tables),
        "all_url": links.search(replace(EMPTY, sort="newest")),
        "feed": links.search(replace(EMPTY, sort="newest"), ".atom"),
    }
    return await page(datasette, request, database, "start", context)


def _timeline(links: Links, interval: str, periods: Sequence[Period]) -> Chart:
    """All articles over time, each period linked to its search."""
    return chart(interval, periods, lambda value: links.search(replace(EMPTY, since=value, until=value)))


async def instance(datasette: Any, request: Any) -> Response:
    """/-/newswire: the news databases of the instance, all searched at once with ?q=; with only one, its own page."""
    databases = await access.news_databases(datasette, request.actor)
    search = Search.from_args(pairs_of(request))
    if len(databases) == 1:
        return Response.redirect(Links(datasette, next(iter(databases))).search(search))
    asked = bool(search.q or search.filtered)
    found = await _found(datasette, databases, search) if asked else None
    context = {
        "sizes": {} if asked else {name: await _size(datasette, name, tables) for name, tables in databases.items()},
        "search": search,
        "asked": asked,
        "found": found,
        "next": f"?{search.page(found.next).to_query_string()}" if found and found.next else None,
        "snippet": snippet,
    }
    return await page(datasette, request, None, "instance", context)


async def _found(datasette: Any, databases: Mapping[str, frozenset[str]], search: Search) -> Across | None:
    """A page of what all databases have, the first one for a token that is none; None without an answer in time."""
    try:
        with understood():
            return await search_all(datasette, databases, search)
    except BadToken:
        return await _found(datasette, databases, search.page(None))
    except TimedOut:
        return None


async def _size(datasette: Any, database: str, tables: frozenset[str]) -> overview.Size | None:
    try:
        return await ask(datasette, database, overview.size, tables)
    except TimedOut:
        return None
