"""The search page: words and filters in, articles and facets out."""

from __future__ import annotations

import sqlite3
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from datasette import Response

from ..schema import LINKED
from ..search import answer
from ..search.paging import BadToken
from ..search.query import VALUED, Search
from ..search.results import Facet, Hit, Results
from . import start, words
from .charts import Chart, chart
from .frame import Parts, news_page, page, pairs_of, problem
from .links import EMPTY, Links
from .marking import snippet

GROUP = "group"  # our own parameter beside those of a search: "story" puts the accounts of a story together


@dataclass(frozen=True)
class Chip:
    """A chosen filter and the search without it."""

    kind: str
    label: str
    url: str
    excluded: bool = False

    @property
    def text(self) -> str:
        """The filter in words."""
        return f"{'not ' if self.excluded else ''}{self.kind} {self.label}"


@dataclass(frozen=True)
class Group:
    """Articles of the page that are shown as one: the first, and those of its story that came after it."""

    hits: tuple[Hit, ...]
    others: int  # accounts of the story beyond those shown


@dataclass(frozen=True)
class View:
    """What the template asks about one page of results. `grouped` is whether stories are shown as one."""

    results: Results
    links: Links
    grouped: bool = False

    def url(self, search: Search, extension: str = "") -> str:
        """A search's URL, grouped as this page is."""
        return grouped_url(self.links.search(search, extension), self.grouped and not extension)

    def regrouped(self, search: Search) -> str:
        """The same page, grouped if it is not and not if it is."""
        return grouped_url(self.links.search(search), not self.grouped)

    def article(self, hit: Hit) -> str:
        """An article, which then knows the search it was found by."""
        return self.links.article(hit.id, replace(self.results.search, next=None))

    def full(self, kind: str) -> str:
        """A facet in full."""
        query = self.results.search.with_().to_query_string()
        return f"{self.links.home}/facet/{kind}" + (f"?{query}" if query else "")

    @property
    def facets(self) -> list[Facet]:
        """The facets that offer a choice or have one made, and the first four wherever there are articles."""
        return [found for kind in VALUED if (found := self.results.facets.get(kind)) and self._offers(found)]

    def _offers(self, facet: Facet) -> bool:
        listed = len(facet.values) + len(facet.specials)
        return listed > 1 or (facet.kind in LINKED and bool(listed or self.results.hits))

    @property
    def hidden(self) -> list[tuple[str, str]]:
        """What the form keeps beside what it shows: sort, size, exclusions, values that stand in no list."""
        shown = {(facet.kind, value.value) for facet in self.facets for value in (*facet.values, *facet.specials)}
        fields = {"q", "from", "to", "undated", "next"}
        kept = [pair for pair in self.results.search.pairs() if pair[0] not in fields and pair not in shown]
        return kept + ([(GROUP, "story")] if self.grouped else [])

    @property
    def chips(self) -> list[Chip]:
        """What is chosen, each with the search without it."""
        return list(self._chips())

    def _chips(self) -> Iterator[Chip]:
        search = self.results.search
        for pairs, toggle, excluded in (
            (search.include, search.toggle, False),
            (search.exclude, search.toggle_exclude, True),
        ):
            for kind, value in pairs:
                label = self.results.labels.get((kind, value), value)
                yield Chip(kind, label, self.url(toggle(kind, value)), excluded)
        for role in search.role:
            rest = tuple(other for other in search.role if other != role)
            yield Chip("source as", role, self.url(search.with_(role=rest)))
        if search.since:
            yield Chip("from", words.day(search.since), self.url(search.with_(since=None)))
        if search.until:
            yield Chip("to", words.day(search.until), self.url(search.with_(until=None)))
        if search.undated:
            yield Chip("date", "unknown", self.url(search.with_(undated=False)))
        if search.exact:
            yield Chip("spelling", "as typed", self.url(search.with_(exact=False)))


