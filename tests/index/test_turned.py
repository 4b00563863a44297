"""Links turned around against counting all of them: the same values are the commonest, and there are as many."""

from __future__ import annotations

import random
import threading
from collections.abc import Iterator

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlite_utils import Database

from datasette_newswire import index, schema
from datasette_newswire.index import turned
from datasette_newswire.index.packing import CHUNK


@given(
    links=st.lists(st.sets(st.integers(1, 60), max_size=5), min_size=1, max_size=CHUNK // 64),
    share=st.floats(0, 1),
    wanted=st.integers(1, 80),
    extra=st.lists(st.integers(0, 5), max_size=70),
    seed=st.integers(0, 9),
)
def test_same_as_counting_all(links: list[set[int]], share: float, wanted: int, extra: list[int], seed: int) -> None:
    rng = np.random.default_rng(seed)
    lengths = np.array([len(each) for each in links] + [0] * (CHUNK - len(links)))
    starts = np.concatenate([[0], np.cumsum(lengths)]).astype(np.int32)
    linked = np.array([value for each in links for value in sorted(each)], np.int32)
    among = rng.random(CHUNK) < share
    every = np.bincount(linked[np.repeat(among, lengths)], minlength=100)
    more = np.array(extra, np.int32)
    every[: len(more)] += more

    made = turned.turn({}, starts, linked)
    found = made.commonest(among, wanted, more)
    assert found is not None
    values, counts = found
    assert (np.diff(values) > 0).all() and (every[values] == counts).all() and (counts > 0).all()
    least = np.sort(every)[-wanted]
    assert set(values.tolist()) >= set(np.flatnonzero((every >= least) & (every > 0)).tolist())
    assert made.options(among, more) == np.count_nonzero(every)
    some = range(0, 120, 1 + seed)
    values, counts = made.chosen(some, among, more)
    expected = [(value, every[value]) for value in some if value < len(every) and every[value]]
    assert list(zip(values.tolist(), counts.tolist(), strict=True)) == expected


@pytest.fixture
def db() -> Iterator[Database]:
    """Three chunks of articles with some values in most of them and others in one."""
    database = Database(memory=True)
    schema.ensure(database)
    rng = random.Random(3)
    with database.atomic():
        database.conn.executemany(
            "insert into articles (id, title, title_origin, body, word_count) values (?, 't', 'lede', 'b', 1)",
            ((article,) for article in range(0, 3 * CHUNK, 3)),
        )
        database.conn.executemany("insert into article_people values (?, ?, 1)", _links(rng, range(0, 3 * CHUNK, 3)))
    index.refresh(database)
    yield database
    database.close()


def _links(rng: random.Random, articles: range) -> Iterator[tuple[int, int]]:
    for article in articles:
        yield from ((article, person) for person in {int(900 ** rng.random()) for _ in range(3)})


def assert_exact(db: Database, facets: index.FacetIndex, share: float) -> None:
    """What is found in the turned links is what plain counting finds in a fresh index."""
    size = len(facets.lengths(db.conn, "day"))
    among = np.random.default_rng(5).random(size) < share
    articles = index.Articles.of(among & (facets.lengths(db.conn, "day") > 0))
    numbers, counts = index.FacetIndex().count(db.conn, "person", articles)
    found = facets.commonest(db.conn, "person", articles, 10)
    assert found is not None
    tenth = np.sort(counts)[-10]
    best = {number: count for number, count in zip(*map(np.ndarray.tolist, found), strict=True) if count >= tenth}
    common = counts >= tenth
    assert best == dict(zip(numbers[common].tolist(), counts[common].tolist(), strict=True))
    assert facets.options(db.conn, "person", articles) == len(numbers)
    chosen = facets.chosen(db.conn, "person", articles, [1, 5, 800, 2000, 2001, 9999])
    assert chosen is not None
    all_of_them = zip(numbers.tolist(), counts.tolist(), strict=True)
    expected = [(number, count) for number, count in all_of_them if number in (1, 5, 800, 2000, 2001)]
    assert list(zip(*map(np.ndarray.tolist, chosen), strict=True)) == expected


def turn(facets: index.FacetIndex) -> bool:
    thread = facets.turn_soon(worth=1)
    if thread is not None:
        thread.join()
    return thread is not None


def test_turned_links_serve_through_changes(db: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("datasette_newswire.index.facets.CHANGED", 0.9)
    facets, rng = index.FacetIndex(), random.Random(4)
    facets.follow(db.conn)
    assert turn(facets) and not turn(facets)
    assert_exact(db, facets, 1)
    assert_exact(db, facets, 0.8)
    with db.atomic():  # in a chunk that was there, by people who were there and who were not
        db.execute("delete from article_people where article_id between 10 and 300")
        db.conn.executemany("insert or ignore into article_people values (?, ?, 1)", [(6, 2000), (9, 1), (9, 2001)])
    assert_exact(db, facets, 0.8)
    with db.atomic():  # in a new one
        db.conn.executemany(
            "insert into articles (id, title, title_origin, body, word_count) values (?, 't', 'lede', 'b', 1)",
            ((article,) for article in range(3 * CHUNK, 3 * CHUNK + 1_000)),
        )
        db.conn.executemany(
            "insert into article_people values (?, ?, 1)", _links(rng, range(3 * CHUNK, 3 * CHUNK + 1_000))
        )
    index.refresh(db)
    assert_exact(db, facets, 0.8)


def test_too_much_change_turns_them_anew(db: Database) -> None:
    facets = index.FacetIndex()
    facets.follow(db.conn)
    assert turn(facets)
    everything = index.Articles.of(np.ones(len(facets.lengths(db.conn, "day")), bool))
    db.execute("delete from article_people where article_id < 100")
    assert facets.options(db.conn, "person", everything) is None
    assert turn(facets)
    assert_exact(db, facets, 0.8)


def test_few_articles_and_archives_are_counted_plainly(db: Database) -> None:
    facets = index.FacetIndex()
    facets.follow(db.conn)
    assert facets.turn_soon() is None
    assert turn(facets)
    mask = np.zeros(len(facets.lengths(db.conn, "day")), bool)
    mask[: int(len(mask) * 0.05) - 1] = True
    among = index.Articles.of(mask)
    assert facets.commonest(db.conn, "person", among, 10) is None
    assert facets.options(db.conn, "person", among) is None


def test_where_no_thread_can_be_started_all_is_counted(db: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    def start(thread: threading.Thread) -> None:
        raise RuntimeError("can't start new thread")

    facets = index.FacetIndex()
    facets.follow(db.conn)
    with monkeypatch.context() as patched:
        patched.setattr(threading.Thread, "start", start)
        assert not turn(facets)
    assert turn(facets)


def test_many_alike_are_counted_plainly(db: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("datasette_newswire.index.turned.MOST", 20)
    facets = index.FacetIndex()
    facets.follow(db.conn)
    assert turn(facets)
    everything = index.Articles.of(np.ones(len(facets.lengths(db.conn, "day")), bool))
    assert facets.commonest(db.conn, "person", everything, 500) is None


def test_countries_are_counted_by_value(db: Database) -> None:
    with db.atomic():
        for place, country in enumerate(["UA", "JP", None, "FR"], 1):
            db.execute("insert into places (id, name, kind, country_code) values (?, 'x', 'city', ?)", [place, country])
        db.conn.executemany(
            "insert or ignore into article_places values (?, ?, 1)",
            ((article, 1 + article % 4) for article in range(0, 3 * CHUNK, 3)),
        )
    index.refresh(db)
    facets = index.FacetIndex()
    facets.follow(db.conn)
    among = index.Articles.of(np.random.default_rng(1).random(len(facets.lengths(db.conn, "day"))) < 0.5)
    before = [each.tolist() for each in facets.count(db.conn, "country", among)]
    assert turn(facets)
    assert [each.tolist() for each in facets.count(db.conn, "country", among)] == before and len(before[0]) == 3
