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
from functools import cached_property, partial

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


class Postings:
    """The rows with a word, rising. How often it stands in each column is counted when that is asked for."""

    def __init__(self, stream: _Stream, columns: int) -> None:
        rowids, sizes, bodies = _walk(stream)
        newest = _newest(rowids, sizes)
        self.rowids = rowids if newest is None else rowids[newest]
        self._count = partial(_frequencies, stream.data, bodies, sizes >> 1, columns, newest)

    @cached_property
    def frequencies(self) -> NDArray[np.int32]:
        """How often the word stands in each column of each row (columns × rows). Raises Unsupported."""
        return self._count()

    @property
    def nbytes(self) -> int:
        """Bytes of memory, with the frequencies counted."""
        return len(self.rowids) * 40 + len(self._count.args[0])


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
    return Postings(stream, columns)


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
    steps: list[tuple[Longs, Longs, Longs, Longs]] = [(pages[:0], rowid[:0], rowid[:0], rowid[:0])]
    while len(pages):
        delta, at = _numbers(stream.data, at)
        size, at = _numbers(stream.data, at)
        rowid = rowid + delta  # the first of a page is absolute, added to zero
        steps.append((pages, rowid, size, at))
        at = at + (size >> 1)
        going = at < stop
        if not going.all():
            if (at[~going] != stop[~going]).any():
                raise Unsupported("a page does not end where the next begins")
            pages, rowid, at, stop = pages[going], rowid[going], at[going], stop[going]
    page = np.concatenate([step[0] for step in steps])
    entries = np.bincount(page)
    step_of = np.repeat(np.arange(len(steps)) - 1, [len(step[0]) for step in steps])
    place = (np.cumsum(entries) - entries)[page] + step_of  # page after page
    rowids, sizes, bodies = (_placed(place, [step[part] for step in steps]) for part in (1, 2, 3))
    same_segment = np.repeat(stream.segments, entries)[1:] == np.repeat(stream.segments, entries)[:-1]
    if (same_segment & (np.diff(rowids) <= 0)).any() or (rowids < 0).any():
        raise Unsupported("rowids do not rise")
    return rowids, sizes, bodies


def _placed(place: Longs, parts: list[Longs]) -> Longs:
    out = np.empty(len(place), np.int64)
    out[place] = np.concatenate(parts)
    return out


def _numbers(data: NDArray[np.uint8], at: Longs) -> tuple[Longs, Longs]:
    """The varints at many places and where each ends."""
    byte = data[at]
    at = at + 1
    if byte.max() < 0x80:  # most are of one byte
        return byte.astype(np.int64), at
    value, going = (byte & 0x7F).astype(np.int64), np.flatnonzero(byte & 0x80)
    for _ in range(8):
        if not len(going):
            return value, at
        byte = data[at[going]].astype(np.int64)
        value[going] = value[going] << 7 | byte & 0x7F
        at[going] += 1
        going = going[(byte & 0x80) > 0]
    raise Unsupported("a number of more than eight bytes")


def _frequencies(
    data: NDArray[np.uint8], bodies: Longs, sizes: Longs, columns: int, kept: Longs | None
) -> NDArray[np.int32]:
    """How many positions each entry that is kept (None: all) has in each column.

    A position list is a run of varints, one a position; the byte 1 where a number starts, and the number after it,
    say that the following positions are of another column.
    """
    number_at = np.concatenate([[0], np.cumsum(data < 0x80, dtype=np.int32)])  # numbers that end before an offset
    first = np.zeros(len(data) + 1, bool)
    first[bodies] = True
    marks = _marks(data, bodies, sizes, first)

    column_at = np.zeros(len(data) + 2, np.uint8)
    column_at[marks + 2] = data[marks + 1]
    runs = first.copy()  # where the positions of one entry in one column begin
    runs[marks + 2] = True
    begin = np.flatnonzero(runs)
    entry, column = np.cumsum(first[begin]) - 1, column_at[begin]
    if len(column) and int(column.max()) >= columns:
        raise Unsupported("a column that the table does not have")
    last = np.append(entry[1:] != entry[:-1], True)
    end = np.where(last, (bodies + sizes)[entry], np.append(begin[1:] - 2, 0))
    counts = np.zeros((columns, len(bodies)), np.int32)
    counts[column, entry] = number_at[end] - number_at[begin]
    return counts if kept is None else counts[:, kept]


def _marks(data: NDArray[np.uint8], bodies: Longs, sizes: Longs, first: NDArray[np.bool_]) -> Longs:
    """The offsets of the marks of columns within position lists, which start at the offsets where `first` is set."""
    marks = np.flatnonzero((data[1:] == 1) & (data[:-1] < 0x80)) + 1
    owner = np.cumsum(first, dtype=np.int32)[marks] - 1
    marks = marks[(owner >= 0) & (marks < (bodies + sizes)[owner])]
    # column 1 is written as 1 1: the second is no mark (positions are at least 2, so there is never a third)
    return marks[np.diff(marks, prepend=-2) > 1]


def _newest(rowids: Longs, sizes: Longs) -> Longs | None:
    """Which entries count, in the order of their rows: of each row the newest segment's, if it has positions.

    None if all do; an entry without positions marks a deletion.
    """
    if (np.diff(rowids) > 0).all() and (sizes > 1).all():  # as in an index of one segment
        return None
    _, first = np.unique(rowids, return_index=True)  # the first of equals, and segments stand newest first
    return np.asarray(first[sizes[first] > 1])
