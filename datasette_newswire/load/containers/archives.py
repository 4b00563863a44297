"""Archives and compressed files: zip, tar, gzip, bzip2, xz and Zstandard."""

from __future__ import annotations

import bz2
import gzip
import lzma
import stat
import tarfile
import zipfile
from collections import Counter
from collections.abc import Callable, Iterator
from functools import partial
from typing import IO, BinaryIO, Protocol, cast

from ...hookspecs import Container
from ..litter import member_litter
from ..models import Document
from .limits import BLOCK, Limits, TooMuch, guard, seekable
from .nested import Member, documents, taken, told_apart

XZ_MEMORY = 256_000_000  # bytes that a dictionary may take; the strongest preset needs 65 MB
ZST_WINDOW = 1 << 27
# Zip files that are documents; what their readers do not know is no archive of articles either.
NOT_ARCHIVES = (".docx", ".xlsx", ".pptx", ".odt", ".ods", ".odp", ".epub", ".jar", ".apk", ".wacz", ".whl")
_OFFICE = (b"[Content_Types].xml", b"mimetypeapplication/", b"word/document.xml", b"datapackage.json")
# Flaws of members: what is wrong and, where it is not the usual, what to do.
_ENCRYPTED = ("This member is encrypted",)
_LINK = ("This member is a link, and links are not followed", "Pack the file that it leads to.")
_NO_FILE = ("This member is a device or a pipe, and no file", "Pack what it gives.")


def matches_zip(head: bytes, name: str) -> float:
    """A zip file that is not a document of its own kind."""
    if not head.startswith((b"PK\x03\x04", b"PK\x05\x06")) or name.lower().endswith(NOT_ARCHIVES):
        return 0.0
    return 0.0 if any(mark in head for mark in _OFFICE) else 0.9


def split_zip(stream: BinaryIO, parent: Document) -> Iterator[Document]:
    """The documents of a zip file in the order of its directory."""
    yield from members_of_zip(stream, parent, member_litter)


def members_of_zip(stream: BinaryIO, parent: Document, why_not: Callable[[str], str | None]) -> Iterator[Document]:
    """The documents in the members of a zip file; `why_not` says of a name why it holds none.

    Raises zipfile.BadZipFile, TooMuch.
    """
    budget, depth = guard(stream)
    with _zip(seekable(stream)) as archive:
        infos = archive.infolist()
        _check(len(infos), budget.limits)
        seen: Counter[str] = Counter()
        for info in (info for info in infos if not info.is_dir()):
            opened = cast(Callable[[], BinaryIO], partial(archive.open, info))
            member = Member(parent, told_apart(info.filename, seen), opened, budget, depth + 1)
            yield from taken(member, _flaw_in_zip(info), why_not(info.filename))


def _zip(stream: BinaryIO) -> zipfile.ZipFile:
    try:
        return zipfile.ZipFile(stream)
    except zipfile.BadZipFile as error:
        raise zipfile.BadZipFile("the list of its members, which stands at its end, is missing or damaged") from error


def _flaw_in_zip(info: zipfile.ZipInfo) -> tuple[str, ...] | None:
    if info.flag_bits & 0x1:
        return _ENCRYPTED
    return _LINK if stat.S_ISLNK(info.external_attr >> 16) else None


def _check(members: int, limits: Limits) -> None:
    """Raises TooMuch for more members than an archive may have."""
    if members > limits.members:
        raise TooMuch(f"it has more than {limits.members:,} members; split it into smaller files")


def matches_tar(head: bytes, name: str) -> float:
    """A tar file by its magic, an old one by the checksum of its first header."""
    if head[257:262] == b"ustar":
        return 0.9
    if len(head) < 512 or not head[148:154].strip(b" \x00").isdigit():
        return 0.0
    try:
        tarfile.TarInfo.frombuf(head[:512], "utf-8", "surrogateescape")
    except tarfile.HeaderError:
        return 0.0
    return 0.8


def split_tar(stream: BinaryIO, parent: Document) -> Iterator[Document]:
    """The documents of a tar file as they come. Raises tarfile.TarError, TooMuch."""
    budget, depth = guard(stream)
    with tarfile.open(fileobj=stream, mode="r|") as archive:
        seen: Counter[str] = Counter()
        number = 0
        while (info := archive.next()) is not None:
            archive.members = []  # type: ignore[attr-defined]  # or it would remember them all
            number += 1
            _check(number, budget.limits)
            if not info.isdir():
                opened = partial(_opened, archive, info)
                member = Member(parent, told_apart(info.name, seen), opened, budget, depth + 1)
                yield from taken(member, _flaw_in_tar(info), member_litter(info.name))


