"""Abbreviations that an article explains: "the Public Authority for Example (PAFEX)", "risk of example (RoE)"."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from ..names import titles
from ..names.organizations import SMALL

SHORT = re.compile(r"(?<=[\w.'’]\s)\(\s?([A-Z][\w&/.-]{1,11})\s?\)")
CUT = re.compile(r"[.!?;:]\s+(?=[A-Z])|[\n,()\[\]]")  # what no long form goes over
CLOSING = re.compile(r"['’]s?$")
PLURAL = re.compile(r"[A-Z]+s$")
MORE = 5  # words of a long form beside one for each letter of the short one, and at most two for each
WORD = 16  # characters of a word at most


@dataclass(frozen=True)
class Abbreviation:
    """A short form in brackets and the words before it that it abbreviates, each with its place in the text."""

    short: str
    start: int
    end: int
    long: str
    long_start: int
    long_end: int

    @property
    def is_name(self) -> bool:
        """Whether it can be one body's: all words but small ones have a capital, and it is no plural and no office."""
        words = re.findall(r"\w+", self.long)
        office = titles.roles().get(words[-1].lower()) == "head"
        return not PLURAL.match(self.short) and not office and all(word[0].isupper() or word in SMALL for word in words)

    @property
    def is_phrase(self) -> bool:
        """Whether no word has a capital: the short form is no name, either."""
        return self.long.islower()


def abbreviations(text: str) -> Iterator[Abbreviation]:
    """The abbreviations that a text explains: words that begin with the short form's first letter and have all others
    in its order (Schwartz and Hearst, A Simple Algorithm for Identifying Abbreviation Definitions, 2003)."""
    for match in SHORT.finditer(text):
        letters = [letter for letter in match[1].lower() if letter.isalnum()]
        low = max(0, match.start() - WORD * min(len(letters) + MORE, 2 * len(letters)))
        low = max([low, *(cut.end() for cut in CUT.finditer(text, low, match.start()))])
        words = CLOSING.sub("", text[low : match.start()].rstrip())
        start = _start(letters, words.lower())
        if start is not None and " " in words[start:]:
            yield Abbreviation(match[1], *match.span(1), words[start:], low + start, low + len(words))


def _start(letters: list[str], words: str) -> int | None:
    """Where the last words begin that have the letters; None if there are none."""
    place = len(words)
    for letter in reversed(letters):
        place = words.rfind(letter, 0, place)
        if place < 0:
            return None
    while place > 0 and words[place - 1].isalnum():
        place = words.rfind(letters[0], 0, place)
    return place if place >= 0 else None
