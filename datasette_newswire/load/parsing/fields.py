"""Records (a row, an object, a block of header lines) → drafts: which column is the title, the body, the date.

Columns are recognised by name (`data/columns.csv`), what is still missing by content; `--field body=story_text` has
the last word.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from functools import cache
from typing import Any

from ..credits import sources
from ..lexicons import rows
from ..models import Credit, Draft, Text, Unreadable
from . import dates, drafts, languages, markup

PROSE = 200  # characters: a value as long as this may be a body
PAGES = ("pagetext", "rawtext")  # names of columns that hold a page with all that stands around the article
DEEP = 6  # levels of objects within objects in which a value's text is looked for
_WORD = re.compile(r"[A-Z]?[^\W\d_A-Z]+|[A-Z]+|\d+")
_NO_LETTERS = re.compile(r"[\W_]+")
_VAGUE = frozenset(("the", "of", "article", "story", "news", "item", "post", "full", "main", "whole", "name"))
# Keys of an object that stand for the object itself: {"name": "Reuters", "id": 7} is "Reuters".
_SPOKESMEN = (
    "rendered", "name", "original", "text", "value", "title", "content", "body", "label", "url", "href", "_", "#text",
)  # fmt: skip


@cache
def _names() -> dict[str, tuple[str, int]]:
    """Known name of a column → (our field, its rank among that field's names)."""
    return {name: (field, rank) for field, known in rows("columns.csv") for rank, name in enumerate(known.split())}


def ours() -> tuple[str, ...]:
    """The names of our fields, as `--field` takes them."""
    return tuple(field for field, _ in rows("columns.csv"))


def field_of(column: str) -> str | None:
    """Our field that a column's name means, or None.

    "meta.pub_date" is told by its last part, "Article Headline" by what is left without words like "article".
    """
    known = _names()
    telling = "".join(word for word in _WORD.findall(column) if word.lower() not in _VAGUE)
    for name in (column, column.rpartition(".")[2], column.rpartition(":")[2], telling):
        if found := known.get(_bare(name)):
            return found[0]
    return None


def _bare(name: str) -> str:
    return _NO_LETTERS.sub("", name.lower())


def _rank(column: str) -> int:
    found = _names().get(_bare(column)) or _names().get(_bare(column.rpartition(".")[2]))
    return found[1] if found else len(_names())


def recognise(
    columns: Sequence[str], records: Sequence[Mapping[str, Any]], chosen: Sequence[tuple[str, str]] = ()
) -> dict[str, str]:
    """Our fields → the columns that hold them, from the names and from some `records`.

    `chosen` are the user's own pairs (field, column). Raises Unreadable for one that names no column.
    """
    found = dict(chosen)
    if missing := [column for column in found.values() if not _has(column, columns, records)]:
        raise Unreadable(f'There is no column "{missing[0]}". Its columns are: {", ".join(columns)[:300]}.')
    for column in sorted(columns, key=_rank):
        field = field_of(column)
        filled = not records or any(value_of(record, column) for record in records)
        if field and field not in found and column not in found.values() and filled:
            found[field] = column
    return found | _by_content(columns, records, found)


def _has(column: str, columns: Sequence[str], records: Sequence[Mapping[str, Any]]) -> bool:
    return column in columns or any(value_of(record, column) is not None for record in records)


_TESTS: dict[str, Callable[[list[str]], bool]] = {
    "body": lambda texts: min(map(len, texts)) >= PROSE and all(" " in text for text in texts),
    "url": lambda texts: all(re.match(r"https?://\S+$", text) for text in texts),
    "published": lambda texts: all(len(text) >= 8 and dates.parse(text) for text in texts),
    "title": lambda texts: all(10 <= len(text) <= 250 and text.count(" ") >= 2 for text in texts),
}


def _by_content(
    columns: Sequence[str], records: Sequence[Mapping[str, Any]], found: Mapping[str, str]
) -> dict[str, str]:
    """Body, address and date among the columns whose names say nothing, by what stands in them."""
    values = {
        column: [text_of(value_of(record, column)) for record in records]
        for column in columns
        if column not in found.values() and field_of(column) is None
    }
    more: dict[str, str] = {}
    for field, test in _TESTS.items():
        fitting = [c for c, texts in values.items() if c not in more.values() and texts and all(texts) and test(texts)]
        if field not in found and fitting and not (field == "title" and "body" not in {**found, **more}):
            more[field] = max(fitting, key=lambda c: len(values[c][0])) if field == "body" else fitting[0]
    return more


def describe(mapping: Mapping[str, str], columns: Iterable[str]) -> str:
    """What is taken from which column, in words for `--dry-run`."""
    told = [", ".join(f"{field} from {column}" for field, column in mapping.items())] if mapping else []
    if ignored := [column for column in columns if column not in mapping.values()]:
        told.append(f"not used: {', '.join(ignored)}")
    if "body" not in mapping:
        told.append("no body: name its column with --field body=COLUMN")
    return "; ".join(told)


def value_of(record: Mapping[str, Any], column: str) -> Any:
    """The value under a column's name or under a path of names ("story.text"); None if there is none."""
    if column in record:
        return record[column]
    first, dot, rest = column.partition(".")
    inner = record.get(first)
    return value_of(inner, rest) if dot and isinstance(inner, Mapping) else None


def text_of(value: Any, depth: int = DEEP) -> str:
    """The text of a value: itself, what speaks for an object, the items of a list as paragraphs."""
    if isinstance(value, str):
        return value.strip()
    if value is None or isinstance(value, bool) or depth <= 0:
        return ""
    if isinstance(value, Mapping):
        texts = (text_of(value.get(key), depth - 1) for key in _SPOKESMEN)
        return next((text for text in texts if text), "")
    if isinstance(value, Sequence):
        return "\n\n".join(text for text in (text_of(item, depth - 1) for item in value) if text)
    return str(value)


def flat(record: Mapping[str, Any], depth: int = 3) -> dict[str, Any]:
    """A record whose objects are taken apart into "outer.inner" columns, but for those that have a name or a text."""
    columns: dict[str, Any] = {}
    for name, value in record.items():
        if isinstance(value, Mapping) and depth > 1 and (is_record(value) or not (field_of(name) and text_of(value))):
            columns.update({f"{name}.{inner}": deep for inner, deep in flat(value, depth - 1).items()})
        else:
            columns[name] = value
    return columns


def is_record(value: Mapping[str, Any]) -> bool:
    """Whether an object is a record itself, wrapped ({"_source": {…}}), and not the value of a column."""
    return len({"title", "body", "published"} & {field_of(name) for name in value}) >= 2


def draft(
    record: Mapping[str, Any],
    mapping: Mapping[str, str],
    found: Text,
    order: dates.Order | None = None,
) -> Draft:
    """The draft of a record. Raises Unreadable if it has neither a body nor a title."""
    given = {field: drafts.mended(text_of(value_of(record, column))) for field, column in mapping.items()}
    tag = given.get("language")
    authors = value_of(record, mapping["authors"]) if "authors" in mapping else None
    listed = drafts.people(text_of(author) for author in authors) if isinstance(authors, list) else ()
    result = Draft(
        body="",
        title=markup.line(given.get("title", "")) or None,
        url=drafts.address(given.get("url")),
        language=languages.code(tag),
        byline=markup.line(given.get("byline") or ("" if listed else given.get("authors", ""))) or None,
        authors=listed,
        credits=_source(given.get("source", ""), drafts.address(given.get("url"))),
        external_id=given.get("id") or None,
    )
    result = drafts.with_body(result, given.get("body", ""), given.get("lede", ""))
    if _bare(mapping.get("body", "")) in PAGES:
        result = replace(result, body_kind="page")
    if not result.body and not result.title:
        raise Unreadable(
            "No column of this record is known as its body or title. Say which one is with --field body=COLUMN "
            f"(it has {', '.join(record)[:200]})."
        )
    return drafts.made(result, given.get("published"), tag, found, order)


def _source(name: str, url: str | None) -> tuple[Credit, ...]:
    """The source that a record names, at home at the record's address if that is made of the name: a record can name
    the agency of an article that stands on another's page."""
    domain = sources.domain_of(url) if url else None
    return drafts.credited(name, url=url if domain and sources.is_named_after(domain, name) else None)
