"""NITF 3, the News Industry Text Format: https://iptc.org/std/NITF/"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from lxml import etree

from ...hookspecs import Reader
from ..models import Credit, Document, Draft, Text
from ..parsing import drafts, languages, xmltext


def matches(document: Document) -> float:
    """The root element `nitf`."""
    return 0.95 if xmltext.root_of(document.content)[0] == "nitf" else 0.0


def read(document: Document) -> Iterator[Draft]:
    """The draft of the document."""
    root, found = xmltext.parse(document.content)
    yield draft_of(root, found)


def draft_of(root: etree._Element, found: Text) -> Draft:
    """The draft of a `nitf` element, alone or within another format."""
    tag = xmltext.language(xmltext.first(root, "body/body.content", "body", "head"))
    draft = Draft(
        body="",
        title=xmltext.lines(root, "body/body.head/hedline/hl1", "body/body.head/headline/hl1", "head/title") or None,
        byline=xmltext.listed(xmltext.first(root, "body/body.head/byline")) or None,
        language=languages.code(tag),
        url=drafts.address(xmltext.attribute(root, "head/pubdata", "ex-ref")),
        external_id=xmltext.attribute(root, "head/docdata/doc-id", "id-string") or None,
        credits=_credits(root),
    )
    draft = drafts.with_body(draft, body(root), xmltext.text(xmltext.first(root, "body/body.head/abstract")))
    dateline = xmltext.lines(root, "body/body.head/dateline/location", "body/body.head/dateline")
    draft = replace(draft, body=drafts.with_dateline(draft.body, dateline))
    return drafts.made(draft, _date(root), tag, found)


def body(root: etree._Element) -> str:
    """The text of the content, without media, tables of results and notes to editors."""
    parts = (xmltext.text(part) for part in xmltext.each(root, "body/body.content"))
    return "\n\n".join(part for part in parts if part)


def _date(root: etree._Element) -> str:
    """When it was issued or released, else when it was published."""
    return (
        xmltext.attribute(root, "head/docdata/date.issue", "norm")
        or xmltext.attribute(root, "head/docdata/date.release", "norm")
        or xmltext.attribute(root, "head/pubdata", "date.publication")
        or xmltext.attribute(root, "body/body.head/dateline/story.date", "norm")
    )


def _credits(root: etree._Element) -> tuple[Credit, ...]:
    """The paper that printed it and the agency that sent it."""
    agency = (
        xmltext.lines(root, "body/body.head/distributor/org", "body/body.head/distributor")
        or xmltext.attribute(root, "head/docdata/doc.copyright", "holder")
        or xmltext.attribute(root, "head/docdata/doc-id", "regsrc")
    )
    paper = xmltext.attribute(root, "head/pubdata", "name")
    return (*drafts.credited(paper, rule="nitf"), *drafts.credited(agency, "agency", rule="nitf"))


READER = Reader("nitf", matches, read)
