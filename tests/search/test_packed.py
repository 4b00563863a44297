"""Counting in packed arrays against counting in SQL: the same answers to every question."""

from __future__ import annotations

import random
import sqlite3
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import news
import pytest
from sqlite_utils import Database

from datasette_newswire import index
from datasette_newswire.schema import PUBLIC_TABLES
from datasette_newswire.search import packed, plan, ranked, sets
from datasette_newswire.search.counting import SqlCounter, Wanted
from datasette_newswire.search.paging import Position
from datasette_newswire.search.query import Search
from datasette_newswire.search.scope import Dates, Filter, Match, Scope

KINDS = ("person", "place", "organization", "source", "country", "language", "story")
WORDS = ("harbour", "minister", "river", "vote", "talks", "storm", "nothing")
WORDS_OF_SENTENCE = ('"vote"', '"talks"', '"river"', '"storm"', '"goal"')


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("packed") / "news.db"
    return news.build(made, [*news.ARTICLES, *news.random_articles(random.Random(5), 120)])


@pytest.fixture
def conn(path: Path) -> Iterator[sqlite3.Connection]:
    connection = sqlite3.connect(path)
    yield connection
    connection.rollback()
    connection.close()


def random_scope(rng: random.Random, conn: sqlite3.Connection) -> Scope:
    """Words, filters and dates of any kind, often none."""
    word = rng.choice(WORDS)
    match = rng.choice(
        [
            None,
            Match(wanted=f'"{word}"', ranking=(f'"{word}"',)),
            Match(wanted='"minister" OR "harbour"', unwanted=f'"{word}"', ranking=('"minister"', '"harbour"')),
            Match(words=tuple(f'"{each}"' for each in rng.sample(WORDS, 4)), least=2),
            Match(words=WORDS_OF_SENTENCE, least=2, ranking=WORDS_OF_SENTENCE),
        ]
    )
    filters = tuple(random_filter(rng) for _ in range(rng.choice([0, 0, 1, 2])))
    dates = rng.choice([None, None, Dates("2019", "2022-03"), Dates(since="2020-05-01"), Dates(undated=True)])
    return Scope(match, filters, dates, rng.choice([(), (), ("agency",), ("publisher", "credit")]))


def random_filter(rng: random.Random) -> Filter:
    kind = rng.choice(KINDS)
    values: tuple[int | str, ...] = tuple(rng.sample(range(1, 6), rng.randint(0, 2)))
    if kind == "country":
        values = tuple(rng.sample(["UA", "RU", "JP"], len(values)))
    elif kind == "language":
        values = tuple(rng.sample(["en", "de", "pt"], len(values)))
    return Filter(
        kind,
        values,
        none=rng.random() < 0.3,
        unresolved=kind == "place" and rng.random() < 0.3,
        excluded=rng.random() < 0.3,
        roles=("agency",) if kind == "source" and rng.random() < 0.5 else (),
    )


def random_wanted(rng: random.Random, kind: str) -> Wanted:
    some: tuple[int | str, ...] = ("UA", "en", "xx") if kind in ("country", "language") else (1, 2, 9999)
    return Wanted(
        limit=rng.choice([0, 1, 3, 50]),
        offset=rng.choice([0, 0, 2]),
        order=rng.choice(["count", "name"]),
        only=rng.choice([None, None, some]),
        without=rng.choice([(), some[:1]]),
        like=rng.choice([None, None, "en", "%"]),
        initial=rng.choice([None, None, "J"]),
    )


