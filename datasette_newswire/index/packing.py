"""Link tables → packed chunks. A chunk holds the links of 4,096 neighbouring articles as two runs of 32-bit numbers."""

from __future__ import annotations

import sqlite3

import numpy as np
from numpy.typing import NDArray
from sqlite_utils import Database

from .postings import varints

CHUNK_BITS = 12  # the triggers in schema.py shift by the same number

Links = tuple[NDArray[np.int32], NDArray[np.int32]]  # ids of articles, rising, and what each is linked to


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
# are how many words FTS5 counts in an article (it keeps them as one varint a column).
KINDS: dict[str, str] = {
    "person": "select article_id, person_id from article_people where article_id between ? and ?",
    "place": "select article_id, place_id from article_places where article_id between ? and ?",
    "organization": "select article_id, organization_id from article_organizations where article_id between ? and ?",
    "source": "select distinct article_id, source_id from article_sources where article_id between ? and ?",
    "country": f"""select distinct l.article_id, {_letters("p.country_code")} from article_places l
        join places p on p.id = l.place_id where p.country_code is not null and l.article_id between ? and ?""",
    "day": f"select id, {_DAY} from articles where id between ? and ?",
    "tokens": "select id, sz from articles_fts_docsize where id between ? and ?",
    "language": f"select id, {_letters('language')} from articles where id between ? and ?",
} | {
    f"source:{role}": f"""select article_id, source_id from article_sources
        where role = '{role}' and article_id between ? and ?"""
    for role in ("publisher", "agency", "credit")
}


def letters_of(number: int) -> str:
    """The letters that a language's or country's number stands for; not for 0 (none) and -1 (does not fit)."""
    return "".join(chr(number >> shift & 127) for shift in (21, 14, 7, 0) if number >> shift & 127)


def read_links(conn: sqlite3.Connection, kind: str, chunk: int) -> Links:
    """The links of one chunk as the tables have them now."""
    first = chunk << CHUNK_BITS
    rows = conn.execute(KINDS[kind] + " order by 1", [first, first + (1 << CHUNK_BITS) - 1]).fetchall()
    if kind == "tokens":
        rows = [(article, sum(varints(sizes))) for article, sizes in rows]
    both = np.array(rows, dtype=np.int32).reshape(-1, 2)
    return np.ascontiguousarray(both[:, 0]), np.ascontiguousarray(both[:, 1])


def pack(links: Links) -> bytes:
    """Both runs, little-endian, one after the other."""
    return b"".join(run.astype("<i4").tobytes() for run in links)


def unpack(data: bytes) -> Links:
    """The opposite of pack(). Raises ValueError for a blob of the wrong size."""
    if len(data) % 8:
        raise ValueError("a packed chunk has two runs of the same length")
    articles, linked = np.frombuffer(data, dtype="<i4").reshape(2, -1)
    return articles, linked


def refresh(db: Database) -> None:
    """Packs again the chunks that have changed; runs in the transaction of the caller if there is one."""
    stale = [row[0] for row in db.execute("select chunk from _facets_stale order by chunk").fetchall()]
    with db.atomic():
        for chunk in stale:
            for kind in KINDS:
                db.execute(
                    """insert into _facets (kind, chunk, version, data) values (?, ?, 1, ?)
                    on conflict (kind, chunk) do update set version = version + 1, data = excluded.data""",
                    [kind, chunk, pack(read_links(db.conn, kind, chunk))],
                )
        if stale:
            db.execute("delete from _facets_stale")
