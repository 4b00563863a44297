"""Tables (CSV, TSV and the like): one document a row, below a copy of the row that names the columns."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import BinaryIO

from ...hookspecs import Container
from ..models import Document
from ..parsing import encodings, fields, tables
from .limits import Again
from .records import SAMPLE, lines, order_parameter, too_long
from .wide import narrow


def matches(head: bytes, name: str) -> float:
    """A table by its name, or by rows of one length below known names of columns."""
    if encodings.is_binary(head) or head.lstrip()[:1] in (b"<", b"{", b"["):
        return 0.0
    if tables.delimiter_of(encodings.decode(head).text, name) is None:
        return 0.0
    return 0.8 if name.lower().endswith(tables.NAMES) else 0.6


def split(stream: BinaryIO, parent: Document) -> Iterator[Document]:
    """A document for each row: the row below the names of the columns, as they stand in the file.

    What the whole table tells stands in the media type: its encoding, and whether its dates have the day first.
    """
    stream = narrow(stream)
    head = stream.read(SAMPLE)
    found = encodings.decode(head)
    delimiter = tables.delimiter_of(found.text, "table.csv") or ","
    media_type = f"{tables.MEDIA_TYPE}; charset={found.encoding}{order_parameter(_dates(found.text, delimiter))}"
    raw_lines = lines(io.BufferedReader(Again(head, stream)))
    for number, content in enumerate(_rows(raw_lines, delimiter, found.encoding), 1):
        if content is None:
            yield too_long(parent, number)
        else:
            yield replace(parent, member=str(number), content=content, media_type=media_type)


def _rows(raw_lines: Iterable[bytes | None], delimiter: str, encoding: str) -> Iterator[bytes | None]:
    """Each row below a copy of the header, in the bytes of the file; None for one that is too long."""
    header = b""
    for row, raw in _parsed(raw_lines, delimiter):
        if raw is None:
            yield None
        elif not any(cell.strip() for cell in row):
            continue
        elif header:
            yield header + raw
        else:
            header = _header(row, raw, delimiter, encoding)
            if not header.startswith(raw.rstrip(b"\r\n")):
                yield header + raw


def _parsed(raw_lines: Iterable[bytes | None], delimiter: str) -> Iterator[tuple[list[str], bytes | None]]:
    """The cells of each row and the bytes that it stands in; None for bytes of a row that is too long.

    The csv module sees the bytes as latin-1: quotes and delimiters are ASCII in every encoding that gets here.
    """
    taken: list[bytes | None] = []  # the lines that the csv module has asked for since the last row

    def watched() -> Iterator[str]:
        for line in raw_lines:
            taken.append(line)
            yield (line or b"").decode("latin-1")

    reader = csv.reader(watched(), delimiter=delimiter)
    while True:
        taken.clear()
        try:
            row = next(reader)
        except StopIteration:
            return
        except csv.Error:
            row, taken = [], [None]
        yield row, None if None in taken else b"".join(line for line in taken if line)


def _header(row: list[str], raw: bytes, delimiter: str, encoding: str) -> bytes:
    """The line that names the columns: the first row, or numbers where that is a record already."""
    names = [cell.encode("latin-1").decode(encoding, "replace").lstrip("\ufeff") for cell in row]
    if tables.is_header(names):
        return raw if raw.endswith(b"\n") else raw + b"\n"
    return delimiter.join(f"column {number}" for number in range(1, len(row) + 1)).encode() + b"\n"


def _dates(text: str, delimiter: str) -> Iterator[str]:
    """The dates, as printed, in the columns of a table that are named as such."""
    header, *rows = list(tables.rows(io.StringIO(text, newline=""), delimiter)) or [[""]]
    columns = [number for number, name in enumerate(header) if fields.field_of(name) == "published"]
    yield from (row[number] for row in rows for number in columns if number < len(row))


CONTAINERS = (Container("table", matches, split),)
