"""Counting the articles of a scope by facet: one small interface, and its plain SQL implementation, which is exact."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Protocol

from .. import schema
from . import codes
from .plan import Plan
from .scope import COLUMNS, LINKS, Condition, Scope, any_of, condition
from .spelling import cases

FEW = 10  # a sentence that finds fewer articles than this asks for most of its words
INITIALS = "select substr(label, 1, 1), count(*) from ({}) group by 1"
NAMES = {kind: linked.table for kind, linked in schema.LINKED.items()}


@dataclass(frozen=True)
class Wanted:
    """Which values of a facet: `limit` from `offset`, by "count" or "name", those in `only` (all if None)."""

    limit: int
    offset: int = 0
    order: str = "count"
    only: tuple[int | str, ...] | None = None
    without: tuple[int | str, ...] = ()
    like: str | None = None  # part of a name
    aliases: bool = True  # or of another spelling
    initial: str | None = None  # first letter of the name


@dataclass(frozen=True)
class Counted:
    """A value of a facet with its name and its number of articles."""

    value: int | str
    label: str
    count: int


class Counter(Protocol):
    """How many articles of a scope there are, in all and by value. All answers are exact."""

    conn: sqlite3.Connection

    def total(self, scope: Scope) -> int:
        """The number of articles."""

    def options(self, scope: Scope, kind: str, wanted: Wanted) -> int:
        """The number of distinct values that the articles have and `wanted` asks for, whatever its limit."""

    def values(self, scope: Scope, kind: str, wanted: Wanted) -> list[Counted]:
        """Values by falling count, then name, then value; or by name."""

    def initials(self, scope: Scope, kind: str, wanted: Wanted) -> list[tuple[str, int]]:
        """(first letter of a name, values) of all values that `wanted` asks for, whatever its limit."""

    def missing(self, scope: Scope, kind: str) -> int:
        """The number of articles without any value of the kind."""

    def periods(self, scope: Scope, length: int) -> list[tuple[str, int]]:
        """(first `length` characters of the date, articles) of the articles with a date, in order."""


class SqlCounter:
    """The counter that needs nothing but the tables."""

    def __init__(self, conn: sqlite3.Connection) -> None:
        self.conn = conn

    def total(self, scope: Scope) -> int:
        return self._one(f"select count(*) from articles a where {condition(scope).sql}", condition(scope).values)

    def options(self, scope: Scope, kind: str, wanted: Wanted) -> int:
        chosen = _chosen(scope, kind, wanted)
        return self._one(f"select count(*) from ({chosen.sql})", chosen.values)

    def values(self, scope: Scope, kind: str, wanted: Wanted) -> list[Counted]:
        chosen = _chosen(scope, kind, wanted)
        order = "label collate nocase, value" if wanted.order == "name" else "n desc, label collate nocase, value"
        sql = f"{chosen.sql} order by {order} limit ? offset ?"
        return [Counted(*row) for row in self.conn.execute(sql, [*chosen.values, wanted.limit, wanted.offset])]

    def initials(self, scope: Scope, kind: str, wanted: Wanted) -> list[tuple[str, int]]:
        chosen = _chosen(scope, kind, wanted)
        return self.conn.execute(INITIALS.format(chosen.sql), chosen.values).fetchall()

    def missing(self, scope: Scope, kind: str) -> int:
        found = condition(scope)
        sql = f"select count(*) from articles a where ({found.sql}) and {_missing(scope, kind)}"
        return self._one(sql, found.values)

    def periods(self, scope: Scope, length: int) -> list[tuple[str, int]]:
        found = condition(scope)
        sql = f"""select substr(a.published, 1, {length:d}), count(*) from articles a
            where ({found.sql}) and a.published is not null group by 1 order by 1"""
        return self.conn.execute(sql, found.values).fetchall()

    def _one(self, sql: str, values: Sequence[object]) -> int:
        return int(self.conn.execute(sql, values).fetchone()[0])


def _missing(scope: Scope, kind: str) -> str:
    if kind == "published":
        return "a.published is null"
    if kind in COLUMNS:
        return f"a.{COLUMNS[kind]} is null"
    if kind == "country":
        located = "select l.article_id from article_places l join places p on p.id = l.place_id"
        return f"a.id not in ({located} where p.country_code is not null)"
    table, _ = LINKS[kind]
    return f"not exists (select 1 from {table} l where l.article_id = a.id{_roles(scope, kind)})"


def _roles(scope: Scope, kind: str) -> str:
    """A condition on the link of sources; roles are ours, never a person's text."""
    named = ", ".join(f"'{role}'" for role in scope.roles)
    return f" and l.role in ({named})" if kind == "source" and named else ""


