"""Which text of a page is the article: trafilatura's choice, with what it is known to take and to leave mended.

https://trafilatura.readthedocs.io; the mendings answer adbar/trafilatura #768 and #879 (text given twice).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from copy import deepcopy
from typing import Any

import trafilatura
from lxml import etree
from lxml.html import HtmlElement

from .markup import plain

SHORTEST = 250  # characters; a shorter finding is tried again with other settings
MUCH_MORE = 1.6  # times the text: then the body that JSON-LD gives is the better one
_BLOCKS = frozenset(("p", "head", "item", "quote", "row", "ab", "fw", "list", "table", "code", "lb"))


def paragraphs(tree: HtmlElement) -> list[str]:
    """The paragraphs of a page's article, in reading order. `tree` is left as it is."""
    found = _extracted(tree, favor_precision=True)
    if len(" ".join(found)) < SHORTEST:
        wider = _extracted(tree, favor_recall=True)
        found = wider if len(" ".join(wider)) > 2 * len(" ".join(found)) else found
    return found


def _extracted(tree: HtmlElement, **settings: Any) -> list[str]:
    result = trafilatura.bare_extraction(
        deepcopy(tree), with_metadata=False, include_comments=False, include_tables=True, **settings
    )
    if result is None or result.body is None:
        return []
    return [text for block in _blocks(result.body) if (text := plain_spaces(block))]


def _blocks(body: etree._Element) -> Iterator[str]:
    """The texts of trafilatura's document, one a block; rows of tables with bars between their cells."""
    for element in body:
        yield from _texts(element)


def _texts(element: etree._Element) -> Iterator[str]:
    if element.tag == "table":
        for row in element.iter("row"):
            cells = [" ".join("".join(cell.itertext()).split()) for cell in row.iter("cell")]
            yield " | ".join(cell for cell in cells if cell)
    elif element.tag in ("list", "quote", "div") and any(child.tag in _BLOCKS for child in element):
        yield element.text or ""
        for child in element:
            yield from _texts(child)
            yield child.tail or ""
    else:
        for tail in element.iter("lb"):
            tail.tail = "\n" + (tail.tail or "")
        yield from "".join(element.itertext()).split("\n\n")


def plain_spaces(text: str) -> str:
    return "\n".join(" ".join(line.split()) for line in text.split("\n") if line.strip())


def json_body(body: str | None) -> list[str]:
    """The paragraphs of an `articleBody`."""
    return [plain(part) for part in re.split(r"\n+|</p>|<br\s*/?>", body or "") if plain(part)]
