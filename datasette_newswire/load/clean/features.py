"""Blocks of a page → numbers that tell running text from the page around it, in any language.

After Kohlschütter, Fankhauser, Nejdl: Boilerplate Detection using Shallow Text Features (WSDM 2010) and Pomikálek:
Removing Boilerplate and Duplicate Content from Web Corpora (2011): length, punctuation, function words and case of a
block, those of its neighbours, and where it stands among the prose of its page.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Sequence
from functools import cache

import numpy as np
from numpy.typing import NDArray

from ..lexicons import rows
from .blocks import SENTENCE_END, Block
from .cues import cue

Matrix = NDArray[np.float64]

# Scripts written without spaces: two characters count as a word.
_UNSPACED = re.compile(r"[\u0e00-\u0eff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
_DATE = re.compile(r"\b(?:(?:19|20)\d\d|\d{1,2}:\d\d)\b")
_LINKED = re.compile(r"https?://|www\.|@\w|\S@\S")
_SIGNS = re.compile(r"[|»›©•<>→]")
_QUOTE = re.compile('["“”«»„]')
_CLAUSE = re.compile(r"[,;:،、，；]")
RULES = ("comments", "related", "share", "subscribe", "follow", "contact", "copyright", "cookies", "advert", "player",
         "navigation", "tags", "biography", "caption")  # fmt: skip
_RULE_AT = {rule: i for i, rule in enumerate(RULES)}
_LETTERS = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")
_DIGIT = re.compile(r"\d")
HEAD = 400  # characters of a block whose kinds are counted
PROSE_WORDS = 14  # a block this long that is a sentence is prose
NEAR = 8  # blocks within which prose is near


@cache
def stopwords() -> frozenset[str]:
    """The function words of all languages together: which language it is does not matter here."""
    return frozenset(word for row in rows("stopwords.csv") for word in row[1].split())


def word_count(text: str) -> int:
    """Words, or what comes to words in a script without spaces."""
    unspaced = len(_UNSPACED.findall(text)) if not text.isascii() else 0
    return len(text.split()) + unspaced // 2


def of(blocks: Sequence[Block]) -> Matrix:
    """One row of features a block, in the blocks' order."""
    if not blocks:
        return np.zeros((0, 0))
    own = np.array([_own(block) for block in blocks])
    repeated = Counter(block.text for block in blocks)
    again = np.array([[float(repeated[block.text] > 1)] for block in blocks])
    return np.hstack([own, again, _around(own), _among(own, blocks)])


def _own(block: Block) -> list[float]:
    """Features of a block by itself. The first three are the ones that neighbours are given, too."""
    text = block.text
    count = word_count(text)
    head = text[:HEAD]
    words = head.split()
    letters = [word for word in words if word[0].isalpha()] or [""]
    small = _LETTERS.findall(head.lower())
    unspaced = count > 1.3 * len(words) and len(text) <= HEAD
    stops = 1.0 if unspaced else sum(map(stopwords().__contains__, small)) / max(len(words), 1)
    ended = SENTENCE_END.search(text) is not None
    found = cue(text)
    rules = [0.0] * len(RULES)
    if found and found.rule in _RULE_AT:
        rules[_RULE_AT[found.rule]] = 1.0
    return [
        min(math.log1p(count), 6.0),
        min(stops, 1.0),
        float(ended and count >= PROSE_WORDS and stops > 0.15),
        float(ended),
        float(count <= 3), float(4 <= count <= 9), float(10 <= count <= 17), float(18 <= count <= 40),
        sum(word[0].isupper() for word in letters if word) / len(letters),
        sum(word.isupper() and len(word) > 1 for word in letters) / len(letters),
        len(_DIGIT.findall(head)) / len(head),
        min(len(_CLAUSE.findall(head)) / 5, 1.0),
        float(_QUOTE.search(head) is not None),
        float(text[0].islower()),
        float(block.bullet), float(block.gap),
        float(_DATE.search(head) is not None), float(_LINKED.search(head) is not None),
        float(_SIGNS.search(head) is not None), float(text.endswith("?")),
        float(found is not None and found.strength == "sure"), float(found is not None and found.strength == "edge"),
        *rules,
    ]  # fmt: skip


def _shifted(column: Matrix, by: int) -> Matrix:
    """The value of the block `by` places on (0 where there is none)."""
    out = np.zeros_like(column)
    if by > 0:
        out[:-by] = column[by:]
    else:
        out[-by:] = column[:by]
    return out


def _around(own: Matrix) -> Matrix:
    """Length, function words and prose of the blocks before and after, and over a window on both sides."""
    columns = own[:, :3]
    neighbours = [_shifted(columns, by) for by in (-2, -1, 1, 2) if abs(by) < len(own)]
    while len(neighbours) < 4:
        neighbours.append(np.zeros_like(columns))
    before = sum(_shifted(columns, -by) for by in range(1, NEAR + 1) if by < len(own)) / NEAR
    after = sum(_shifted(columns, by) for by in range(1, NEAR + 1) if by < len(own)) / NEAR
    ends = [_shifted(own[:, 3:4], by) if abs(by) < len(own) else np.zeros((len(own), 1)) for by in (-1, 1)]
    zero = np.zeros_like(columns)
    return np.hstack([*neighbours, before + zero, after + zero, *ends])


def _among(own: Matrix, blocks: Sequence[Block]) -> Matrix:
    """Where a block stands on its page: between first and last prose, at its indent, how far from it."""
    n = len(blocks)
    index = np.arange(n)
    prose = own[:, 2] > 0
    mass = np.where(prose, np.expm1(own[:, 0]), 0.0)
    total = float(mass.sum()) or 1.0
    share_before = (np.cumsum(mass) - mass) / total
    indents = np.array([min(block.indent, 60) for block in blocks])
    by_indent: Counter[int] = Counter()
    for indent, weight in zip(indents, mass, strict=True):
        by_indent[int(indent)] += int(weight)
    usual = by_indent.most_common(1)[0][0]
    places = np.flatnonzero(prose)
    last = np.searchsorted(places, index, side="right") - 1
    since = np.where(last >= 0, index - places[np.maximum(last, 0)], n) if len(places) else np.full(n, n)
    following = np.searchsorted(places, index, side="left")
    reached = following < len(places)
    until = np.where(reached, places[np.minimum(following, len(places) - 1)] - index, n) if len(places) else since
    words = np.expm1(own[:, 0])
    prose_share = float(mass.sum() / max(words.sum(), 1.0))
    return np.column_stack([
        share_before, share_before == 0, share_before + mass / total >= 0.999,
        np.abs(indents - usual) / 10, indents == usual,
        np.minimum(np.log1p(since), 4), np.minimum(np.log1p(until), 4),
        np.full(n, prose_share), np.full(n, min(math.log1p(n), 7.0)), np.full(n, min(math.log1p(total), 8.0)),
        index / n, index == 0,
    ]).astype(np.float64)  # fmt: skip
