"""Names that stand where only a place can: beside a word for its kind, in a list with places, in a pair of countries.

And where a place's name ends, if it goes on behind a recogniser's mention: "San Antonio" of "San Antonio de Areco".
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from .. import lexicons
from ..names.forms import fold
from .clues import is_people
from .gazetteer import lookup
from .kinds import pattern

NAME = r"[A-Z][\w'’.-]*(?:\s[A-Z][\w'’-]+){0,2}"
KIND_AFTER = re.compile(rf"(?<![\w.'’-])({NAME})\s(?:{pattern('behind', number='one')}|counties)(?![\w-])")
CALLED = re.compile(rf"\b{pattern('called', number='one')} of $")
WORD_AFTER = re.compile(rf"\s{pattern('behind', ('admin2', 'city', ''), 'one')}\b(?! hall\b| meeting\b|['’-])")
KIND_BEFORE = re.compile(rf"\b{pattern('called')} of ((?:[A-Z]|[ae]l-)[\w'’-]+(?:\s[A-Z][\w'’-]+){{0,2}})")
ITEM = re.compile(
    r"(?:, and |, or |, | and | or | & )((?:[SFM]t\. )?[A-Z][\w'’-]*(?:\s[A-Z][\w'’-]+){0,2})"
    r"(?=\s?[,;)]|\.(?:\s|$)|\s(?:and|or|&|[a-z])|$)"
)
PAIR = re.compile(r"(?<![\w.'’-])([A-Z][\w.]+)[-–]([A-Z][\w.]+)(?![\w'’-])")
ONWARD = re.compile(r"(?:\s(?:d[aeio]s?|del|l[ao]s?|le|el|al|of|the|y))*\s[A-Z][\w'’-]+")
MOST = 3  # words with a capital that a name may go on for
PARTICLE = re.compile(r"\s(?:de|del|do|da|dos|das)(?:\s(?:la|los|las|el))?\s[A-Z][\w'’-]+")

Part = tuple[int, int]


def is_called(before: str) -> bool:
    """Whether the words before a name say that it is a place: "the village of "."""
    return bool(CALLED.search(before))


def is_of_kind(after: str) -> bool:
    """Whether the word after a name says that it is a place: " village"."""
    return bool(WORD_AFTER.match(after))


def with_kind(text: str) -> Iterator[Part]:
    """Where a name of the gazetteer stands before or after a word for a kind of place: "Poonch district"."""
    for match in KIND_AFTER.finditer(text):
        start, end = match.span(1)
        while start < end and not is_known(text[start:end]):
            start = text.find(" ", start, end) + 1 or end
        if start < end:
            yield start, end
    for match in KIND_BEFORE.finditer(text):
        start, end = match.span(1)
        while start < end and not is_known(text[start:end]):
            end = max(text.rfind(" ", start, end), start)
        if start < end:
            yield start, whole(text, start, end)


def in_lists(text: str, ends: Iterable[int]) -> Iterator[Part]:
    """Where names of the gazetteer go on a list of places that end at `ends`: "Perth, Albany and Esperance"."""
    for end in sorted(ends):
        item = ITEM.match(text, end)
        while item and is_known(item[1]):
            start, end = item.start(1), whole(text, *item.span(1))
            yield start, end
            item = ITEM.match(text, end)


def in_pairs(text: str, names: frozenset[str]) -> Iterator[Part]:
    """Where two of these names are joined by a hyphen: "the India-Pakistan border"."""
    for match in PAIR.finditer(text):
        if match[1] in names and match[2] in names:
            yield from (match.span(1), match.span(2))


def is_known(name: str) -> bool:
    """Whether the gazetteer has a name that is no common word, nor a people's."""
    folded = fold(name)
    if is_people(folded) or folded in lexicons.words("places_general.txt") or name.endswith(("'s", "’s")):
        return False
    return bool(lookup(name)) and not all(word in lexicons.ranks("words_en.txt") for word in folded.split())


def whole(text: str, start: int, end: int, english: bool = False) -> int:
    """Where the name of a place that was found from `start` to `end` really ends.

    It goes on as far as the gazetteer knows it; in English also over a Spanish or Portuguese particle, since what comes
    after that makes it another place.
    """
    known = reached = end
    for _ in range(MOST):
        more = ONWARD.match(text, reached)
        if not more:
            break
        reached = more.end()
        if lookup(text[start:reached]):
            known = reached
    if known == end and english and (particle := PARTICLE.match(text, end)):
        return particle.end()
    return known
