"""Texts of new articles → the full-text indexes, all those of a transaction by one statement.

Triggers index an article as it is written, whoever writes it. But FTS5 must write out what it holds whenever another
statement begins, so a writer of many articles lets their texts wait: their ids stand in `_unindexed`, which the
triggers leave alone. That table is empty when the transaction ends, so nobody ever sees an article that is not found.
"""

from __future__ import annotations

from collections.abc import Iterable

from sqlite_utils import Database

from ..schema import indexing
from .packing import CHUNK_BITS

# The limit keeps conditions on `a` out of the join: with them SQLite would read all articles first, for a Bloom filter.
_WAITING = """from (select articles.* from _unindexed w cross join articles on id = w.article_id
    order by w.article_id limit -1) a"""


def defer(db: Database, article_ids: Iterable[int]) -> None:
    """Lets the texts of articles that are written next wait for `catch_up`, which must run in the same transaction."""
    db.conn.executemany("insert into _unindexed values (?)", ((article_id,) for article_id in article_ids))


def catch_up(db: Database) -> None:
    """Indexes the texts that wait, as they are now."""
    for table in ("articles_fts", "_articles_trigram"):
        db.execute(indexing(table, "a", _WAITING))
    db.execute(
        f"insert into _facets_stale select article_id >> {CHUNK_BITS}, count(*) from _unindexed where true group by 1"
        " on conflict (chunk) do update set changes = changes + excluded.changes"
    )
    db.execute("delete from _unindexed")
