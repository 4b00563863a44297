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
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

Bytes = NDArray[np.uint8]
Ints = NDArray[np.int32]
Longs = NDArray[np.int64]
Floats = NDArray[np.float64]
NONE = np.empty(0, np.int32)

STRUCTURE_ID, AVERAGES_ID = 10, 1  # rowids of the two records in the %_data table
SEGMENT_BITS = 37  # a leaf's rowid is segment id << 37 | page number
CONFIG_VERSION = 4  # what the config table says where secure-delete was never used
VERSION_2 = b"\xff\x00\x00\x01"  # mark of a structure record with tombstones (contentless tables only)
MAIN_INDEX = b"0"  # first byte of every term that is not of a prefix index
FEW_PAGES = 24  # with no more, entries are found one by one
STRIDE = 32  # entries between two looks at which pages have come to their end
ROOM = 3 * STRIDE  # bytes of empty entries behind the last one
BLOCK = 2**17  # bytes looked at in one go: what is worked out of them stays in the processor's cache
COLUMN, ROW = 2**32, 2**40  # by which places in neighbouring columns and rows are apart
MARGIN = 2**16  # places before the first word of a column, so that what reaches back from it stays in its row


class Unsupported(Exception):
    """The index has a shape that is not decoded here."""


@dataclass(frozen=True)
class Segment:
    """A b-tree of the index and its leaf pages that still hold terms."""

    id: int
    first_page: int
    last_page: int


@dataclass(frozen=True)
class _Stream:
    """A term's doclists one after another, newest segment first, without page headers.

    The entries of a page run from its start to that of the next one; `starts` has the end of the last one too.
    """

    data: Bytes
    starts: Longs
    segments: Longs  # where the doclist of each segment starts


@dataclass(frozen=True)
class _Entries:
    """Of each entry its row, and where its position list starts and ends; the next entry begins there."""

    rowids: Ints
    bodies: Ints
    ends: Ints


class Postings:
    """The rows with a word, rising. How often it stands in them is counted when that is asked for."""

    def __init__(self, stream: _Stream, columns: int) -> None:
        self._data, self._columns = stream.data, columns
        self._entries = _entries(stream)
        self._newest = _newest(self._entries, stream)
        self.rowids = self._entries.rowids if self._newest is None else self._entries.rowids[self._newest]
        self._weighted: tuple[tuple[float, ...], Floats] | None = None

    def frequencies(self, weights: tuple[float, ...]) -> Floats:
        """How often the word stands in each row, each column counting by its weight. Raises Unsupported."""
        if self._weighted is None or self._weighted[0] != weights:
            if len(weights) != self._columns:
                raise Unsupported("a weight for each column is needed")
            found = _frequencies(self._data, self._entries, np.array(weights))
            self._weighted = weights, found if self._newest is None else found[self._newest]
        return self._weighted[1]

    def places(self, rowids: Ints) -> Longs:
        """Where the word stands in some rows that are not all its own: n × ROW + column × COLUMN + MARGIN + how many
        words of the column are before it, for the row at position n. Rising. Raises Unsupported."""
        at = np.minimum(np.searchsorted(self.rowids, rowids), max(0, len(self.rowids) - 1))
        here = np.flatnonzero(self.rowids[at] == rowids) if len(self.rowids) else NONE
        entries = at[here] if self._newest is None else self._newest[at[here]]
        bodies = self._entries.bodies[entries].astype(np.int64)
        return _places(self._data, bodies, self._entries.ends[entries] - bodies, here.astype(np.int64) * ROW)

    @property
    def nbytes(self) -> int:
        """Bytes of memory, with the frequencies counted."""
        return len(self.rowids) * 12 + len(self._entries.ends) * 8 + len(self._data)


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
    data, starts, segments = bytearray(), [], []
    for segment in _segments(record(conn, table, STRUCTURE_ID)):
        segments.append(len(data))
        starts += _doclist(conn, table, segment, term, data)
    starts.append(len(data))
    data += bytes(ROOM + 1)  # to read past the end
    stream = _Stream(np.frombuffer(data, np.uint8), np.array(starts, np.int64), np.array(segments, np.int64))
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


