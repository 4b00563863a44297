"""Mail (RFC 5322): newsletters and letters with an article in them; and pages saved as MHTML (RFC 2557)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from email.header import decode_header
from email.message import Message
from email.parser import BytesParser
from email.policy import compat32
from email.utils import parseaddr

from ...hookspecs import Reader
from ..models import Credit, Document, Draft, Unreadable
from ..parsing import drafts, encodings, languages, markup
from . import html

_NAMES = rb"from|to|subject|date|received|return-path|message-id|mime-version|delivered-to|content-type|sender|reply-to"
_HEADER = re.compile(rb"(?:" + _NAMES + rb"|x-[\w-]+):[ \t]", re.I)
_BLOCK = re.compile(rb"(?:[\w-]+:[^\n]*\n(?:[ \t][^\n]*\n)*){2,200}\r?\n")
# What a mailing list puts in its headers (RFC 2369, RFC 2919): then the sender is an outlet and not an author.
LISTS = ("List-Id", "List-Unsubscribe", "List-Post", "Precedence")


def matches(document: Document) -> float:
    """A block of header lines, three of them known to be of mail, and an empty line."""
    if document.content.startswith(b"From ") or (document.media_type or "") == "message/rfc822":
        return 0.7 if _HEADER.search(document.content[:4_000]) else 0.0
    block = _BLOCK.match(document.content[:32_000].lstrip().replace(b"\r\n", b"\n"))
    known = {match[0].lower() for match in _HEADER.finditer(block[0])} if block else set()
    return 0.8 if len(known) >= 3 and any(name.startswith((b"from", b"subject")) for name in known) else 0.0


def matches_mhtml(document: Document) -> float:
    """Mail that says it is a saved page."""
    head = document.content[:4_000].lower()
    saved = b"snapshot-content-location:" in head or b"saved by" in head[:300] or b"microsoft internet explorer" in head
    named = document.name.lower().endswith((".mhtml", ".mht"))
    return 0.95 if b"multipart/related" in head and (saved or named) else 0.0


def read(document: Document) -> Iterator[Draft]:
    """The draft of a message: its HTML if it has any, else its text. Raises Unreadable for one without either."""
    message = _parsed(document)
    part, text = _text_of(message)
    found = encodings.decode(_payload(part), part.get_content_charset())
    name, address = parseaddr(header(message, "From"))
    from_list = any(message.get(one) for one in LISTS)
    draft = Draft(
        body=markup.text(found.text) if text == "text/html" else found.text.strip(),
        title=header(message, "Subject") or None,
        url=drafts.address(header(message, "Archived-At").strip("<>")),
        language=languages.code(header(message, "Content-Language")),
        authors=() if from_list else drafts.people([name]),
        credits=_outlet(name, address) if from_list else (),
        external_id=header(message, "Message-ID").strip("<>") or None,
    )
    if not draft.body:
        raise Unreadable("This message has no text, only attachments. Load those as files of their own.")
    yield drafts.made(replace(draft, notes=tuple(_attachments(message))), header(message, "Date"), None, found)


def _attachments(message: Message) -> Iterator[str]:
    """What is to be said of the files that a message brings."""
    names = [
        part.get_filename() or "without a name"
        for part in message.walk()
        if part.get_content_disposition() == "attachment"
    ]
    if names:
        listed = ", ".join(" ".join(name.split())[:60] for name in names[:3]) + (", …" if len(names) > 3 else "")
        yield f"Its attachments were not read ({listed}). Save those that are articles as files of their own."


def read_mhtml(document: Document) -> Iterator[Draft]:
    """The draft of a saved page, by the reader of pages. Raises Unreadable if there is none in it."""
    message = _parsed(document)
    part = next((part for part in message.walk() if part.get_content_type() == "text/html"), None)
    if part is None:
        raise Unreadable("There is no web page in this MHTML file. Save the page again.")
    address = header(message, "Snapshot-Content-Location") or header(part, "Content-Location")
    yield from page(_payload(part), part.get_content_charset(), address, document)


def page(content: bytes, charset: str | None, address: str | None, document: Document) -> Iterator[Draft]:
    """The drafts of a page that came in another format, with its address there where it names none itself.

    `charset` is what that format says of it.
    """
    text = encodings.decode(content, charset)
    utf8 = b"\xef\xbb\xbf" + text.text.encode("utf-8", "replace")  # with a mark, or <meta> would say otherwise
    for draft in html.read(replace(document, content=utf8, media_type="text/html")):
        notes = (*draft.notes, *drafts.damage(text))
        yield replace(
            draft,
            url=draft.url or drafts.address(address),
            notes=notes,
            encoding=text.encoding,
            encoding_origin=text.origin,
        )


def header(message: Message, name: str) -> str:
    """A header's text with its encoded words decoded and its raw bytes as well as can be."""
    value = message.get(name)
    if value is None:
        return ""
    try:
        parts = decode_header(str(value) if value.isascii() else value)
    except Exception:  # the standard library's decoders raise what they like
        parts = [(str(value), None)]
    return " ".join("".join(_word(text, charset) for text, charset in parts).split())


def _word(text: bytes | str, charset: str | None) -> str:
    if isinstance(text, str):
        return encodings.decode(text.encode("utf-8", "surrogateescape")).text
    return encodings.decode(text, charset).text


def _parsed(document: Document) -> Message:
    """The message in a document. Raises Unreadable for one that is nested too deeply."""
    try:
        return BytesParser(policy=compat32).parsebytes(document.content.lstrip())
    except RecursionError:
        raise Unreadable("This message has messages within messages without end.") from None


def _text_of(message: Message) -> tuple[Message, str]:
    """The part with the text, HTML before plain text, and its type. Raises Unreadable if there is none."""
    parts = [part for part in message.walk() if not part.is_multipart() and not part.get_filename()]
    for kind in ("text/html", "text/plain"):
        for part in parts:
            if part.get_content_type() == kind and _payload(part).strip():
                return part, kind
    raise Unreadable("This message has no text, only attachments. Load those as files of their own.")


def _payload(part: Message) -> bytes:
    try:
        payload = part.get_payload(decode=True)
    except (ValueError, LookupError):
        payload = None
    return payload if isinstance(payload, bytes) else b""


def _outlet(name: str, address: str) -> tuple[Credit, ...]:
    """The sender of a list: its name, at home where its address is."""
    host = address.rpartition("@")[2]
    return drafts.credited(name or host, url=f"https://{host}" if "." in host else None, rule="mail-sender")


READER = Reader("mail", matches, read)
MHTML_READER = Reader("mhtml", matches_mhtml, read_mhtml)
