"""Every URL of ours and what answers it. Plugin routes come before Datasette's own."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from typing import Any

from datasette.utils import async_call_with_supported_arguments


def later(name: str) -> Callable[..., Any]:
    """The view `module.function` of this package, imported when it is first asked for: a server starts sooner."""
    module, _, function = name.partition(".")

    async def view(datasette: Any, request: Any, send: Any) -> Any:
        found = getattr(import_module(f".{module}", __package__), function)
        return await async_call_with_supported_arguments(found, datasette=datasette, request=request, send=send)

    return view


DATABASE = r"^/(?P<database>[^/.]+)"
NEWS = rf"{DATABASE}/-/newswire"
# Groups as in Datasette's own route, which may be handed the request.
ROW = (
    rf"{DATABASE}/(?P<table>articles|people|places|organizations|sources|stories)"
    r"/(?P<pks>[0-9]{1,18})(\.(?P<format>\w+))?$"
)

ROUTES: list[tuple[str, Callable[..., Any]]] = [
    (ROW, later("rows.row")),
    (r"^/-/newswire$", later("start.instance")),
    (r"^/-/newswire\.json$", later("api.search_all")),
    (rf"{NEWS}$", later("search.show")),
    (rf"{NEWS}\.json$", later("api.search")),
    (rf"{NEWS}\.csv$", later("exports.as_csv")),
    (rf"{NEWS}\.atom$", later("feeds.atom")),
    (rf"{NEWS}\.geojson$", later("api.geojson")),
    (rf"{NEWS}/suggest\.json$", later("api.suggest")),
    (rf"{NEWS}/facet/(?P<kind>[a-z]{{1,20}})$", later("facet.show")),
    (rf"{NEWS}/facet/(?P<kind>[a-z]{{1,20}})\.json$", later("api.facet")),
    (rf"{NEWS}/compare$", later("compare.show")),
    (rf"{NEWS}/compare\.json$", later("compare.json")),
    (rf"{NEWS}/openapi\.json$", later("openapi.openapi")),
    (rf"{NEWS}/articles/(?P<id>[0-9]+)\.json$", later("article_files.json")),
    (rf"{NEWS}/articles/(?P<id>[0-9]+)\.(?P<form>bib|ris|csl\.json)$", later("article_files.citation")),
    (rf"{NEWS}/articles/(?P<id>[0-9]+)/original$", later("article_files.original")),
    (rf"{NEWS}/.*\.(?:json|bib|ris)$", later("api.nothing_here")),
]