def _doclist(conn: sqlite3.Connection, table: str, segment: Segment, term: bytes, data: bytearray) -> list[int]:
    """Appends the doclist of a term in a segment, over as many pages as it has; where the first entry of each is."""
    row = conn.execute(
        f"select pgno >> 1 from [{table}_idx] where segid = ? and term <= ? order by term desc limit 1",
        [segment.id, term],
    ).fetchone()
    page = max(row[0] if row else segment.first_page, segment.first_page)
    base, before = segment.id << SEGMENT_BITS, len(data)
    pages = conn.execute(
        f"select block from [{table}_data] where id between ? and ? order by id",
        [base + page, base + segment.last_page],
    )
    starts: list[int] = []
    for number, (block,) in enumerate(pages):
        footer = int.from_bytes(block[2:4], "big")
        if number == 0:
            begin, end = _find(block, footer, _term_offsets(block[footer:]), term)
            first, goes_on = begin, begin < end == footer
        else:
            first, begin = int.from_bytes(block[:2], "big"), 4
            end, goes_on = (_varint(block, footer)[0], False) if footer < len(block) else (footer, True)
        if begin <= first < end:
            starts.append(len(data) + first - begin)
        data += block[begin:end]
        if not goes_on:
            break
    first = (starts[0] if starts else len(data)) - before
    del data[before : before + first]  # of a row whose page a merge has taken away
    return [start - first for start in starts]


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
    found = _walked(stream) if len(stream.starts) <= FEW_PAGES else _walked_side_by_side(stream)
    pages = np.unique([*np.searchsorted(stream.starts, range(0, stream.starts[-1], BLOCK)), len(stream.starts) - 1])
    parts = []
    for first, last in pairwise(pages):
        begin, end = int(stream.starts[first]), int(stream.starts[last])
        begins = np.flatnonzero(found[begin:end]) + begin
        parts.append(_read(stream.data, begins, np.searchsorted(begins, stream.starts[first:last]), end))
    return _Entries(*(np.concatenate([NONE, *(part[n] for part in parts)]) for n in range(3)))


def _read(data: Bytes, begins: Longs, first: Longs, end: int) -> tuple[Ints, Ints, Ints]:
    """(rows, bodies, ends) of the entries of some pages: where each begins, which are the first of a page, the end."""
    deltas, at = _numbers(data, begins)
    sizes, bodies = _numbers(data, at)
    ends = bodies + (sizes >> 1)
    if (ends[:-1] != begins[1:]).any() or ends[-1] != end:
        raise Unsupported("an entry does not end where the next begins")
    deltas[first[1:]] -= np.add.reduceat(deltas, first)[:-1]  # the first of a page is absolute
    rowids = np.cumsum(deltas)
    if rowids.min() < 0 or max(rowids.max(), end) >= 2**31:
        raise Unsupported("a number of more than 31 bits")
    return rowids.astype(np.int32), bodies.astype(np.int32), ends.astype(np.int32)


def _walked(stream: _Stream) -> NDArray[np.bool_]:
    """Whether an entry begins at each offset, found four at a time: by leaps that are put together for all offsets."""
    data, end, begins, at = stream.data, int(stream.starts[-1]), [], 0
    step = np.minimum(np.arange(len(data), dtype=np.int32) + _sizes(data), len(data) - 1)  # of one entry, if one begins
    two = step.take(step)
    leap = memoryview(two.take(two))
    while at < end:
        begins.append(at)
        at = leap[at] if leap[at] > at else int(_next(data, np.array([at]))[0])
    first = np.array(begins, np.int64)
    third = np.concatenate([first, two.take(first)])
    found = np.zeros(len(data), bool)
    found[third] = found[step.take(third)] = True
    return found


