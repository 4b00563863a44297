"""A page's tree → its blocks of text in reading order, each with what its markup says about it."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import lru_cache

from lxml.html import HtmlElement

from ..clean.blocks import Block

# Elements that end the paragraph before them and begin another.
BLOCKS = frozenset((
    "address", "article", "aside", "blockquote", "body", "br", "button", "center", "dd", "details", "dialog", "div",
    "dl", "dt", "fieldset", "figcaption", "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header",
    "hr", "html", "legend", "li", "main", "nav", "ol", "option", "p", "pre", "section", "summary", "table", "tbody",
    "td", "tfoot", "th", "thead", "tr", "ul",
))  # fmt: skip
SKIPPED = frozenset((
    "script", "style", "noscript", "template", "iframe", "object", "embed", "svg", "canvas", "audio", "video",
    "head", "input", "select", "textarea", "map", "math",
))  # fmt: skip
FURNITURE = frozenset(("nav", "footer", "aside", "form", "button", "figcaption"))
HEADINGS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))
_FURNITURE = re.compile(
    r"(?:^|[\s_-])(?:nav|menu|footer|sidebar|related|recirc|recommend|promo|share|social|newsletter|subscri|comment|disqus|breadcrumb"
    r"|advert|ads?|sponsor|cookie|consent|banner|popular|trending|most-?read|outbrain|taboola|modal|signup|sign-?up|author-?bio|tags?|topics?"
    r"|read-?more|more-?(?:stories|news|from)|widget|toolbar|caption|credit|byline|meta|date)(?:s|$|[\s_-]|[A-Z])",
    re.I,
)
_BODY = re.compile(
    r"article-?_?(?:body|content|text)|story-?_?(?:body|content|text)|entry-?content|post-?_?(?:body|content)|body-?(?:copy|text|content)|articlebody"
    r"|content-?_?body|rich-?text|main-?content|paragraph",
    re.I,
)
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.I)
DEEPEST = 200  # levels of elements followed


@dataclass(frozen=True, slots=True)
class Marked:
    """A block with its markup: element, share of its characters in links, and what the elements around it are."""

    block: Block
    tag: str
    linked: float
    depth: int
    furniture: int  # elements around it that are called after parts of pages
    body: bool  # inside an element called after the text of articles
    article: bool  # inside <article> or <main>
    hidden: bool
    path: int  # of the elements around it: equal for siblings


@dataclass(slots=True)
class _Walk:
    out: list[Marked] = field(default_factory=list)
    text: list[str] = field(default_factory=list)
    links: int = 0


@dataclass(frozen=True, slots=True)
class _Place:
    tag: str = "body"
    depth: int = 0
    furniture: int = 0
    body: bool = False
    article: bool = False
    hidden: bool = False
    link: bool = False
    path: int = 0


def flatten(tree: HtmlElement) -> list[Marked]:
    """The blocks of a page; cells of a table row are one block, with bars between them."""
    walk = _Walk()
    root = tree.find("body")
    _walk(tree if root is None else root, _Place(), walk)
    _flush(walk, _Place())
    return walk.out


def _walk(element: HtmlElement, outer: _Place, walk: _Walk) -> None:
    tag = element.tag
    if not isinstance(tag, str) or tag in SKIPPED or outer.depth > DEEPEST:
        return
    if tag == "tr":
        _row(element, outer, walk)
        return
    block = tag in BLOCKS
    if block:
        _flush(walk, outer)
    place = _inside(element, tag, outer, block)
    _say(walk, element.text, place)
    for child in element:
        _walk(child, place, walk)
        _say(walk, child.tail, place)
    if block:
        _flush(walk, place)


def _row(element: HtmlElement, outer: _Place, walk: _Walk) -> None:
    """A table row; a row that holds other blocks than text is a layout and walked as usual."""
    cells = [cell for cell in element if cell.tag in ("td", "th")]
    if any(
        inner.tag in BLOCKS and inner.tag not in ("br", "p", "div")
        for cell in cells
        for inner in cell.iterdescendants()
    ):
        for cell in cells:
            _walk(cell, outer, walk)
        return
    _flush(walk, outer)
    place = _inside(element, "tr", outer, True)
    texts = [" ".join(cell.text_content().split()) for cell in cells]
    _say(walk, " | ".join(text for text in texts if text), place)
    walk.links += sum(len(a.text_content()) for a in element.iter("a"))
    _flush(walk, place)


def _inside(element: HtmlElement, tag: str, outer: _Place, block: bool) -> _Place:
    if not block:
        linked = outer.link or tag == "a"
        return outer if linked == outer.link else _Place(outer.tag, outer.depth, outer.furniture, outer.body,
                                                         outer.article, outer.hidden, linked, outer.path)  # fmt: skip
    furniture, body, hidden = 0, False, False
    if element.attrib:
        get = element.get
        furniture, body = _kind(f"{get('class') or ''} {get('id') or ''}")
        body = body or get("itemprop") == "articleBody"
        hidden = get("hidden") is not None or _HIDDEN.search(get("style") or "") is not None
    return _Place(
        "li" if tag in ("p", "div") and outer.tag == "li" else tag, outer.depth + 1,
        outer.furniture + furniture + (tag in FURNITURE), outer.body or body,
        outer.article or tag in ("article", "main"), outer.hidden or hidden, outer.link,
        hash((outer.path, outer.depth, outer.tag)),
    )  # fmt: skip


@lru_cache(maxsize=4096)  # the same classes stand on many elements and pages
def _kind(names: str) -> tuple[int, bool]:
    """Whether classes and id are called after a part of the page, and whether after the text of the article."""
    return int(_FURNITURE.search(names) is not None), _BODY.search(names) is not None


def _say(walk: _Walk, text: str | None, place: _Place) -> None:
    if text:
        walk.text.append(text)
        if place.link:
            walk.links += len(text.strip())


def _flush(walk: _Walk, place: _Place) -> None:
    """What was said since the last block becomes one."""
    text = " ".join("".join(walk.text).split())
    if text:
        linked = min(walk.links / len(text), 1.0)
        block = Block(text, 0, True, place.tag == "li")
        walk.out.append(Marked(block, place.tag, linked, place.depth, place.furniture, place.body, place.article,
                               place.hidden, place.path))  # fmt: skip
    walk.text.clear()
    walk.links = 0
