"""A story and its accounts, as the loader grouped them."""

from __future__ import annotations

import sqlite3
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace

from ..schema import ENTITIES
from .articles import Brief, briefs
from .compare import alone_and_shared
from .facts import dates, numbers, quotes
from .sentences import Span

MOST = 200  # accounts read of one story
TEXTS = 8  # independent texts of a story that are compared by sentence
TOLD = 3  # sentences shown of what a text says alone, and of what all say
SHORTEST = 40  # characters of a sentence that is shown


@dataclass(frozen=True)
class Account:
    """An article of a story and why it is there.

    `number` tells the independent texts of the story apart: copies and versions of one text share it. `because_of` is
    the article it is most like, `direction` says whether that one came "earlier" or "later" (or "unknown"), `shared`
    which part of its text (0 to 1) the two share, `kind` whether it is a "copy", a "version" or an "account" in words
    of its own, `reason` what the two have in common, in words.
    """

    article: Brief
    number: int
    because_of: int | None = None
    kind: str = "account"
    shared: float = 0.0
    direction: str = "unknown"
    reason: str = ""


@dataclass(frozen=True)
class Story:
    """A story with its accounts in the order of time, those without a date last."""

    id: int
    title: str
    first_published: str | None
    last_published: str | None
    article_count: int
    source_count: int
    accounts: tuple[Account, ...] = ()

    @property
    def texts(self) -> list[tuple[Account, ...]]:
        """The accounts by independent text, the first of each leading."""
        numbers = dict.fromkeys(account.number for account in self.accounts)
        return [tuple(account for account in self.accounts if account.number == number) for number in numbers]


@dataclass(frozen=True)
class Told:
    """Somebody or something that a story is about, and the articles that name them."""

    kind: str
    id: int
    name: str
    articles: tuple[int, ...]


@dataclass(frozen=True)
class Said:
    """Sentences that tell the texts of a story apart (by the id of each text's first article), and that all share."""

    by_one: Mapping[int, tuple[str, ...]] = field(default_factory=dict)
    by_all: tuple[str, ...] = ()


def read_story(conn: sqlite3.Connection, story_id: int, tables: Collection[str]) -> Story | None:
    """The story of this id, with at most MOST accounts; None if there is none or stories are closed to the reader."""
    if "stories" not in tables:
        return None
    row = conn.execute(
        """select id, title, first_published, last_published, article_count, source_count from stories
        where id = ?""",
        [story_id],
    ).fetchone()
    return replace(Story(*row), accounts=_accounts(conn, story_id, tables)) if row else None


def said(conn: sqlite3.Connection, story: Story) -> Said:
    """What the independent texts of a story say alone and what all of them say, for stories of a few texts."""
    firsts = [text[0].article.id for text in story.texts]
    if not 2 <= len(firsts) <= TEXTS:
        return Said()
    bodies = [conn.execute("select body from articles where id = ?", [each]).fetchone()[0] for each in firsts]
    alone, shared = alone_and_shared(bodies)
    return Said(
        by_one={each: _telling(body, of) for each, body, of in zip(firsts, bodies, alone, strict=True)},
        by_all=_telling(bodies[0], shared),
    )


def _telling(body: str, spans: Sequence[Span]) -> tuple[str, ...]:
    """The sentences that state most (figures, days, quotations), in the order of the text; short ones are left out."""
    texts = [text for start, end in spans if len(text := " ".join(body[start:end].split())) >= SHORTEST]
    stated = [sum(1 for facts in (numbers, dates, quotes) for _ in facts(text)) for text in texts]
    best = sorted(range(len(texts)), key=lambda at: (-stated[at], at))[:TOLD]
    return tuple(texts[at] for at in sorted(best))


def _accounts(conn: sqlite3.Connection, story_id: int, tables: Collection[str]) -> tuple[Account, ...]:
    """Articles without a stored link (none has been computed, or they are closed) are texts of their own, numbered
    below zero."""
    links = "story_links" if "story_links" in tables else "(select * from story_links where 0)"
    rows = conn.execute(
        f"""select a.id, coalesce(l.account, -a.id), l.because_of, coalesce(l.kind, 'account'), coalesce(l.shared, 0),
            coalesce(l.direction, 'unknown'), coalesce(l.reason, '')
        from articles a left join {links} l on l.article_id = a.id
        where a.story_id = ? order by a.published is null, a.published, a.id limit ?""",
        [story_id, MOST],
    ).fetchall()
    found = briefs(conn, [row[0] for row in rows], tables)
    return tuple(Account(found[article_id], *rest) for article_id, *rest in rows)


def told(conn: sqlite3.Connection, story_id: int, tables: Collection[str]) -> list[Told]:
    """Whom and what the articles of a story name, those named by most articles first."""
    found = []
    for kind, (table, link, column) in ENTITIES.items():
        if {table, link} <= set(tables):
            rows = conn.execute(
                f"""select e.id, e.name, group_concat(a.id) from articles a join {link} l on l.article_id = a.id
                join {table} e on e.id = l.{column} where a.story_id = ? group by e.id""",
                [story_id],
            )
            found += [Told(kind, row[0], row[1], tuple(map(int, row[2].split(",")))) for row in rows]
    return sorted(found, key=lambda each: (-len(each.articles), each.kind, each.name))
