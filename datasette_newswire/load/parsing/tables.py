"""CSV and TSV as people export them: which delimiter, and whether the first row names the columns."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Iterator, Sequence

from . import fields

DELIMITERS = ",\t;|"
CELL = 10_000_000  # characters; the module's own limit of 131,072 is less than a long read
NAMES = (".csv", ".tsv", ".tab")
MEDIA_TYPE = "text/csv"
SURE = 3  # rows with the same number of cells that make a table of a file not named so

csv.field_size_limit(CELL)


def delimiter_of(head: str, name: str = "") -> str | None:
    """The delimiter of the table that a text starts with, None if it is no table.

    A file named as a table needs two columns in its first row; any other, rows of the same length whose first one
    has two names of columns that we know.
    """
    tables = [(delimiter, rows(head.splitlines(keepends=True), delimiter)) for delimiter in DELIMITERS]
    first = {delimiter: next(found, []) for delimiter, found in tables}
    if name.lower().endswith(NAMES):
        best = max(DELIMITERS, key=lambda delimiter: len(first[delimiter]))
        return best if len(first[best]) > 1 else ("," if head.strip() else None)
    for delimiter, rest in tables:
        if sum(fields.field_of(cell) is not None for cell in first[delimiter]) < 2:
            continue
        found = [first[delimiter], *rest]
        whole = found[:-1] if len(found) > SURE else found  # the last one may be cut
        if len(whole) >= SURE and len({len(row) for row in whole}) == 1:
            return delimiter
    return None


def rows(lines: Iterable[str], delimiter: str) -> Iterator[list[str]]:
    """The rows with something in them. A row that the csv module refuses ends the table."""
    try:
        yield from (row for row in csv.reader(lines, delimiter=delimiter) if any(cell.strip() for cell in row))
    except csv.Error:
        return


def is_header(row: Sequence[str]) -> bool:
    """Whether a first row names columns: there is nothing in it that only values are."""
    return not any(len(cell) > 80 or re.search(r"https?://|\d{4}-\d\d", cell) for cell in row)
