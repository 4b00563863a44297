"""JSON from strangers: parsed with bounded depth, whatever its encoding."""

from __future__ import annotations

import json
from functools import lru_cache
from typing import Any

from ..models import Text, Unreadable
from . import encodings


@lru_cache(maxsize=2)  # several readers look at the same document one after the other
def load(content: bytes) -> tuple[Any, Text]:
    """The value of a JSON document and how its bytes became text. Not to be changed: it is shared.

    Raises Unreadable for what is not JSON, or is nested too deeply.
    """
    found = encodings.decode(content)
    try:
        return json.loads(found.text, strict=False), found
    except RecursionError:
        raise Unreadable("This JSON is nested too deeply to be news. Take the articles out of it.") from None
    except ValueError as error:
        advice = "If each line is an object, use --format jsonl." if "Extra data" in str(error) else "Export it again."
        raise Unreadable(f"This is not valid JSON: {error}. {advice}") from None


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
