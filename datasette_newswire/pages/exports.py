"""The search as CSV: all its articles, in its order, streamed."""

from __future__ import annotations

import csv
import io
import re
from typing import Any

from datasette.utils.asgi import AsgiStream

from ..search import export
from ..search.query import Search
from . import access
from .frame import ask, database_of, pairs_of
from .links import Links
from .replies import program

CHUNK = 500  # articles read at once


@program
async def as_csv(datasette: Any, request: Any) -> AsgiStream:
    """/{db}/-/newswire.csv: every article of the search, however many; its page and size are left aside.

    What the search finds is settled before the first byte; an article deleted while the file is sent is left out.
    """
    database = database_of(datasette, request)
    tables = await access.news_tables(datasette, request.actor, database)
    asked = Search.from_args(pairs_of(request))
    ids = await ask(datasette, database, export.ids, asked, tables)
    links = Links(datasette, database)

    async def stream(writer: Any) -> None:
        await writer.write(_line([*export.COLUMNS, "html_url"]))
        for start in range(0, len(ids), CHUNK):
            some = ids[start : start + CHUNK]
            found = await ask(datasette, database, export.records, some, tables)
            lines = [_line([*row, datasette.absolute_url(request, links.article(row[0]))]) for row in found]
            await writer.write("".join(lines))

    headers = {
        "content-disposition": f'attachment; filename="{re.sub(r"[^A-Za-z0-9_-]+", "_", database)}.csv"',
        "cache-control": "no-store",
        "vary": "Cookie, Authorization",
    }
    return AsgiStream(stream, headers=headers, content_type="text/csv; charset=utf-8")


def _line(values: list[Any]) -> str:
    out = io.StringIO()
    csv.writer(out).writerow(["" if value is None else value for value in values])
    return out.getvalue()
