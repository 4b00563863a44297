"""PDF with a text layer, by pypdf. Pictures are not looked at: a scan has to go through OCR first."""

from __future__ import annotations

import io
import logging
import re
from collections import Counter
from collections.abc import Iterator, Sequence

from ...hookspecs import Reader
from ..models import Document, Draft, Removed, Text, Unreadable
from ..parsing import drafts, encodings

PAGES = 400  # more is a book
LARGEST = 5_000_000  # characters of text
_NO_TITLE = re.compile(r"untitled|unbenannt|microsoft word|document\d*$|.*\.(?:docx?|indd|qxd|pdf|pub)$", re.I)
EDGE = 2  # lines at the top and at the foot of a page that can be the same on all
_NUMBER = re.compile(r"\d+")


def matches(document: Document) -> float:
    """The signature, within the first kilobyte as readers of PDF allow."""
    return 0.95 if b"%PDF-" in document.content[:1_024] else 0.0


def read(document: Document) -> Iterator[Draft]:
    """The draft of the document. Raises Unreadable for a damaged, a locked and a scanned one."""
    logging.getLogger("pypdf").setLevel(logging.CRITICAL)  # it warns of every flaw on standard error
    try:
        pages, title = _extract(document.content)
    except Unreadable:
        raise
    except Exception as error:  # pypdf meets broken files with every kind of exception
        raise Unreadable(
            f"This PDF is damaged ({type(error).__name__}: {str(error)[:100]}). Export it again."
        ) from None
    kept, taken = without_edges(pages)
    text, _ = encodings.scrub(joined(kept))
    if not text.strip():
        raise Unreadable("This PDF has no text, only pictures of it. Give it a text layer first (with ocrmypdf).")
    removed = (Removed("\n".join(taken), "within", "page-edge"),) if taken else ()
    draft = Draft(body=text.strip(), title=None if _NO_TITLE.match(title) else title or None, removed=removed)
    yield drafts.made(draft, None, None, Text("", "utf-8", "declared"))


def without_edges(pages: Sequence[str]) -> tuple[list[list[str]], list[str]]:
    """The lines of pages without the heads and feet that, numbers aside, half of them share; and those."""
    lines = [[line for line in page.split("\n") if line.strip()] for page in pages]
    met = Counter(key for page in lines for key in {_edge(line) for line in (*page[:EDGE], *page[-EDGE:])})
    shared = {key for key, times in met.items() if times >= max(2, len(pages) / 2)}
    taken: list[str] = []
    for page in lines:
        for at in (0, -1):
            while page and _edge(page[at]) in shared:
                taken.append(page.pop(at).strip())
    return lines, taken


def _edge(line: str) -> str:
    return _NUMBER.sub("0", line.strip())


def joined(pages: Sequence[Sequence[str]]) -> str:
    """The text of pages; a sentence goes on over the end of a page."""
    text = ""
    for lines in filter(None, pages):
        goes_on = text and lines[0].lstrip()[0].islower() and text[-1] not in ".!?:"
        text += ("\n" if goes_on else "\n\n" if text else "") + "\n".join(lines)
    return text


def _extract(content: bytes) -> tuple[list[str], str]:
    """The texts of all pages, and the title from the properties. Raises Unreadable for a locked PDF and a book."""
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
    return texts, " ".join(title.split())


READER = Reader("pdf", matches, read)
