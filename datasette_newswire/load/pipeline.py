"""The way through the loader: discover → read → clean → recognise → resolve → store."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator
from concurrent.futures import Executor
from dataclasses import asdict, dataclass, field
from datetime import datetime, timezone
from importlib.metadata import version
from typing import BinaryIO

from sqlite_utils import Database

from .. import index
from .arrivals import Arrival, arrivals
from .database import opened, writing
from .discover import discover
from .ledger import Ledger
from .models import Document, Options, Prepared
from .pool import InProcess, Pool, Processes
from .prepare import BATCH
from .store import Settled, Store

BATCH_BYTES = 4_000_000  # of documents that go to a worker together
COMMIT = 500  # articles of a transaction
COMMIT_BYTES = 32_000_000


@dataclass
class Summary:
    """What a load did: documents by outcome."""

    counts: Counter[str] = field(default_factory=Counter)

    @property
    def changed(self) -> int:
        return self.counts["loaded"] + self.counts["updated"]


def load(
    db_path: str, paths: Iterable[str], options: Options, workers: int = 1, stdin: BinaryIO | None = None
) -> Summary:
    """Loads all that the paths mean into a database."""
    with opened(db_path) as db:
        summary = Summary()
        run = _Run(db, options, summary)
        with Pool(_executor(workers), max(1, workers * 2 if workers > 1 else 1), options) as pool:
            for batch in _commits(pool.map(_batches(run.unknown(paths, stdin)))):
                run.store(batch)
        run.finish()
        return summary


def _executor(workers: int) -> type[Executor] | object:
    return InProcess if workers <= 1 else (lambda: Processes(workers))


class _Run:
    def __init__(self, db: Database, options: Options, summary: Summary) -> None:
        self._db, self._options, self._summary = db, options, summary
        self._ledger = Ledger(db)
        self._load_id: int | None = None

    def unknown(self, paths: Iterable[str], stdin: BinaryIO | None) -> Iterator[Arrival]:
        """All arrivals but those that the ledger knows to be unchanged."""
        for source in discover(paths, stdin):
            same = self._ledger.same_file(source) if hasattr(source, "open") else None
            if same is not None:
                for outcome, count in same.items():
                    self._unchanged(outcome, count)
                continue
            for arrival in arrivals(source, self._options):
                outcome = self._ledger.same_content(arrival)
                if outcome is None:
                    yield arrival
                else:
                    self._unchanged(outcome, 1)

    def _unchanged(self, outcome: str, count: int) -> None:
        self._summary.counts[outcome if outcome in ("failed", "skipped") else "unchanged"] += count

    def store(self, batch: list[Settled]) -> None:
        with writing(self._db):
            self._summary.counts += Store(self._db, self._begin()).write(batch)
            self._record(finished=False)

    def _begin(self) -> int:
        if self._load_id is None:
            made = self._db.conn.execute(
                "insert into loads (started, version, options) values (?, ?, ?)",
                [_now(), version("datasette-newswire"), json.dumps(asdict(self._options))],
            )
            self._load_id = int(made.lastrowid or 0)
        return self._load_id

    def _record(self, finished: bool) -> None:
        counts = self._summary.counts
        self._db.conn.execute(
            "update loads set finished = ?, loaded = ?, updated = ?, unchanged = ?, duplicate = ?, skipped = ?, "
            "failed = ? where id = ?",
            [
                _now() if finished else None,
                *(counts[name] for name in ("loaded", "updated", "unchanged", "duplicate", "skipped", "failed")),
                self._load_id,
            ],
        )

    def finish(self) -> None:
        if self._load_id is not None:
            with writing(self._db):
                index.refresh(self._db)
                self._record(finished=True)


def _now() -> str:
    return datetime.now(timezone.utc).isoformat(timespec="seconds")


def _batches(found: Iterable[Arrival]) -> Iterator[tuple[list[Arrival], list[Document]]]:
    """Arrivals in batches for the workers: those to prepare beside those that need no preparing, in their order."""
    batch: list[Arrival] = []
    for arrival in found:
        batch.append(arrival)
        if len(batch) >= BATCH or sum(len(one.document.content) for one in batch) >= BATCH_BYTES:
            yield batch, _to_prepare(batch)
            batch = []
    if batch:
        yield batch, _to_prepare(batch)


def _to_prepare(batch: list[Arrival]) -> list[Document]:
    return [arrival.document for arrival in batch if arrival.prepared is None]


def _commits(results: Iterable[tuple[list[Arrival], list[tuple[Prepared, ...]]]]) -> Iterator[list[Settled]]:
    """Prepared batches gathered to what goes into one transaction."""
    pending: list[Settled] = []
    for batch, prepared in results:
        found = iter(prepared)
        pending.extend((arrival, arrival.prepared or next(found)) for arrival in batch)
        size = sum(arrival.size for arrival, _ in pending)
        if sum(len(prepared) for _, prepared in pending) >= COMMIT or size >= COMMIT_BYTES:
            yield pending
            pending = []
    if pending:
        yield pending
