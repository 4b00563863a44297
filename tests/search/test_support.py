"""What speaks for the first articles of a sentence beside the words that they have."""

from __future__ import annotations

import sqlite3

import numpy as np
import pytest
from sqlite_utils import Database

from datasette_newswire import schema
from datasette_newswire.load import stories
from datasette_newswire.load.models import Article
from datasette_newswire.search import support as module
from datasette_newswire.search.support import support

NONE = np.zeros(5)
TEXTS = (
    "The barge Odile sank off Tarrow at night, and captain Venner swam ashore.",
    "Captain Venner swam ashore at night when the barge Odile sank off Tarrow.",
    "Divers have raised the barge Odile, which Lund sold to a museum in spring.",
    "Barley fell to new lows on the exchange of Westerby, dealers said.",
)


@pytest.fixture
def conn() -> sqlite3.Connection:
    """Articles with their signatures."""
    db = Database(memory=True)
    schema.ensure(db)
    for number, body in enumerate(TEXTS, 1):
        db.table("articles").insert({"id": number, "title": "", "title_origin": "", "body": body, "word_count": 0})
        stories.remember(db, number, stories.sign(Article(title="", title_origin="lede", body=body)))
    return db.conn


def test_what_is_like_the_best_article_moves_up(conn: sqlite3.Connection) -> None:
    sunk, again, raised, barley, unknown = support(conn, [1, 2, 3, 4, 99], NONE, NONE).tolist()
    assert sunk == pytest.approx(1.0)
    assert sunk >= again > raised > barley >= 0.0 == unknown


def test_so_does_what_says_much_in_one_passage(conn: sqlite3.Connection) -> None:
    said = np.array([0.5, 0.25, 0.0, 1.0, 0.0])
    plain, with_passages = (support(conn, [1, 2, 3, 4, 99], NONE, passages) for passages in (NONE, said))
    assert (with_passages - plain).tolist() == pytest.approx(said.tolist())


def test_and_what_is_like_others_that_score_well(conn: sqlite3.Connection, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "NEAREST", 1)
    shares = np.array([1.0, 0.2, 0.2, 0.2, 0.2])
    plain, kept_company = (support(conn, [4, 1, 2, 3, 99], each, NONE) for each in (NONE, shares))
    barley, sunk, again, _, unknown = (kept_company - plain).tolist()
    assert barley > sunk == pytest.approx(again) == pytest.approx(0.1)  # likest to each other, which score alike
    assert unknown == pytest.approx(0.1)  # like nothing: its own score


def test_no_articles_no_support(conn: sqlite3.Connection) -> None:
    assert support(conn, [], NONE[:0], NONE[:0]).tolist() == []
