"""Decoded postings and scores against FTS5 itself: the same rows, the same frequencies, the same bits."""

from __future__ import annotations

import math
import random
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlite_utils import Database

from datasette_newswire import index, schema
from datasette_newswire.index.postings import COLUMN, MARGIN, ROW, postings, varints
from datasette_newswire.index.tokens import tokens

WORDS = [f"w{i}" for i in range(30)] + ["zürich", "中国", "x" * 300]
WEIGHTS = (4.0, 2.0, 1.0, 1.5)


def write(db: Database, article: int, rng: random.Random) -> None:
    """An article of random words, some fields empty, one in fifty very long."""
    db.execute("delete from articles where id = ?", [article])
    sizes = (6, 12, 2, 6000 if rng.random() < 0.02 else 120)
    frequent = [1 / (i + 1) for i in range(len(WORDS))]
    title, lede, byline, body = (" ".join(rng.choices(WORDS, frequent, k=rng.randint(0, size))) for size in sizes)
    db.execute(
        "insert into articles (id, title, title_origin, lede, byline, body, word_count)"
        " values (?, ?, 'lede', ?, ?, ?, 1)",
        [article, title, lede or None, byline or None, body],
    )


@pytest.fixture(params=[1, 2, 3])
def db(request: pytest.FixtureRequest) -> Iterator[Database]:
    """An index of many segments with deleted and rewritten rows, some of them merged."""
    rng = random.Random(request.param)
    database = Database(memory=True)
    schema.ensure(database)
    ids = rng.sample(range(1, 4_000_000 if request.param == 2 else 2_000), 500)
    for _ in range(4):
        for part in range(3):
            with database.atomic():
                for article in rng.sample(ids, 60):
                    write(database, article, rng)
                if part == 0:
                    for article in rng.sample(ids, 20):
                        database.execute("delete from articles where id = ?", [article])
    if request.param == 3:
        database.execute("insert into articles_fts (articles_fts, rank) values ('merge', 2)")
    yield database
    database.close()


@pytest.mark.parametrize(("block", "stride", "few"), [(50, 2, 0), (2**17, 32, 0), (50, 2, 1000), (2**17, 32, 24)])
def test_postings_are_those_of_the_vocabulary(
    db: Database, monkeypatch: pytest.MonkeyPatch, block: int, stride: int, few: int
) -> None:
    monkeypatch.setattr("datasette_newswire.index.postings.FEW_PAGES", few)
    monkeypatch.setattr("datasette_newswire.index.postings.BLOCK", block)
    monkeypatch.setattr("datasette_newswire.index.postings.STRIDE", stride)
    db.execute("create virtual table temp.v using fts5vocab(main, articles_fts, 'instance')")
    ids = [*(row[0] for row in db.execute("select id from articles")), 2**30]
    for word in (*WORDS, "absent"):
        (token,) = tokens(word)
        found = postings(db.conn, "articles_fts", token, 4)
        uses = db.execute("select doc, col, offset from temp.v where term = ?", [token]).fetchall()
        rows = [(doc, column) for doc, column, _ in uses]
        expected = Counter(rows)
        got = {
            (rowid, column): count
            for place, column in enumerate(("title", "lede", "byline", "body"))
            for rowid, count in zip(found.rowids.tolist(), found.frequencies(ONLY[place]).tolist(), strict=True)
            if count
        }
        assert got == dict(expected), word
        assert found.rowids.tolist() == sorted({doc for doc, _ in rows})
        some = random.Random(7).sample(ids, 40)  # in any order; not all of them have the word
        places = [(some.index(doc), COLUMNS.index(column), offset) for doc, column, offset in uses if doc in some]
        expected_places = sorted(row * ROW + column * COLUMN + MARGIN + offset for row, column, offset in places)
        assert found.places(np.array(some, np.int32)).tolist() == expected_places, word


COLUMNS = ("title", "lede", "byline", "body")
ONLY = [tuple(float(column == counted) for column in range(4)) for counted in range(4)]  # weights that count one column
QUERIES = [
    ['"w0"'],
    ['"w3"', '"w20"', '"zürich"'],
    ['"w2"', '"absent"'],
    ['"w1"', '"w2"', '"w1 w2"'],
    ['"w5"', 'title : "w6"', '"w1" *'],
]


def scores_of_sql(db: Database, phrases: list[str]) -> dict[int, float]:
    """What each article scores, worked out from `bm25()` and SQLite's own vocabulary of the index."""
    db.execute("create virtual table if not exists temp.words using fts5vocab(main, articles_fts, 'col')")
    added: dict[int, int] = {}
    for phrase in phrases:
        found = db.execute(
            "select rowid, bm25(articles_fts, 4.0, 2.0, 1.0, 1.5) from articles_fts where articles_fts match ?",
            [phrase],
        ).fetchall()
        word = tokens(phrase.strip('"')) if phrase.startswith('"') and phrase.endswith('"') else ()
        uses = 3.0 * len(found)
        if len(word) == 1:
            counts = dict(db.execute("select col, cnt from temp.words where term = ?", word).fetchall())
            columns = ("title", "lede", "byline", "body")
            uses = sum(weight * counts.get(column, 0) for column, weight in zip(columns, WEIGHTS, strict=True))
        ratio = (uses + 12.0) / (len(found) + 4) / 3.0 if len(phrases) > 1 else 1.0
        factor = math.sqrt(2.0) ** round(1.5 * math.log2(ratio))
        for article, score in found:
            added[article] = added.get(article, 0) + int(score * (factor * 2.0**34))
    return {article: score / 2.0**34 for article, score in added.items()}


