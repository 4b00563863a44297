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

Bytes = NDArray[np.uint8]
Ints = NDArray[np.int32]
Longs = NDArray[np.int64]
Floats = NDArray[np.float64]

STRUCTURE_ID, AVERAGES_ID = 10, 1  # rowids of the two records in the %_data table
SEGMENT_BITS = 37  # a leaf's rowid is segment id << 37 | page number
CONFIG_VERSION = 4  # what the config table says where secure-delete was never used
VERSION_2 = b"\xff\x00\x00\x01"  # mark of a structure record with tombstones (contentless tables only)
MAIN_INDEX = b"0"  # first byte of every term that is not of a prefix index
STRIDE = 32  # entries between two looks at which pages have come to their end
ROOM = 3 * STRIDE  # bytes of empty entries behind the last one
LITTLE = 2**18  # bytes of postings from which it is quicker to walk than to jump


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

    data: Bytes
    starts: Longs
    stops: Longs
    segments: Longs  # which segment each page is of


@dataclass(frozen=True)
class _Entries:
    """Of each entry its row, its size field, and where its position list starts and ends."""

    rowids: Longs
    sizes: Longs
    bodies: Longs
    ends: Longs


class Postings:
    """The rows with a word, rising. How often it stands in them is counted when that is asked for."""

    def __init__(self, stream: _Stream, columns: int) -> None:
        entries = _entries(stream)
        self._newest = _newest(entries)
        self.rowids = _small(entries.rowids if self._newest is None else entries.rowids[self._newest])
        self._data, self._columns = stream.data, columns
        self._bodies, self._ends = _small(entries.bodies), _small(entries.ends)
        self._weighted: tuple[tuple[float, ...], Floats] | None = None

    def frequencies(self, weights: tuple[float, ...]) -> Floats:
        """How often the word stands in each row, each column counting by its weight. Raises Unsupported."""
        if self._weighted is None or self._weighted[0] != weights:
            if len(weights) != self._columns:
                raise Unsupported("a weight for each column is needed")
            found = _frequencies(self._data, self._bodies, self._ends, np.array(weights))
            self._weighted = weights, found if self._newest is None else found[self._newest]
        return self._weighted[1]

    @property
    def nbytes(self) -> int:
        """Bytes of memory, with the frequencies counted."""
        return len(self.rowids) * 12 + len(self._bodies) * 8 + len(self._data)


def _small(numbers: Longs) -> Ints:
    """Numbers in half of the room: what is kept for the next search."""
    if len(numbers) and int(numbers.max()) >= 2**31:
        raise Unsupported("a number of more than 31 bits")
    return numbers.astype(np.int32)


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
    first = starts[0] if starts else 0  # what stands before it is of a row whose page a merge has taken away
    return _Doclist(b"".join(parts)[first:], tuple(start - first for start in starts))


def _join(doclists: list[_Doclist]) -> _Stream:
    starts: list[int] = []
    stops: list[int] = []
    length = 0
    for doclist in doclists:
        starts += [length + start for start in doclist.starts]
        stops += [length + start for start in doclist.starts[1:]]
        length += len(doclist.data)
        stops.append(length)
    data = b"".join(doclist.data for doclist in doclists) + bytes(ROOM + 1)  # to read past the end
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


def _entries(stream: _Stream) -> _Entries:
    """All entries of a stream in their order."""
    begins = _begins(stream)
    deltas, at = _numbers(stream.data, begins)
    sizes, bodies = _numbers(stream.data, at)
    ends = bodies + (sizes >> 1)
    if (ends != np.append(begins[1:], stream.stops[-1:])).any():
        raise Unsupported("an entry does not end where the next begins")
    first = np.searchsorted(begins, stream.starts)
    risen = np.cumsum(deltas)  # the first of a page is absolute
    rowids = risen - np.repeat(risen[first] - deltas[first], np.diff(np.append(first, len(begins))))
    new_segment = first[np.flatnonzero(np.diff(stream.segments)) + 1]
    falls = np.flatnonzero(np.diff(rowids) <= 0) + 1
    if not np.isin(falls, new_segment).all() or (rowids < 0).any():
        raise Unsupported("rowids do not rise")
    return _Entries(rowids, sizes, bodies, ends)


def _begins(stream: _Stream) -> Longs:
    """The offset of each entry. What is beyond the end of a page is an entry of the next one, and does no harm."""
    if not len(stream.starts):
        return stream.starts
    seen = np.zeros(len(stream.data), bool)
    for begins in _jumps(stream) if len(stream.data) < LITTLE else _steps(stream):
        seen[begins] = True
    return np.flatnonzero(seen[: stream.stops.max()])