def grouped_url(url: str, grouped: bool) -> str:
    """The URL with our parameter for grouping."""
    return url + ("&" if "?" in url else "?") + f"{GROUP}=story" if grouped else url


def groups(hits: Sequence[Hit], sizes: dict[int, int], grouped: bool) -> list[Group]:
    """The hits in their order; grouped, a story stands where its first account does."""
    together: dict[tuple[str, int], list[Hit]] = {}
    for hit in hits:
        key = ("story", hit.story_id) if grouped and hit.story_id is not None else ("article", hit.id)
        together.setdefault(key, []).append(hit)
    return [Group(tuple(each), sizes.get(each[0].story_id or 0, 1) - len(each)) for each in together.values()]


def story_sizes(conn: sqlite3.Connection, hits: Collection[Hit], tables: Collection[str]) -> dict[int, int]:
    """The number of articles of each story that the hits belong to."""
    ids = sorted({hit.story_id for hit in hits if hit.story_id is not None})
    if "stories" not in tables or not ids:
        return {}
    marks = ", ".join("?" for _ in ids)
    return dict(conn.execute(f"select id, article_count from stories where id in ({marks})", ids).fetchall())


def timeline(view: View) -> Chart | None:
    """The timeline of the results; each period leads to the same search in that period."""
    found = view.results.timeline
    if found is None or not found.values:
        return None
    search = view.results.search
    chosen = [
        period.value
        for period in found.values
        if (not search.since or period.value >= search.since[: len(period.value)])
        and (not search.until or period.value <= (search.until + "-99-99")[: len(period.value)])
    ]
    narrowed = bool(search.since or search.until)
    return chart(
        found.interval,
        found.values,
        url=lambda value: view.url(search.with_(since=value, until=value)),
        chosen=chosen if narrowed else (),
    )


def heading(results: Results) -> str:
    """A search in words, for titles."""
    search = results.search
    chosen = [results.labels.get(pair, pair[1]) for pair in search.include]
    left_out = ["not " + results.labels.get(pair, pair[1]) for pair in search.exclude]
    dates = [words.period(search.since, search.until)] if search.since or search.until else []
    return " · ".join(part for part in [search.q, *chosen, *left_out, *dates] if part) or "All articles"


def total_words(results: Results) -> str:
    """The number of articles found, in words."""
    if results.total is None:
        return "Articles found (counting them took too long)"
    return words.count(results.total, "article") if results.total else "No articles"


@news_page
async def show(datasette: Any, request: Any, database: str, tables: frozenset[str]) -> Response:
    """/{db}/-/newswire: the start page without a search, else its results."""
    search = Search.from_args(pairs_of(request))
    if search == EMPTY:
        return await start.render(datasette, request, database, tables)
    try:
        results = await answer.run(datasette, database, search, tables)
    except BadToken:
        return await expired(datasette, request, database, search)
    sizes = await Parts(datasette, database).ask("stories", story_sizes, results.hits, tables)
    return await render(datasette, request, database, results, sizes or {})


async def expired(datasette: Any, request: Any, database: str, search: Search) -> Response:
    """A page for a token of another search."""
    title = "This page of results is no longer there"
    message = "The link leads to a later page of another search. The first page is still there."
    ways = {"The first page of this search": Links(datasette, database).search(search.page(None))}
    return await problem(datasette, request, database, 400, title, message, ways)


async def render(datasette: Any, request: Any, database: str, results: Results, sizes: dict[int, int]) -> Response:
    """The HTML of one page of results."""
    view = View(results, Links(datasette, database), request.args.get(GROUP) == "story")
    context = {
        "results": results,
        "search": results.search,
        "asked": results.asked,
        "view": view,
        "heading": heading(results),
        "total_words": total_words(results),
        "groups": groups(results.hits, sizes, view.grouped),
        "chart": timeline(view),
        "snippet": snippet,
    }
    return await page(datasette, request, database, "search", context)
