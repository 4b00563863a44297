"""A table of articles in any SQLite database (a Datasette's, say) as input: each row is a JSON document."""

from __future__ import annotations

import base64
import json
import os
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing
from pathlib import Path

from ..models import Document, Options
from .arrivals import Arrival, arrival, decided


class NoTable(ValueError):
    """A file has no table of that name; the message lists those it has."""


def rows(paths: Iterable[str], table: str, options: Options) -> Iterator[Arrival]:
    """The rows of a table, in the order of their keys, in each of some SQLite files, which are only read.

    Raises NoTable. A file that is no database arrives as failed.
    """
    for path in paths:
        path = os.path.abspath(path)
        try:
            with closing(sqlite3.connect(f"{Path(path).as_uri()}?mode=ro", uri=True)) as conn:
                yield from _rows(conn, path, table, options)
        except sqlite3.DatabaseError as error:
            yield decided(Document(path, b""), "failed", f"It could not be read as an SQLite database: {error}.")


def _rows(conn: sqlite3.Connection, path: str, table: str, options: Options) -> Iterator[Arrival]:
    _check(conn, path, table)
    keys = _keys(conn, table)
    order = ", ".join(keys)
    cursor = conn.execute(f"select {order}, * from {_quoted(table)} order by {order}")
    columns = [column[0] for column in cursor.description][len(keys) :]
    for row in cursor:
        key = ",".join(str(value) for value in row[: len(keys)])
        record = {name: _plain(value) for name, value in zip(columns, row[len(keys) :], strict=True)}
        content = json.dumps(record, ensure_ascii=False).encode("utf-8", "backslashreplace")
        asked = options.format or "json"
        yield arrival(
            Document(path, content, f"{table}/{key}", "application/json", None, asked, options.fields), options
        )


def _check(conn: sqlite3.Connection, path: str, table: str) -> None:
    names = [name for (name,) in conn.execute("select name from sqlite_master where type in ('table', 'view')")]
    if table not in names:
        shown = [name for name in names if not name.startswith(("_", "sqlite_")) and "_fts" not in name]
        raise NoTable(f"{path} has no table {table!r}. It has: {', '.join(shown) or 'none'}.")


def _keys(conn: sqlite3.Connection, table: str) -> list[str]:
    """The columns of the primary key, else the rowid, else (a view) all columns."""
    found = conn.execute("select name, pk from pragma_table_info(?)", [table]).fetchall()
    keys = [_quoted(name) for name, position in sorted(found, key=lambda row: row[1]) if position]
    if keys:
        return keys
    is_table = conn.execute("select 1 from sqlite_master where name = ? and type = 'table'", [table]).fetchone()
    return ["rowid"] if is_table else [_quoted(name) for name, _ in found]


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _plain(value: object) -> object:
    return base64.b64encode(value).decode("ascii") if isinstance(value, bytes) else value
