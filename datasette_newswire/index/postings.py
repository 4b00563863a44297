"""FTS5's own doclists decoded into arrays: where a word stands, how often in each column.

The format is SQLite's internal one, described in the comments at the head of ext/fts5/fts5_index.c (SQLite 3.40):
a segment is a b-tree of leaf pages; a term's doclist runs over one or more leaves; each leaf carries the absolute
rowid of its first entry, so that all leaves can be walked side by side, one entry of each in a step of numpy.

Everything doubtful raises `Unsupported`; the caller then asks FTS5 itself.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Longs = NDArray[np.int64]

STRUCTURE_ID, AVERAGES_ID = 10, 1  # rowids of the two records in the %_data table
SEGMENT_BITS = 37  # a leaf's rowid is segment id << 37 | page number
CONFIG_VERSION = 4  # what the config table says where secure-delete was never used
VERSION_2 = b"\xff\x00\x00\x01"  # mark of a structure record with tombstones (contentless tables only)
MAIN_INDEX = b"0"  # first byte of every term that is not of a prefix index


class Unsupported(Exception):
    """The index has a shape that is not decoded here."""


@dataclass(frozen=True)
class Segment:
    """A b-tree of the index and its leaf pages that still hold terms."""

    id: int
    first_page: int
    last_page: int


@dataclass(frozen=True)
class Postings:
    """The rows with a word, rising, and for each column how often it stands there (columns × rows)."""

    rowids: Longs
    frequencies: NDArray[np.int32]

    @property
    def nbytes(self) -> int:
        """Bytes of memory."""
        return self.rowids.nbytes + self.frequencies.nbytes


@dataclass(frozen=True)
class _Doclist:
    """A term's entries in one segment without page headers, and where the first entry of each page starts."""

    data: bytes
    starts: tuple[int, ...]


@dataclass(frozen=True)
class _Stream:
    """Doclists one after another, newest segment first; the entries of a page run from its start to its stop."""

    data: NDArray[np.uint8]
    starts: Longs
    stops: Longs
    segments: Longs  # which segment each page is of


def record(conn: sqlite3.Connection, table: str, rowid: int) -> bytes:
    """One of the two records of an FTS5 table: it changes with every commit that changes the index."""
    row = conn.execute(f"select block from [{table}_data] where id = ?", [rowid]).fetchone()
    if row is None:
        raise Unsupported("no such record")
    return bytes(row[0])


def postings(conn: sqlite3.Connection, table: str, token: str, columns: int) -> Postings:
    """The postings of one indexed token (already stemmed). Raises Unsupported."""
    version = conn.execute(f"select v from [{table}_config] where k = 'version'").fetchone()
    if version is None or version[0] != CONFIG_VERSION:
        raise Unsupported(f"config version {version}")
    term = MAIN_INDEX + token.encode()
    segments = _segments(record(conn, table, STRUCTURE_ID))
    doclists = [_doclist(conn, table, segment, term) for segment in segments]
    stream = _join([doclist for doclist in doclists if doclist.starts])
    if not len(stream.starts):
        return Postings(np.empty(0, np.int64), np.empty((columns, 0), np.int32))
    rowids, sizes, bodies = _walk(stream)
    return _newest(rowids, sizes, _frequencies(stream.data, bodies, sizes >> 1, columns))


def varints(data: bytes) -> Iterator[int]:
    """SQLite's variable-length integers (big-endian, seven bits a byte, the ninth byte whole) one after another."""
    value = length = 0
    for byte in data:
        length += 1
        if length == 9:
            value, length = value << 8 | byte, 0
        else:
            value = value << 7 | byte & 0x7F
            if byte & 0x80:
                continue
            length = 0
        yield value
        value = 0


def _segments(structure: bytes) -> list[Segment]:
    """The segments of a structure record, newest first."""
    if structure[4:8] == VERSION_2:
        raise Unsupported("tombstones")
    numbers = varints(structure[4:])
    levels, _, _ = next(numbers), next(numbers), next(numbers)
    newest_first: list[Segment] = []
    for _ in range(levels):
        _, count = next(numbers), next(numbers)
        level = [Segment(next(numbers), next(numbers), next(numbers)) for _ in range(count)]
        newest_first += reversed(level)
    return newest_first


def _doclist(conn: sqlite3.Connection, table: str, segment: Segment, term: bytes) -> _Doclist:
    """The doclist of a term in a segment, collected over as many pages as it has; empty where it does not stand."""
    row = conn.execute(
        f"select pgno >> 1 from [{table}_idx] where segid = ? and term <= ? order by term desc limit 1",
        [segment.id, term],
    ).fetchone()
    page = max(row[0] if row else segment.first_page, segment.first_page)
    base = segment.id << SEGMENT_BITS
    pages = conn.execute(
        f"select block from [{table}_data] where id between ? and ? order by id",
        [base + page, base + segment.last_page],
    )
    parts: list[bytes] = []
    starts: list[int] = []
    length = 0
    for (block,) in pages:
        footer = int.from_bytes(block[2:4], "big")
        terms = _term_offsets(block[footer:])
        if not parts:
            begin, end = _find(block, footer, terms, term)
            first, goes_on = begin, begin < end == footer
        else:
            first, begin = int.from_bytes(block[:2], "big"), 4
            end, goes_on = (terms[0], False) if terms else (footer, True)
        if begin <= first < end:
            starts.append(length + first - begin)
        parts.append(block[begin:end])
        length += end - begin
        if not goes_on:
            break
    return _Doclist(b"".join(parts), tuple(starts))


