"""How well articles answer words: FTS5's bm25 of each word, times how much the word counts.

FTS5 spends about 2 µs a hit on `bm25()`; above some ten thousand hits it is quicker to decode the postings of the
words and score all rows in numpy. The formula is that of fts5Bm25Function in SQLite's ext/fts5/fts5_aux.c, with its
order of operations, so that both give the same to the last bit. What the words of a query add is cut to whole numbers
of 1/UNIT before it is added up: in any order, here and in SQL, the sum is the same.
"""

from __future__ import annotations

import math
import re
import sqlite3
import threading
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from .facets import FacetIndex, Ids
from .passages import best_passages
from .postings import AVERAGES_ID, STRUCTURE_ID, Postings, Unsupported, postings, record, varints
from .tokens import tokens

Scores = NDArray[np.float64]
At = NDArray[np.int64] | slice  # positions; all of them

K1, B = 1.2, 0.75  # constants of fts5_aux.c
LEAST_IDF = 1e-6  # what FTS5 takes for a word that stands in more than half of the rows
_WORD = re.compile(r'"([^"]*)"')  # a phrase without a column or a star
DOUBTS = (Unsupported, IndexError, ValueError, StopIteration, sqlite3.DatabaseError)
MEMORY = 40 * 1024 * 1024  # bytes of decoded postings kept for the next search
LONGEST = 50_000  # articles with a word that is looked for in passages
BLOCK = 2**14  # hits scored in one go: what is worked out of them stays in the processor's cache

# Words that articles use again and again are what articles are about; "involved" and "recent" are used once, whatever
# the article is about. So a word of several counts by how often the articles that have it use it (the burst of Church
# and Gale, "Poisson mixtures", 1995; the after-effect of Amati and van Rijsbergen, "Probabilistic models of information
# retrieval", 2002), beside the usual, and as if DOUBT more articles used it as usual: few articles tell little.
USUAL = 3.0  # uses, each weighted by its column
DOUBT = 4
POWER, STEP = 0.75, 2**0.5  # of the ratio, in steps, so that an article more or less seldom changes what others score
UNIT = 2.0**34  # fine enough for words of every other article, and sums of hundreds of phrases stay exact


class Relevance:
    """Scores of one database's articles. One instance serves as long as the server runs; see FacetIndex."""

    def __init__(self, facets: FacetIndex) -> None:
        self._facets = facets
        self._lock = threading.Lock()  # threads may read the database in different states: one is followed at a time
        self._state: tuple[bytes, bytes] = (b"", b"")
        self._postings: OrderedDict[str, Postings] = OrderedDict()
        self._long: set[str] = set()  # words that more than LONGEST articles have
        self._checked = False  # the first word decoded is compared with what FTS5 finds: a strange format shows there

    def articles(self, conn: sqlite3.Connection, phrase: str) -> Ids | None:
        """The articles with a phrase, rising; None if it is not one word or cannot be decoded: ask FTS5 then."""
        try:
            with self._lock:
                self._follow(conn)
                found = self._decoded(conn, phrase)
        except DOUBTS:
            return None
        return None if found is None else found.rowids

    def scores(
        self, conn: sqlite3.Connection, phrases: Sequence[str], weights: Sequence[float], hits: Ids
    ) -> Scores | None:
        """For each hit the sum of `bm25(articles_fts, *weights)` of each phrase times its factor (lower is better).

        `phrases` are FTS5 expressions of one quoted phrase each. `hits` are articles, rising, whether they match or
        not; `weights` one a column. None if the index cannot be decoded: ask FTS5 then.
        """
        try:
            with self._lock:
                self._follow(conn)
                return self._score(conn, phrases, weights, hits)
        except DOUBTS:
            return None

    def factors(self, conn: sqlite3.Connection, phrases: Sequence[str], weights: Sequence[float]) -> tuple[float, ...]:
        """How much each phrase counts in `scores`: around 1, and 1 for what is no single word or cannot be decoded."""
        if len(phrases) == 1:
            return (1.0,)
        try:
            with self._lock:
                self._follow(conn)
                return tuple(_factor(self._decoded(conn, each), weights, phrases) for each in phrases)
        except DOUBTS:
            return (1.0,) * len(phrases)

    def passages(
        self, conn: sqlite3.Connection, phrases: Sequence[str], weights: Sequence[float], ids: Sequence[int]
    ) -> Scores:
        """For each article, how much of the words asked for stands in its best passage, from 0 to 1: each word weighs
        how much it counts times its idf. Left out are phrases, words that cannot be decoded, and those that more than
        LONGEST articles have: they say little, and their lists may no longer be in memory."""
        try:
            with self._lock:
                self._follow(conn)
                return self._passages(conn, phrases, weights, np.array(ids, np.int32))
        except DOUBTS:
            return np.zeros(len(ids))

    def _passages(self, conn: sqlite3.Connection, phrases: Sequence[str], weights: Sequence[float], ids: Ids) -> Scores:
        rows, *_ = varints(self._state[1])
        words = [
            found for phrase in phrases if (found := self._decoded(conn, phrase, short=True)) and len(found.rowids)
        ]
        weighed = [round(_factor(word, weights, phrases) * _idf(rows, len(word.rowids)) * UNIT) for word in words]
        return best_passages([word.places(ids) for word in words], weighed, len(ids)) / max(1, sum(weighed))

    def _follow(self, conn: sqlite3.Connection) -> None:
        """Drops what was decoded before the last commit to the index."""
        state = record(conn, "articles_fts", STRUCTURE_ID), record(conn, "articles_fts", AVERAGES_ID)
        if state != self._state:
            self._postings, self._long = OrderedDict(), set()
            self._state = state

    def _score(self, conn: sqlite3.Connection, phrases: Sequence[str], weights: Sequence[float], hits: Ids) -> Scores:
        rows, *column_totals = varints(self._state[1])
        average = sum(column_totals) / rows
        lengths = self._facets.values(conn, "tokens")
        words = [self._word(conn, phrase, phrases, weights, rows) for phrase in phrases]
        total = np.zeros(len(hits))
        for start in range(0, len(hits), BLOCK):
            some = slice(start, start + BLOCK)
            length = K1 * (1.0 - B + B * lengths.take(hits[some]).astype(np.float64) / average)
            for word in words:
                word.add(total[some], hits[some], length)
        return np.divide(total, -UNIT, out=total)

    def _word(
        self, conn: sqlite3.Connection, phrase: str, phrases: Sequence[str], weights: Sequence[float], rows: int
    ) -> _Word:
        """A phrase of those asked for."""
        found = self._decoded(conn, phrase)
        factor = _factor(found, weights, phrases) * UNIT
        if found is None:
            return _Word(*_asked(conn, phrase, weights), factor)
        return _Word(found.rowids, found.frequencies(tuple(weights)), factor, _idf(rows, len(found.rowids)))

    def _decoded(self, conn: sqlite3.Connection, phrase: str, short: bool = False) -> Postings | None:
        """The postings of a phrase of one word that becomes one term, None for others, and if `short` for long ones."""
        word = _WORD.fullmatch(phrase)
        stems = tokens(word[1]) if word else ()
        if len(stems) != 1 or (short and stems[0] in self._long):
            return None
        known = self._postings.pop(stems[0], None)
        if known is None:
            _, *column_totals = varints(self._state[1])
            known = postings(conn, "articles_fts", stems[0], len(column_totals))
        if not self._checked:
            _check(conn, phrase, known)
            self._checked = True
        self._postings[stems[0]] = known
        while len(self._postings) > 1 and sum(kept.nbytes for kept in self._postings.values()) > MEMORY:
            self._postings.popitem(last=False)
        if len(known.rowids) > LONGEST:
            self._long.add(stems[0])
        return None if short and stems[0] in self._long else known


