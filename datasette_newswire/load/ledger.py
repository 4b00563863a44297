"""What the database knows already, so that unchanged input costs a stat or a hash and never a parse."""

from __future__ import annotations

from collections import Counter

from sqlite_utils import Database

from .arrivals import Arrival
from .discover import Source


class Ledger:
    """Questions to the table `documents`; it writes nothing."""

    def __init__(self, db: Database) -> None:
        self._conn = db.conn

    def same_file(self, source: Source) -> Counter[str] | None:
        """Outcomes of a file (and of all in it) whose size and time are as recorded; None if it must be opened."""
        if source.modified is None:
            return None
        row = self._conn.execute(
            "select sha256, bytes, modified, outcome from documents where path = ? and member is null", [source.path]
        ).fetchone()
        if row is None or not row[0] or (row[1], row[2]) != (source.size, source.modified):
            return None
        counts = self._conn.execute("select outcome, count(*) from documents where path = ? group by 1", [source.path])
        return Counter({outcome: count for outcome, count in counts})

    def same_content(self, arrival: Arrival) -> str | None:
        """The recorded outcome of a document whose bytes are as recorded, None if they are not."""
        document = arrival.document
        row = self._conn.execute(
            "select sha256, outcome from documents where path = ? and coalesce(member, '') = ?",
            [document.path, document.member or ""],
        ).fetchone()
        if row is None or not row[0] or row[0] != arrival.sha256:
            return None
        return str(row[1])

    def known_elsewhere(self, arrival: Arrival) -> bool:
        """Whether an article came out of the same bytes at another path."""
        document = arrival.document
        row = self._conn.execute(
            "select 1 from documents where sha256 = ? and outcome in ('loaded', 'updated') "
            "and (path, coalesce(member, '')) is not (?, ?) limit 1",
            [arrival.sha256, document.path, document.member or ""],
        ).fetchone()
        return row is not None
