"""Link tables → packed chunks: of 4,096 neighbouring articles, how many links each has and what they link to."""

from __future__ import annotations

import sqlite3
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sqlite_utils import Database

CHUNK_BITS = 12  # the triggers in schema.py shift by the same number
CHUNK = 1 << CHUNK_BITS

# How many each article of a chunk has; all of them in its order.
Links = tuple[NDArray[np.int32], NDArray[np.integer[Any]]]


def _letters(column: str) -> str:
    """SQL for up to four ASCII letters as a number of seven bits each, 0 for NULL, -1 for what does not fit."""
    bits = " | ".join(f"(coalesce(unicode(substr({column}, {i}, 1)), 0) << {28 - 7 * i})" for i in range(1, 5))
    return f"""case when {column} is null then 0 when length({column}) > 4 or {column} glob '*[^!-~]*' then -1
        else {bits} end"""


_DATE = "[0-9]" * 4 + "-[0-9][0-9]"
_DAY = f"""case when published is null then 0
    when published glob '{_DATE}-[0-9][0-9]*' or published glob '{_DATE}' or published glob '{_DATE[:20]}'
    then cast(substr(replace(substr(published, 1, 10), '-', '') || '0000', 1, 8) as integer) else -1 end"""

# kind → its links, in the order of the articles. A day is the number YYYYMMDD with zeros for what is not known, 0
# without a date, -1 for what is no date; countries and languages are letters as numbers (see letters_of); "tokens"
# are how many words FTS5 counts in an article (it keeps them as one varint a column, here in hexadecimal).
KINDS: dict[str, str] = {
    "person": "select article_id article, person_id number from article_people where article_id between ? and ?",
    "place": "select article_id article, place_id number from article_places where article_id between ? and ?",
    "organization": """select article_id article, organization_id number from article_organizations
        where article_id between ? and ?""",
    "source": """select distinct article_id article, source_id number from article_sources
        where article_id between ? and ?""",
    "country": f"""select distinct l.article_id article, {_letters("p.country_code")} number from article_places l
        join places p on p.id = l.place_id where p.country_code is not null and l.article_id between ? and ?""",
    "day": f"select id article, {_DAY} number from articles where id between ? and ?",
    "tokens": "select id article, '00' || hex(sz) number from articles_fts_docsize where id between ? and ?",
    "language": f"select id article, {_letters('language')} number from articles where id between ? and ?",
} | {
    f"source:{role}": f"""select article_id article, source_id number from article_sources
        where role = '{role}' and article_id between ? and ?"""
    for role in ("publisher", "agency", "credit")
}


def letters_of(number: int) -> str:
    """The letters that a language's or country's number stands for; not for 0 (none) and -1 (does not fit)."""
    return "".join(chr(number >> shift & 127) for shift in (21, 14, 7, 0) if number >> shift & 127)


def read_links(conn: sqlite3.Connection, kind: str, chunk: int) -> Links:
    """The links of one chunk as the tables have them now."""
    first = chunk << CHUNK_BITS
    # One long text is three times quicker out of SQLite than as many rows.
    articles, linked = conn.execute(
        f"select group_concat(article), group_concat(number) from ({KINDS[kind]} order by article)",
        [first, first + CHUNK - 1],
    ).fetchone()
    lengths = np.bincount(numbers_in(articles) - first, minlength=CHUNK).astype(np.int32)
    return lengths, _word_counts(linked) if kind == "tokens" else numbers_in(linked)


def numbers_in(text: str | None) -> NDArray[np.int32]:
    """The numbers of a text that SQLite's group_concat() made of 32-bit integers; none in none."""
    return np.fromstring(text, dtype=np.int32, sep=",") if text else np.empty(0, np.int32)


def _word_counts(text: str | None) -> NDArray[np.int32]:
    """The sum of the varints of each blob in a text of blobs in hexadecimal; a blob starts with a zero."""
    blobs = [bytes.fromhex(blob) for blob in text.split(",")] if text else []
    if not blobs:
        return np.empty(0, np.int32)
    data = np.frombuffer(b"".join([*blobs, b"\0"]), np.uint8)
    last = np.flatnonzero(data < 0x80)  # the last byte of each number; the bytes before it count 128 times as much
    place = last[np.searchsorted(last, np.arange(len(data)))] - np.arange(len(data))
    starts = np.cumsum([0, *map(len, blobs[:-1])])
    return np.add.reduceat((data & 0x7F).astype(np.int32) << 7 * place, starts).astype(np.int32)


def pack(links: Links) -> bytes:
    """Both runs, little-endian, one after the other."""
    return b"".join(run.astype("<i4").tobytes() for run in links)


def unpack(data: bytes) -> Links:
    """The opposite of pack(). Raises ValueError for a blob of the wrong size."""
    numbers = np.frombuffer(data, dtype="<i4")
    lengths, linked = numbers[:CHUNK], numbers[CHUNK:]
    if len(lengths) < CHUNK or int(lengths.sum()) != len(linked):
        raise ValueError("a packed chunk has as many links as its articles have together")
    return lengths, linked


def refresh(db: Database) -> None:
    """Packs again the chunks that have changed; runs in the transaction of the caller if there is one."""
    stale = [row[0] for row in db.execute("select chunk from _facets_stale order by chunk").fetchall()]
    if not stale:
        return
    packed = [(kind, chunk, pack(read_links(db.conn, kind, chunk))) for chunk in stale for kind in KINDS]
    with db.atomic():
        db.conn.executemany(
            """insert into _facets (kind, chunk, version, data) values (?, ?, 1, ?)
            on conflict (kind, chunk) do update set version = version + 1, data = excluded.data""",
            [*packed, WHOLE],
        )
        db.execute("delete from _facets_stale")


# A row of its own, whose version rises with every refresh: one look tells whether anything was packed anew.
WHOLE = ("", 0, b"")


def version(conn: sqlite3.Connection) -> tuple[int, int]:
    """What differs whenever any link does: how often chunks were packed, and changes to links since."""
    row = conn.execute(
        """select (select version from _facets where kind = '' and chunk = 0),
        (select sum(changes) from _facets_stale)"""
    ).fetchone()
    return row[0] or 0, row[1] or 0
