"""The articles of a scope in their order: the one place that ranks.

A page is picked in numpy from the packed index (scores as FTS5 has them, days of publication); all rows, and what the
index cannot tell, are asked of SQLite. Both give the same rows.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import partial
from itertools import islice
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..index import UNIT, FacetIndex, Relevance
from . import paging
from .counting import Counter
from .packed import PackedCounter, counter_for
from .paging import Position
from .scope import Condition, Match, Scope, condition
from .sets import EVERYTHING, day_keys, day_number
from .support import support

# Weights of title, lede, byline and body in FTS5's bm25. A word of the lede counts in the body as well; weights above
# one also let repeated words count longer (found on the TIME collection, both halves agreeing). FTS5 adds a weight up
# for each occurrence: only eighths and the like give the same as one multiplication.
WEIGHTS = (2.0, 0.25, 0.5, 1.375)

FIRST = 100  # articles of a sentence by score that are put in order once more; docs/reference.md says what it brings

Keys = NDArray[np.float64] | NDArray[np.int32]  # by which hits are ordered, rising; equal ones are compared in full


@dataclass(frozen=True)
class Row:
    """An article's place in the order of a search."""

    id: int
    published: str | None
    score: float | None


@dataclass(frozen=True)
class Place:
    """Where an article stands in the order of a search, from 1, and its neighbours."""

    position: int
    before: int | None
    after: int | None


def rows(
    conn: sqlite3.Connection,
    scope: Scope,
    order: str,
    after: Position | None = None,
    limit: int | None = None,
    counter: Counter | None = None,
) -> Iterator[Row]:
    """The articles of a scope in order, from the first after a position; all of them without a limit.

    `counter` is this transaction's, if the caller has one.
    """
    counter = counter or counter_for(conn)
    if order == "relevance" and of_sentence(scope):
        return islice(_reordered(counter, scope, after, limit), limit)
    return _rows(counter, scope, order, after, limit)


def ids(counter: Counter, scope: Scope, order: str) -> list[int]:
    """The ids of all articles of a scope as rows() orders them; a million take a second less than their rows."""
    ranked = order == "relevance"
    keys = _keys(counter, scope, order) if isinstance(counter, PackedCounter) and ranked else None
    if not isinstance(counter, PackedCounter) or (ranked and (keys is None or of_sentence(scope))):
        return [row.id for row in rows(counter.conn, scope, order, counter=counter)]
    dated, undated = counter.kept("newest first", EVERYTHING, partial(_newest_first, counter.conn))
    each = (dated[::-1], undated[::-1]) if order == "oldest" else (dated, undated)
    by_date = np.concatenate(each)
    found = by_date[counter.mask(scope)[by_date]]
    if keys is not None:
        found = found[np.argsort(keys[np.searchsorted(counter.hits(scope), found)], kind="stable")]
    return found.tolist()  # type: ignore[no-any-return]


def _newest_first(conn: sqlite3.Connection) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
    """The ids of all articles that have a date, and of all that have none, in the order of the newest."""
    dated = "select id from articles where published is not null order by published desc, id desc"
    undated = "select id from articles where published is null order by id desc"
    return _ids(conn, dated), _ids(conn, undated)


def _ids(conn: sqlite3.Connection, sql: str) -> NDArray[np.int32]:
    return np.fromiter((id_ for (id_,) in conn.execute(sql)), np.int32)


def of_sentence(scope: Scope) -> bool:
    """Whether a scope asks for some of its words, so that the best articles have much to say about the others."""
    return scope.match is not None and bool(scope.match.words)


def _reordered(counter: Counter, scope: Scope, after: Position | None, limit: int | None) -> Iterator[Row]:
    """The articles of a sentence from the first after a position: the first ones in their new order, then the rest.

    Moving up only lowers scores, so no other article comes before one of them: positions tell which part they are in.
    """
    first, last = _first(counter, scope)
    found = [row for row in first if after is None or _is_after(row, after, "relevance")]
    yield from found
    if last is not None and (limit is None or len(found) < limit):
        end = Position(last.published, last.id, last.score, 0)
        beyond = after is not None and _is_after(Row(after.id, after.published, after.score), end, "relevance")
        yield from _rows(counter, scope, "relevance", after if beyond else end, limit)


