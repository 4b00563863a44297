"""Mailboxes (mbox): one document a message."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import BinaryIO

from ...hookspecs import Container
from ..models import Document
from .limits import BLOCK
from .nested import problem

MESSAGE = 40_000_000  # bytes of one message with all that is attached
MEDIA_TYPE = "message/rfc822"
_FROM = re.compile(rb"From \S+.*\d{4}\s*$")
_QUOTED = re.compile(rb"^>(>*From )", re.M)  # mboxrd: RFC 4155 and qmail's mbox(5)
_HEADER = re.compile(rb"^(?:from|to|subject|date|received|return-path|message-id|mime-version|x-[\w-]+):", re.I | re.M)


def matches(head: bytes, name: str) -> float:
    """A line "From sender date" and header lines under it."""
    first, _, rest = head.partition(b"\n")
    return 0.9 if first.startswith(b"From ") and _HEADER.search(rest) else 0.0


def split(stream: BinaryIO, parent: Document) -> Iterator[Document]:
    """The messages, numbered from 1, without the line that separates them."""
    for number, content in enumerate(_messages(stream), 1):
        if len(content) > MESSAGE:
            yield problem(parent, str(number), f"This message has more than {MESSAGE:,} bytes")
        elif content.strip():
            yield replace(parent, member=str(number), content=content, media_type=MEDIA_TYPE)


def _messages(stream: BinaryIO) -> Iterator[bytes]:
    lines: list[bytes] = []
    size, blank, started = 0, True, False
    while line := stream.readline(BLOCK):
        if blank and _FROM.match(line):
            if started:
                yield _QUOTED.sub(rb"\1", b"".join(lines))
            lines, size, started, blank = [], 0, True, False
            continue
        blank = not line.strip()
        size += len(line)
        if size <= MESSAGE + len(line):
            lines.append(line)
    if started:
        yield _QUOTED.sub(rb"\1", b"".join(lines))


CONTAINERS = (Container("mbox", matches, split),)
