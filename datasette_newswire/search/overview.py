"""A news database at a glance: its size and span, its newest stories, who and where has been in the news of late."""

from __future__ import annotations

import sqlite3
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta

from .counting import NAMES, Wanted, snapshot
from .packed import counter_for
from .profiles import EVERYTHING, span
from .scope import LINKS, Dates, Scope

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
    with snapshot(conn):
        articles, (first, last) = counter_for(conn).total(EVERYTHING), span(conn)
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
    newest = conn.execute(
        """select substr(last_published, 1, 10) from stories where article_count > 0 and last_published is not null
        order by last_published desc limit 1 offset ?""",
        [limit - 1],
    ).fetchone()
    # The index finds the day down to which there are enough; only the stories from that day on are put in order.
    recent = "article_count > 0 and last_published >= ?" if newest else "article_count > 0 and ? is null"
    rows = conn.execute(
        f"""select id, title, first_published, last_published, article_count, source_count from stories
        where {recent}
        order by substr(last_published, 1, 10) desc nulls last, source_count desc, article_count desc, id desc
        limit ?""",
        [newest[0] if newest else None, limit],
    )
    return [StoryLine(*row) for row in rows]


def period_of_late(last_published: str | None) -> tuple[str, str] | None:
    """(first day of the time before, first day of late), counted back from the day of the newest article."""
    try:
        last = date.fromisoformat(f"{last_published}-01-01"[:10])
        return (last - timedelta(days=2 * DAYS - 1)).isoformat(), (last - timedelta(days=DAYS - 1)).isoformat()
    except (ValueError, OverflowError):
        return None


def trends(
    conn: sqlite3.Connection, kind: str, last_published: str | None, tables: Collection[str], limit: int = 10
) -> list[Trend]:
    """The entities of a kind with most articles of late; of all articles where none has a date."""
    if not {NAMES[kind], LINKS[kind][0]} <= set(tables):
        return []
    period = period_of_late(last_published)
    late = Scope(dates=Dates(since=period[1])) if period else EVERYTHING
    with snapshot(conn):
        counter = counter_for(conn)
        found = counter.values(late, kind, Wanted(limit))
        if period is None:
            return [Trend(kind, int(each.value), each.label, each.count, None) for each in found]
        day_before = (date.fromisoformat(period[1]) - timedelta(days=1)).isoformat()
        same = Wanted(limit, only=tuple(each.value for each in found))
        before = counter.values(Scope(dates=Dates(period[0], day_before)), kind, same)
    counts = {each.value: each.count for each in before}
    return [Trend(kind, int(each.value), each.label, each.count, counts.get(each.value, 0)) for each in found]
