"""What all answers for programs share: errors as JSON, cross-origin headers, and when a copy may be kept."""

from __future__ import annotations

import functools
import hashlib
import json
import time
from collections.abc import Awaitable, Callable, Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timezone
from email.utils import format_datetime, parsedate_to_datetime
from functools import cached_property, partial
from pathlib import Path
from typing import Any

from datasette import Forbidden, NotFound, Response
from datasette.utils import add_cors_headers

from ..schema import PUBLIC_TABLES
from ..search.paging import BadToken
from . import access, kept
from .frame import TimedOut, database_of, understood

AT_REST = 60  # seconds since the last change from which a date is exact: no answer takes longer
STARTED = time.time()  # templates, settings and permissions are of this start
IMMUTABLE_SECONDS = 3600  # a file opened with -i changes only when the server is started anew
BESIDES = 1_000  # bytes of memory that an answer takes beside its own and those of its address
JSON = "application/json; charset=utf-8"
Handler = Callable[[Any, Any], Awaitable[Any]]


@dataclass(frozen=True)
class Body:
    """What an answer says. `whole` False (something timed out) forbids to keep it."""

    data: bytes
    content_type: str
    whole: bool = True
    headers: Mapping[str, str] = field(default_factory=dict)

    @cached_property
    def tag(self) -> str:
        """What other bytes do not have, as an ETag."""
        return f'"{hashlib.blake2b(self.data, digest_size=12).hexdigest()}"'


def json_body(value: Any, whole: bool = True, content_type: str = JSON) -> Body:
    """A value as JSON."""
    return Body(json.dumps(value, ensure_ascii=False).encode(), content_type, whole)


Making = Callable[[Any, Any, str, frozenset[str]], Awaitable[Body]]


def program(handler: Handler) -> Handler:
    """Makes a view for programs out of `handler(datasette, request)`: its exceptions become JSON errors."""

    @functools.wraps(handler)
    async def view(datasette: Any, request: Any) -> Any:
        reply = await _reply(handler, datasette, request)
        if datasette.cors:
            add_cors_headers(reply.headers)
        return reply

    return view


def of_database(make: Making, wanted: Collection[str] = PUBLIC_TABLES) -> Handler:
    """Makes a handler of a URL below /{db} out of `make(datasette, request, database, tables)`.

    `tables` are the wanted ones that are open to the actor. They, the address and the database are all that the body
    may follow from: who asks the same of the same state of the database gets the bytes that were made before.
    """

    async def handler(datasette: Any, request: Any) -> Response:
        database = database_of(datasette, request)
        tables = await access.news_tables(datasette, request.actor, database, wanted)
        address = (datasette.absolute_url(request, datasette.urls.instance()), request.full_path)
        making = partial(make, datasette, request, database, tables)
        size = partial(_size, sum(map(len, address)) + BESIDES)
        body = await kept.once(datasette, database, (*address, tables), making, size)
        return await keep(datasette, request, database, body)

    return handler


def _size(address: int, body: Body) -> int | None:
    """Bytes of an answer and its address, which strangers choose: either may be long. None if it is not whole."""
    return len(body.data) + address if body.whole else None


async def _reply(handler: Handler, datasette: Any, request: Any) -> Any:
    if request.method == "OPTIONS":
        return Response("", headers={"allow": "GET, HEAD, OPTIONS"})
    if request.method not in ("GET", "HEAD"):
        return error(405, "This address answers GET requests only", {"allow": "GET, HEAD, OPTIONS"})
    try:
        with understood():
            return await handler(datasette, request)
    except BadToken as problem:
        return error(400, str(problem))
    except Forbidden as problem:
        return error(403, str(problem))
    except NotFound as problem:
        return error(404, str(problem))
    except TimedOut as problem:
        return error(503, problem.message)


def error(status: int, message: str, headers: dict[str, str] | None = None) -> Response:
    """An error as the contract has it; never kept by caches."""
    body = json.dumps({"ok": False, "error": message, "status": status})
    return Response(body, status, {"cache-control": "no-store", **(headers or {})}, JSON)


async def keep(datasette: Any, request: Any, database: str | None, body: Body) -> Response:
    """A reply with the headers that say how long a copy is good; 304 without a body if the client has this one.

    What strangers may not see is for the client alone.
    """
    headers = {"vary": "Cookie, Authorization", "cache-control": "no-store", **body.headers}
    if not body.whole:
        return Response(body.data, 200, headers, body.content_type)
    names = [database] if database else list(datasette.databases)
    public = request.actor is None or all([await _same_for_all(datasette, request, name) for name in names])
    headers |= {
        "etag": body.tag,
        "cache-control": f"{'public' if public else 'private'}, max-age={_age(datasette, database)}",
    }
    modified = last_modified(datasette, database) if database and public else None
    if modified:
        headers["last-modified"] = format_datetime(modified, usegmt=True)
    if _has_this(request.headers, body.tag, modified):
        return Response("", 304, headers, body.content_type)
    return Response(body.data, 200, headers, body.content_type)


def _has_this(headers: Mapping[str, str], tag: str, modified: datetime | None) -> bool:
    """Whether the client's copy is good, by its tag or, only where it names none, by its date (RFC 9110, 13.1)."""
    if (tags := headers.get("if-none-match")) is not None:
        known = [each.strip().removeprefix("W/") for each in tags.split(",")]
        return tag in known or "*" in known
    try:
        copied = parsedate_to_datetime(headers.get("if-modified-since", ""))
    except ValueError:
        return False
    return modified is not None and modified <= (copied if copied.tzinfo else copied.replace(tzinfo=timezone.utc))


def _age(datasette: Any, database: str | None) -> int:
    """For how many seconds a copy is good without asking."""
    seconds = int(datasette.setting("default_cache_ttl"))
    immutable = database is not None and not datasette.get_database(database).is_mutable
    return IMMUTABLE_SECONDS if immutable and seconds else seconds


async def _same_for_all(datasette: Any, request: Any, database: str) -> bool:
    """Whether somebody who is not signed in sees the same tables."""
    own = await access.visible_tables(datasette, request.actor, database)
    return own == await access.visible_tables(datasette, None, database)


def last_modified(datasette: Any, database: str) -> datetime | None:
    """When what the database answers was last changed, in UTC: its file, its write-ahead log, or the server's start.

    None in memory, and where that was so lately that what was answered may be of the state before, or that another
    change could have the same date: a date that strangers' copies are compared with must be exact.
    """
    path = datasette.get_database(database).path
    times = [file.stat().st_mtime for end in ("", "-wal") if path and (file := Path(f"{path}{end}")).exists()]
    changed = max(times, default=time.time())
    return None if time.time() - changed < AT_REST else datetime.fromtimestamp(int(max(changed, STARTED)), timezone.utc)
