"""What speaks for each of the first articles of a sentence, beside the words that it has.

The sentence asks for something that the best of them may say in other words: what is like the best one, and like
others that score well, is likely to be about the same (pseudo-relevance feedback: Lavrenko and Croft, "Relevance-based
language models", 2001; Diaz, "Regularizing ad hoc retrieval scores", 2005). And words asked for together are more
likely to be meant where they stand together.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence

import numpy as np

from ..index import neighbours
from ..index.likeness import Floats, all_cosines, by_term
from ..index.signatures import terms

NEAREST = 5  # articles whose scores speak for one
COMPANY = 0.5  # how much they do, where likeness to the best article and the best passage do by 1
NOTHING = terms(np.empty(0, np.uint32), np.empty(0, np.uint8))


def support(conn: sqlite3.Connection, ids: Sequence[int], shares: Floats, passages: Floats) -> Floats:
    """How much speaks for each article, in shares of the highest score. The best article is the first one.

    `shares` are the scores as shares of the highest, `passages` how much of the sentence each says in one passage.
    """
    if not len(ids):
        return np.zeros(0)
    likeness = _likeness(conn, ids)
    found: Floats = likeness[0] + passages + COMPANY * _of_nearest(likeness, shares)
    return found


def _likeness(conn: sqlite3.Connection, ids: Sequence[int]) -> Floats:
    """How much the words of each article are those of each other, from 0 to 1; one without a signature is like none."""
    signatures = neighbours.read_all(conn, ids)
    vectors = [signatures[each].body if each in signatures else NOTHING for each in ids]
    found = all_cosines(vectors, by_term)
    np.fill_diagonal(found, 1.0)
    return found


def _of_nearest(likeness: Floats, shares: Floats) -> Floats:
    """The mean share of each article and of those most like it, each by its likeness."""
    near = likeness.copy()
    if len(near) > NEAREST + 1:
        near[near < np.partition(near, -NEAREST - 1, axis=1)[:, -NEAREST - 1, None]] = 0.0
    found: Floats = (near * shares).sum(axis=1) / near.sum(axis=1)
    return found
