"""The counter that counts in packed arrays: the same answers as SqlCounter, in milliseconds for a million articles."""

from __future__ import annotations

import json
import sqlite3
from dataclasses import replace
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from ..index import Ids, letters_of
from . import codes
from .counting import INITIALS, NAMES, Counted, Counter, SqlCounter, Wanted, narrowed
from .scope import Condition, Scope
from .sets import EVERYTHING, LETTERS, Arrays, Packed, Sets, numbers_of, packed_file

UNPACKED = 64  # chunks that may be read from the tables; with more, counting in SQL is no slower


def packed_for(conn: sqlite3.Connection) -> Packed | None:
    """The memory of this connection's database; None if it has no file or too little of it is packed."""
    path = conn.execute("select file from pragma_database_list where name = 'main'").fetchone()[0]
    stale = conn.execute("select count(*) from _facets_stale").fetchone()[0]
    return packed_file(path) if path and stale <= UNPACKED else None


def counter_for(conn: sqlite3.Connection) -> Counter:
    """The quickest counter for this connection. What it counts in is read here, before any limit of time."""
    packed = packed_for(conn)
    if packed is None:
        return SqlCounter(conn)
    packed.facets.follow(conn)
    return PackedCounter(conn, packed)


def for_the_next(conn: sqlite3.Connection) -> None:
    """Has the index made ready, while nobody waits for it, for more searches on this connection's database."""
    if (packed := packed_for(conn)) is not None:
        packed.facets.turn_soon()


class PackedCounter(Sets):
    """Counts articles in packed arrays; asks SqlCounter what they do not hold. Lives for one read transaction."""

    def __init__(self, conn: sqlite3.Connection, packed: Packed) -> None:
        super().__init__(conn, packed)
        self._sql = SqlCounter(conn)

    def count(self, scope: Scope, name: str) -> tuple[Ids, Ids]:
        """(numbers, in how many articles of the scope each stands) of a kind of the index."""
        among = None if scope.without_roles == EVERYTHING else self.articles(scope)
        numbers, counts = self.kept(name, scope, lambda: self.packed.facets.count(self.conn, name, among))
        return numbers, counts

    def scores(self, scope: Scope, phrases: tuple[str, ...], weights: tuple[float, ...]) -> NDArray[np.float64] | None:
        """FTS5's score of each hit of a scope; None if it must be asked itself."""

        def find() -> Arrays:
            found = self.packed.relevance.scores(self.conn, phrases, weights, self.hits(scope))
            return () if found is None else (found,)

        return next(iter(self.kept(f"scores {phrases}", scope, find)), None)

    def options(self, scope: Scope, kind: str, wanted: Wanted) -> int:
        name = _packed_kind(scope, kind)
        if name is not None and kind in NAMES and wanted == Wanted(wanted.limit):
            return self.number(f"options {name}", scope, lambda: self._options(scope, name))
        values = self._values(scope, kind, wanted)
        if values is None:
            return self._sql.options(scope, kind, wanted)
        if not (wanted.like or wanted.initial):
            return len(values[0])
        names = _names(kind, values[0], wanted)
        return int(self.conn.execute(f"select count(*) from ({names.sql})", names.values).fetchone()[0])

    def _options(self, scope: Scope, name: str) -> int:
        known = self.packed.facets.options(self.conn, name, self.articles(scope))
        return len(self.count(scope, name)[0]) if known is None else known

    def values(self, scope: Scope, kind: str, wanted: Wanted) -> list[Counted]:
        if _packed_kind(scope, kind) is None:
            return self._sql.values(scope, kind, wanted)
        if wanted.order == "name" or wanted.like or wanted.initial:
            values = self._values(scope, kind, wanted)
        else:
            found = self.kept((_packed_kind(scope, kind), wanted), scope, lambda: self._first(scope, kind, wanted))
            values = (found[0], found[1]) if found else None
        if values is None:
            return self._sql.values(scope, kind, wanted)
        return self._named(kind, values, wanted)

    def initials(self, scope: Scope, kind: str, wanted: Wanted) -> list[tuple[str, int]]:
        values = self._values(scope, kind, wanted)
        if values is None:
            return self._sql.initials(scope, kind, wanted)
        names = _names(kind, values[0], wanted)
        return self.conn.execute(INITIALS.format(names.sql), names.values).fetchall()

    def _first(self, scope: Scope, kind: str, wanted: Wanted) -> Arrays:
        """(values as numbers, counts): the commonest wanted ones; nothing: ask SQL."""
        last = wanted.offset + wanted.limit
        found = self._values(scope, kind, wanted, last + len(wanted.without))
        return () if found is None else _commonest(*found, last)

    def _values(self, scope: Scope, kind: str, wanted: Wanted, first: int | None = None) -> tuple[Ids, Ids] | None:
        """(values as numbers, counts) of a facet, narrowed to those that may be named; None: ask SQL.

        All of them or, with `first`, no less than so many of the commonest and all that are as common.
        """
        name = _packed_kind(scope, kind)
        if name is None:
            return None
        facets, found = self.packed.facets, None
        if kind in NAMES and wanted.only is not None:
            found = facets.chosen(self.conn, name, self.articles(scope), sorted({*numbers_of(kind, wanted.only)}))
        elif kind in NAMES and first:
            found = facets.commonest(self.conn, name, self.articles(scope), first)
        numbers, counts = found or self.count(scope, name)
        if kind in LETTERS:
            if (numbers < 0).any():
                return None
            numbers, counts = numbers[numbers > 0], counts[numbers > 0]
        if wanted.only is not None:
            chosen = np.isin(numbers, numbers_of(kind, wanted.only))
            numbers, counts = numbers[chosen], counts[chosen]
        if wanted.without:
            chosen = ~np.isin(numbers, numbers_of(kind, wanted.without))
            numbers, counts = numbers[chosen], counts[chosen]
        return numbers, counts

    def _named(self, kind: str, values: Arrays, wanted: Wanted) -> list[Counted]:
        """The values with their names, in order, from the offset on."""
        counts = dict(zip(_shown(kind, values[0]), values[1].tolist(), strict=True))
        names = _names(kind, values[0], wanted)
        rows = [(counts[value], label, value) for value, label, _ in self.conn.execute(names.sql, names.values)]
        rows.sort(key=_by_name if wanted.order == "name" else _by_count)
        return [Counted(value, label, n) for n, label, value in rows[wanted.offset : wanted.offset + wanted.limit]]

    def missing(self, scope: Scope, kind: str) -> int:
        name = {"published": "day"}.get(kind) or _packed_kind(scope, kind)
        if name is None:
            return self._sql.missing(scope, kind)
        if name in ("day", "language"):
            numbers, counts = self.count(scope, name)
            return int(counts[numbers == 0].sum())
        return self.number(f"no {name}", scope, lambda: self.articles(scope).count_outside(self.with_links(name)))

    def periods(self, scope: Scope, length: int) -> list[tuple[str, int]]:
        days, counts = self.count(scope, "day")
        if (days < 0).any():
            return self._sql.periods(scope, length)
        dated = days > 0
        days, counts = days[dated], counts[dated]
        if not len(days):
            return []
        periods = days // {4: 10_000, 7: 100, 10: 1}[length]
        first = np.flatnonzero(np.append(True, np.diff(periods) > 0))
        shown = [_period(day)[:length] for day in days[first].tolist()]
        return list(zip(shown, np.add.reduceat(counts, first).tolist(), strict=True))


