"""From the blocks that changed to verdicts: what people and organizations have in common across the archive."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from sqlite_utils import Database

from . import ledger


@dataclass(frozen=True)
class Form:
    """All the names of a block that are written the same way and have the same titles.

    `ids` maps each name's row to the entity it belongs to so far; `companions` counts the articles that these names
    share with others, by (kind, block, name) of the other.
    """

    name: str
    titles: tuple[str, ...]
    detail: str
    mentions: int
    ids: Mapping[int, int | None]
    companions: Mapping[tuple[str, str], int] = field(default_factory=dict)

    @property
    def articles(self) -> int:
        return len(self.ids)


@dataclass(frozen=True)
class Cluster:
    """Forms that are of one entity, its name, and for each form why it is here."""

    name: str
    forms: tuple[tuple[Form, str], ...]


Clusterer = Callable[[Sequence[Form]], Iterable[Cluster]]


def settle(db: Database, kind: str, clusterer: Clusterer) -> None:
    """Resolves the dirty blocks of a kind."""
    for key in ledger.dirty(db, kind):
        clusters = sorted(clusterer(forms(db, kind, key)), key=lambda cluster: (-_weight(cluster), cluster.name))
        taken: set[int] = set()
        for cluster in clusters:
            entity_id = _entity(db, kind, cluster, taken)
            taken.add(entity_id)
            verdicts = {
                name_id: ledger.Verdict(entity_id, reason) for form, reason in cluster.forms for name_id in form.ids
            }
            ledger.assign(db, kind, verdicts)


def forms(db: Database, kind: str, key: str) -> list[Form]:
    """The forms of a block, in an order that does not depend on how they were loaded."""
    rows = db.execute(
        "select name, titles, detail, sum(mentions), json_group_object(id, entity_id) from _names"
        " where kind = ? and key = ? group by name, titles, detail order by name, titles, detail",
        [kind, key],
    )
    return [
        Form(
            name=name,
            titles=tuple(json.loads(titles)),
            detail=detail,
            mentions=mentions,
            ids={int(name_id): entity_id for name_id, entity_id in json.loads(ids).items()},
        )
        for name, titles, detail, mentions, ids in rows
    ]


def _weight(cluster: Cluster) -> int:
    return sum(form.articles for form, _ in cluster.forms)


def _entity(db: Database, kind: str, cluster: Cluster, taken: set[int]) -> int:
    """The entity that most of these names belong to already, so that its id lasts; else a new one."""
    owners = Counter(
        owner for form, _ in cluster.forms for owner in form.ids.values() if owner is not None and owner not in taken
    )
    if not owners:
        return ledger.create(db, kind, {"name": cluster.name})
    entity_id = min(owners, key=lambda owner: (-owners[owner], owner))
    ledger.change(db, kind, entity_id, {"name": cluster.name})
    return entity_id
