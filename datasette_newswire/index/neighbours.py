"""Which articles are worth comparing: those that share two telling terms, or a band of their sketches.

Keys are a pure function of a signature (pairs of its ten most telling terms; bands of its MinHash, Leskovec et al.,
Mining of Massive Datasets, ch. 3). A pair that more than COMMON articles have nominates nobody: it is a topic, not an
event. A band that more have is a text printed everywhere: it nominates its heads, the first of its articles by rank.
So a candidate depends on the set of stored articles alone, and a lookup costs a bounded number of rows.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from itertools import combinations

import numpy as np

from .likeness import WINDOW
from .signatures import Signature, unpack

COMMON = 100  # articles
BANDS, ROWS = 16, 4  # of the sketch: finds 64 % of the pairs with a Jaccard likeness of 0.5, 99 % of those with 0.7
ANY = 0  # the period of what has no date

HEADS = 3  # articles that stand for all that share a common band

Key = tuple[int, int, int]  # 64-bit hash, period, rank among those that share a band (0 for a pair of terms)


def keys(signature: Signature) -> list[Key]:
    """Under which keys an article is filed. Pairs of terms are filed by period, bands for all time."""
    period = period_of(signature.day)
    pairs = combinations(sorted(int(term) for term in signature.keys), 2)
    rank = int.from_bytes(signature.digest[:6], "little") + 1
    filed = {(_signed(one << 32 | other), period, 0) for one, other in pairs}
    filed |= {(_band(number, row.tobytes()), ANY, rank) for number, row in enumerate(_rows(signature))}
    return sorted(filed)


def period_of(day: int | None) -> int:
    """The period of a day, longer than any two accounts are apart, so that neighbours are in the next one at most."""
    return ANY if day is None else day // WINDOW


def candidates(conn: sqlite3.Connection, article_id: int, signature: Signature) -> set[int]:
    """Articles to compare with; the article itself may be among them."""
    filed = keys(signature)
    counts = frequencies(conn, filed)
    rare = [key for key in filed if 1 < counts[key[0]] <= COMMON]  # one has it: the article itself
    found = _sharing(conn, [key for key, _, rank in rare if not rank], period_of(signature.day))
    found |= _sharing(conn, [key for key, _, rank in rare if rank], ANY)
    for key, period, rank in filed:
        if counts[key] > COMMON and rank:
            found.update(_headed(conn, key, article_id))
        elif counts[key] > COMMON and period != ANY:
            found.update(_in_time(conn, key, period))
    return found


def _sharing(conn: sqlite3.Connection, shared: Sequence[int], period: int) -> set[int]:
    """The articles of a time that have any of these keys."""
    sql = (
        "select article_id from json_each(:keys) wanted cross join _keys on _keys.key = wanted.value"
        " where :period = :any or period = :any or abs(period - :period) <= 1"
    )
    values = {"keys": json.dumps(shared), "period": period, "any": ANY}
    return {article for (article,) in conn.execute(sql, values)} if shared else set()


def _headed(conn: sqlite3.Connection, key: int, article_id: int) -> list[int]:
    """The heads of a common band; all that have the band for a head itself."""
    first = heads(conn, key)[:HEADS]
    if article_id not in first:
        return first
    return [article for (article,) in conn.execute("select article_id from _keys where key = ?", [key])]


def _in_time(conn: sqlite3.Connection, key: int, period: int) -> Iterator[int]:
    """What a pair of terms nominates that is common over all, but not in this period."""
    if len(own := in_period(conn, key, period)) <= COMMON:
        yield from own
        for other in (period - 1, period + 1):
            if len(beside := in_period(conn, key, other)) <= COMMON:
                yield from beside


def heads(conn: sqlite3.Connection, key: int) -> list[int]:
    """The heads of a band, and the article that comes next."""
    sql = "select article_id from _keys where key = ? order by period, rank, article_id limit ?"
    return [article for (article,) in conn.execute(sql, [key, HEADS + 1])]


def frequencies(conn: sqlite3.Connection, filed: Iterable[Key]) -> dict[int, int]:
    """How many articles are filed under each key, COMMON and two at most; one statement for all keys."""
    sql = "select value, (select count(*) from (select 1 from _keys where key = value limit ?)) from json_each(?)"
    return dict(conn.execute(sql, [COMMON + 2, json.dumps([key for key, _, _ in filed])]))


def filed_under(conn: sqlite3.Connection, key: int) -> list[tuple[int, int]]:
    """(period, article) filed under a key, COMMON and two at most."""
    return conn.execute("select period, article_id from _keys where key = ? limit ?", [key, COMMON + 2]).fetchall()


def in_period(conn: sqlite3.Connection, key: int, period: int) -> list[int]:
    """The articles filed under a key in a period, COMMON and two at most."""
    sql = "select article_id from _keys where key = ? and period = ? limit ?"
    return [article for (article,) in conn.execute(sql, [key, period, COMMON + 2])]


def read(conn: sqlite3.Connection, article_id: int) -> Signature | None:
    """The signature of an article; None if it has none (it is gone)."""
    row = conn.execute("select signature from _signatures where article_id = ?", [article_id]).fetchone()
    return unpack(row[0]) if row else None


def read_all(conn: sqlite3.Connection, article_ids: Sequence[int]) -> dict[int, Signature]:
    """The signatures of those of some articles that have one."""
    sql = "select article_id, signature from _signatures where article_id in (select value from json_each(?))"
    return {article: unpack(data) for article, data in conn.execute(sql, [json.dumps(list(article_ids))])}


def _rows(signature: Signature) -> np.ndarray[tuple[int, int], np.dtype[np.uint16]]:
    return signature.sketch[: BANDS * ROWS].reshape(BANDS, ROWS)


def _band(number: int, row: bytes) -> int:
    """A band as a key: its four 16-bit values are the 64 bits, turned by the band's number."""
    bits = int.from_bytes(row, "little")
    return _signed((bits ^ (number + 1) * 0x9E3779B97F4A7C15) & 0xFFFFFFFFFFFFFFFF)


def _signed(bits: int) -> int:
    """64 bits as SQLite's integer."""
    return bits - (1 << 64) if bits >> 63 else bits
