"""The facet index against the tables it packs: whatever is written, by whomever, the counts are the tables'."""

from __future__ import annotations

import random
import sqlite3
from collections import Counter
from collections.abc import Iterator

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlite_utils import Database

from datasette_newswire import index, schema
from datasette_newswire.index.packing import CHUNK, KINDS, letters_of, pack, unpack

LINKS = {
    "person": "select article_id, person_id from article_people",
    "place": "select article_id, place_id from article_places",
    "organization": "select article_id, organization_id from article_organizations",
    "source": "select distinct article_id, source_id from article_sources",
    "source:agency": "select article_id, source_id from article_sources where role = 'agency'",
}


@pytest.fixture
def db() -> Iterator[Database]:
    database = Database(memory=True)
    schema.ensure(database)
    rng = random.Random(7)
    for article in rng.sample(range(1, 9_000), 60):
        add(database, article, rng)
    yield database
    database.close()


def add(db: Database, article: int, rng: random.Random) -> None:
    """An article with random links."""
    published = rng.choice([None, "2020", "2021-03", "2022-02-24", "2022-02-24T10:00:00Z"])
    language = rng.choice([None, "en", "pt", "中", "zh-Hant"])
    with db.atomic():
        db.execute(
            "insert or replace into articles (id, title, title_origin, body, word_count, published, language)"
            " values (?, 't', 'lede', 'b', 1, ?, ?)",
            [article, published, language],
        )
        for table, columns in (("article_people", ""), ("article_places", ""), ("article_organizations", "")):
            for entity in rng.sample(range(1, 12), 3):
                db.execute(f"insert or replace into {table} {columns} values (?, ?, 1)", [article, entity])
        for role in rng.sample(["publisher", "agency", "credit"], 2):
            db.execute("insert or replace into article_sources values (?, ?, ?)", [article, rng.randint(1, 3), role])


def among(db: Database, facets: index.FacetIndex, hits: list[int]) -> index.Articles:
    """The articles as a set."""
    mask = np.zeros(len(facets.lengths(db.conn, "day")), bool)
    mask[[hit for hit in hits if hit < len(mask)]] = True
    return index.Articles.of(mask)


def assert_exact(db: Database, facets: index.FacetIndex, hits: list[int] | None) -> None:
    """Every kind's counts equal those of plain SQL."""
    for kind, sql in LINKS.items():
        expected = Counter(e for a, e in db.execute(sql).fetchall() if hits is None or a in set(hits))
        ids, counts = facets.count(db.conn, kind, None if hits is None else among(db, facets, hits))
        assert dict(zip(ids.tolist(), counts.tolist(), strict=True)) == dict(expected), kind


def test_counts_of_all_articles_and_of_some(db: Database) -> None:
    ids = [row[0] for row in db.execute("select id from articles order by id").fetchall()]
    facets = index.FacetIndex()
    for hits in (None, [], ids, ids[::2], ids[:1], [99_999]):
        assert_exact(db, facets, hits)


def test_counts_stay_exact_through_every_kind_of_change(db: Database) -> None:
    facets, rng = index.FacetIndex(), random.Random(1)
    index.refresh(db)
    assert_exact(db, facets, None)
    for step in range(30):
        article = rng.choice([row[0] for row in db.execute("select id from articles").fetchall()])
        if step % 3 == 0:
            add(db, rng.randint(1, 20_000), rng)
        elif step % 3 == 1:
            db.execute("delete from article_people where article_id = ?", [article])
        else:
            db.execute("update or ignore article_places set article_id = article_id + 5000")
        if step % 7 == 0:
            index.refresh(db)
        assert_exact(db, facets, None)


def test_numbers_of_any_size_are_counted(db: Database) -> None:
    facets = index.FacetIndex()
    hits = [row[0] for row in db.execute("select id from articles").fetchall()][::3]
    for number in (12, 2**15, 2**16 - 1, 2**16, 2**31 - 2):
        with db.atomic():
            for table in ("article_people", "article_places", "article_organizations"):
                db.execute(f"insert into {table} values (?, ?, 1)", [hits[0], number])
            db.execute("insert into article_sources values (?, ?, 'agency')", [hits[0], number])
        if number % 2:
            index.refresh(db)
        assert_exact(db, facets, None)
        assert_exact(db, facets, hits)


def test_damaged_blob_is_read_from_the_tables(db: Database) -> None:
    index.refresh(db)
    db.execute("update _facets set data = x'00010203'")
    assert_exact(db, index.FacetIndex(), None)


def test_refresh_packs_only_what_changed(db: Database) -> None:
    index.refresh(db)
    before = dict(db.execute("select kind || chunk, version from _facets").fetchall())
    db.execute("insert or replace into article_people values (1, 5, 2)")
    index.refresh(db)
    after = dict(db.execute("select kind || chunk, version from _facets").fetchall())
    assert {key for key in after if after[key] != before[key]} == {"0", *(f"{kind}0" for kind in KINDS)}


def test_days_and_languages(db: Database) -> None:
    db.execute("delete from articles")
    for article, (published, language) in enumerate(
        [(None, None), ("2020", "en"), ("2021-03", "pt"), ("2022-02-24", "中"), ("22-2-24", "zh-Hant")]
    ):
        db.execute(
            "insert into articles (id, title, title_origin, body, word_count, published, language)"
            " values (?, 't', 'lede', 'b', 1, ?, ?)",
            [article, published, language],
        )
    facets = index.FacetIndex()
    assert facets.values(db.conn, "day").tolist()[:5] == [0, 20200000, 20210300, 20220224, -1]
    numbers = facets.values(db.conn, "language").tolist()[:5]
    assert [letters_of(number) if number > 0 else number for number in numbers] == [0, "en", "pt", -1, -1]


def test_a_place_that_moves_to_another_country_is_counted_there(db: Database) -> None:
    db.execute("insert into places (id, name, kind, country_code) values (3, 'Trieste', 'city', 'AT')")
    facets = index.FacetIndex()
    for code in ("AT", "IT"):
        db.execute("update places set country_code = ?", [code])
        index.refresh(db)
        ids, counts = facets.count(db.conn, "country", None)
        there = db.execute("select count(*) from article_places where place_id = 3").fetchone()[0]
        assert [(letters_of(ids[0]), counts.tolist())] == [(code, [there])]


@given(st.lists(st.tuples(st.integers(0, CHUNK - 1), st.lists(st.integers(-1, 2**31 - 1)))))
def test_packing_round_trips(articles: list[tuple[int, list[int]]]) -> None:
    lengths, linked = np.zeros(CHUNK, np.int32), [number for _, numbers in articles for number in numbers]
    for article, numbers in articles:
        lengths[article] += len(numbers)
    again = unpack(pack((lengths, np.array(linked, np.int32))))
    assert [run.tolist() for run in again] == [lengths.tolist(), linked]


@pytest.mark.parametrize("data", [b"", b"1234", pack((np.ones(CHUNK, np.int32), np.zeros(CHUNK - 1, np.int32)))])
def test_a_wrong_size_is_refused(data: bytes) -> None:
    with pytest.raises(ValueError, match="as many links"):
        unpack(data)


def test_works_on_a_file_opened_read_only(tmp_path: object, db: Database) -> None:
    path = f"{tmp_path}/news.db"
    db.execute("vacuum into ?", [path])
    conn = sqlite3.connect(f"file:{path}?immutable=1", uri=True)
    ids, _ = index.FacetIndex().count(conn, "person", None)
    assert len(ids) == db.execute("select count(distinct person_id) from article_people").fetchone()[0]
