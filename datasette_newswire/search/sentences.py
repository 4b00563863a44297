"""Text → sentences, with their offsets."""

from __future__ import annotations

import re
from collections.abc import Iterator

Span = tuple[int, int]  # offsets in characters

# An end of a sentence: its mark, closing quotes or brackets, and white space before what can start another.
_END = re.compile(r"[.!?…]+[\"'”’»)\]]*\s+(?=[\"'“‘«(\[¿¡]*[^\W_])|[。！？]+[」』”]*|\n+")
# A full stop after these ends no sentence: titles, months, initials, abbreviations with stops inside.
_ABBREVIATED = re.compile(
    r"(?:\b(?:mr|mrs|ms|dr|prof|st|sen|rep|gov|gen|col|capt|lt|sgt|maj|adm|rev|hon|pres|jr|sr|vs|no|inc|corp|co|ltd|"
    r"jan|feb|mar|apr|jun|jul|aug|sept?|oct|nov|dec|u\.s|u\.k|u\.n|e\.g|i\.e|a\.m|p\.m)|\b[a-z](?:\.[a-z])*)\.\s*$",
    re.IGNORECASE,
)
_LONGEST_ABBREVIATION = 12  # characters before the end that are looked at


def sentences(text: str) -> Iterator[Span]:
    """The sentences of a text in their order, white space around them left out. A line break ends one too."""
    start = 0
    for end in _END.finditer(text):
        before = text[max(start, end.start() - _LONGEST_ABBREVIATION) : end.start() + 1]
        if end.group()[0] == "." and _ABBREVIATED.search(before) and _goes_on(text, end.end()):
            continue
        yield from _trimmed(text, start, end.end())
        start = end.end()
    yield from _trimmed(text, start, len(text))


def _goes_on(text: str, at: int) -> bool:
    """After an abbreviation only a new line starts a sentence for certain."""
    return "\n" not in text[max(0, at - 2) : at]


def _trimmed(text: str, start: int, end: int) -> Iterator[Span]:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    if start < end:
        yield start, end
