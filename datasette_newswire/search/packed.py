"""The counter that counts in packed arrays: the same answers as SqlCounter, in milliseconds for a million articles.

A set of articles is an array of booleans, one for each article id. The sets of a search's words and of each of its
filters are found once and kept for the pages, facets and feeds that ask for them again, as long as nothing changes.
"""

from __future__ import annotations

import json
import sqlite3
import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import replace
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..index import FacetIndex, Relevance, letters_of
from .counting import NAMES, Counted, Counter, SqlCounter, Wanted, narrowed
from .scope import LINKS, Filter, Match, Scope, condition

Mask = NDArray[np.bool_]
Ids = NDArray[np.int32]

MEMORY = 128 * 1024 * 1024  # bytes of sets, counts and scores remembered for a database
UNPACKED = 64  # chunks that may be read from the tables; with more, counting in SQL is no slower
LETTERS = ("language", "country")


Arrays = tuple[NDArray[Any], ...]


class Packed:
    """What is kept in memory for one database file, shared by all requests."""

    def __init__(self) -> None:
        self.facets = FacetIndex()
        self.relevance = Relevance(self.facets)
        self._lock = threading.Lock()
        self._state: object = None
        self._kept: OrderedDict[Hashable, Arrays] = OrderedDict()
        self._bytes = 0

    def kept(self, state: object, key: Hashable, find: Callable[[], Arrays]) -> Arrays:
        """What was found for a key, from memory if the database was in the same state then."""
        with self._lock:
            if state != self._state:
                self._state, self._kept, self._bytes = state, OrderedDict(), 0
            known = self._kept.get(key)
            if known is not None:
                self._kept.move_to_end(key)
                return known
        found = find()
        with self._lock:
            if state == self._state and key not in self._kept:
                self._kept[key] = found
                self._bytes += sum(array.nbytes for array in found)
                while self._bytes > MEMORY and len(self._kept) > 1:
                    _, dropped = self._kept.popitem(last=False)
                    self._bytes -= sum(array.nbytes for array in dropped)
        return found


@lru_cache(maxsize=64)
def _packed(path: str) -> Packed:
    return Packed()


def packed_for(conn: sqlite3.Connection) -> Packed | None:
    """The memory of this connection's database; None if it has no file or too little of it is packed."""
    path = conn.execute("select file from pragma_database_list where name = 'main'").fetchone()[0]
    stale = conn.execute("select count(*) from _facets_stale").fetchone()[0]
    return _packed(path) if path and stale <= UNPACKED else None


def counter_for(conn: sqlite3.Connection) -> Counter:
    """The quickest counter for this connection."""
    packed = packed_for(conn)
    return PackedCounter(conn, packed) if packed else SqlCounter(conn)


