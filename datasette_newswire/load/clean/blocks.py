"""Plain text → blocks: one block a paragraph, heading, list item or line of a menu, in reading order."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from ..credits import bylines
from ..lexicons import words

BULLET = re.compile(r"(?:[*•·▪◦‣●■►▶–—+o-]|\d{1,2}[.)]|\(\d{1,2}\))\s+")
SENTENCE_END = re.compile(r"""[.!?…。！？؟।:;]["'”’»)\]]*$""")
_SPACES = re.compile(r"[ \t\u00a0\u2000-\u200a\u202f\u205f\u3000]+")
_INVISIBLE = re.compile("[\u200b-\u200f\u202a-\u202e\u2060\ufeff\u00ad\x00-\x08\x0e-\x1f\x7f]")
_BREAKS = re.compile(r"\r\n?|[\u2028\u2029\x0b\x0c\x85]")
_WORD = re.compile(r"\S+")
_LAST_WORD, _FIRST_WORD = re.compile(r"[^\W\d_]+-$"), re.compile(r"[^\W\d_]+")
_DIVIDED = re.compile(r"[^\W\d_]{2}-$")

# A terminal or a typewriter wraps at 60 to 80 columns, mail at 72 to 78; printed columns are narrower.
NARROWEST, WIDEST = 40, 110
LONG = 60  # characters of a line that is no item of a list
SLACK = 3  # columns by which a line may fall short though its next word would have fitted


@dataclass(frozen=True, slots=True)
class Line:
    """A line that is not blank: its text without outer space, the columns before it, a blank line before it."""

    text: str
    indent: int
    gap: bool


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph or what else stands by itself: one line of text, the columns before it, a blank line before it."""

    text: str
    indent: int = 0
    gap: bool = False
    bullet: bool = False


def lines(text: str) -> Iterator[Line]:
    """The lines that are not blank, with invisible characters taken out and spaces made one."""
    gap = False
    for raw in _INVISIBLE.sub("", _BREAKS.sub("\n", text)).split("\n"):
        line = raw.expandtabs(4)
        plain = _SPACES.sub(" ", line).strip()
        if plain:
            yield Line(plain, len(line) - len(line.lstrip()), gap)
            gap = False
        else:
            gap = True


def blocks(text: str) -> list[Block]:
    """The blocks of a text, paragraphs put together again where lines were wrapped at a column."""
    met = list(lines(text))
    width = wrap_width(met)
    out: list[Block] = []
    last: Line | None = None
    for line in met:
        if last and out and (_runs_on(last, line) or (width and _continues(last, line, width))):
            out[-1] = Block(_joined(out[-1].text, line.text), out[-1].indent, out[-1].gap, out[-1].bullet)
        else:
            out.append(_block(line))
        last = line
    return out


def wrap_width(met: list[Line]) -> int | None:
    """The column at which lines were wrapped, or None if lines end where paragraphs do.

    Wrapped text shows in lines that nearly fill the width and end in the middle of a sentence.
    """
    if len(met) < 3:
        return None
    lengths = sorted(line.indent + len(line.text) for line in met)
    width = lengths[int(len(lengths) * 0.98)]
    if not NARROWEST <= width <= WIDEST:
        return None
    followed = [a for a, b in pairwise(met) if not b.gap]
    followed = [line for line in followed if line.indent + len(line.text) > 0.5 * width]  # others are of a menu or list
    full = [line for line in followed if line.indent + len(line.text) > 0.75 * width]
    broken = [line for line in full if not SENTENCE_END.search(line.text)]
    wrapped = len(full) >= 0.4 * max(len(followed), 1) and len(broken) >= max(1, 0.5 * len(full))
    return width if wrapped else None


def _runs_on(last: Line, line: Line) -> bool:
    """Whether a line is surely of the sentence that the line before it breaks off, wherever else lines end."""
    if line.gap or BULLET.match(line.text) or "://" in line.text or SENTENCE_END.search(last.text):
        return False
    if not line.text[0].islower() or bylines.line(line.text):  # "di Ida Berg"
        return False
    return len(last.text) >= LONG or _DIVIDED.search(last.text) is not None


def _continues(last: Line, line: Line, width: int) -> bool:
    """Whether a line goes on with the paragraph of the line before: its first word found no room there."""
    if line.gap or (line.indent > last.indent and not line.text[0].islower()) or BULLET.match(line.text):
        return False
    if line.text[0].islower() and len(last.text) > 0.6 * width and not SENTENCE_END.search(last.text):
        return True
    first = _WORD.match(line.text)
    room = width - last.indent - len(last.text)
    fits = first is not None and len(first.group()) + 1 + SLACK < room
    return not fits


def _joined(start: str, rest: str) -> str:
    """Two lines as one. A word divided between them is put together, but for two whole words: these are more often
    joined by their own hyphen ("well-" and "known")."""
    if not start.endswith("-") or start.endswith(" -"):
        return f"{start} {rest}"
    halves = _LAST_WORD.search(start), _FIRST_WORD.match(rest)
    one, other = (half.group().rstrip("-").casefold() if half else "" for half in halves)
    known = words("words_en.txt")
    divided = one and other and (f"{one}{other}" in known or not (one in known and other in known))
    return f"{start[:-1]}{rest}" if divided and rest[0].islower() else f"{start}{rest}"


def _block(line: Line) -> Block:
    bullet = BULLET.match(line.text)
    is_item = bullet is not None and bullet.end() < len(line.text)
    return Block(line.text, line.indent, line.gap, is_item)
