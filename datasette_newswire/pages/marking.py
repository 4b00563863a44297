"""Plain text and the stretches that matter in it → markup: names as links, words searched for as marks."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, replace

from markupsafe import Markup, escape

Span = tuple[int, int]  # start and end, in characters
_PARAGRAPH = re.compile(r"\n\s*\n")


@dataclass(frozen=True)
class Tag:
    """A stretch of text that becomes an element; `attributes` are escaped when they are written."""

    start: int
    end: int
    element: str
    attributes: tuple[tuple[str, str], ...] = ()

    def open(self) -> Markup:
        """The start tag."""
        pairs = (Markup(' {}="{}"').format(name, value) for name, value in self.attributes)
        return Markup("<{}{}>").format(Markup(self.element), Markup("").join(pairs))

    def without(self, name: str) -> Tag:
        """The tag without one of its attributes."""
        return replace(self, attributes=tuple(pair for pair in self.attributes if pair[0] != name))

    def close(self) -> Markup:
        """The end tag."""
        return Markup("</{}>").format(Markup(self.element))


def paragraphs(text: str) -> list[Span]:
    """The stretches of `text` between its blank lines, none of them empty."""
    edges = [0, *(edge for match in _PARAGRAPH.finditer(text) for edge in match.span()), len(text)]
    return [(start, end) for start, end in zip(edges[::2], edges[1::2], strict=True) if text[start:end].strip()]


def mark_up(text: str, span: Span, names: Sequence[Tag], words: Sequence[Span] = ()) -> Markup:
    """`text` within `span`, escaped, with the names as elements and the words as <mark> inside or around them.

    Names and words must be in the order of the text. A name that overlaps an earlier one or reaches beyond the span
    is left out. Words may lie across the edge of a name and are then marked in pieces.
    """
    out: list[Markup] = []
    position, end = span
    for name in names[bisect_left(names, position, key=lambda name: name.start) :]:
        if name.start >= end:
            break
        if position <= name.start < name.end <= end:
            out += [_marked(text, position, name.start, words), name.open()]
            out += [_marked(text, name.start, name.end, words), name.close()]
            position = name.end
    out.append(_marked(text, position, end, words))
    return Markup("").join(out)


def _marked(text: str, start: int, end: int, hits: Sequence[Span]) -> Markup:
    """`text[start:end]` escaped, with a <mark> around each part of a hit; hits are in order and do not overlap."""
    out: list[Markup] = []
    first = max(0, bisect_left(hits, (start, start)) - 1)
    for hit_start, hit_end in hits[first:]:
        if hit_start >= end:
            break
        low, high = max(start, hit_start), min(end, hit_end)
        if low < high:
            out += [escape(text[start:low]), Markup("<mark>{}</mark>").format(text[low:high])]
            start = high
    return Markup("").join([*out, escape(text[start:end])])


def snippet(text: str, highlights: Sequence[Span]) -> Markup:
    """A snippet with its highlights as <mark>."""
    return _marked(text, 0, len(text), highlights)


def context(text: str, span: Span, around: int = 60) -> tuple[str, str, str]:
    """What stands before, in and after a span, cut at words and put on one line."""
    start, end = span
    before, after = text[max(0, start - around) : start], text[end : end + around]
    if start > around:
        before = "… " + before.partition(" ")[2]
    if end + around < len(text):
        after = after.rpartition(" ")[0] + " …"
    return _line(before), text[start:end], _line(after)


def _line(text: str) -> str:
    return re.sub(r"\s+", " ", text)
