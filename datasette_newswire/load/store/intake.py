"""What is new of what was found: the ledger asked before a file is opened, after it is hashed, before it is read."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import replace
from typing import BinaryIO

from sqlite_utils import Database

from ...hookspecs import HEAD
from ..containers.nested import measure
from ..discover import sqlite_tables
from ..discover.arrivals import Arrival, container_of, decided, left_out, split, whole
from ..discover.paths import Source, Trouble, unreadable
from ..models import Document, Options, Prepared
from ..run import version
from .ledger import Ledger
from .members import follow


class Intake:
    """Lets through what must be read or written, and counts the rest in `unchanged` by recorded outcome."""

    def __init__(self, db: Database, options: Options, retry: bool = False) -> None:
        self.unchanged: Counter[str] = Counter()
        self._db = db
        self._ledger = Ledger(db, options, version(), retry)
        self._options = options

    def sources(self, found: Iterable[Source | Trouble]) -> Iterator[Arrival]:
        """The new documents of all sources, in their order."""
        for source in found:
            yield from self.documents(self._opened(source))

    def table(self, paths: Sequence[str], table: str, prune: bool) -> Iterator[Arrival]:
        """The new rows of a table in some databases; with `prune`, rows that are gone are marked. Raises NoTable."""
        for path in paths:
            if prune:
                within, rows = f"{table}/", sqlite_tables.rows([path], table, self._options)
                follow(self._db, os.path.abspath(path), rows, within)
            yield from self.documents(sqlite_tables.rows([path], table, self._options))

    def documents(self, arrivals: Iterable[Arrival]) -> Iterator[Arrival]:
        """The new ones among some documents, those that are copies of known ones marked as such."""
        for arrival in arrivals:
            outcome = self._ledger.same_document(arrival)
            if outcome is not None:
                self.unchanged[outcome] += 1
            elif arrival.prepared is None and self._ledger.elsewhere(arrival):
                yield replace(
                    arrival, prepared=Prepared(replace(arrival.document, content=b""), None, outcome="duplicate")
                )
            else:
                yield arrival

    def _opened(self, source: Source | Trouble) -> Iterator[Arrival]:
        if isinstance(source, Trouble):
            yield decided(Document(source.path, b""), "failed", source.message)
            return
        same = self._ledger.same_file(source)
        if same is not None:
            self.unchanged += same
            return
        try:
            with closing(source.open()) as stream:
                yield from self._read(source, stream)
        except OSError as error:
            yield decided(Document(source.path, b""), "failed", unreadable(error))

    def _read(self, source: Source, stream: BinaryIO) -> Iterator[Arrival]:
        if source.litter:
            yield left_out(source, stream, self._options)
            return
        head = stream.read(HEAD)
        stream.seek(0)
        container = container_of(head, source.path, self._options)
        if container is None:
            yield whole(source, stream, self._options)
            return
        sha256, _ = measure(stream)
        stream.seek(0)
        same = self._ledger.same_container(source.path, sha256)
        if same is not None:
            self.unchanged += same
            return
        if self._ledger.knows(source.path):
            follow(self._db, source.path, split(container, source, stream, sha256, self._options))
            stream.seek(0)
        yield from split(container, source, stream, sha256, self._options)
