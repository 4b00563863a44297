"""What files of records share: their lines, what stands for a record that is too long, the order of their dates."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import BinaryIO

from ..models import Document
from ..parsing import dates
from .limits import RECORD

SAMPLE = 256_000  # bytes at the head of a file that its encoding and the order in its dates are told by


def lines(stream: BinaryIO) -> Iterator[bytes | None]:
    """The lines of a stream with their ends, None for one that is longer than a record may be."""
    while line := stream.readline(RECORD):
        if len(line) < RECORD or line.endswith(b"\n"):
            yield line
            continue
        while line and not line.endswith(b"\n"):
            line = stream.readline(RECORD)
        yield None


def too_long(parent: Document, number: int) -> Document:
    """The document that stands for a record of more than RECORD bytes."""
    message = f"This record has more than {RECORD:,} bytes. If it is one article all the same, load it as its own file."
    return replace(parent, member=str(number), problem=message)


def order_parameter(printed: Iterable[str]) -> str:
    """A parameter of the media type, such as "; dates=dmy", for the order of day and month in some dates as printed;
    empty if they do not show one."""
    order = dates.order_of(printed)
    return f"; dates={order}" if order else ""
