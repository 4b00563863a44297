"""Documents whose files are gone, or that are no longer in their files."""

from __future__ import annotations

import os
from collections.abc import Iterable

from sqlite_utils import Database

from .members import GONE


def gone(db: Database, paths: Iterable[str]) -> list[int]:
    """Ids of the documents from the given files and folders that are not there any more.

    A path that is missing as a whole says nothing: its disk may not be mounted.
    """
    ids: list[int] = []
    for path in _known(db, paths):
        there = f" and member glob '{GONE}'" if os.path.lexists(path) else ""
        found = db.conn.execute(f"select id from documents where path = ? and container_id is null{there}", [path])
        ids.extend(document_id for (document_id,) in found)
    return list(dict.fromkeys(ids))


def _known(db: Database, paths: Iterable[str]) -> list[str]:
    """The files of the ledger that some paths stand for, those below a folder with them."""
    known: list[str] = []
    for path in (os.path.abspath(path) for path in paths if os.path.exists(path)):
        below = path.rstrip(os.sep) + os.sep
        rows = db.conn.execute(
            "select distinct path from documents where path = ? or (path >= ? and path < ?)",
            [path, below, below + "\U0010ffff"],
        )
        known.extend(path for (path,) in rows)
    return known
