"""Web archives: WARC (and ARC) and WACZ. One document a page: the record as it stands, its address in its header."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from contextlib import redirect_stderr
from dataclasses import replace
from typing import Any, BinaryIO

from ...hookspecs import Container
from ..models import Document
from .archives import members_of_zip
from .nested import problem

PAGE = 20_000_000  # bytes of one record
WARC = "application/warc"
_HTML = re.compile(
    rb"HTTP/\d(?:\.\d)? 200\b.{0,9999}?\ncontent-type:[ \t]*(?:text/html|application/xhtml)", re.I | re.S
)
# Records that hold a text without HTTP around it: WET files and pages that an archivist put in.
_BARE = {"conversion": ("text/plain", "text/html"), "resource": ("text/html", "application/xhtml+xml")}


def matches_warc(head: bytes, name: str) -> float:
    """The first line of a WARC record, or of an ARC file."""
    return 0.9 if head.startswith((b"WARC/1.", b"WARC/0.1", b"filedesc://")) else 0.0


def split_warc(stream: BinaryIO, parent: Document) -> Iterator[Document]:
    """The pages that were found (status 200, HTML), numbered by their record. Raises warcio's ArchiveLoadFailed."""
    from warcio.archiveiterator import ArchiveIterator

    for number, record in enumerate(_records(ArchiveIterator(stream, no_record_parse=True, arc2warc=True)), 1):
        content = _page(record)
        if content is None:
            continue
        if len(content) > PAGE:
            yield problem(parent, str(number), f"This page has more than {PAGE:,} bytes")
        else:
            yield replace(parent, member=str(number), content=content, media_type=WARC)


def _records(archive: Iterator[Any]) -> Iterator[Any]:
    """The records of an archive, without what warcio prints about their flaws."""
    while True:
        with redirect_stderr(io.StringIO()):
            record = next(archive, None)
        if record is None:
            return
        yield record


def _page(record: Any) -> bytes | None:
    """The record's header and block, None for what is no page."""
    header = record.rec_headers
    kind, media_type = record.rec_type, (header.get_header("Content-Type") or "").partition(";")[0].strip()
    if kind != "response" and media_type not in _BARE.get(kind, ()):
        return None
    block: bytes = record.raw_stream.read(PAGE + 1)
    if kind == "response" and not _HTML.match(block[:24_000].partition(b"\r\n\r\n")[0] + b"\n"):
        return None
    return bytes(header.to_ascii_bytes()) + block


def matches_wacz(head: bytes, name: str) -> float:
    """A zip file with the parts of a WACZ."""
    if not head.startswith(b"PK\x03\x04"):
        return 0.0
    marked = b"datapackage.json" in head or b"archive/data.warc" in head
    return 0.95 if marked or name.lower().endswith(".wacz") else 0.0


def split_wacz(stream: BinaryIO, parent: Document) -> Iterator[Document]:
    """The pages of the WARC files in it; the rest of a WACZ is indexes of them."""
    yield from members_of_zip(stream, parent, lambda name: name.startswith("archive/"))


CONTAINERS = (Container("warc", matches_warc, split_warc), Container("wacz", matches_wacz, split_wacz))