class PackedCounter:
    """Counts articles in packed arrays; asks SqlCounter what they do not hold. Lives for one read transaction."""

    def __init__(self, conn: sqlite3.Connection, packed: Packed) -> None:
        self.conn, self.packed = conn, packed
        self._sql = SqlCounter(conn)
        self._state = _state(conn)

    def hits(self, scope: Scope) -> Ids:
        """The articles of a scope, rising."""
        return self._kept("hits", scope, lambda: (np.flatnonzero(self.mask(scope)).astype(np.int32),))[0]

    def count(self, scope: Scope, name: str) -> tuple[Ids, Ids]:
        """(numbers, in how many articles of the scope each stands) of a kind of the index."""
        hits = None if replace(scope, roles=()) == Scope() else self.hits(scope)
        numbers, counts = self._kept(name, scope, lambda: self.packed.facets.count(self.conn, name, hits))
        return numbers, counts

    def scores(self, scope: Scope, phrases: tuple[str, ...], weights: tuple[float, ...]) -> NDArray[np.float64] | None:
        """FTS5's score of each hit of a scope; None if it must be asked itself."""

        def find() -> Arrays:
            found = self.packed.relevance.scores(self.conn, phrases, weights, self.hits(scope))
            return () if found is None else (found,)

        return next(iter(self._kept(f"scores {phrases}", scope, find)), None)

    def mask(self, scope: Scope) -> Mask:
        """The articles of a scope as a set, put together from the sets of its parts."""
        parts = [Scope(match=scope.match)] if scope.match else []
        parts += [Scope(filters=(each,)) for each in scope.filters]
        parts += [Scope(dates=scope.dates)] if scope.dates else []
        if len(parts) > 1:
            masks = [self.mask(part) for part in parts]
            return np.asarray(np.logical_and.reduce(masks), dtype=np.bool_)
        part = parts[0] if parts else Scope()
        return self._kept("mask", part, lambda: (self._find(part),))[0]

    def _kept(self, what: str, scope: Scope, find: Callable[[], Arrays]) -> Arrays:
        """From memory, except where the state of the database does not tell when it changes."""
        if any(each.kind == "story" or each.unresolved for each in scope.filters):
            return find()
        return self.packed.kept(self._state, (what, replace(scope, roles=())), find)

    def _find(self, part: Scope) -> Mask:
        """The set of a scope of at most one part."""
        if part.match:
            return self._matching(part.match)
        if part.filters:
            each = part.filters[0]
            found = self._filtered(each)
            return self.mask(Scope()) & ~found if each.excluded else found
        if part.dates:
            found_in = condition(part)
            return self._ids(f"select a.id as id from articles a where {found_in.sql}", found_in.values)
        return self._set(self.packed.facets.links(self.conn, "day")[0])

    def _matching(self, match: Match) -> Mask:
        found = self.mask(Scope()).copy()
        sql = f"select rowid as id from {match.table} where {match.table} match ?"
        if match.wanted is not None:
            found &= self._ids(sql, (match.wanted,))
        if match.words:
            found &= np.add.reduce([self._ids(sql, (word,)) for word in match.words], dtype=np.int8) >= match.least
        if match.unwanted is not None:
            found &= ~self._ids(sql, (match.unwanted,))
        return found

    def _filtered(self, each: Filter) -> Mask:
        """The articles that a filter names, whether it wants them or not."""
        if each.kind not in NAMES or each.roles:
            found = condition(Scope(filters=(replace(each, excluded=False),)))
            return self._ids(f"select a.id as id from articles a where {found.sql}", found.values)
        table, column = LINKS[each.kind]
        wanted = "select value from json_each(?)"
        mask = self._ids(
            f"select article_id as id from {table} where {column} in ({wanted})", (json.dumps(each.values),)
        )
        if each.none:
            mask |= self.mask(Scope()) & ~self._with_links(each.kind)
        if each.unresolved:
            unresolved = "select id from places where kind = 'unresolved'"
            mask |= self._ids(f"select article_id as id from {table} where {column} in ({unresolved})", ())
        return mask

    def _with_links(self, name: str) -> Mask:
        """The articles that have any link of a kind of the index."""
        return self._kept(
            f"links {name}", Scope(), lambda: (self._set(self.packed.facets.with_links(self.conn, name)),)
        )[0]

    def _ids(self, sql: str, values: tuple[Any, ...]) -> Mask:
        # One long text is three times quicker out of SQLite than as many rows.
        text = self.conn.execute(f"select group_concat(id) from ({sql})", values).fetchone()[0]
        return self._set(np.array(text.split(","), dtype=np.int32) if text else np.empty(0, np.int32))

    def _set(self, ids: Ids) -> Mask:
        articles, _ = self.packed.facets.links(self.conn, "day")
        mask = np.zeros(int(articles[-1]) + 1 if len(articles) else 1, dtype=bool)
        mask[ids[ids < len(mask)]] = True
        return mask

    def total(self, scope: Scope) -> int:
        return int(np.count_nonzero(self.mask(scope)))

    def options(self, scope: Scope, kind: str, wanted: Wanted) -> int:
        values = self._values(scope, kind, wanted)
        if values is None:
            return self._sql.options(scope, kind, wanted)
        return len(values[0]) if not (wanted.like or wanted.initial) else len(self._named(kind, values, wanted, -1))

    def values(self, scope: Scope, kind: str, wanted: Wanted) -> list[Counted]:
        values = self._values(scope, kind, wanted)
        if values is None:
            return self._sql.values(scope, kind, wanted)
        if wanted.order == "count" and not (wanted.like or wanted.initial):
            values = _commonest(values, wanted.offset + wanted.limit)
        return self._named(kind, values, wanted, wanted.limit)

    def _values(self, scope: Scope, kind: str, wanted: Wanted) -> tuple[Ids, Ids] | None:
        """(values as numbers, counts) of a facet, narrowed to those that may be named; None: ask SQL."""
        name = _packed_kind(scope, kind)
        if name is None:
            return None
        numbers, counts = self.count(scope, name)
        if kind in LETTERS:
            if (numbers < 0).any():
                return None
            numbers, counts = numbers[numbers > 0], counts[numbers > 0]
        if wanted.only is not None:
            chosen = np.isin(numbers, _numbers(kind, wanted.only))
            numbers, counts = numbers[chosen], counts[chosen]
        if wanted.without:
            chosen = ~np.isin(numbers, _numbers(kind, wanted.without))
            numbers, counts = numbers[chosen], counts[chosen]
        return numbers, counts

    def _named(self, kind: str, values: tuple[Ids, Ids], wanted: Wanted, limit: int) -> list[Counted]:
        """The values with their names, in order, from the offset on; SQLite compares and sorts the names."""
        shown = [letters_of(number) for number in values[0].tolist()] if kind in LETTERS else values[0].tolist()
        given = json.dumps(list(zip(shown, values[1].tolist(), strict=True)))
        rows = "select json_extract(value, '$[0]') as value, json_extract(value, '$[1]') as n from json_each(?)"
        sql = f"select g.value, {_LABELS.get(kind, 't.name')} as label, g.n from ({rows}) g"
        if kind in NAMES:
            sql += f" join {NAMES[kind]} t on t.id = g.value"
        found = narrowed(sql, (given,), kind, replace(wanted, only=None, without=()))
        order = "label collate nocase, value" if wanted.order == "name" else "n desc, label collate nocase, value"
        offset = wanted.offset if limit >= 0 else 0
        rows_found = self.conn.execute(f"{found.sql} order by {order} limit ? offset ?", [*found.values, limit, offset])
        return [Counted(*row) for row in rows_found]

    def missing(self, scope: Scope, kind: str) -> int:
        name = {"published": "day"}.get(kind) or _packed_kind(scope, kind)
        if name is None:
            return self._sql.missing(scope, kind)
        mask = self.mask(scope)
        if name in ("day", "language"):
            articles, numbers = self.packed.facets.links(self.conn, name)
            return int(np.count_nonzero(mask[articles[numbers == 0]]))
        return int(np.count_nonzero(mask & ~self._with_links(name)))

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


