"""All that a change has touched is grouped again: blocks → groups → rows of `stories` and `story_links`."""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from itertools import combinations

from ...index import neighbours
from ...index.likeness import Floats, Likeness, among
from . import accounts, edges
from .blocks import LEVELS, Block, Blocks
from .contrast import contrasted
from .grouping import group

GROWTH = 1  # articles grouped before for each one marked: with more, grouping waits


def is_worth_it(conn: sqlite3.Connection) -> bool:
    """Whether so many articles are marked, beside those grouped before, that grouping now is no work done twice."""
    marked = conn.execute("select count(*) from _regroup").fetchone()[0]
    return conn.execute("select 1 from _blocks limit 1 offset ?", [GROWTH * marked]).fetchone() is None


def regroup(conn: sqlite3.Connection) -> None:
    """Empties `_regroup`: compares what must be compared again, then groups every block that may have changed."""
    marked = conn.execute("select article_id, renew, story_id from _regroup order by article_id").fetchall()
    if not marked:
        return
    touched = edges.renew(conn, [article for article, renew, _ in marked if renew])
    touched.update(article for article, _, _ in marked)
    writer = _Writer(conn, {story for _, _, story in marked if story is not None})
    for block in Blocks(conn).of(_living(conn, _with_old_blocks(conn, touched))):
        _write_block(conn, block, writer)
    writer.sweep()
    conn.execute("delete from _regroup")


def _with_old_blocks(conn: sqlite3.Connection, touched: Iterable[int]) -> list[int]:
    """The articles and all that each was grouped with before."""
    found: set[int] = set()
    for article in touched:
        if article not in found:
            found.update(edges.block_of(conn, article), [article])
    return sorted(found)


def _living(conn: sqlite3.Connection, articles: Iterable[int]) -> list[int]:
    sql = "select 1 from _signatures where article_id = ?"
    return [article for article in articles if conn.execute(sql, [article]).fetchone()]


def _write_block(conn: sqlite3.Connection, block: Block, writer: _Writer) -> None:
    conn.executemany(
        "insert or replace into _blocks (article_id, block, likeness) values (?, ?, ?)",
        [(article, block.articles[0], LEVELS[block.level]) for article in block.articles],
    )
    articles = sorted((_read(conn, article) for article in block.articles), key=lambda one: one.signature.digest)
    if block.oversized:
        writer.write(articles, _stored(conn, articles))
        return
    strengths, close = among(contrasted([article.signature for article in articles]))
    for rows in sorted(group(strengths), key=len, reverse=True):
        writer.write([articles[row] for row in rows], _within(rows, strengths, close))


def _within(rows: Sequence[int], strengths: Floats, close: Mapping[tuple[int, int], Likeness]) -> accounts.Likenesses:
    """The likenesses within a group, by the positions of its articles, both ways round."""
    found: dict[tuple[int, int], Likeness] = {}
    for (here, one), (there, other) in combinations(enumerate(rows), 2):
        likeness = close.get((one, other)) or Likeness(float(strengths[one, other]), "account")
        found[here, there], found[there, here] = likeness, likeness.turned()
    return found


def _stored(conn: sqlite3.Connection, articles: Sequence[accounts.Article]) -> accounts.Likenesses:
    """The likenesses that have an edge: those of a block too large to compare all with all."""
    place = {article.id: position for position, article in enumerate(articles)}
    sql = (
        "select there.other_id, there.strength, there.kind, there.shared, back.shared from _edges there "
        "join _edges back on back.article_id = there.other_id and back.other_id = there.article_id "
        "where there.article_id = ?"
    )
    return {
        (here, place[other]): Likeness(*likeness)
        for here, article in enumerate(articles)
        for other, *likeness in conn.execute(sql, [article.id])
        if other in place
    }


def _read(conn: sqlite3.Connection, article_id: int) -> accounts.Article:
    title, published = conn.execute("select title, published from articles where id = ?", [article_id]).fetchone()
    signature = neighbours.read(conn, article_id)
    if signature is None:
        raise LookupError(f"article {article_id} has no signature")
    sql = "select source_id from article_sources where article_id = ? and role = ?"
    publishers, agencies = (
        frozenset(source for (source,) in conn.execute(sql, [article_id, role])) for role in ("publisher", "agency")
    )
    return accounts.Article(article_id, title, published, signature, publishers, agencies)


class _Writer:
    """Writes stories; a story keeps its id as long as some of its articles stay together."""

    def __init__(self, conn: sqlite3.Connection, left: set[int]) -> None:
        self._conn = conn
        self._left = left  # stories that an article has left: those that end up empty go
        self._taken: set[int] = set()

    def write(self, articles: Sequence[accounts.Article], likenesses: accounts.Likenesses) -> None:
        """Writes one story."""
        links = accounts.links(articles, likenesses)
        dates = sorted(article.published for article in articles if article.published)
        values = {
            "title": accounts.central(articles, likenesses).title,
            "first_published": dates[0] if dates else None,
            "last_published": dates[-1] if dates else None,
            "article_count": len(articles),
            "source_count": accounts.independent(articles, [link.account for link in links]),
        }
        story_id = self._story_id([article.id for article in articles])
        self._conn.execute(
            "insert into stories (id, title, first_published, last_published, article_count, source_count) "
            "values (:id, :title, :first_published, :last_published, :article_count, :source_count) "
            "on conflict (id) do update set title = :title, first_published = :first_published, "
            "last_published = :last_published, article_count = :article_count, source_count = :source_count",
            {"id": story_id, **values},
        )
        self._write_links(story_id, links)

    def _write_links(self, story_id: int, links: Sequence[accounts.Link]) -> None:
        self._conn.executemany(
            "update articles set story_id = ?1 where id = ?2 and story_id is not ?1",
            [(story_id, link.article_id) for link in links],
        )
        self._conn.executemany(
            "insert or replace into story_links (article_id, story_id, because_of, kind, strength, shared, direction, "
            "reason, account) values (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            [
                (one.article_id, story_id, one.because_of, one.kind, one.strength, one.shared, one.direction,
                 one.reason, one.account)
                for one in links
            ],
        )  # fmt: skip

    def _story_id(self, article_ids: Sequence[int]) -> int:
        """The story that most of the articles were in and no other group has taken, else a new id."""
        sql = "select story_id from articles where id = ? and story_id is not null"
        held = Counter(story for article in article_ids for (story,) in self._conn.execute(sql, [article]))
        self._left |= set(held)
        free = [story for story in held if story not in self._taken]
        story_id = min(free, key=lambda story: (-held[story], story)) if free else self._next_id()
        self._taken.add(story_id)
        return story_id

    def _next_id(self) -> int:
        return int(self._conn.execute("select coalesce(max(id), 0) + 1 from stories").fetchone()[0])

    def sweep(self) -> None:
        """Removes the stories that no article is in any more."""
        self._conn.executemany(
            "delete from stories where id = ?1 and not exists (select 1 from articles where story_id = ?1)",
            [(story,) for story in self._left],
        )
