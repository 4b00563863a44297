"""A story and its accounts, as the loader grouped them."""

from __future__ import annotations

import sqlite3
from collections.abc import Collection
from dataclasses import dataclass

from .articles import Brief, briefs

MOST = 200  # accounts read of one story


@dataclass(frozen=True)
class Story:
    """A story with its accounts in the order of time, those without a date last."""

    id: int
    title: str
    first_published: str | None
    last_published: str | None
    article_count: int
    source_count: int
    accounts: tuple[Brief, ...] = ()


def read_story(conn: sqlite3.Connection, story_id: int, tables: Collection[str]) -> Story | None:
    """The story of this id, with at most MOST accounts; None if there is none or stories are closed to the reader."""
    if "stories" not in tables:
        return None
    row = conn.execute(
        """select id, title, first_published, last_published, article_count, source_count from stories
        where id = ?""",
        [story_id],
    ).fetchone()
    if row is None:
        return None
    ids = conn.execute(
        "select id from articles where story_id = ? order by published is null, published, id limit ?",
        [story_id, MOST],
    ).fetchall()
    found = briefs(conn, [row[0] for row in ids], tables)
    return Story(*row, accounts=tuple(found[row[0]] for row in ids))
