"""Wire copy as it came over the line: IPTC 7901 and ANPA 1312. Control characters mark its parts.

IPTC 7901: https://www.iptc.org/std/IPTC7901/1.0/specification/7901V5.pdf
ANPA 1312: https://en.wikipedia.org/wiki/ANPA-1312
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from ...hookspecs import Reader
from ..models import Document, Draft, Removed, Unreadable
from ..parsing import drafts, encodings

_MESSAGE = re.compile(rb"\x01(?P<head>[^\x01\x02]{1,400})\x02(?P<text>[^\x03]*)(?:\x03(?P<foot>[^\x01]{0,400}))?", re.S)
_LEAD = b"\x16\x00\x7f \t\r\n"  # synchronisation before a header
_IPTC = re.compile(rb"\s*[a-z]{2,4}\s?\d{2,5}\s+\d\s+[a-z]{1,3}\b", re.I)  # source, number, priority, category
_ANPA = re.compile(rb"\s*[a-z]\d{4}\x1f", re.I)  # the number of the story, then its keywords
_AGENCY = re.compile(rb"\b([a-z]{2,12})(?:-[a-z]+)?\s+\d+\s*(?:\r?\n|$)", re.I)
_LAYOUT = re.compile(rb"[\x0e-\x1f]")  # how the printer is to set it
# "212101 GMT Nov 18": day, hour, minute, zone, month, year.
_SENT = re.compile(r"\b(\d\d)(\d\d)(\d\d) (?:(GMT|UTC|[A-Z]{3,4}) )?([A-Z][a-z]{2}) (\d\d)\b")
_SENT_ANPA = re.compile(r"-(\d\d)-(\d\d)-(\d\d) (\d\d)(\d\d)(GMT|E[SD]T)\b")  # month, day, year, hour, minute
_BYLINE = re.compile(r"(?:By|Von|Par|Por)\s+\S.*")
_MARKER = re.compile(r"\(?[A-Z\d][A-Z\d .!-]{1,24}\)?|\([^()]{2,30}\)")  # "EXTRA", "1ST LEAD", "(Achtung)"
_EDITORS = re.compile(r"(?:AP (?:Photo|Video|Graphic|Radio)|Eds?:|EDITOR'S NOTE|BC-|\*\d)", re.I)
_NOTES = re.compile(r"\n# ")


def matches(document: Document) -> float:
    """The controls that start a header and a text, and a header of one of the two kinds between them."""
    match = _MESSAGE.match(document.content[:4_000].lstrip(_LEAD))
    return 0.95 if match and (_IPTC.match(match["head"]) or _ANPA.match(match["head"])) else 0.0


def read(document: Document) -> Iterator[Draft]:
    """The draft of each message. Raises Unreadable for a file without any."""
    messages = list(_MESSAGE.finditer(document.content))
    if not messages:
        raise Unreadable("This is no wire message: it has no header between SOH and STX.")
    yield from drafts.told_apart([_draft(message) for message in messages])


def _draft(message: re.Match[bytes]) -> Draft:
    """The draft of one message of either kind."""
    found = encodings.decode(_LAYOUT.sub(b" ", message["text"]))
    foot = encodings.decode(message["foot"] or b"").text
    draft = _anpa(found.text) if _ANPA.match(message["head"]) else _iptc(found.text, message["head"])
    return drafts.made(draft, _sent(foot) or _sent(found.text[-200:]), "en-US", found)


def _iptc(text: str, head: bytes) -> Draft:
    """The draft of IPTC 7901: the heading ends with "=", notes to editors start with "#"."""
    heading, equals, rest = text.partition("=\n")
    lines = [line.strip() for line in heading.splitlines() if line.strip()] if equals else []
    byline = next((line for line in lines if _BYLINE.fullmatch(line)), None)
    told = [line for line in lines if line != byline]
    title = [line for line in told if not _MARKER.fullmatch(line)] or told
    agency = _AGENCY.search(head)
    body, *notes = _NOTES.split(rest if equals else text)
    return Draft(
        body=_paragraphs(body),
        body_kind="clean",
        title=" ".join(title) or None,
        byline=byline,
        credits=drafts.credited(agency[1].decode("ascii"), "agency", rule="iptc7901") if agency else (),
        removed=tuple(Removed(note.strip(), "after", "wire-notes") for note in notes if note.strip()),
    )


def _anpa(text: str) -> Draft:
    """The draft of ANPA 1312: lines of the heading start with "^" and end with "<" or "=", the text is indented."""
    lines = [line.rstrip() for line in text.replace("``", '"').replace("''", '"').split("\n")]
    heading = [
        part.strip("<= ") for line in lines if line.startswith("^") for part in line.split("^") if part.strip("<= ")
    ]
    body = "\n".join(line.strip("<") for line in lines if not line.startswith("^")).strip()
    told = [line for line in heading if not _EDITORS.match(line) and line != "END"]
    byline = next((line for line in told if _BYLINE.fullmatch(line)), None)
    title = next((line for line in told if line != byline), None)
    return Draft(
        body=_paragraphs(body) or "\n\n".join(told[1:]),
        body_kind="clean",
        title=title,
        byline=byline,
        removed=tuple(Removed(line, "before", "wire-notes") for line in heading if _EDITORS.match(line)),
    )


def _paragraphs(text: str) -> str:
    """Indented lines start a paragraph."""
    return re.sub(r"\n[ \t]{2,}(?=\S)", "\n\n", text).strip()


def _sent(foot: str) -> str:
    """When a message was sent, by its last line, for the reader of dates; empty if it does not say."""
    if match := _SENT_ANPA.search(foot):
        month, day, year, hour, minute, zone = match.groups()
        return f"{month}/{day}/{year} {hour}:{minute} {zone}"
    if match := _SENT.search(foot):
        day, hour, minute, zone, month, year = match.groups()
        century = "19" if year > "60" else "20"  # the format is of 1979
        return f"{day} {month} {century}{year} {hour}:{minute} {zone or ''}".strip()
    return ""


READER = Reader("wire", matches, read)
