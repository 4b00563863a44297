"""JSON from strangers: parsed with bounded depth, whatever its encoding."""

from __future__ import annotations

import json
import re
from functools import lru_cache
from typing import Any

from ..models import Text, Unreadable
from . import encodings

_OBJECT = re.compile(r"[\ufeff\s,]*\{")


@lru_cache(maxsize=2)  # several readers look at the same document one after the other
def load(content: bytes) -> tuple[Any, Text]:
    """The value of a JSON document and how its bytes became text. Not to be changed: it is shared.

    Objects that follow each other, as `jq` prints them, are a list. Raises Unreadable for what is not JSON, or is
    nested too deeply.
    """
    found = encodings.decode(content)
    try:
        return _value(found.text), found
    except RecursionError:
        raise Unreadable("This JSON is nested too deeply to be news. Take the articles out of it.") from None
    except ValueError as error:
        raise Unreadable(f"This is not valid JSON: {error}. Export it again.") from None


def _value(text: str) -> Any:
    """The value of a text, or the list of its objects. Raises ValueError, RecursionError."""
    try:
        return json.loads(text, strict=False)
    except json.JSONDecodeError as error:
        if error.msg != "Extra data" or not _OBJECT.match(text):
            raise
    decoder, found, place = json.JSONDecoder(strict=False), [], 0
    while start := _OBJECT.match(text, place):
        value, place = decoder.raw_decode(text, start.end() - 1)
        found.append(value)
    if text[place:].strip(" \t\r\n,"):
        raise json.JSONDecodeError("Something stands between objects", text, place)
    return found


def looks_like(content: bytes) -> bool:
    """Whether the first character, whatever the encoding, is the one that an object or a list starts with."""
    return encodings.starts_with(content, b"{[")


def peek(content: bytes) -> Any:
    """The value of a JSON document, None if it is not JSON. Never raises."""
    if not looks_like(content):
        return None
    try:
        return load(content)[0]
    except Unreadable:
        return None
