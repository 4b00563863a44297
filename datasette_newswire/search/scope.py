"""Which articles a search is about: one definite set, from which total, rows, facets and exports are all taken."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from .. import schema

LINKS = {kind: (linked.link, linked.column) for kind, linked in schema.LINKED.items()}
COLUMNS = {"language": "language", "story": "story_id"}


@dataclass(frozen=True)
class Match:
    """What the full-text index is asked. Expressions are FTS5's, made by us and never a person's own text.

    Articles match `wanted` and not `unwanted`, and at least `least` of `words`; `condition` is for what expressions
    of `table` cannot say. `ranking` holds the phrases that bm25 scores, None where there is nothing to score.
    """

    wanted: str | None = None
    unwanted: str | None = None
    words: tuple[str, ...] = ()
    least: int = 0
    ranking: tuple[str, ...] | None = None
    table: str = "articles_fts"
    condition: Condition | None = None

    @property
    def ranked(self) -> str | None:
        """The ranking as one expression: any of its phrases."""
        return None if self.ranking is None else " OR ".join(self.ranking)


@dataclass(frozen=True)
class Filter:
    """Articles with (or, excluded, without) any of `values`: ids, or codes of countries and languages.

    `none` stands for articles without any value of the kind, `unresolved` for those with a place nobody could find.
    `roles` narrows what counts as a source.
    """

    kind: str
    values: tuple[int | str, ...] = ()
    none: bool = False
    unresolved: bool = False
    excluded: bool = False
    roles: tuple[str, ...] = ()


@dataclass(frozen=True)
class Dates:
    """Articles published from `since` to `until` (dates, months or years, inclusive), or without a date.

    Where of an article no more than the month or year is known, any day of that may be its date.
    """

    since: str | None = None
    until: str | None = None
    undated: bool = False


@dataclass(frozen=True)
class Scope:
    """The articles of a search: those that meet all of this; of an empty scope, all."""

    match: Match | None = None
    filters: tuple[Filter, ...] = ()
    dates: Dates | None = None
    roles: tuple[str, ...] = ()

    def __hash__(self) -> int:
        return self._hash

    @cached_property
    def _hash(self) -> int:
        """Worked out once: whatever is kept in memory is looked up by its scope, and for a page that is often."""
        return hash((self.match, self.filters, self.dates, self.roles))

    @property
    def without_roles(self) -> Scope:
        """The same articles; roles only say which of their sources count."""
        return replace(self, roles=()) if self.roles else self

    def without_choice(self, kind: str) -> Scope:
        """The scope in which a facet counts: its own chosen values left out, what it excludes kept."""
        if kind == "published":
            return replace(self, dates=None) if self.dates else self
        kept = tuple(each for each in self.filters if each.kind != kind or each.excluded)
        return replace(self, filters=kept) if len(kept) < len(self.filters) else self


@dataclass(frozen=True)
class Condition:
    """SQL on the alias `a` of `articles`, with the values of its question marks."""

    sql: str
    values: tuple[Any, ...] = ()


def condition(scope: Scope) -> Condition:
    """The scope as one condition."""
    parts = _matching(scope.match) if scope.match else []
    parts += [_filter(each) for each in scope.filters]
    parts += [_dates(scope.dates)] if scope.dates else []
    return all_of(parts)


def all_of(parts: Sequence[Condition]) -> Condition:
    """All of these conditions; no condition is met by every article."""
    sql = " and ".join(f"({part.sql})" for part in parts)
    return Condition(sql or "1", tuple(value for part in parts for value in part.values))


def any_of(parts: Sequence[Condition]) -> Condition:
    """Any of these conditions; no condition is met by no article."""
    sql = " or ".join(f"({part.sql})" for part in parts)
    return Condition(sql or "0", tuple(value for part in parts for value in part.values))


def none_of(parts: Sequence[Condition]) -> Condition:
    """None of these conditions."""
    found = any_of(parts)
    return Condition(f"not ({found.sql})", found.values)


def _matching(match: Match) -> list[Condition]:
    found = f"select rowid from {match.table} where {match.table} match ?"
    parts = [match.condition] if match.condition is not None else []
    if match.wanted is not None:
        parts.append(Condition(f"a.id in ({found})", (match.wanted,)))
    if match.words:
        union = " union all ".join([found] * len(match.words))
        sql = f"a.id in (select rowid from ({union}) group by rowid having count(*) >= {match.least:d})"
        parts.append(Condition(sql, match.words))
    if match.unwanted is not None:
        parts.append(Condition(f"a.id not in ({found})", (match.unwanted,)))
    return parts


def _filter(each: Filter) -> Condition:
    make: Callable[[Filter], list[Condition]] = (
        _column if each.kind in COLUMNS else _country if each.kind == "country" else _link
    )
    found = any_of(make(each))
    return Condition(f"not coalesce({found.sql}, 0)", found.values) if each.excluded else found


def _column(each: Filter) -> list[Condition]:
    column = f"a.{COLUMNS[each.kind]}"
    parts = [Condition(f"{column} in (select value from json_each(?))", (json.dumps(each.values),))]
    return parts + [Condition(f"{column} is null")] * each.none


def _country(each: Filter) -> list[Condition]:
    located = "select l.article_id from article_places l join places p on p.id = l.place_id where p.country_code"
    wanted = Condition(f"a.id in ({located} in (select value from json_each(?)))", (json.dumps(each.values),))
    return [wanted] + [Condition(f"a.id not in ({located} is not null)")] * each.none


def _link(each: Filter) -> list[Condition]:
    table, column = LINKS[each.kind]
    roles = " and l.role in (select value from json_each(?))" if each.roles else ""
    role_values = (json.dumps(each.roles),) if each.roles else ()
    linked = f"select l.article_id from {table} l where l.{column} in (select value from json_each(?)){roles}"
    parts = [Condition(f"a.id in ({linked})", (json.dumps(each.values), *role_values))] if each.values else []
    if each.none:
        parts.append(Condition(f"not exists (select 1 from {table} l where l.article_id = a.id{roles})", role_values))
    if each.unresolved:
        unresolved = "select id from places where kind = 'unresolved'"
        parts.append(Condition(f"a.id in (select l.article_id from {table} l where l.{column} in ({unresolved}))"))
    return parts


def _dates(dates: Dates) -> Condition:
    within = []
    if dates.since:
        wider = coarser(dates.since)
        sql = " or ".join(["a.published >= ?", *["a.published = ?"] * len(wider)])
        within.append(Condition(sql, (dates.since, *wider)))
    if dates.until:
        within.append(Condition("a.published <= ?", (dates.until + _LAST,)))
    parts = [all_of(within)] if within else []
    return any_of(parts + [Condition("a.published is null")] * dates.undated)


_LAST = "~"  # stands after all that a date can go on with


def coarser(period: str) -> tuple[str, ...]:
    """The month and year that a day lies in, the year of a month: articles whose date is no finer may be of then."""
    return tuple(period[:length] for length in (7, 4) if length < len(period))
