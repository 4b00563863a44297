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
from .limits import RECORD, Again
from .nested import measure, problem

WARC = "application/warc"
HEAD = 24_000  # bytes in which an HTTP answer has its headers
_PAGES = ("text/html", "application/xhtml+xml", "application/vnd.wap.xhtml+xml")
_STATUS = re.compile(rb"HTTP/\d(?:\.\d)? (\d{3})\b", re.I)
_TYPE = re.compile(rb"^content-type:[ \t]*([\w.+-]{1,60}/[\w.+-]{1,60})", re.I | re.M)
# What other records are.
_OTHERS = {
    "request": "It is what the crawler asked for, not what it got.",
    "revisit": "The page was the same as at an earlier visit; it is stored there.",
    "metadata": "It is the crawler's note on another record.",
    "warcinfo": "It is about the web archive itself.",
}
_INDEX = "It is an index of the web archive, and no page."
# Records that hold a text without HTTP around it: WET files and pages that an archivist put in.
_BARE = {"conversion": ("text/plain", "text/html"), "resource": ("text/html", "application/xhtml+xml")}


def matches_warc(head: bytes, name: str) -> float:
    """The first line of a WARC record, or of an ARC file."""
    return 0.9 if head.startswith((b"WARC/1.", b"WARC/0.1", b"filedesc://")) else 0.0


def split_warc(stream: BinaryIO, parent: Document) -> Iterator[Document]:
    """The records, numbered: pages that were found (status 200, HTML) whole, the others with what they are instead.

    Raises warcio's ArchiveLoadFailed.
    """
    from warcio.archiveiterator import ArchiveIterator

    for number, record in enumerate(_records(ArchiveIterator(stream, no_record_parse=True, arc2warc=True)), 1):
        head = record.raw_stream.read(HEAD)
        if why := _why_not(record, head):
            rest = measure(io.BufferedReader(Again(head, record.raw_stream)))
            yield replace(parent, member=str(number), media_type=WARC, skipped=why, measured=rest)
            continue
        block = head + record.raw_stream.read(RECORD + 1 - len(head))
        if len(block) > RECORD:
            yield problem(parent, str(number), f"This page has more than {RECORD:,} bytes")
        else:
            content = bytes(record.rec_headers.to_ascii_bytes()) + block
            yield replace(parent, member=str(number), content=content, media_type=WARC)


def _records(archive: Iterator[Any]) -> Iterator[Any]:
    """The records of an archive, without what warcio prints about their flaws."""
    while True:
        with redirect_stderr(io.StringIO()):
            record = next(archive, None)
        if record is None:
            return
        yield record


def _why_not(record: Any, head: bytes) -> str | None:
    """Why a record is no page, None for a page; `head` are the first bytes of its block."""
    kind = record.rec_type
    media_type = (record.rec_headers.get_header("Content-Type") or "").partition(";")[0].strip()
    if kind == "response":
        return _why_no_page(head.partition(b"\r\n\r\n")[0])
    if media_type in _BARE.get(kind, ()):
        return None
    return _OTHERS.get(kind) or f"It is no page but {media_type or 'of an unknown type'} ({kind})."


def _why_no_page(answer: bytes) -> str | None:
    """Why an HTTP answer, by its head, is no page that was found; None for one that is."""
    status = _STATUS.match(answer)
    if status is None:
        return "It is no answer in HTTP."
    if status[1] != b"200":
        return f"No page was found there: the answer was {status[1].decode()}."
    found = _TYPE.search(answer)
    media_type = found[1].decode("ascii", "replace").lower() if found else "of an unknown type"
    return None if media_type in _PAGES else f"It is no page but {media_type}."


def matches_wacz(head: bytes, name: str) -> float:
    """A zip file with the parts of a WACZ."""
    if not head.startswith(b"PK\x03\x04"):
        return 0.0
    marked = b"datapackage.json" in head or b"archive/data.warc" in head
    return 0.95 if marked or name.lower().endswith(".wacz") else 0.0


def split_wacz(stream: BinaryIO, parent: Document) -> Iterator[Document]:
    """The records of the WARC files in it; the rest of a WACZ is indexes of them."""
    yield from members_of_zip(stream, parent, lambda name: None if name.startswith("archive/") else _INDEX)


CONTAINERS = (Container("warc", matches_warc, split_warc), Container("wacz", matches_wacz, split_wacz))
