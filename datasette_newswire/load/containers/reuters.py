"""Reuters-21578: one document a story."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import BinaryIO

from ...hookspecs import Container
from ..models import Document
from .limits import BLOCK, RECORD

_COLLECTION = re.compile(rb"\s*<(?:!DOCTYPE\s+lewis|REUTERS\s)")
_END = b"</REUTERS>"


def matches(head: bytes, name: str) -> float:
    """The document type of Reuters-21578, or its element."""
    return 0.9 if _COLLECTION.match(head) else 0.0


def split(stream: BinaryIO, parent: Document) -> Iterator[Document]:
    """A document for each REUTERS element, numbered from 1. Raises ValueError for one without an end."""
    buffer, number = b"", 0
    while block := stream.read(BLOCK):
        *whole, buffer = (buffer + block).split(_END)
        for part in whole:
            number += 1
            content = part[max(part.find(b"<REUTERS"), 0) :] + _END
            yield replace(parent, member=str(number), content=content, media_type="text/sgml")
        if len(buffer) > RECORD:
            raise ValueError("a record has no end")
    if b"<REUTERS" in buffer:
        raise ValueError("the last record breaks off")


CONTAINERS = (Container("reuters-sgml", matches, split),)
