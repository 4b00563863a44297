"""Paths → sources: which files there are to load, in an order that depends on their names alone."""

from __future__ import annotations

import glob
import os
import shutil
import tempfile
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import BinaryIO, cast

from ..containers.nested import measure
from ..litter import litter

STANDARD_INPUT = "-"


@dataclass(frozen=True, slots=True)
class Source:
    """A file that can be opened. `modified` is None where there is no such thing (standard input); `litter` says why
    there is no article in it where its name tells."""

    path: str
    size: int
    modified: float | None
    open: Callable[[], BinaryIO]
    litter: str | None = None


@dataclass(frozen=True, slots=True)
class Trouble:
    """A path that gave nothing to load, and what to do about it."""

    path: str
    message: str


def discover(paths: Iterable[str], stdin: BinaryIO | None = None) -> Iterator[Source | Trouble]:
    """The files that the paths mean: files, folders with all below them, globs, `-` for `stdin`.

    Paths come in the order given, a folder's files in the order of their names. Symbolic links are followed, and a
    folder that was seen already is not entered again, so that loops end.
    """
    seen: set[tuple[int, int]] = set()
    for path in paths:
        if path == STANDARD_INPUT:
            if stdin is not None:
                yield _spool(stdin)
        else:
            yield from _named(path, seen)


def total_size(paths: Iterable[str]) -> int:
    """How many bytes all files that the paths mean have together, standard input left out."""
    return sum(found.size for found in discover(paths) if isinstance(found, Source))


def listed(lines: Iterable[str]) -> Iterator[str]:
    """The paths of a list, one a line; empty lines and those that start with `#` say nothing."""
    for line in lines:
        path = line.strip()
        if path and not path.startswith("#"):
            yield path


def _named(path: str, seen: set[tuple[int, int]]) -> Iterator[Source | Trouble]:
    if os.path.lexists(path):
        yield from _walk(os.path.abspath(path), seen)
        return
    matches = sorted(glob.glob(path, recursive=True)) if glob.has_magic(path) else []
    if not matches:
        yield Trouble(
            printable(os.path.abspath(path)), "There is no such file or folder. Check the spelling of the path."
        )
    for match in matches:
        yield from _walk(os.path.abspath(match), seen)


def _walk(path: str, seen: set[tuple[int, int]]) -> Iterator[Source | Trouble]:
    """Depth first, with a stack of its own: a deep folder must not end in a RecursionError."""
    stack: list[tuple[str, str | None]] = [(path, None)]  # what was asked for by name is no litter
    while stack:
        current, why = stack.pop()
        try:
            status = os.stat(current)
            if os.path.isdir(current):
                if (status.st_dev, status.st_ino) not in seen:
                    seen.add((status.st_dev, status.st_ino))
                    names = sorted(os.listdir(current), reverse=True)
                    there = frozenset(names)
                    stack.extend((os.path.join(current, name), why or litter(name, there)) for name in names)
            elif os.path.isfile(current):
                yield Source(printable(current), status.st_size, status.st_mtime, _opener(current), why)
            else:
                yield Trouble(
                    printable(current), "This is neither a file nor a folder (a pipe or a device); it was left alone."
                )
        except OSError as error:
            yield Trouble(printable(current), unreadable(error))


def unreadable(error: OSError) -> str:
    """Words for a file or folder that the system would not give us."""
    if isinstance(error, PermissionError):
        return "No permission to read this. Give yourself the right to read it (chmod +r) and load it again."
    if isinstance(error, FileNotFoundError):
        return "It is gone, or a link to what is gone. Remove the link, or put the file back and load it again."
    return f"The system could not read this: {error.strerror or error}. Load it again when that is mended."


def printable(path: str) -> str:
    """A path as text that any program can store: bytes that are no UTF-8 are written as escapes."""
    return path.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")


def _opener(path: str) -> Callable[[], BinaryIO]:
    return lambda: open(path, "rb")


def _spool(stdin: BinaryIO) -> Source:
    """Standard input, kept so that it can be hashed first: its hash is its name, as it has no other."""
    held = tempfile.TemporaryFile()  # noqa: SIM115 - closed when the Source is let go
    shutil.copyfileobj(stdin, held)

    def reopen() -> BinaryIO:
        held.seek(0)
        return cast(BinaryIO, held)

    sha256, size = measure(reopen())
    return Source(f"stdin:{sha256[:16]}", size, None, reopen)
