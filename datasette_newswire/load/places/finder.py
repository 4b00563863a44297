"""Well-known places that a recogniser misses or takes for something else: countries, states, capitals, regions."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cache

from .. import lexicons
from ..forms import fold
from ..gazetteer import get, lookup
from ..models import Article, Field, Mention
from .clues import abbreviations, demonyms

EXTRACTOR = "gazetteer/1"
CONFIDENCE = 0.8
START = re.compile(r"(?<![\w.'’-])[A-Z][\w'’-]*")
END = re.compile(r"(?![\w])(?!['’-](?!s\b)\w)")
CAPITALISED_BEFORE = re.compile(r"(?:\b[A-Z][\w'’-]*[a-z]|\b[A-Z]\.|\b(?:Mr|Mrs|Ms|Dr))\.?\s$")
CAPITALISED_AFTER = re.compile(r"\s[A-Z][a-z]")
ALSO_PEOPLE = 0


def find(article: Article, mentions: Sequence[Mention]) -> tuple[Mention, ...]:
    """The mentions with the well-known places that were missed or taken for something else, in reading order. Pure."""
    known = [_as_place(mention) for mention in mentions]
    for field in ("title", "body"):
        known += list(_missed(article, field, known))  # type: ignore[arg-type]
    return tuple(sorted(known, key=lambda mention: (mention.field != "title", mention.start)))


def _as_place(mention: Mention) -> Mention:
    """An organization or person named exactly as a country is that country."""
    if mention.kind == "place" or mention.text not in countries():
        return mention
    if mention.kind == "person" and mention.text in given_too():
        return mention
    return replace(mention, kind="place", rule="gazetteer")


def _missed(article: Article, field: Field, mentions: Sequence[Mention]) -> Iterator[Mention]:
    text = getattr(article, field)
    taken = bytearray(len(text))
    for mention in mentions:
        if mention.field == field:
            taken[mention.start : mention.end] = b"\1" * (mention.end - mention.start)
    for start, end in _spans(text):
        if not any(taken[start:end]):
            yield Mention("place", field, start, end, text[start:end], EXTRACTOR, CONFIDENCE, "gazetteer")


def _spans(text: str) -> Iterator[tuple[int, int]]:
    """Where a well-known place is named and is no part of a longer name."""
    reached = 0
    for match in START.finditer(text):
        start = match.start()
        if start < reached:
            continue
        for name in well_known().get(match[0].split("'")[0].split("’")[0], ()):
            end = start + len(name)
            if text.startswith(name, start) and END.match(text, end) and _alone(text, start, end):
                yield start, end
                reached = end
                break


def _alone(text: str, start: int, end: int) -> bool:
    """Whether the name is not a part of a longer name."""
    name = text[start:end]
    if name.isupper() and len(name) < 4 and "." not in name:  # US, UK: not in a headline of capitals
        line = text[text.rfind("\n", 0, start) + 1 : (text.find("\n", end) + 1 or len(text) + 1) - 1]
        return not line.isupper()
    if name in sure():
        return True
    return not CAPITALISED_BEFORE.search(text[max(0, start - 24) : start]) and not CAPITALISED_AFTER.match(text, end)


@cache
def well_known() -> Mapping[str, tuple[str, ...]]:
    """{first word: names that start with it, the longest first}, as printed and in capitals."""
    names: set[str] = set(countries()) | set(abbreviations())
    names |= {row[0] for row in lexicons.rows("places_states.csv")} - {"Washington", "Georgia", "Victoria"}
    names |= {row[5] for row in lexicons.rows("places_countries.csv")[1:] if row[5]}
    names |= {row[0] for row in lexicons.rows("places_regions.csv")}
    names |= {row[0] for row in lexicons.rows("places_names.csv")}
    names |= {name.upper() for name in names if len(name) > 3 and "." not in name}
    names = {name for name in names if name[0].isupper() and fold(name) not in demonyms()} - unsure()
    found: dict[str, list[str]] = {}
    for name in sorted(names, key=lambda name: (-len(name), name)):
        first = START.match(name)
        if first:
            found.setdefault(first[0].split("'")[0].split("’")[0], []).append(name)
    return {first: tuple(all_) for first, all_ in found.items()}


@cache
def countries() -> frozenset[str]:
    """Names of countries as printed and in capitals."""
    rows = lexicons.rows("places_countries.csv")[1:]
    names = {row[1] for row in rows} | {row[0] for row in lexicons.rows("places_names.csv") if row[3] == "country"}
    names |= {row[0] for row in lexicons.rows("places_regions.csv") if row[1] == "country"}
    return frozenset(names | {name.upper() for name in names}) - unsure()


@cache
def sure() -> frozenset[str]:
    """Names that stand for a country whatever follows: "U.S. President"."""
    return frozenset({"U.S.", "U.S.A.", "USA", "U.K.", "USSR", "U.S.S.R."})


@cache
def given_too() -> frozenset[str]:
    """Countries that are given or family names as well."""
    return frozenset(name for name in lexicons.words("places_also_people.txt"))


@cache
def unsure() -> frozenset[str]:
    """Names that are mostly something else where no recogniser took them for a place."""
    return frozenset(lexicons.words("places_unsure.txt"))
