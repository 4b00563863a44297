"""The description of the API for programs that read OpenAPI 3.1."""

from __future__ import annotations

from collections.abc import Mapping
from importlib.metadata import version
from typing import Any

from datasette import Response

from ..search.query import FACETS, KINDS, MAX_FACET_SIZE, MAX_SIZE, ROLES, SORTS
from . import access
from .frame import database_of
from .links import Links
from .replies import keep_json, program

Schema = dict[str, Any]

TEXT: Schema = {"type": "string"}
TEXT_OR_NULL: Schema = {"type": ["string", "null"]}
COUNT: Schema = {"type": "integer", "minimum": 0}
ID: Schema = {"type": "integer"}
URL: Schema = {"type": "string", "format": "uri"}
FLAG: Schema = {"type": "boolean"}
ENTITIES = tuple(kind for kind in FACETS if kind != "published")


def ref(name: str) -> Schema:
    """A reference to a schema of this document."""
    return {"$ref": f"#/components/schemas/{name}"}


def several(items: Schema) -> Schema:
    """An array."""
    return {"type": "array", "items": items}


def record(required: Mapping[str, Schema], optional: Mapping[str, Schema] | None = None) -> Schema:
    """An object with these properties."""
    return {"type": "object", "required": list(required), "properties": {**required, **(optional or {})}}


SPANS = several({"type": "array", "items": COUNT, "minItems": 2, "maxItems": 2})
SCHEMAS: dict[str, Schema] = {
    "Error": record({"ok": {"const": False}, "error": TEXT, "status": {"type": "integer"}}),
    "Source": record({"id": ID, "name": TEXT, "role": {"enum": list(ROLES)}}),
    "Article": record(
        {
            "id": ID, "title": TEXT, "title_highlights": SPANS, "snippet": TEXT, "highlights": SPANS,
            "published": TEXT_OR_NULL, "language": TEXT_OR_NULL, "sources": several(ref("Source")),
            "story_id": {"type": ["integer", "null"]}, "score": {"type": ["number", "null"]}, "html_url": URL,
            "json_url": URL,
        },
        {"database": TEXT},
    ),
    "FacetValue": record(
        {
            "value": {"type": ["integer", "string"]}, "label": TEXT, "count": COUNT, "selected": FLAG,
            "excluded": FLAG, "toggle_url": URL, "exclude_url": URL,
        }
    ),
    "Facet": record(
        {"options": {"type": ["integer", "null"]}, "exact": FLAG, "values": several(ref("FacetValue"))},
        {"none": ref("FacetValue"), "unresolved": ref("FacetValue")},
    ),
    "Timeline": record(
        {
            "interval": {"enum": ["day", "month", "year"]},
            "values": several(record({"value": TEXT, "count": COUNT, "share": {"type": "number"}})),
            "undated": COUNT,
        }
    ),
    "Query": record(
        {"q": TEXT, "sort": {"enum": list(SORTS)}, "terms": several(TEXT), "notes": several(TEXT),
         "also": several(record({"typed": TEXT, "spellings": several(TEXT)}))},
        {kind: several(TEXT) for kind in KINDS},
    ),
    "Results": record(
        {
            "ok": {"const": True}, "query": ref("Query"), "total": {"type": ["integer", "null"], "minimum": 0},
            "articles": several(ref("Article")),
            "facets": {"type": "object", "properties": {kind: ref("Facet") for kind in ENTITIES}
                       | {"published": ref("Timeline")}},
            "suggestions": several(record({"label": TEXT, "json_url": URL, "html_url": URL})),
            "timed_out": several(TEXT), "next": TEXT_OR_NULL, "next_url": {"type": ["string", "null"]},
        }
    ),
    "FacetPage": record(
        {
            "ok": {"const": True}, "kind": TEXT, "options": COUNT, "page": COUNT, "pages": COUNT,
            "letters": several(record({"letter": TEXT, "options": COUNT})), "values": several(ref("FacetValue")),
        }
    ),
    "Suggestions": record(
        {
            "ok": {"const": True}, "q": TEXT,
            "suggestions": several(
                record({"kind": TEXT, "id": ID, "label": TEXT, "matched": TEXT, "count": COUNT, "html_url": URL},
                       {"search_url": URL})
            ),
        }
    ),
    "Map": record(
        {
            "type": {"const": "FeatureCollection"}, "total": COUNT,
            "features": several(
                record({"type": {"const": "Feature"}, "id": ID, "geometry": {"type": "object"},
                        "properties": {"type": "object"}})
            ),
        }
    ),
}  # fmt: skip


