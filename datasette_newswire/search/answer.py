"""A Search → its Results: the one way that page, JSON, CSV, Atom, map, terminal and stock table page all go."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Collection
from dataclasses import dataclass, replace
from typing import Any, TypeVar

from . import facets, paging, plan, snippets, suggestions
from .articles import sources_of
from .counting import Counter, settle, snapshot
from .limits import LATE, within
from .packed import counter_for, for_the_next
from .paging import Position
from .query import FACETS, VALUED, Search
from .ranked import Row, rows, score
from .results import Facet, Hit, Results, Source, Timeline
from .scope import Match, Scope

Answer = TypeVar("Answer")


@dataclass(frozen=True)
class Limits:
    """Milliseconds that one statement may take; None for no limit."""

    rows: int | None = None
    facet: int | None = None


async def run(datasette: Any, database: str, search: Search, tables: Collection[str]) -> Results:
    """The results of a search in a database for somebody who may see `tables`, under Datasette's time limits.

    Raises paging.BadToken for a page token that this search has not given out, OperationalError (see limits.within)
    where there was no time to find out what is searched for.
    """
    limits = Limits(datasette.setting("sql_time_limit_ms"), datasette.setting("facet_time_limit_ms"))
    db = datasette.get_database(database)

    def ask(conn: sqlite3.Connection) -> Results:
        found = answer(conn, search, tables, limits)
        for_the_next(conn)
        return found

    return await db.execute_fn(ask)  # type: ignore[no-any-return]


def answer(conn: sqlite3.Connection, asked: Search, tables: Collection[str], limits: Limits = Limits()) -> Results:
    """The results of a search on a connection. All of a page is read from one state of the database."""
    with snapshot(conn):
        return _Answer(conn, asked, tables, limits).results()


def order_of(made: plan.Plan) -> str:
    """The order in force: relevance needs words to be relevant to."""
    order = made.search.order
    ranked = made.scope.match is not None and made.scope.match.ranking is not None
    return "newest" if order == "relevance" and not ranked else order


class _Answer:
    """Gathers the parts of one answer; what takes too long is named in `timed_out`."""

    def __init__(self, conn: sqlite3.Connection, asked: Search, tables: Collection[str], limits: Limits) -> None:
        self.conn, self.tables, self.limits = conn, frozenset(tables), limits
        self.counter: Counter = counter_for(conn)
        self.plan = plan.make(conn, asked, self.tables, limits.rows)
        self.timed_out: list[str] = []
        self.notes = list(self.plan.notes)
        self.order = order_of(self.plan)
        self.after = paging.read(replace(self.plan.search, next=asked.next), self.order)
        self.scope, self.relaxed = self.plan.scope, False

    def results(self) -> Results:
        self._settle()
        total = self.within(self.limits.rows, "total", lambda: self.counter.total(self.scope))
        found = self._rows()
        hits = self._hits(found[: self.plan.search.size])
        return Results(
            asked=self.plan.asked,
            search=self.plan.search,
            total=total,
            hits=hits,
            facets=self._facets(),
            timeline=self._timeline(),
            labels=self.plan.labels,
            terms=self.plan.terms,
            notes=tuple(self.notes),
            also=self.plan.also,
            suggestions=self._suggestions(total),
            timed_out=tuple(self.timed_out),
            next=self._next(found),
            order=self.order,
            relaxed=self.relaxed,
            offset=self.after.passed if self.after else 0,
        )

    def within(self, limit: int | None, name: str, ask: Callable[[], Answer]) -> Answer | None:
        """The answer, or None (and the name in `timed_out`) when a statement is stopped at its limit."""
        if limit is None:
            return ask()
        try:
            return within(self.conn, limit, ask)
        except sqlite3.OperationalError as error:
            if LATE not in str(error):
                raise
            self.timed_out += [name] * (name not in self.timed_out)
            return None

    def _settle(self) -> None:
        settled = self.within(self.limits.rows, "words", self._settled)
        if settled is None:
            return
        self.scope, self.relaxed = settled
        if self.after and self.order == "relevance":
            self.after = self._anchored(self.after)
        if self.relaxed and self.scope.match:
            least, words = self.scope.match.least, len(self.scope.match.words)
            self.notes.append(f"Few articles have all of these words; these have at least {least} of the {words}.")
            if self.order == "relevance":
                self.notes.append("Words that stand together, and articles like the best ones, stand higher.")

    def _anchored(self, after: Position) -> Position:
        """The position with the score that its article has now: all scores move when articles are loaded."""
        now = self.within(self.limits.rows, "articles", lambda: score(self.counter, self.scope, after.id))
        return after if now is None else replace(after, score=now)

    def _settled(self) -> tuple[Scope, bool]:
        """The scope of this page: on later pages that of the first."""
        if self.after is None:
            return settle(self.counter, self.plan)
        relaxed = self.plan.relaxed if self.after.relaxed else None
        return (self.plan.scope, False) if relaxed is None else (relaxed, True)

    def _rows(self) -> list[Row]:
        """The rows of the page and one more, which tells whether there is another page."""
        size = self.plan.search.size + 1
        found = self.within(
            self.limits.rows,
            "articles",
            lambda: list(rows(self.conn, self.scope, self.order, self.after, size, self.counter)),
        )
        return found or []

    def _hits(self, found: list[Row]) -> tuple[Hit, ...]:
        match: Match | None = self.scope.match
        ids = [row.id for row in found]
        texts = self.within(
            self.limits.rows, "snippets", lambda: snippets.shown(self.conn, match, self.plan.terms, ids)
        ) or snippets.shown(self.conn, None, (), ids)
        more = _more(self.conn, ids, self.tables)
        return tuple(_hit(row, texts[row.id], *more[row.id]) for row in found)

    def _next(self, found: list[Row]) -> str | None:
        size = self.plan.search.size
        if len(found) <= size:
            return None
        last = found[size - 1]
        passed = size + (self.after.passed if self.after else 0)
        return paging.token(
            self.plan.search, self.order, Position(last.published, last.id, last.score, passed, self.relaxed)
        )

    def _facets(self) -> dict[str, Facet]:
        wanted = FACETS if self.plan.search.facets is None else self.plan.search.facets
        open_ = [kind for kind in wanted if kind in VALUED and plan.NEEDS.get(kind, frozenset()) <= self.tables]
        return {kind: self._facet(kind) for kind in open_}

    def _facet(self, kind: str) -> Facet:
        size = self.plan.search.facet_size
        made = self.within(
            self.limits.facet, kind, lambda: facets.facet(self.conn, self.counter, self.plan, self.scope, kind, size)
        )
        return made or facets.timed_out(self.plan, kind)

    def _timeline(self) -> Timeline | None:
        wanted = self.plan.search.facets
        if wanted is not None and "published" not in wanted:
            return None
        return self.within(self.limits.facet, "published", lambda: facets.timeline(self.counter, self.scope))

    def _suggestions(self, total: int | None) -> Any:
        enough = total is None or (total >= suggestions.FEW and not self.plan.unknown)
        if enough or self.plan.asked.exact or self.after:
            return ()
        made = self.within(
            self.limits.facet, "suggestions", lambda: suggestions.for_few_hits(self.conn, self.plan, self.tables)
        )
        return tuple(made or ())


def _more(conn: sqlite3.Connection, ids: list[int], tables: frozenset[str]) -> dict[int, tuple[Any, ...]]:
    """{article: (language, story, sources)}"""
    marks = ", ".join("?" * len(ids))
    sources = sources_of(conn, ids, tables)
    found = conn.execute(f"select id, language, story_id from articles where id in ({marks})", ids)
    return {id_: (language, story, sources.get(id_, ())) for id_, language, story in found}


def _hit(row: Row, text: snippets.Shown, language: str | None, story: int | None, sources: tuple[Source, ...]) -> Hit:
    return Hit(
        id=row.id,
        title=text.title,
        title_highlights=text.title_spans,
        snippet=text.snippet,
        highlights=text.spans,
        published=row.published,
        language=language,
        sources=sources,
        story_id=story,
        score=None if row.score is None else -row.score,
    )
