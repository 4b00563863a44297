"""Files opened and archives split: each document hashed and measured before anything reads it."""

from __future__ import annotations

import hashlib
import mimetypes
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import BinaryIO

from ...hookspecs import Container, containers
from ..containers import nested
from ..containers.limits import TooMuch
from ..limits import TooSlow, limited
from ..models import Document, Options, Outcome, Prepared
from ..parsing import signatures
from ..store.storable import storable
from .paths import Source


@dataclass(frozen=True, slots=True)
class Arrival:
    """A document on its way to its row in `documents`.

    `sha256` and `size` are of the original bytes; `sha256` is empty where they could not be read. `keep` says
    whether the bytes go into the database. `prepared` is what is known of it already, None while it is to be read.
    """

    document: Document
    sha256: str
    size: int
    keep: bool = True
    prepared: Prepared | None = None


def arrival(document: Document, options: Options) -> Arrival:
    """The arrival of a document whose content is at hand."""
    document = replace(storable(document), media_type=document.media_type or media_type(document))
    if document.problem:
        return decided(document, "failed", document.problem)
    if document.skipped:
        return decided(document, "skipped", document.skipped, *document.measured)
    sha256, size = hashlib.sha256(document.content).hexdigest(), len(document.content)
    if size > options.max_bytes:
        return too_large(document, sha256, size, options)
    return Arrival(document, sha256, size)


def decided(document: Document, outcome: Outcome, message: str | None, sha256: str = "", size: int = 0) -> Arrival:
    """The arrival of something that nobody needs to read: its outcome is known."""
    bare = replace(document, content=b"")
    return Arrival(bare, sha256, size, False, Prepared(bare, None, outcome=outcome, message=message))


def too_large(document: Document, sha256: str, size: int, options: Options) -> Arrival:
    """The arrival of a document over the limit; its hash is kept and its content is not."""
    kind = document.media_type or media_type(document) or ""
    if kind.startswith(("image/", "audio/", "video/", "font/")):
        return decided(document, "skipped", signatures.unknown(b"", kind), sha256, size)
    message = (
        f"It has {size:,} bytes, and the limit for one document is {options.max_bytes:,}: it was neither read nor "
        f"kept in the database, so keep the file. If it is one article all the same, load it again with --max-bytes "
        f"{size}; if it holds many, name its format with --format."
    )
    return decided(document, "failed", message, sha256, size)


def media_type(document: Document) -> str | None:
    """What the document's name says it is."""
    return mimetypes.guess_type(document.name)[0]


def container_of(head: bytes, name: str, options: Options) -> Container | None:
    """The container asked for with --format, else the one most certain of a file's first bytes, None for none."""
    asked = (container for container in containers() if container.name == options.format)
    return next(asked, None) or nested.container_of(head, name)


def whole(source: Source, stream: BinaryIO, options: Options) -> Arrival:
    """The arrival of a file that is one document."""
    document = opened_as(source, options)
    if source.size > options.max_bytes:
        sha256, size = nested.measure(stream)
        return too_large(document, sha256, size, options)
    return arrival(replace(document, content=stream.read()), options)


def left_out(source: Source, stream: BinaryIO, options: Options) -> Arrival:
    """The arrival of a file whose name tells that it is no article; its hash is kept and its content is not."""
    return decided(opened_as(source, options), "skipped", source.litter, *nested.measure(stream))


def opened_as(source: Source, options: Options) -> Document:
    """A file's document, its content still to come."""
    return Document(
        source.path, b"", modified=source.modified, format=options.format, fields=options.fields,
    )  # fmt: skip


def split(container: Container, source: Source, stream: BinaryIO, sha256: str, options: Options) -> Iterator[Arrival]:
    """The documents of a container; last the container itself, which stands for having seen all of them."""
    parent = opened_as(source, options)
    members = iter(container.split(stream, parent))
    count = 0
    problem = None
    try:
        while (document := _next(members, options)) is not None:
            count += 1
            yield arrival(document, options)
    except Exception as error:  # a damaged archive fails in as many ways as there are libraries
        problem = _broken_off(container, count, error)
    if not count and not problem:
        problem = f"There is no document in it ({container.name}). Check that it was exported whole."
    yield decided(parent, "failed" if problem else "loaded", problem, sha256, source.size)


def _next(members: Iterator[Document], options: Options) -> Document | None:
    with limited(options.time_limit):
        return next(members, None)


def _broken_off(container: Container, count: int, error: Exception) -> str:
    why = "a part took longer than the time limit" if isinstance(error, TooSlow) else str(error)[:300]
    why = (why or type(error).__name__).rstrip(".")
    read = f"Its first {count:,} documents were loaded" if count else "Nothing could be loaded from it"
    advice = "" if isinstance(error, TooMuch) else " Get a whole copy of the file and load it again."
    return f"{read}, then reading it failed ({container.name}): {why}.{advice}"
