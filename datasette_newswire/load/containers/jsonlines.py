"""JSON lines: one document an object."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import BinaryIO

from ...hookspecs import Container
from ..models import Document
from ..parsing import fields
from .limits import Again
from .records import SAMPLE, lines, order_parameter, too_long
from .wide import narrow, narrow_head

MEDIA_TYPE = "application/json"
NAMES = (".jsonl", ".ndjson", ".jl", ".jsonlines")
_SECOND = re.compile(rb'\s*\{\s*"')


def matches(head: bytes, name: str) -> float:
    """Lines that each start an object; the second one may be cut, or be the name's word for it."""
    found = [line for line in narrow_head(head).removeprefix(b"\xef\xbb\xbf").splitlines() if line.strip()]
    if not found or not found[0].lstrip().startswith(b"{"):
        return 0.0
    if name.lower().endswith(NAMES):
        return 0.0 if len(found) > 1 and found[1].lstrip().startswith(b'"') else 0.9  # then objects have many lines
    return 0.8 if len(found) > 1 and _SECOND.match(found[1]) and found[0].rstrip().endswith(b"}") else 0.0


def split(stream: BinaryIO, parent: Document) -> Iterator[Document]:
    """A document for each line that is not empty, numbered by its line."""
    stream = narrow(stream)
    head = stream.read(SAMPLE)
    media_type = MEDIA_TYPE + order_parameter(_dates(head.splitlines()[:-1]))
    for number, line in enumerate(lines(io.BufferedReader(Again(head, stream))), 1):
        if line is None:
            yield too_long(parent, number)
        elif line.strip():
            yield replace(parent, member=str(number), content=line.strip(b"\r\n"), media_type=media_type)


def _dates(whole_lines: Iterable[bytes]) -> Iterator[str]:
    """The dates, as printed, of the objects in some lines."""
    for line in whole_lines:
        try:
            record = json.loads(line)
        except (ValueError, RecursionError):
            continue
        if isinstance(record, dict):
            yield from (v for k, v in record.items() if isinstance(v, str) and fields.field_of(k) == "published")


CONTAINERS = (Container("jsonl", matches, split),)
