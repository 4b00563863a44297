"""Files of records: JSON lines, lists of JSON objects, tables, Reuters-21578. One document a record."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import BinaryIO

from ...hookspecs import Container
from ..models import Document
from ..parsing import dates, encodings, fields, tables
from .limits import Again
from .wide import narrow, narrow_head

RECORD = 20_000_000  # bytes of one record
BLOCK = 1 << 16
SAMPLE = 256_000  # bytes of a table that its encoding and the order in its dates are told by
JSON = "application/json"
# Keys of objects that wrap a list of articles, as interfaces (APIs) answer.
WRAPPERS = "articles|items|item|results|docs|documents|stories|entries|posts|news|data|hits|records"
_LIST = re.compile(rb"(?:\xef\xbb\xbf)?\s*\[\s*(?=\{)")
_WRAPPED = re.compile(rb'(?:\xef\xbb\xbf)?\s*\{.{0,3000}?"(?:' + WRAPPERS.encode() + rb')"\s*:\s*\[\s*(?=\{)', re.S)
# An object that has these is an article or a feed, and its lists belong to it.
_OWN = re.compile(rb'"(?:title|headline|body|body_text|body_html|body_xhtml|feed_url|uri)"\s*:')
_TOKEN = re.compile(rb'["\\{}\[\]]')


def matches_lines(head: bytes, name: str) -> float:
    """Lines that each start an object; the second one may be cut, or be the name's word for it."""
    lines = [line for line in narrow_head(head).removeprefix(b"\xef\xbb\xbf").splitlines() if line.strip()]
    if not lines or not lines[0].lstrip().startswith(b"{"):
        return 0.0
    if name.lower().endswith((".jsonl", ".ndjson", ".jl", ".jsonlines")):
        return 0.9
    return 0.8 if len(lines) > 1 and re.match(rb'\s*\{\s*"', lines[1]) and lines[0].rstrip().endswith(b"}") else 0.0


def split_lines(stream: BinaryIO, parent: Document) -> Iterator[Document]:
    """A document for each line that is not empty, numbered by its line."""
    stream = narrow(stream)
    head = stream.read(SAMPLE)
    media_type = JSON + _parameter(_dates_in(head.splitlines()[:-1]))
    for number, line in enumerate(_lines(io.BufferedReader(Again(head, stream))), 1):
        if line is None:
            yield _too_long(parent, number)
        elif line.strip():
            yield replace(parent, member=str(number), content=line.strip(b"\r\n"), media_type=media_type)


def _dates_in(lines: Iterable[bytes]) -> Iterator[str]:
    """The dates, as printed, of the objects in some lines."""
    for line in lines:
        try:
            record = json.loads(line)
        except (ValueError, RecursionError):
            continue
        if isinstance(record, dict):
            yield from (v for k, v in record.items() if isinstance(v, str) and fields.field_of(k) == "published")


def _parameter(printed: Iterable[str]) -> str:
    """The parameter of the media type for the order of day and month in dates, if they show one."""
    order = dates.order_of(printed)
    return f"; dates={order}" if order else ""


def _lines(stream: BinaryIO) -> Iterator[bytes | None]:
    """The lines of a stream, None for one that is longer than a record may be."""
    while line := stream.readline(RECORD):
        if len(line) < RECORD or line.endswith(b"\n"):
            yield line
            continue
        while line and not line.endswith(b"\n"):
            line = stream.readline(RECORD)
        yield None


def _too_long(parent: Document, number: int) -> Document:
    message = f"This record has more than {RECORD:,} bytes. If it is one article all the same, load it as its own file."
    return replace(parent, member=str(number), problem=message)


def matches_list(head: bytes, name: str) -> float:
    """A list of objects, or an object around one that is no article and no feed itself."""
    head = narrow_head(head)
    return 0.7 if b"jsonfeed.org" not in head and _start_of_list(head) is not None else 0.0


def _start_of_list(head: bytes) -> int | None:
    """Where the first object of the list stands."""
    if match := _LIST.match(head):
        return match.end()
    match = _WRAPPED.match(head)
    return match.end() if match and not _OWN.search(match[0]) else None


def split_list(stream: BinaryIO, parent: Document) -> Iterator[Document]:
    """A document for each object of the list, numbered from 1. Raises ValueError where the list breaks off."""
    stream = narrow(stream)
    head = stream.read(BLOCK)
    start = _start_of_list(head) or 0
    for number, content in enumerate(_objects(stream, head[start:]), 1):
        if content is None:
            yield _too_long(parent, number)
            return
        yield replace(parent, member=str(number), content=content, media_type=JSON)


