"""Lists of JSON objects, alone or wrapped in an object as interfaces (APIs) answer: one document an object."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import BinaryIO

from ...hookspecs import Container
from ..models import Document
from .limits import BLOCK, RECORD
from .records import too_long
from .wide import narrow, narrow_head

MEDIA_TYPE = "application/json"
# Keys of objects that wrap a list of articles.
WRAPPERS = "articles|items|item|results|docs|documents|stories|entries|posts|news|data|hits|records"
_LIST = re.compile(rb"(?:\xef\xbb\xbf)?\s*\[\s*(?=\{)")
_WRAPPED = re.compile(rb'(?:\xef\xbb\xbf)?\s*\{.{0,3000}?"(?:' + WRAPPERS.encode() + rb')"\s*:\s*\[\s*(?=\{)', re.S)
# An object that has these is an article or a feed, and its lists belong to it.
_OWN = re.compile(rb'"(?:title|headline|body|body_text|body_html|body_xhtml|feed_url|uri)"\s*:')
_TOKEN = re.compile(rb'\\.|["{}\[\]]', re.S)  # an escape, a quotation mark, a bracket
_DEEPER = {b"{": 1, b"[": 1, b"}": -1, b"]": -1}


def matches(head: bytes, name: str) -> float:
    """A list of objects, or an object around one that is no article and no feed itself."""
    head = narrow_head(head)
    return 0.7 if b"jsonfeed.org" not in head and _start_of_list(head) is not None else 0.0


def split(stream: BinaryIO, parent: Document) -> Iterator[Document]:
    """A document for each object of the list, numbered from 1. Raises ValueError where the list breaks off."""
    stream = narrow(stream)
    head = _block(stream)
    start = _start_of_list(head) or 0
    for number, content in enumerate(_objects(stream, head[start:]), 1):
        if content is None:
            yield too_long(parent, number)
            return
        yield replace(parent, member=str(number), content=content, media_type=MEDIA_TYPE)


def _start_of_list(head: bytes) -> int | None:
    """Where the first object of the list stands."""
    if match := _LIST.match(head):
        return match.end()
    match = _WRAPPED.match(head)
    return match.end() if match and not _OWN.search(match[0]) else None


def _objects(stream: BinaryIO, rest: bytes) -> Iterator[bytes | None]:
    """The objects of a JSON list one by one, from after its bracket; None for one too long, and then no more."""
    buffer, position, start, depth, quoted = rest, 0, 0, 0, False
    while True:
        for token in _TOKEN.finditer(buffer, position):
            quoted ^= token[0] == b'"'
            step = 0 if quoted else _DEEPER.get(token[0], 0)
            if step > 0 and depth == 0:
                start = token.start()
            depth += step
            if depth < 0:
                return
            if step < 0 and depth == 0 and buffer[start : start + 1] == b"{":
                yield buffer[start : token.end()]
        buffer = buffer[start:] if depth else b""
        if len(buffer) > RECORD:
            yield None
            return
        start, position = 0, len(buffer)
        block = _block(stream)
        if not block:
            raise ValueError("the list breaks off")
        buffer += block


def _block(stream: BinaryIO) -> bytes:
    """The next bytes of a stream, not cut within an escape."""
    block = stream.read(BLOCK)
    while block.endswith(b"\\") and (more := stream.read(1)):
        block += more
    return block


CONTAINERS = (Container("json-list", matches, split),)
