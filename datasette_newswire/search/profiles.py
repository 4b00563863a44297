"""Who or what an archive writes about: a person, place, organization or source with its articles and its company."""

from __future__ import annotations

import sqlite3
from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date

from .articles import Brief, briefs
from .counting import NAMES, Wanted, snapshot
from .packed import counter_for
from .ranked import rows
from .results import Period
from .scope import LINKS, Filter, Scope
from .significance import lift, log_likelihood

EVERYTHING = Scope()
CANDIDATES = 200  # of a pairing: the most frequent ones, which are then ordered by significance
DAYS, MONTHS = 90, 15 * 366  # an archive's days up to which it is drawn by day, by month


@dataclass(frozen=True)
class Subject:
    """Whose articles are looked at. `role` narrows the articles of a source."""

    kind: str
    id: int
    role: str | None = None

    @property
    def tables(self) -> set[str]:
        """The tables that must be open to read about it."""
        return {NAMES[self.kind], LINKS[self.kind][0]}

    @property
    def scope(self) -> Scope:
        """Its articles."""
        return Scope(filters=(Filter(self.kind, (self.id,), roles=(self.role,) if self.role else ()),))


@dataclass(frozen=True)
class Profile:
    """A subject itself. `spellings` are all its names with how often each was met."""

    kind: str
    id: int
    name: str
    articles: int
    first_published: str | None
    last_published: str | None
    spellings: tuple[tuple[str, int], ...] = ()
    detail: str | None = None  # of a place: city, country, …; of a source: outlet, agency
    country_code: str | None = None
    latitude: float | None = None
    longitude: float | None = None
    population: int | None = None
    geonames_id: int | None = None
    domain: str | None = None


@dataclass(frozen=True)
class Pair:
    """Something that stands in the same articles. `significance` is G², `lift` how many times as often as by chance."""

    kind: str
    id: int
    name: str
    together: int
    articles: int
    significance: float
    lift: float


def read_profile(conn: sqlite3.Connection, subject: Subject, tables: Collection[str]) -> Profile | None:
    """The subject of this id, None if there is none or its tables are closed to the reader."""
    if not subject.tables <= set(tables):
        return None
    extra = {
        "place": "kind, country_code, latitude, longitude, population, geonames_id, null",
        "source": "kind, null, null, null, null, null, domain",
    }.get(subject.kind, "null, null, null, null, null, null, null")
    row = conn.execute(f"select name, {extra} from {NAMES[subject.kind]} where id = ?", [subject.id]).fetchone()
    if row is None:
        return None
    name, *rest = tuple(row)
    with snapshot(conn):
        counter, scope = counter_for(conn), subject.scope
        first, last = (
            next((row.published for row in rows(conn, scope, order, limit=1, counter=counter)), None)
            for order in ("oldest", "newest")
        )
        count = counter.total(scope)
    return Profile(subject.kind, subject.id, name, count, first, last, _spellings(conn, subject, tables), *rest)


def _spellings(conn: sqlite3.Connection, subject: Subject, tables: Collection[str]) -> tuple[tuple[str, int], ...]:
    if "entity_names" not in tables or subject.kind == "source":
        return ()
    rows = conn.execute(
        """select name, mentions from entity_names where kind = ? and entity_id = ?
        order by mentions desc, name limit 60""",
        [subject.kind, subject.id],
    )
    return tuple((name, mentions) for name, mentions in rows)


def over_time(conn: sqlite3.Connection, subject: Subject | None) -> tuple[str, list[Period]]:
    """("day", "month" or "year", its periods in order) of a subject's articles; of all articles without a subject.

    Periods without articles are left out; `share` is the subject's part of all articles of the period.
    """
    first, last = (_date(published) for published in span(conn))
    days = (last - first).days if first and last else 0
    interval, length = ("day", 10) if days <= DAYS else ("month", 7) if days <= MONTHS else ("year", 4)
    with snapshot(conn):
        counter = counter_for(conn)
        everything = dict(counter.periods(EVERYTHING, length))
        counts = counter.periods(subject.scope, length) if subject else everything.items()
    whole = [(value, n) for value, n in counts if len(value) == length and _date(value)]
    return interval, [Period(value, n, n / everything[value]) for value, n in whole]


def span(conn: sqlite3.Connection) -> tuple[str | None, str | None]:
    """The dates of the oldest and the newest article; None where all are undated."""
    sql = "select (select min(published) from articles), (select max(published) from articles)"  # two looks at an index
    first, last = conn.execute(sql).fetchone()
    return first, last


def _date(value: str | None) -> date | None:
    """The first day of a date, month or year; None if it is none of these."""
    try:
        return date.fromisoformat(f"{value}-01-01"[:10])
    except ValueError:
        return None


def company(
    conn: sqlite3.Connection, subject: Subject, kind: str, tables: Collection[str], limit: int = 12
) -> list[Pair]:
    """What of `kind` stands in the subject's articles, the most telling first."""
    if not Subject(kind, 0).tables <= set(tables):
        return []
    itself = (subject.id,) if kind == subject.kind else ()
    with snapshot(conn):
        counter, scope = counter_for(conn), subject.scope
        found = counter.values(scope, kind, Wanted(CANDIDATES, without=itself))
        alone = Wanted(len(found), only=tuple(each.value for each in found))
        totals = {each.value: each.count for each in counter.values(EVERYTHING, kind, alone)}
        own, articles = counter.total(scope), counter.total(EVERYTHING)
    pairs = []
    for each in found:
        numbers = (each.count, own, totals[each.value], articles)
        telling = log_likelihood(*numbers), lift(*numbers)
        pairs.append(Pair(kind, int(each.value), each.label, each.count, totals[each.value], *telling))
    pairs.sort(key=lambda pair: (-pair.significance, -pair.together, pair.name))
    return [pair for pair in pairs if pair.lift > 1 or len(pairs) <= limit][:limit]


def sources_by_role(
    conn: sqlite3.Connection, subject: Subject, role: str, tables: Collection[str], limit: int = 12
) -> list[tuple[int, str, int]]:
    """(id, name, articles) of the sources that stand in the subject's articles in one role, most articles first."""
    if not {"sources", "article_sources"} <= set(tables):
        return []
    itself = (subject.id,) if subject.kind == "source" else ()
    with snapshot(conn):
        scope = replace(subject.scope, roles=(role,))
        found = counter_for(conn).values(scope, "source", Wanted(limit, without=itself))
    return [(int(each.value), each.label, each.count) for each in found]


def latest(conn: sqlite3.Connection, subject: Subject, tables: Collection[str], limit: int = 10) -> list[Brief]:
    """The subject's newest articles; those without a date last."""
    with snapshot(conn):
        ids = [row.id for row in rows(conn, subject.scope, "newest", limit=limit)]
        found = briefs(conn, ids, tables)
    return [found[article_id] for article_id in ids]


def roles_of(conn: sqlite3.Connection, source_id: int) -> dict[str, int]:
    """In how many articles a source stands in each role."""
    rows = conn.execute("select role, count(*) from article_sources where source_id = ? group by role", [source_id])
    return dict(rows.fetchall())
