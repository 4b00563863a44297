"""What all pages share: asking the database within Datasette's time limit, and rendering in Datasette's look."""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Awaitable, Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import cache, partial
from pathlib import Path
from typing import Any, TypeVar

from datasette import NotFound, Response
from datasette.utils import tilde_decode as decode

from ..search.limits import LATE, within
from . import access, words
from .links import Links

T = TypeVar("T")
Showing = Callable[[Any, Any, str, frozenset[str]], Awaitable[Response]]
STATIC = Path(__file__).parent.parent / "static"
PLUGIN = "datasette_newswire"


class TimedOut(Exception):
    """The database did not answer within Datasette's time limit (`sql_time_limit_ms`)."""

    title = "That took too long"
    message = (
        "The database did not answer within the time that this server allows. "
        "Try again, or ask for less: fewer words, a shorter span of time, one more filter."
    )


class Busy(TimedOut):
    """A load keeps the database locked."""

    title = "The database is being written to"
    message = "A load is at work on it just now and nothing can be read. Try again in a moment."


async def ask(datasette: Any, database: str, question: Callable[..., T], *args: Any) -> T:
    """What `question(connection, *args)` gives, under Datasette's time limit. Raises TimedOut."""

    def run(conn: sqlite3.Connection) -> T:
        return within(conn, datasette.setting("sql_time_limit_ms"), lambda: question(conn, *args))

    with understood():
        answer: T = await datasette.get_database(database).execute_fn(run)
    return answer


@contextmanager
def understood() -> Iterator[None]:
    """SQLite's errors that a reader can do something about, as TimedOut and Busy."""
    try:
        yield
    except sqlite3.OperationalError as error:
        for words, meaning in ((LATE, TimedOut), ("locked", Busy)):
            if words in str(error):
                raise meaning from error
        raise


class Parts:
    """The parts of a page that may be left out: those that ran out of time are named in `late`."""

    def __init__(self, datasette: Any, database: str) -> None:
        self._datasette, self._database = datasette, database
        self.late: list[str] = []

    async def ask(self, name: str, question: Callable[..., T], *args: Any) -> T | None:
        """What the question gives, None if it took too long; `name` is for people."""
        try:
            return await ask(self._datasette, self._database, question, *args)
        except TimedOut:
            self.late.append(name)
            return None


def database_of(datasette: Any, request: Any) -> str:
    """The name of the database that a URL is about. Raises NotFound."""
    route = decode(request.url_vars["database"])
    try:
        return str(datasette.get_database(route=route).name)
    except KeyError as error:
        raise NotFound(f"Database not found: {route}") from error


def pairs_of(request: Any) -> list[tuple[str, str]]:
    """All (key, value) pairs of a request's query string, in their order."""
    return [(key, value) for key in request.args for value in request.args.getlist(key)]


@cache
def version_of(asset: str) -> str:
    """A short hash of a static file, so that browsers fetch it again when it changes."""
    return hashlib.sha256((STATIC / asset).read_bytes()).hexdigest()[:8]


def asset(datasette: Any, name: str) -> str:
    """The URL of one of our static files."""
    return f"{datasette.urls.static_plugins(PLUGIN, name)}?{version_of(name)}"


async def archive(datasette: Any, database: str) -> str:
    """What a news database is called: the title that its metadata gives it, else its name and what it holds."""
    if hasattr(datasette, "get_database_metadata"):  # Datasette 1.0
        title = (await datasette.get_database_metadata(database)).get("title")
    else:
        title = datasette.metadata("title", database=database, fallback=False)
    return str(title or (database if database.lower().endswith("news") else f"{database} news"))


async def page(
    datasette: Any,
    request: Any,
    database: str | None,
    name: str,
    context: Mapping[str, Any],
    status: int = 200,
) -> Response:
    """The page made by the template newswire/{name}.html; a user's template of that name wins."""
    shared = {
        "database": database,
        "archive": await archive(datasette, database) if database else None,
        "links": Links(datasette, database) if database else None,
        "links_of": partial(Links, datasette),
        "asset": partial(asset, datasette),
        "private": database is not None and not await access.may(datasette, None, database, "articles"),
        **words.FILTERS,
    }
    html = await datasette.render_template(
        f"newswire/{name}.html", {**shared, **context}, request=request, view_name=f"newswire_{name}"
    )
    return Response.html(html, status=status, headers={"Vary": "Cookie"})


def news_page(show: Showing) -> Callable[[Any, Any], Awaitable[Response]]:
    """Makes a view of a news database out of `show(datasette, request, database, tables)`.

    Its TimedOut and NotFound become pages that say what to do. What may not be seen, and a database that is not news,
    is left to Datasette: Forbidden, NotFound.
    """

    async def view(datasette: Any, request: Any) -> Response:
        database = database_of(datasette, request)
        tables = await access.news_tables(datasette, request.actor, database)
        try:
            with understood():
                return await show(datasette, request, database, tables)
        except TimedOut as error:
            return await problem(datasette, request, database, 503, error.title, error.message)
        except NotFound as error:
            return await problem(datasette, request, database, 404, "Not found", str(error))

    return view


async def problem(
    datasette: Any,
    request: Any,
    database: str,
    status: int,
    title: str,
    message: str,
    ways: Mapping[str, str] | None = None,
) -> Response:
    """A page that says what went wrong; `ways` are links on, {label: URL}, beside the one to the search."""
    context = {"title": title, "message": message, "ways": ways or {}}
    return await page(datasette, request, database, "problem", context, status)
