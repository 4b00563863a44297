"""Packed chunks → counts: how many of the articles found name each person, place, organization or source."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .packing import CHUNK, CHUNK_BITS, Links, read_links, unpack, version
from .turned import Turned, turn

Ids = NDArray[np.int32]
Codes = NDArray[np.integer[Any]]
Mask = NDArray[np.bool_]  # a set of articles: one truth for each id, from 0 to `size`
NONE = np.empty(0, np.int32)
NO_LINKS: Links = (np.zeros(CHUNK, np.int32), NONE)
# Below this share of all articles the links of the hits are looked up one article at a time, above it a mask over all
# links is faster (measured at 1,000,000 articles with six links each).
FEW = 1 / 8

# Kinds whose commonest values are asked for. Turned around, a few changed chunks are counted by themselves.
TURNED = ("person", "place", "organization", "source", "country")
CHANGED = 1 / 8  # share of the chunks that may have changed before the links are turned around anew
FEW_LINKS = 5_000  # are sorted more quickly than all values there can be are gone through
WORTH = 250_000  # links that are counted in a millisecond
EVERY = 2**31
AT_ONCE = 2**19  # links counted in one go, which takes eight bytes for each

# Kinds whose numbers are few but large: they are counted by their place in a dictionary.
SPARSE = frozenset({"country", "day", "language"})

Stamp = tuple[int, int]  # version of the packed chunk (0: none), changes since it was packed


class Articles:
    """A set of articles with ids below `size`: by number, and by truth where many of them are looked at."""

    def __init__(self, rising: Ids, size: int, mask: Callable[[], Mask]) -> None:
        self._rising, self._size, self._mask = rising, size, mask

    @classmethod
    def of(cls, mask: Mask) -> Articles:
        """The set that a mask says."""
        return cls(np.flatnonzero(mask).astype(np.int32), len(mask), lambda: mask)

    @cached_property
    def mask(self) -> Mask:
        """A truth for each article that there can be."""
        return self._mask()

    @cached_property
    def ids(self) -> NDArray[np.intp]:
        """The articles, rising; of the type that numpy looks up without making another array of it."""
        return self._rising.astype(np.intp)

    @property
    def share(self) -> float:
        """How many of all there can be."""
        return len(self._rising) / max(1, self._size)

    def count_outside(self, other: Mask) -> int:
        """How many of them are not in another set."""
        if self.share < FEW:
            return len(self._rising) - int(np.count_nonzero(other.take(self.ids)))
        return int(np.count_nonzero(self.mask > other))


@dataclass(frozen=True)
class _Kind:
    """The links of one kind: those of article n are `linked[starts[n]:starts[n + 1]]`.

    Of a sparse kind, `linked` are places in `numbers`, which only grows, so that what was coded stays right. Numbers
    that fit take two bytes each: most of the time of counting goes into fetching them from memory.
    """

    version: tuple[int, int] = (-1, -1)
    stamps: dict[int, Stamp] = field(default_factory=dict)
    starts: Ids = field(default_factory=lambda: np.zeros(1, np.int32))
    linked: Codes = field(default_factory=lambda: NONE)
    numbers: Ids | None = None

    @cached_property
    def of_article(self) -> Ids:
        """The number that each article has, by its id, in a kind of which every article has one."""
        lengths = np.diff(self.starts)
        values = np.zeros(len(lengths), np.int32)
        values[lengths > 0] = self.linked if self.numbers is None else self.numbers[self.linked]
        return values

    @cached_property
    def single(self) -> Codes | None:
        """What each article links to, by its id, -1 for nothing; None where any has more than one link."""
        lengths = np.diff(self.starts)
        if lengths.max(initial=0) > 1:
            return None
        values: Codes = np.full(len(lengths), -1, np.int16 if self.linked.max(initial=0) < 2**15 else np.int32)
        values[lengths > 0] = self.linked
        return values

    def piece(self, chunk: int) -> Links:
        """A chunk's links, coded."""
        starts = self.starts[chunk << CHUNK_BITS : (chunk + 1 << CHUNK_BITS) + 1]
        return np.diff(starts), self.linked[starts[0] : starts[-1]]


