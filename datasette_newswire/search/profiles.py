"""Who or what an archive writes about: a person, place, organization or source with its articles and its company."""

from __future__ import annotations

import sqlite3
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from ..schema import ENTITIES
from .articles import Brief, briefs
from .results import Period
from .significance import lift, log_likelihood

LINKS = {kind: (link, column) for kind, (_, link, column) in ENTITIES.items()} | {
    "source": ("article_sources", "source_id")
}
TABLES = {kind: table for kind, (table, _, _) in ENTITIES.items()} | {"source": "sources"}
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
        return {TABLES[self.kind], LINKS[self.kind][0]}

    @property
    def sql(self) -> str:
        """A query for the ids of its articles, with the named parameters of `values`."""
        link, column = LINKS[self.kind]
        role = " and role = :role" if self.role else ""
        distinct = "distinct " if self.kind == "source" and not self.role else ""
        return f"select {distinct}article_id from {link} where {column} = :subject{role}"

    @property
    def values(self) -> dict[str, object]:
        """The parameters of `sql`."""
        return {"subject": self.id, "role": self.role}


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
    row = conn.execute(
        f"select name, {extra} from {TABLES[subject.kind]} where id = :subject", {"subject": subject.id}
    ).fetchone()
    if row is None:
        return None
    count, first, last = conn.execute(
        f"select count(*), min(published), max(published) from articles where id in ({subject.sql})", subject.values
    ).fetchone()
    name, *rest = tuple(row)
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
    row = conn.execute("select min(published), max(published) from articles").fetchone()
    first, last = _date(row[0]), _date(row[1])
    span = (last - first).days if first and last else 0
    interval, length = ("day", 10) if span <= DAYS else ("month", 7) if span <= MONTHS else ("year", 4)
    within = f"where id in ({subject.sql})" if subject else ""
    counts = _by_period(conn, length, within, subject.values if subject else {})
    everything = _by_period(conn, length, "", {}) if subject else counts
    return interval, [Period(value, n, n / everything[value]) for value, n in sorted(counts.items())]


def _by_period(conn: sqlite3.Connection, length: int, where: str, values: dict[str, object]) -> dict[str, int]:
    rows = conn.execute(
        f"select substr(published, 1, {length}) as period, count(*) from articles {where} group by 1", values
    )
    return {period: n for period, n in rows if period and len(period) == length and _date(period)}


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
    link, column = LINKS[kind]
    itself = f" and {column} != :subject" if kind == subject.kind else ""
    rows = conn.execute(
        f"""select {column}, name, count(distinct article_id) as together from {link}
        join {TABLES[kind]} on {TABLES[kind]}.id = {column}
        where article_id in ({subject.sql}){itself} group by 1 order by together desc, name limit {CANDIDATES}""",
        subject.values,
    ).fetchall()
    articles = conn.execute("select count(*) from articles").fetchone()[0]
    own = conn.execute(f"select count(*) from ({subject.sql})", subject.values).fetchone()[0]
    pairs = []
    for other_id, name, together in rows:
        counted = conn.execute(f"select count(distinct article_id) from {link} where {column} = ?", [other_id])
        total = counted.fetchone()[0]
        numbers = (together, own, total, articles)
        pairs.append(Pair(kind, other_id, name, together, total, log_likelihood(*numbers), lift(*numbers)))
    pairs.sort(key=lambda pair: (-pair.significance, -pair.together, pair.name))
    return [pair for pair in pairs if pair.lift > 1 or len(pairs) <= limit][:limit]


def sources_by_role(
    conn: sqlite3.Connection, subject: Subject, role: str, tables: Collection[str], limit: int = 12
) -> list[tuple[int, str, int]]:
    """(id, name, articles) of the sources that stand in the subject's articles in one role, most articles first."""
    if not {"sources", "article_sources"} <= set(tables):
        return []
    rows = conn.execute(
        f"""select sources.id, name, count(*) as articles from article_sources join sources on sources.id = source_id
        where role = :wanted and article_id in ({subject.sql}) and not (:kind = 'source' and sources.id = :subject)
        group by 1 order by articles desc, name limit :limit""",
        {**subject.values, "wanted": role, "limit": limit, "kind": subject.kind},
    )
    return [(source_id, name, articles) for source_id, name, articles in rows]


def latest(conn: sqlite3.Connection, subject: Subject, tables: Collection[str], limit: int = 10) -> list[Brief]:
    """The subject's newest articles; those without a date last."""
    rows = conn.execute(
        f"""select id from articles where id in ({subject.sql})
        order by published desc nulls last, id desc limit :limit""",
        {**subject.values, "limit": limit},
    ).fetchall()
    found = briefs(conn, [row[0] for row in rows], tables)
    return [found[row[0]] for row in rows]


def roles_of(conn: sqlite3.Connection, source_id: int) -> dict[str, int]:
    """In how many articles a source stands in each role."""
    rows = conn.execute("select role, count(*) from article_sources where source_id = ? group by role", [source_id])
    return dict(rows.fetchall())
