"""NewsML 1: https://iptc.org/std/NewsML/1.2/"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from lxml import etree

from ...hookspecs import Reader
from ..models import Credit, Document, Draft, NoArticle, Text
from ..parsing import drafts, languages, markup, xmltext
from . import nitf

IDENTIFIER = "Identification/NewsIdentifier"


def matches(document: Document) -> float:
    """The root element `NewsML`."""
    return 0.95 if xmltext.root_of(document.content)[0] == "NewsML" else 0.0


def read(document: Document) -> Iterator[Draft]:
    """A draft for each news item, an empty one for a picture. Raises NoArticle if there are none."""
    root, found = xmltext.parse(document.content)
    items = list(xmltext.each(root, "NewsItem"))
    if not items:
        raise NoArticle("There is no article in this NewsML document: it has no news items.")
    yield from drafts.told_apart([replace(_draft(item, found), member=_identity(item)) for item in items])


def _draft(item: etree._Element, found: Text) -> Draft:
    """The draft of a news item."""
    body = max((_text(content) for content in item.iter("{*}DataContent")), key=len, default="")
    if not body:
        return Draft("", notes=("This NewsML item holds no text: it is a picture or the like, or lists other items.",))
    title = _line(item, "HeadLine") or _line(item, "SlugLine") or None
    tag = _formal(item, "Language") or xmltext.language(item)
    draft = Draft(
        body="",
        title=title,
        byline=_line(item, "ByLine") or None,
        language=languages.code(tag),
        credits=_credits(item),
        external_id=_identity(item),
    )
    draft = drafts.with_body(draft, drafts.without_title(body, title))
    draft = replace(draft, body=drafts.with_dateline(draft.body, _line(item, "DateLine")))
    date = xmltext.lines(item, "NewsManagement/FirstCreated", "NewsManagement/ThisRevisionCreated")
    return drafts.made(draft, date, tag, found)


def _text(content: etree._Element) -> str:
    """The text of a content: NITF, XHTML, paragraphs, or HTML that is escaped."""
    inner = next((child for child in content if isinstance(child.tag, str)), None)
    if inner is None:
        return markup.plain("".join(content.itertext()))
    if markup.local(inner) == "nitf":
        return nitf.body(inner)
    return xmltext.text(next((child for child in inner.iter("{*}body")), content))


def _line(item: etree._Element, name: str) -> str:
    """The first news line of a name in an item's components."""
    return next((value for found in item.iter(f"{{*}}{name}") if (value := xmltext.line(found))), "")


def _formal(item: etree._Element, name: str) -> str:
    return next((value for found in item.iter(f"{{*}}{name}") if (value := found.get("FormalName"))), "")


def _identity(item: etree._Element) -> str | None:
    return xmltext.lines(item, f"{IDENTIFIER}/PublicIdentifier", f"{IDENTIFIER}/NewsItemId") or None


def _credits(item: etree._Element) -> tuple[Credit, ...]:
    """The provider as its party, else as the name in its identifier."""
    party = next((one for provider in item.iter("{*}Provider") for one in provider.iter("{*}Party")), None)
    name = party.get("FormalName", "") if party is not None else ""
    return drafts.credited(name or xmltext.lines(item, f"{IDENTIFIER}/ProviderId"), "agency", rule="newsml")


READER = Reader("newsml", matches, read)