class FacetIndex:
    """The links of one database in memory, read lazily, a kind at a time, and kept current chunk by chunk.

    One instance serves a database file for as long as the server runs; its methods must run inside the same read
    transaction as the query whose hits are counted, so that both see the same articles. Threads may share it: values
    are replaced whole, and one thread at a time reads what is new.
    """

    def __init__(self) -> None:
        self._kinds: dict[str, _Kind] = {}
        self._lock = threading.Lock()
        self._turned: dict[str, Turned] = {}
        self._turning = threading.Lock()

    def follow(self, conn: sqlite3.Connection) -> None:
        """Reads what facets need and is not in memory yet, so that nobody's search takes the time of it."""
        for kind in ("person", "place", "organization", "source", "country", "language", "day"):
            self._kind(conn, kind)

    def count(self, conn: sqlite3.Connection, kind: str, among: Articles | None) -> tuple[Ids, Ids]:
        """(linked ids, in how many of the articles each stands), both rising by id; zero counts are left out.

        None stands for all articles.
        """
        known = self._kind(conn, kind)
        by_value = self._commonest(known, kind, among, EVERY) if kind in SPARSE and among is not None else None
        found, counts = by_value or _counted(_linked(known, among))
        if known.numbers is None:
            return found, counts
        order = np.argsort(known.numbers[found])
        return known.numbers[found][order], counts[order]

    def commonest(self, conn: sqlite3.Connection, kind: str, among: Articles, wanted: int) -> tuple[Ids, Ids] | None:
        """What count() gives for the `wanted` commonest and all that are as common, and maybe for others; None where
        count() is no slower. Not for sparse kinds."""
        return self._commonest(self._kind(conn, kind), kind, among, wanted)

    def chosen(
        self, conn: sqlite3.Connection, kind: str, among: Articles, values: Sequence[int]
    ) -> tuple[Ids, Ids] | None:
        """What count() gives for some values, rising; None where it is no slower. Not for sparse kinds."""
        since = self._since(self._kind(conn, kind), kind, among)
        return None if since is None else since[0].chosen(values, *since[1:])

    def options(self, conn: sqlite3.Connection, kind: str, among: Articles) -> int | None:
        """How many values count() gives; None where it is no slower."""
        since = self._since(self._kind(conn, kind), kind, among)
        return None if since is None else since[0].options(*since[1:])

    def _commonest(self, known: _Kind, kind: str, among: Articles, wanted: int) -> tuple[Ids, Ids] | None:
        since = self._since(known, kind, among)
        return None if since is None else since[0].commonest(since[1], wanted, since[2])

    def _since(self, known: _Kind, kind: str, among: Articles) -> tuple[Turned, Mask, Ids] | None:
        """The links turned around, those of the articles that have not changed since, what the others count by value;
        None if there are few articles or too much has changed."""
        turned = self._turned.get(kind)
        if turned is None or among.share < turned.worth or _outdated(turned, known):
            return None
        if not (changed := turned.changed(known.stamps)):
            return turned, among.mask, NONE
        same, rest, both = np.zeros(turned.size, bool), among.mask.copy(), min(turned.size, len(among.mask))
        same[:both] = among.mask[:both]
        for chunk in changed:
            same[chunk << CHUNK_BITS : chunk + 1 << CHUNK_BITS] = False
        rest[:both] ^= same[:both]
        return (
            turned,
            same,
            np.bincount(known.linked[_spans(known.starts, np.flatnonzero(rest))]).astype(np.int32),
        )

    def turn_soon(self, worth: int = WORTH) -> threading.Thread | None:
        """Turns the links that were read around, in a thread of its own, where they are many: for the next searches."""
        kinds = [kind for kind in TURNED if kind in self._kinds and len(self._kinds[kind].linked) >= worth]
        kinds = [kind for kind in kinds if self._kinds[kind].single is None]  # of one value each: quickly counted
        kinds = [kind for kind in kinds if _outdated(self._turned.get(kind), self._kinds[kind])]
        if not kinds or not self._turning.acquire(blocking=False):
            return None
        thread = threading.Thread(target=self._turn, args=(kinds,))
        try:
            thread.start()
        except RuntimeError:  # no thread to be had: all is counted
            self._turning.release()
            return None
        return thread

    def _turn(self, kinds: list[str]) -> None:
        try:
            for kind in kinds:
                known = self._kinds[kind]
                self._turned[kind] = turn(known.stamps, known.starts, known.linked)
        finally:
            self._turning.release()

    def values(self, conn: sqlite3.Connection, kind: str) -> Ids:
        """The number of each article, by its id, in a kind of which every article has one; 0 for what is no article."""
        return self._kind(conn, kind).of_article

    def lengths(self, conn: sqlite3.Connection, kind: str) -> Ids:
        """How many links each article has, by its id; every article has one of the kind "day"."""
        return np.diff(self._kind(conn, kind).starts)

    def _kind(self, conn: sqlite3.Connection, kind: str) -> _Kind:
        """All links of a kind (a key of packing.KINDS) as they stand in this connection's snapshot."""
        current = version(conn)
        known = self._kinds.get(kind)
        if known is None or known.version != current:
            with self._lock:
                known = self._kinds.get(kind) or _Kind(numbers=NONE if kind in SPARSE else None)
                if known.version != current:
                    known = self._kinds[kind] = self._sharing(_read(conn, kind, current, known))
        return known

    def _sharing(self, known: _Kind) -> _Kind:
        """A kind with the array of another one that is the same: of most kinds an article has one value."""
        for other in self._kinds.values():
            if np.array_equal(other.starts, known.starts):
                return replace(known, starts=other.starts)
        return known


