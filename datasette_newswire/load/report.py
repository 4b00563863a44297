"""What a database says of its own making: what is in it, what loaded it, what is doubtful. Nothing is written."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sqlite_utils import Database

from .. import schema
from .store import margins

LOADS = 10  # of the load history that are shown


@dataclass(frozen=True, slots=True)
class Problem:
    """What failed, was skipped or is doubtful in a file; the message says why and what to do.

    `count` members of the file have the same trouble, and `member` is the first of them.
    """

    outcome: str
    path: str
    member: str | None
    message: str
    count: int


def problems(db: Database) -> Iterator[Problem]:
    """All problems: what failed, then what was skipped, then what was loaded with a doubt."""
    rows = db.conn.execute(
        "select outcome, path, member, message, count(*), min(id), "
        "case outcome when 'failed' then 0 when 'skipped' then 1 else 2 end as rank "
        "from documents where message is not null group by rank, path, message order by rank, path, min(id)"
    )
    for row in rows:
        yield Problem(*row[:5])


def status(db: Database, version: str) -> dict[str, Any]:
    """Counts by table, documents by outcome, the last loads, the extractors' versions, and what is stale, in words."""
    conn = db.conn
    tables = {name: conn.execute(f"select count(*) from {name}").fetchone()[0] for name in schema.PUBLIC_TABLES}
    outcomes = dict(conn.execute("select outcome, count(*) from documents group by 1 order by 1").fetchall())
    extractors = dict(conn.execute("select extractor, count(*) from mentions group by 1 order by 1").fetchall())
    cursor = conn.execute("select * from loads order by id desc limit ?", [LOADS])
    columns = [column[0] for column in cursor.description]
    loads = [dict(zip(columns, row, strict=True)) for row in cursor]
    for row in loads:
        row["options"] = json.loads(row["options"])
    return {
        "tables": tables,
        "documents": outcomes,
        "extractors": extractors,
        "loads": loads,
        "stale": [*_stale(loads, extractors, version), *_repeated(margins.waiting(db))],
    }


def _repeated(articles: int) -> Iterator[str]:
    if articles:
        yield (
            f"{articles:,} article{' is' if articles == 1 else 's are'} to be cleaned of lines that their source "
            "repeats at the edges of its articles. To have that done: datasette newswire reprocess DB"
        )


def _stale(loads: list[dict[str, Any]], extractors: dict[str, int], version: str) -> Iterator[str]:
    if loads and loads[0]["finished"] is None:
        yield "The last load was ended before it was done. Run it again: it goes on where it stopped."
    if loads and not any(load["version"] == version and load["options"].get("reprocess") for load in loads):
        older = sorted({load["version"] for load in loads} - {version})
        if older:
            yield (
                f"Articles were loaded by version {', '.join(older)}, and this is {version}. "
                "To bring them up to date: datasette newswire reprocess DB"
            )
    versions: dict[str, set[str]] = {}
    for extractor in extractors:
        name, _, found_by = extractor.rpartition("@")
        versions.setdefault(name, set()).add(found_by)
    for name in sorted(name for name, found in versions.items() if len(found) > 1):
        yield (
            f"Names were found by several versions of {name}. "
            "To have all found by the present one: datasette newswire reprocess DB"
        )