def _walked_side_by_side(stream: _Stream) -> NDArray[np.bool_]:
    """The same, an entry of each page in a step. A walk may stand still, and go beyond the end of its page."""
    data, at, stop = stream.data, stream.starts[:-1], stream.starts[1:]
    sizes, found = _sizes(data), np.zeros(len(data), bool)
    while (at < stop).any():
        steps = np.empty((STRIDE, len(at)), np.int64)
        steps[0] = at
        for here, there in pairwise(steps):
            np.add(here, sizes[here], out=there)
        found[np.minimum(steps, stop)] = True
        at = steps[-1]
        going = np.flatnonzero(at < stop)
        on = stop.copy()
        on[going] = _next(data, at[going])
        at = on
    return found


def _next(data: Bytes, at: Longs) -> Longs:
    """The offset behind each entry."""
    _, at = _numbers(data, at)
    sizes, bodies = _numbers(data, at)
    return bodies + (sizes >> 1)


def _sizes(data: Bytes) -> Bytes:
    """How many bytes an entry would have that begins at each offset, 0 where its list is too long for one byte to say.

    That byte follows the first varint, which is as long as there are bytes in a row with their high bit set, and one.
    """
    found = np.zeros(len(data), np.uint8)
    for start in range(0, len(data), BLOCK):
        part = data[start : start + BLOCK + 10]
        goes_on = (part.view(np.int8) >> 7).view(np.uint8)  # all bits of a byte, or none
        behind = (part >> 1) + 2 | goes_on & 128  # bytes of an entry whose delta is the byte before
        more = behind[1:] + 1 - behind[:-1]  # if there is one byte more before it
        room = min(BLOCK, len(part) - 10)
        if room <= 0:
            break
        sizes, longer = behind[1 : room + 1].copy(), goes_on[:room].copy()
        for bytes_more in range(1, 9):
            if not longer.max():
                break
            sizes += more[bytes_more : bytes_more + room] & longer
            longer &= goes_on[bytes_more : bytes_more + room]
        np.multiply(sizes, sizes < 128, out=found[start : start + room])
    return found


def _numbers(data: Bytes, at: Longs) -> tuple[Longs, Longs]:
    """The varints at many places and where each ends."""
    byte = data.take(at)
    at = at + 1
    if byte.max(initial=0) < 0x80:  # most are of one byte
        return byte.astype(np.int64), at
    value, going = (byte & 0x7F).astype(np.int64), np.flatnonzero(byte >= 0x80)
    for _ in range(8):
        if not len(going):
            return value, at
        byte = data[at[going]].astype(np.int64)
        value[going] = value[going] << 7 | byte & 0x7F
        at[going] += 1
        going = going[(byte & 0x80) > 0]
    raise Unsupported("a number of more than eight bytes")


def _frequencies(data: Bytes, entries: _Entries, weights: Floats) -> Floats:
    """The sum of the weights of the positions of each entry, by the column that each stands in."""
    found = np.empty(len(entries.ends))
    last, begin = 0, 0
    for last_byte in range(BLOCK, len(data) + BLOCK, BLOCK):
        first, last = last, int(np.searchsorted(entries.ends, last_byte))
        if first == last:
            continue
        bodies, ends = (of[first:last].astype(np.int64) - begin for of in (entries.bodies, entries.ends))
        found[first:last] = _weighted(data[begin : begin + ends[-1] + 2], bodies, ends, weights)
        begin += int(ends[-1])
    return found