def _packed_kind(scope: Scope, kind: str) -> str | None:
    """Under which name the index keeps a facet in this scope; None if it does not."""
    if kind == "source" and scope.roles:
        return f"source:{scope.roles[0]}" if len(scope.roles) == 1 else None
    return kind if kind in (*NAMES, *LETTERS) else None


def _commonest(numbers: Ids, counts: Ids, wanted: int) -> tuple[Ids, Ids]:
    """The values with the highest counts, and all that are as common as the last of them: names decide among those."""
    if wanted >= len(counts):
        return numbers, counts
    if wanted <= 0:
        return numbers[:0], counts[:0]
    highest = counts
    while len(higher := highest[highest > highest.mean()]) >= wanted:  # most values are rare, and alike in that
        highest = higher
    first = counts >= np.partition(highest, -wanted)[-wanted]
    return numbers[first], counts[first]


def _shown(kind: str, numbers: Ids) -> list[int | str]:
    """Values as the index has them → as the tables do."""
    return [letters_of(number) for number in numbers.tolist()] if kind in LETTERS else numbers.tolist()


def _names(kind: str, numbers: Ids, wanted: Wanted) -> Condition:
    """A query for the rows (value, label, 0) of those values that are wanted."""
    if kind in LETTERS:
        sql = f"select value, {codes.label(kind, 'value')} as label, 0 as n from json_each(?)"
    else:
        ids = "select value from json_each(?)"
        sql = f"select id as value, name as label, 0 as n from {NAMES[kind]} where id in ({ids})"
    return narrowed(sql, (json.dumps(_shown(kind, numbers)),), kind, replace(wanted, only=None, without=()))


def _by_name(row: tuple[int, str, int | str]) -> tuple[bytes, int | str]:
    """SQLite's `label collate nocase, value`, which takes the letters A to Z alone for the small ones."""
    return row[1].encode().lower(), row[2]


def _by_count(row: tuple[int, str, int | str]) -> tuple[int, bytes, int | str]:
    return -row[0], *_by_name(row)


@lru_cache(maxsize=4096)  # of a timeline all at once, on each page
def _period(day: int) -> str:
    """20220224 → 2022-02-24, 20220200 → 2022-02, 20220000 → 2022."""
    year, month, date = day // 10_000, day // 100 % 100, day % 100
    return f"{year:04}-{month:02}-{date:02}" if date else f"{year:04}-{month:02}" if month else f"{year:04}"
