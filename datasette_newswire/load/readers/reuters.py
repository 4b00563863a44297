"""Reuters-21578: the SGML of one story (https://www.daviddlewis.com/resources/testcollections/reuters21578/)."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator

from ...hookspecs import Reader
from ..models import Document, Draft, Text, Unreadable
from ..parsing import drafts, encodings

_STORY = re.compile(r"<REUTERS\b(?P<attributes>[^>]{0,2000})>(?P<inner>.*?)(?:</REUTERS>|$)", re.S)
_PARAGRAPH = re.compile(r"\n {2,}(?=\S)")
_END = re.compile(r"\s*\bREUTERS?\s*$", re.I)


def matches(document: Document) -> float:
    """The element of a story, or the document type of the collection."""
    return 0.95 if re.match(rb"\s*<(?:REUTERS\s|!DOCTYPE\s+lewis)", document.content[:200]) else 0.0


def read(document: Document) -> Iterator[Draft]:
    """The draft of a story, or those of a file that was not split. Raises Unreadable if there is none."""
    # &#2; and &#3; mark the start and end of a story on the wire; as controls they would count as damage.
    found = encodings.decode(document.content.replace(b"&#2;", b"").replace(b"&#3;", b""))
    stories = list(_STORY.finditer(found.text))
    if not stories:
        raise Unreadable("There is no REUTERS element in this file.")
    yield from drafts.told_apart([_draft(story, found) for story in stories])


def _draft(story: re.Match[str], found: Text) -> Draft:
    inner = story["inner"]
    title = " ".join(_element(inner, "TITLE").split())
    body = _paragraphs(_element(inner, "BODY") or _unprocessed(inner))
    identity = re.search(r'NEWID="(\d+)"', story["attributes"])
    draft = Draft(
        body=drafts.with_dateline(body, _element(inner, "DATELINE")),
        body_kind="clean",
        title=title or None,
        byline=" ".join(_element(inner, "AUTHOR").split()) or None,
        language="en",
        credits=drafts.credited("Reuters", "agency", rule="reuters-sgml"),
        external_id=f"reuters-21578:{identity[1]}" if identity else None,
    )
    return drafts.made(draft, _element(inner, "DATE"), "en", found)


def _element(inner: str, name: str) -> str:
    """The text of the first element of a name."""
    return html.unescape(_cut(inner, name)[1]).strip(" \n")


def _cut(inner: str, name: str) -> tuple[str, str, str]:
    """What is before, in and after the first element of a name; all of it before where there is none."""
    start, close = inner.find(f"<{name}"), inner.find(f"</{name}>")
    inside = inner.find(">", start) + 1
    if start < 0 or not 0 < inside <= close:
        return inner, "", ""
    return inner[:start], inner[inside:close], inner[close + len(name) + 3 :]


def _unprocessed(inner: str) -> str:
    """The text of a story that the collection's editors could not take apart: all that stands in TEXT."""
    whole = _cut(inner, "TEXT")[1]
    for name in ("TITLE", "DATELINE", "AUTHOR"):
        before, _, after = _cut(whole, name)
        whole = before + after
    return html.unescape(re.sub(r"<[^<>]{0,200}>", "", whole))


def _paragraphs(body: str) -> str:
    """Lines put together to paragraphs, which start with an indent; without the agency's name that ends a story."""
    parts = (" ".join(part.split()) for part in _PARAGRAPH.split("\n" + _END.sub("", body)))
    return "\n\n".join(part for part in parts if part)


READER = Reader("reuters-sgml", matches, read)
