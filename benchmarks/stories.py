"""How long the grouping into stories takes, and how it grows.

A synthetic archive of ten years: beats (a topic with its own people, places and words) that come back again and again,
events within them told by one to twenty accounts over a few days, a tenth of them reprints. Common words are drawn
from the loader's own table of frequencies, so that rarities are those of real text.
"""

from __future__ import annotations

import datetime
import os
import statistics
import time
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

import numpy as np
from sqlite_utils import Database

from datasette_newswire import schema
from datasette_newswire.load import stories
from datasette_newswire.load.models import Article
from datasette_newswire.load.stories import terms

from .search import alone, memory

BATCH = 256  # articles a transaction
MORE = 200  # articles added one by one at the end
DAYS = 3652
FIRST_DAY = datetime.date(2014, 1, 1)
SYLLABLES = [first + vowel for first in "bdfgklmnprstvz" for vowel in "aeiou"]


@dataclass(frozen=True)
class Figures:
    """What one archive took: CPU seconds in all, CPU milliseconds for one, megabytes."""

    articles: int
    sign: float
    group: float
    median: float
    slowest: float
    stored: float
    resident: float
    stories: int
    largest: int


def accounts(articles: int, seed: int = 1) -> Iterator[Article]:
    """Articles in the order of their events; the same for the same numbers."""
    rng = np.random.default_rng(seed)
    common, likely = _common_words()
    beats = [[_name(rng) for _ in range(60)] for _ in range(max(5, articles // 400))]
    made = 0
    while made < articles:
        beat = beats[min(int(rng.pareto(1.0)), len(beats) - 1)]
        names = [_name(rng) for _ in range(6)] + list(rng.choice(beat, 12))
        day = FIRST_DAY + datetime.timedelta(days=int(rng.integers(DAYS)))
        text = ""
        for _ in range(min(20, int(rng.geometric(0.4)))):
            if not text or rng.random() > 0.1:
                text = _tell(rng, names, beat, rng.choice(common, 350, p=likely))
            published = (day + datetime.timedelta(days=int(rng.integers(3)))).isoformat()
            title, _, body = text.partition("\n")
            yield Article(title=title, title_origin="first-line", body=body, published=published)
            made += 1


def measure(articles: int) -> Figures:
    """Groups an archive in batches, then adds some of its articles, held back until then, one by one."""
    db = Database(memory=True)
    schema.ensure(db)
    more: list[Article] = []
    signing = grouping = 0.0
    for batch in _batches(accounts(articles + MORE), articles, more):
        started = time.process_time()
        signatures = [stories.sign(article) for article in batch]
        signed = time.process_time()
        _store(db, batch, signatures)
        signing, grouping = signing + signed - started, grouping + time.process_time() - signed
    return _figures(db, signing, grouping, more)


def _batches(stream: Iterator[Article], articles: int, more: list[Article]) -> Iterator[list[Article]]:
    """The stream in batches; MORE articles from all over it go to `more` instead."""
    every = (articles + MORE) // MORE
    numbered = enumerate(stream)
    while batch := list(islice(numbered, BATCH)):
        more += [article for number, article in batch if number % every == 0]
        yield [article for number, article in batch if number % every]


def _figures(db: Database, signing: float, grouping: float, more: list[Article]) -> Figures:
    times = []
    for article in more:
        signature = stories.sign(article)
        started = time.process_time()
        _store(db, [article], [signature])
        times.append((time.process_time() - started) * 1000)
    tables = (
        "'_signatures', '_keys', '_edges', '_blocks', '_blocks_block', 'story_links', 'story_links_story', 'stories'"
    )
    return Figures(
        articles=_one(db, "select count(*) from articles"),
        sign=signing,
        group=grouping,
        median=statistics.median(times),
        slowest=statistics.quantiles(times, n=20)[-1],
        stored=_one(db, f"select sum(pgsize) from dbstat where name in ({tables})") / 1e6,
        resident=memory(os.getpid(), "VmHWM"),
        stories=_one(db, "select count(*) from stories"),
        largest=_one(db, "select max(article_count) from stories"),
    )


def _store(db: Database, articles: list[Article], signatures: list[bytes]) -> None:
    """What the store does with a batch, as far as stories go."""
    sql = "insert into articles (title, title_origin, body, word_count, published) values (?, '', '', 0, ?)"
    for article, signature in zip(articles, signatures, strict=True):
        made = db.conn.execute(sql, [article.title, article.published]).lastrowid
        stories.remember(db, int(made or 0), signature)
    stories.settle(db)
    db.conn.commit()


def _one(db: Database, sql: str) -> int:
    return int(db.conn.execute(sql).fetchone()[0] or 0)


def _common_words() -> tuple[np.ndarray, np.ndarray]:
    table = terms.shares("en")
    likely = np.array([10 ** (-share / 10) for share in table.values()])
    return np.array(list(table)), likely / likely.sum()


def _name(rng: np.random.Generator) -> str:
    return "".join(rng.choice(SYLLABLES, 4)).capitalize()


def _tell(rng: np.random.Generator, names: list[str], beat: list[str], words: np.ndarray) -> str:
    """An account: the event's names first and often, its beat's words throughout."""
    text = words.astype(object)
    text[rng.integers(0, 350, 45)] = rng.choice(names, 45)
    text[rng.integers(0, 350, 25)] = rng.choice(beat, 25)
    text[:8:2] = rng.choice(names[:8], 4)
    return " ".join(text[:9]) + "\n" + " ".join(text[9:])


def run(sizes: list[int]) -> str:
    """The figures as a Markdown table, a row an archive."""
    rows = [
        "| articles | sign, s | group, s | one more, ms: median | 95 % | stored, MB | memory, MB | stories | largest |",
        "| --- | --- | --- | --- | --- | --- | --- | --- | --- |",
    ]
    for size in sizes:
        one = alone(measure, size)
        rows.append(
            f"| {one.articles:,} | {one.sign:.1f} | {one.group:.1f} | {one.median:.1f} | {one.slowest:.1f} "
            f"| {one.stored:.0f} | {one.resident:.0f} | {one.stories:,} | {one.largest} |"
        )
    return "\n".join(rows)
