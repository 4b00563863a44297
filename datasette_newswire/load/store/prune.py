"""Documents whose files are gone."""

from __future__ import annotations

import os
from collections.abc import Iterable

from sqlite_utils import Database


def gone(db: Database, paths: Iterable[str]) -> list[int]:
    """Ids of the documents from below the given folders whose files no longer exist.

    A folder that is missing as a whole says nothing: its disk may not be mounted.
    """
    ids: list[int] = []
    for folder in (os.path.abspath(path) for path in paths if os.path.isdir(path)):
        below = folder.rstrip(os.sep) + os.sep
        rows = db.conn.execute(
            "select distinct path from documents where path >= ? and path < ?", [below, below + "\U0010ffff"]
        )
        for path in [path for (path,) in rows if not os.path.lexists(path)]:
            found = db.conn.execute("select id from documents where path = ? and container_id is null", [path])
            ids.extend(document_id for (document_id,) in found)
    return list(dict.fromkeys(ids))