@pytest.mark.parametrize("seed", range(40))
def test_the_same_answers_as_sql(conn: sqlite3.Connection, seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    if seed % 2:  # as if there were few articles in all, of which these are many
        monkeypatch.setattr("datasette_newswire.search.sets.FEW", 0.01)
        monkeypatch.setattr("datasette_newswire.index.facets.FEW", 0.01)
        sets.forget()
    rng = random.Random(seed)
    quick, plain = packed.counter_for(conn), SqlCounter(conn)
    assert isinstance(quick, packed.PackedCounter)
    for _ in range(12):
        scope = random_scope(rng, conn)
        assert quick.total(scope) == plain.total(scope), scope
        for length in (4, 7, 10):
            assert quick.periods(scope, length) == plain.periods(scope, length), scope
        for kind in KINDS:
            wanted = random_wanted(rng, kind)
            assert quick.options(scope, kind, wanted) == plain.options(scope, kind, wanted), (scope, kind, wanted)
            assert quick.values(scope, kind, wanted) == plain.values(scope, kind, wanted), (scope, kind, wanted)
            assert quick.initials(scope, kind, wanted) == plain.initials(scope, kind, wanted), (scope, kind, wanted)
            assert quick.missing(scope, kind) == plain.missing(scope, kind), (scope, kind)
        assert quick.missing(scope, "published") == plain.missing(scope, "published")


def test_the_same_answers_from_links_turned_around(conn: sqlite3.Connection, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("datasette_newswire.index.turned.Turned.worth", 0.0)
    sets.forget()
    conn.execute("begin")
    quick, plain, rng = packed.counter_for(conn), SqlCounter(conn), random.Random(8)
    assert isinstance(quick, packed.PackedCounter)
    thread = quick.packed.facets.turn_soon(worth=1)
    assert thread is not None
    thread.join()
    for _ in range(60):
        scope, kind = random_scope(rng, conn), rng.choice(KINDS)
        wanted = random_wanted(rng, kind)
        assert quick.options(scope, kind, wanted) == plain.options(scope, kind, wanted), (scope, kind, wanted)
        assert quick.values(scope, kind, wanted) == plain.values(scope, kind, wanted), (scope, kind, wanted)
    sets.forget()


CHANGES = [
    "delete from article_people where person_id = 1",
    "update articles set published = '1999-01-01' where id % 7 = 0",
    "update articles set published = 'soon' where id = 3",
    "update articles set language = 'tlh' where id % 5 = 0",
    "update articles set body = body || ' river' where id % 3 = 0",
    "update places set country_code = 'JP' where id = 2",
    "update places set kind = 'unresolved' where id = 2",
    "update articles set story_id = 1",
    "delete from articles where id % 4 = 0",
]


@pytest.mark.parametrize("change", CHANGES)
@pytest.mark.parametrize("refreshed", [False, True])
def test_the_same_answers_after_any_change(path: Path, tmp_path: Path, change: str, refreshed: bool) -> None:
    copy = tmp_path / "copy.db"
    copy.write_bytes(path.read_bytes())
    db = Database(copy)
    if refreshed:
        index.refresh(db)
    rng = random.Random(change)
    scopes = [Scope(), Scope(match=Match(wanted='"river"')), *(random_scope(rng, db.conn) for _ in range(4))]
    wanted = Wanted(50)
    for step in range(2):
        quick, plain = packed.counter_for(db.conn), SqlCounter(db.conn)
        for scope in scopes:
            assert quick.total(scope) == plain.total(scope), (step, scope)
            assert quick.periods(scope, 10) == plain.periods(scope, 10), (step, scope)
            for kind in KINDS:
                assert quick.values(scope, kind, wanted) == plain.values(scope, kind, wanted), (step, scope, kind)
                assert quick.missing(scope, kind) == plain.missing(scope, kind), (step, scope, kind)
        db.execute(change)
    db.close()


def test_a_lone_word_is_looked_up_in_the_index(conn: sqlite3.Connection) -> None:
    match = plan.make(conn, Search(q="geneva"), PUBLIC_TABLES).scope.match
    known = packed.packed_for(conn)
    assert known is not None and match is not None and match.wanted is not None
    found = known.relevance.articles(conn, match.wanted)
    assert found is not None and len(found) == SqlCounter(conn).total(Scope(match)) > 0


def test_too_little_packed_is_counted_in_sql(conn: sqlite3.Connection) -> None:
    rows = ((chunk,) for chunk in range(1000, 1000 + packed.UNPACKED + 1))
    conn.executemany("insert or replace into _facets_stale values (?, 1)", rows)
    assert isinstance(packed.counter_for(conn), SqlCounter)


def test_a_database_in_memory_is_counted_in_sql() -> None:
    db = Database(memory=True)
    db.execute("create table _facets_stale (chunk)")
    assert isinstance(packed.counter_for(db.conn), SqlCounter)


@pytest.fixture
def few_first(monkeypatch: pytest.MonkeyPatch) -> None:
    """Of a sentence, a few articles alone are put in order once more."""
    monkeypatch.setattr(ranked, "FIRST", 7)


@pytest.mark.usefixtures("few_first")
@pytest.mark.parametrize("seed", range(20))
def test_the_same_rows_in_the_same_order(conn: sqlite3.Connection, seed: int) -> None:
    rng = random.Random(seed)
    for _ in range(10):
        scope = replace(random_scope(rng, conn), roles=())
        for order in ("newest", "oldest", "relevance"):
            if order == "relevance" and (scope.match is None or scope.match.ranking is None):
                continue
            expected = list(ranked.rows(conn, scope, order))
            assert pages(conn, scope, order, rng.randint(1, 9)) == expected, (scope, order)
            for row in expected[:3] if order == "relevance" else []:
                for counter in (packed.counter_for(conn), SqlCounter(conn)):
                    assert ranked.score(counter, scope, row.id) == row.score, scope


@pytest.mark.usefixtures("few_first")
@pytest.mark.parametrize("seed", range(20))
def test_the_same_place_and_neighbours(conn: sqlite3.Connection, seed: int) -> None:
    rng, counter = random.Random(seed), packed.counter_for(conn)
    for order in ("newest", "oldest", "relevance"):
        scope = replace(random_scope(rng, conn), roles=())
        if order == "relevance" and (scope.match is None or scope.match.ranking is None):
            continue
        ids = [None, *(row.id for row in ranked.rows(conn, scope, order)), None]
        for position in range(1, len(ids) - 1):
            found = ranked.place(counter, scope, order, ids[position] or 0)
            assert found == ranked.Place(position, ids[position - 1], ids[position + 1]), (scope, order)
            assert ranked.place(SqlCounter(conn), scope, order, ids[position] or 0) == found
        assert ranked.place(counter, scope, order, 99_999) is None


def pages(conn: sqlite3.Connection, scope: Scope, order: str, size: int) -> list[ranked.Row]:
    """All rows of a scope, a page at a time."""
    found: list[ranked.Row] = []
    after = None
    while page := list(ranked.rows(conn, scope, order, after, size)):
        found += page
        after = Position(page[-1].published, page[-1].id, page[-1].score, len(found))
    return found
