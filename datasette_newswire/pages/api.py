"""The search as JSON: results, facets in full, suggestions, the map; each with the same rows and total as the page."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import partial
from typing import Any
from urllib.parse import quote_plus

from datasette import NotFound, Response

from ..search import across, answer, export, facets, plan
from ..search import suggest as suggesting
from ..search.counting import Wanted
from ..search.query import KINDS, MAX_FACET_SIZE, VALUED, Search, clean
from ..search.results import Facet, FacetValue, Hit, Results, Timeline
from . import access
from .frame import ask, pairs_of
from .links import Links
from .replies import Body, json_body, keep, of_database, program

FACET_PAGE = 50  # values on a page of a facet in full
ANY = "\0"  # stands for a value: no search has this sign, see query.clean
SUGGESTIONS = 10

Choices = Callable[[str], tuple[str, ...]]  # value → the URLs that choose it and exclude it


@program
@partial(of_database, wanted=access.SEARCHED)
async def search(datasette: Any, request: Any, database: str, tables: frozenset[str]) -> Body:
    """/{db}/-/newswire.json"""
    results = await answer.run(datasette, database, Search.from_args(pairs_of(request)), tables)
    return json_body(as_json(results, Urls.of(datasette, request, database)), whole=not results.timed_out)


@program
async def search_all(datasette: Any, request: Any) -> Response:
    """/-/newswire.json: the same search in all news databases that the actor may see."""
    databases = await access.news_databases(datasette, request.actor)
    asked = Search.from_args(pairs_of(request))
    found = await across.search_all(datasette, databases, asked)
    urls = {name: Urls.of(datasette, request, name) for name in databases}
    value = {
        "ok": True,
        "query": {"q": asked.q, "sort": asked.order, "merged_by": found.rule},
        "total": found.total,
        "databases": [
            {"name": name, "total": each.total, "html_url": urls[name].search(each.search.with_(facets=asked.facets)),
             "json_url": urls[name].search(each.search.with_(facets=asked.facets), ".json"), "notes": each.notes}
            for name, each in found.results.items()
        ],
        "articles": [{"database": name, **hit_as_json(hit, urls[name])} for name, hit in found.hits],
        "timed_out": sorted({part for each in found.results.values() for part in each.timed_out}),
        "next": found.next,
        "next_url": all_url(datasette, request, asked.page(found.next)) if found.next else None,
    }  # fmt: skip
    return await keep(datasette, request, None, json_body(value, whole=not value["timed_out"]))


def all_url(datasette: Any, request: Any, search: Search) -> str:
    """The absolute URL of a search over all databases."""
    return str(datasette.absolute_url(request, f"{datasette.urls.path('/-/newswire.json')}?{search.to_query_string()}"))


@program
@of_database
async def facet(datasette: Any, request: Any, database: str, tables: frozenset[str]) -> Body:
    """/{db}/-/newswire/facet/{kind}.json: all values of a facet by pages."""
    kind = facet_of(request, tables)
    asked = Search.from_args(pairs_of(request))
    wanted = wanted_of(request.args)
    page = await ask(datasette, database, facets.full, asked, tables, kind, wanted)
    choices = Urls.of(datasette, request, database).choices(page.search, kind)
    value = {
        "ok": True,
        "kind": kind,
        "options": page.options,
        "page": page.page,
        "pages": page.pages,
        "letters": [{"letter": letter, "options": options} for letter, options in page.letters.items()],
        "values": [value_as_json(kind, each, choices) for each in page.values],
    }
    return json_body(value)


def facet_of(request: Any, tables: frozenset[str]) -> str:
    """The kind of a facet's URL, for an actor who may see these tables. Raises NotFound."""
    kind = str(request.url_vars["kind"])
    if kind not in VALUED or not plan.NEEDS.get(kind, frozenset()) <= tables:
        raise NotFound(f"There is no facet called {kind}")
    return kind


def wanted_of(args: Any) -> Wanted:
    """Which values a request for a facet in full asks for, by its parameters facet_q, _letter, _sort, _page, _size."""
    size = _number(args.get("facet_size"), FACET_PAGE, MAX_FACET_SIZE)
    return Wanted(
        limit=size,
        offset=(_number(args.get("facet_page"), 1, 10**6) - 1) * size,
        order="name" if args.get("facet_sort") == "name" else "count",
        like=clean(args.get("facet_q") or "") or None,
        initial=clean(args.get("facet_letter") or "")[:1] or None,
    )


def _number(text: str | None, default: int, most: int) -> int:
    if not text or len(text) > 9 or not (text.isascii() and text.isdigit()):
        return default
    return min(max(int(text), 1), most)


@program
@of_database
async def suggest(datasette: Any, request: Any, database: str, tables: frozenset[str]) -> Body:
    """/{db}/-/newswire/suggest.json?q="""
    typed = clean(request.args.get("q") or "")
    size = _number(request.args.get("size"), SUGGESTIONS, 50)
    found = await ask(datasette, database, suggesting.suggest, typed, tables, size)
    urls = Urls.of(datasette, request, database)
    value = {"ok": True, "q": typed, "suggestions": [{**vars(each), **urls.suggested(each)} for each in found]}
    return json_body(value)