def parameter(name: str, about: str, schema: Schema | None = None, where: str = "query") -> Schema:
    """A parameter; values that make no sense are noted in the answer and never an error."""
    made: Schema = {"name": name, "in": where, "description": about, "schema": schema or TEXT}
    return {**made, "required": True} if where == "path" else made


SEARCH_PARAMETERS: list[Schema] = [
    parameter("q", 'Words, phrases, OR, -word, word*, title:word, near(a b, 10), person:"…", after:2022-02-01'),
    *(parameter(kind, f"Ids or names ({kind}), or none; repeat for OR", several(TEXT)) for kind in KINDS),
    *(parameter(f"not_{kind}", f"Excluded ({kind})", several(TEXT)) for kind in KINDS),
    parameter("role", f"What counts as a source: {', '.join(ROLES)}", several(TEXT)),
    parameter("from", "First date, month or year"),
    parameter("to", "Last date, month or year"),
    parameter("undated", "1 for articles without a date"),
    parameter("exact", "1 for the words as typed: no other spellings, all words"),
    parameter("sort", f"One of {', '.join(SORTS)}"),
]
PAGING: list[Schema] = [
    parameter("size", f"Articles a page, at most {MAX_SIZE}"),
    parameter("next", "The token of the next page, out of the answer before"),
]
FACETING: list[Schema] = [
    parameter("facet", f"Facets to compute: {', '.join(FACETS)} or none", several(TEXT)),
    parameter("facet_size", f"Values of each facet, at most {MAX_FACET_SIZE}"),
]
FACET_PAGING: list[Schema] = [
    parameter("kind", "The facet", {"enum": list(ENTITIES)}, "path"),
    parameter("facet_q", "Part of a name"),
    parameter("facet_letter", "First letter of a name"),
    parameter("facet_sort", "count or name"),
    parameter("facet_page", "From 1"),
    parameter("facet_size", f"Values a page, at most {MAX_FACET_SIZE}"),
]
ARTICLE = [parameter("id", "The article's id", {"type": "integer", "minimum": 1, "maximum": 10**18 - 1}, "path")]
JSON, ERRORS = "application/json", ("400", "403", "404", "503")


def operation(name: str, about: str, parameters: list[Schema], schema: Schema, media: str = JSON) -> Schema:
    """A GET operation with the errors that all share."""
    problem = {"description": "An error", "content": {JSON: {"schema": ref("Error")}}}
    found = {"description": "Found", "content": {media: {"schema": schema}}}
    get = {
        "operationId": name,
        "summary": about,
        "parameters": parameters,
        "responses": {"200": found, **dict.fromkeys(ERRORS, problem)},
    }
    return {"get": get}


def document(home: str, server: str) -> Schema:
    """The description of the API whose search page has the path `home` on `server`."""
    search = [*SEARCH_PARAMETERS, *PAGING, *FACETING]
    paths = {
        ".json": operation("search", "A page of a search", search, ref("Results")),
        ".csv": operation("csv", "All articles of a search", SEARCH_PARAMETERS, TEXT, "text/csv"),
        ".atom": operation("atom", "A page as a feed", search[:-2], TEXT, "application/atom+xml"),
        ".geojson": operation("map", "Its places", SEARCH_PARAMETERS, ref("Map"), "application/geo+json"),
        "/suggest.json": operation(
            "suggest", "Type-ahead", [parameter("q", "The start of a name or title"), PAGING[0]], ref("Suggestions")
        ),
        "/facet/{kind}.json": operation(
            "facet", "All values of a facet", [*SEARCH_PARAMETERS, *FACET_PAGING], ref("FacetPage")
        ),
        "/articles/{id}.json": operation("article", "An article whole", ARTICLE, {"type": "object"}),
        "/openapi.json": operation("openapi", "This description", [], {"type": "object"}),
    }
    return {
        "openapi": "3.1.0",
        "info": {"title": "Newswire", "version": version("datasette-newswire"),
                 "description": "Search of a news archive: people, places, organizations, sources and time"},
        "servers": [{"url": server}],
        "paths": {home + path: item for path, item in paths.items()},
        "components": {"schemas": SCHEMAS},
    }  # fmt: skip


@program
async def openapi(datasette: Any, request: Any) -> Response:
    """/{db}/-/newswire/openapi.json"""
    database = database_of(datasette, request)
    await access.news_tables(datasette, request.actor, database)
    server = datasette.absolute_url(request, "/").rstrip("/")
    return await keep_json(datasette, request, database, document(Links(datasette, database).home, server))
