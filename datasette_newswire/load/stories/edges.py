"""The graph of likenesses between articles, kept in `_edges` and renewed for the articles that changed.

`_regroup` holds what a change has touched until settle() has looked at it: articles whose likenesses must be computed
again (`renew`), and articles that only have to be grouped again.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Collection, Iterable
from functools import lru_cache, partial

from ...index import neighbours
from ...index.likeness import against
from ...index.signatures import Signature, unpack

Read = Callable[[int], Signature | None]

CACHED = 4096  # signatures held in memory at a time, some 4 KB each
WEAKEST = 0.2  # likeness that makes an edge; below, two articles meet only through others


def add(conn: sqlite3.Connection, article_id: int, signature: bytes) -> None:
    """Files an article under its keys."""
    conn.execute("insert into _signatures (article_id, signature) values (?, ?)", [article_id, signature])
    filed = neighbours.keys(unpack(signature))
    rows = [(*key, article_id) for key in filed]
    conn.executemany("insert into _keys (key, period, rank, article_id) values (?, ?, ?, ?)", rows)
    mark(conn, [article_id], renew=True)
    _mark_common(conn, article_id, filed)


def remove(conn: sqlite3.Connection, article_id: int) -> None:
    """Takes an article out of the graph; those it was grouped with are to be grouped again."""
    row = conn.execute("select signature from _signatures where article_id = ?", [article_id]).fetchone()
    if row is None:
        return
    mark(conn, {*block_of(conn, article_id), *cut(conn, article_id)})
    mark(conn, [article_id], renew=True)
    conn.execute(
        "update _regroup set story_id = coalesce(story_id, (select story_id from articles where id = :id)) "
        "where article_id = :id",
        {"id": article_id},
    )
    filed = neighbours.keys(unpack(row[0]))
    _mark_common(conn, article_id, filed)
    conn.executemany(
        "delete from _keys where key = ? and period = ? and rank = ? and article_id = ?",
        [(*key, article_id) for key in filed],
    )
    for table in ("_signatures", "_blocks", "story_links"):
        conn.execute(f"delete from {table} where article_id = ?", [article_id])


def renew(conn: sqlite3.Connection, article_ids: Collection[int]) -> set[int]:
    """Computes the edges of these articles again; returns all whose block that may change, these among them."""
    touched = set(article_ids)
    for article_id in article_ids:
        touched.update(cut(conn, article_id))
    read = lru_cache(CACHED)(partial(neighbours.read, conn))
    done: set[int] = set()
    for article_id in article_ids:
        done.add(article_id)
        touched.update(_connect(conn, article_id, read, done))
    return touched


def cut(conn: sqlite3.Connection, article_id: int) -> list[int]:
    """Removes the edges of an article; returns whom they led to."""
    others = [other for (other,) in conn.execute("select other_id from _edges where article_id = ?", [article_id])]
    conn.execute("delete from _edges where article_id = ?", [article_id])
    conn.executemany(
        "delete from _edges where article_id = ? and other_id = ?", [(other, article_id) for other in others]
    )
    return others


def mark(conn: sqlite3.Connection, article_ids: Iterable[int], renew: bool = False) -> None:
    """Notes that articles must be grouped again and, with `renew`, compared again."""
    conn.executemany(
        "insert into _regroup (article_id, renew) values (?, ?) "
        "on conflict (article_id) do update set renew = max(renew, excluded.renew)",
        [(article_id, renew) for article_id in article_ids],
    )


def block_of(conn: sqlite3.Connection, article_id: int) -> list[int]:
    """The articles that were last grouped together with this one, itself included."""
    sql = "select article_id from _blocks where block = (select block from _blocks where article_id = ?)"
    return [member for (member,) in conn.execute(sql, [article_id])]


def _connect(conn: sqlite3.Connection, article_id: int, read: Read, done: Collection[int]) -> list[int]:
    """Writes the edges, in both directions, between an article and those that are not done.

    Returns those whose block it may join: an edge weaker than the level a block is connected at changes nothing there.
    """
    signature = read(article_id)
    if signature is None:
        return []
    wanted = sorted(neighbours.candidates(conn, article_id, signature).difference(done))
    others = [(other, found) for other in wanted if (found := read(other)) is not None]
    likenesses = against(signature, [found for _, found in others])
    edges = [(other, one) for (other, _), one in zip(others, likenesses, strict=True) if one.strength >= WEAKEST]
    rows = [(article_id, other, one.strength, one.kind, one.shared) for other, one in edges]
    rows += [(other, article_id, one.strength, one.kind, one.others_shared) for other, one in edges]
    conn.executemany("insert into _edges (article_id, other_id, strength, kind, shared) values (?, ?, ?, ?, ?)", rows)
    return [other for other, one in edges if one.strength >= _level(conn, other)]


def _level(conn: sqlite3.Connection, article_id: int) -> float:
    """The likeness that connects the block of an article, 0 if it is in none yet."""
    row = conn.execute("select likeness from _blocks where article_id = ?", [article_id]).fetchone()
    return float(row[0]) if row else 0.0


def _mark_common(conn: sqlite3.Connection, article_id: int, filed: Collection[neighbours.Key]) -> None:
    """Around an article that comes or goes: keys that start or stop to be common, and heads that change.

    Runs while the article is filed. All that a key nominated, or will nominate, are compared again.
    """
    brink = neighbours.COMMON + 1
    counts = neighbours.frequencies(conn, filed)
    for key, period, rank in filed:
        if counts[key] < brink:
            continue
        held = neighbours.filed_under(conn, key) if counts[key] == brink else []
        if any(other == neighbours.ANY for other, _ in held):
            mark(conn, [article for _, article in held], renew=True)
        elif counts[key] > brink and rank:
            first = neighbours.heads(conn, key)
            if article_id in first[: neighbours.HEADS]:
                mark(conn, first[neighbours.HEADS :], renew=True)
        elif period != neighbours.ANY:
            own = neighbours.in_period(conn, key, period)
            if len(own) == brink:
                mark(conn, own, renew=True)
