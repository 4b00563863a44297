"""JSON Feed: https://www.jsonfeed.org/version/1.1/"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from ...hookspecs import Reader
from ..models import Document, Draft, NoArticle, Text
from ..parsing import drafts, fields, jsontext, languages, markup


def matches(document: Document) -> float:
    """An object whose version names the standard."""
    value = jsontext.peek(document.content) if b"jsonfeed.org" in document.content[:4_000] else None
    return 0.95 if isinstance(value, dict) and "jsonfeed.org" in str(value.get("version")) else 0.0


def read(document: Document) -> Iterator[Draft]:
    """A draft for each item. Raises NoArticle for a feed without items."""
    feed, found = jsontext.load(document.content)
    items = feed.get("items") if isinstance(feed, dict) else None
    drafted = [_draft(item, feed, found, n) for n, item in enumerate(items or (), 1) if isinstance(item, Mapping)]
    if not drafted:
        raise NoArticle("This feed has no items.")
    yield from drafted


def _draft(item: Mapping[str, Any], feed: Mapping[str, Any], found: Text, number: int) -> Draft:
    def get(key: str, source: Mapping[str, Any] = item) -> str:
        return drafts.mended(fields.text_of(source.get(key)))

    tag = get("language") or get("language", feed)
    url, title = drafts.address(get("external_url")) or drafts.address(get("url")), markup.line(get("title"))
    people = item.get("authors") or [item.get("author")]
    draft = Draft(
        body="",
        title=title or None,
        url=url,
        language=languages.code(tag),
        authors=drafts.people(fields.text_of(one) for one in people if one) if isinstance(people, list) else (),
        credits=drafts.credited(get("title", feed), url=get("home_page_url", feed), rule="feed"),
        member=drafts.identity(number, get("id"), url, title),
        external_id=get("id") or None,
    )
    draft = drafts.with_body(draft, get("content_html") or get("content_text"), get("summary"))
    return drafts.made(draft, get("date_published") or get("date_modified"), tag, found)


READER = Reader("json-feed", matches, read)
