"""The counter that counts in packed arrays: the same answers as SqlCounter, in milliseconds for a million articles.

A set of articles is an array of booleans, one for each article id. The sets of a search's words and of each of its
filters are found once and kept for the pages, facets and feeds that ask for them again, as long as nothing changes.
"""

from __future__ import annotations

import json
import sqlite3
import threading
from collections.abc import Callable, Hashable
from dataclasses import replace
from functools import lru_cache, reduce
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..index import Articles, FacetIndex, Ids, Mask, Relevance, letters_of, numbers_in, version
from . import codes
from .counting import NAMES, Counted, Counter, SqlCounter, Wanted, narrowed
from .memory import Memory
from .scope import LINKS, Dates, Filter, Match, Scope, after, condition

MEMORY = 40 * 1024 * 1024  # bytes of sets, counts and scores remembered for a database
UNPACKED = 64  # chunks that may be read from the tables; with more, counting in SQL is no slower
LETTERS = ("language", "country")
UNDATED = np.int32(2**31 - 1)
EVERYTHING = Scope()

Arrays = tuple[NDArray[Any], ...]


class Packed:
    """What is kept in memory for one database file, shared by all requests."""

    def __init__(self) -> None:
        self.facets = FacetIndex()
        self.relevance = Relevance(self.facets)
        self._memory: Memory[Arrays] = Memory(MEMORY)
        self._finding: dict[Hashable, threading.Lock] = {}

    def kept(self, state: object, key: Hashable, find: Callable[[], Arrays]) -> Arrays:
        """What was found for a key, from memory if the database was in the same state then."""
        known = self._memory.known(state, key)
        if known is not None:
            return known
        finding = self._finding.setdefault((state, key), threading.Lock())
        with finding:  # who asks for what another thread is about to find waits for it
            known = self._memory.known(state, key)
            try:
                return known if known is not None else self._keep(state, key, find())
            finally:
                self._finding.pop((state, key), None)

    def _keep(self, state: object, key: Hashable, found: Arrays) -> Arrays:
        self._memory.keep(state, key, found, sum(array.nbytes for array in found))
        return found


@lru_cache(maxsize=64)
def _packed(path: str) -> Packed:
    return Packed()


def forget() -> None:
    """Empties the memory of all databases, as if the process had just started."""
    _packed.cache_clear()


def packed_for(conn: sqlite3.Connection) -> Packed | None:
    """The memory of this connection's database; None if it has no file or too little of it is packed."""
    path = conn.execute("select file from pragma_database_list where name = 'main'").fetchone()[0]
    stale = conn.execute("select count(*) from _facets_stale").fetchone()[0]
    return _packed(path) if path and stale <= UNPACKED else None


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


