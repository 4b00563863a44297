"""What the database knows already, so that unchanged input costs a stat or a hash and never a parse."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import asdict

from sqlite_utils import Database

from ..discover.arrivals import Arrival
from ..discover.paths import Source
from ..models import Options

_ONLY_READING = ("format", "fields")  # options that decide how a document is read


class Ledger:
    """Questions to the tables `documents` and `loads`; it writes nothing.

    A document that failed or was skipped is tried again when the loader's version or an option is another than then;
    with `retry`, always. One that loaded is read again when the user asks for another format or other fields.
    """

    def __init__(self, db: Database, options: Options, version: str, retry: bool = False) -> None:
        self._conn = db.conn
        self._options = json.loads(json.dumps(asdict(options)))
        self._version = version
        self._retry = retry
        self._loads: dict[int, tuple[bool, bool]] = {}

    def same_file(self, source: Source) -> Counter[str] | None:
        """Outcomes of a file, and of all in it, if size and time are as recorded; None if it must be opened."""
        if source.modified is None:
            return None
        row = self._conn.execute(
            "select sha256, bytes, modified from documents where path = ? and member is null", [source.path]
        ).fetchone()
        if row is None or not row[0] or (row[1], row[2]) != (source.size, source.modified):
            return None
        return self._all_of(source.path)

    def same_container(self, path: str, sha256: str) -> Counter[str] | None:
        """Outcomes of a container and of all in it if its bytes are as recorded; None if it must be split."""
        row = self._conn.execute("select sha256 from documents where path = ? and member is null", [path]).fetchone()
        return self._all_of(path) if row and row[0] == sha256 else None

    def knows(self, path: str) -> bool:
        """Whether there are records of a file from an earlier load."""
        sql = "select 1 from documents where path = ? and member is not null limit 1"
        return self._conn.execute(sql, [path]).fetchone() is not None

    def same_document(self, arrival: Arrival) -> str | None:
        """The recorded outcome of a document that need not be read again, None for one that must."""
        document = arrival.document
        row = self._conn.execute(
            "select sha256, outcome, load_id, message from documents where path = ? and coalesce(member, '') = ?",
            [document.path, document.member or ""],
        ).fetchone()
        if row is None or row[0] != arrival.sha256 or not self._stands(row[1], row[2]):
            return None
        if not arrival.sha256 and (arrival.prepared is None or row[3] != arrival.prepared.message):
            return None
        return str(row[1])

    def elsewhere(self, arrival: Arrival) -> bool:
        """Whether an article came out of the same bytes at another path."""
        document = arrival.document
        row = self._conn.execute(OWNER, [arrival.sha256, document.path, document.member or ""]).fetchone()
        return row is not None

    def _all_of(self, path: str) -> Counter[str] | None:
        counts: Counter[str] = Counter()
        rows = self._conn.execute(
            "select outcome, load_id, count(*) from documents where path = ? group by 1, 2", [path]
        )
        for outcome, load_id, count in rows:
            if not self._stands(outcome, load_id):
                return None
            counts[outcome] += count
        return counts

    def _stands(self, outcome: str, load_id: int) -> bool:
        """Whether a recorded outcome still holds, given how and by which version it was come by."""
        same, read_alike = self._load(load_id)
        if outcome in ("failed", "skipped"):
            return same and not self._retry
        return read_alike

    def _load(self, load_id: int) -> tuple[bool, bool]:
        if load_id not in self._loads:
            row = self._conn.execute("select version, options from loads where id = ?", [load_id]).fetchone()
            version, options = (row[0], json.loads(row[1])) if row else ("", {})
            asked = {name: self._options[name] for name in _ONLY_READING if self._options[name]}
            read_alike = all(options.get(name) == value for name, value in asked.items())
            self._loads[load_id] = ((version, options) == (self._version, self._options), read_alike)
        return self._loads[load_id]


# A document that stands for all copies of the same bytes.
OWNER = """
    select id from documents where sha256 = ? and outcome in ('loaded', 'updated')
    and (path <> ? or coalesce(member, '') <> ?) order by id limit 1
"""