def _chosen(scope: Scope, kind: str, wanted: Wanted) -> Condition:
    """Rows (value, label, n) of a facet, in no order."""
    counted = _counted(scope, kind)
    return narrowed(counted.sql, counted.values, kind, wanted)


def narrowed(counted: str, bound: Sequence[object], kind: str, wanted: Wanted) -> Condition:
    """Those rows (value, label, n) of a query that are wanted, in no order and without limit."""
    parts, values = ["1"], list(bound)
    if wanted.only is not None:
        parts.append("value in (select value from json_each(?))")
        values.append(json.dumps(wanted.only))
    if wanted.without:
        parts.append("value not in (select value from json_each(?))")
        values.append(json.dumps(wanted.without))
    if wanted.like:
        found = like("label", "%", wanted.like)
        if wanted.aliases and kind in schema.ENTITIES:
            alias = like("name", "%", wanted.like)
            sql = f"value in (select entity_id from entity_names where kind = '{kind}' and ({alias.sql}))"
            found = any_of([found, Condition(sql, alias.values)])
        parts.append(f"({found.sql})")
        values += found.values
    if wanted.initial:
        found = like("label", "", wanted.initial)
        parts.append(f"({found.sql})")
        values += found.values
    return Condition(f"select value, label, n from ({counted}) where {' and '.join(parts)}", tuple(values))


def like(column: str, before: str, text: str) -> Condition:
    """What goes on with a text, in whatever case, after the pattern `before` ("" for at its start, "%" anywhere)."""
    written = cases(text)
    sql = " or ".join([f"{column} like ? escape '\\'"] * len(written))
    return Condition(sql, tuple(f"{before}{escape_like(each)}%" for each in written))


def escape_like(text: str) -> str:
    """Text that LIKE … ESCAPE '\\' takes literally."""
    return text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")


def _counted(scope: Scope, kind: str) -> Condition:
    found = condition(scope)
    if kind in COLUMNS:
        column = f"a.{COLUMNS[kind]}"
        label = codes.label(kind, column) if kind in codes.FILES else column
        sql = f"""select {column} as value, {label} as label, count(*) as n from articles a
            where ({found.sql}) and {column} is not null group by 1"""
        return Condition(sql, found.values)
    hits = f"l.article_id in (select a.id from articles a where {found.sql})" if found.sql != "1" else "1"
    if kind == "country":
        sql = f"""select p.country_code as value, {codes.label(kind, "p.country_code")} as label,
            count(distinct l.article_id) as n
            from article_places l join places p on p.id = l.place_id
            where p.country_code is not null and {hits} group by p.country_code"""
        return Condition(sql, found.values)
    table, column = LINKS[kind]
    count = "count(distinct l.article_id)" if kind == "source" else "count(*)"
    sql = f"""select g.value, t.name as label, g.n from (
            select l.{column} as value, {count} as n from {table} l where {hits}{_roles(scope, kind)} group by 1
        ) g join {NAMES[kind]} t on t.id = g.value"""
    return Condition(sql, found.values)


def settle(counter: Counter, made: Plan) -> tuple[Scope, bool]:
    """The set of articles that a search is about, and whether it asks for most of the words instead of all."""
    if made.relaxed is not None and counter.total(made.scope) < FEW:
        return made.relaxed, True
    return made.scope, False


@contextmanager
def snapshot(conn: sqlite3.Connection) -> Iterator[None]:
    """A read transaction, so that a load that commits meanwhile cannot make a page disagree with itself."""
    if conn.in_transaction:
        yield
        return
    conn.execute("begin")
    try:
        yield
    finally:
        conn.rollback()
