"""Scopes → sets of articles: arrays of booleans, one for each article id.

The sets of a search's words and of each of its filters are found once, and kept for the pages, facets and feeds that
ask for them again, as long as nothing changes.
"""

from __future__ import annotations

import json
import sqlite3
import threading
from collections.abc import Callable, Hashable
from dataclasses import replace
from functools import lru_cache, partial, reduce
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..index import FEW, Articles, FacetIndex, Ids, Mask, Relevance, numbers_in, version
from .counting import NAMES
from .memory import Memory
from .scope import LINKS, Dates, Filter, Match, Scope, coarser, condition

MEMORY = 40 * 1024 * 1024  # bytes of sets, counts and scores remembered for a database
UNDATED = np.int32(2**31 - 1)
EVERYTHING = Scope()
LETTERS = ("language", "country")  # facets whose values are letters, not ids

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
def packed_file(path: str) -> Packed:
    """What is kept for the file at a path."""
    return Packed()


def forget() -> None:
    """Empties the memory of all databases, as if the process had just started."""
    packed_file.cache_clear()


class Sets:
    """The sets of articles of one database. Lives for one read transaction."""

    def __init__(self, conn: sqlite3.Connection, packed: Packed) -> None:
        self.conn, self.packed = conn, packed
        self._state = _state(conn)
        self._articles: dict[Scope, Articles] = {}
        self._of_stories: dict[Hashable, Arrays] = {}

    def total(self, scope: Scope) -> int:
        """The number of articles."""
        return self.number("total", scope, lambda: len(self.hits(scope)) if self._few(scope) else self._many(scope))

    def _few(self, scope: Scope) -> bool:
        """Whether the articles are found quickest by number: of one word alone, or of parts of which one is rare."""
        parts = _parts(scope)
        if len(parts) == 1:
            return self._word(parts[0]) is not None
        return min(map(self.total, parts)) < FEW * len(self.mask(EVERYTHING))

    def _many(self, scope: Scope) -> int:
        return int(np.count_nonzero(self.mask(scope)))

    def hits(self, scope: Scope) -> Ids:
        """The articles of a scope, rising."""
        return self.kept("hits", scope, lambda: (self._rising(scope),))[0]

    def _rising(self, scope: Scope) -> Ids:
        """The same: where a part of the scope is rare, those of its articles that the other parts have too."""
        parts = _parts(scope)
        if len(parts) == 1:
            word = self._word(scope)
            return np.flatnonzero(self.mask(scope)).astype(np.int32) if word is None else word
        if not self._few(scope):
            return np.flatnonzero(self.mask(scope)).astype(np.int32)
        rarest = min(parts, key=self.total)
        found = self.hits(rarest)
        for other in parts:
            if other is not rarest and len(found):
                found = found[self.mask(other).take(found)]
        return found

    def _word(self, part: Scope) -> Ids | None:
        """The articles of one word alone are its postings, if no posting is of an article that is no more."""
        match, everything = part.match, self.mask(EVERYTHING)
        if match is None or match != Match(match.wanted, ranking=match.ranking):
            return None
        word = self.packed.relevance.articles(self.conn, match.wanted or "")
        if word is None or (len(word) and (word[-1] >= len(everything) or not everything.take(word).all())):
            return None
        return word

    def articles(self, scope: Scope) -> Articles:
        """The articles of a scope as the index takes them."""
        if scope not in self._articles:
            size = len(self.mask(EVERYTHING))
            self._articles[scope] = Articles(self.hits(scope), size, partial(self.mask, scope))
        return self._articles[scope]

    def mask(self, scope: Scope) -> Mask:
        """The articles of a scope as a set, put together from the sets of its parts."""
        parts = _parts(scope)
        if len(parts) > 1:
            return reduce(np.logical_and, [self.mask(part) for part in parts])
        return self.kept("mask", parts[0], lambda: (self._find(parts[0]),))[0]

    def number(self, what: str, scope: Scope, find: Callable[[], Any]) -> int:
        """A number that is found once and kept."""
        return int(self.kept(what, scope, lambda: (np.array([find()]),))[0][0])

    def kept(self, what: Hashable, scope: Scope, find: Callable[[], Arrays]) -> Arrays:
        """From memory; of this transaction alone where the state of the database does not tell when it changes."""
        key = (what, scope.without_roles)
        if not any(each.kind == "story" for each in scope.filters):
            return self.packed.kept(self._state, key, find)
        if key not in self._of_stories:
            self._of_stories[key] = find()
        return self._of_stories[key]

    def days(self, order: str) -> Ids:
        """The key of each article in an order by date, by its id."""
        keys = lambda: (day_keys(self.packed.facets.values(self.conn, "day"), order),)  # noqa: E731
        return self.kept(("days", order), EVERYTHING, keys)[0]

    def with_links(self, name: str) -> Mask:
        """The articles that have any link of a kind of the index."""
        return self.kept(f"links {name}", EVERYTHING, lambda: (self.packed.facets.lengths(self.conn, name) > 0,))[0]

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
            last = day_number(dates.until, "9") if dates.until else UNDATED - 1
            wider = [day_number(period) for period in coarser(dates.since or "")]
            found |= ((days >= first) | np.isin(days, wider)) & (days <= last)
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
            mask |= self.mask(EVERYTHING) & ~self.with_links(each.kind)
        if each.unresolved:
            unresolved = "select id from places where kind = 'unresolved'"
            mask |= self._ids(f"select article_id as id from {table} where {column} in ({unresolved})", ())
        return mask

    def _spoken(self, each: Filter) -> Mask | None:
        """The articles in a filter's languages, if the index knows all languages: SQLite would read every article."""
        numbers = self.packed.facets.values(self.conn, "language")
        if (numbers < 0).any():
            return None
        found = np.isin(numbers, numbers_of("language", each.values))
        return (found | (numbers == 0) if each.none else found) & self.mask(EVERYTHING)

    def _ids(self, sql: str, values: tuple[Any, ...]) -> Mask:
        return self._set(numbers_in(self.conn.execute(f"select group_concat(id) from ({sql})", values).fetchone()[0]))

    def _set(self, ids: NDArray[Any]) -> Mask:
        mask = np.zeros(len(self.mask(EVERYTHING)), dtype=bool)
        mask[ids[ids < len(mask)]] = True
        return mask


