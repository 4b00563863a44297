"""How much one file may unpack to, and the streams that keep to it: archive bombs end here."""

from __future__ import annotations

import io
import tempfile
from dataclasses import dataclass
from typing import BinaryIO

BLOCK = 1 << 16  # bytes read at a time
RECORD = 20_000_000  # bytes of one record: a line, an object, a row, an item, a page


@dataclass(frozen=True, slots=True)
class Limits:
    """What is taken from one file at most, all that is packed in it together."""

    depth: int = 5  # archives within archives
    members: int = 5_000_000  # in one archive
    member_bytes: int = 64_000_000  # of one document
    ratio: int = 200  # unpacked bytes for each byte of the file …
    free_bytes: int = 1_000_000_000  # … or this many, whichever is more


class TooMuch(Exception):
    """A file holds more than we take from one; the message says what and what to do."""


class Budget:
    """What has been unpacked from one file, archives within it included. `size` is the file's own, in bytes."""

    def __init__(self, size: int, limits: Limits) -> None:
        self.limits = limits
        self._allowed = max(limits.free_bytes, limits.ratio * size)
        self._spent = 0

    def spend(self, count: int) -> None:
        """Raises TooMuch when the bytes unpacked are more than the file may have in it."""
        self._spent += count
        if self._spent > self._allowed:
            raise TooMuch(
                f"it unpacks to more than {self._allowed:,} bytes; "
                "if it is no archive bomb, unpack it and load the files"
            )


class Guarded(io.RawIOBase):
    """The unpacked bytes of an archive's member, counted; `depth` is the number of archives around it."""

    def __init__(self, raw: BinaryIO, budget: Budget, depth: int) -> None:
        super().__init__()
        self._raw, self.budget, self.depth = raw, budget, depth

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: bytearray | memoryview) -> int:  # type: ignore[override]
        """Fills the buffer unless the stream ends: a peek then sees as much of it as fits."""
        filled = 0
        while filled < len(buffer) and (block := self._raw.read(min(BLOCK, len(buffer) - filled))):
            buffer[filled : filled + len(block)] = block
            filled += len(block)
        self.budget.spend(filled)
        return filled


class Again(io.RawIOBase):
    """A stream whose first bytes were read already, from its start."""

    def __init__(self, head: bytes, rest: BinaryIO) -> None:
        super().__init__()
        self._head, self._rest = head, rest

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: bytearray | memoryview) -> int:  # type: ignore[override]
        block = self._head[: len(buffer)] or self._rest.read(len(buffer))
        self._head = self._head[len(buffer) :]
        buffer[: len(block)] = block
        return len(block)


def guard(stream: BinaryIO, limits: Limits | None = None) -> tuple[Budget, int]:
    """The budget and depth of an archive's own stream: those of the archive around it, or new ones for a file."""
    raw = getattr(stream, "raw", None)
    if isinstance(raw, Guarded):
        return raw.budget, raw.depth
    size = 0
    if stream.seekable():
        here = stream.tell()
        size = stream.seek(0, io.SEEK_END)
        stream.seek(here)
    return Budget(size, limits or Limits()), 0


def seekable(stream: BinaryIO) -> BinaryIO:
    """A stream that can be sought in: itself, or what is left of it in a temporary file."""
    if stream.seekable():
        return stream
    held = tempfile.TemporaryFile()  # noqa: SIM115 - closed when it is let go
    while block := stream.read(BLOCK):
        held.write(block)
    held.seek(0)
    return held
