"""What a load would make of its input, shown before anything is written."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from itertools import islice

from ..hookspecs import HEAD
from .discover import sqlite_tables
from .discover.arrivals import Arrival, container_of, decided, left_out, split, whole
from .discover.paths import Source, Trouble, discover, unreadable
from .models import Document, Options, Prepared, Unreadable
from .pipeline import Order
from .prepare import prepare, reader_for
from .readers import records

RECORDS = 3  # documents of a container that are shown


@dataclass(frozen=True, slots=True)
class Preview:
    """One document: the reader that would read it, if any, and what would come of it.

    `columns` says for a record which of its columns is which field.
    """

    document: Document
    reader: str | None
    prepared: tuple[Prepared, ...]
    columns: str = ""


def fields_of(prepared: Prepared) -> Iterator[tuple[str, str]]:
    """The fields of an article that have a value, and the message on it, in words short enough for a line."""
    article = prepared.article
    if article is not None:
        given = {
            "published": article.published,
            "byline": article.byline,
            "url": article.url,
            "language": article.language,
        }
        yield "title", f"{article.title[:100]} ({article.title_origin})"
        yield from ((name, value) for name, value in given.items() if value)
        yield from ((credit.role, credit.name) for credit in article.credits)
        yield "body", f"{len(article.body.split()):,} words: {' '.join(article.body[:100].split())}"
    if prepared.message:
        yield prepared.outcome, prepared.message


def preview(order: Order) -> Iterator[Preview]:
    """All documents of an order; of a file of many the first few."""
    options = order.options
    for arrival in _arrivals(order):
        if arrival.prepared is not None:
            if arrival.prepared.message:
                yield Preview(arrival.document, None, (arrival.prepared,))
            continue
        document = arrival.document
        reader = _reader(document)
        columns = _columns(document) if reader in records.NAMES else ""
        yield Preview(document, reader, prepare([document], options)[0], columns)


def _arrivals(order: Order) -> Iterator[Arrival]:
    if order.table is not None:
        yield from islice(sqlite_tables.rows(order.paths, order.table, order.options), RECORDS)
        return
    for source in discover(order.paths, order.stdin):
        if isinstance(source, Trouble):
            yield decided(Document(source.path, b""), "failed", source.message)
        else:
            yield from _opened(source, order.options)


def _opened(source: Source, options: Options) -> Iterator[Arrival]:
    try:
        stream = source.open()
    except OSError as error:
        yield decided(Document(source.path, b""), "failed", unreadable(error))
        return
    with closing(stream):
        if source.litter:
            yield left_out(source, stream, options)
            return
        container = container_of(stream.read(HEAD), source.path, options)
        stream.seek(0)
        if container is None:
            yield whole(source, stream, options)
        else:
            yield from islice(split(container, source, stream, "", options), RECORDS)


def _columns(document: Document) -> str:
    try:
        return records.columns(document)
    except Unreadable:  # it says so itself, as what comes of the document
        return ""


def _reader(document: Document) -> str | None:
    try:
        return reader_for(document).name
    except Unreadable:
        return None
