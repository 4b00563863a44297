"""Every URL of ours and what answers it. Plugin routes come before Datasette's own."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from . import api, article_files, compare, exports, facet, feeds, openapi, rows, search, start

DATABASE = r"^/(?P<database>[^/.]+)"
NEWS = rf"{DATABASE}/-/newswire"

ROUTES: list[tuple[str, Callable[..., Any]]] = [
    (rows.ROUTE, rows.row),
    (r"^/-/newswire$", start.instance),
    (r"^/-/newswire\.json$", api.search_all),
    (rf"{NEWS}$", search.show),
    (rf"{NEWS}\.json$", api.search),
    (rf"{NEWS}\.csv$", exports.as_csv),
    (rf"{NEWS}\.atom$", feeds.atom),
    (rf"{NEWS}\.geojson$", api.geojson),
    (rf"{NEWS}/suggest\.json$", api.suggest),
    (rf"{NEWS}/facet/(?P<kind>[a-z]{{1,20}})$", facet.show),
    (rf"{NEWS}/facet/(?P<kind>[a-z]{{1,20}})\.json$", api.facet),
    (rf"{NEWS}/compare$", compare.show),
    (rf"{NEWS}/compare\.json$", compare.json),
    (rf"{NEWS}/openapi\.json$", openapi.openapi),
    (rf"{NEWS}/articles/(?P<id>[0-9]+)\.json$", article_files.json),
    (rf"{NEWS}/articles/(?P<id>[0-9]+)\.(?P<form>bib|ris|csl\.json)$", article_files.citation),
    (rf"{NEWS}/articles/(?P<id>[0-9]+)/original$", article_files.original),
    (rf"{NEWS}/.*\.(?:json|bib|ris)$", api.nothing_here),
]
