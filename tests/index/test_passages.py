"""The best passage of each article against looking at all passages."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from sqlite_utils import Database

from datasette_newswire import index, schema
from datasette_newswire.index.passages import PASSAGE, best_passages
from datasette_newswire.index.postings import COLUMN, MARGIN, ROW
from datasette_newswire.search.ranked import WEIGHTS

USE = st.tuples(st.integers(0, 2), st.integers(0, 1), st.integers(0, 3 * PASSAGE))  # row, column, words before it


@given(st.lists(st.tuples(st.sets(USE), st.integers(0, 100)), max_size=5))
def test_the_best_of_all_passages(words: list[tuple[set[tuple[int, int, int]], int]]) -> None:
    places = [
        np.array(sorted(row * ROW + column * COLUMN + MARGIN + at for row, column, at in uses), np.int64)
        for uses, _ in words
    ]
    expected = [
        max(
            sum(weight for uses, weight in words if any((row, column, at + n) in uses for n in range(PASSAGE)))
            for column in range(2)
            for at in range(3 * PASSAGE + 1)
        )
        for row in range(4)
    ]
    assert best_passages(places, [weight for _, weight in words], 4).tolist() == expected


def archive() -> Database:
    db = Database(memory=True)
    schema.ensure(db)
    between = "and so on " * PASSAGE
    bodies = (
        "harvest of wheat failed",
        f"harvest {between} wheat",
        "harvest harvest",
        "nothing",
        "wheat of the harvest",
    )
    for body in (*bodies, *["filler"] * 9):
        db.execute("insert into articles (title, title_origin, body, word_count) values ('', 'lede', ?, 1)", [body])
    return db


def test_words_that_stand_together_say_more_than_words_far_apart() -> None:
    relevance, conn = index.Relevance(index.FacetIndex()), archive().conn
    near, apart, one, nothing, again = relevance.passages(conn, ['"wheat"', '"harvests"'], WEIGHTS, [1, 2, 3, 4, 5])
    assert near == again == 1.0
    assert 0.0 == nothing < one <= apart < 1.0


def test_phrases_and_what_cannot_be_decoded_say_nothing() -> None:
    db, relevance = archive(), index.Relevance(index.FacetIndex())
    assert relevance.passages(db.conn, ['"harvest of wheat"', '"absent"'], WEIGHTS, [1, 2]).tolist() == [0.0, 0.0]
    db.execute("update articles_fts_config set v = 99 where k = 'version'")
    assert index.Relevance(index.FacetIndex()).passages(db.conn, ['"wheat"'], WEIGHTS, [1]).tolist() == [0.0]