def _parts(scope: Scope) -> list[Scope]:
    """The scopes of at most one part that a scope is put together from."""
    parts = [Scope(match=scope.match)] if scope.match else []
    parts += [Scope(filters=(each,)) for each in scope.filters]
    parts += [Scope(dates=scope.dates)] if scope.dates else []
    return parts or [EVERYTHING]


def numbers_of(kind: str, values: tuple[int | str, ...]) -> list[int]:
    """Values as the index has them; what it cannot have is left out."""
    if kind not in LETTERS:
        return [value for value in values if isinstance(value, int) and value < 2**31]
    return [number_of(value) for value in values if isinstance(value, str) and value.isascii() and 0 < len(value) <= 4]


def number_of(letters: str) -> int:
    """The opposite of letters_of."""
    return sum(ord(letter) << shift for letter, shift in zip(letters, (21, 14, 7, 0), strict=False))


def day_keys(days: Ids, order: str) -> Ids:
    """Days as numbers (see index/packing.py) → what rises in an order by date; 0, no date, comes last in both."""
    return -days if order == "newest" else np.where(days == 0, UNDATED, days)


def day_number(period: str, rest: str = "0") -> int:
    """The opposite of _period; `rest` are the digits of what the period leaves open."""
    return int(period[:10].replace("-", "").ljust(8, rest))


def _state(conn: sqlite3.Connection) -> tuple[Any, ...]:
    """What differs whenever articles, their words or their links do: FTS5's records, the version of the index."""
    record = "select block from articles_fts_data where id ="
    return (*conn.execute(f"select ({record} 10), ({record} 1)").fetchone(), *version(conn))
