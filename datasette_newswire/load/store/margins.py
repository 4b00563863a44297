"""Which paragraphs a source repeats at the edges of its articles: counted over the whole archive.

`_margins` holds for each article the fingerprints that `clean/margins.py` made, those of lines that were taken out
among them: so what is repeated is a function of the set of articles and not of the order or the number of runs.
`reprocess` takes the lines out; a load does not, as what it makes of an article must not depend on those before it.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from sqlite_utils import Database

from ..models import FIRST_MARGINS, LAST_MARGINS, Article

BEFORE = 3  # columns before the lines: the source, the first two paragraphs
COLUMNS = BEFORE + FIRST_MARGINS + LAST_MARGINS  # the lines, 0 where there is none
LEAST = 8  # articles that a line stands in, each with another beginning: versions of one article are one
SHARE = 0.025  # of the source's articles; a sentence of background stands in fewer of them

Numbers = NDArray[np.int64]


def remember(db: Database, article_id: int, article: Article) -> None:
    if article.margins:
        row = np.zeros(COLUMNS, dtype="<i8")
        row[: len(article.margins)] = article.margins
        taken = np.array(article.taken, dtype="<i8").tobytes()
        db.conn.execute("insert into _margins values (?, ?, ?)", [article_id, row.tobytes(), taken])


def forget(db: Database, article_id: int) -> None:
    db.conn.execute("delete from _margins where article_id = ?", [article_id])


def repeated(db: Database) -> frozenset[int]:
    """The fingerprints of all lines that their source repeats."""
    return _repeated(_table(db))


def _repeated(table: Numbers) -> frozenset[int]:
    if not len(table):
        return frozenset()
    _, source_at, articles = np.unique(table[:, 0], return_inverse=True, return_counts=True)
    least = np.ceil(np.maximum(LEAST, SHARE * articles)).astype(np.int64)[source_at.ravel()]
    met: list[Numbers] = []
    for line in table[:, BEFORE:].T:
        beginning = np.where(line == table[:, 1], table[:, 2], table[:, 1])
        met.append(np.stack([line, beginning, least], axis=1))
    rows = np.unique(np.concatenate(met), axis=0)
    rows = rows[rows[:, 0] != 0]
    lines, at, beginnings = np.unique(rows[:, 0], return_index=True, return_counts=True)
    return frozenset(lines[beginnings >= rows[at, 2]].tolist())


def waiting(db: Database) -> int:
    """How many articles hold other lines than `reprocess` would leave them: stale since articles came in."""
    table = _table(db)
    lines = np.array(sorted(_repeated(table)), dtype=np.int64)
    taken = {row[0]: row[1] for row in db.conn.execute("select article_id, taken from _margins where taken <> x''")}
    rows = db.conn.execute("select article_id from _margins order by article_id").fetchall()
    holds = np.isin(table[:, BEFORE:], lines)
    count = 0
    for (article_id,), hold in zip(rows, holds.sum(axis=1).tolist(), strict=True):
        count += hold != len(taken.get(article_id, b"")) // 8
    return count


def _table(db: Database) -> Numbers:
    """A row for each article, in their order: its source and its lines."""
    rows = db.conn.execute("select lines from _margins order by article_id")
    table: Numbers = np.frombuffer(b"".join(row[0] for row in rows), dtype="<i8").reshape(-1, COLUMNS)
    return table