def scored(db: Database, relevance: index.Relevance, phrases: list[str]) -> None:
    """Asserts that the scores of all articles that have a phrase are those of SQL."""
    expected = scores_of_sql(db, phrases)
    hits = np.array(sorted(expected), dtype=np.int32)
    found = relevance.scores(db.conn, phrases, WEIGHTS, hits)
    assert found is not None
    assert found.tolist() == [expected[article] for article in hits.tolist()], phrases


def test_scores_are_those_of_fts5_to_the_last_bit(db: Database) -> None:
    relevance = index.Relevance(index.FacetIndex())
    for phrases in QUERIES:
        scored(db, relevance, phrases)


def test_the_order_of_the_words_changes_no_score(db: Database) -> None:
    relevance = index.Relevance(index.FacetIndex())
    hits = np.array([row[0] for row in db.execute("select id from articles order by id").fetchall()], dtype=np.int32)
    phrases = [f'"{word}"' for word in WORDS[:-2]]
    first, turned = (relevance.scores(db.conn, each, WEIGHTS, hits) for each in (phrases, phrases[::-1]))
    assert first is not None and turned is not None and first.tolist() == turned.tolist()


def test_a_word_used_again_and_again_counts_more(tmp_path: Path) -> None:
    db = Database(tmp_path / "few.db")
    schema.ensure(db)
    for number in range(40):
        body = "harbour " * 6 if number % 4 == 0 else "recently " * (number % 4 == 1)
        sql = "insert into articles (id, title, title_origin, body, word_count) values (?, 'x', 'lede', ?, 1)"
        db.execute(sql, [number + 1, body])
    relevance = index.Relevance(index.FacetIndex())
    often, once, phrase = relevance.factors(db.conn, ['"harbour"', '"recently"', '"harbour harbour"'], WEIGHTS)
    assert often > 1.0 > once and phrase == 1.0
    assert relevance.factors(db.conn, ['"recently"'], WEIGHTS) == (1.0,)
    db.execute("update articles_fts_config set v = 5 where k = 'version'")
    strange = index.Relevance(index.FacetIndex())
    assert strange.factors(db.conn, ['"harbour"', '"recently"'], WEIGHTS) == (1.0, 1.0)
    db.close()


def test_scores_follow_every_commit(db: Database) -> None:
    relevance, rng = index.Relevance(index.FacetIndex()), random.Random(9)
    for step in range(5):
        with db.atomic():
            write(db, rng.randint(1, 2_000), rng)
        if step % 2:
            index.refresh(db)
        for phrases in QUERIES[:3]:
            scored(db, relevance, phrases)


@pytest.mark.parametrize(
    "damage",
    [
        "update articles_fts_config set v = 5 where k = 'version'",
        "update articles_fts_data set block = x'00000000ffffffffffff' where id = 10",
        "update articles_fts_data set block = x'00' where id > 100",
        "update articles_fts_docsize set sz = x'' where id in (select min(id) from articles_fts_docsize)",
    ],
)
def test_what_cannot_be_decoded_is_left_to_fts5(db: Database, damage: str) -> None:
    hits = np.array([row[0] for row in db.execute("select id from articles order by id").fetchall()], dtype=np.int32)
    db.execute(damage)
    relevance = index.Relevance(index.FacetIndex())
    assert relevance.scores(db.conn, ['"w0"'], WEIGHTS, hits) is None or "docsize" in damage


def test_a_hit_that_the_index_does_not_know(db: Database) -> None:
    hits = np.array([2**31 - 1], dtype=np.int32)
    assert index.Relevance(index.FacetIndex()).scores(db.conn, ['"w0"'], WEIGHTS, hits) is None


@pytest.mark.parametrize(
    ("text", "expected"),
    [("Running", ("run",)), ("foo-bar", ("foo", "bar")), ("?!", ()), ("ZÜRICH", ("zurich",)), ("U.S.", ("u", "s"))],
)
def test_tokens(text: str, expected: tuple[str, ...]) -> None:
    assert tokens(text) == expected


def encode(number: int) -> bytes:
    """SQLite's varint of a number below 2**56."""
    groups = [number & 0x7F]
    while number := number >> 7:
        groups.append(number & 0x7F | 0x80)
    return bytes(reversed(groups))


@settings(max_examples=100)
@given(st.lists(st.integers(0, 2**56 - 1)))
def test_varints_round_trip(numbers: list[int]) -> None:
    assert list(varints(b"".join(map(encode, numbers)))) == numbers
