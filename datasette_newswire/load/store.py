"""The only writer: arrivals → rows, one transaction a batch, so that an article's changes land whole or not at all."""

from __future__ import annotations

import hashlib
import json
import mimetypes
import zlib
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from sqlite_utils import Database

from . import resolve, sources, stories
from .arrivals import Arrival
from .models import Article, Outcome, Prepared

Settled = tuple[Arrival, tuple[Prepared, ...]]


def compress(content: bytes) -> bytes:
    """Original bytes as they are kept in `documents.content`."""
    return zlib.compress(content, 6)


def decompress(content: bytes) -> bytes:
    """The original bytes of `documents.content`. Raises zlib.error if they are not what `compress` made."""
    return zlib.decompress(content)


def _fingerprint(prepared: Prepared) -> bytes:
    """What makes one article of a document itself: its text and what the document says of it."""
    return repr(prepared.article).encode("utf-8", "surrogatepass")


def _sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


class Store:
    """Writes arrivals into the tables. Its methods run inside the caller's transaction."""

    def __init__(self, db: Database, load_id: int) -> None:
        self._db = db
        self._conn = db.conn
        self._load_id = load_id

    def write(self, batch: Sequence[Settled]) -> Counter[str]:
        """Writes and resolves a batch; returns its documents counted by outcome."""
        counts: Counter[str] = Counter()
        for arrival, prepared in batch:
            counts.update(self._put(arrival, prepared))
        self.settle()
        return counts

    def settle(self) -> None:
        """Resolves all that the rows written so far have changed."""
        sources.settle(self._db)
        resolve.settle(self._db)
        stories.settle(self._db)

    def _put(self, arrival: Arrival, prepared: tuple[Prepared, ...]) -> list[Outcome]:
        if arrival.prepared is None and self._duplicate_of(arrival) is not None:
            return [self._write_duplicate(arrival)]
        if len(prepared) == 1 and prepared[0].member is None:
            return [self._write_single(arrival, prepared[0])]
        return self._write_several(arrival, prepared)

    def _duplicate_of(self, arrival: Arrival) -> int | None:
        document = arrival.document
        row = self._conn.execute(
            "select id from documents where sha256 = ? and outcome in ('loaded', 'updated') "
            "and (path <> ? or coalesce(member, '') <> ?) limit 1",
            [arrival.sha256, document.path, document.member or ""],
        ).fetchone()
        return row[0] if row else None

    def _write_duplicate(self, arrival: Arrival) -> Outcome:
        document_id, _ = self._write_document(arrival, "duplicate", None, keep=False)
        self._forget_articles(document_id)
        return "duplicate"

    def _write_single(self, arrival: Arrival, prepared: Prepared) -> Outcome:
        known = self._document_id(arrival.document.path, arrival.document.member)
        outcome: Outcome = "updated" if known is not None and prepared.outcome == "loaded" else prepared.outcome
        document_id, _ = self._write_document(arrival, outcome, prepared, keep=arrival.keep)
        if prepared.article is not None:
            self._write_article(document_id, prepared.article, prepared)
        elif arrival.sha256:
            self._forget_articles(document_id)
        return outcome

    def _write_several(self, arrival: Arrival, prepared: tuple[Prepared, ...]) -> list[Outcome]:
        """A document of many articles: a row that holds its content, and one for each article."""
        document_id, new = self._write_document(arrival, "loaded", None, keep=arrival.keep)
        self._forget_articles(document_id)
        outcomes: list[Outcome] = ["loaded" if new else "updated"]
        for number, one in enumerate(prepared, 1):
            outcomes.append(self._write_part(arrival, document_id, one, one.member or str(number)))
        return outcomes

    def _write_part(self, arrival: Arrival, container_id: int, prepared: Prepared, name: str) -> Outcome:
        document = arrival.document
        member = f"{document.member}/{name}" if document.member else name
        content = _fingerprint(prepared)
        part = Arrival(replace(document, member=member, modified=None, content=content), _sha256(content), len(content))
        if self._duplicate_of(part) is not None:
            return self._write_duplicate(part)
        outcome = self._write_single(part, prepared)
        known = self._document_id(document.path, member)
        self._update("documents", known or 0, {"container_id": container_id, "content": None})
        return outcome

    def _document_id(self, path: str, member: str | None) -> int | None:
        row = self._conn.execute(
            "select id from documents where path = ? and coalesce(member, '') = ?", [path, member or ""]
        ).fetchone()
        return row[0] if row else None

    def _write_document(
        self, arrival: Arrival, outcome: Outcome, prepared: Prepared | None, keep: bool
    ) -> tuple[int, bool]:
        document = arrival.document
        values = {
            "path": document.path,
            "member": document.member,
            "sha256": arrival.sha256,
            "bytes": arrival.size,
            "media_type": document.media_type or mimetypes.guess_type(document.member or document.path)[0],
            "encoding": prepared.encoding if prepared else None,
            "encoding_origin": prepared.encoding_origin if prepared else None,
            "outcome": outcome,
            "message": prepared.message if prepared else None,
            "load_id": self._load_id,
            "container_id": None,
            "modified": document.modified,
            "content": compress(document.content) if keep else None,
        }
        known = self._document_id(document.path, document.member)
        if known is None:
            return self._insert("documents", values), True
        self._update("documents", known, values)
        return known, False

    def _write_article(self, document_id: int, article: Article, prepared: Prepared) -> None:
        values = _article_values(article, document_id)
        row = self._conn.execute("select id from articles where document_id = ?", [document_id]).fetchone()
        if row:
            article_id = row[0]
            self._forget(article_id)
            self._update("articles", article_id, values)
        else:
            article_id = self._insert("articles", values)
        self._conn.executemany(
            "insert into removed (article_id, position, text, rule) values (?, ?, ?, ?)",
            [(article_id, removed.position, removed.text, removed.rule) for removed in article.removed],
        )
        sources.remember(self._db, article_id, article.credits)
        resolve.remember(self._db, article_id, prepared.names)
        stories.remember(self._db, article_id, prepared.signature)

    def _forget_articles(self, document_id: int) -> None:
        rows = self._conn.execute("select id from articles where document_id = ?", [document_id]).fetchall()
        for (article_id,) in rows:
            self._forget(article_id)
            self._conn.execute("delete from articles where id = ?", [article_id])

    def _forget(self, article_id: int) -> None:
        """Takes away all that hangs on an article."""
        stories.forget(self._db, article_id)
        resolve.forget(self._db, article_id)
        sources.forget(self._db, article_id)
        self._conn.execute("delete from removed where article_id = ?", [article_id])

    def _insert(self, table: str, values: dict[str, object]) -> int:
        columns = ", ".join(values)
        marks = ", ".join("?" * len(values))
        made = self._conn.execute(
            f"insert into {table} ({columns}) values ({marks})",  # noqa: S608 - our own column names
            list(values.values()),
        )
        return int(made.lastrowid or 0)

    def _update(self, table: str, row_id: int, values: dict[str, object]) -> None:
        columns = ", ".join(f"{column} = ?" for column in values)
        self._conn.execute(
            f"update {table} set {columns} where id = ?",  # noqa: S608 - our own column names
            [*values.values(), row_id],
        )


def _article_values(article: Article, document_id: int) -> dict[str, object]:
    return {
        "title": article.title,
        "title_origin": article.title_origin,
        "url": article.url,
        "published": article.published,
        "published_origin": article.published_origin,
        "language": article.language,
        "byline": article.byline,
        "authors": json.dumps(article.authors, ensure_ascii=False),
        "lede": article.lede,
        "body": article.body,
        "word_count": len(article.body.split()),
        "dateline": article.dateline,
        "document_id": document_id,
    }