def _flaw_in_tar(info: tarfile.TarInfo) -> tuple[str, ...] | None:
    if info.islnk() or info.issym():
        return _LINK
    return None if info.isfile() else _NO_FILE


def _opened(archive: tarfile.TarFile, info: tarfile.TarInfo) -> BinaryIO:
    found = archive.extractfile(info)
    if found is None:
        raise tarfile.TarError("it has no content")
    return cast(BinaryIO, found)


class _Decompressor(Protocol):
    @property
    def eof(self) -> bool: ...
    @property
    def needs_input(self) -> bool: ...
    @property
    def unused_data(self) -> bytes: ...
    def decompress(self, data: bytes, max_length: int = -1) -> bytes: ...


class _Unpacked:
    """The bytes of one compressed stream after another, never more at a time than asked for."""

    def __init__(self, packed: BinaryIO, make: Callable[[], _Decompressor]) -> None:
        self._packed, self._make = packed, make
        self._decompressor = make()

    def read(self, size: int) -> bytes:
        while True:
            data = b""
            if self._decompressor.eof:
                data = self._decompressor.unused_data or self._packed.read(BLOCK)
                if not data.strip(b"\x00"):
                    return b""
                self._decompressor = self._make()
            elif self._decompressor.needs_input:
                data = self._packed.read(BLOCK)
                if not data:
                    raise EOFError("it ends in the middle")
            if found := self._decompressor.decompress(data, size):
                return found

    def close(self) -> None:
        pass


def _gzip(packed: BinaryIO) -> BinaryIO:
    return cast(BinaryIO, gzip.GzipFile(fileobj=packed))


def _bzip2(packed: BinaryIO) -> BinaryIO:
    return cast(BinaryIO, _Unpacked(packed, bz2.BZ2Decompressor))


def _xz(packed: BinaryIO) -> BinaryIO:
    return cast(BinaryIO, _Unpacked(packed, lambda: lzma.LZMADecompressor(memlimit=XZ_MEMORY)))


def _zst(packed: BinaryIO) -> BinaryIO:
    import zstandard

    reader = zstandard.ZstdDecompressor(max_window_size=ZST_WINDOW).stream_reader(
        cast(IO[bytes], packed), read_across_frames=True, closefd=False
    )
    return cast(BinaryIO, reader)


_Unpack = Callable[[BinaryIO], BinaryIO]


def _compressed(name: str, magic: bytes, suffixes: tuple[str, ...], unpack: _Unpack) -> Container:
    """The container of a compressed file: one member, named without its last suffix."""

    def matches(head: bytes, _: str) -> float:
        return 0.9 if head.startswith(magic) else 0.0

    def split(stream: BinaryIO, parent: Document) -> Iterator[Document]:
        budget, depth = guard(stream)
        inner = _without(parent.member or parent.path, suffixes)
        yield from documents(Member(parent, inner, lambda: unpack(stream), budget, depth + 1))

    return Container(name, matches, split)


def _without(path: str, suffixes: tuple[str, ...]) -> str:
    """The name of what is in a compressed file: "news.jsonl" of "a/news.jsonl.gz", "news.tar" of "news.tgz"."""
    name = path.replace("\\", "/").rpartition("/")[2]
    for suffix in suffixes:
        if name.lower().endswith(suffix):
            return name[: -len(suffix)] + (".tar" if suffix.startswith(".t") else "")
    return name


CONTAINERS = (
    Container("zip", matches_zip, split_zip),
    Container("tar", matches_tar, split_tar),
    _compressed("gzip", b"\x1f\x8b\x08", (".tgz", ".gz"), _gzip),
    _compressed("bzip2", b"BZh", (".tbz2", ".tbz", ".bz2"), _bzip2),
    _compressed("xz", b"\xfd7zXZ\x00", (".txz", ".xz"), _xz),
    _compressed("zstandard", b"\x28\xb5\x2f\xfd", (".tzst", ".zst"), _zst),
)
