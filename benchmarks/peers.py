"""The same page from other systems: total, twenty articles with snippets, four facets and a timeline.

Each peer runs inside this process, without HTTP in between, which favours it.
"""

from __future__ import annotations

import datetime
import json
import shutil
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import Any, Protocol

from sqlite_utils import Database

from datasette_newswire.schema import TOKENIZE

from .archive import Batch

FACETS = ("people", "places", "organizations", "sources")
SIZE = 20


class Peer(Protocol):
    """Another search system over the same archive."""

    name: str

    def build(self, batches: Iterable[Batch]) -> None:
        """Indexes the archive."""

    def page(self, word: str, order: str) -> int:
        """Answers a search of one word by "newest" or "relevance"; returns the number of articles found."""


class Tantivy:
    """tantivy (Rust) through its own Python package, counting facets by aggregations on fast fields."""

    def __init__(self, folder: Path) -> None:
        import tantivy

        self.name = "tantivy"
        self._tantivy, self._folder = tantivy, folder
        builder = tantivy.SchemaBuilder()
        for field in ("title", "body"):
            builder.add_text_field(field, stored=True, tokenizer_name="en_stem")
        for field in (*FACETS, "day", "id"):
            builder.add_unsigned_field(field, fast=True, stored=field == "id")
        self._schema = builder.build()

    def build(self, batches: Iterable[Batch]) -> None:
        fresh = not self._folder.exists()
        self._folder.mkdir(exist_ok=True, parents=True)
        self._index = self._tantivy.Index(self._schema, path=str(self._folder))
        if fresh:
            writer = self._index.writer(500_000_000, 2)
            for batch in batches:
                for row in range(len(batch.ids)):
                    writer.add_document(self._document(batch, row))
            writer.commit()
            writer.wait_merging_threads()
        self._index.reload()
        self._searcher = self._index.searcher()

    def _document(self, batch: Batch, row: int) -> Any:
        document = self._tantivy.Document()
        document.add_text("title", batch.titles[row])
        document.add_text("body", batch.bodies[row])
        document.add_unsigned("id", batch.ids[row])
        document.add_unsigned("day", datetime.date.fromisoformat(batch.dates[row]).toordinal())
        for field in FACETS:
            for entity in set(getattr(batch, field)[row].tolist()):
                document.add_unsigned(field, entity)
        return document

    def page(self, word: str, order: str) -> int:
        query = self._index.parse_query(word, ["title", "body"])
        by = {"order_by_field": "day"} if order == "newest" else {}
        found = self._searcher.search(query, SIZE, count=True, **by)
        wanted: dict[str, Any] = {field: {"terms": {"field": field, "size": 10}} for field in FACETS}
        wanted["timeline"] = {"histogram": {"field": "day", "interval": 30.4}}
        self._searcher.aggregate(query, wanted)
        snippets = self._tantivy.SnippetGenerator.create(self._searcher, query, self._schema, "body")
        for _, address in found.hits:
            snippets.snippet_from_doc(self._searcher.doc(address)).to_html()
        return int(found.count)


class Xapian:
    """Xapian (C++) through its own bindings; a facet of several values an article has a slot and a spy for each."""

    def __init__(self, folder: Path) -> None:
        import xapian

        self.name = "xapian"
        self._xapian, self._folder = xapian, folder

    def build(self, batches: Iterable[Batch]) -> None:
        xapian = self._xapian
        if not self._folder.exists():
            partial = self._folder.with_suffix(".partial")
            db = xapian.WritableDatabase(str(partial), xapian.DB_CREATE_OR_OVERWRITE)
            generator = xapian.TermGenerator()
            generator.set_stemmer(xapian.Stem("en"))
            for batch in batches:
                for row in range(len(batch.ids)):
                    db.add_document(self._document(generator, batch, row))
            db.commit()
            db.close()
            shutil.move(partial, self._folder)
        self._db = xapian.Database(str(self._folder))
        self._parser = xapian.QueryParser()
        self._parser.set_stemmer(xapian.Stem("en"))

    def _document(self, generator: Any, batch: Batch, row: int) -> Any:
        document = self._xapian.Document()
        generator.set_document(document)
        generator.index_text(batch.titles[row] + " " + batch.bodies[row])
        document.set_data(json.dumps([batch.titles[row], batch.bodies[row]]))
        document.add_value(0, batch.dates[row])
        for slot, entity in enumerate((e for field in FACETS for e in getattr(batch, field)[row].tolist()), 1):
            document.add_value(slot, str(entity))
        return document

    def page(self, word: str, order: str) -> int:
        enquire = self._xapian.Enquire(self._db)
        enquire.set_query(self._parser.parse_query(word))
        if order == "newest":
            enquire.set_sort_by_value(0, True)
        spies = [self._xapian.ValueCountMatchSpy(slot) for slot in range(15)]
        for spy in spies:
            enquire.add_matchspy(spy)
        found = enquire.get_mset(0, SIZE, self._db.get_doccount())
        first = 1
        for width in (6, 5, 2, 1):
            facet: Counter[bytes] = Counter()
            for spy in spies[first : first + width]:
                for item in spy.top_values(10):
                    facet[item.term] += item.termfreq
            first += width
        for hit in found:
            found.snippet(json.loads(hit.document.get_data())[1])
        return int(found.get_matches_estimated())


def stock_database(path: Path, batches: Iterable[Batch]) -> Path:
    """The archive as one would make it for Datasette alone: entities as JSON arrays, for `_facet_array`."""
    if path.exists():
        return path
    partial = path.with_suffix(".partial")
    partial.unlink(missing_ok=True)
    db = Database(partial)
    db.execute("pragma synchronous = off")
    db["articles"].create(
        {"id": int, "title": str, "body": str, "published": str} | dict.fromkeys(FACETS, str), pk="id"
    )
    for batch in batches:
        entities = [[json.dumps(sorted(set(row))) for row in getattr(batch, field).tolist()] for field in FACETS]
        with db.atomic():
            db.conn.executemany(
                "insert into articles values (?, ?, ?, ?, ?, ?, ?, ?)",
                zip(batch.ids, batch.titles, batch.bodies, batch.dates, *entities, strict=True),
            )
    db.table("articles").enable_fts(["title", "body"], tokenize=TOKENIZE)
    db.close()
    shutil.move(partial, path)
    return path
