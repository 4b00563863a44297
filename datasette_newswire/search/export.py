"""All articles of a search, not a page of them: for CSV, and for the map its places."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from . import plan, ranked
from .answer import order_of
from .counting import Wanted, settle, snapshot
from .packed import counter_for
from .query import Search

COLUMNS = (
    "id", "title", "published", "language", "byline", "url", "publishers", "agencies", "people", "places",
    "organizations", "story_id", "word_count", "lede",
)  # fmt: skip
ALL = 2**31  # more than there are values of anything
_NAMES = {
    "publishers": ("sources", "article_sources", "source_id", " and l.role = 'publisher'"),
    "agencies": ("sources", "article_sources", "source_id", " and l.role = 'agency'"),
    "people": ("people", "article_people", "person_id", ""),
    "places": ("places", "article_places", "place_id", ""),
    "organizations": ("organizations", "article_organizations", "organization_id", ""),
}


@dataclass(frozen=True)
class Place:
    """A place with coordinates (degrees) and the number of articles of a search that name it."""

    id: int
    name: str
    kind: str
    country_code: str | None
    latitude: float
    longitude: float
    count: int


def ids(conn: sqlite3.Connection, search: Search, tables: Collection[str]) -> list[int]:
    """The ids of all articles of a search in its order; its page and size are left aside."""
    with snapshot(conn):
        counter, made = counter_for(conn), plan.make(conn, search, tables)
        scope, _ = settle(counter, made)
        return ranked.ids(counter, scope, order_of(made))


def records(conn: sqlite3.Connection, wanted: Sequence[int], tables: Collection[str]) -> list[tuple[Any, ...]]:
    """The values of COLUMNS for these articles, in this order; names are joined by "; ", hidden ones left empty."""
    columns = [_names(column, tables) if column in _NAMES else f"a.{column}" for column in COLUMNS]
    marks = ", ".join("?" * len(wanted))
    found = conn.execute(f"select {', '.join(columns)} from articles a where a.id in ({marks})", wanted)
    by_id = {row[0]: row for row in found}
    return [by_id[article] for article in wanted if article in by_id]


def _names(column: str, tables: Collection[str]) -> str:
    table, link, key, role = _NAMES[column]
    if not {table, link} <= set(tables):
        return "null"
    return f"""(select group_concat(name, '; ') from (select t.name from {link} l join {table} t on t.id = l.{key}
        where l.article_id = a.id{role} order by t.name, t.id))"""


def places(conn: sqlite3.Connection, search: Search, tables: Collection[str]) -> tuple[int, list[Place]]:
    """(total, places with coordinates) of a search, the most named first; no places where they are not open."""
    with snapshot(conn):
        counter, made = counter_for(conn), plan.make(conn, search, tables)
        scope, _ = settle(counter, made)
        total = counter.total(scope)
        if not plan.NEEDS["place"] <= set(tables):
            return total, []
        counts = {each.value: each.count for each in counter.values(scope, "place", Wanted(ALL))}
        rows = conn.execute(
            """select id, name, kind, country_code, latitude, longitude from places
            where latitude is not null and longitude is not null and id in (select value from json_each(?))
            order by name, id""",
            [json.dumps(list(counts))],
        )
        found = [Place(*row) for row in ((*row, counts[row[0]]) for row in rows)]
        return total, sorted(found, key=lambda place: -place.count)
