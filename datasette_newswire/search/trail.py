"""An article seen from the search that led to it: its neighbours there, and the words that it was found by."""

from __future__ import annotations

import sqlite3
from collections.abc import Collection
from dataclasses import dataclass, replace

from . import plan
from .answer import order_of
from .counting import settle
from .packed import counter_for
from .query import Search
from .ranked import place
from .scope import Match
from .snippets import END, START, Spans, any_of, spans, unmark


@dataclass(frozen=True)
class Trail:
    """Where an article stands in a search: `position` counts from 1; None if it is not in the search."""

    search: Search
    total: int
    position: int | None = None
    before: int | None = None
    after: int | None = None


@dataclass(frozen=True)
class Found:
    """The (start, end) character offsets of a search's words in a title and a body."""

    title: Spans = ()
    body: Spans = ()


def follow(conn: sqlite3.Connection, search: Search, article_id: int, tables: Collection[str]) -> tuple[Trail, Found]:
    """The article's place in the search and the search's words in the article."""
    made = plan.make(conn, replace(search, next=None), tables)
    counter = counter_for(conn)
    scope, _ = settle(counter, made)
    trail = Trail(made.search, counter.total(scope))
    if at := place(counter, scope, order_of(made), article_id):
        trail = replace(trail, position=at.position, before=at.before, after=at.after)
    return trail, found(conn, scope.match, made.terms, article_id)


def found(conn: sqlite3.Connection, match: Match | None, words: Collection[str], article_id: int) -> Found:
    """Where the words of a match stand in an article."""
    if match and match.table != "articles_fts":
        return _by_substring(conn, words, article_id)
    if match is None or match.ranking is None:
        return Found()
    row = conn.execute(
        f"""select highlight(articles_fts, 0, '{START}', '{END}'), highlight(articles_fts, 3, '{START}', '{END}')
        from articles_fts where articles_fts match ? and rowid = ?""",
        [match.ranked, article_id],
    ).fetchone()
    return Found(unmark(row[0])[1], unmark(row[1])[1]) if row else Found()


def _by_substring(conn: sqlite3.Connection, words: Collection[str], article_id: int) -> Found:
    """For scripts without spaces, where a word is any run of characters."""
    row = conn.execute("select title, body from articles where id = ?", [article_id]).fetchone()
    return Found(*(spans(any_of(words), text) for text in row)) if row else Found()
