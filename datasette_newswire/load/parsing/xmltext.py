"""XML from strangers: no entities, no network, no huge trees, faults recovered; whatever its encoding."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from html.entities import html5

from lxml import etree

from ..models import Text, Unreadable
from . import encodings, markup
from .markup import local

HEAD = 8_192  # bytes in which the first element stands
XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"

_PROLOG = re.compile(r"\ufeff?\s*(?:<\?[^>]*\?>\s*|<!--.*?-->\s*|<!DOCTYPE\b[^>\[]*(?:\[.*?\]\s*)?>\s*)*", re.S | re.I)
_ELEMENT = re.compile(r"<(?:[\w.-]+:)?([A-Za-z_][\w.-]*)(?=[\s/>])([^>]*)")
_ENTITY = re.compile(r"&([A-Za-z]\w{1,30});")
_OWN_ENTITIES = frozenset(("amp", "lt", "gt", "quot", "apos"))


@lru_cache(maxsize=8)  # every reader of an XML format asks for the same document
def root_of(content: bytes) -> tuple[str, str]:
    """The local name of a document's first element and the text of its attributes; empty for what is not XML."""
    head = content[:HEAD]
    if not encodings.starts_with(head, b"<"):
        return "", ""
    text = encodings.decode(head).text if b"\x00" in head else head.decode("latin-1").removeprefix("ï»¿")
    prolog = _PROLOG.match(text)
    match = _ELEMENT.match(text, prolog.end() if prolog else 0)
    return (match[1], match[2]) if match else ("", "")


@lru_cache(maxsize=1)
def parse(content: bytes) -> tuple[etree._Element, Text]:
    """The tree of an XML document and how its bytes became text. Not to be changed: it is shared.

    The document type goes, and with it every entity it defines; those of HTML become their characters. Raises
    Unreadable for what gives no tree at all.
    """
    found = encodings.decode(content)
    prolog = _PROLOG.match(found.text)
    text = _ENTITY.sub(_character, found.text[prolog.end() if prolog else 0 :])
    parser = etree.XMLParser(
        recover=True, resolve_entities=False, no_network=True, huge_tree=False, load_dtd=False, encoding="utf-8"
    )
    try:
        root = etree.fromstring(text.encode("utf-8", "replace"), parser)
    except (etree.LxmlError, ValueError):
        root = None
    if root is None:
        raise Unreadable("This is not valid XML, and nothing of it could be read. Export it again.")
    return root, found


def _character(match: re.Match[str]) -> str:
    """The character of an entity of HTML; one that nothing defines goes as it came, its & made harmless."""
    if match[1] in _OWN_ENTITIES:
        return match[0]
    return html5.get(match[1] + ";", f"&amp;{match[1]};")


def each(element: etree._Element, path: str) -> Iterator[etree._Element]:
    """The elements at a path of local names below an element ("head/docdata"), in order, whatever their namespace."""
    found = [element]
    for name in path.split("/"):
        found = [child for parent in found for child in parent if local(child) == name]
    return iter(found)


def first(element: etree._Element, *paths: str) -> etree._Element | None:
    """The first element at the first path that has one."""
    return next((found for path in paths for found in each(element, path)), None)


def line(element: etree._Element | None) -> str:
    """The text of an element on one line; escaped HTML in it is read as HTML."""
    return markup.line(" ".join(text(element).split()))


def listed(element: etree._Element | None) -> str:
    """The text of an element whose parts are a list in all but commas: "By", "Ann Lee", "Science editor"."""
    parts = () if element is None else (" ".join(part.split()) for part in element.itertext())
    return re.sub(r"^(\w{1,4}), ", r"\1 ", ", ".join(part.strip(" ,") for part in parts if part.strip(" ,")))


def text(element: etree._Element | None) -> str:
    """All the text of an element, block by block."""
    return "" if element is None else markup.tidy("".join(markup.of_tree(element)))


def lines(element: etree._Element, *paths: str) -> str:
    """The text of the first element with any, at the first path that has one, on one line."""
    return next((value for path in paths for found in each(element, path) if (value := line(found))), "")


def attribute(element: etree._Element, path: str, *names: str) -> str:
    """The first of some attributes that the elements at a path have."""
    values = (found.get(name, "").strip() for found in each(element, path) for name in names)
    return next((value for value in values if value), "")


def language(element: etree._Element | None) -> str:
    """The tag of the language that an element, or one around it, says its text is in."""
    while element is not None:
        if tag := element.get(XML_LANG) or element.get("lang"):
            return str(tag)
        element = element.getparent()
    return ""
