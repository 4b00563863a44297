"""Word documents (DOCX): the text of their paragraphs, the title by its style or from their properties."""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Iterator

from lxml import etree

from ...hookspecs import Reader
from ..models import Document, Draft, Text, Unreadable
from ..parsing import drafts, languages, markup, xmltext

LARGEST = 50_000_000  # bytes of one part, unpacked
# Word's own names for what is not there any more, or stands there twice.
_GONE = frozenset(("del", "moveFrom", "Fallback", "instrText", "delText", "footnoteReference"))
_TITLES = re.compile(r"title|titel|titre|titulo|heading1|berschrift1", re.I)


def matches(document: Document) -> float:
    """A zip file with the parts of a Word document."""
    if not document.content.startswith(b"PK\x03\x04"):
        return 0.0
    return 0.95 if b"word/document.xml" in document.content else 0.0


def read(document: Document) -> Iterator[Draft]:
    """The draft of the document. Raises Unreadable for a damaged one and for one without text."""
    try:
        with zipfile.ZipFile(io.BytesIO(document.content)) as archive:
            main = _part(archive, "word/document.xml")
            properties = _part(archive, "docProps/core.xml")
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, EOFError, OSError) as error:
        raise Unreadable(f"This Word document is damaged: {error}. Save it again.") from None
    if not main:
        raise Unreadable("This Word document has no text part. Save it again as DOCX.")
    yield _draft(main, properties)


def _part(archive: zipfile.ZipFile, name: str) -> bytes:
    """The bytes of a part, empty if it is not there. Raises Unreadable for one of more than LARGEST bytes."""
    if name not in archive.namelist():
        return b""
    with archive.open(name) as stream:
        content = stream.read(LARGEST + 1)
    if len(content) > LARGEST:
        raise Unreadable(f"This Word document unpacks to more than {LARGEST:,} bytes. Save its text as a file itself.")
    return content


def _draft(main: bytes, properties: bytes) -> Draft:
    root, _ = xmltext.parse(main)
    paragraphs = [(style, text) for style, text in _paragraphs(root) if text]
    if not paragraphs:
        raise Unreadable("There is no text in this Word document.")
    titled = next((text for style, text in paragraphs[:3] if _TITLES.match(style)), None)
    known = xmltext.parse(properties)[0] if properties else None
    named = xmltext.lines(known, "title") if known is not None else ""
    body = "\n\n".join(text for _, text in paragraphs if text != titled)
    draft = Draft(
        body=body or paragraphs[0][1],
        title=titled or named or None,
        title_origin="markup" if titled else None,
        language=languages.code(xmltext.lines(known, "language")) if known is not None else None,
    )
    return drafts.made(draft, None, None, Text("", "utf-8", "declared"))


def _paragraphs(root: etree._Element) -> Iterator[tuple[str, str]]:
    """The style and text of each paragraph, those in tables and text boxes too, in their order."""
    for paragraph in root.iter("{*}p"):
        style = next((one.get(key, "") for one in paragraph.iter("{*}pStyle") for key in one.attrib), "")
        yield style, re.sub(r"[ \t]+", " ", "".join(_runs(paragraph))).strip()


def _runs(paragraph: etree._Element) -> Iterator[str]:
    """The text of a paragraph's own runs: not of paragraphs within it, of what was deleted or is a field's code."""
    stack = [iter(paragraph)]
    while stack:
        element = next(stack[-1], None)
        if element is None:
            stack.pop()
            continue
        name = markup.local(element)
        if name == "t":
            yield element.text or ""
        elif name in ("tab", "br", "cr", "noBreakHyphen"):
            yield {"tab": " ", "noBreakHyphen": "-"}.get(name, "\n")
        elif name not in _GONE and name not in ("p", "pPr"):
            stack.append(iter(element))


READER = Reader("docx", matches, read)
