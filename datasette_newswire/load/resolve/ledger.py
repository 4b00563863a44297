"""The book-keeping of resolution: which name belongs to which entity, and all that follows from it.

`_names` is the truth: a row for each person, place and organization that an article names. The entity tables, the
links, `mentions.entity_id` and `entity_names` follow from `_names.entity_id` and are kept in step here and nowhere
else. Work is bounded by the names that change, never by the size of the archive.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Mapping
from typing import NamedTuple
from zlib import crc32

from sqlite_utils import Database

from ...schema import ENTITIES
from ..models import Name
from . import forms


class Verdict(NamedTuple):
    """Which entity a name belongs to, and why, in a few words for people; None if that is for now only."""

    entity_id: int
    reason: str | None


class Typed(NamedTuple):
    """The kind of a name, its block, and for a place its candidates as JSON text."""

    kind: str
    block: str
    candidates: str | None


IDS = "(select value from json_each(:ids))"
NEW = "indexed by _names_new"  # of all indexes the one that holds unresolved names alone; SQLite cannot know how few


def remember(db: Database, article_id: int, names: Collection[tuple[Name, str]]) -> None:
    """Writes an article's names and mentions, not yet resolved, and marks their blocks dirty.

    With each name comes its block: all names that could be of one entity have the same.
    """
    lot = crc32("\n".join(sorted(f"{name.kind} {name.name} {len(name.mentions)}" for name, _ in names)).encode())
    first = db.execute("select coalesce(max(id), 0) + 1 from _names").fetchone()[0]
    db.conn.executemany(
        "insert into _names (id, article_id, kind, name, key, titles, mentions, rule, detail, lot)"
        " values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        [
            (
                name_id, article_id, name.kind, name.name, block, json.dumps(name.titles, ensure_ascii=False),
                len(name.mentions), name.rule, name.detail, lot,
            )
            for name_id, (name, block) in enumerate(names, first)
        ],
    )  # fmt: skip
    db.conn.executemany(
        'insert into mentions (article_id, kind, field, start, "end", text, extractor, rule, confidence, name_id)'
        " values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        [
            (article_id, m.kind, m.field, m.start, m.end, m.text, m.extractor, m.rule, m.confidence, name_id)
            for name_id, (name, _) in enumerate(names, first)
            for m in name.mentions
        ],
    )
    forms.count(db, range(first, first + len(names)))
    for kind in ENTITIES:
        mark(db, kind, [block for name, block in names if name.kind == kind])


def forget(db: Database, article_id: int) -> None:
    """Removes an article's names, mentions and links; marks their blocks and the entities they leave dirty."""
    one = {"article": article_id}
    db.execute("insert or ignore into _dirty select kind, key from _names where article_id = :article", one)
    db.execute("insert or ignore into _dirty select 'lost:' || kind, name from _names where article_id = :article", one)
    db.execute(
        "insert or ignore into _dirty select 'entity:' || kind, entity_id from _names"
        " where article_id = :article and entity_id is not null",
        one,
    )
    names = [row[0] for row in db.execute("select id from _names where article_id = :article", one)]
    _count_spellings(db, names, -1)
    forms.discount(db, names)
    for _, link, _ in ENTITIES.values():
        db.execute(f"delete from {link} where article_id = :article", one)
    db.execute("delete from mentions where article_id = :article", one)
    db.execute("delete from _names where article_id = :article", one)


def mark(db: Database, kind: str, keys: Iterable[str]) -> None:
    """Says that the blocks `keys` of a kind must be looked at again."""
    db.conn.executemany("insert or ignore into _dirty (kind, key) values (?, ?)", [(kind, key) for key in keys])


def dirty(db: Database, kind: str) -> list[str]:
    """The blocks of a kind that must be looked at again, in order."""
    return [row[0] for row in db.execute("select key from _dirty where kind = ? order by key", [kind])]


def clean(db: Database, kind: str, keys: Iterable[str] | None = None) -> None:
    """Says that these blocks of a kind, or all of them, need not be looked at again."""
    if keys is None:
        db.execute("delete from _dirty where kind = ?", [kind])
    else:
        db.conn.executemany("delete from _dirty where kind = ? and key = ?", [(kind, key) for key in keys])


def create(db: Database, kind: str, values: Mapping[str, object]) -> int:
    """A new entity; its id. `values` are the columns of its table."""
    table = ENTITIES[kind][0]
    columns, marks = ", ".join(values), ", ".join("?" * len(values))
    sql = f"insert into {table} ({columns}) values ({marks})"
    return int(db.execute(sql, list(values.values())).lastrowid)


def change(db: Database, kind: str, entity_id: int, values: Mapping[str, object]) -> None:
    """Gives an entity other values, if they are other."""
    table = ENTITIES[kind][0]
    columns = ", ".join(f"{column} = ?" for column in values)
    same = " and ".join(f"{column} is ?" for column in values)
    sql = f"update {table} set {columns} where id = ? and not ({same})"
    db.execute(sql, [*values.values(), entity_id, *values.values()])


