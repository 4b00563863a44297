"""NewsML-G2: news items, alone or in a news message: https://iptc.org/standards/newsml-g2/"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from lxml import etree

from ...hookspecs import Reader
from ..models import Credit, Document, Draft, NoArticle, Text
from ..parsing import drafts, languages, markup, xmltext
from . import nitf

# What else the standard wraps, and what it is, for people.
OTHERS = {
    "packageItem": "a package that lists other items; load those",
    "conceptItem": "an entry of a controlled vocabulary",
    "knowledgeItem": "a controlled vocabulary",
    "planningItem": "a plan of coverage",
    "catalogItem": "a catalogue of vocabularies",
}
ROOTS = frozenset(("newsItem", "newsMessage", *OTHERS))
DATES = (
    "itemMeta/firstCreated", "contentMeta/contentCreated", "itemMeta/versionCreated", "contentMeta/contentModified",
)  # fmt: skip
_TITLES = ("contentMeta/headline", "itemMeta/title", "contentMeta/slugline")


def matches(document: Document) -> float:
    """Its root elements."""
    return 0.95 if xmltext.root_of(document.content)[0] in ROOTS else 0.0


def read(document: Document) -> Iterator[Draft]:
    """A draft for each news item, an empty one for a picture. Raises NoArticle if there are none."""
    root, found = xmltext.parse(document.content)
    items = [element for element in root.iter() if markup.local(element) == "newsItem"]
    if not items:
        raise NoArticle(f"There is no article in this NewsML-G2 document: it is {_kind(root)}.")
    yield from drafts.told_apart([replace(_draft(item, found), member=item.get("guid")) for item in items])


def _kind(root: etree._Element) -> str:
    """What a document without news items is."""
    names = {markup.local(element) for element in root.iter()}
    return next((OTHERS[name] for name in OTHERS if name in names), "a message without news items")


def _textless(item: etree._Element) -> Draft:
    """What stands for a news item without text, and why it has none."""
    kind = xmltext.attribute(item, "itemMeta/itemClass", "qcode", "uri").rpartition(":")[2]
    what = "its text is in another file" if kind in ("", "text") else f"its type is {kind}"
    return Draft("", notes=(f"This NewsML-G2 item holds no text in itself: {what}.",))


def _draft(item: etree._Element, found: Text) -> Draft:
    """The draft of a news item."""
    body, inner = _content(item, found)
    if not body:
        return _textless(item)
    guid = item.get("guid", "")
    tag = xmltext.attribute(item, "contentMeta/language", "tag") or xmltext.language(item)
    byline = xmltext.listed(xmltext.first(item, "contentMeta/by"))
    title = xmltext.lines(item, *_TITLES) or (inner.title if inner else None)
    draft = Draft(
        body="",
        title=title,
        url=_address(item) or drafts.address(guid),
        language=languages.code(tag),
        byline=byline or (inner.byline if inner else None),
        authors=() if byline else _authors(item),
        credits=_credits(item) or (inner.credits if inner else ()),
        external_id=guid or None,
    )
    draft = drafts.with_body(draft, drafts.without_title(body, title), _summary(item))
    draft = replace(draft, body=drafts.with_dateline(draft.body, xmltext.lines(item, "contentMeta/dateline")))
    return drafts.made(_status(item, draft), xmltext.lines(item, *DATES), tag, found)


def _status(item: etree._Element, draft: Draft) -> Draft:
    """A note for an item that its sender takes back."""
    status = xmltext.attribute(item, "itemMeta/pubStatus", "qcode", "uri").rpartition(":")[2].rpartition("/")[2]
    if status in ("", "usable"):
        return draft
    return replace(draft, notes=(*draft.notes, f"Its sender marks it as {status}: check before using it."))


def _content(item: etree._Element, found: Text) -> tuple[str, Draft | None]:
    """The longest text that an item holds, and the draft of it if it is NITF."""
    best: tuple[str, Draft | None] = ("", None)
    for content in (*xmltext.each(item, "contentSet/inlineXML"), *xmltext.each(item, "contentSet/inlineData")):
        candidate = _inline(content, found)
        if len(candidate[0]) > len(best[0]):
            best = candidate
    return best


def _inline(content: etree._Element, found: Text) -> tuple[str, Draft | None]:
    inner = next((child for child in content if isinstance(child.tag, str)), None)
    if inner is not None and markup.local(inner) == "nitf":
        draft = nitf.draft_of(inner, found)
        return draft.body, draft
    if inner is not None:
        bodies = [child for child in inner if markup.local(child) == "body"]
        return xmltext.text(bodies[0] if bodies else inner), None
    value = "".join(content.itertext())
    return (markup.plain(value) if content.get("encoding") is None else ""), None


def _summary(item: etree._Element) -> str:
    """The description that is a summary: its role says so, or there is one only."""
    found = list(xmltext.each(item, "contentMeta/description"))
    marked = [one for one in found if one.get("role", "").rpartition(":")[2] in ("summary", "abstract", "lead")]
    chosen = marked or (found if len(found) == 1 else [])
    return xmltext.text(chosen[0]) if chosen else ""


def _address(item: etree._Element) -> str | None:
    """Where the article can be read, if the item links to that."""
    for link in xmltext.each(item, "itemMeta/link"):
        if link.get("rel", "").rpartition(":")[2] in ("canonical", "webPage", "alternate", "self"):
            return drafts.address(link.get("href"))
    return None


def _authors(item: etree._Element) -> tuple[str, ...]:
    """Creators that are persons: those with a name of two words or more, and not marked as something else."""
    creators = [c for c in xmltext.each(item, "contentMeta/creator") if "organi" not in c.get("type", "").lower()]
    return drafts.people(name for name in (xmltext.lines(c, "name") for c in creators) if " " in name)


def _credits(item: etree._Element) -> tuple[Credit, ...]:
    """The provider, and where it has its information from."""
    provider = next((_name(one) for one in xmltext.each(item, "itemMeta/provider")), "")
    origins = [_name(one) for one in xmltext.each(item, "contentMeta/infoSource")]
    return drafts.provided(provider, origins, "newsml-g2")


def _name(party: etree._Element) -> str:
    """What a party is called: its name, or what identifies it."""
    name = xmltext.lines(party, "name", "organisationDetails/name") or party.get("literal", "")
    code = party.get("qcode", "") or party.get("uri", "")
    return name or (code.rpartition(":")[2] if "/" not in code else code.rpartition("/")[2])


READER = Reader("newsml-g2", matches, read)
