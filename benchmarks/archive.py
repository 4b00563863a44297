"""A synthetic archive of any size: the same articles for every system that is measured.

Words follow Zipf's law; four marker words stand in a known share of the articles, so that a query's number of hits is
known beforehand. People, places and sources follow a Zipf-like law too: a few are everywhere, most are rare.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from sqlite_utils import Database

from datasette_newswire import index, schema

WORDS_EACH = 350
VOCABULARY = 60_000
PEOPLE, PLACES, ORGANIZATIONS, SOURCES = 200_000, 20_000, 30_000, 500
# marker word → the share of articles that have it
MARKERS = {"harbour": 0.0001, "election": 0.01, "minister": 0.1, "government": 0.5}
FIRST_DAY = datetime.date(2014, 1, 1)
DAYS = 3652
BATCH = 5_000


@dataclass(frozen=True)
class Batch:
    """Some thousand articles, a list a field; entities are numpy arrays of articles × ids."""

    ids: list[int]
    titles: list[str]
    bodies: list[str]
    dates: list[str]
    people: np.ndarray
    places: np.ndarray
    organizations: np.ndarray
    sources: np.ndarray


def batches(articles: int, seed: int = 1) -> Iterator[Batch]:
    """The archive, a batch at a time; the same for the same numbers."""
    rng = np.random.default_rng(seed)
    vocabulary = np.array([word(i) for i in range(VOCABULARY)])
    likely = zipf(VOCABULARY)
    for first in range(1, articles + 1, BATCH):
        size = min(BATCH, articles + 1 - first)
        words = rng.choice(vocabulary, (size, WORDS_EACH), p=likely).astype(object)
        for marker, share in MARKERS.items():
            has = np.flatnonzero(rng.random(size) < share)
            for _ in range(3):  # some articles speak of it more than others
                words[has, rng.integers(8, WORDS_EACH, len(has))] = marker
                has = has[rng.random(len(has)) < 0.4]
        days = rng.integers(0, DAYS, size)
        yield Batch(
            ids=list(range(first, first + size)),
            titles=[" ".join(row[:8]) for row in words],
            bodies=[" ".join(row) for row in words],
            dates=[(FIRST_DAY + datetime.timedelta(days=int(day))).isoformat() for day in days],
            people=_skewed(rng, PEOPLE, (size, 6)),
            places=_skewed(rng, PLACES, (size, 5)),
            organizations=_skewed(rng, ORGANIZATIONS, (size, 2)),
            sources=_skewed(rng, SOURCES, (size, 1)),
        )


def make(path: Path, articles: int, seed: int = 1) -> Path:
    """A news database of synthetic articles; the one that is there already if it has as many in the present tables."""
    if path.exists():
        db = Database(path)
        if db["articles"].count == articles and _tables(fresh()) <= _tables(db):
            return path
        db.close()
        path.unlink()
    db = Database(path)
    db.execute("pragma synchronous = off")
    schema.ensure(db)
    with db.atomic():
        for table, size in (("people", PEOPLE), ("organizations", ORGANIZATIONS)):
            db.conn.executemany(f"insert into {table} values (?, ?)", ((i, name(table, i)) for i in range(1, size + 1)))
        db.conn.executemany(
            "insert into places (id, name, kind) values (?, ?, 'city')",
            ((i, name("places", i)) for i in range(1, PLACES + 1)),
        )
        db.conn.executemany(
            "insert into sources values (?, ?, 'outlet', null)",
            ((i, name("sources", i)) for i in range(1, SOURCES + 1)),
        )
    for batch in batches(articles, seed):
        with db.atomic():
            write(db, batch)
    index.refresh(db)
    db.execute("insert into articles_fts (articles_fts) values ('optimize')")
    db.execute("analyze")
    db.close()
    return path


def fresh() -> Database:
    """A news database without articles, in memory."""
    db = Database(memory=True)
    schema.ensure(db)
    return db


def _tables(db: Database) -> set[tuple[str, str]]:
    """(name, SQL) of all that a database was told to create, however the SQL was laid out."""
    rows = db.execute("select name, sql from sqlite_master where sql is not null")
    return {(name, " ".join(sql.split())) for name, sql in rows}


def name(table: str, number: int) -> str:
    """The name of a synthetic entity."""
    return f"{word(number * 7).title()} {word(number).title()} {table[:2]}{number}"


def write(db: Database, batch: Batch) -> None:
    """Stores a batch as the loader does, in the caller's transaction."""
    index.defer(db, batch.ids)
    write_rows(db, batch)
    index.catch_up(db)


def write_rows(db: Database, batch: Batch) -> None:
    """The rows alone; what else comes of them is the triggers'."""
    links = {
        "article_people": batch.people,
        "article_places": batch.places,
        "article_organizations": batch.organizations,
    }
    db.conn.executemany(
        "insert into articles (id, title, title_origin, body, word_count, published, language)"
        " values (?, ?, 'metadata', ?, 350, ?, 'en')",
        zip(batch.ids, batch.titles, batch.bodies, batch.dates, strict=True),
    )
    for table, entities in links.items():
        db.conn.executemany(
            f"insert or ignore into {table} values (?, ?, 1)",
            ((article, int(entity)) for article, row in zip(batch.ids, entities, strict=True) for entity in row),
        )
    db.conn.executemany(
        "insert into article_sources values (?, ?, 'publisher')",
        ((article, int(row[0])) for article, row in zip(batch.ids, batch.sources, strict=True)),
    )


def word(number: int) -> str:
    """A pronounceable word for a number, a different one for each."""
    consonants, vowels = "bdfgklmnprstvz", "aeiou"
    out = ""
    number += 70
    while number:
        number, syllable = divmod(number, 70)
        out += consonants[syllable // 5] + vowels[syllable % 5]
    return out


def words(share: float, most: int) -> list[str]:
    """Words that stand in about that share of the articles (within a tenth), the nearest first; there may be none."""
    away = np.abs(np.log((1 - (1 - zipf(VOCABULARY)) ** WORDS_EACH) / share))
    return [word(int(number)) for number in np.argsort(away)[:most] if away[number] < np.log(1.1)]


def zipf(size: int) -> np.ndarray:
    """Chances that fall as Zipf says, for so many things."""
    weights = 1 / np.arange(2, size + 2)
    return weights / weights.sum()


def _skewed(rng: np.random.Generator, size: int, shape: tuple[int, int]) -> np.ndarray:
    """Ids from 1 to size, low ones far more often."""
    return (size ** rng.random(shape)).astype(np.int64)
