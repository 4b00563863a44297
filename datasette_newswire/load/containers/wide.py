"""Files of records in UTF-16 or UTF-32, read as UTF-8: what takes them apart counts on quotes of one byte."""

from __future__ import annotations

import io
from typing import BinaryIO, cast

from ...hookspecs import HEAD
from ..parsing import encodings
from .limits import Again


def narrow(stream: BinaryIO) -> BinaryIO:
    """A stream of records in UTF-8 if it is in UTF-16 or UTF-32, else as it is."""
    head = stream.read(HEAD)
    again = io.BufferedReader(Again(head, stream))
    encoding = encodings.wide(head)
    return cast(BinaryIO, io.BufferedReader(_Narrow(again, encoding)) if encoding else again)


def narrow_head(head: bytes) -> bytes:
    """The first bytes of a file as `narrow` would give them."""
    encoding = encodings.wide(head)
    return head.decode(encoding, "ignore").lstrip("\ufeff").encode("utf-8", "replace") if encoding else head


class _Narrow(io.RawIOBase):
    def __init__(self, stream: io.BufferedReader[Again], encoding: str) -> None:
        super().__init__()
        self._text = io.TextIOWrapper(stream, encoding, "replace", newline="")
        self._rest = b""

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: bytearray | memoryview) -> int:  # type: ignore[override]
        while not self._rest:
            text = self._text.read(HEAD)
            if not text:
                return 0
            self._rest = text.lstrip("\ufeff").encode("utf-8", "replace")
        block = self._rest[: len(buffer)]
        self._rest = self._rest[len(buffer) :]
        buffer[: len(block)] = block
        return len(block)
