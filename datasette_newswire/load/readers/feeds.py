"""RSS 0.9 to 2.0, RDF and Atom, by feedparser."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from typing import Any

import feedparser

from ...hookspecs import Reader
from ..models import Credit, Document, Draft, Text, Unreadable
from ..parsing import drafts, encodings, languages, markup, xmltext

ROOTS = frozenset(("rss", "rdf", "feed", "channel"))
FULL = 1_200  # characters: a description as long as this is the article, not a teaser
_CUT = re.compile(
    r"(?:\.\.\.|…|\[(?:\.\.\.|…|\+\d+ chars)\])\W*$|(?:read more|continue reading|weiterlesen|lire la suite)\W*$", re.I
)
_DECLARATION = re.compile(r"\ufeff?\s*<\?xml\b[^>]*\?>")


def matches(document: Document) -> float:
    """A root element of the feed formats; "feed" needs a namespace or entries of its own."""
    name, attributes = xmltext.root_of(document.content)
    if name.lower() not in ROOTS:
        return 0.0
    if name.lower() == "feed":
        return 0.9 if "atom" in attributes.lower() or b"<entry" in document.content else 0.0
    return 0.9


def read(document: Document) -> Iterator[Draft]:
    """A draft for each item. Raises Unreadable for a feed without any."""
    found = encodings.decode(document.content)
    text = _DECLARATION.sub("", found.text, count=1).encode("utf-8", "replace")
    parsed = feedparser.parse(io.BytesIO(text), response_headers={"content-type": "application/xml; charset=utf-8"})
    drafted = [_draft(entry, parsed.feed, found, str(number)) for number, entry in enumerate(parsed.entries, 1)]
    if not any(drafted):
        raise Unreadable("This feed has no items with a title or a text.")
    yield from (draft for draft in drafted if draft)


def _draft(entry: Any, feed: Any, found: Text, number: str) -> Draft | None:
    """The draft of an item, None for one that says nothing."""
    body, teaser = _texts(entry)
    title = markup.line(entry.get("title", ""))
    tag = entry.get("language") or _detail(entry) or feed.get("language") or ""
    draft = Draft(
        body="",
        title=title or None,
        url=drafts.address(entry.get("link")),
        language=languages.code(tag),
        authors=_authors(entry),
        credits=_publisher(entry, feed),
        member=number,
        external_id=entry.get("id") or None,
    )
    draft = drafts.with_body(draft, body, teaser)
    if not (draft.title or draft.body):
        return None
    return drafts.made(draft, entry.get("published") or entry.get("updated") or entry.get("created"), tag, found)


def _texts(entry: Any) -> tuple[str, str]:
    """The article and its teaser: content elements hold the article, a description holds it if it is long and whole."""
    contents = [content.get("value") or "" for content in entry.get("content", ())]
    body, summary = max(contents, key=len, default=""), entry.get("summary", "")
    if body.strip() or not summary:
        return body, summary if summary != body else ""
    text = markup.plain(summary)
    return (summary, "") if len(text) >= FULL and not _CUT.search(text[-60:]) else ("", summary)


def _detail(entry: Any) -> str:
    """The language that a content, a summary or a title is marked with."""
    details = [*entry.get("content", ()), entry.get("summary_detail") or {}, entry.get("title_detail") or {}]
    return next((tag for detail in details if (tag := detail.get("language"))), "")


def _authors(entry: Any) -> tuple[str, ...]:
    """The names of an item's authors, without mail addresses."""
    listed = [author.get("name", "") for author in entry.get("authors", ())]
    names = listed if len(listed) > 1 else [entry.get("author", "")]  # of one, feedparser may cut the name
    return drafts.people(re.sub(r"\S+@\S+", "", name).strip(" ()<>") for name in names)


def _publisher(entry: Any, feed: Any) -> tuple[Credit, ...]:
    """The feed that an item was taken over from, else the feed itself."""
    origin = entry.get("source") or {}
    if origin.get("title"):
        return drafts.credited(origin["title"], url=origin.get("href") or origin.get("link"), rule="feed-source")
    return drafts.credited(feed.get("title"), url=feed.get("link"), rule="feed")


READER = Reader("feed", matches, read)
