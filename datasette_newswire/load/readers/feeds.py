"""RSS 0.9 to 2.0, RDF and Atom, by feedparser."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import feedparser

from ...hookspecs import Reader
from ..models import Credit, Document, Draft, NoArticle, Text, Unreadable
from ..parsing import drafts, encodings, languages, markup, xmltext

ROOTS = frozenset(("rss", "rdf", "feed", "channel"))
FULL = 1_200  # characters: a description as long as this is the article, not a teaser
_CUT = re.compile(
    r"(?:\.\.\.|…|\[(?:\.\.\.|…|\+\d+ chars)\])\W*$|(?:read more|continue reading|weiterlesen|lire la suite)\W*$", re.I
)
_END = re.compile(r"</(?:\w+:)?(?:rss|rdf|feed|channel)\s*>", re.I)
TAIL = 2_000  # characters in which a feed has its last tag; comments may follow it
CUT = "The feed breaks off here. Download it again."
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
    """A draft for each item. Raises NoArticle if none has a title or a text, Unreadable for a feed that breaks off."""
    found = encodings.decode(document.content)
    declaration = _DECLARATION.match(found.text)
    text = found.text[declaration.end() if declaration else 0 :].encode("utf-8", "replace")
    parsed = feedparser.parse(io.BytesIO(text), response_headers={"content-type": "application/xml; charset=utf-8"})
    drafted = [_draft(entry, parsed.feed, found, number) for number, entry in enumerate(parsed.entries, 1)]
    whole = _END.search(found.text[-TAIL:]) is not None
    if any(draft.title or draft.body for draft in drafted):
        yield from drafted[:-1]
        yield drafted[-1] if whole else replace(drafted[-1], notes=(*drafted[-1].notes, CUT))
    elif not whole:
        raise Unreadable(CUT)
    elif drafted:
        raise NoArticle(f"None of the items of this feed ({len(drafted):,}) has a title or a text.")
    else:
        raise NoArticle("This feed has no items.")


def _draft(entry: Any, feed: Any, found: Text, number: int) -> Draft:
    """The draft of an item."""
    body, teaser = _texts(entry)
    title = markup.line(entry.get("title", ""))
    url = drafts.address(entry.get("link"))
    tag = entry.get("language") or _detail(entry) or feed.get("language") or ""
    draft = Draft(
        body="",
        title=title or None,
        url=url,
        language=languages.code(tag),
        authors=_authors(entry),
        credits=_publisher(entry, feed),
        member=drafts.identity(number, entry.get("id"), url, title),
        external_id=entry.get("id") or None,
    )
    draft = drafts.with_body(draft, body, teaser)
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