class PackedCounter:
    """Counts articles in packed arrays; asks SqlCounter what they do not hold. Lives for one read transaction."""

    def __init__(self, conn: sqlite3.Connection, packed: Packed) -> None:
        self.conn, self.packed = conn, packed
        self._sql = SqlCounter(conn)
        self._state = _state(conn)
        self._sets: dict[Scope, Articles] = {}

    def hits(self, scope: Scope) -> Ids:
        """The articles of a scope, rising."""
        return self.kept("hits", scope, lambda: (self._rising(scope),))[0]

    def _rising(self, scope: Scope) -> Ids:
        """The same: of one word alone they are its postings, if no posting is of an article that is no more."""
        match, everything = scope.match, self.mask(EVERYTHING)
        if match is not None and scope.without_roles == Scope(Match(match.wanted, ranking=match.ranking)):
            word = self.packed.relevance.articles(self.conn, match.wanted or "")
            if word is not None and len(word) and word[-1] < len(everything) and everything.take(word).all():
                return word
        return np.flatnonzero(self.mask(scope)).astype(np.int32)

    def count(self, scope: Scope, name: str) -> tuple[Ids, Ids]:
        """(numbers, in how many articles of the scope each stands) of a kind of the index."""
        among = None if scope.without_roles == EVERYTHING else self.articles(scope)
        numbers, counts = self.kept(name, scope, lambda: self.packed.facets.count(self.conn, name, among))
        return numbers, counts

    def days(self, order: str) -> Ids:
        """The key of each article in an order by date, by its id."""
        keys = lambda: (day_keys(self.packed.facets.values(self.conn, "day"), order),)  # noqa: E731
        return self.kept(("days", order), EVERYTHING, keys)[0]

    def scores(self, scope: Scope, phrases: tuple[str, ...], weights: tuple[float, ...]) -> NDArray[np.float64] | None:
        """FTS5's score of each hit of a scope; None if it must be asked itself."""

        def find() -> Arrays:
            found = self.packed.relevance.scores(self.conn, phrases, weights, self.hits(scope))
            return () if found is None else (found,)

        return next(iter(self.kept(f"scores {phrases}", scope, find)), None)

    def articles(self, scope: Scope) -> Articles:
        """The articles of a scope as the index takes them."""
        if scope not in self._sets:
            self._sets[scope] = Articles(self.mask(scope), self.hits(scope))
        return self._sets[scope]

    def mask(self, scope: Scope) -> Mask:
        """The articles of a scope as a set, put together from the sets of its parts."""
        parts = [Scope(match=scope.match)] if scope.match else []
        parts += [Scope(filters=(each,)) for each in scope.filters]
        parts += [Scope(dates=scope.dates)] if scope.dates else []
        if len(parts) > 1:
            return reduce(np.logical_and, [self.mask(part) for part in parts])
        part = parts[0] if parts else EVERYTHING
        return self.kept("mask", part, lambda: (self._find(part),))[0]

    def kept(self, what: Hashable, scope: Scope, find: Callable[[], Arrays]) -> Arrays:
        """From memory, except where the state of the database does not tell when it changes."""
        if any(each.kind == "story" for each in scope.filters):
            return find()
        return self.packed.kept(self._state, (what, scope.without_roles), find)

    def _find(self, part: Scope) -> Mask:
        """The set of a scope of at most one part."""
        if part.match:
            return self._matching(part.match)
        if part.filters:
            each = part.filters[0]
            found = self._filtered(each)
            return self.mask(EVERYTHING) & ~found if each.excluded else found
        if part.dates:
            dated = self._dated(part.dates)
            if dated is not None:
                return dated
            found_in = condition(part)
            return self._ids(f"select a.id as id from articles a where {found_in.sql}", found_in.values)
        return self.packed.facets.lengths(self.conn, "day") > 0

    def _dated(self, dates: Dates) -> Mask | None:
        """The articles of some dates, if all dates are days, months or years: their numbers sort as their texts."""
        days = self.days("oldest")
        if len(days) and days.min() < 0:
            return None
        found = days == UNDATED if dates.undated else np.zeros(len(days), bool)
        if dates.since or dates.until:
            first = day_number(dates.since) if dates.since else 0
            end = day_number(after(dates.until)) if dates.until else UNDATED
            found |= (days >= first) & (days < end)
        return found & self.mask(EVERYTHING)

    def _matching(self, match: Match) -> Mask:
        found = self.mask(EVERYTHING).copy()
        if match.condition is not None:
            sql = f"select a.id as id from articles a where {match.condition.sql}"
            found &= self._ids(sql, match.condition.values)
        if match.wanted is not None:
            found &= self._expressed(match.table, match.wanted)
        if match.words:
            counts = np.zeros(len(found), np.int16)
            for word in match.words:
                counts += self._expressed(match.table, word)
            found &= counts >= match.least
        if match.unwanted is not None:
            found &= ~self._expressed(match.table, match.unwanted)
        return found

    def _expressed(self, table: str, expression: str) -> Mask:
        articles = self.packed.relevance.articles(self.conn, expression) if table == "articles_fts" else None
        sql = f"select rowid as id from {table} where {table} match ?"
        return self._ids(sql, (expression,)) if articles is None else self._set(articles)

    def _filtered(self, each: Filter) -> Mask:
        """The articles that a filter names, whether it wants them or not."""
        spoken = self._spoken(each) if each.kind == "language" else None
        if spoken is not None:
            return spoken
        if each.kind not in NAMES or each.roles:
            found = condition(Scope(filters=(replace(each, excluded=False),)))
            return self._ids(f"select a.id as id from articles a where {found.sql}", found.values)
        table, column = LINKS[each.kind]
        wanted = "select value from json_each(?)"
        mask = self._ids(
            f"select article_id as id from {table} where {column} in ({wanted})", (json.dumps(each.values),)
        )
        if each.none:
            mask |= self.mask(EVERYTHING) & ~self._with_links(each.kind)
        if each.unresolved:
            unresolved = "select id from places where kind = 'unresolved'"
            mask |= self._ids(f"select article_id as id from {table} where {column} in ({unresolved})", ())
        return mask

    def _spoken(self, each: Filter) -> Mask | None:
        """The articles in a filter's languages, if the index knows all languages: SQLite would read every article."""
        numbers = self.packed.facets.values(self.conn, "language")
        if (numbers < 0).any():
            return None
        found = np.isin(numbers, _numbers("language", each.values))
        return (found | (numbers == 0) if each.none else found) & self.mask(EVERYTHING)

    def _with_links(self, name: str) -> Mask:
        """The articles that have any link of a kind of the index."""
        return self.kept(f"links {name}", EVERYTHING, lambda: (self.packed.facets.lengths(self.conn, name) > 0,))[0]

    def _ids(self, sql: str, values: tuple[Any, ...]) -> Mask:
        return self._set(numbers_in(self.conn.execute(f"select group_concat(id) from ({sql})", values).fetchone()[0]))

    def _set(self, ids: NDArray[Any]) -> Mask:
        mask = np.zeros(len(self.mask(EVERYTHING)), dtype=bool)
        mask[ids[ids < len(mask)]] = True
        return mask

    def total(self, scope: Scope) -> int:
        return self._number("total", scope, lambda: np.count_nonzero(self.mask(scope)))

    def options(self, scope: Scope, kind: str, wanted: Wanted) -> int:
        name = _packed_kind(scope, kind)
        if name is not None and kind in NAMES and wanted == Wanted(wanted.limit):
            return self._number(f"options {name}", scope, lambda: self._options(scope, name))
        values = self._values(scope, kind, wanted)
        if values is None:
            return self._sql.options(scope, kind, wanted)
        return len(values[0]) if not (wanted.like or wanted.initial) else len(self._named(kind, values, wanted, -1))

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
        return self._named(kind, values, wanted, wanted.limit)

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
            found = facets.chosen(self.conn, name, self.articles(scope), sorted({*_numbers(kind, wanted.only)}))
        elif kind in NAMES and first:
            found = facets.commonest(self.conn, name, self.articles(scope), first)
        numbers, counts = found or self.count(scope, name)
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

    def _named(self, kind: str, values: Arrays, wanted: Wanted, limit: int) -> list[Counted]:
        """The values with their names, in order, from the offset on; SQLite compares and sorts the names."""
        shown = [letters_of(number) for number in values[0].tolist()] if kind in LETTERS else values[0].tolist()
        given = json.dumps(list(zip(shown, values[1].tolist(), strict=True)))
        rows = "select json_extract(value, '$[0]') as value, json_extract(value, '$[1]') as n from json_each(?)"
        label = codes.label(kind, "g.value") if kind in LETTERS else "t.name"
        sql = f"select g.value, {label} as label, g.n from ({rows}) g"
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
        if name in ("day", "language"):
            numbers, counts = self.count(scope, name)
            return int(counts[numbers == 0].sum())
        return self._number(f"no {name}", scope, lambda: self.articles(scope).count_outside(self._with_links(name)))

    def _number(self, what: str, scope: Scope, find: Callable[[], Any]) -> int:
        return int(self.kept(what, scope, lambda: (np.array([find()]),))[0][0])

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


