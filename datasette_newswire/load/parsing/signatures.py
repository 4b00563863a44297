"""What an unknown file is, by its first bytes, for people."""

from __future__ import annotations

from functools import cache

from ..lexicons import rows
from . import xmltext

_HOW = "To load such files install or write a reader for them (hook `newswire_readers`), or name one with --format."


def unknown(content: bytes, media_type: str | None = None) -> str:
    """The message for a document that no reader takes; `media_type` is what its name says it is."""
    name = format_of(content) or _by_root(content) or (media_type and f"a file of the type {media_type}")
    return f"This is {name}, which no reader knows. {_HOW}" if name else f"No reader knows this format. {_HOW}"


def _by_root(content: bytes) -> str | None:
    root, _ = xmltext.root_of(content)
    return f"XML with the root element <{root[:60]}>" if root else None


def format_of(content: bytes) -> str | None:
    """The name of the format whose signature the content bears, with its article ("a PNG picture"), or None."""
    for offset, signature, name in _signatures():
        if content[offset : offset + len(signature)] == signature:
            return name
    return None


@cache
def _signatures() -> tuple[tuple[int, bytes, str], ...]:
    return tuple((int(offset), bytes.fromhex(signature), name) for offset, signature, name in rows("signatures.tsv"))
