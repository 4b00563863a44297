"""From the blocks that changed to verdicts. What the names of a block mean is for `persons` and `bodies` to say.

A block is all names of one kind with one key. Its clusters are a function of its rows and of what else the articles
of those rows name; never of the order in which they came.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from sqlite_utils import Database

from . import ledger
from .company import Companions, Company, Other

__all__ = ["Cluster", "Clusterer", "Companions", "Other", "Row", "rows", "sample", "settle"]

MANY = 20_000  # verdicts that are written together
SAMPLE = 64  # articles of one form that are asked for their other names: enough for evidence, and bounded
SMALL = 16  # rows of a block that is resolved anew for any change in it
GROWTH = 2  # a larger one waits until a change of one row in so many, or the end of the load


class Row(NamedTuple):
    """A row of `_names`: what one article calls one person or organization."""

    id: int
    article: int
    name: str
    titles: tuple[str, ...]
    forms: tuple[str, ...]
    mentions: int
    owner: int | None
    reason: str | None
    lot: int


@dataclass(frozen=True)
class Cluster:
    """Rows of one entity, its name, and for each row why it is here."""

    name: str
    rows: tuple[tuple[Row, str], ...]


Clusterer = Callable[[Sequence[Row], Callable[[Iterable[Row]], Companions]], Iterable[Cluster]]


def settle(db: Database, kind: str, clusterer: Clusterer, whole: bool) -> None:
    """Resolves the dirty blocks of a kind; without `whole` those that can wait for the end of the load stay dirty."""
    verdicts: dict[int, ledger.Verdict] = {}
    for key in ledger.dirty(db, kind):
        if not whole and _can_wait(db, kind, key):
            verdicts |= _for_now(db, kind, key)
        else:
            clusters = clusterer(rows(db, kind, key), Company(db, kind, key).of)
            verdicts |= _verdicts(db, kind, sorted(clusters, key=lambda cluster: (-len(cluster.rows), cluster.name)))
            ledger.clean(db, kind, key)
        if len(verdicts) > MANY:
            ledger.assign(db, kind, verdicts)
            verdicts = {}
    ledger.assign(db, kind, verdicts)


def _can_wait(db: Database, kind: str, key: str) -> bool:
    """Whether a block is large and has hardly changed: reading it whole for each batch would be work without end."""
    new = f"select count(*) from _names {ledger.NEW} where kind = ? and key = ? and reason is null"
    changed = db.execute(new, [kind, key]).fetchone()[0]
    least = SMALL + GROWTH * changed
    sql = "select 1 from _names where kind = ? and key = ? limit 1 offset ?"
    return db.execute(sql, [kind, key, least]).fetchone() is not None


def _for_now(db: Database, kind: str, key: str) -> dict[int, ledger.Verdict]:
    """The new rows of a block that waits: each goes with one that has the very same name, or stands alone."""
    found = db.execute(
        "select id, name, (select entity_id from _names known where known.kind = new.kind and known.key = new.key"
        f" and known.name = new.name and known.entity_id is not null limit 1) from _names new {ledger.NEW}"
        " where kind = ? and key = ? and reason is null and entity_id is null order by id",
        [kind, key],
    ).fetchall()
    owners: dict[str, int] = {}
    for _, name, owner in found:
        if name not in owners:
            owners[name] = owner or ledger.create(db, kind, {"name": name})
    return {row_id: ledger.Verdict(owners[name], None) for row_id, name, _ in found}


def rows(db: Database, kind: str, key: str) -> list[Row]:
    """The rows of a block, in an order that does not depend on how they were loaded."""
    found = db.execute(
        "select id, article_id, name, titles, detail, mentions, entity_id, reason, lot from _names"
        " where kind = ? and key = ? order by name, lot, titles, mentions",
        [kind, key],
    )
    return [
        Row(row_id, article, name, _texts(titles), _texts(detail), mentions, owner, reason, lot)
        for row_id, article, name, titles, detail, mentions, owner, reason, lot in found
    ]


@lru_cache(maxsize=8192)
def _texts(source: str) -> tuple[str, ...]:
    if len(source) <= 2:
        return ()
    value = json.loads(source)
    return tuple(value.get("forms", ()) if isinstance(value, dict) else value)


def sample(group: Iterable[Row]) -> list[Row]:
    """At most SAMPLE of the rows, the same whatever their order."""
    return sorted(group, key=lambda row: (row.lot, row.name, row.mentions))[:SAMPLE]


def _verdicts(db: Database, kind: str, clusters: Iterable[Cluster]) -> dict[int, ledger.Verdict]:
    """{id of a row: verdict} where the entity or the reason is not what it was."""
    taken: set[int] = set()
    verdicts: dict[int, ledger.Verdict] = {}
    for cluster in clusters:
        entity_id = _entity(db, kind, cluster, taken)
        taken.add(entity_id)
        for row, reason in cluster.rows:
            if (row.owner, row.reason) != (entity_id, reason):
                verdicts[row.id] = ledger.Verdict(entity_id, reason)
    return verdicts


def _entity(db: Database, kind: str, cluster: Cluster, taken: set[int]) -> int:
    """The entity that most of these rows belong to already, so that its id lasts; else a new one."""
    owners = Counter(row.owner for row, _ in cluster.rows if row.owner is not None and row.owner not in taken)
    if not owners:
        return ledger.create(db, kind, {"name": cluster.name})
    entity_id = min(owners, key=lambda owner: (-owners[owner], owner))
    ledger.change(db, kind, entity_id, {"name": cluster.name})
    return entity_id