def _numbers(kind: str, values: tuple[int | str, ...]) -> list[int]:
    """Values as the index has them; what it cannot have is left out."""
    if kind not in LETTERS:
        return [value for value in values if isinstance(value, int) and value < 2**31]
    return [number_of(value) for value in values if isinstance(value, str) and value.isascii() and 0 < len(value) <= 4]


def number_of(letters: str) -> int:
    """The opposite of letters_of."""
    return sum(ord(letter) << shift for letter, shift in zip(letters, (21, 14, 7, 0), strict=False))


def _commonest(numbers: Ids, counts: Ids, wanted: int) -> tuple[Ids, Ids]:
    """The values with the highest counts, and all that are as common as the last of them: names decide among those."""
    if wanted >= len(counts):
        return numbers, counts
    if wanted <= 0:
        return numbers[:0], counts[:0]
    least = np.partition(counts, len(counts) - wanted)[len(counts) - wanted]
    return numbers[counts >= least], counts[counts >= least]


def day_keys(days: Ids, order: str) -> Ids:
    """Days as numbers (see index/packing.py) → what rises in an order by date; 0, no date, comes last in both."""
    return -days if order == "newest" else np.where(days == 0, UNDATED, days)


def day_number(period: str) -> int:
    """The opposite of _period."""
    return int((period[:10].replace("-", "") + "0000")[:8])


@lru_cache(maxsize=4096)  # of a timeline all at once, on each page
def _period(day: int) -> str:
    """20220224 → 2022-02-24, 20220200 → 2022-02, 20220000 → 2022."""
    year, month, date = day // 10_000, day // 100 % 100, day % 100
    return f"{year:04}-{month:02}-{date:02}" if date else f"{year:04}-{month:02}" if month else f"{year:04}"


def _state(conn: sqlite3.Connection) -> tuple[Any, ...]:
    """What differs whenever articles, their words or their links do: FTS5's records, the version of the index."""
    record = "select block from articles_fts_data where id ="
    return (*conn.execute(f"select ({record} 10), ({record} 1)").fetchone(), *version(conn))
