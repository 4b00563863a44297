"""Sources → arrivals: files opened, archives split, each document hashed and measured before anything reads it."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, replace
from typing import BinaryIO

from ..hookspecs import Container, plugin_manager
from .discover import Source, Trouble, digest, unreadable
from .models import Document, Options, Prepared

HEAD = 4096  # bytes that a container is recognised by
DEPTH = 5  # archives within archives
COUNT = 2_000_000  # documents of one file


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
    prepared: tuple[Prepared, ...] | None = None


def lost(path: str, message: str, member: str | None = None) -> Arrival:
    """The arrival of something that could not be read at all."""
    document = Document(path=path, content=b"", member=member)
    return Arrival(document, "", 0, False, (Prepared(document, None, outcome="failed", message=message),))


def arrivals(source: Source | Trouble, options: Options) -> Iterator[Arrival]:
    """All documents of a source. A container's own arrival comes last: it stands for having seen all of it."""
    if isinstance(source, Trouble):
        yield lost(source.path, source.message)
        return
    try:
        with closing(source.open()) as stream:
            head = stream.read(HEAD)
            stream.seek(0)
            container = container_of(head, source.path, options)
            if container is None:
                yield _plain(source, stream, options)
            else:
                yield from _split(container, source, stream, options)
    except OSError as error:
        yield lost(source.path, unreadable(error))


def container_of(head: bytes, name: str, options: Options) -> Container | None:
    """The container asked for with --format, else the one most certain of a file's first bytes, None for none."""
    containers = [container for found in plugin_manager().hook.newswire_containers() for container in found]
    for container in containers:
        if container.name == options.format:
            return container
    if options.format or not containers:
        return None
    score, best = max(((one.matches(head, name), one) for one in containers), key=lambda pair: pair[0])
    return best if score > 0 else None


def _plain(source: Source, stream: BinaryIO, options: Options) -> Arrival:
    document = Document(
        source.path, b"", modified=source.modified, format=options.format, fields=options.fields
    )
    if source.size > options.max_bytes:
        return too_large(document, digest(stream), source.size, options)
    content = stream.read()
    return arrival(replace(document, content=content), options)


def arrival(document: Document, options: Options) -> Arrival:
    """A document whose content is at hand."""
    sha256 = hashlib.sha256(document.content).hexdigest()
    if len(document.content) > options.max_bytes:
        return too_large(replace(document, content=b""), sha256, len(document.content), options)
    return Arrival(document, sha256, len(document.content))


def too_large(document: Document, sha256: str, size: int, options: Options) -> Arrival:
    message = (
        f"It has {size:,} bytes, and the limit for one document is {options.max_bytes:,}. If it is one article all "
        f"the same, load it with --max-bytes {size}."
    )
    return Arrival(document, sha256, size, False, (Prepared(document, None, outcome="failed", message=message),))


def _split(container: Container, source: Source, stream: BinaryIO, options: Options) -> Iterator[Arrival]:
    """The documents of a container, then the container itself with their number or with what went wrong."""
    parent = Document(source.path, b"", modified=source.modified, format=options.format, fields=options.fields)
    count, problem = 0, None
    try:
        for document in _members(container, stream, parent, DEPTH, options):
            count += 1
            if count > COUNT:
                problem = f"It holds more than {COUNT:,} documents; the rest was left out. Split the file."
                break
            yield arrival(replace(document, format=options.format, fields=options.fields), options)
    except Exception as error:  # a damaged archive fails in as many ways as there are libraries
        problem = (
            f"Only the first {count:,} documents of this {container.name} could be read: {error or type(error).__name__}."
            " Get a whole copy of the file and load it again."
        )
    if not count and not problem:
        problem = f"There is no document in this {container.name}."
    prepared = Prepared(parent, None, outcome="failed" if problem else "loaded", message=problem)
    stream.seek(0)
    yield Arrival(parent, digest(stream), source.size, False, (prepared,))


def _members(
    container: Container, stream: BinaryIO, parent: Document, depth: int, options: Options
) -> Iterator[Document]:
    """The documents of a container, those that are containers themselves split in turn."""
    for document in container.split(stream, parent):
        inner = container_of(document.content[:HEAD], document.member or "", options)
        if inner is None or depth <= 1:
            yield document
        else:
            for member in _members(inner, io.BytesIO(document.content), document, depth - 1, options):
                yield replace(member, member=f"{document.member}/{member.member}")
