"""Web pages: what markup says about the article, and the article out of the page."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from lxml import etree, html

from ...hookspecs import Reader
from ..models import Document, Draft, Unreadable
from ..parsing import encodings
from ..webpage import article, metadata

_PAGE = re.compile(
    rb"\s*(?:<\?xml[^>]*>\s*)?(?:<!--.{0,500}?-->\s*)*<(?:!doctype\s+html|html|head|body)\b", re.I | re.S
)
_TAGS = re.compile(rb"<(?:p|div|meta|article|h1|title|script|a)\b", re.I)
SHORT = 80  # characters; an article hardly has less, what a server says of an error hardly more
MOST_LINKED = 0.6  # share of the text in links; of 600 pages all articles have less than 0.45
_LINKS = "Most of the text on this page is links. If it is a front page or a list, save the articles themselves."
_LITTLE = "There is very little text on this page. If it is an error or not the whole page, save it again."
NAMES = (".html", ".htm", ".xhtml", ".shtml")


def matches(document: Document) -> float:
    """How surely a document is a web page: its first element, else many tags, else its name or media type."""
    head = document.content[:4096].removeprefix(b"\xef\xbb\xbf")
    if _PAGE.match(head):
        return 0.95
    named = document.name.lower().endswith(NAMES) or "html" in (document.media_type or "")
    tags = len(_TAGS.findall(head))
    if named and tags:
        return 0.9
    return 0.6 if tags >= 5 and head.lstrip()[:1] == b"<" and not head.lstrip().startswith(b"<?xml") else 0.0


def read(document: Document) -> Iterator[Draft]:
    """The draft of the page. Raises Unreadable for a page without text."""
    found = encodings.decode(document.content)
    tree = parse(found.text)
    if tree is None:
        raise Unreadable("This page has no elements. Is it a saved web page?")
    data = metadata.read(tree)
    page = article.find(tree, data.title or "", data.body)
    if not page.paragraphs:
        raise Unreadable("No article text was found on this page. Pages that scripts fill must be saved as shown.")
    body = "\n\n".join(page.paragraphs)
    doubts = (_LITTLE, len(body) < SHORT), (_LINKS, page.linked > MOST_LINKED)
    notes = (*data.notes, *(note for note, doubtful in doubts if doubtful))
    yield replace(
        data, body=body, removed=page.removed, notes=notes, encoding=found.encoding, encoding_origin=found.origin
    )


def parse(text: str) -> html.HtmlElement | None:
    """The tree of a page, or None if there is nothing in it."""
    # lxml refuses str with an encoding declaration: the bytes are UTF-8 by our own making.
    parser = html.HTMLParser(remove_comments=True, remove_pis=True, encoding="utf-8", no_network=True)
    # One class for all elements: lxml asks Python for the class of each otherwise, and forms are nothing to us.
    parser.set_element_class_lookup(etree.ElementDefaultClassLookup(element=html.HtmlElement))
    try:
        return html.document_fromstring(text.encode("utf-8", "replace"), parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError):
        return None


READER = Reader("html", matches, read)
