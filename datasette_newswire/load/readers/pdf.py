"""PDF with a text layer, by pypdf. Pictures are not looked at: a scan has to go through OCR first."""

from __future__ import annotations

import io
import logging
import re
from collections.abc import Iterator

from ...hookspecs import Reader
from ..models import Document, Draft, Text, Unreadable
from ..parsing import drafts, encodings

PAGES = 400  # more is a book
LARGEST = 5_000_000  # characters of text
_NO_TITLE = re.compile(r"untitled|unbenannt|microsoft word|document\d*$|.*\.(?:docx?|indd|qxd|pdf|pub)$", re.I)
_HYPHEN = re.compile(r"(?<=[^\W\d_A-Z])-\n(?=[^\W\d_A-Z])")


def matches(document: Document) -> float:
    """The signature, within the first kilobyte as readers of PDF allow."""
    return 0.95 if b"%PDF-" in document.content[:1_024] else 0.0


def read(document: Document) -> Iterator[Draft]:
    """The draft of the document. Raises Unreadable for a damaged, a locked and a scanned one."""
    logging.getLogger("pypdf").setLevel(logging.CRITICAL)  # it warns of every flaw on standard error
    try:
        text, title = _extract(document.content)
    except Unreadable:
        raise
    except Exception as error:  # pypdf meets broken files with every kind of exception
        raise Unreadable(
            f"This PDF is damaged ({type(error).__name__}: {str(error)[:100]}). Export it again."
        ) from None
    text, _ = encodings.scrub(_HYPHEN.sub("", text))
    if not text.strip():
        raise Unreadable("This PDF has no text, only pictures of it. Give it a text layer first (with ocrmypdf).")
    draft = Draft(body=text.strip(), title=None if _NO_TITLE.match(title) else title or None)
    yield drafts.made(draft, None, None, Text("", "utf-8", "declared"))


def _extract(content: bytes) -> tuple[str, str]:
    """The text of all pages, and the title from the properties. Raises Unreadable for a locked PDF and a book."""
    from pypdf import PdfReader

    pdf = PdfReader(io.BytesIO(content), strict=False)
    if pdf.is_encrypted and not pdf.decrypt(""):
        raise Unreadable("This PDF is locked with a password. Save it without one.")
    if len(pdf.pages) > PAGES:
        raise Unreadable(f"This PDF has more than {PAGES} pages. Split it into its articles.")
    texts: list[str] = []
    for page in pdf.pages:
        texts.append(page.extract_text())
        if sum(map(len, texts)) > LARGEST:
            raise Unreadable(f"This PDF has more than {LARGEST:,} characters. Split it into its articles.")
    title = str(pdf.metadata.title or "") if pdf.metadata else ""
    return "\n\n".join(texts), " ".join(title.split())


READER = Reader("pdf", matches, read)
