"""The way through the loader: discover → read → clean → recognise → resolve → store."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import BinaryIO

from .discover.arrivals import Arrival
from .discover.paths import Source, Trouble, discover
from .models import Options
from .pool import Crew
from .progress import Progress, Summary
from .run import Run
from .store import margins
from .store.database import opened
from .store.intake import Intake
from .store.originals import originals, orphans
from .store.prune import gone


@dataclass(frozen=True)
class Order:
    """What to load, and how to go about it; Options say what to make of it."""

    paths: tuple[str, ...]
    options: Options = field(default_factory=Options)
    crew: Crew = field(default_factory=Crew)
    table: str | None = None  # the paths are SQLite files, and this is the table of articles in them
    prune: bool = False  # take out what came from files that are gone
    retry: bool = False  # try again what failed before
    stdin: BinaryIO | None = None
    quiet: float = 0.0  # seconds that a file must have been left alone


def load(db_path: str, order: Order, progress: Progress | None = None) -> Summary:
    """Loads all that the paths mean into a database, which is made if it is missing.

    Raises database.Locked or schema.NewerDatabase, and sqlite3.Error when the database itself cannot be written
    (disk full): what was committed before is safe, and the next load completes it.
    """
    progress = progress or Progress()
    with _run(db_path, order.options, order.crew, progress) as run:
        intake = Intake(run.db, order.options, order.retry)
        run.process(_arrivals(order, intake, progress))
        run.unchanged(intake.unchanged)
        if order.prune and not progress.stopped:
            run.remove(gone(run.db, order.paths))
        return run.summary


def reprocess(db_path: str, options: Options, crew: Crew, progress: Progress | None = None) -> Summary:
    """Reads all articles again from the originals in the database: afterwards it is as if loaded anew, but without
    the lines that a source repeats at the edges of its articles."""
    progress = progress or Progress()
    with _run(db_path, options, crew, progress, again=True) as run:
        run.process(originals(run.db, margins.repeated(run.db)))
        return run.summary


def watch(db_path: str, order: Order, progress: Progress, every: float) -> Iterator[Summary]:
    """Loads again and again what is new, until the progress is told to stop. Yields the summary of each round.

    A file must have been left alone for `every` seconds: it may still be on its way.
    """
    order = replace(order, quiet=every)
    while not progress.stopped:
        yield load(db_path, order, progress)
        progress.wait(every)


def _arrivals(order: Order, intake: Intake, progress: Progress) -> Iterator[Arrival]:
    if order.table is not None:
        return intake.table(order.paths, order.table, order.prune)
    found = discover(order.paths, order.stdin)
    return intake.sources(progress.met(source for source in found if not _moving(source, order.quiet)))


def _moving(source: Source | Trouble, quiet: float) -> bool:
    """Whether a file was changed so lately that it may not be whole yet."""
    return bool(quiet and isinstance(source, Source) and time.time() - (source.modified or 0) < quiet)


@contextmanager
def _run(db_path: str, options: Options, crew: Crew, progress: Progress, again: bool = False) -> Iterator[Run]:
    """A run in a database that is open for writing; at its end come what copies left orphaned, and the index."""
    with opened(db_path) as db, crew.pool(options) as pool:
        run = Run(db, options, pool, progress, again)
        yield run
        if run.wrote and not progress.stopped:
            run.process(orphans(db), count=False)
        run.finish()