def assign(db: Database, kind: str, verdicts: Mapping[int, Verdict]) -> None:
    """Gives names their entities, {id of the name: verdict}, and brings everything that follows in step.

    Names whose entity stays the same cost one comparison. Entities that lose a name are marked, for `sweep`.
    """
    before = _owners(db, verdicts)
    db.conn.executemany(
        "update _names set reason = ? where id = ? and reason is not ?",
        [(verdict.reason, name_id, verdict.reason) for name_id, verdict in verdicts.items()],
    )
    moved = {name_id: v.entity_id for name_id, v in verdicts.items() if before.get(name_id) != v.entity_id}
    if not moved:
        return
    _count_spellings(db, moved, -1)
    changes = [(entity_id, name_id) for name_id, entity_id in moved.items()]
    db.conn.executemany("update _names set entity_id = ? where id = ?", changes)
    db.conn.executemany("update mentions set entity_id = ? where name_id = ?", changes)
    _count_spellings(db, moved, 1)
    _relink(db, kind, moved)
    left = {before[name_id] for name_id in moved if before.get(name_id) is not None}
    mark(db, f"entity:{kind}", [str(entity_id) for entity_id in left])


def retype(db: Database, names: Mapping[int, Typed]) -> None:
    """Gives names another kind: they leave their entities, and the blocks of both kinds are marked."""
    if not names:
        return
    ids = {"ids": json.dumps(list(names))}
    db.execute(f"insert or ignore into _dirty select kind, key from _names where id in {IDS}", ids)
    db.execute(f"insert or ignore into _dirty select 'lost:' || kind, name from _names where id in {IDS}", ids)
    db.execute(
        f"insert or ignore into _dirty select 'entity:' || kind, entity_id from _names where id in {IDS}"
        " and entity_id is not null",
        ids,
    )
    _count_spellings(db, names, -1)
    forms.discount(db, names)
    db.execute(f"update mentions set entity_id = null where name_id in {IDS}", ids)
    kinds = {row[0] for row in db.execute(f"select distinct kind from _names where id in {IDS}", ids)}
    db.execute(f"update _names set entity_id = null, reason = null where id in {IDS}", ids)
    for kind in kinds:
        _relink(db, kind, names)
    db.conn.executemany(
        "update _names set kind = :kind, key = :block, detail = case when :candidates is null then detail"
        " else json_set(detail, '$.candidates', json(:candidates)) end where id = :id",
        [{"id": name_id, **typed._asdict()} for name_id, typed in names.items()],
    )
    forms.count(db, names)
    db.execute(f"update mentions set kind = (select kind from _names where id = name_id) where name_id in {IDS}", ids)
    for typed in names.values():
        if typed.kind != "place":
            mark(db, typed.kind, [typed.block])


def sweep(db: Database) -> None:
    """Removes the marked entities that no article names any more."""
    for kind, (table, _, _) in ENTITIES.items():
        db.execute(
            f"delete from {table} where id in (select cast(key as integer) from _dirty where kind = :marked)"
            f" and not exists (select 1 from _names where kind = :kind and entity_id = {table}.id)",
            {"marked": f"entity:{kind}", "kind": kind},
        )
        clean(db, f"entity:{kind}")


def _owners(db: Database, names: Iterable[int]) -> dict[int, int | None]:
    ids = json.dumps(list(names))
    return dict(db.execute(f"select id, entity_id from _names where id in {IDS}", {"ids": ids}))


def _count_spellings(db: Database, names: Iterable[int], sign: int) -> None:
    """Adds (or with -1 takes away) the spellings of these names to those of the entities they belong to now."""
    values = {"ids": json.dumps(list(names)), "sign": sign}
    db.execute(
        "insert into entity_names (kind, entity_id, name, mentions)"
        " select kind, entity_id, text, :sign * count(*) from mentions"
        f" where name_id in {IDS} and entity_id is not null group by kind, entity_id, text"
        " on conflict (kind, entity_id, name) do update set mentions = mentions + excluded.mentions",
        values,
    )
    if sign < 0:
        db.execute(
            "delete from entity_names where mentions = 0 and (kind, entity_id) in"
            f" (select kind, entity_id from _names where id in {IDS} and entity_id is not null)",
            values,
        )


def _relink(db: Database, kind: str, names: Iterable[int]) -> None:
    """Writes the links of the articles of these names anew."""
    _, link, column = ENTITIES[kind]
    values = {"ids": json.dumps(list(names)), "kind": kind}
    articles = f"(select article_id from _names where id in {IDS})"
    db.execute(f"delete from {link} where article_id in {articles}", values)
    db.execute(
        f"insert into {link} (article_id, {column}, mentions)"
        " select article_id, entity_id, sum(mentions) from _names"
        f" where article_id in {articles} and +kind = :kind and entity_id is not null group by article_id, entity_id",
        values,
    )
