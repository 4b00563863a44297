"""What stands behind the pages of articles, entities and stories."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from pathlib import Path

import news
import pytest

from datasette_newswire.schema import PUBLIC_TABLES
from datasette_newswire.search import articles, overview, profiles, stories, trail
from datasette_newswire.search.profiles import Subject
from datasette_newswire.search.query import Search
from datasette_newswire.search.significance import lift, log_likelihood


@pytest.fixture
def conn(tmp_path: Path) -> Iterator[sqlite3.Connection]:
    opened = sqlite3.connect(news.build(tmp_path / "news.db"))
    yield opened
    opened.close()


def test_an_article_holds_its_mentions_where_they_stand(conn: sqlite3.Connection) -> None:
    found = articles.read_article(conn, 1, PUBLIC_TABLES)
    assert found is not None
    texts = {"title": found.title, "body": found.body}
    mentions = [mention for entity in found.entities for mention in entity.mentions]
    assert mentions
    assert all(texts[each.field][each.start : each.end] == each.text for each in mentions)


def test_closed_tables_give_empty_parts(conn: sqlite3.Connection) -> None:
    found = articles.read_article(conn, 1, {"articles"})
    assert found is not None
    assert (found.entities, found.sources, found.removed, found.original) == ((), (), (), None)


def test_a_ledes_stand_in_is_cut_at_a_word() -> None:
    assert articles.shorten("one  two\nthree", 9) == "one two …"
    assert articles.shorten("short") == "short"


def test_log_likelihood_agrees_with_dunnings_table() -> None:
    # The first row of the table in Dunning (1993): 110 together of 2442 and 111, in 31777 words.
    assert log_likelihood(110, 2552, 221, 31777) == pytest.approx(270.72, abs=0.01)


def test_log_likelihood_is_negative_below_chance() -> None:
    assert log_likelihood(1, 50, 50, 100) < 0
    assert log_likelihood(25, 50, 50, 100) == pytest.approx(0)
    assert lift(25, 50, 50, 100) == 1


def test_company_is_ordered_by_significance(conn: sqlite3.Connection) -> None:
    found = profiles.company(conn, Subject("person", 1), "place", PUBLIC_TABLES)
    assert (found[0].name, found[0].together) == ("Geneva", 2)
    assert found == sorted(found, key=lambda pair: -pair.significance)


def test_nobody_is_in_their_own_company(conn: sqlite3.Connection) -> None:
    assert all(pair.id != 1 for pair in profiles.company(conn, Subject("person", 1), "person", PUBLIC_TABLES))


def test_partial_dates_stay_out_of_finer_periods(tmp_path: Path) -> None:
    dated = [
        news.News(f"{n}", published=day) for n, day in enumerate(["2022-02-01", "2022-02-03", "2022-02", "2022", "x"])
    ]
    conn = sqlite3.connect(news.build(tmp_path / "dates.db", dated))
    interval, periods = profiles.over_time(conn, None)
    assert all(len(period.value) == {"day": 10, "month": 7, "year": 4}[interval] for period in periods)


def test_what_all_accounts_name(conn: sqlite3.Connection) -> None:
    told = stories.told(conn, 1, PUBLIC_TABLES)
    assert {each.name for each in told if each.articles in ((1, 2), (2, 1))} == {"Antony Blinken", "Geneva"}


def test_trends_count_back_from_the_newest_article(conn: sqlite3.Connection) -> None:
    size = overview.size(conn, PUBLIC_TABLES)
    [first, *_] = overview.trends(conn, "person", size.last_published, PUBLIC_TABLES)
    assert (first.name, first.articles, first.change) == ("Volodymyr Zelensky", 2, 2)


def test_a_trail_knows_its_neighbours(conn: sqlite3.Connection) -> None:
    found, words = trail.follow(conn, Search(sort="oldest"), 2, PUBLIC_TABLES)
    assert (found.position, found.before, found.after, found.total) == (2, 1, 3, 7)
    assert words.body == ()


def test_words_are_found_where_they_stand(conn: sqlite3.Connection) -> None:
    _, words = trail.follow(conn, Search(q="shelling"), 3, PUBLIC_TABLES)
    assert words.title == ((0, 8),)


def test_words_of_scripts_without_spaces_are_found(conn: sqlite3.Connection) -> None:
    _, words = trail.follow(conn, Search(q="会談"), 7, PUBLIC_TABLES)
    assert words.title == ((3, 5),)
    assert len(words.body) == 2


def test_an_article_outside_the_search_has_no_neighbours(conn: sqlite3.Connection) -> None:
    found, _ = trail.follow(conn, Search(q="geneva"), 5, PUBLIC_TABLES)
    assert found.position is None
