"""Plain text: as it is, or with a block of header lines or front matter on top."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

import yaml

from ...hookspecs import Reader
from ..models import Document, Draft, Text, Unreadable
from ..parsing import drafts, encodings, fields, markup, xmltext

NAMES = (".txt", ".text", ".md", ".markdown", ".asc", ".story", ".wire")
HEADER = 40  # lines that a block of headers or front matter may have
FRONT = 20_000  # characters of front matter
END = 1_000  # bytes in which an XML document closes its root element

_FRONT = re.compile(r"\s*(?P<fence>---|\+\+\+)[ \t]*\n(?P<block>.*?)\n(?P=fence)[ \t]*(?:\n|$)", re.S)
_OTHER = re.compile(rb"(?:\xef\xbb\xbf)?\s*<\?xml\b|%!PS|\{\\rtf")  # formats in characters, yet not for reading
_LINE = re.compile(r"(?P<name>[^\W\d_][\w -]{0,29}):[ \t]+(?P<value>\S.*)")


# What is text, yet no prose: of such files only the name tells (saved pages come with folders of them).
_CODE = frozenset(
    ("text/css", "text/javascript", "application/javascript", "text/calendar", "text/vcard", "text/x-python")
)


def matches(document: Document) -> float:
    """A little for any text but code; as much for a binary file with the name of a text, to say what is wrong."""
    if document.media_type in _CODE:
        return 0.0
    if encodings.is_binary(document.content):
        return 0.05 if document.name.lower().endswith(NAMES) else 0.0
    other = _OTHER.match(document.content[:200]) or _is_xml(document.content)
    return 0.0 if other else 0.1


def _is_xml(content: bytes) -> bool:
    """Whether a text is an element that is none of a web page's, and closed: wires begin with "<TICKER>", too."""
    element = xmltext.root_of(content)[0]
    if not element or markup.is_markup(f"<{element}>"):
        return False
    end = content[-END:].replace(b"\x00", b"").decode("latin-1")
    return re.search(rf"</(?:[\w.-]+:)?{re.escape(element)}\s*>|/>\s*$", end) is not None


def read(document: Document) -> Iterator[Draft]:
    """One draft with the whole text as its body; header lines and front matter become its fields."""
    found = decoded(document)
    record, body = split(found.text)
    yield drafted(record, body, found)


def decoded(document: Document) -> Text:
    """The text of a document. Raises Unreadable for a binary file and for one without text."""
    if encodings.is_binary(document.content):
        raise Unreadable("This file is not text, whatever its name says. Give it its right name or export it again.")
    found = encodings.decode(document.content)
    if not found.text.strip():
        raise Unreadable("There is no text in this file.")
    return found


def drafted(record: dict[str, object], body: str, found: Text) -> Draft:
    """The draft of a body and the fields above it."""
    if not record:
        return drafts.made(Draft(body), None, None, found)
    mapping = {name: column for name, column in fields.recognise(list(record), [record]).items() if name != "body"}
    draft = fields.draft({**record, "\n": body}, {**mapping, "body": "\n"}, found)
    return replace(draft, body=body, body_kind="page")


def split(text: str) -> tuple[dict[str, object], str]:
    """The fields on top of a text, and the text below them; all of it where there are none."""
    return _front_matter(text) or _headers(text) or ({}, text)


def _front_matter(text: str) -> tuple[dict[str, object], str] | None:
    """Front matter in YAML or the simple part of TOML, every value as text."""
    match = _FRONT.match(text[:FRONT])
    if not match:
        return None
    block = match["block"] if match["fence"] == "---" else re.sub(r"(?m)^(\w+)\s*=\s*", r"\1: ", match["block"])
    try:
        record = None if "&" in block and "*" in block else yaml.load(block, Loader=yaml.BaseLoader)  # no aliases
    except (yaml.YAMLError, RecursionError, ValueError):
        record = None
    return (record, text[match.end() :]) if isinstance(record, dict) else None


def _headers(text: str) -> tuple[dict[str, object], str] | None:
    """A block of "Name: value" lines, two of them known to us, ended by an empty line."""
    record: dict[str, object] = {}
    lines = text.lstrip("\n").split("\n", HEADER + 1)
    for number, line in enumerate(lines[:HEADER]):
        if not line.strip():
            known = {fields.field_of(name) for name in record} - {None}
            return (record, "\n".join(lines[number + 1 :])) if len(known) >= 2 else None
        if match := _LINE.match(line):
            record[match["name"].strip()] = match["value"].strip()
        elif record and line[0] in " \t":
            record[list(record)[-1]] = f"{list(record.values())[-1]} {line.strip()}"
        else:
            return None
    return None


READER = Reader("text", matches, read)
