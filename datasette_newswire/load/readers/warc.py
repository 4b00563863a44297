"""A page out of a web archive: one WARC record with its HTTP answer."""

from __future__ import annotations

import io
from collections.abc import Iterator

from ...hookspecs import Reader
from ..models import Document, Draft, Unreadable
from ..parsing import drafts, encodings, languages
from .mail import page

LARGEST = 20_000_000  # bytes of a page when its compression is undone


def matches(document: Document) -> float:
    """The first line of a record."""
    return 0.95 if document.content.startswith((b"WARC/1.", b"WARC/0.1")) else 0.0


def read(document: Document) -> Iterator[Draft]:
    """The drafts of the page, by the reader of pages. Raises Unreadable for a damaged record."""
    from warcio.archiveiterator import ArchiveIterator
    from warcio.exceptions import ArchiveLoadFailed

    try:
        record = next(iter(ArchiveIterator(io.BytesIO(document.content))), None)
        content = record.content_stream().read(LARGEST) if record is not None else b""
    except (ArchiveLoadFailed, ValueError, OSError, EOFError) as error:
        raise Unreadable(f"This WARC record is damaged: {error}.") from None
    if record is None or not content.strip():
        raise Unreadable("This WARC record has no content.")
    address = record.rec_headers.get_header("WARC-Target-URI")
    kind = (record.http_headers or record.rec_headers).get_header("Content-Type") or ""
    charset = kind.lower().partition("charset=")[2].split(";")[0].strip(" \"'")
    if kind.startswith("text/plain"):
        tags = record.rec_headers.get_header("WARC-Identified-Content-Language") or ""
        yield _plain(content, charset, address, tags.partition(",")[0])
    else:
        yield from page(content, charset, address, document)


def _plain(content: bytes, charset: str, address: str | None, tag: str) -> Draft:
    """The draft of a page that the archive keeps as text (WET)."""
    found = encodings.decode(content, charset)
    draft = Draft(body=found.text.strip(), url=drafts.address(address), language=languages.code(tag))
    return drafts.made(draft, None, None, found)


READER = Reader("warc", matches, read)