def _objects(stream: BinaryIO, rest: bytes) -> Iterator[bytes | None]:
    """The objects of a JSON list one by one, from after its bracket; None for one too long, and then no more."""
    buffer, position, start, depth, quoted = rest, 0, 0, 0, False
    while True:
        while token := _TOKEN.search(buffer, position):
            position, mark = token.end(), token[0]
            if quoted:
                if mark == b"\\":
                    if position == len(buffer):
                        buffer += stream.read(1)
                    position += 1
                elif mark == b'"':
                    quoted = False
            elif mark == b'"':
                quoted = True
            elif mark in b"{[":
                start = token.start() if depth == 0 else start
                depth += 1
            elif mark in b"}]":
                depth -= 1
                if depth < 0:
                    return
                if depth == 0 and buffer[start : start + 1] == b"{":
                    yield buffer[start:position]
        buffer = buffer[start:] if depth else b""
        if len(buffer) > RECORD:
            yield None
            return
        start, position = 0, len(buffer)
        block = stream.read(BLOCK)
        if not block:
            raise ValueError("the list breaks off")
        buffer += block


def matches_table(head: bytes, name: str) -> float:
    """A table by its name, or by rows of one length below known names of columns."""
    if encodings.is_binary(head) or head.lstrip()[:1] in (b"<", b"{", b"["):
        return 0.0
    if tables.delimiter_of(encodings.decode(head).text, name) is None:
        return 0.0
    return 0.8 if name.lower().endswith(tables.NAMES) else 0.6


def split_table(stream: BinaryIO, parent: Document) -> Iterator[Document]:
    """A document for each row: the row below the names of the columns, as they stand in the file.

    What the whole table tells stands in the media type: its encoding, and whether its dates have the day first.
    """
    stream = narrow(stream)
    head = stream.read(SAMPLE)
    found = encodings.decode(head)
    delimiter = tables.delimiter_of(found.text, "table.csv") or ","
    lines = _lines(io.BufferedReader(Again(head, stream)))
    media_type = f"{tables.MEDIA_TYPE}; charset={found.encoding}" + _order(found.text, delimiter)
    for number, content in enumerate(_rows(lines, delimiter, found.encoding), 1):
        if content is None:
            yield _too_long(parent, number)
        else:
            yield replace(parent, member=str(number), content=content, media_type=media_type)


def _rows(lines: Iterable[bytes | None], delimiter: str, encoding: str) -> Iterator[bytes | None]:
    """Each row below a copy of the header, in the bytes of the file; None for one that is too long.

    The csv module sees the bytes as latin-1: quotes and delimiters are ASCII in every encoding that gets here.
    """
    taken: list[bytes | None] = []

    def watched() -> Iterator[str]:
        for line in lines:
            taken.append(line)
            yield (line or b"").decode("latin-1")

    reader = csv.reader(watched(), delimiter=delimiter)
    header = b""
    while True:
        taken.clear()
        try:
            row = next(reader)
        except StopIteration:
            return
        except csv.Error:
            row, taken = [" -"], [None]
        raw = b"".join(line for line in taken if line)
        if None in taken:
            yield None
        elif header and any(cell.strip() for cell in row):
            yield header + raw
        elif any(cell.strip() for cell in row):
            header = _header(row, raw, delimiter, encoding)
            if not header.startswith(raw.rstrip(b"\r\n")):
                yield header + raw


def _header(row: list[str], raw: bytes, delimiter: str, encoding: str) -> bytes:
    """The line that names the columns: the first row, or numbers where that is a record already."""
    names = [cell.encode("latin-1").decode(encoding, "replace").lstrip("\ufeff") for cell in row]
    if tables.is_header(names):
        return raw if raw.endswith(b"\n") else raw + b"\n"
    return delimiter.join(f"column {number}" for number in range(1, len(row) + 1)).encode() + b"\n"


def _order(text: str, delimiter: str) -> str:
    """The parameter for the order of dates in the columns of a table."""
    header, *rows = list(tables.rows(io.StringIO(text, newline=""), delimiter)) or [[""]]
    columns = [number for number, name in enumerate(header) if fields.field_of(name) == "published"]
    return _parameter(row[number] for row in rows for number in columns if number < len(row))


def matches_reuters(head: bytes, name: str) -> float:
    """The document type of Reuters-21578, or its element."""
    return 0.9 if re.match(rb"\s*<(?:!DOCTYPE\s+lewis|REUTERS\s)", head) else 0.0


def split_reuters(stream: BinaryIO, parent: Document) -> Iterator[Document]:
    """A document for each REUTERS element, numbered from 1. Raises ValueError for one without an end."""
    buffer, number = b"", 0
    while block := stream.read(BLOCK):
        *whole, buffer = (buffer + block).split(b"</REUTERS>")
        for part in whole:
            number += 1
            content = part[max(part.find(b"<REUTERS"), 0) :] + b"</REUTERS>"
            yield replace(parent, member=str(number), content=content, media_type="text/sgml")
        if len(buffer) > RECORD:
            raise ValueError("a record has no end")
    if b"<REUTERS" in buffer:
        raise ValueError("the last record breaks off")


CONTAINERS = (
    Container("jsonl", matches_lines, split_lines),
    Container("json-list", matches_list, split_list),
    Container("table", matches_table, split_table),
    Container("reuters-sgml", matches_reuters, split_reuters),
)
