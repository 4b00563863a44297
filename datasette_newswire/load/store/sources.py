"""Credits of articles → the tables `sources` and `article_sources`.

A source is a function of all credits that name it, whatever their order: its name is the spelling met most often, its
kind "agency" if any credit says so, its domain the one met most often. `_credits` holds who was credited with which
spelling; `_spellings` counts them, so that an article costs the same in an archive of a million.

Of some articles only the site's domain is known, which then stands for the name. Where other articles show that
domain together with a name, and nearly always the same one, the domain is a spelling of that source, too.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from typing import NamedTuple

from sqlite_utils import Database

from ..models import Credit
from ..resolve import locations
from ..stories import edges

NEARLY_ALWAYS = 0.8  # share of the articles that name a domain's site which must give it one name
_HOST = re.compile(r"[\w-]+(?:\.[\w-]+)+")


class Spelling(NamedTuple):
    """What a credit says of its source; `domain` is empty where it gives none."""

    name: str
    kind: str
    domain: str


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
    for source_id, *spelling in rows.fetchall():
        _count(db, source_id, Spelling(*spelling), -1)
    db.conn.execute("delete from _credits where article_id = ?", [article_id])
    db.conn.execute("delete from article_sources where article_id = ?", [article_id])


def settle(db: Database) -> None:
    """Names all sources whose credits changed, and removes those that have none left."""
    domains = db.conn.execute(
        "select distinct domain from _spellings where domain <> '' and source_id in"
        " (select cast(key as integer) from _dirty where kind = 'source') order by domain"
    ).fetchall()
    for (domain,) in domains:
        _unite(db, domain)
    for (key,) in db.conn.execute("select key from _dirty where kind = 'source' order by key").fetchall():
        _settle_one(db, int(key))
    db.conn.execute("delete from _dirty where kind = 'source'")


def _source_id(db: Database, key: str, credit: Credit) -> int:
    found = _keyed(db, key)
    if found:
        return found
    source_id = _new(db, key, credit.kind)
    db.conn.execute("insert into _source_keys (key, source_id) values (?, ?)", [key, source_id])
    return source_id


def _keyed(db: Database, key: str) -> int | None:
    found = db.conn.execute("select source_id from _source_keys where key = ?", [key]).fetchone()
    return int(found[0]) if found else None


def _new(db: Database, name: str, kind: str) -> int:
    made = db.conn.execute("insert into sources (name, kind, domain) values (?, ?, ?)", [name, kind, None])
    return int(made.lastrowid or 0)


def _link(db: Database, article_id: int, source_id: int, credit: Credit) -> None:
    domain = (credit.domain or "").casefold()
    new = db.conn.execute(
        "insert or ignore into _credits (article_id, source_id, role, name, kind, domain) values (?, ?, ?, ?, ?, ?)",
        [article_id, source_id, credit.role, credit.name, credit.kind, domain],
    ).rowcount
    if new:
        link = [article_id, source_id, credit.role]
        db.conn.execute("insert or ignore into article_sources (article_id, source_id, role) values (?, ?, ?)", link)
        _count(db, source_id, Spelling(credit.name, credit.kind, domain), 1)


def _count(db: Database, source_id: int, spelling: Spelling, change: int) -> None:
    db.conn.execute(
        "insert into _spellings (source_id, name, kind, domain, credits) values (?, ?, ?, ?, ?) "
        "on conflict do update set credits = credits + excluded.credits",
        [source_id, *spelling, change],
    )
    db.conn.execute("insert or ignore into _dirty (kind, key) values ('source', ?)", [str(source_id)])


def _unite(db: Database, domain: str) -> None:
    """Credits the articles that show only a domain to the source that the others give it, or to the domain itself."""
    name = _name_of(db, domain)
    now, wanted = _keyed(db, domain), _keyed(db, name) if name else None
    if not now or now == wanted or not (wanted or _is_shared(db, now, domain)):
        return
    wanted = wanted or _new(db, domain, "outlet")
    db.conn.execute("update _source_keys set source_id = ? where key = ?", [wanted, domain])
    _move(db, domain, now, wanted)


def _name_of(db: Database, domain: str) -> str | None:
    """The key of the name that articles of a domain give their site, or None where they differ or give none."""
    names: Counter[str] = Counter()
    sql = "select name, credits from _spellings where domain = ? and credits > 0"
    for name, credits in db.conn.execute(sql, [domain]):
        if not _HOST.fullmatch(key := key_of(name)):
            names[key] += credits
    best = max(names, key=names.__getitem__, default=None)
    return best if best and names[best] >= NEARLY_ALWAYS * names.total() else None


def _is_shared(db: Database, source_id: int, domain: str) -> bool:
    """Whether a source is known by other names than the domain."""
    names = db.conn.execute("select name from _spellings where source_id = ? and credits > 0", [source_id])
    return any(key_of(name) != domain for (name,) in names)


def _move(db: Database, domain: str, source_id: int, wanted: int) -> None:
    """Moves the credits that have a domain for a name from one source to another, and marks what hangs on them."""
    sql = (
        "select article_id, role, c.name, c.kind, c.domain from article_sources join _credits c"
        " using (article_id, source_id, role) where source_id = ? order by article_id"
    )
    rows = [row for row in db.conn.execute(sql, [source_id]).fetchall() if key_of(row[2]) == domain]
    articles = sorted({row[0] for row in rows})
    for article_id in articles:
        locations.forget(db, article_id)
    for article_id, role, name, kind, site in rows:
        here = [article_id, source_id, role]
        db.conn.execute(
            "update _credits set source_id = ? where article_id = ? and source_id = ? and role = ? and name = ?",
            [wanted, *here, name],
        )
        db.conn.execute("insert or ignore into article_sources values (?, ?, ?)", [article_id, wanted, role])
        db.conn.execute(
            "delete from article_sources where article_id = ?1 and source_id = ?2 and role = ?3 and not exists"
            " (select 1 from _credits where article_id = ?1 and source_id = ?2 and role = ?3)",
            here,
        )
        _count(db, source_id, Spelling(name, kind, site), -1)
        _count(db, wanted, Spelling(name, kind, site), 1)
    for article_id in articles:
        locations.again(db, article_id)
    edges.mark(db.conn, articles)


def _settle_one(db: Database, source_id: int) -> None:
    db.conn.execute("delete from _spellings where source_id = ? and credits <= 0", [source_id])
    rows = db.conn.execute(
        "select name, kind, domain, credits from _spellings where source_id = ?", [source_id]
    ).fetchall()
    keys = {key_of(name) for name, *_ in rows}
    for (key,) in db.conn.execute("select key from _source_keys where source_id = ?", [source_id]).fetchall():
        if key not in keys:
            db.conn.execute("delete from _source_keys where key = ?", [key])
    if not rows:
        db.conn.execute("delete from sources where id = ?", [source_id])
        return
    _describe(db, source_id, rows)


def _describe(db: Database, source_id: int, rows: Iterable[tuple[str, str, str, int]]) -> None:
    """Writes name, kind and domain of a source by its spellings; its domain is its name where it has no other."""
    names: Counter[str] = Counter()
    domains: Counter[str] = Counter()
    kinds: set[str] = set()
    for name, kind, domain, credits in rows:
        kinds.add(kind)
        names[" ".join(name.split())] += credits
        domains[domain] += credits if domain else 0
    named = {name: credits for name, credits in names.items() if key_of(name) not in domains}
    db.conn.execute(
        "update sources set name = ?, kind = ?, domain = ? where id = ?",
        [
            _most_often(named or names),
            "agency" if "agency" in kinds else "outlet",
            _most_often(domains) or None,
            source_id,
        ],
    )


def _most_often(counts: Mapping[str, int]) -> str:
    return min(counts, key=lambda value: (-counts[value], value))