def _first(counter: Counter, scope: Scope) -> tuple[list[Row], Row | None]:
    """The first articles of a sentence in their new order; the last of them by score, None if there are no others."""
    found = list(_rows(counter, scope, "relevance", None, FIRST))
    find = partial(_support, counter, scope, found)
    kept = counter.kept(("support", FIRST), scope, find) if isinstance(counter, PackedCounter) else find()
    highest = found[0].score or 0.0 if found else 0.0
    moved = [
        replace(row, score=(row.score or 0.0) + highest * support)
        for row, support in zip(found, kept[0].tolist(), strict=True)
    ]
    return _by_score_and_date(moved), found[-1] if len(found) == FIRST else None


def _support(counter: Counter, scope: Scope, found: list[Row]) -> tuple[NDArray[np.float64]]:
    """What speaks for each of the first articles, which are in the order of their scores."""
    ids, scores = [row.id for row in found], np.array([row.score for row in found], np.float64)
    phrases = scope.match.ranking or () if scope.match else ()
    passages = _relevance(counter).passages(counter.conn, phrases, WEIGHTS, ids)
    return (support(counter.conn, ids, scores / scores[:1], passages),)


def _rows(
    counter: Counter, scope: Scope, order: str, after: Position | None = None, limit: int | None = None
) -> Iterator[Row]:
    """The articles of a scope in order, by their plain scores."""
    picked = _picked(counter, scope, order, after, limit) if limit is not None else None
    return _asked(counter, scope, order, after, limit) if picked is None else iter(picked)


def place(counter: Counter, scope: Scope, order: str, article_id: int) -> Place | None:
    """Where an article stands; None if the scope does not have it."""
    if order != "relevance" or not of_sentence(scope):
        return _place_in(counter, scope, order, article_id)
    first, last = _first(counter, scope)
    ids = [row.id for row in first]
    if article_id not in ids:
        found = _place_in(counter, scope, order, article_id)
        return replace(found, before=ids[-1]) if found and found.position == len(ids) + 1 else found
    if last is not None:
        end = Position(last.published, last.id, last.score, 0)
        ids += [row.id for row in _rows(counter, scope, order, end, 1)]
    return _between(ids, article_id, 0)


def _place_in(counter: Counter, scope: Scope, order: str, article_id: int) -> Place | None:
    """Where an article stands by its plain score."""
    if isinstance(counter, PackedCounter):
        keys = _keys(counter, scope, order)
        if keys is not None:
            return _place(counter, scope, order, keys, article_id)
    ids = [row.id for row in _asked(counter, scope, order, None, None)]
    return _between(ids, article_id, 0) if article_id in ids else None


def score(counter: Counter, scope: Scope, article_id: int) -> float | None:
    """The score of an article (lower is better), None if it has none."""
    if scope.match is None or scope.match.ranking is None:
        return None
    if of_sentence(scope):
        first, _ = _first(counter, scope)
        if (found := next((row for row in first if row.id == article_id), None)) is not None:
            return found.score
    if isinstance(counter, PackedCounter) and scope.match.table == "articles_fts":
        hits = np.array([article_id], np.int32)
        scores = counter.packed.relevance.scores(counter.conn, scope.match.ranking, WEIGHTS, hits)
        if scores is not None and scores[0]:
            return float(scores[0])
    scored = _scored(counter, scope.match, "rowid = ?", [article_id])
    row = counter.conn.execute(scored.sql, scored.values).fetchone()
    return row[1] if row else None


def _scored(counter: Counter, match: Match, among: str, values: list[Any]) -> Condition:
    """A query for (id, score) of the articles `among` those of a match: what Relevance.scores adds up, in SQL."""
    ranking, table = match.ranking or (), match.table
    factors = (
        _relevance(counter).factors(counter.conn, ranking, WEIGHTS)
        if table == "articles_fts"
        else (1.0,) * len(ranking)
    )
    bm25 = f"bm25({table}, {', '.join(map(str, WEIGHTS))})"
    part = f"select rowid as id, cast({bm25} * ? as integer) as part from {table} where {table} match ? and {among}"
    parts = " union all ".join([part] * len(ranking))
    added, grouped = ("sum(part)", "group by id") if len(ranking) > 1 else ("part", "")
    sql = f"select id, {added} / {UNIT!r} as score from ({parts}) {grouped}"
    each = [(factor * UNIT, phrase, *values) for factor, phrase in zip(factors, ranking, strict=True)]
    return Condition(sql, tuple(value for part_values in each for value in part_values))


