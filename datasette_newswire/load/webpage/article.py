"""Which text of a page is the article.

trafilatura (https://trafilatura.readthedocs.io) makes a choice of its own; it is one of the features, beside those
of text and markup, from which a network judges each block (weights: `data/page_weights.csv`, made by
`tools/train_blocks.py`). Where the two differ widely, the network has misread the page, and trafilatura's choice holds.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from copy import deepcopy
from dataclasses import dataclass

import trafilatura
from lxml import etree
from lxml.html import HtmlElement

from ..clean import features, network, path, removed
from ..models import Removed
from . import evidence
from .flatten import Marked, flatten

# Measured by cross-validation over sites on the training pages.
PRICES = path.Prices(edge=2.0, gap=1.0, bias=0.3)
LESS, MORE = 0.4, 2.0  # the network's text may be this much of trafilatura's, no less and no more
SHORT = 100  # words; a longer text is not believed to be less than half of the article
AS_LONG, SAME = 0.3, 0.8  # shares of the network's words that make its text as long as another's, and of one place
ROWS, LINKED = 2, 0.3  # rows with figures that make a table one of the article; links' share in a row, no more
SHORTEST = 250  # characters; when less is found, trafilatura is asked again for all that may be text
_BLOCKS = frozenset(("p", "head", "item", "quote", "row", "ab", "fw", "list", "table", "code", "lb"))


@dataclass(frozen=True, slots=True)
class Found:
    """The paragraphs of the article, and what of the page is none. `linked`: the share of its characters in links."""

    paragraphs: tuple[str, ...]
    removed: tuple[Removed, ...]
    linked: float = 0.0


def find(tree: HtmlElement, title: str, body: str) -> Found:
    """The article of a page, which is left as it is. `title` and `body` are those of its metadata, empty without."""
    chosen = trafilaturas(tree)
    marked = flatten(tree)
    if not marked:
        return Found(tuple(chosen), ())
    states, article = _judged(marked, chosen, title, body)
    if SHORT < _words(chosen) < _words([item.block.text for item in article]) / MORE:
        # From a wider choice than this the network may see more of the article.
        chosen = max(chosen, _extracted(tree, precise=False), key=_words)
        states, article = _judged(marked, chosen, title, body)
    kept = [item.block.text for item in article]
    if differ(_words(kept), _words(chosen)) and not _goes_on(article, chosen, body):
        text = evidence.squeezed("".join(chosen))
        inside = [evidence.squeezed(item.block.text) in text for item in marked]
        article = [item for item, yes in zip(marked, inside, strict=True) if yes]
        return Found(tuple(chosen), _removed(marked, _sides(inside)), _linked(article))
    return Found(tuple(kept), _removed(marked, states), _linked(article))


def _linked(article: Sequence[Marked]) -> float:
    length = sum(len(item.block.text) for item in article)
    return sum(len(item.block.text) * item.linked for item in article) / length if length else 0.0


def _judged(marked: Sequence[Marked], chosen: Sequence[str], title: str, body: str) -> tuple[list[int], list[Marked]]:
    """For each block which side of the article it is on, and those that are the article."""
    table = evidence.of(marked, "\n".join(chosen), title, body)
    odds = network.load("page_weights.csv").log_odds(table)
    states = path.judged(odds, [features.word_count(item.block.text) for item in marked], PRICES)
    _with_table(marked, states)
    return states, [item for item, state in zip(marked, states, strict=True) if state == path.ARTICLE]


def _with_table(marked: Sequence[Marked], states: list[int]) -> None:
    """A table of figures right behind the article's last block belongs to it; the network looks for sentences."""
    start = len(states) - states[::-1].index(path.ARTICLE) if path.ARTICLE in states else len(states)
    end = start
    while end < len(states) and _is_row(marked[end]):
        end += 1
    figures = sum(any(character.isdigit() for character in item.block.text) for item in marked[start:end])
    if figures >= ROWS:
        states[start:end] = [path.ARTICLE] * (end - start)


def _is_row(item: Marked) -> bool:
    return item.tag == "tr" and item.article and not item.furniture and item.linked < LINKED and "|" in item.block.text


def differ(found: int, chosen: int) -> bool:
    """Whether two counts of words are too far apart for two views of one article."""
    return not found or found < LESS * chosen or (chosen > SHORT and found > MORE * chosen)


def _goes_on(article: Sequence[Marked], chosen: Sequence[str], body: str) -> bool:
    """Whether what the network found beyond trafilatura's choice is more of the same: it is as long as the metadata
    says the text is, or stands in the same elements (an article that is cut by advertisements)."""
    found = _words([item.block.text for item in article])
    if found <= _words(chosen):
        return False
    if (1 - AS_LONG) * found < features.word_count(body) < (1 + AS_LONG) * found:
        return True
    text = evidence.squeezed("".join(chosen))
    elements = {item.path for item in article if evidence.squeezed(item.block.text) in text}
    return _words([item.block.text for item in article if item.path in elements]) > SAME * found


def _words(paragraphs: Sequence[str]) -> int:
    return sum(features.word_count(text) for text in paragraphs)


def _sides(inside: Sequence[bool]) -> list[int]:
    """States of blocks of which only is known whether they belong to the article."""
    if True not in inside:
        return [path.AFTER] * len(inside)
    first, last = inside.index(True), len(inside) - 1 - inside[::-1].index(True)
    return [path.ARTICLE if yes else path.BEFORE if i < first else path.AFTER if i > last else path.NOISE
            for i, yes in enumerate(inside)]  # fmt: skip


def _removed(marked: Sequence[Marked], states: Sequence[int]) -> tuple[Removed, ...]:
    """The blocks outside the article, in runs."""
    return removed.joined(
        None if state == path.ARTICLE else Removed(item.block.text, path.POSITION[state], path.RULE[state])
        for item, state in zip(marked, states, strict=True)
    )


def trafilaturas(tree: HtmlElement) -> list[str]:
    """trafilatura's choice of paragraphs: precise, and wide where little is found."""
    found = _extracted(tree, precise=True)
    if len(" ".join(found)) < SHORTEST:
        wider = _extracted(tree, precise=False)
        found = wider if len(" ".join(wider)) > 2 * len(" ".join(found)) else found
    return found


def _extracted(tree: HtmlElement, precise: bool) -> list[str]:
    result = trafilatura.bare_extraction(
        deepcopy(tree), with_metadata=False, include_comments=False, include_tables=True, fast=True,
        favor_precision=precise, favor_recall=not precise,
    )  # fmt: skip
    if result is None or result.body is None:
        return []
    lines = (line for element in result.body for text in _texts(element) for line in text.split("\n"))
    return [plain for line in lines if (plain := " ".join(line.split()))]


def _texts(element: etree._Element) -> Iterator[str]:
    """The texts of an element of trafilatura's document; rows of tables with bars between their cells."""
    if element.tag == "table":
        for row in element.iter("row"):
            cells = (" ".join("".join(cell.itertext()).split()) for cell in row.iter("cell"))
            yield " | ".join(cell for cell in cells if cell)
    elif element.tag in ("list", "quote", "div") and any(child.tag in _BLOCKS for child in element):
        yield element.text or ""
        for child in element:
            yield from _texts(child)
            yield child.tail or ""
    else:
        for line in element.iter("lb"):
            line.tail = "\n" + (line.tail or "")
        yield "".join(element.itertext())
