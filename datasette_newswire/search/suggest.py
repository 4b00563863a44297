"""Type-ahead: people, places, organizations, sources and titles that start with, hold or sound like what was typed."""

from __future__ import annotations

import sqlite3
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace

from . import fts, namesakes, spelling
from .counting import like
from .grammar import words_of
from .scope import LINKS, any_of
from .spelling import TABLES, fold

LONGEST = 100  # characters of what was typed that are looked at
CANDIDATES = 200


@dataclass(frozen=True)
class Suggested:
    """An entity, source or article. `matched` is the spelling that fits what was typed; `count` is of articles.

    `detail` says of a place where it lies.
    """

    kind: str
    id: int
    label: str
    matched: str
    count: int
    detail: str | None = None


def suggest(conn: sqlite3.Connection, typed: str, tables: Collection[str], size: int = 10) -> list[Suggested]:
    """The best `size` suggestions, entities before titles, those with more articles first."""
    text = " ".join(typed[:LONGEST].split())
    if not words_of(text):
        return []
    named = [*_entities(conn, text, tables), *_sources(conn, text, tables)]
    if len(named) < size:
        known = {(each.kind, each.id) for each in named}
        named += [each for each in _sounding_alike(conn, text, tables) if (each.kind, each.id) not in known]
    best = sorted(named, key=lambda each: (_fit(text, each.matched), -each.count, each.label, each.id))[:size]
    return [*_located(conn, best), *_titles(conn, text, size - len(best))]


def _located(conn: sqlite3.Connection, found: list[Suggested]) -> list[Suggested]:
    """The same, places with where they lie."""
    lie = namesakes.details(conn, [str(each.id) for each in found if each.kind == "place"])
    return [replace(each, detail=lie.get(str(each.id))) if each.kind == "place" else each for each in found]


def _fit(typed: str, name: str) -> int:
    """0 for a name that starts with what was typed, 1 for one with a word that does, 2 for one that sounds like it."""
    start, whole = fold(typed), fold(name)
    return 0 if whole.startswith(start) else 1 if f" {start}" in whole else 2


def _entities(conn: sqlite3.Connection, text: str, tables: Collection[str]) -> Iterator[Suggested]:
    if "entity_names" not in tables:
        return
    starts = any_of([like("name", before, text) for before in ("", "% ")])
    for kind, table in TABLES.items():
        link, column = LINKS[kind]
        if table in tables and link in tables:
            yield from _suggested(
                conn,
                f"""select '{kind}', t.id, t.name, n.name, (select count(*) from {link} l where l.{column} = t.id)
                from (select entity_id, name, max(mentions) from entity_names
                    where kind = '{kind}' and ({starts.sql})
                    group by entity_id order by sum(mentions) desc limit {CANDIDATES}) n
                join {table} t on t.id = n.entity_id""",
                starts.values,
            )


def _sources(conn: sqlite3.Connection, text: str, tables: Collection[str]) -> Iterator[Suggested]:
    if {"sources", "article_sources"} <= set(tables):
        starts = any_of([like("name", before, text) for before in ("", "% ")])
        yield from _suggested(
            conn,
            f"""select 'source', s.id, s.name, s.name,
                (select count(distinct article_id) from article_sources l where l.source_id = s.id) as n
            from sources s where {starts.sql} order by n desc limit {CANDIDATES}""",
            starts.values,
        )


def _sounding_alike(conn: sqlite3.Connection, text: str, tables: Collection[str]) -> Iterator[Suggested]:
    last = text.split()[-1]
    for kind, entity_id, name in spelling.closest_entities(conn, last, tables, (0, spelling.allowed(last))):
        link, column = LINKS[kind]
        if link in tables:
            count = conn.execute(f"select count(*) from {link} where {column} = ?", [entity_id]).fetchone()[0]
            yield Suggested(kind, entity_id, name, name, count)


def _titles(conn: sqlite3.Connection, text: str, size: int) -> Iterator[Suggested]:
    *whole, last = words_of(text)
    if size <= 0 or fts.UNSPACED.search(text):
        return
    words = [fts.quote((word,)) for word in whole] + [fts.quote((last,)) + " *"]
    yield from _suggested(
        conn,
        """select 'article', a.id, a.title, a.title, 1 from articles a where a.id in (
            select rowid from articles_fts where articles_fts match ?)
        order by a.published desc, a.id desc limit ?""",
        [f"title : ({' AND '.join(words)})", size],
    )


def _suggested(conn: sqlite3.Connection, sql: str, values: Sequence[object]) -> Iterator[Suggested]:
    for row in conn.execute(sql, values):
        yield Suggested(*row)