def _weighted(data: Bytes, bodies: Longs, ends: Longs, weights: Floats) -> Floats:
    """The same of some entries, which are all of `data` but for its last two bytes.

    A position list is a run of varints, one a position; the byte 1 where a number starts, and the number after it,
    say that the following positions are of another column than the first one.
    """
    numbers = np.cumsum(data < 0x80, dtype=np.int32)  # that end at an offset or before
    upto = numbers.take(ends - 1)
    leads = (data.take(bodies) == 1) & (ends > bodies)  # nothing in column 0
    column = data.take(bodies + 1) * leads
    marks, owner = _marks(data, bodies, ends, leads)
    columns = data[marks + 1]
    if max(column.max(initial=0), columns.max(initial=0)) >= len(weights):
        raise Unsupported("a column that the table does not have")
    uses = np.diff(upto, prepend=0) - 2 - 2 * leads  # an entry's first two numbers are its row and its size
    first, last = np.append(True, owner[1:] != owner[:-1]), np.append(owner[1:] != owner[:-1], True)
    first, last = first[: len(owner)], last[: len(owner)]
    uses[owner[first]] -= upto[owner[first]] - numbers[marks[first] - 1]
    found: Floats = weights.take(column) * uses
    until = np.where(last, ends[owner], np.append(marks[1:], 0)[: len(owner)])
    np.add.at(found, owner, weights[columns] * (numbers[until - 1] - numbers[marks + 1]))
    return found


def _marks(data: Bytes, bodies: Longs, ends: Longs, leads: NDArray[np.bool_]) -> tuple[Longs, Longs]:
    """(offset, entry) of the marks of columns within position lists, but for those at the start of one."""
    found = data == 1
    found[1:] &= data[:-1] < 0x80
    found[-2:] = False
    found[bodies] = False
    found[ends] = False  # where the next entry begins
    found[0] = False
    marks = np.flatnonzero(found)
    owner = np.searchsorted(bodies, marks, side="right") - 1
    inside = (marks > bodies[owner] + leads[owner]) & (marks < ends[owner])
    # column 1 is written as 1 1: the second is no mark (positions are at least 2, so there is never a third)
    inside[1:] &= (np.diff(marks) > 1) | ~inside[:-1]
    return marks[inside], owner[inside]


def _places(data: Bytes, bodies: Longs, sizes: Longs, rows: Longs) -> Longs:
    """The positions in some lists, each above the place of its row; see _weighted for what a list holds.

    The first position of a column is counted from 0, all others from the one before; 2 is added to each.
    """
    if not len(bodies):
        return np.empty(0, np.int64)
    first = np.cumsum(sizes) - sizes
    at = np.arange(int(sizes.sum())) + np.repeat(bodies - first, sizes)
    begins = np.append(True, data[at[:-1]] < 0x80)
    numbers, _ = _numbers(data, at[begins])
    ones = numbers == 1
    marks = ones & ~np.append(False, ones[:-1])  # column 1 is written as 1 1
    columns = np.append(False, marks[:-1])
    owner = np.searchsorted(first, np.flatnonzero(begins), side="right") - 1
    heads = columns | np.append(True, owner[1:] != owner[:-1])  # from here on positions are counted anew
    steps = np.where(marks | columns, 0, numbers - 2)
    heads_at = np.flatnonzero(heads)
    run = np.cumsum(heads) - 1
    total = np.cumsum(steps)
    base = rows[owner[heads_at]] + np.where(columns[heads_at], numbers[heads_at], 0) * COLUMN + MARGIN
    found: Longs = total + (base - total[heads_at] + steps[heads_at])[run]
    return found.compress(~(marks | columns))


def _newest(entries: _Entries, stream: _Stream) -> Longs | None:
    """Which entries count, in the order of their rows: of each row the newest segment's, if it has positions.

    None if all do; an entry without positions marks a deletion. Raises Unsupported.
    """
    falls = np.flatnonzero(entries.rowids[1:] <= entries.rowids[:-1]) + 1
    if len(falls) and not np.isin(falls, np.searchsorted(np.append(0, entries.ends), stream.segments)).all():
        raise Unsupported("rowids do not rise")
    if not len(falls) and (entries.ends > entries.bodies).all():  # as in an index of one segment
        return None
    _, first = np.unique(entries.rowids, return_index=True)  # the first of equals, and segments stand newest first
    return np.asarray(first[entries.ends[first] > entries.bodies[first]])
