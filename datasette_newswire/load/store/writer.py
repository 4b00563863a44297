"""The only writer: arrivals → rows. Each method runs inside the caller's transaction."""

from __future__ import annotations

import hashlib
import json
import re
import sqlite3
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from sqlite_utils import Database

from ... import index
from .. import resolve, stories
from ..containers.nested import told_apart
from ..discover.arrivals import Arrival
from ..models import Article, Outcome, Prepared, Removed
from . import margins, sources
from .ledger import OWNER
from .originals import ORPHANS, compress

Settled = tuple[Arrival, tuple[Prepared, ...]]
EARLIER = re.compile(r"(?:^|/)@[0-9a-f]{16}$")  # ends the member of a feed's earlier version: the start of its hash


class Store:
    """Writes what a load found out.

    With `again`, documents are written that the ledger has already, out of the originals it keeps (reprocess): their
    rows keep the load that met them, and the articles in them are written even if they look the same.
    """

    def __init__(self, db: Database, load_id: int, again: bool = False) -> None:
        self._db = db
        self._conn = db.conn
        self._load_id = load_id
        self._again = again
        self.articles = 0  # written so far
        self.words = 0

    def write(self, batch: Sequence[Settled]) -> Counter[str]:
        """Writes and resolves a batch; returns its documents counted by outcome."""
        counts: Counter[str] = Counter()
        for arrival, prepared in batch:
            counts.update(self._put_whole(arrival, prepared))
        settle(self._db, whole=False)
        index.catch_up(self._db)
        return counts

    def remove(self, document_ids: Sequence[int]) -> None:
        """Takes documents out of the ledger with the articles that came from them."""
        for document_id in document_ids:
            self._hand_on(document_id, "")
            self._bequeath(document_id)
            self._drop_articles(document_id)
            parts = self._conn.execute("select id from documents where container_id = ?", [document_id]).fetchall()
            self.remove([part for (part,) in parts])
            self._conn.execute("delete from documents where id = ?", [document_id])

    # Documents

    def _put_whole(self, arrival: Arrival, prepared: tuple[Prepared, ...]) -> list[Outcome]:
        """A document with all that came of it, or, if something in it cannot be stored, its failure."""
        self._conn.execute("savepoint document")
        try:
            outcomes = self._put(arrival, prepared)
        except sqlite3.OperationalError:  # no document's fault: the disk is full, the file is damaged
            raise
        except Exception as error:
            self._conn.execute("rollback to document")
            message = f"It could not be stored ({type(error).__name__}: {error}). Please report it with the file."
            bare = replace(arrival.document, content=b"")
            outcomes = [self._put_one(arrival, Prepared(bare, None, outcome="failed", message=message), None)]
        self._conn.execute("release document")
        return outcomes

    def _put(self, arrival: Arrival, prepared: tuple[Prepared, ...]) -> list[Outcome]:
        known = self._document(arrival.document.path, arrival.document.member)
        if known and known[1:] == (arrival.sha256, self._load_id) and not self._again and not self._is_orphan(known[0]):
            return ["unchanged"]  # the same path twice in one load
        if prepared[0].outcome == "duplicate" or (prepared[0].article and self._owner(arrival)):
            return [self._put_duplicate(arrival)]
        if len(prepared) == 1 and prepared[0].member is None:
            return [self._put_one(arrival, prepared[0], None)]
        return self._put_many(arrival, prepared)

    def _is_orphan(self, document_id: int) -> bool:
        """Whether it is a copy of a document that has gone, and the article in it has to be written."""
        return bool(self._conn.execute(f"select 1 from ({ORPHANS}) where id = ?", [document_id]).fetchone())

    def _put_duplicate(self, arrival: Arrival, container_id: int | None = None) -> Outcome:
        """The same bytes as another document's. They are kept only if that one was given up in the meantime."""
        keep = arrival.keep and self._owner(arrival) is None
        document_id, _ = self._write_document(arrival, "duplicate", None, container_id, keep)
        self._drop_articles(document_id)
        return "duplicate"

    def _put_one(self, arrival: Arrival, prepared: Prepared, container_id: int | None) -> Outcome:
        """A document that is one article or none."""
        if not arrival.sha256 and self._keep_unread(arrival, prepared):
            return prepared.outcome
        keep = arrival.keep and container_id is None
        document_id, outcome = self._write_document(arrival, prepared.outcome, prepared, container_id, keep)
        if container_id is None:
            self._drop_parts(document_id)
        if prepared.article is not None:
            self._write_article(document_id, prepared.article, prepared)
        else:
            self._drop_articles(document_id)
        return outcome

    def _put_many(self, arrival: Arrival, prepared: tuple[Prepared, ...]) -> list[Outcome]:
        """A document of many articles: a row that holds its content, and a row for each of them."""
        document = arrival.document
        seen: Counter[str] = Counter()
        names = [told_apart(one.member or str(number), seen) for number, one in enumerate(prepared, 1)]
        above = EARLIER.sub("", document.member or "")
        members = [f"{above}/{name}" if above else name for name in names]
        known = self._document(document.path, document.member)
        if known and not self._again:
            self._keep_earlier_version(known[0], members)
        message = None if any(one.article for one in prepared) else prepared[0].message
        whole = replace(prepared[0], message=message)
        document_id, outcome = self._write_document(arrival, "loaded", whole, None, arrival.keep)
        self._drop_articles(document_id)
        parts = zip(members, prepared, strict=True)
        return [outcome, *(self._put_part(arrival, member, one, document_id) for member, one in parts)]

    def _put_part(self, whole: Arrival, member: str, prepared: Prepared, container_id: int) -> Outcome:
        content = _fingerprint(prepared)
        sha256 = hashlib.sha256(content).hexdigest()
        part = Arrival(replace(whole.document, member=member, modified=None), sha256, len(content), False)
        known = self._conn.execute(
            "select sha256, outcome, container_id from documents where path = ? and member = ?",
            [whole.document.path, member],
        ).fetchone()
        if self._again and (known[2] != container_id if known else EARLIER.search(whole.document.member or "")):
            return "unchanged"  # an earlier version of a feed, and a later one has this article
        if prepared.article and self._owner(part):
            return self._put_duplicate(part, container_id)
        if known and known == (sha256, prepared.outcome, container_id) and not self._again:
            return "unchanged"
        return self._put_one(part, prepared, container_id)

    def _keep_unread(self, arrival: Arrival, prepared: Prepared) -> bool:
        """A file that was loaded before and cannot be read now: what we have of it stays, with a message."""
        known = self._document(arrival.document.path, arrival.document.member)
        if known is None:
            return False
        self._conn.execute(
            "update documents set outcome = ?, message = ?, modified = null, sha256 = '', load_id = ? where id = ?",
            [prepared.outcome, prepared.message, self._load_id, known[0]],
        )
        return True

    def _keep_earlier_version(self, document_id: int, members: Sequence[str]) -> None:
        """Articles that a feed no longer has stay, and so does the version of the feed that they are in."""
        rows = self._conn.execute("select id, member from documents where container_id = ?", [document_id]).fetchall()
        gone = sorted({member for _, member in rows} - set(members))
        if not gone:
            return
        made = self._conn.execute(
            "insert into documents (path, member, sha256, bytes, media_type, encoding, encoding_origin, outcome, "
            "message, load_id, content) select path, coalesce(member || '/', '') || '@' || substr(sha256, 1, 16), "
            "sha256, bytes, media_type, encoding, encoding_origin, outcome, message, load_id, content "
            "from documents where id = ?",
            [document_id],
        )
        self._conn.executemany(
            "update documents set container_id = ? where id = ?",
            [(made.lastrowid, part) for part, member in rows if member in gone],
        )

    def _owner(self, arrival: Arrival) -> int | None:
        document = arrival.document
        row = self._conn.execute(OWNER, [arrival.sha256, document.path, document.member or ""]).fetchone()
        return row[0] if row else None

    def _document(self, path: str, member: str | None) -> tuple[int, str, int] | None:
        row: tuple[int, str, int] | None = self._conn.execute(
            "select id, sha256, load_id from documents where path = ? and coalesce(member, '') = ?",
            [path, member or ""],
        ).fetchone()
        return row

    def _write_document(
        self, arrival: Arrival, outcome: Outcome, prepared: Prepared | None, container_id: int | None, keep: bool
    ) -> tuple[int, Outcome]:
        """Writes a row of `documents`; returns its id and what has become of it."""
        document = arrival.document
        known = self._document(document.path, document.member)
        if known and outcome == "loaded":
            outcome = "updated"
        values = {
            "sha256": arrival.sha256,
            "bytes": arrival.size,
            "media_type": document.media_type,
            "encoding": prepared.encoding if prepared else None,
            "encoding_origin": prepared.encoding_origin if prepared else None,
            "outcome": outcome,
            "message": prepared.message if prepared else None,
            "container_id": container_id,
            "modified": document.modified,
        }
        if known and self._again:
            _update(self._db, "documents", known[0], values)
            return known[0], outcome
        values |= {"load_id": self._load_id, "content": compress(document.content) if keep else None}
        if known:
            self._hand_on(known[0], arrival.sha256)
            _update(self._db, "documents", known[0], values)
            return known[0], outcome
        return _insert(self._db, "documents", {"path": document.path, "member": document.member, **values}), outcome

    def _hand_on(self, document_id: int, sha256: str) -> None:
        """Before a document gives up its bytes for others: a copy that relied on them gets them."""
        self._conn.execute(
            "update documents set content = old.content from (select id, sha256, content from documents where id = ?) "
            "as old where old.sha256 <> ? and old.content is not null and documents.id = (select id from documents d "
            "where d.sha256 = old.sha256 and d.outcome = 'duplicate' and d.id <> old.id order by id limit 1)",
            [document_id, sha256],
        )

    def _bequeath(self, document_id: int) -> None:
        """Before a document goes: a copy of it gets its article and so keeps the id; orphans() has it read again."""
        self._conn.execute(
            "update articles set document_id = heir.id from (select min(copy.id) as id from documents old "
            "join documents copy on copy.sha256 = old.sha256 and copy.outcome = 'duplicate' where old.id = ?) as heir "
            "where document_id = ? and heir.id is not null",
            [document_id, document_id],
        )

    def _drop_parts(self, document_id: int) -> None:
        parts = self._conn.execute("select id from documents where container_id = ?", [document_id]).fetchall()
        self.remove([part for (part,) in parts])

    # Articles

    def _write_article(self, document_id: int, article: Article, prepared: Prepared) -> None:
        values = _columns(article, document_id)
        row = self._conn.execute("select id from articles where document_id = ?", [document_id]).fetchone()
        if row:
            article_id = int(row[0])
            self._forget(article_id)
            _update(self._db, "articles", article_id, values)
        else:
            article_id = self._conn.execute("select coalesce(max(id), 0) + 1 from articles").fetchone()[0]
            index.defer(self._db, [article_id])
            _insert(self._db, "articles", {"id": article_id, **values})
        self._write_removed(article_id, article.removed)
        sources.remember(self._db, article_id, article.credits)
        margins.remember(self._db, article_id, article)
        resolve.remember(self._db, article_id, prepared.names)
        stories.remember(self._db, article_id, prepared.signature)
        self.articles += 1
        self.words += int(str(values["word_count"]))

    def _write_removed(self, article_id: int, removed: Sequence[Removed]) -> None:
        self._conn.executemany(
            "insert into removed (article_id, position, text, rule) values (?, ?, ?, ?)",
            [(article_id, one.position, one.text, one.rule) for one in removed],
        )

    def _drop_articles(self, document_id: int) -> None:
        rows = self._conn.execute("select id from articles where document_id = ?", [document_id]).fetchall()
        for (article_id,) in rows:
            self._forget(article_id)
            self._conn.execute("delete from articles where id = ?", [article_id])

    def _forget(self, article_id: int) -> None:
        """Takes away all that hangs on an article."""
        stories.forget(self._db, article_id)
        resolve.forget(self._db, article_id)
        sources.forget(self._db, article_id)
        margins.forget(self._db, article_id)
        self._conn.execute("delete from removed where article_id = ?", [article_id])


def settle(db: Database, whole: bool = True) -> None:
    """Resolves all that the rows written so far have changed; without `whole`, what can wait stays dirty."""
    sources.settle(db)
    resolve.settle(db, whole)
    stories.settle(db, whole)


def _columns(article: Article, document_id: int) -> dict[str, object]:
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


def _fingerprint(prepared: Prepared) -> bytes:
    """What one article of a document is known by: what the document says of it, and its text."""
    article = prepared.article
    if article is None:
        return b""
    said = (article.external_id, article.url, article.published, article.title, article.byline, article.body)
    return json.dumps(said).encode("ascii")


def _insert(db: Database, table: str, values: dict[str, object]) -> int:
    sql = f"insert into {table} ({', '.join(values)}) values ({', '.join('?' * len(values))})"
    return int(db.conn.execute(sql, list(values.values())).lastrowid or 0)


def _update(db: Database, table: str, row_id: int, values: dict[str, object]) -> None:
    sql = f"update {table} set {' = ?, '.join(values)} = ? where id = ?"
    db.conn.execute(sql, [*values.values(), row_id])
