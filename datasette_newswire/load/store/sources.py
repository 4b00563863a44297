"""Credits of articles → the tables `sources` and `article_sources`.

A source is a function of all credits that name it, whatever their order: its name is the spelling met most often, its
kind "agency" if any credit says so, its domain the one met most often. `_credits` holds who was credited with which
spelling; `_spellings` counts them, so that an article costs the same in an archive of a million.
"""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Collection

from sqlite_utils import Database

from ..models import Credit


def key_of(name: str) -> str:
    """What two spellings of one source share: case, compatibility forms and runs of spaces do not count."""
    return " ".join(unicodedata.normalize("NFKC", name).casefold().split())


def remember(db: Database, article_id: int, credits: Collection[Credit]) -> None:
    """Writes an article's sources; their names, kinds and domains are settled later."""
    for credit in credits:
        key = key_of(credit.name)
        if key:
            _link(db, article_id, _source_id(db, key, credit), credit)


def forget(db: Database, article_id: int) -> None:
    """Removes an article's sources."""
    rows = db.conn.execute("select source_id, name, kind, domain from _credits where article_id = ?", [article_id])
    for source_id, name, kind, domain in rows.fetchall():
        _count(db, source_id, name, kind, domain, -1)
    db.conn.execute("delete from _credits where article_id = ?", [article_id])
    db.conn.execute("delete from article_sources where article_id = ?", [article_id])


def settle(db: Database) -> None:
    """Names all sources whose credits changed, and removes those that have none left."""
    for (key,) in db.conn.execute("select key from _dirty where kind = 'source' order by key").fetchall():
        _settle_one(db, int(key))
    db.conn.execute("delete from _dirty where kind = 'source'")


def _source_id(db: Database, key: str, credit: Credit) -> int:
    found = db.conn.execute("select source_id from _source_keys where key = ?", [key]).fetchone()
    if found:
        return int(found[0])
    made = db.conn.execute("insert into sources (name, kind, domain) values (?, ?, ?)", [key, credit.kind, None])
    db.conn.execute("insert into _source_keys (key, source_id) values (?, ?)", [key, made.lastrowid])
    return int(made.lastrowid or 0)


def _link(db: Database, article_id: int, source_id: int, credit: Credit) -> None:
    link = [article_id, source_id, credit.role]
    new = db.conn.execute(
        "insert or ignore into article_sources (article_id, source_id, role) values (?, ?, ?)", link
    ).rowcount
    if new:
        domain = (credit.domain or "").casefold()
        db.conn.execute(
            "insert into _credits (article_id, source_id, role, name, kind, domain) values (?, ?, ?, ?, ?, ?)",
            [*link, credit.name, credit.kind, domain],
        )
        _count(db, source_id, credit.name, credit.kind, domain, 1)


def _count(db: Database, source_id: int, name: str, kind: str, domain: str, change: int) -> None:
    db.conn.execute(
        "insert into _spellings (source_id, name, kind, domain, credits) values (?, ?, ?, ?, ?) "
        "on conflict do update set credits = credits + excluded.credits",
        [source_id, name, kind, domain, change],
    )
    db.conn.execute("insert or ignore into _dirty (kind, key) values ('source', ?)", [str(source_id)])


def _settle_one(db: Database, source_id: int) -> None:
    db.conn.execute("delete from _spellings where source_id = ? and credits <= 0", [source_id])
    rows = db.conn.execute(
        "select name, kind, domain, credits from _spellings where source_id = ?", [source_id]
    ).fetchall()
    if not rows:
        db.conn.execute("delete from _source_keys where source_id = ?", [source_id])
        db.conn.execute("delete from sources where id = ?", [source_id])
        return
    names: Counter[str] = Counter()
    domains: Counter[str] = Counter()
    for name, _, domain, credits in rows:
        names[" ".join(name.split())] += credits
        domains[domain] += credits if domain else 0
    kind = "agency" if any(kind == "agency" for _, kind, _, _ in rows) else "outlet"
    db.conn.execute(
        "update sources set name = ?, kind = ?, domain = ? where id = ?",
        [_most_often(names), kind, _most_often(domains) or None, source_id],
    )


def _most_often(counts: Counter[str]) -> str:
    return min(counts, key=lambda value: (-counts[value], value))
