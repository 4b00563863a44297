"""From the blocks that changed to verdicts. What the names of a block mean is for `persons` and `bodies` to say.

A block is all names of one kind with one key. Its clusters are a function of its rows and of what else the articles
of those rows name; never of the order in which they came.
"""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from sqlite_utils import Database

from . import ledger

MANY = 20_000  # verdicts that are written together
SAMPLE = 64  # articles of one form that are asked for their other names: enough for evidence, and bounded
Other = tuple[str, str]  # kind and block of a name in the same article
Companions = Mapping[int, frozenset[Other]]  # {id of a row: who else its article names}


@dataclass(frozen=True, slots=True)
class Row:
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


def settle(db: Database, kind: str, clusterer: Clusterer) -> None:
    """Resolves the dirty blocks of a kind."""
    verdicts: dict[int, ledger.Verdict] = {}
    for key in ledger.dirty(db, kind):
        block = rows(db, kind, key)
        clusters = clusterer(block, lambda wanted: companions(db, wanted))
        verdicts |= _verdicts(db, kind, sorted(clusters, key=lambda cluster: (-len(cluster.rows), cluster.name)))
        if len(verdicts) > MANY:
            ledger.assign(db, kind, verdicts)
            verdicts = {}
    ledger.assign(db, kind, verdicts)


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


def _texts(source: str) -> tuple[str, ...]:
    if len(source) <= 2:
        return ()
    value = json.loads(source)
    return tuple(value.get("forms", ()) if isinstance(value, dict) else value)


def sample(group: Iterable[Row]) -> list[Row]:
    """At most SAMPLE of the rows, the same whatever their order."""
    return sorted(group, key=lambda row: (row.lot, row.name, row.mentions))[:SAMPLE]


def companions(db: Database, wanted: Iterable[Row]) -> Companions:
    """The people and organizations that the articles of these rows name besides."""
    ids = [row.id for row in wanted]
    found: dict[int, set[Other]] = defaultdict(set)
    pairs = db.execute(  # cross join and + keep SQLite from starting with all people of the archive
        "select mine.id, other.kind, other.key from json_each(:ids) wanted"
        " cross join _names mine on mine.id = wanted.value"
        " cross join _names other on other.article_id = mine.article_id"
        " where +other.kind in ('person', 'organization') and not (+other.kind = mine.kind and other.key = mine.key)",
        {"ids": json.dumps(ids)},
    )
    for row_id, kind, key in pairs:
        found[row_id].add((kind, key))
    return {row_id: frozenset(found[row_id]) for row_id in ids}


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