def _join(doclists: list[_Doclist]) -> _Stream:
    starts: list[int] = []
    stops: list[int] = []
    length = 0
    for doclist in doclists:
        starts += [length + start for start in doclist.starts]
        stops += [length + start for start in doclist.starts[1:]]
        length += len(doclist.data)
        stops.append(length)
    data = b"".join(doclist.data for doclist in doclists) + bytes(16)  # room to read past the last number
    segments = np.repeat(np.arange(len(doclists)), [len(doclist.starts) for doclist in doclists])
    return _Stream(np.frombuffer(data, np.uint8), np.array(starts, np.int64), np.array(stops, np.int64), segments)


def _term_offsets(footer: bytes) -> list[int]:
    offsets, last = [], 0
    for step in varints(footer):
        last += step
        offsets.append(last)
    return offsets


def _find(block: bytes, footer: int, terms: list[int], wanted: bytes) -> tuple[int, int]:
    """(start, end) of the doclist of a term on the page where it would stand; nothing from 4 to 4 if it does not."""
    term = b""
    for position, offset in enumerate(terms):
        kept, offset = (0, offset) if position == 0 else _varint(block, offset)
        size, offset = _varint(block, offset)
        term = term[:kept] + block[offset : offset + size]
        if term == wanted:
            return offset + size, terms[position + 1] if position + 1 < len(terms) else footer
    return 4, 4


def _varint(data: bytes, offset: int) -> tuple[int, int]:
    value = 0
    while True:
        byte = data[offset]
        value, offset = value << 7 | byte & 0x7F, offset + 1
        if byte < 0x80:
            return value, offset


def _walk(stream: _Stream) -> tuple[Longs, Longs, Longs]:
    """(rowid, size field, offset of its positions) of every entry, all pages walked side by side."""
    at, stop = stream.starts.copy(), stream.stops
    pages = np.arange(len(at))
    rowid = np.zeros(len(at), np.int64)
    steps: list[tuple[Longs, Longs, Longs, Longs]] = []
    while len(pages):
        delta, at = _numbers(stream.data, at)
        size, at = _numbers(stream.data, at)
        rowid = rowid + delta  # the first of a page is absolute, added to zero
        steps.append((pages, rowid, size, at))
        at = at + (size >> 1)
        going = at < stop[pages]
        pages, rowid, at = pages[going], rowid[going], at[going]
    page, rowids, sizes, bodies = (np.concatenate(column) for column in zip(*steps, strict=True))
    order = np.argsort(page, kind="stable")
    page, rowids = page[order], rowids[order]
    same_segment = np.diff(stream.segments[page]) == 0
    if (same_segment & (np.diff(rowids) <= 0)).any() or (rowids < 0).any():
        raise Unsupported("rowids do not rise")
    return rowids, sizes[order], bodies[order]


def _numbers(data: NDArray[np.uint8], at: Longs) -> tuple[Longs, Longs]:
    """The varints at many places and where each ends."""
    byte = data[at].astype(np.int64)
    value, at = byte & 0x7F, at + 1
    going = np.flatnonzero(byte & 0x80)
    for _ in range(8):
        if not len(going):
            return value, at
        byte = data[at[going]].astype(np.int64)
        value[going] = value[going] << 7 | byte & 0x7F
        at[going] += 1
        going = going[(byte & 0x80) > 0]
    raise Unsupported("a number of more than eight bytes")


def _frequencies(data: NDArray[np.uint8], bodies: Longs, sizes: Longs, columns: int) -> NDArray[np.int32]:
    """How many positions each entry has in each column.

    A position list is a run of varints, one a position; the byte 1 where a number starts, and the number after it,
    say that the following positions are of another column.
    """
    ends_number = data < 0x80
    number_at = np.concatenate([[0], np.cumsum(ends_number)])  # numbers that end before an offset
    marks = np.flatnonzero((data[1:] == 1) & ends_number[:-1]) + 1
    owner = np.searchsorted(bodies, marks, "right") - 1
    inside = (owner >= 0) & (marks < (bodies + sizes)[owner])
    marks, owner = marks[inside], owner[inside]
    # column 1 is written as 1 1: the second is no mark (positions are at least 2, so there is never a third)
    real = np.diff(marks, prepend=-2) > 1
    marks, owner = marks[real], owner[real]

    begin = np.concatenate([bodies, marks + 2])
    entry = np.concatenate([np.arange(len(bodies)), owner])
    column = np.concatenate([np.zeros(len(bodies), np.int64), data[marks + 1].astype(np.int64)])
    order = np.lexsort((begin, entry))
    begin, entry, column = begin[order], entry[order], column[order]
    last = np.append(entry[1:] != entry[:-1], True)
    end = np.where(last, (bodies + sizes)[entry], np.append(begin[1:] - 2, 0))
    if len(column) and int(column.max()) >= columns:
        raise Unsupported("a column that the table does not have")
    counts = number_at[end] - number_at[begin]
    flat = np.bincount(column * len(bodies) + entry, weights=counts, minlength=columns * len(bodies))
    return flat.astype(np.int32).reshape(columns, len(bodies))


def _newest(rowids: Longs, sizes: Longs, frequencies: NDArray[np.int32]) -> Postings:
    """One entry a row, rising: the newest segment's. Entries without positions are marks of deletion."""
    rowids, first = np.unique(rowids, return_index=True)  # the first of equals, and segments stand newest first
    alive = sizes[first] > 1
    return Postings(rowids[alive], frequencies[:, first[alive]])