def _relevance(counter: Counter) -> Relevance:
    """What decodes the words of a search; without an index it starts anew."""
    return counter.packed.relevance if isinstance(counter, PackedCounter) else Relevance(FacetIndex())


def _asked(counter: Counter, scope: Scope, order: str, after: Position | None, limit: int | None) -> Iterator[Row]:
    """The rows from SQLite."""
    found = condition(scope)
    values: list[Any] = [*found.values]
    if order == "relevance" and scope.match is not None:
        scored = _scored(counter, scope.match, "+rowid in (select id from found)", [])
        values += scored.values
        sql = f"""with found (id) as (select a.id from articles a where {found.sql})
            select a.id, a.published, r.score as score from ({scored.sql}) r join articles a on a.id = r.id where 1"""
    else:
        sql = f"select a.id, a.published, null as score from articles a where ({found.sql})"
    if after is not None:
        later = paging.condition(order, after)
        sql += f" and ({later.sql})"
        values += later.values
    sql += f" order by {paging.ORDER[order]} limit ?"
    for row in counter.conn.execute(sql, [*values, -1 if limit is None else limit]):
        yield Row(*row)


def _picked(counter: Counter, scope: Scope, order: str, after: Position | None, limit: int) -> list[Row] | None:
    """The rows from the packed index; None where there is none or it cannot tell."""
    if not isinstance(counter, PackedCounter):
        return None
    return (_by_score if order == "relevance" else _by_day)(counter, scope, order, after, limit)


def _keys(counter: PackedCounter, scope: Scope, order: str) -> Keys | None:
    """The key of each hit of a scope; None where the index cannot tell."""
    if order == "relevance":
        match = scope.match
        if match is None or match.ranking is None or match.table != "articles_fts":
            return None
        return counter.scores(scope, match.ranking, WEIGHTS)
    days, _ = counter.count(scope, "day")
    return None if (days < 0).any() else counter.days(order)[counter.hits(scope)]


def _by_day(counter: PackedCounter, scope: Scope, order: str, after: Position | None, limit: int) -> list[Row] | None:
    """The rows of as many days as hold the first ones after a position."""
    numbers, _ = counter.count(scope, "day")
    if (numbers < 0).any():
        return None
    find = partial(_of_days, counter, scope, order, after, limit)
    hits = counter.kept(("first", order, limit), scope, find)[0] if after is None else find()[0]
    found = _in_order(counter.conn, hits, None, order)
    return [row for row in found if after is None or _is_after(row, after, order)][:limit]


def _of_days(
    counter: PackedCounter, scope: Scope, order: str, after: Position | None, limit: int
) -> tuple[NDArray[np.int64]]:
    """The hits of those days: a count of hits by day says which."""
    numbers, counts = counter.count(scope, "day")
    days = day_keys(numbers, order)
    rising = np.argsort(days)
    days, counts = days[rising], counts[rising]
    first = int(np.searchsorted(days, _day_of(after.published, order))) if after else 0
    if first == len(days):
        return (np.empty(0, np.int64),)
    wanted = limit + (counts[first] if after else 0)  # any article of the position's own day may stand before it
    last = min(first + int(np.searchsorted(np.cumsum(counts[first:]), wanted)), len(days) - 1)
    hits = counter.articles(scope).ids
    of_article = counter.days(order).take(hits)
    chosen = (of_article >= days[first]) & (of_article <= days[last])
    return (_without_idle(hits[chosen], of_article[chosen], order, after, limit),)


def _without_idle(
    hits: NDArray[np.int64], days: NDArray[np.int32], order: str, after: Position | None, limit: int
) -> NDArray[np.int64]:
    """The hits but for those without a date that cannot be among the first: their ids alone decide."""
    undated = days == _day_of(None, order)
    if np.count_nonzero(undated) <= limit:
        return hits
    rest = hits[undated] if order == "oldest" else hits[undated][::-1]
    if after is not None and after.published is None:
        rest = rest[rest > after.id] if order == "oldest" else rest[rest < after.id]
    return np.concatenate([hits[~undated], rest[:limit]])


