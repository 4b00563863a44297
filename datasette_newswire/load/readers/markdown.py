"""Markdown: front matter, the first heading as the title, the rest as readable text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from markdown_it import MarkdownIt

from ...hookspecs import Reader
from ..models import Document, Draft
from ..parsing import markup
from . import text

NAMES = (".md", ".markdown", ".mdown", ".mkd")


_HEADED = re.compile(
    rb"(?:\xef\xbb\xbf)?(?:---[ \t]*\r?\n.{0,4000}?\n---[ \t]*\r?\n)?\s{0,20}#[ \t]\S[^\n]{0,300}\n\s*\n", re.S
)
_LINK = re.compile(rb"\[[^\[\]\n]{1,200}\]\(https?://")


def matches(document: Document) -> float:
    """By the name, else by a heading at its start or a link: other marks of Markdown stand in plain text too."""
    if document.name.lower().endswith(NAMES):
        return 0.4
    head = document.content[:8_000]
    return 0.2 if (_HEADED.match(head) or _LINK.search(head)) and text.READER.matches(document) == 0.1 else 0.0


def read(document: Document) -> Iterator[Draft]:
    """One draft; raw HTML in the text is read as HTML."""
    found = text.decoded(document)
    record, source = text.split(found.text)
    html = MarkdownIt("commonmark", {"html": True, "maxNesting": 50}).enable("table").render(source)
    heading, body = _heading(markup.text(html) if html.strip() else "", source)
    draft = text.drafted(record, body, found)
    if heading and not draft.title:
        draft = replace(draft, title=heading, title_origin="markup")
    yield replace(draft, body=body, body_kind="page" if not draft.title else "clean")


def _heading(body: str, source: str) -> tuple[str | None, str]:
    """The heading that a text starts with and the text below it."""
    start = source.lstrip().split("\n", 2)
    first, _, rest = body.partition("\n\n")
    is_heading = start[0].startswith("# ") or (len(start) > 1 and start[1].startswith("==="))
    return (markup.line(first), rest) if is_heading and rest.strip() else (None, body)


READER = Reader("markdown", matches, read)
