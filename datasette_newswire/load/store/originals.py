"""The original bytes that the database keeps, and the documents made of them again."""

from __future__ import annotations

import json
import zlib
from collections.abc import Iterator
from dataclasses import replace

from sqlite_utils import Database

from ..discover.arrivals import Arrival
from ..models import Document

LEVEL = 6  # of zlib: 9 takes twice the time for one part in a hundred


def compress(content: bytes) -> bytes:
    """Original bytes as they are kept in `documents.content`."""
    return zlib.compress(content, LEVEL)


def decompress(content: bytes) -> bytes:
    """The original bytes of `documents.content`. Raises zlib.error if they are not what `compress` made."""
    return zlib.decompress(content)


def originals(db: Database, repeated: frozenset[int]) -> Iterator[Arrival]:
    """All documents whose originals are kept, as they were met and with what the user said of them.

    `repeated` are the lines that the documents are to be read without.
    """
    for (document_id,) in db.conn.execute("select id from documents where content is not null order by id").fetchall():
        arrival = _original(db, document_id)
        yield replace(arrival, document=replace(arrival.document, repeated=repeated))


def orphans(db: Database) -> Iterator[Arrival]:
    """Copies of a document that has become another since: the article in them is theirs now.

    Of a copy within a document of many articles, that document.
    """
    rows = db.conn.execute(f"select coalesce(container_id, id) from ({ORPHANS}) order by id").fetchall()
    for document_id in dict.fromkeys(document_id for (document_id,) in rows):  # the row that has the content
        yield _original(db, document_id)


ORPHANS = """
    select id, container_id from documents copy where outcome = 'duplicate' and not exists (
        select 1 from documents where sha256 = copy.sha256 and outcome in ('loaded', 'updated')
    )
"""


def _original(db: Database, document_id: int) -> Arrival:
    path, member, media_type, modified, load_id, sha256, size, content = db.conn.execute(
        "select path, member, media_type, modified, load_id, sha256, bytes, content from documents where id = ?",
        [document_id],
    ).fetchone()
    options = db.conn.execute("select options from loads where id = ?", [load_id]).fetchone()
    said = json.loads(options[0]) if options else {}
    document = Document(
        path,
        decompress(content),
        member,
        media_type,
        modified,
        format=said.get("format"),
        fields=tuple((ours, theirs) for ours, theirs in said.get("fields") or ()),
    )
    return Arrival(document, sha256, size)
