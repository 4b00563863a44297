"""WordPress exports (WXR): one document an item, however large the export."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import BinaryIO

from ...hookspecs import Container
from ..models import Document
from .limits import BLOCK, RECORD
from .wide import narrow, narrow_head

_ROOT = re.compile(rb"<rss\b[^>]{0,4000}wordpress\.org/export")
LONGEST = 12  # bytes of a token that may be cut in two
_TOKEN = re.compile(rb"<!\[CDATA\[|\]\]>|<item[\s>]|</item>")
_QUOTES = {b"<![CDATA[": True, b"]]>": False}  # whether what follows is quoted: it may look like tags
_VOCABULARY = re.compile(rb"\s*<wp:(category|tag|term)>.{0,20000}?</wp:\1>", re.S)
_END = b"</channel></rss>"


def matches(head: bytes, name: str) -> float:
    """RSS that declares WordPress's namespace for exports."""
    return 0.95 if _ROOT.search(narrow_head(head)) else 0.0


def split(stream: BinaryIO, parent: Document) -> Iterator[Document]:
    """The items, numbered from 1, each below the head of its export (without the categories, which nobody needs).

    Raises ValueError for an export that breaks off.
    """
    head = b""
    for number, part in enumerate(_parts(narrow(stream))):
        if number == 0:
            head = _VOCABULARY.sub(b"", part)
        else:
            content = head + part + _END
            yield replace(parent, member=str(number), content=content, media_type="application/rss+xml")


def _parts(stream: BinaryIO) -> Iterator[bytes]:
    """What stands above the first item, then the items."""
    buffer, position, start, quoted = b"", 0, 0, False
    inside = headed = False
    while block := stream.read(BLOCK):
        buffer += block
        for token in _TOKEN.finditer(buffer, position):
            position, quoted = token.end(), _QUOTES.get(token[0], quoted)
            if quoted or token[0] in _QUOTES:
                continue
            if token[0] == b"</item>" and inside:
                yield buffer[start:position]
                inside = False
            elif token[0] != b"</item>" and not inside:
                if not headed:
                    yield buffer[: token.start()]
                inside, headed, start = True, True, token.start()
        position = max(position, len(buffer) - LONGEST)
        kept = start if inside else position if headed else 0
        buffer, position, start = buffer[kept:], position - kept, 0
        if len(buffer) > RECORD:
            raise ValueError(f"an item has more than {RECORD:,} bytes")
    if inside:
        raise ValueError("the last item breaks off")


CONTAINERS = (Container("wxr", matches, split),)