@program
@of_database
async def geojson(datasette: Any, request: Any, database: str, tables: frozenset[str]) -> Body:
    """/{db}/-/newswire.geojson: RFC 7946, a point for each place of the search."""
    asked = Search.from_args(pairs_of(request))
    total, places = await ask(datasette, database, export.places, asked, tables)
    urls = Urls.of(datasette, request, database)
    features = [
        {
            "type": "Feature",
            "id": place.id,
            "geometry": {"type": "Point", "coordinates": [place.longitude, place.latitude]},
            "properties": {"name": place.name, "kind": place.kind, "country_code": place.country_code,
                           "count": place.count, "html_url": urls.entity("place", place.id)},
        }
        for place in places
    ]  # fmt: skip
    value = {"type": "FeatureCollection", "total": total, "features": features}
    return json_body(value, content_type="application/geo+json; charset=utf-8")


@program
async def nothing_here(datasette: Any, request: Any) -> Response:
    """Any other file for programs below /{db}/-/newswire/: an error that they can read."""
    raise NotFound("There is nothing at this address")


class Urls:
    """URLs for the JSON of one database; `absolute` makes an absolute URL of a path."""

    def __init__(self, links: Links, absolute: Callable[[str], str] = str) -> None:
        self.links, self.absolute = links, absolute

    @classmethod
    def of(cls, datasette: Any, request: Any, database: str) -> Urls:
        """The URLs as the client of this request sees them."""
        root = str(datasette.absolute_url(request, "/")).rstrip("/")  # once: a page of results has hundreds of URLs
        return cls(Links(datasette, database), lambda path: root + path)

    def search(self, search: Search, extension: str = "") -> str:
        return self.absolute(self.links.search(search, extension))

    def choices(self, search: Search, kind: str) -> Choices:
        """The URLs that choose a value of a facet and exclude it, or take that back.

        But for what is chosen or excluded already they differ in the value alone, so that they are made once.
        """
        marked = {*search.values(kind), *search.excluded(kind)}
        changes = (search.toggle, search.toggle_exclude)
        plain = [self.search(change(kind, ANY), ".json") for change in changes]

        def urls(value: str) -> tuple[str, ...]:
            if value in marked:
                return tuple(self.search(change(kind, value), ".json") for change in changes)
            return tuple(url.replace(quote_plus(ANY), quote_plus(value)) for url in plain)

        return urls

    def entity(self, kind: str, entity_id: int) -> str:
        return self.absolute(self.links.entity(kind, entity_id))

    def article(self, article_id: int) -> dict[str, str]:
        return {
            "html_url": self.absolute(self.links.article(article_id)),
            "json_url": self.absolute(self.links.article_json(article_id)),
        }

    def suggested(self, each: suggesting.Suggested) -> dict[str, str]:
        if each.kind == "article":
            return {"html_url": self.absolute(self.links.article(each.id))}
        only = self.absolute(self.links.only(each.kind, each.id))
        return {"html_url": self.entity(each.kind, each.id), "search_url": only}


def as_json(results: Results, urls: Urls) -> dict[str, Any]:
    """A page of a search as the contract has it."""
    return {
        "ok": True,
        "query": query_as_json(results),
        "total": results.total,
        "articles": [hit_as_json(hit, urls) for hit in results.hits],
        "facets": facets_as_json(results, urls),
        "suggestions": [
            {"label": each.label, "json_url": urls.search(each.search, ".json"), "html_url": urls.search(each.search)}
            for each in results.suggestions
        ],
        "timed_out": results.timed_out,
        "next": results.next,
        "next_url": urls.search(results.search.page(results.next), ".json") if results.next else None,
    }


def query_as_json(results: Results) -> dict[str, Any]:
    """What was asked and how it was understood: chosen values by kind, with ids for names."""
    search = results.search
    return {
        "q": results.asked.q,
        **{kind: search.values(kind) for kind in KINDS},
        **{f"not_{kind}": search.excluded(kind) for kind in KINDS if search.excluded(kind)},
        "role": search.role,
        "from": search.since,
        "to": search.until,
        "undated": search.undated,
        "sort": results.order,
        "terms": results.terms,
        "also": [vars(each) for each in results.also],
        "notes": results.notes,
    }


def hit_as_json(hit: Hit, urls: Urls) -> dict[str, Any]:
    """One article of the results."""
    sources = [vars(source) for source in hit.sources]
    return {**vars(hit), "sources": sources, **urls.article(hit.id)}


def facets_as_json(results: Results, urls: Urls) -> dict[str, Any]:
    """All facets of the results, the timeline among them as "published"."""
    made: dict[str, Any] = {kind: facet_as_json(each, results.search, urls) for kind, each in results.facets.items()}
    if results.timeline:
        made["published"] = timeline_as_json(results.timeline)
    return made


def facet_as_json(each: Facet, search: Search, urls: Urls) -> dict[str, Any]:
    """A facet; "none" and "unresolved" stand beside its values."""
    choices = urls.choices(search, each.kind)
    return {
        "options": each.options,
        "exact": each.exact,
        "values": [value_as_json(each.kind, value, choices) for value in each.values],
        **{special.value: value_as_json(each.kind, special, choices) for special in each.specials},
    }


def value_as_json(kind: str, value: FacetValue, choices: Choices) -> dict[str, Any]:
    """A value of a facet; ids are numbers."""
    chosen, excluded = choices(value.value)
    return {
        **vars(value),
        "value": next(iter(plan.typed_values(kind, [value.value])), value.value),
        "toggle_url": chosen,
        "exclude_url": excluded,
    }


def timeline_as_json(timeline: Timeline) -> Mapping[str, Any]:
    """Articles over time."""
    values: Iterable[dict[str, Any]] = [vars(period) for period in timeline.values]
    return {"interval": timeline.interval, "values": values, "undated": timeline.undated}
