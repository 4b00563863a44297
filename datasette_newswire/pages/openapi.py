"""The description of the API for programs that read OpenAPI 3.1."""

from __future__ import annotations

from importlib.metadata import version
from typing import Any

from ..search.query import FACETS, KINDS, MAX_FACET_SIZE, MAX_SIZE, ROLES, SORTS, VALUED
from .cite import MEDIA_TYPES
from .links import Links
from .replies import Body, json_body, of_database, program
from .schemas import SCHEMAS, TEXT, Schema, ref, several


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
    parameter("kind", "The facet", {"enum": list(VALUED)}, "path"),
    parameter("facet_q", "Part of a name"),
    parameter("facet_letter", "First letter of a name"),
    parameter("facet_sort", "count or name"),
    parameter("facet_page", "From 1"),
    parameter("facet_size", f"Values a page, at most {MAX_FACET_SIZE}"),
]
ARTICLE = [parameter("id", "The article's id", {"type": "integer", "minimum": 1, "maximum": 10**18 - 1}, "path")]
PAIR = [{**parameter(side, "An article's id"), "required": True} for side in ("left", "right")]
JSON, ERRORS = "application/json", ("400", "403", "404", "503")


UNCHANGED = {"description": "The copy whose ETag was sent is still good"}


def operation(name: str, about: str, parameters: list[Schema], schema: Schema, media: str = JSON) -> Schema:
    """A GET operation with the errors that all share."""
    problem = {"description": "An error", "content": {JSON: {"schema": ref("Error")}}}
    found = {"description": "Found", "content": {media: {"schema": schema}}}
    get = {
        "operationId": name,
        "summary": about,
        "parameters": parameters,
        "responses": {"200": found, "304": UNCHANGED, **dict.fromkeys(ERRORS, problem)},
    }
    return {"get": get}


def _citation(form: str, media: str) -> Schema:
    schema = {"type": "array"} if form == "csl.json" else TEXT
    return operation(f"cite_{form.partition('.')[0]}", "Its citation", ARTICLE, schema, media.partition(";")[0])


def document(instance: str, home: str, server: str) -> Schema:
    """The description of the API whose search pages have the paths `instance` and `home` on `server`."""
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
        "/articles/{id}.json": operation("article", "An article whole", ARTICLE, ref("WholeArticle")),
        **{f"/articles/{{id}}.{form}": _citation(form, media) for form, media in MEDIA_TYPES.items()},
        "/compare.json": operation("compare", "Two accounts side by side", PAIR, ref("Comparison")),
        "/openapi.json": operation("openapi", "This description", [], {"type": "object"}),
    }
    across = operation("searchAll", "A search of all databases", [*SEARCH_PARAMETERS, *PAGING], ref("Across"))
    return {
        "openapi": "3.1.0",
        "info": {"title": "Newswire", "version": version("datasette-newswire"),
                 "description": "Search of a news archive: people, places, organizations, sources and time"},
        "servers": [{"url": server}],
        "paths": {f"{instance}.json": across, **{home + path: item for path, item in paths.items()}},
        "components": {"schemas": SCHEMAS},
    }  # fmt: skip


@program
@of_database
async def openapi(datasette: Any, request: Any, database: str, tables: frozenset[str]) -> Body:
    """/{db}/-/newswire/openapi.json"""
    server = datasette.absolute_url(request, "/").rstrip("/")
    return json_body(document(datasette.urls.path("/-/newswire"), Links(datasette, database).home, server))
