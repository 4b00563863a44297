"""How much of what a sentence asks for stands in one passage of an article: words far apart may be of two matters.

Source of the idea: Salton, Allan and Buckley, "Approaches to passage retrieval in full text information systems",
1993; windows of a fixed length as in Kaszkiel and Zobel, "Effective ranking with arbitrary passages", 2001.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from .postings import ROW, Longs

PASSAGE = 30  # words


def best_passages(places: Sequence[Longs], weights: Sequence[int], rows: int) -> Longs:
    """The most that words standing in one passage weigh together, each counted once, in each of some rows.

    `places` has of each word where it stands, rising, as Postings.places gives it. Whole numbers as weights keep all
    sums exact. The passages that have a word start where it stands or up to PASSAGE - 1 words before; a later use of
    it adds those that start behind the use before.
    """
    best = np.zeros(rows, np.int64)
    if not places:
        return best
    starts = [np.maximum(found - PASSAGE + 1, np.append(-1, found[:-1]) + 1) for found in places]
    ends = [found + 1 for found in places]
    at = np.concatenate([*ends, *starts])
    weighed = np.concatenate([np.full(len(found), weight) for found, weight in zip(places, weights, strict=True)])
    order = np.argsort(at, kind="stable")  # what ends at a place goes before what starts there
    total = np.cumsum(np.concatenate([-weighed, weighed])[order])
    np.maximum.at(best, at[order] // ROW, total)
    return best
