"""The language of the search box: any text parses, prints and parses again, and is a valid query."""

from __future__ import annotations

import sqlite3

import news
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from datasette_newswire import schema
from datasette_newswire.search import fts
from datasette_newswire.search.answer import answer
from datasette_newswire.search.grammar import parse
from datasette_newswire.search.query import Search

PIECES = ["a", "b", "Kiev", "OR", "AND", "NOT", "-", "(", ")", '"', "“", "near(", "title:", "person:", "after:", "*",
          " ", ",", "5", "C++", "O’B", ".", ":", "−", "x:", "東京", "會", "\0", "\ud800", "%", "2022-01"]  # fmt: skip
TYPED = st.one_of(st.text(), st.lists(st.sampled_from(PIECES), max_size=14).map("".join))


@pytest.fixture(scope="module")
def conn(tmp_path_factory: pytest.TempPathFactory) -> sqlite3.Connection:
    return sqlite3.connect(news.build(tmp_path_factory.mktemp("grammar") / "news.db"))


@given(TYPED)
@example("(" * 10_000)
@example("-(" * 300 + "a")
@example("NOT " * 3000 + "a")
@example("a OR " * 3000)
@example('"' * 9999)
def test_printing_and_parsing_again_gives_the_same(text: str) -> None:
    parsed = parse(text)
    assert parse(str(parsed)) == parsed


@given(TYPED)
@example("a " * 5000)
@example("' or 1=1 --")
@example("<script>alert(1)</script>")
@example("NEAR(a b) AND articles_fts MATCH x")
@example("title:* ^a {b c}: d + e")
def test_any_text_is_a_search(conn: sqlite3.Connection, text: str) -> None:
    results = answer(conn, Search.from_args([("q", text)]), schema.PUBLIC_TABLES)
    assert results.total is not None and len(results.hits) == min(20, results.total)
    assert parse(results.search.q).filters == ()


@pytest.mark.parametrize(
    ("typed", "printed"),
    [
        ("storm   warning", "storm warning"),
        ("“storm warning” -hail", '"storm warning" -hail'),
        ("a OR b c", "a OR (b c)"),
        ("(a OR b) c", "(a OR b) c"),
        ("a NOT b", "a -b"),
        ("NOT NOT a", "a"),
        ("-(a b)", "-(a b)"),
        ("near(a b, 5)", "near(a b, 5)"),
        ("rock and roll", "rock and roll"),
        ("C++, AT&T; U.S.", "C AT&T U.S"),
        ("sto* title:storm", "sto* title:storm"),
        ("ALLIES OR RIVALS IN THE NEW ATLANTIC UNION", "ALLIES or RIVALS IN THE NEW ATLANTIC UNION"),
    ],
)
def test_what_is_understood(typed: str, printed: str) -> None:
    assert str(parse(typed)) == printed


@pytest.mark.parametrize(
    ("typed", "note"),
    [
        ('storm "', "nothing to search for"),
        ("storm (", "not closed"),
        ("storm )", "without an opening"),
        ("storm OR", "OR stands between"),
        ("storm OR -hail", "cannot stand beside OR"),
        ("storm ++", "nothing to search for"),
        (" ".join(f"word{number}" for number in range(65)), "first 64 words"),
    ],
)
def test_what_is_not_understood_is_said(typed: str, note: str) -> None:
    notes = parse(typed).notes
    assert any(note in each for each in notes), notes


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("geneva", {1, 2}),
        ("GENEVA blinken's", {1, 2}),
        ('"their colleagues"', set()),
        ('"his colleagues"', {1}),
        ("title:talks", {2}),
        ("talk*", {2}),
        ("near(shells luhansk, 2)", {3}),
        ("near(shells zelensky, 2)", set()),
        ("geneva -talks", {1}),
        ("-geneva", {3, 4, 5, 6, 7}),
        ("(geneva OR sirens) -talks", {1, 4}),
        ("at&t", {5}),
        ("covid-19", {5}),
        ("covid19", {5}),
        ("o'brien", {5}),
        ("O’Brien", {5}),
        ("c++ programmers", {5}),
        ("kiev", {1, 3, 4}),
        ("kyiv", {1, 3, 4}),
        ("東京", {7}),
        ("京", {7}),
        ("二時間", {7}),
        ("会談 -東京", set()),
        ("person:blinken talks", {2}),
        ('person:"Volodymyr Zelensky" -place:Luhansk', {4}),
        ("source:Reuters before:2022-01-21", {1, 2}),
        ("after:2022-03", {5, 7}),
        ("country:UA", {1, 3, 4}),
        ("place:unresolved", {6}),
    ],
)
def test_what_is_found(conn: sqlite3.Connection, typed: str, found: set[int]) -> None:
    results = answer(conn, Search.from_args([("q", typed)]), schema.PUBLIC_TABLES)
    assert {hit.id for hit in results.hits} == found


@pytest.mark.parametrize(
    ("typed", "written"),
    [
        ("EU", ("EU", "E.U")),
        ("EU talks on the war in the east go on", ("EU", "E.U")),
        ("EU TALKS ON THE WAR IN THE EAST GO ON", ("EU",)),
    ],
)
def test_short_words_are_initials_unless_all_is_in_capitals(typed: str, written: tuple[str, ...]) -> None:
    tree = parse(typed).tree
    assert fts.spelled_with(tree, {})(next(fts.terms(tree))) == written
