"""When a page's article was published: what its markup says, told by what it shows its readers.

Pages say more dates than one: of publication, of the last change, of a search engine's liking, in the server's zone
or in UTC. Readers are shown one of them, in the publisher's own zone, and that is the date they know the article by.
So a date in the markup is taken as it stands on the page: the day before or after where the zone makes it one, and
that of the last change where the page shows no other.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from lxml.html import HtmlElement

from ..models import DateOrigin
from ..parsing import addresses, dates, stamps
from . import markup
from .markup import Markup

PUBLISHED = (
    "article:published_time", "article:published", "og:article:published_time", "og:published_time",
    "datepublished", "parsely-pub-date", "sailthru.date", "pubdate", "publishdate", "publish-date", "publish_date",
    "publication_date", "dc.date.issued", "dcterms.created", "dc.date.created", "dcterms.date", "dc.date",
    "dcterms.issued", "cxenseparse:recs:publishtime", "bt:pubdate", "rnews:datepublished", "datecreated",
    "article.published", "displaydate", "originalpublicationdate", "article.created", "article_date_original",
    "cse-published-date", "ptime", "published_at", "date", "og:pubdate", "article:post_date", "release_date",
)  # fmt: skip
MODIFIED = (
    "article:modified_time", "og:updated_time", "og:article:modified_time", "article:modified", "datemodified",
    "dcterms.modified", "dc.date.modified", "last-modified", "lastmod", "modified", "article.updated",
)  # fmt: skip
MOST = 8  # dates behind the headline; more are of other articles
FIRST_PAGE = "1991"  # there is no web page that was published before
WEST, EAST = timedelta(hours=-12), timedelta(hours=14)  # the zones of the earth
_UNSHOWN = frozenset(("script", "style", "noscript", "template", "option", "title", "textarea"))
_YEAR = re.compile(r"(?:19|20)\d\d|[年년]|\d[./]\d\d?[./]\d\d\b")


@dataclass(frozen=True, slots=True)
class Published:
    """ISO 8601 with a day and where it was found, or nothing; `notes` say which dates were refused and why."""

    value: str | None = None
    origin: DateOrigin | None = None
    notes: tuple[str, ...] = ()


def read(tree: HtmlElement, said: Markup, url: str | None, language: str | None) -> Published:
    """The date of a page's article: of its markup as the page shows it, else of its address, else the one shown."""
    notes: list[str] = []
    published = _first(_outright(said), language, notes) or _first(_microdata(tree), language, notes)
    address = addresses.day(url) if url else None
    shown = _shown(tree, language)
    others = [day for text in _others(said) if (day := _day(text, language))]
    if published:
        value = as_shown(published, others, [*shown, *([address] if address else ())])
        return Published(value, "metadata" if value == published else "markup", tuple(notes))
    if address:
        return Published(address, "url", tuple(notes))
    own = [day for day in shown if _can_be_own(day, others)]
    return Published(own[0], "markup") if own else Published(notes=tuple(notes))


def _can_be_own(day: str, changes: Sequence[str]) -> bool:
    """Whether a day shown can be the page's, which was last changed at `changes`: older days are of what it tells,
    later ones of other articles."""
    return day[:4] >= FIRST_PAGE and all(day[:10] <= change[:10] or is_day_of(day, change) for change in changes)


def as_shown(published: str, others: Sequence[str], shown: Sequence[str]) -> str:
    """A date of the markup as the page shows it: `published` if one of the days `shown` can be its, else one of the
    `others` that the markup says (of the last change) for which this holds; `published` if nothing is shown."""
    for said in (published, *others):
        for day in shown:
            if said[:10] == day[:10]:
                return said
            if is_day_of(day, said):
                return day
    return published


def is_day_of(day: str, said: str) -> bool:
    """Whether what is shown can be a moment that the markup says, in the publisher's zone.

    A moment in UTC is on another day elsewhere; one with another offset, or none, is in the publisher's zone already.
    """
    moment, shown = datetime.fromisoformat(said), datetime.fromisoformat(day)
    if moment.utcoffset() != timedelta(0):
        return said[:10] == day[:10]
    if shown.tzinfo:
        return moment == shown
    return (moment + WEST).date() <= shown.date() <= (moment + EAST).date()


def _first(texts: Iterable[str], language: str | None, notes: list[str]) -> str | None:
    """The first text that is a date with a day; why others were refused is added to `notes`."""
    for text in texts:
        parsed = dates.parse(text, language=language)
        if parsed and parsed.value and len(parsed.value) >= 10:
            return parsed.value
        notes.extend(parsed.notes if parsed else ())
    return None


def _day(text: str, language: str | None) -> str | None:
    return _first((text,), language, [])


def _outright(said: Markup) -> Iterator[str]:
    """What JSON-LD and meta elements call the date of publication."""
    for node in (said.article, *said.nodes):
        if found := markup.text_of(node.get("datePublished")):
            yield found
    for name in PUBLISHED:
        yield from said.meta.get(name, ())[:1]
    if found := markup.text_of(said.article.get("dateCreated")) or markup.text_of(said.article.get("uploadDate")):
        yield found


def _microdata(tree: HtmlElement) -> Iterator[str]:
    for element in tree.iterfind(".//*[@itemprop]"):
        if "datePublished" in (element.get("itemprop") or ""):
            yield element.get("datetime") or element.get("content") or element.text_content()[: dates.LONGEST]


def _others(said: Markup) -> Iterator[str]:
    """Other dates that JSON-LD and meta elements say of the article."""
    if found := markup.text_of(said.article.get("dateModified")):
        yield found
    for name in (*MODIFIED, *PUBLISHED):
        yield from said.meta.get(name, ())[:1]


def _shown(tree: HtmlElement, language: str | None) -> list[str]:
    """Dates that stand on the page by themselves, those behind the headline first, as ISO 8601."""
    before: list[str] = []
    behind: list[str] = []
    found = before
    for element in tree.iter():
        if element.tag == "h1":
            found = behind
        found += [day for text in _lines(element) if (day := stamps.read(text, language)) and len(day) >= 10]
        if len(behind) >= MOST:
            break
    return behind + before


def _lines(element: HtmlElement) -> Iterator[str]:
    """The lines of text right in an element and behind it that have a year, and the moment of a time element."""
    if element.tag == "time":
        text = element.text_content()
        yield from _dated(text)
        if text.strip():
            yield element.get("datetime") or ""
    elif element.tag not in _UNSHOWN:
        yield from _dated(element.text)
    yield from _dated(element.tail)


def _dated(text: str | None) -> Iterator[str]:
    if text and len(text) < 4 * stamps.LONGEST and _YEAR.search(dates.ascii_digits(text)):
        yield " ".join(text.split())