def _outdated(turned: Turned | None, known: _Kind) -> bool:
    return turned is None or len(turned.changed(known.stamps)) > CHANGED * len(known.stamps)


def _counted(linked: Codes) -> tuple[Ids, Ids]:
    if len(linked) < FEW_LINKS:
        some, counts = np.unique(linked, return_counts=True)
        return some.astype(np.int32), counts.astype(np.int32)
    every = np.bincount(linked[:AT_ONCE], minlength=int(linked.max()) + 1)
    for start in range(AT_ONCE, len(linked), AT_ONCE):
        some = np.bincount(linked[start : start + AT_ONCE])
        every[: len(some)] += some
    found = np.flatnonzero(every > 0)
    return found.astype(np.int32), every.take(found).astype(np.int32)


def _linked(known: _Kind, among: Articles | None) -> Codes:
    if among is None:
        return known.linked
    if known.single is not None:
        found = known.single.take(among.ids)
        return found if found.min(initial=0) >= 0 else found[found >= 0]
    if among.share < FEW:
        return known.linked.take(_spans(known.starts, among.ids))
    return known.linked[np.repeat(among.mask, np.diff(known.starts))]


def _spans(starts: Ids, hits: NDArray[np.intp]) -> Ids:
    """The positions of all links of the hits."""
    first = starts.take(hits)
    lengths = starts.take(hits + 1) - first
    ends = np.cumsum(lengths, dtype=np.int32)
    found = np.repeat(first - ends + lengths, lengths)
    found += np.arange(len(found), dtype=np.int32)
    return found


def _stamps(conn: sqlite3.Connection, kind: str) -> dict[int, Stamp]:
    """Of every chunk of the database, packed or not."""
    chunks = [row[0] for row in conn.execute("select chunk from _facets where kind = 'day'")]
    packed = dict(conn.execute("select chunk, version from _facets where kind = ?", [kind]))
    changes = dict(conn.execute("select chunk, changes from _facets_stale"))
    return {chunk: (packed.get(chunk, 0), changes.get(chunk, 0)) for chunk in sorted({*chunks, *changes})}


def _read(conn: sqlite3.Connection, kind: str, current: tuple[int, int], known: _Kind) -> _Kind:
    stamps, numbers = _stamps(conn, kind), known.numbers
    changed = [chunk for chunk, stamp in stamps.items() if stamp != known.stamps.get(chunk)]
    read = {chunk: _piece(conn, kind, chunk, stamps[chunk]) for chunk in changed}
    if numbers is not None:
        numbers, read = _coded(numbers, read)
    pieces = [
        read.get(chunk) or (known.piece(chunk) if chunk in stamps else NO_LINKS)
        for chunk in range(max(stamps, default=-1) + 1)
    ]
    lengths, linked = (np.concatenate([piece[part] for piece in pieces] or [NONE]) for part in (0, 1))
    starts = np.concatenate([[0], np.cumsum(lengths)]).astype(np.int32)
    small = linked.min(initial=0) >= 0 and linked.max(initial=0) < 2**16
    return _Kind(current, stamps, starts, linked.astype(np.uint16) if small else linked, numbers)


def _coded(numbers: Ids, read: dict[int, Links]) -> tuple[Ids, dict[int, Links]]:
    """(the dictionary with what was not yet in it at its end, the chunks with places in it for their numbers)"""
    every = np.concatenate([NONE, *(linked for _, linked in read.values())])
    found = np.sort(every)
    found = found[np.append(np.diff(found) > 0, True)[: len(found)]]  # few: all else here is small
    numbers = np.concatenate([numbers, np.setdiff1d(found, numbers)])
    order = np.argsort(numbers)
    places = order[np.searchsorted(numbers, found, sorter=order)].astype(np.int32)[_places(found, every)]
    parts = np.split(places, np.cumsum([len(linked) for _, linked in read.values()]))
    return numbers, {chunk: (lengths, part) for (chunk, (lengths, _)), part in zip(read.items(), parts, strict=False)}


def _places(found: Ids, every: Ids) -> NDArray[np.integer[Any]]:
    """Where among those found each number stands, looked up by Fibonacci hashing (Knuth, volume 3, section 6.4)."""
    slots, more_slots = (numbers.view(np.uint32) * np.uint32(2654435769) >> np.uint32(12) for numbers in (found, every))
    table = np.zeros(1 << 20, np.int32)
    table[slots] = np.arange(len(found))
    places = table.take(more_slots)
    return places if (found[places] == every).all() else np.searchsorted(found, every)


def _piece(conn: sqlite3.Connection, kind: str, chunk: int, stamp: Stamp) -> Links:
    packed, changes = stamp
    if packed and not changes:
        data = conn.execute("select data from _facets where kind = ? and chunk = ?", [kind, chunk]).fetchone()[0]
        try:
            return unpack(data)
        except ValueError:  # a damaged blob costs time and no answer
            pass
    return read_links(conn, kind, chunk)
