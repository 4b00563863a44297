"""Link tables → packed chunks. A chunk holds the links of 4,096 neighbouring articles as two runs of 32-bit numbers."""

from __future__ import annotations

import sqlite3

import numpy as np
from numpy.typing import NDArray
from sqlite_utils import Database

from .postings import varints

CHUNK_BITS = 12  # the triggers in schema.py shift by the same number

Links = tuple[NDArray[np.int32], NDArray[np.int32]]  # ids of articles, rising, and what each is linked to

# The letters of a language as a number of seven bits each.
_LETTERS = f"""case when language is null then 0 when length(language) > 4 or language glob '*[^!-~]*' then -1
    else {" | ".join(f"(coalesce(unicode(substr(language, {i}, 1)), 0) << {28 - 7 * i})" for i in range(1, 5))} end"""

# kind of facet → its links, in the order of the articles; "tokens" are how many words FTS5 counts in each (it keeps
# them as one varint a column). A day is the number YYYYMMDD with zeros for what is not
# known, 0 without a date. A language is its letters as a number, -1 where they do not fit (over four, or not ASCII).
KINDS: dict[str, str] = {
    "person": "select article_id, person_id from article_people where article_id between ? and ?",
    "place": "select article_id, place_id from article_places where article_id between ? and ?",
    "organization": "select article_id, organization_id from article_organizations where article_id between ? and ?",
    "source": "select distinct article_id, source_id from article_sources where article_id between ? and ?",
    "day": """select id, cast(substr(replace(published, '-', '') || '0000', 1, 8) as integer) from
        (select id, coalesce(substr(published, 1, 10), '0') published from articles where id between ? and ?)""",
    "tokens": "select id, sz from articles_fts_docsize where id between ? and ?",
    "language": f"select id, {_LETTERS} from articles where id between ? and ?",
} | {
    f"source:{role}": f"""select article_id, source_id from article_sources
        where role = '{role}' and article_id between ? and ?"""
    for role in ("publisher", "agency", "credit")
}


def language_of(number: int) -> str:
    """The letters that a language's number stands for; not for 0 (none) and -1 (does not fit)."""
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
