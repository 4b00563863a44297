"""The search as an Atom feed (RFC 4287), with links to its next page (RFC 5005) and its total (OpenSearch)."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any
from xml.etree import ElementTree

from ..search import answer
from ..search.query import Search
from ..search.results import Hit, Results
from .frame import ask, pairs_of
from .links import Links
from .replies import Body, of_database, program
from .search import heading

ATOM, OPENSEARCH = "http://www.w3.org/2005/Atom", "http://a9.com/-/spec/opensearch/1.1/"
NEVER = "1970-01-01T00:00:00Z"  # where neither the article nor its loading has a date
_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_STAMP = re.compile(
    r"(\d{4})(?:-(\d\d)(?:-(\d\d)(?:[T ](\d\d:\d\d)(:\d\d)?(?:\.\d+)?(Z|[+-]\d\d:?\d\d)?)?)?)?", re.ASCII
)

ElementTree.register_namespace("", ATOM)
ElementTree.register_namespace("opensearch", OPENSEARCH)


@program
@of_database
async def atom(datasette: Any, request: Any, database: str, tables: frozenset[str]) -> Body:
    """/{db}/-/newswire.atom: the page of the search as a feed."""
    asked = Search.from_args(pairs_of(request))
    results = await answer.run(datasette, database, replace(asked, facets=()), tables)
    loaded = await ask(datasette, database, loading_times, [hit.id for hit in results.hits], tables)
    xml = _Feed(datasette, request, database, results, loaded).xml()
    return Body(xml.encode(), "application/atom+xml; charset=utf-8", not results.timed_out)


def loading_times(conn: sqlite3.Connection, ids: list[int], tables: Collection[str]) -> dict[int, str]:
    """{article: when it was loaded}, as far as the tables are open: what dates an article without a date."""
    if not {"documents", "loads"} <= set(tables):
        return {}
    marks = ", ".join("?" * len(ids))
    return dict(
        conn.execute(
            f"""select a.id, l.started from articles a join documents d on d.id = a.document_id
            join loads l on l.id = d.load_id where a.id in ({marks})""",
            ids,
        ).fetchall()
    )


def timestamp(text: str | None) -> str | None:
    """A date of any precision as RFC 3339 demands it, None for one that is none; a time without a zone is UTC's."""
    match = _STAMP.match(text or "")
    if not match:
        return None
    year, month, day, clock, seconds, zone = match.groups()
    zone = f"{zone[:3]}:{zone[-2:]}" if zone and zone != "Z" else "Z"
    made = f"{year}-{month or '01'}-{day or '01'}T{clock or '00:00'}{seconds or ':00'}{zone}"
    try:
        moment(made)
    except ValueError:  # no such day or hour
        return None
    return made


def moment(stamp: str) -> datetime:
    """The moment that a timestamp of ours stands for. Raises ValueError if there is none."""
    return datetime.fromisoformat(stamp.replace("Z", "+00:00"))


class _Feed:
    """Builds the document of one request."""

    def __init__(
        self, datasette: Any, request: Any, database: str, results: Results, loaded: Mapping[int, str]
    ) -> None:
        self.datasette, self.request, self.links = datasette, request, Links(datasette, database)
        self.database, self.results, self.loaded = database, results, loaded

    def absolute(self, path: str) -> str:
        return str(self.datasette.absolute_url(self.request, path))

    def xml(self) -> str:
        feed = ElementTree.Element(f"{{{ATOM}}}feed")
        first = replace(self.results.search, next=None, facets=None)
        add(feed, "title", f"{heading(self.results)} · {self.database}")
        add(feed, "id", self.absolute(self.links.search(first, ".atom")))
        add(feed, "updated", max(map(self.updated, self.results.hits), key=moment, default=NEVER))
        self._link(feed, "self", self.links.search(first.page(self.results.asked.next), ".atom"))
        self._link(feed, "alternate", self.links.search(first), "text/html")
        if self.results.next:
            self._link(feed, "next", self.links.search(first.page(self.results.next), ".atom"))
        author = add(feed, "author")
        add(author, "name", self.database)
        if self.results.total is not None:
            add(feed, "totalResults", str(self.results.total), OPENSEARCH)
        for hit in self.results.hits:
            self._entry(feed, hit)
        return '<?xml version="1.0" encoding="utf-8"?>\n' + ElementTree.tostring(feed, encoding="unicode")

    def updated(self, hit: Hit) -> str:
        return timestamp(hit.published) or timestamp(self.loaded.get(hit.id)) or NEVER

    def _entry(self, feed: ElementTree.Element, hit: Hit) -> None:
        entry = add(feed, "entry")
        add(entry, "title", printable(hit.title) or "Untitled")
        add(entry, "id", self.absolute(self.links.article(hit.id)))
        self._link(entry, "alternate", self.links.article(hit.id), "text/html")
        self._link(entry, "related", self.links.article_json(hit.id), "application/json")
        add(entry, "updated", self.updated(hit))
        if published := timestamp(hit.published):
            add(entry, "published", published)
        for name in dict.fromkeys(source.name for source in hit.sources if source.role != "credit"):
            if printable(name):
                add(add(entry, "author"), "name", name)
        if printable(hit.snippet):
            add(entry, "summary", hit.snippet)

    def _link(self, parent: ElementTree.Element, rel: str, path: str, media: str = "application/atom+xml") -> None:
        ElementTree.SubElement(parent, f"{{{ATOM}}}link", rel=rel, href=self.absolute(path), type=media)


def printable(text: str) -> str:
    """A text without the characters that XML cannot carry, and without white space around it."""
    return _NOT_XML.sub("", text).strip()


def add(parent: ElementTree.Element, name: str, text: str | None = None, namespace: str = ATOM) -> ElementTree.Element:
    """A new element in `parent`, with printable text."""
    child = ElementTree.SubElement(parent, f"{{{namespace}}}{name}")
    child.text = printable(text) if text is not None else None
    return child
