"""One run of the loader: arrivals are prepared by the pool and written in transactions, counted in a row of `loads`."""

from __future__ import annotations

import json
import time
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict
from datetime import datetime, timezone
from functools import cache
from importlib import metadata

from sqlite_utils import Database

from .. import index
from .discover.arrivals import Arrival
from .models import OUTCOMES, Document, Options
from .pool import Pool, Results
from .prepare import BATCH
from .progress import Progress, Summary
from .store.database import writing
from .store.writer import Settled, Store, settle

BATCH_BYTES = 4_000_000  # of documents that go to a worker together
COMMIT = 500  # articles of a transaction
COMMIT_BYTES = 32_000_000  # of documents of a transaction


@cache
def version() -> str:
    """The version of this package."""
    return metadata.version("datasette-newswire")


class Run:
    """Feeds the pool and the store. While there is nothing to write, nothing is written: no row of `loads` either."""

    def __init__(self, db: Database, options: Options, pool: Pool, progress: Progress, again: bool = False) -> None:
        self.db = db
        self.summary = Summary()
        self._options, self._pool, self._progress, self._again = options, pool, progress, again
        self._load_id: int | None = None
        self._all_met = False  # whether the workers have been given all there is
        self._started = time.monotonic()
        self._start_time = _now()

    @property
    def wrote(self) -> bool:
        """Whether this run has changed the database, or must complete what a run before it left undone."""
        return self._load_id is not None or _unfinished(self.db)

    def process(self, arrivals: Iterable[Arrival], count: bool = True) -> None:
        """Prepares and stores documents, a transaction for every few hundred articles.

        Without `count` the documents are not added to the outcomes: they were counted before.
        """
        results = self._pool.map(_batches(self._until_stopped(arrivals)))
        for batch in self._commits(results):
            with writing(self.db):
                store = self._store()
                outcomes = store.write(batch)
                self.summary.counts += outcomes if count else Counter()
                self._count(store)
            self._progress.stored(self.summary)

    def remove(self, document_ids: Sequence[int]) -> None:
        """Takes documents and their articles out of the database."""
        for start in range(0, len(document_ids), COMMIT):
            some = document_ids[start : start + COMMIT]
            with writing(self.db):
                store = self._store()
                store.remove(some)
                self._count(store)
                self.summary.removed += len(some)

    def unchanged(self, outcomes: Counter[str]) -> None:
        """Counts documents that were as the ledger has them; what failed then counts as failed now."""
        for outcome, count in outcomes.items():
            self.summary.counts[outcome if outcome in ("failed", "skipped") else "unchanged"] += count

    def finish(self) -> None:
        """Resolves what waited for the end, brings the facet index up to date, closes the run's row of `loads`."""
        self.summary.seconds = time.monotonic() - self._started
        self.summary.stopped = self._progress.stopped
        if self.wrote:
            with writing(self.db):
                settle(self.db)
                index.refresh(self.db)
                self._begin()
                self._record(_now())

    def _until_stopped(self, arrivals: Iterable[Arrival]) -> Iterator[Arrival]:
        self._all_met = False
        for arrival in arrivals:
            if self._progress.stopped:
                break
            self._progress.passed(arrival)
            yield arrival
        self._all_met = True

    def _commits(self, results: Iterable[tuple[list[Arrival], Results]]) -> Iterator[list[Settled]]:
        """Prepared batches gathered to what goes into one transaction.

        Once the workers have all there is, what they finish is written while they are at the rest.
        """
        pending: list[Settled] = []
        articles = size = 0
        for batch, found in results:
            prepared = iter(found)
            for arrival in batch:
                settled = (arrival.prepared,) if arrival.prepared else next(prepared)
                pending.append((arrival, settled))
                articles += len(settled)
                size += len(arrival.document.content)
            if articles >= COMMIT or size >= COMMIT_BYTES or self._all_met:
                yield pending
                pending, articles, size = [], 0, 0
        if pending:
            yield pending

    def _store(self) -> Store:
        return Store(self.db, self._begin(), self._again)

    def _begin(self) -> int:
        if self._load_id is None:
            options = {**asdict(self._options), **({"reprocess": True} if self._again else {})}
            made = self.db.conn.execute(
                "insert into loads (started, version, options) values (?, ?, ?)",
                [self._start_time, version(), json.dumps(options)],
            )
            self._load_id = int(made.lastrowid or 0)
        return self._load_id

    def _count(self, store: Store) -> None:
        self.summary.articles += store.articles
        self.summary.words += store.words
        self._record(None)

    def _record(self, finished: str | None) -> None:
        counts = [self.summary.counts[outcome] for outcome in OUTCOMES]
        self.db.conn.execute(
            "update loads set loaded = ?, updated = ?, unchanged = ?, duplicate = ?, skipped = ?, failed = ?, "
            "finished = ? where id = ?",
            [*counts, finished, self._load_id],
        )


def _unfinished(db: Database) -> bool:
    """Whether the last run was ended before it could finish."""
    row = db.conn.execute("select finished from loads order by id desc limit 1").fetchone()
    return row is not None and row[0] is None


def _now() -> str:
    return datetime.now(timezone.utc).isoformat(timespec="seconds")


def _batches(arrivals: Iterable[Arrival]) -> Iterator[tuple[list[Arrival], list[Document]]]:
    """Arrivals in batches for the workers, with the documents in them that are to be prepared.

    What is in a batch depends on the input alone, so that one worker and many do the very same work.
    """
    batch: list[Arrival] = []
    size = 0
    for arrival in arrivals:
        batch.append(arrival)
        size += len(arrival.document.content)
        if len(batch) >= BATCH or size >= BATCH_BYTES:
            yield batch, _to_prepare(batch)
            batch, size = [], 0
    if batch:
        yield batch, _to_prepare(batch)


def _to_prepare(batch: Sequence[Arrival]) -> list[Document]:
    return [arrival.document for arrival in batch if arrival.prepared is None]
