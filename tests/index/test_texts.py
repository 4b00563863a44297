"""Texts that wait for the end of their transaction are found as those are that triggers index at once."""

from __future__ import annotations

import random

import pytest
from sqlite_utils import Database

from datasette_newswire import index, schema

WORDS = ["harbour", "Zürich", "minister", "東京都知事", "ประเทศไทย", "vote", "서울시장"]
TERMS = {
    "articles_fts": "create virtual table temp.v using fts5vocab(main, articles_fts, 'instance')",
    "_articles_trigram": "create virtual table temp.v using fts5vocab(main, _articles_trigram, 'instance')",
}


def made(seed: int, waiting: bool) -> Database:
    """A database after some transactions in which articles were written, changed and taken out."""
    rng = random.Random(seed)
    db = Database(memory=True)
    schema.ensure(db)
    for first in range(1, 100, 20):
        with db.atomic():
            for article in range(first, first + 20):
                if waiting:
                    index.defer(db, [article])
                text = " ".join(rng.choices(WORDS, k=rng.randint(1, 30)))
                db.execute(
                    "insert into articles (id, title, title_origin, lede, body, word_count)"
                    " values (?, ?, 'lede', ?, ?, 1)",
                    [article, text[:20], rng.choice([None, text[:9]]), text],
                )
                touched = rng.randint(1, article)
                if rng.random() < 0.3:
                    db.execute("update articles set body = ? where id = ?", [text[5:], touched])
                elif rng.random() < 0.2:
                    db.execute("delete from articles where id = ?", [touched])
            index.catch_up(db)
    return db


@pytest.mark.parametrize("seed", range(3))
def test_both_indexes_hold_the_same_as_with_triggers(seed: int) -> None:
    waited, triggered = made(seed, waiting=True), made(seed, waiting=False)
    assert waited.execute("select count(*) from _unindexed").fetchone()[0] == 0
    waited.execute("insert into articles_fts (articles_fts, rank) values ('integrity-check', 1)")
    for table, vocabulary in TERMS.items():
        found = []
        for db in (waited, triggered):
            db.execute(vocabulary)
            found.append(sorted(db.execute("select * from temp.v").fetchall()))
            db.execute("drop table temp.v")
        assert found[0] == found[1] != [], table


def test_in_an_analysed_archive_a_new_article_is_indexed_without_reading_the_others() -> None:
    db = made(seed=1, waiting=True)
    many = ((number, f"Vote {number}") for number in range(1_000, 4_000))
    with db.atomic():
        db.conn.executemany(
            "insert into articles (id, title, title_origin, body, word_count) values (?, ?, 'lede', 'vote', 1)", many
        )
    db.execute("analyze")
    steps = 0

    def counted() -> None:
        nonlocal steps
        steps += 100

    with db.atomic():
        index.defer(db, [5_000])
        db.execute("insert into articles (id, title, title_origin, body, word_count) values (5000, '', 'lede', '', 0)")
        db.conn.set_progress_handler(counted, 100)
        index.catch_up(db)
        db.conn.set_progress_handler(None, 0)
    assert steps < 3_000
