"""Lines that a source repeats at the edges of its articles: told by counting, taken out by `reprocess`."""

from __future__ import annotations

import json
import sqlite3
from pathlib import Path

import pytest
from loading import FAST, load_all, rows
from sqlite_utils import Database

from datasette_newswire.load import pipeline
from datasette_newswire.load.pool import Crew
from datasette_newswire.load.store import margins

LINE = "Have you news from the islands? Call our desk in Port Elsing at any hour."
ROOMS = ["harbour", "school", "council", "theatre", "museum", "library", "hospital", "airport"]


def articles(
    folder: Path, numbers: range, line: str = LINE, host: str = "tarvopost.example", site: str | None = None
) -> Path:
    """Records of different articles, all with the same line at their end."""
    folder.mkdir(exist_ok=True)
    for number in numbers:
        room, year = ROOMS[number % len(ROOMS)], 1900 + number
        told = [
            f"The {room} of Tarvo opens again after {number} years, the municipality said in its report on {year}.",
            f"Work on the {room} began in {year} and cost {number} million crowns more than the plan of that year.",
            f"Edda Roslin, who led it, said that {number} people had moved {year} tons of stone by hand.",
            f"The council votes on the {room} next month, {number} days before the budget of {year} is closed.",
            f"Those who live near the {room} have written {number} letters since {year}, most of them angry.",
            f"A second {room} is planned on the north shore, where {number} houses have stood since {year}.",
        ]
        record = {
            "url": f"https://{host}/{number}",
            "title": f"The {room} opens again",
            "publisher": site,
            "text": "\n\n".join([*told, line]),
        }
        (folder / f"{number}.json").write_text(json.dumps(record))
    return folder


def ends(db: Path) -> set[str]:
    return {body.rpartition("\n\n")[2] for (body,) in rows(db, "select body from articles")}


def stale(db: Path) -> int:
    with sqlite3.connect(db) as conn:
        return margins.waiting(Database(conn))


def test_reprocess_takes_out_what_a_source_repeats_and_says_so(tmp_path: Path) -> None:
    db = tmp_path / "news.db"
    load_all(db, articles(tmp_path / "in", range(12)))
    assert ends(db) == {LINE}  # a load knows nothing of other articles
    assert stale(db) == 12
    pipeline.reprocess(str(db), FAST, Crew())
    assert LINE not in ends(db)
    assert set(rows(db, "select text, position, rule from removed where text = ?", LINE)) == {
        (LINE, "after", "repeated-by-source")
    }
    assert stale(db) == 0
    before = rows(db, "select id, title, body from articles order by id")
    pipeline.reprocess(str(db), FAST, Crew())
    assert rows(db, "select id, title, body from articles order by id") == before


@pytest.mark.parametrize("first", [range(12), range(5)])
def test_the_order_of_loads_does_not_matter(tmp_path: Path, first: range) -> None:
    in_turn, at_once = tmp_path / "in_turn.db", tmp_path / "at_once.db"
    load_all(in_turn, articles(tmp_path / "first", first))
    pipeline.reprocess(str(in_turn), FAST, Crew())
    load_all(in_turn, articles(tmp_path / "second", range(first.stop, 20)))
    assert stale(in_turn) == (8 if first.stop == 12 else 20)
    load_all(at_once, articles(tmp_path / "all", range(20)))
    for db in (in_turn, at_once):
        pipeline.reprocess(str(db), FAST, Crew())
    bodies = "select body from articles order by body"
    assert rows(in_turn, bodies) == rows(at_once, bodies)


def test_a_site_known_by_name_and_by_address_is_one_source(tmp_path: Path) -> None:
    db = tmp_path / "news.db"
    folder = articles(tmp_path / "in", range(5))
    load_all(db, articles(folder, range(5, 10), site="The Tarvo Post"))
    assert stale(db) == 10


def test_versions_of_one_article_and_lines_of_another_source_stay(tmp_path: Path) -> None:
    db = tmp_path / "news.db"
    folder = articles(tmp_path / "in", range(6))
    articles(folder, range(20, 26), host="elsingtimes.example")
    record = json.loads((folder / "1.json").read_text())
    for version in range(12):  # the same beginning, another ending
        text = record["text"].replace(LINE, f"A correction was made to this text at {version} o'clock sharp.")
        (folder / f"v{version}.json").write_text(
            json.dumps({**record, "url": f"{record['url']}-{version}", "text": text})
        )
    load_all(db, folder)
    assert stale(db) == 0