_LABELS = {
    "language": "g.value",
    "country": """coalesce((select min(c.name) from places c where c.kind = 'country' and c.country_code = g.value),
        g.value)""",
}


def _packed_kind(scope: Scope, kind: str) -> str | None:
    """Under which name the index keeps a facet in this scope; None if it does not."""
    if kind == "source" and scope.roles:
        return f"source:{scope.roles[0]}" if len(scope.roles) == 1 else None
    return kind if kind in (*NAMES, *LETTERS) else None


def _numbers(kind: str, values: tuple[int | str, ...]) -> list[int]:
    """Values as the index has them; what it cannot have is left out."""
    if kind not in LETTERS:
        return [value for value in values if isinstance(value, int) and value < 2**31]
    return [number_of(value) for value in values if isinstance(value, str) and value.isascii() and 0 < len(value) <= 4]


def number_of(letters: str) -> int:
    """The opposite of letters_of."""
    return sum(ord(letter) << shift for letter, shift in zip(letters, (21, 14, 7, 0), strict=False))


def _commonest(values: tuple[Ids, Ids], wanted: int) -> tuple[Ids, Ids]:
    """The values with the highest counts, and all that are as common as the last of them: names decide among those."""
    numbers, counts = values
    if wanted >= len(counts):
        return values
    if wanted <= 0:
        return numbers[:0], counts[:0]
    least = np.partition(counts, len(counts) - wanted)[len(counts) - wanted]
    return numbers[counts >= least], counts[counts >= least]


def _period(day: int) -> str:
    """20220224 → 2022-02-24, 20220200 → 2022-02, 20220000 → 2022."""
    year, month, date = day // 10_000, day // 100 % 100, day % 100
    return f"{year:04}-{month:02}-{date:02}" if date else f"{year:04}-{month:02}" if month else f"{year:04}"


def _state(conn: sqlite3.Connection) -> tuple[Any, ...]:
    """What differs whenever articles, their words or their links do: FTS5's records, the packed and stale chunks."""
    record = "select block from articles_fts_data where id ="
    row = conn.execute(
        f"""select ({record} 10), ({record} 1), (select sum(version) from _facets), (select count(*) from _facets),
        (select sum(changes) from _facets_stale)"""
    ).fetchone()
    return tuple(row)
