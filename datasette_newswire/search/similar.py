"""More like this: articles beyond the story of one, from the signatures that the loader left."""

from __future__ import annotations

import sqlite3
from collections.abc import Collection
from dataclasses import dataclass, replace

from ..index import neighbours
from ..index.likeness import alike, in_common
from ..index.signatures import Signature

LEAST = 0.1  # likeness of what is worth showing
NEEDED = frozenset({"articles", "stories"})  # tables that must be open to the reader


@dataclass(frozen=True)
class Similar:
    """An article like another one: how much, from 0 to 1, and in what."""

    article_id: int
    likeness: float
    reason: str


def similar(conn: sqlite3.Connection, article_id: int, tables: Collection[str], limit: int = 5) -> tuple[Similar, ...]:
    """Articles most like this one that are not in its story, best first and one of each story.

    Empty for an article without a signature. Unlike the accounts of a story they may be of any time.
    """
    signature = neighbours.read(conn, article_id) if set(tables) >= NEEDED else None
    if signature is None:
        return ()
    found = [(other, one) for other in _beyond(conn, article_id, signature) if (one := neighbours.read(conn, other))]
    likenesses = alike(signature, [one for _, one in found])
    ranked = sorted(zip(likenesses.tolist(), found, strict=True), key=lambda item: (-item[0], item[1][0]))
    best: dict[int, Similar] = {}
    for likeness, (other, one) in ranked:
        if likeness >= LEAST and len(best) < limit:
            story = _story(conn, other) or -other
            best.setdefault(story, Similar(other, round(likeness, 4), in_common(signature, one)))
    return tuple(best.values())


def _beyond(conn: sqlite3.Connection, article_id: int, signature: Signature) -> list[int]:
    """The candidates of all times that are in another story."""
    here = _story(conn, article_id)
    nominated: set[int] = set()
    for one in (signature, replace(signature, day=None)):
        nominated |= neighbours.candidates(conn, article_id, one)
    return sorted(other for other in nominated - {article_id} if here is None or _story(conn, other) != here)


def _story(conn: sqlite3.Connection, article_id: int) -> int | None:
    row = conn.execute("select story_id from articles where id = ?", [article_id]).fetchone()
    return row[0] if row else None
