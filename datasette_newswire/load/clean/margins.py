"""The first and last paragraphs of an article, by which lines that its source prints under every article are known.

A page's cue words are of the languages we know; what a source repeats is its page's in any language. A paragraph is
known by a fingerprint that is of its source too, so that all that is to be taken out is one set of numbers (see
`store/margins.py`, which counts them).
"""

from __future__ import annotations

from collections.abc import Sequence, Set
from dataclasses import dataclass
from hashlib import blake2b

from ..headlines import bare
from ..models import FIRST_MARGINS, LAST_MARGINS
from .blocks import Block
from .features import word_count
from .leftovers import Rules, kept

SHORTEST, LONGEST = 4, 80  # words; the rows of a table are shorter, and what is longer is not looked for
RULE = "repeated-by-source"


@dataclass(frozen=True, slots=True)
class Margins:
    """Fingerprints of an article's source, of its first two paragraphs, whatever their length, and of the paragraphs
    at its edges that can be lines of a page, by the number of the block."""

    source: int
    beginning: tuple[int, int]
    lines: dict[int, int]

    def values(self) -> tuple[int, ...]:
        """All of them in this order."""
        return (self.source, *self.beginning, *self.lines.values())


def of(source: str | None, blocks: Sequence[Block], rules: Rules) -> Margins | None:
    """The margins of an article, or None where its source is not known or it is too short to have any.

    `source` is the source's domain, or its name where only that is known: some of a site's documents name the site,
    others have its address alone.
    """
    left = kept(rules)
    if not source or len(left) <= FIRST_MARGINS + LAST_MARGINS:
        return None
    key = bare(source)
    prints = {i: fingerprint(key, blocks[i].text) for i in (*left[:FIRST_MARGINS], *left[-LAST_MARGINS:])}
    lines = {i: line for i, line in prints.items() if SHORTEST <= word_count(blocks[i].text) <= LONGEST}
    return Margins(fingerprint(key, ""), (prints[left[0]], prints[left[1]]), lines)


def take(margins: Margins, repeated: Set[int], rules: Rules) -> tuple[int, ...]:
    """Marks in `rules` the lines that the source repeats, and returns their fingerprints."""
    taken = {i: line for i, line in margins.lines.items() if line in repeated}
    for i in taken:
        rules[i] = RULE
    return tuple(taken.values())


def fingerprint(source: str, text: str) -> int:
    """64 bits, signed as SQLite's integers are, never 0."""
    folded = f"{source}\n{' '.join(text.casefold().split())}".encode("utf-8", "replace")
    return int.from_bytes(blake2b(folded, digest_size=8).digest(), "little", signed=True) or 1
