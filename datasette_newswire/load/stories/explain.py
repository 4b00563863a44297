"""Why an article is in its story, in plain words."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from sqlite_utils import Database

KINDS = {
    "copy": "a copy of",
    "version": "a version of",
    "account": "another account of the event of",
}
DIRECTIONS = {
    "earlier": "That one was first.",
    "later": "This one was first.",
}


class Placed(NamedTuple):
    """An article and the story it is in."""

    title: str
    story: int
    name: str
    articles: int
    sources: int


def explain(db: Database, article_id: int) -> list[str]:
    """Lines that tell which story an article is in and what put it there; empty if there is no such article."""
    row = db.execute(
        """select a.title, s.id, s.title, s.article_count, s.source_count from articles a
        join stories s on s.id = a.story_id where a.id = ?""",
        [article_id],
    ).fetchone()
    return list(_lines(db, article_id, Placed(*row))) if row else []


def _lines(db: Database, article_id: int, here: Placed) -> Iterator[str]:
    yield f"Article {article_id}, {here.title!r}"
    if here.articles == 1:
        yield f"  is alone in story {here.story}."
        return
    yield f"  is in story {here.story}, {here.name!r}: {here.articles} articles, {here.sources} independent publishers."
    links = db.execute(
        """select l.because_of, a.title, l.kind, l.strength, l.shared, l.direction, l.reason from story_links l
        join articles a on a.id = l.because_of where l.article_id = ?""",
        [article_id],
    )
    for other, other_title, kind, strength, shared, direction, reason in links.fetchall():
        yield f"  It is {KINDS.get(kind, kind)} article {other}, {other_title!r}:"
        yield f"    {reason} (strength {strength:.2f})"
        if shared:
            yield f"    They share {shared:.0%} of the text."
        if direction in DIRECTIONS:
            yield f"    {DIRECTIONS[direction]}"