def _jumps(stream: _Stream) -> Iterator[Longs]:
    """Offsets of entries of little data: where an entry at any offset would end is looked up, then where the next one
    would, the fourth, the eighth, …"""
    sizes, ends = _numbers(stream.data, np.arange(len(stream.data) - ROOM))
    begins, end = stream.starts, len(sizes) - 1
    jump = np.minimum(ends + (sizes >> 1), end)[np.minimum(ends, end)]
    while True:
        begins = np.concatenate([begins, jump[begins]])
        if (jump[stream.starts] >= stream.stops).all():
            break
        jump = jump[jump]
    yield begins


def _steps(stream: _Stream) -> Iterator[Longs]:
    """Offsets of entries of much data: all pages are walked side by side, an entry of each in a step."""
    data, at, stop = stream.data, stream.starts, stream.stops
    lengths = _lengths(data)
    while len(at):
        steps = []
        for _ in range(STRIDE):
            steps.append(at)
            at = at + lengths.take(at)
            size = data.take(at)
            if size.max() < 0x80:  # most are of one byte
                at = at + ((size >> 1) + np.uint8(1))
            else:
                value, at = _numbers(data, at)
                at = at + (value >> 1)
        yield np.concatenate(steps)
        going = at < stop
        at, stop = at[going], stop[going]


def _lengths(data: Bytes) -> Bytes:
    """How many bytes a varint would have that begins at each offset."""
    going: Bytes = data >> np.uint8(7)
    more: Bytes = going.copy()
    for bytes_after in range(1, 9):
        going = going[:-1] & (data[bytes_after:] >> np.uint8(7))
        if not going.any():
            return more + np.uint8(1)
        more[: len(going)] += going
    raise Unsupported("a number of more than eight bytes")


def _numbers(data: Bytes, at: Longs) -> tuple[Longs, Longs]:
    """The varints at many places and where each ends."""
    byte = data[at]
    at = at + 1
    if byte.max(initial=0) < 0x80:  # most are of one byte
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


def _frequencies(data: Bytes, bodies: Ints, ends: Ints, weights: Floats) -> Floats:
    """The sum of the weights of the positions of each entry, by the column that each stands in.

    A position list is a run of varints, one a position; the byte 1 where a number starts, and the number after it,
    say that the following positions are of another column than the first one.
    """
    numbers = np.cumsum(data < 0x80, dtype=np.int32)  # that end at an offset or before
    leads = (data[bodies] == 1) & (ends > bodies)  # nothing in column 0
    column = np.where(leads, data[bodies + 1], 0)
    marks, owner = _marks(data, np.append(0, ends[:-1]), bodies, leads)
    columns = data[marks + 1]
    if max(column.max(initial=0), columns.max(initial=0)) >= len(weights):
        raise Unsupported("a column that the table does not have")
    stop = ends.copy()
    stop[owner[::-1]] = marks[::-1]  # the first mark of an entry is written last
    found: Floats = weights[column] * (numbers[stop - 1] - numbers[bodies - 1] - 2 * leads)
    last = np.append(owner[1:] != owner[:-1], True)[: len(owner)]
    until = np.where(last, ends[owner], np.append(marks[1:], 0)[: len(owner)])
    np.add.at(found, owner, weights[columns] * (numbers[until - 1] - numbers[marks + 1]))
    return found


def _marks(data: Bytes, begins: Ints, bodies: Ints, leads: NDArray[np.bool_]) -> tuple[Longs, Longs]:
    """(offset, entry) of the marks of columns within position lists, but for those at the start of one."""
    found = data == 1
    found[1:] &= data[:-1] < 0x80
    for other in (begins, bodies - 1, bodies, bodies[leads] + 1):  # before the list, and the mark at its start
        found[other] = False
    marks = np.flatnonzero(found)
    # column 1 is written as 1 1: the second is no mark (positions are at least 2, so there is never a third)
    marks = marks[np.diff(marks, prepend=-2) > 1]
    return marks, np.searchsorted(bodies, marks, side="right") - 1


def _newest(entries: _Entries) -> Longs | None:
    """Which entries count, in the order of their rows: of each row the newest segment's, if it has positions.

    None if all do; an entry without positions marks a deletion.
    """
    if (np.diff(entries.rowids) > 0).all() and (entries.sizes > 1).all():  # as in an index of one segment
        return None
    _, first = np.unique(entries.rowids, return_index=True)  # the first of equals, and segments stand newest first
    return np.asarray(first[entries.sizes[first] > 1])
