"""The articles of a scope in their order: the one place that ranks.

A page of many hits is picked in numpy from the packed index (scores as FTS5 has them, days of publication); all else
is asked of SQLite. Both give the same rows.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from . import paging
from .packed import Ids, PackedCounter, packed_for
from .paging import Position
from .scope import Scope, condition

# FTS5's bm25 with these weights for title, lede, byline and body (found on the TIME collection, both halves agreeing).
WEIGHTS = (1.5, 0.75, 0.5, 1.0)
MANY = 2_000  # hits from which picking in numpy is quicker than asking SQLite for all of them

Keys = NDArray[np.float64]


@dataclass(frozen=True)
class Row:
    """An article's place in the order of a search."""

    id: int
    published: str | None
    score: float | None


def rows(
    conn: sqlite3.Connection, scope: Scope, order: str, after: Position | None = None, limit: int | None = None
) -> Iterator[Row]:
    """The articles of a scope in order, from the first after a position; all of them without a limit."""
    picked = _picked(conn, scope, order, after, limit) if limit is not None else None
    return _asked(conn, scope, order, after, limit) if picked is None else iter(picked)


def _asked(
    conn: sqlite3.Connection, scope: Scope, order: str, after: Position | None, limit: int | None
) -> Iterator[Row]:
    """The rows from SQLite."""
    found = condition(scope)
    values: list[Any] = [*found.values]
    if order == "relevance" and scope.match is not None:
        table = scope.match.table
        score = f"bm25({table}, {', '.join(map(str, WEIGHTS))})"
        ranked = f"""select rowid as id, {score} as score from {table}
            where {table} match ? and +rowid in (select a.id from articles a where {found.sql})"""
        values.insert(0, scope.match.ranked)
        sql = f"select a.id, a.published, r.score as score from ({ranked}) r join articles a on a.id = r.id where 1"
    else:
        sql = f"select a.id, a.published, null as score from articles a where ({found.sql})"
    if after is not None:
        later = paging.condition(order, after)
        sql += f" and ({later.sql})"
        values += later.values
    sql += f" order by {paging.ORDER[order]} limit ?"
    for row in conn.execute(sql, [*values, -1 if limit is None else limit]):
        yield Row(*row)


def _picked(conn: sqlite3.Connection, scope: Scope, order: str, after: Position | None, limit: int) -> list[Row] | None:
    """The rows from the packed index; None where it does not pay or cannot tell."""
    packed = packed_for(conn)
    if packed is None:
        return None
    counter = PackedCounter(conn, packed)
    hits = counter.hits(scope)
    if len(hits) < MANY:
        return None
    if order == "relevance":
        keys = _scores(counter, scope)
        first = after.score if after else None
    else:
        keys = _days(conn, counter, order, hits)
        first = _day_of(after.published, order) if after else None
    if keys is None:
        return None
    if first is not None:
        hits, keys = hits[keys >= first], keys[keys >= first]
    days = _days(conn, counter, "newest", hits) if order == "relevance" else None
    return _first(conn, hits, keys, days, order, after, limit)


def _scores(counter: PackedCounter, scope: Scope) -> Keys | None:
    match = scope.match
    if match is None or match.ranking is None or match.table != "articles_fts":
        return None
    return counter.scores(scope, match.ranking, WEIGHTS)


def _days(conn: sqlite3.Connection, counter: PackedCounter, order: str, hits: Ids) -> Keys | None:
    """A number for the day of each hit, rising in the order asked for; articles without a date come last."""
    articles, days = counter.packed.facets.links(conn, "day")
    found = days[np.searchsorted(articles, hits)].astype(np.float64)
    if (found < 0).any():
        return None
    return np.where(found == 0, np.inf, found if order == "oldest" else -found)


def _day_of(published: str | None, order: str) -> float:
    if published is None:
        return float("inf")
    day = float((published[:10].replace("-", "") + "0000")[:8])
    return day if order == "oldest" else -day


def _first(
    conn: sqlite3.Connection, hits: Ids, keys: Keys, days: Keys | None, order: str, after: Position | None, limit: int
) -> list[Row]:
    """The first rows after a position. Keys may tie: what ties with the last one is compared in full."""
    wanted = limit
    while True:
        chosen = _lowest(keys, days, wanted)
        found = _in_order(conn, hits[chosen], keys[chosen], order)
        found = [row for row in found if after is None or _is_after(row, after, order)]
        if len(found) >= limit or chosen.all():
            return found[:limit]
        wanted *= 2


def _lowest(keys: Keys, days: Keys | None, wanted: int) -> NDArray[np.bool_]:
    """Which keys are among the lowest, with all that tie with the last of them by key and, if given, by day."""
    if wanted >= len(keys):
        return np.ones(len(keys), bool)
    last = np.partition(keys, wanted)[wanted]
    chosen: NDArray[np.bool_] = keys <= last
    if days is None:
        return chosen
    tied = np.flatnonzero(keys == last)
    room = wanted - int(np.count_nonzero(keys < last))
    if room < len(tied):
        chosen[tied[days[tied] > np.partition(days[tied], room)[room]]] = False
    return chosen


def _in_order(conn: sqlite3.Connection, hits: Ids, keys: Keys, order: str) -> list[Row]:
    scores = dict(zip(hits.tolist(), keys.tolist(), strict=True)) if order == "relevance" else {}
    dates = conn.execute(
        "select id, published from articles where id in (select value from json_each(?))", [json.dumps(hits.tolist())]
    )
    found = [Row(id_, published, scores.get(id_)) for id_, published in dates]
    if order == "oldest":
        return sorted(found, key=lambda row: (row.published is None, row.published or "", row.id))
    newest = sorted(found, key=lambda row: (row.published or "", row.id), reverse=True)
    return sorted(newest, key=lambda row: row.score or 0.0) if order == "relevance" else newest


def _is_after(row: Row, after: Position, order: str) -> bool:
    if order == "relevance" and row.score != after.score:
        return (row.score or 0.0) > (after.score or 0.0)
    mine, last = (row.published is None, row.published or ""), (after.published is None, after.published or "")
    if mine == last:
        return row.id > after.id if order == "oldest" else row.id < after.id
    if mine[0] != last[0]:
        return mine[0]
    return mine[1] > last[1] if order == "oldest" else mine[1] < last[1]
