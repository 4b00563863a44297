"""WordPress exports (WXR): posts and pages, not their pictures, menus and revisions."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace

from lxml import etree

from ...hookspecs import Reader
from ..models import Credit, Document, Draft, NoArticle, Text
from ..parsing import drafts, languages, markup, xmltext

KINDS = ("", "post", "page")
UNFINISHED = ("draft", "pending", "private", "future")
GONE = ("trash", "auto-draft", "inherit")
# Each stops at the sign that starts the next one: whatever is in a post, the search goes over it once.
_COMMENT = re.compile(r"<!--[^<]{0,5000}-->")
_CAPTION = re.compile(r"\[(caption|gallery|embed|audio|video)\b[^\[\]]{0,2000}\][^\[]{0,5000}\[/\1\]")
_SHORTCODE = re.compile(r"\[/?[a-z][\w-]{1,30}(?:\s[^\[\]]{0,2000})?\]")


def matches(document: Document) -> float:
    """RSS that declares WordPress's namespace for exports."""
    name, attributes = xmltext.root_of(document.content)
    return 0.95 if name == "rss" and "wordpress.org/export" in attributes else 0.0


def read(document: Document) -> Iterator[Draft]:
    """A draft for each item, an empty one for what is no post. Raises NoArticle if there are no items."""
    root, found = xmltext.parse(document.content)
    channel = xmltext.first(root, "channel")
    items = list(xmltext.each(channel, "item")) if channel is not None else []
    if channel is None or not items:
        raise NoArticle("There are no posts in this export.")
    yield from drafts.told_apart(
        [replace(_draft(item, channel, found), member=xmltext.lines(item, "guid", "link")) for item in items]
    )


def _draft(item: etree._Element, channel: etree._Element, found: Text) -> Draft:
    """The draft of a post; an empty one for what is none or was thrown away."""
    status, kind = xmltext.lines(item, "status"), xmltext.lines(item, "post_type")
    if kind not in KINDS or status in GONE:
        return Draft("", notes=(f"It is no post, but of the type {kind} (its status is {status or 'not told'}).",))
    title, body = xmltext.lines(item, "title"), _encoded(item, "content")
    tag = xmltext.lines(channel, "language")
    draft = Draft(
        body="",
        title=title or None,
        url=drafts.address(xmltext.lines(item, "link")),
        language=languages.code(tag),
        authors=drafts.people([_author(item, channel)]),
        credits=_publisher(channel),
        external_id=xmltext.lines(item, "guid") or None,
        notes=(f"The post was not published yet (its status is {status}).",) if status in UNFINISHED else (),
    )
    draft = drafts.with_body(draft, paragraphs(body), paragraphs(_encoded(item, "excerpt")))
    date = xmltext.lines(item, "pubDate", "post_date_gmt", "post_date")
    return drafts.made(draft, "" if date.startswith(("0000", "-0001")) or "-0001" in date else date, tag, found)


def _encoded(item: etree._Element, kind: str) -> str:
    """The HTML of `content:encoded` or `excerpt:encoded`: their namespaces have the kind in them."""
    found = (one for one in xmltext.each(item, "encoded") if f"/{kind}/" in (etree.QName(one).namespace or ""))
    return next(("".join(one.itertext()) for one in found), "")


def paragraphs(html: str) -> str:
    """WordPress's HTML as it would show it: block comments and shortcodes gone, empty lines made paragraphs."""
    html = _SHORTCODE.sub("", _CAPTION.sub(" ", _COMMENT.sub(" ", html)))
    return markup.text(re.sub(r"\n\s*\n", "<p>", html.strip()))


def _author(item: etree._Element, channel: etree._Element) -> str:
    """The display name of the login that a post is by."""
    login = xmltext.lines(item, "creator")
    known: Mapping[str, str] = {
        xmltext.lines(author, "author_login"): xmltext.lines(author, "author_display_name")
        for author in xmltext.each(channel, "author")
    }
    return known.get(login) or login


def _publisher(channel: etree._Element) -> tuple[Credit, ...]:
    return drafts.credited(xmltext.lines(channel, "title"), url=xmltext.lines(channel, "link"), rule="feed")


READER = Reader("wxr", matches, read)
