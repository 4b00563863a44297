"""A news database at a glance: its size and span, its newest stories, who and where has been in the news of late."""

from __future__ import annotations

import sqlite3
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta

from ..schema import ENTITIES

DAYS = 30  # that "of late" means, and of the time before that it is compared with


@dataclass(frozen=True)
class Size:
    """What a database holds. Dates are those of its oldest and newest article; None where all are undated."""

    articles: int
    stories: int
    sources: int
    first_published: str | None
    last_published: str | None


@dataclass(frozen=True)
class StoryLine:
    """A story in a list."""

    id: int
    title: str
    first_published: str | None
    last_published: str | None
    article_count: int
    source_count: int


@dataclass(frozen=True)
class Trend:
    """An entity with its articles of late and those of the time before; `before` None where nothing is dated."""

    kind: str
    id: int
    name: str
    articles: int
    before: int | None

    @property
    def change(self) -> int | None:
        """Articles more (or fewer) than in the time before; None where that is not known."""
        return None if self.before is None else self.articles - self.before


def size(conn: sqlite3.Connection, tables: Collection[str]) -> Size:
    """The size of the database, counting only tables that are open to the reader."""
    articles, first, last = conn.execute("select count(*), min(published), max(published) from articles").fetchone()
    stories, sources = (
        conn.execute(f"select count(*) from {table}").fetchone()[0] if table in tables else 0
        for table in ("stories", "sources")
    )
    return Size(articles, stories, sources, first, last)


def unfinished(conn: sqlite3.Connection, tables: Collection[str]) -> str | None:
    """When the newest load began, if it has not ended: it is running, or was stopped."""
    if "loads" not in tables:
        return None
    row = conn.execute("select started, finished from loads order by id desc limit 1").fetchone()
    return row[0] if row and row[1] is None else None


def newest_stories(conn: sqlite3.Connection, tables: Collection[str], limit: int = 10) -> list[StoryLine]:
    """The stories with the newest articles; of one day, those that most sources tell come first."""
    if "stories" not in tables:
        return []
    rows = conn.execute(
        """select id, title, first_published, last_published, article_count, source_count from stories
        where article_count > 0
        order by substr(last_published, 1, 10) desc nulls last, source_count desc, article_count desc, id desc
        limit ?""",
        [limit],
    )
    return [StoryLine(*row) for row in rows]


def period_of_late(last_published: str | None) -> tuple[str, str] | None:
    """(end of what is too old, end of the time before): days counted back from the newest article."""
    try:
        last = date.fromisoformat(f"{last_published}-01-01"[:10])
        return (last - timedelta(days=2 * DAYS)).isoformat(), (last - timedelta(days=DAYS)).isoformat()
    except (ValueError, OverflowError):
        return None


def trends(
    conn: sqlite3.Connection, kind: str, last_published: str | None, tables: Collection[str], limit: int = 10
) -> list[Trend]:
    """The entities of a kind with most articles of late; of all articles where none has a date."""
    table, link, column = ENTITIES[kind]
    if not {table, link} <= set(tables):
        return []
    period = period_of_late(last_published)
    if period is None:
        rows = conn.execute(
            f"""select e.id, e.name, count(*), null from {link} l join {table} e on e.id = l.{column}
            group by e.id order by 3 desc, e.name limit ?""",
            [limit],
        )
    else:
        rows = conn.execute(
            f"""select e.id, e.name, sum(a.published > :late) as late, sum(a.published <= :late) as before
            from articles a join {link} l on l.article_id = a.id join {table} e on e.id = l.{column}
            where a.published > :before group by e.id having late > 0
            order by late desc, late - before desc, e.name limit :limit""",
            {"before": period[0], "late": period[1], "limit": limit},
        )
    return [Trend(kind, *row) for row in rows]
