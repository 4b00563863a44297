"""Lexicons: data files in `load/data`, whose first lines, starting with `#`, give their origin and licence."""

from __future__ import annotations

import csv
from functools import cache
from importlib.resources import files

DATA = files(__package__).joinpath("data")


@cache
def rows(name: str) -> tuple[tuple[str, ...], ...]:
    """The rows of `load/data/NAME`, comma-separated (`.csv`) or one value a line; blank and `#` lines left out."""
    text = DATA.joinpath(name).read_text("utf-8")
    lines = [line for line in text.splitlines() if line.strip() and not line.startswith("#")]
    if name.endswith(".csv"):
        return tuple(tuple(cell.strip() for cell in row) for row in csv.reader(lines))
    return tuple((line.strip(),) for line in lines)


@cache
def words(name: str) -> frozenset[str]:
    """The first column of a lexicon, as it stands there."""
    return frozenset(row[0] for row in rows(name))
