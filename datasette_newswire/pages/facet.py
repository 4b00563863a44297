"""One facet in full: all its values by pages, by count or from A to Z, with a search of its own."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from datasette import Response

from ..search import facets
from ..search.facets import Page
from ..search.query import Search
from . import api
from .frame import ask, news_page, page, pairs_of
from .links import Links

OWN = ("facet_q", "facet_letter", "facet_sort", "facet_page")


@news_page
async def show(datasette: Any, request: Any, database: str, tables: frozenset[str]) -> Response:
    """/{db}/-/newswire/facet/{kind}"""
    kind = api.facet_of(request, tables)
    asked = Search.from_args(pairs_of(request))
    found = await ask(datasette, database, facets.full, asked, tables, kind, api.wanted_of(request.args))
    own = {name: request.args.get(name) or "" for name in OWN}
    return await page(datasette, request, database, "facet", context(Links(datasette, database), kind, found, own))


def context(links: Links, kind: str, found: Page, own: Mapping[str, str]) -> dict[str, Any]:
    """What the template shows."""
    pairs = found.search.pairs()
    listed = {(kind, value.value) for value in found.values}
    address = f"{links.home}/facet/{kind}"

    def url(**changes: str) -> str:
        kept = {**own, "facet_page": "", **changes}
        return f"{address}?" + urlencode(pairs + [(name, value) for name, value in kept.items() if value])

    return {
        "kind": kind,
        "found": found,
        "search": found.search,
        "own": own,
        "url": url,
        "address": address,
        "hidden": [pair for pair in pairs if pair not in listed],
        "pairs": pairs,
        "back": links.search(found.search),
    }
