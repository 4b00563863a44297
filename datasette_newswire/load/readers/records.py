"""Records: a JSON object, or a row of a table below the row that names its columns."""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from ...hookspecs import Reader
from ..models import Document, Draft, Text, Unreadable
from ..parsing import dates, drafts, encodings, fields, jsontext, markup, tables
from . import mail

# What a record that holds a whole page may tell better than the page.
_TOLD = (
    "title", "title_origin", "url", "published", "published_origin", "language", "byline", "authors", "credits",
    "external_id",
)  # fmt: skip
_ORDERS: dict[str, dates.Order] = {"dmy": "dmy", "mdy": "mdy"}


def matches_json(document: Document) -> float:
    """An object or a list that can be parsed, a record of whatever kind; less for what only its name says is JSON."""
    if not jsontext.looks_like(document.content):
        return 0.5 if _is_record(document) else 0.0
    if isinstance(jsontext.peek(document.content), (dict, list)) or (
        (document.media_type or "").startswith("application/json")
    ):
        return 0.5
    return 0.3 if document.name.lower().endswith((".json", ".jsonl", ".ndjson")) else 0.0


def _is_record(document: Document) -> bool:
    """Whether a container, and not its name, took it for JSON: then it is no text, whatever it looks like."""
    named = document.name.lower().endswith(".json")
    return not named and (document.media_type or "").startswith("application/json")


def matches_csv(document: Document) -> float:
    """A row that the container of tables took out, or a table of a row or two."""
    if (document.media_type or "").startswith(tables.MEDIA_TYPE):
        return 0.9
    named = document.name.lower().endswith(tables.NAMES)
    return 0.6 if named and not encodings.is_binary(document.content) else 0.0


def read_json(document: Document) -> Iterator[Draft]:
    """The draft of a JSON object; of objects that follow each other, or stand under their ids, those of all."""
    value, found = jsontext.load(document.content)
    objects = _objects(value)
    if len(objects) == 1:
        yield _draft(fields.flat(objects[0][1]), found, document)
        return
    yield from drafts.told_apart([_one_of_several(key, record, found, document) for key, record in objects])


def _objects(value: Any) -> list[tuple[str | None, Mapping[str, Any]]]:
    """The records in the value of a JSON document, with their keys if they have any. Raises Unreadable for none."""
    if isinstance(value, list) and value and all(isinstance(one, Mapping) for one in value):
        return [(None, one) for one in value]
    if not isinstance(value, Mapping):
        raise Unreadable("This JSON is not an object with the fields of an article.")
    under = [(key, one) for key, one in value.items() if isinstance(one, Mapping) and fields.is_record(one)]
    return [*under] if 1 < len(under) == len(value) else [(None, value)]


def _one_of_several(key: str | None, record: Mapping[str, Any], found: Text, document: Document) -> Draft:
    """The draft of a record, one without body and title if there is nothing in it: the others have no part in that."""
    try:
        return replace(_draft(fields.flat(record), found, document), member=key)
    except Unreadable as error:
        return Draft("", member=key, notes=(str(error),))


def read_csv(document: Document) -> Iterator[Draft]:
    """The draft of a row, or those of the rows of a table."""
    found = encodings.decode(document.content, _parameters(document).get("charset"))
    header, *rows = _rows(found.text)
    yield from drafts.told_apart([_draft(dict(zip(header, row, strict=False)), found, document) for row in rows])


def columns(document: Document) -> str:
    """What is taken from which column of a record, in words; "" for a document that is none.

    Raises Unreadable where the document or the user's own choice of columns is wrong.
    """
    if matches_csv(document):
        header, row, *_ = _rows(encodings.decode(document.content, _parameters(document).get("charset")).text)
        record: dict[str, Any] = dict(zip(header, row, strict=False))
    elif jsontext.peek(document.content):
        record = fields.flat(_objects(jsontext.load(document.content)[0])[0][1])
    else:
        return ""
    return fields.describe(fields.recognise(list(record), [record], document.fields), record)


def _rows(text: str) -> list[list[str]]:
    """The rows of a table, the first one its header. Raises Unreadable if there are not two."""
    delimiter = tables.delimiter_of(text[:100_000], "table.csv")
    rows = list(tables.rows(io.StringIO(text, newline=""), delimiter)) if delimiter else []
    if len(rows) < 2:
        raise Unreadable("This table has no row below the names of its columns.")
    return rows


def _draft(record: Mapping[str, Any], found: Text, document: Document) -> Draft:
    mapping = fields.recognise(list(record), [record], document.fields)
    draft = fields.draft(record, mapping, found, _ORDERS.get(_parameters(document).get("dates", "")))
    body = fields.text_of(fields.value_of(record, mapping["body"])) if "body" in mapping else ""
    return _of_page(draft, body, document) if markup.is_page(body) else draft


def _of_page(draft: Draft, page: str, document: Document) -> Draft:
    """The article out of a whole page that a record holds; what the record says besides has the last word."""
    (found,) = mail.page(page.encode("utf-8", "replace"), "utf-8", draft.url, document)
    told = {name: getattr(draft, name) for name in _TOLD if getattr(draft, name)}
    return replace(found, **told, notes=(*draft.notes, *found.notes))


def _parameters(document: Document) -> dict[str, str]:
    """The parameters of a media type: {"charset": "cp1251"}."""
    parts = (part.partition("=") for part in (document.media_type or "").split(";")[1:])
    return {name.strip(): value.strip() for name, _, value in parts}


NAMES = ("json", "csv")
JSON_READER = Reader("json", matches_json, read_json)
CSV_READER = Reader("csv", matches_csv, read_csv)
