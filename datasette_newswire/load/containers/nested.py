"""What an archive's member is: a document, or an archive or a file of records in its turn."""

from __future__ import annotations

import hashlib
import io
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import BinaryIO

from ...hookspecs import HEAD, Container, containers
from ..models import Document
from .limits import BLOCK, Budget, Guarded, TooMuch


@dataclass(frozen=True, slots=True)
class Member:
    """A member of an archive, not yet opened. `name` differs from the names of the archive's other members.

    `depth` is the number of archives around it; `budget` is shared with all else that is unpacked from the same file.
    """

    parent: Document
    name: str
    open: Callable[[], BinaryIO]
    budget: Budget
    depth: int


def taken(member: Member, flaw: tuple[str, ...] | None, why_not: str | None) -> Iterator[Document]:
    """What becomes of a member: a problem if it has a flaw (the arguments of problem()), skipped if there is a reason
    why it holds no article, else its documents. Raises TooMuch for a bomb."""
    if flaw:
        yield problem(member.parent, member.name, *flaw)
    elif why_not:
        yield _skipped(member, why_not)
    else:
        yield from documents(member)


def documents(member: Member) -> Iterator[Document]:
    """The document in a member, or its documents if it is an archive or a file of records.

    A member that cannot be read is a document with a `problem`, and the rest goes on. Raises TooMuch for a bomb.
    """
    try:
        with _stream(member) as stream:
            yield from _within(member, stream)
    except TooMuch:
        raise
    except Exception as error:  # damage shows in as many ways as there are libraries
        yield _damaged(member, error)


def problem(parent: Document, name: str, why: str, advice: str = "Unpack it and load the file itself.") -> Document:
    """The document that stands for a member that could not be taken out."""
    return replace(parent, member=name, content=b"", problem=f"{why.rstrip('.')}. {advice}")


def measure(stream: BinaryIO) -> tuple[str, int]:
    """The SHA-256 in hexadecimal, and the number, of all bytes that a stream has left."""
    sha256, size = hashlib.sha256(), 0
    while block := stream.read(BLOCK):
        sha256.update(block)
        size += len(block)
    return sha256.hexdigest(), size


def told_apart(name: str, seen: Counter[str]) -> str:
    """The name, with a number behind it if `seen` has it already; counts it there."""
    seen[name] += 1
    return name if seen[name] == 1 else f"{name} ({seen[name]})"


def container_of(head: bytes, name: str) -> Container | None:
    """The container that is most certain of a file by its first HEAD bytes and its name; None if none is its own."""
    score, best = max(((one.matches(head, name), one) for one in containers()), key=lambda pair: pair[0])
    return best if score > 0 else None


def _stream(member: Member) -> io.BufferedReader[Guarded]:
    return io.BufferedReader(Guarded(member.open(), member.budget, member.depth), HEAD)


def _within(member: Member, stream: io.BufferedReader[Guarded]) -> Iterator[Document]:
    parent, name, limits = member.parent, member.name, member.budget.limits
    container = container_of(stream.peek(HEAD)[:HEAD], name)
    if container is None:
        content = stream.read(limits.member_bytes + 1)
        if len(content) > limits.member_bytes:
            yield problem(parent, name, f"This member has more than {limits.member_bytes:,} bytes")
        else:
            yield replace(parent, member=name, content=content)
    elif member.depth >= limits.depth:
        yield problem(parent, name, f"More than {limits.depth} archives within each other are not opened")
    else:
        for document in container.split(stream, replace(parent, member=name)):
            yield replace(document, path=parent.path, member=f"{name}/{document.member}")


def _skipped(member: Member, why: str) -> Document:
    """The document that stands for a member without articles in it, measured and not kept. Raises TooMuch."""
    try:
        with _stream(member) as stream:
            return replace(member.parent, member=member.name, content=b"", skipped=why, measured=measure(stream))
    except TooMuch:
        raise
    except Exception as error:  # as in documents()
        return _damaged(member, error)


def _damaged(member: Member, error: Exception) -> Document:
    """The document that stands for a member that breaks off or makes no sense."""
    why = f"This member is damaged ({str(error) or type(error).__name__})"
    advice = "Get a whole copy of the archive, or unpack it and load the file itself."
    return problem(member.parent, member.name, why, advice)