def _idf(rows: int, having: int) -> float:
    """How rare a word is that so many of the rows have."""
    idf = math.log((rows - having + 0.5) / (having + 0.5))
    return idf if idf > 0.0 else LEAST_IDF


def _factor(found: Postings | None, weights: Sequence[float], phrases: Sequence[str]) -> float:
    """How much a word counts among the phrases; `weights` are dyadic, so that sums of them are exact."""
    if found is None or len(phrases) == 1:
        return 1.0
    uses = float(found.frequencies(tuple(weights)).sum())
    ratio = (uses + DOUBT * USUAL) / (len(found.rowids) + DOUBT) / USUAL
    return float(STEP ** round(POWER * math.log(ratio, STEP)))


@dataclass(frozen=True)
class _Word:
    """The rows with a word, rising, and of each what it scores or, with an `idf`, how often the word stands there."""

    rowids: Ids
    values: Scores
    factor: float
    idf: float | None = None

    def add(self, total: Scores, hits: Ids, length: Scores) -> None:
        """Adds what the word adds to each hit that has it; `hits` are rising, `length` is K1 × their length norm."""
        first, last = np.searchsorted(self.rowids, hits[0]), np.searchsorted(self.rowids, hits[-1], "right")
        at, row = _meet(hits, self.rowids[first:last])
        score = self.values[first:last][row]
        if self.idf is not None:
            score = self.idf * ((score * (K1 + 1.0)) / (score + length[at]))
        total[at] += np.trunc(score * self.factor)


def _asked(conn: sqlite3.Connection, phrase: str, weights: Sequence[float]) -> tuple[Ids, Scores]:
    """The rows with a phrase and their scores, from FTS5 itself: bm25 is a sum over the phrases of a query."""
    found = conn.execute(
        f"""select rowid, -bm25(articles_fts, {", ".join(map(str, map(float, weights)))}) from articles_fts
        where articles_fts match ? order by rowid""",
        [phrase],
    ).fetchall()
    return np.array([row[0] for row in found], np.int32), np.array([row[1] for row in found], np.float64)


def _meet(hits: Ids, rowids: Ids) -> tuple[At, At]:
    """The positions in both of what both have."""
    if not len(rowids):
        return np.empty(0, np.int64), np.empty(0, np.int64)
    if np.array_equal(hits, rowids):  # a search for one word
        return slice(None), slice(None)
    row = np.searchsorted(rowids, hits)
    row[row == len(rowids)] = 0
    at = np.flatnonzero(rowids[row] == hits)
    return at, row[at]


def _check(conn: sqlite3.Connection, phrase: str, found: Postings) -> None:
    """Raises Unsupported unless FTS5 finds as many rows for the phrase as were decoded."""
    row = conn.execute("select count(*) from articles_fts where articles_fts match ?", [phrase]).fetchone()
    if row[0] != len(found.rowids):
        raise Unsupported(f"{len(found.rowids)} rows decoded for a word")
