"""What a page's markup says: JSON-LD, meta elements and microdata, as plain values.

https://json-ld.org, https://schema.org/Article, https://ogp.me; the names of the other meta elements are those that
news sites use for search engines, archives and social networks.
"""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from lxml.html import HtmlElement

ARTICLE_TYPES = frozenset((
    "Article", "NewsArticle", "BlogPosting", "ReportageNewsArticle", "AnalysisNewsArticle", "OpinionNewsArticle",
    "ReviewNewsArticle", "BackgroundNewsArticle", "LiveBlogPosting", "Report", "SocialMediaPosting", "TechArticle",
    "ScholarlyArticle", "Review", "Recipe", "AdvertiserContentArticle", "SatiricalArticle", "PodcastEpisode",
    "VideoObject",
))  # fmt: skip
PAGE_TYPES = frozenset(("WebPage", "ItemPage", "MedicalWebPage", "AboutPage"))
DEEPEST = 6  # levels of JSON-LD looked into
LARGEST = 400_000  # characters of JSON-LD read
_NOT_JSON = re.compile(r"^\s*(?:<!--|//\s*<!\[CDATA\[|<!\[CDATA\[)|(?:-->|//\s*\]\]>|\]\]>)\s*;?\s*$")
_TRAILING_COMMA = re.compile(r",\s*([}\]])")

Node = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Markup:
    """`meta`: contents of meta elements by lower-case name or property; `article`: the JSON-LD node of the article."""

    meta: dict[str, list[str]]
    article: Node = field(default_factory=dict)
    nodes: tuple[Node, ...] = ()

    def first(self, *names: str) -> str | None:
        """The first meta element of these names, in this order, that says anything."""
        return next((v for name in names for v in self.meta.get(name, ()) if v), None)


def read(tree: HtmlElement) -> Markup:
    """The markup of a page; broken JSON-LD is left out."""
    nodes = tuple(_nodes(tree))
    articles = [node for node in nodes if types(node) & ARTICLE_TYPES]
    articles.sort(key=_completeness, reverse=True)
    pages = [node for node in nodes if types(node) & PAGE_TYPES]
    return Markup(_meta(tree), (articles or pages or [{}])[0], nodes)


def types(node: Node) -> set[str]:
    """The schema.org types of a node, without the address of the vocabulary."""
    found = node.get("@type")
    return {str(t).rsplit("/", 1)[-1] for t in (found if isinstance(found, list) else [found])}


def text_of(value: object, key: str = "name") -> str | None:
    """A JSON-LD value as text: a string as it is, a node by its `key`, a list by its first."""
    for item in value if isinstance(value, list) else [value]:
        found = item.get(key) if isinstance(item, dict) else item
        if isinstance(found, list):
            found = next((x for x in found if isinstance(x, str)), None)
        if isinstance(found, str) and found.strip():
            return plain(found)
    return None


def texts_of(value: object, key: str = "name") -> list[str]:
    """All texts of a JSON-LD value that may be one or a list."""
    return [text for item in (value if isinstance(value, list) else [value]) if (text := text_of(item, key))]


def plain(text: str) -> str:
    """Text as a reader sees it: entities resolved (twice escaped ones, too), tags out, spaces made one."""
    for _ in range(2):
        text = html.unescape(text)
    return " ".join(re.sub(r"<[^<>]{0,200}>", " ", text).split())


def _meta(tree: HtmlElement) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for element in tree.iter("meta"):
        content = element.get("content")
        if content and content.strip():
            for attribute in ("name", "property", "itemprop"):
                for name in (element.get(attribute) or "").lower().split():
                    found.setdefault(name, []).append(plain(content))
    return found


def _nodes(tree: HtmlElement) -> Iterator[Node]:
    for script in tree.iter("script"):
        if "ld+json" in (script.get("type") or "").lower() and script.text and len(script.text) < LARGEST:
            yield from _walk(_json(script.text), DEEPEST)


def _json(text: str) -> object:
    bare = _NOT_JSON.sub("", text.strip()).rstrip("; \n")
    attempts = (bare, _TRAILING_COMMA.sub(r"\1", bare), html.unescape(bare))
    return next((value for attempt in attempts if (value := _loaded(attempt)) is not None), None)


def _loaded(text: str) -> object:
    try:
        return json.loads(text, strict=False)
    except (ValueError, RecursionError):
        return None


def _walk(value: object, depth: int) -> Iterator[Node]:
    """Nodes of a graph: those at the top and those inside `@graph`, `mainEntity` and lists of them."""
    if depth == 0:
        return
    if isinstance(value, list):
        for item in value:
            yield from _walk(item, depth - 1)
    elif isinstance(value, dict):
        yield value
        for key in ("@graph", "mainEntity", "mainEntityOfPage", "itemReviewed"):
            if isinstance(value.get(key), (dict, list)):
                yield from _walk(value[key], depth - 1)


def _completeness(node: Node) -> int:
    wanted = ("headline", "datePublished", "author", "articleBody", "publisher")
    video = bool(types(node) & {"VideoObject", "PodcastEpisode", "Review"})
    return sum(bool(node.get(key)) for key in wanted) - 3 * video
