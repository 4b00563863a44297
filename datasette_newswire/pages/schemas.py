"""What the answers of the API hold, as JSON Schema."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ..search.query import KINDS, ROLES, SORTS, VALUED

Schema = dict[str, Any]

TEXT: Schema = {"type": "string"}
TEXT_OR_NULL: Schema = {"type": ["string", "null"]}
COUNT: Schema = {"type": "integer", "minimum": 0}
ID: Schema = {"type": "integer"}
URL: Schema = {"type": "string", "format": "uri"}
FLAG: Schema = {"type": "boolean"}


def ref(name: str) -> Schema:
    """A reference to a schema of this document."""
    return {"$ref": f"#/components/schemas/{name}"}


def several(items: Schema) -> Schema:
    """An array."""
    return {"type": "array", "items": items}


def record(required: Mapping[str, Schema], optional: Mapping[str, Schema] | None = None) -> Schema:
    """An object with these properties."""
    return {"type": "object", "required": list(required), "properties": {**required, **(optional or {})}}


OK: Schema = {"const": True}
ID_OR_NULL: Schema = {"type": ["integer", "null"]}
NUMBER_OR_NULL: Schema = {"type": ["number", "null"]}
PATH: Schema = {"type": "string", "format": "uri-reference"}
TOTAL: Schema = {"type": ["integer", "null"], "minimum": 0}
SHARE: Schema = {"type": "number", "minimum": 0, "maximum": 1}
SPANS = several({"type": "array", "items": COUNT, "minItems": 2, "maxItems": 2})
SCHEMAS: dict[str, Schema] = {
    "Error": record({"ok": {"const": False}, "error": TEXT, "status": {"type": "integer"}}),
    "Source": record({"id": ID, "name": TEXT, "role": {"enum": list(ROLES)}}),
    "Article": record(
        {
            "id": ID, "title": TEXT, "title_highlights": SPANS, "snippet": TEXT, "highlights": SPANS,
            "published": TEXT_OR_NULL, "language": TEXT_OR_NULL, "sources": several(ref("Source")),
            "story_id": ID_OR_NULL, "score": NUMBER_OR_NULL, "html_url": URL,
            "json_url": URL,
        },
        {"database": TEXT},
    ),
    "FacetValue": record(
        {
            "value": {"type": ["integer", "string"]}, "label": TEXT, "count": COUNT, "selected": FLAG,
            "excluded": FLAG, "detail": TEXT_OR_NULL, "toggle_url": URL, "exclude_url": URL,
        }
    ),
    "Facet": record(
        {"options": {"type": ["integer", "null"]}, "exact": FLAG, "values": several(ref("FacetValue"))},
        {"none": ref("FacetValue"), "unresolved": ref("FacetValue")},
    ),
    "Timeline": record(
        {
            "interval": {"enum": ["day", "month", "year"]},
            "values": several(record({"value": TEXT, "count": COUNT, "share": SHARE})),
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
            "ok": OK, "query": ref("Query"), "total": TOTAL,
            "articles": several(ref("Article")),
            "facets": {"type": "object", "properties": {kind: ref("Facet") for kind in VALUED}
                       | {"published": ref("Timeline")}},
            "suggestions": several(record({"label": TEXT, "json_url": URL, "html_url": URL})),
            "timed_out": several(TEXT), "next": TEXT_OR_NULL, "next_url": {"type": ["string", "null"]},
        }
    ),
    "Across": record(
        {
            "ok": OK, "total": TOTAL, "timed_out": several(TEXT), "next": TEXT_OR_NULL, "next_url": TEXT_OR_NULL,
            "query": record({"q": TEXT, "sort": {"enum": list(SORTS)}, "merged_by": {"enum": ["rank", "date"]}}),
            "databases": several(record({"name": TEXT, "total": TOTAL, "html_url": URL, "json_url": URL,
                                         "notes": several(TEXT)})),
            "articles": several(ref("Article")),
        }
    ),
    "FacetPage": record(
        {
            "ok": OK, "kind": TEXT, "options": COUNT, "page": COUNT, "pages": COUNT,
            "letters": several(record({"letter": TEXT, "options": COUNT})), "values": several(ref("FacetValue")),
        }
    ),
    "Suggestions": record(
        {
            "ok": OK, "q": TEXT,
            "suggestions": several(
                record({"kind": TEXT, "id": ID, "label": TEXT, "matched": TEXT, "count": COUNT,
                        "detail": TEXT_OR_NULL, "html_url": URL},
                       {"search_url": URL})
            ),
        }
    ),
    "Mention": record(
        {
            "id": ID, "field": {"enum": ["title", "body"]}, "start": COUNT, "end": COUNT, "text": TEXT,
            "extractor": TEXT, "rule": TEXT, "confidence": {"type": "number"},
        }
    ),
    "Entity": record(
        {
            "kind": {"enum": ["person", "place", "organization"]}, "id": ID, "name": TEXT, "count": COUNT,
            "mentions": several(ref("Mention")), "spellings": several(record({"name": TEXT, "mentions": COUNT})),
            "html_url": PATH, "detail": TEXT_OR_NULL, "country_code": TEXT_OR_NULL, "latitude": NUMBER_OR_NULL,
            "longitude": NUMBER_OR_NULL,
        }
    ),
    "Original": record(
        {
            "id": ID, "path": TEXT, "member": TEXT_OR_NULL, "sha256": TEXT, "bytes": COUNT, "media_type": TEXT_OR_NULL,
            "encoding": TEXT_OR_NULL, "encoding_origin": TEXT_OR_NULL,
        }
    ),
    "Account": record(
        {
            "id": ID, "title": TEXT, "published": TEXT_OR_NULL, "sources": several(ref("Source")), "number": ID,
            "because_of": ID_OR_NULL, "kind": {"enum": ["copy", "version", "account"]}, "shared": SHARE,
            "direction": TEXT, "reason": TEXT, "html_url": PATH, "json_url": PATH,
        }
    ),
    "Story": record(
        {
            "id": ID, "title": TEXT, "first_published": TEXT_OR_NULL, "last_published": TEXT_OR_NULL,
            "article_count": COUNT, "source_count": COUNT, "accounts": several(ref("Account")), "html_url": PATH,
        }
    ),
    "WholeArticle": record(
        {
            "ok": OK,
            "article": record(
                {"id": ID, "title": TEXT, "title_origin": TEXT, "url": TEXT_OR_NULL, "published": TEXT_OR_NULL,
                 "published_origin": TEXT_OR_NULL, "language": TEXT_OR_NULL, "byline": TEXT_OR_NULL,
                 "authors": several(TEXT), "lede": TEXT_OR_NULL, "body": TEXT, "word_count": ID_OR_NULL,
                 "dateline": TEXT_OR_NULL, "story_id": ID_OR_NULL, "html_url": PATH, "row_url": PATH}
            ),
            "sources": several(ref("Source")), "entities": several(ref("Entity")),
            "removed": several(
                record({"text": TEXT, "position": {"enum": ["before", "within", "after"]}, "rule": TEXT})
            ),
            "original": {"oneOf": [ref("Original"), {"type": "null"}]},
            "story": {"oneOf": [ref("Story"), {"type": "null"}]},
        }
    ),
    "Sentence": record(
        {
            "start": COUNT, "end": COUNT, "text": TEXT, "state": TEXT, "partner": ID_OR_NULL, "likeness": SHARE,
            "fresh": SPANS,
        }
    ),
    "Comparison": record(
        {
            "ok": OK, "left_id": ID, "right_id": ID,
            "left": several(ref("Sentence")), "right": several(ref("Sentence")),
            "disagreements": several(
                record({"kind": TEXT, "left": TEXT, "right": TEXT, "left_sentence": ID_OR_NULL,
                        "right_sentence": ID_OR_NULL})
            ),
            "left_names": several(TEXT), "right_names": several(TEXT), "left_shared": SHARE, "right_shared": SHARE,
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
