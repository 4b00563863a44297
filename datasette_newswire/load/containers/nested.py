"""What an archive's member is: a document, or an archive or a file of records in its turn."""

from __future__ import annotations

import hashlib
import io
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import BinaryIO

from ...hookspecs import Container, plugin_manager
from ..models import Document
from .limits import BLOCK, Budget, Guarded, TooMuch

HEAD = 4_096  # bytes that a container is recognised by


def documents(
    opened: Callable[[], BinaryIO], name: str, parent: Document, budget: Budget, depth: int
) -> Iterator[Document]:
    """The document, or the documents, in one member of an archive that stands under `depth` archives.

    A member that cannot be read is a document with a `problem`, and the rest goes on. Raises TooMuch for a bomb.
    """
    try:
        with io.BufferedReader(Guarded(opened(), budget, depth), HEAD) as stream:
            yield from _within(stream, name, parent, budget, depth)
    except TooMuch:
        raise
    except Exception as error:  # damage shows in as many ways as there are libraries
        yield damaged(parent, name, error)


def problem(parent: Document, name: str, why: str, advice: str = "Unpack it and load the file itself.") -> Document:
    """The document that stands for a member that could not be taken out."""
    return replace(parent, member=name, content=b"", problem=f"{why.rstrip('.')}. {advice}")


def damaged(parent: Document, name: str, error: Exception) -> Document:
    """The document that stands for a member that breaks off or makes no sense."""
    why = f"This member is damaged ({str(error) or type(error).__name__})"
    return problem(parent, name, why, "Get a whole copy of the archive, or unpack it and load the file itself.")


def left_out(
    opened: Callable[[], BinaryIO], name: str, parent: Document, budget: Budget, depth: int, why: str
) -> Document:
    """The document that stands for a member without articles in it, measured and not kept. Raises TooMuch."""
    try:
        with io.BufferedReader(Guarded(opened(), budget, depth), HEAD) as stream:
            return replace(parent, member=name, content=b"", skipped=why, measured=measure(stream))
    except TooMuch:
        raise
    except Exception as error:  # as in documents()
        return damaged(parent, name, error)


def measure(stream: BinaryIO) -> tuple[str, int]:
    """The SHA-256 in hexadecimal and the number of all bytes that a stream has left."""
    sha256, size = hashlib.sha256(), 0
    while block := stream.read(BLOCK):
        sha256.update(block)
        size += len(block)
    return sha256.hexdigest(), size


def told_apart(name: str, seen: Counter[str]) -> str:
    """A member's name, with a number if the archive had one of that name before."""
    seen[name] += 1
    return name if seen[name] == 1 else f"{name} ({seen[name]})"


def container_of(head: bytes, name: str) -> Container | None:
    """The container most certain of a file's first bytes, None for none."""
    containers = [container for found in plugin_manager().hook.newswire_containers() for container in found]
    score, best = max(((one.matches(head, name), one) for one in containers), key=lambda pair: pair[0])
    return best if score > 0 else None


def _within(
    stream: io.BufferedReader[Guarded], name: str, parent: Document, budget: Budget, depth: int
) -> Iterator[Document]:
    container = container_of(stream.peek(HEAD)[:HEAD], name)
    if container is None:
        content = stream.read(budget.limits.member_bytes + 1)
        if len(content) > budget.limits.member_bytes:
            yield problem(parent, name, f"This member has more than {budget.limits.member_bytes:,} bytes")
        else:
            yield replace(parent, member=name, content=content)
    elif depth >= budget.limits.depth:
        yield problem(parent, name, f"More than {budget.limits.depth} archives within each other are not opened")
    else:
        for document in container.split(stream, replace(parent, member=name)):
            yield replace(document, path=parent.path, member=f"{name}/{document.member}")
