"""Other spellings of names, and what is none."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import news
import pytest

from datasette_newswire.schema import PUBLIC_TABLES
from datasette_newswire.search import fts, spelling
from datasette_newswire.search.grammar import parse


@pytest.fixture
def conn(tmp_path: Path) -> sqlite3.Connection:
    """An archive that calls one place, rightly or not, by several names."""
    opened = sqlite3.connect(news.build(tmp_path / "news.db", [news.News("One", places=["Kyiv", "Luhansk"])]))
    [(place,)] = opened.execute("select id from places where name = 'Luhansk'")
    names = ("South Harbour", "North Harbour", "Northern Harbour", "South Harbor")
    opened.executemany(
        "insert into entity_names (kind, entity_id, name, mentions) values ('place', ?, ?, 3)",
        [(place, name) for name in names],
    )
    return opened


def others(conn: sqlite3.Connection, typed: str) -> set[str]:
    found = spelling.variants(conn, parse(typed).tree, PUBLIC_TABLES)
    return {other for spellings in found.others.values() for other in spellings}


def test_a_direction_is_no_spelling_of_another(conn: sqlite3.Connection) -> None:
    assert others(conn, "south harbour") == {"harbor"}


def test_what_the_index_takes_for_the_same_is_no_other_spelling() -> None:
    assert spelling.fold("Elysée  İzmir é's") == "elysee izmir e s"
    assert spelling.fold("Київ й") == "київ й"  # the index keeps those apart


def test_closed_tables_give_no_spellings(conn: sqlite3.Connection) -> None:
    assert spelling.variants(conn, parse("south harbour").tree, {"articles", "places"}).others == {}
    assert spelling.variants(conn, parse("south harbour").tree, {"articles", "entity_names"}).others == {}


def test_a_word_and_its_spelling_in_another_case_count_once() -> None:
    tree = parse("OAU report").tree
    assert tree is not None
    spell = fts.spelled_with(tree, {"oau": ("oau", "african unity"), "report": ("REPORT",)})
    assert fts.ranking(tree, spell) == ('"OAU"', '"O A U"', '"african unity"', '"report"')