def _day_of(published: str | None, order: str) -> int:
    """The key of a date."""
    number = 0 if published is None else day_number(published)
    return int(day_keys(np.array([number], np.int32), order)[0])


def _by_score(counter: PackedCounter, scope: Scope, order: str, after: Position | None, limit: int) -> list[Row] | None:
    """The rows with the best scores after a position. Scores may tie: what ties with the last is compared in full."""
    scores = _keys(counter, scope, order)
    if scores is None:
        return None
    hits, days = counter.hits(scope), counter.days("newest")
    if after is not None:
        later = scores >= np.float64(after.score or 0.0)
        hits, scores = hits[later], scores[later]
    wanted = limit
    while True:
        lowest = partial(_lowest, scores, days, hits, wanted)
        chosen = counter.kept(("lowest", wanted), scope, lowest)[0] if after is None else lowest()[0]
        found = _in_order(counter.conn, hits[chosen], scores[chosen], order)
        found = [row for row in found if after is None or _is_after(row, after, order)]
        if len(found) >= limit or len(chosen) == len(hits):
            return found[:limit]
        wanted *= 2


def _lowest(keys: Keys, days: NDArray[np.int32], hits: NDArray[np.int32], wanted: int) -> tuple[NDArray[np.int64]]:
    """Where the lowest keys are, with all that tie with the last of them by key and day."""
    if wanted >= len(keys):
        return (np.arange(len(keys)),)
    last = np.partition(keys, wanted)[wanted]
    chosen = np.flatnonzero(keys <= last)
    tied = chosen[keys[chosen] == last]
    room = wanted - (len(chosen) - len(tied))
    if room >= len(tied):
        return (chosen,)
    days = days[hits[tied]]
    latest = days <= np.partition(days, room)[room]
    return (np.concatenate([chosen[keys[chosen] < last], tied[latest]]),)


def _in_order(conn: sqlite3.Connection, hits: NDArray[Any], scores: Keys | None, order: str) -> list[Row]:
    """The rows of some hits; `scores` are those of the hits."""
    score_of = {} if scores is None else dict(zip(hits.tolist(), scores.tolist(), strict=True))
    dates = conn.execute(
        "select id, published from articles where id in (select value from json_each(?))", [json.dumps(hits.tolist())]
    )
    found = [Row(id_, published, score_of.get(id_)) for id_, published in dates]
    if order == "oldest":
        return sorted(found, key=lambda row: (row.published is None, row.published or "", row.id))
    return _by_score_and_date(found)


def _by_score_and_date(found: list[Row]) -> list[Row]:
    """Rows by score, if they have any, then the newest first."""
    newest = sorted(found, key=lambda row: (row.published or "", row.id), reverse=True)
    return sorted(newest, key=lambda row: row.score or 0.0)


def _is_after(row: Row, after: Position, order: str) -> bool:
    if order == "relevance" and row.score != after.score:
        return (row.score or 0.0) > (after.score or 0.0)
    mine, last = (row.published is None, row.published or ""), (after.published is None, after.published or "")
    if mine == last:
        return row.id > after.id if order == "oldest" else row.id < after.id
    if mine[0] != last[0]:
        return mine[0]
    return mine[1] > last[1] if order == "oldest" else mine[1] < last[1]


def _place(counter: PackedCounter, scope: Scope, order: str, keys: Keys, article_id: int) -> Place | None:
    """The place of an article among those with its own key, the next lower and the next higher one."""
    hits = counter.hits(scope)
    at = int(np.searchsorted(hits, article_id))
    if at == len(hits) or hits[at] != article_id:
        return None
    lower, higher = keys[keys < keys[at]], keys[keys > keys[at]]
    lowest = lower.max() if len(lower) else keys[at]
    highest = higher.min() if len(higher) else keys[at]
    near = np.flatnonzero((keys >= lowest) & (keys <= highest))
    found = _in_order(counter.conn, hits[near], keys[near] if order == "relevance" else None, order)
    return _between([row.id for row in found], article_id, int(np.count_nonzero(keys < lowest)))


def _between(ids: list[int], article_id: int, passed: int) -> Place:
    """The place of one of the ids, before which there are `passed` others and those that stand before it."""
    index = ids.index(article_id)
    before = ids[index - 1] if index else None
    return Place(passed + index + 1, before, ids[index + 1] if index + 1 < len(ids) else None)
