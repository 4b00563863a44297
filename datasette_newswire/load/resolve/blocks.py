"""From the blocks that changed to verdicts. What the names of a block mean is for `persons` and `bodies` to say.

A block is all names of one kind with one key. Its clusters are a function of its forms, of samples of their rows, and
of what else the articles of those rows name; never of the order in which they came. So the work for a block grows with
the different names in it and not with the articles that have them.
"""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from sqlite_utils import Database

from ...schema import ENTITIES
from . import company, forms, ledger
from .company import Companions, Other
from .forms import SEVERAL, Form

__all__ = [
    "Block",
    "Cluster",
    "Clusterer",
    "Companions",
    "Form",
    "Member",
    "Other",
    "Row",
    "articles",
    "settle",
    "spellings",
]

MANY = 20_000  # verdicts that are written together
SAMPLE = 64  # articles of one form that are asked for their other names: enough for evidence, and bounded
SMALL = 16  # rows of a block that is resolved anew for any change in it
GROWTH = 2  # a larger one waits until a change of one row in so many, or the end of the load
COLUMNS = "id, article_id, name, titles, mentions, entity_id, reason, lot, form_id"
SAMPLED = "select others from _names join _company using (article_id) where form_id = ? order by lot, mentions limit ?"


class Row(NamedTuple):
    """A row of `_names`: what one article calls one person or organization."""

    id: int
    article: int
    name: str
    titles: tuple[str, ...]
    mentions: int
    owner: int | None
    reason: str | None
    lot: int
    form: int


Member = Form | Row  # all articles of a form, or one article


def articles(members: Iterable[Member]) -> int:
    """How many articles these are."""
    return sum(member.articles if isinstance(member, Form) else 1 for member in members)


def spellings(members: Iterable[Member]) -> Counter[str]:
    """How many articles have each name."""
    found = Counter[str]()
    for member in members:
        found[member.name] += articles([member])
    return found


@dataclass(frozen=True)
class Cluster:
    """What is of one entity, its name, and for each form or row why it is here."""

    name: str
    members: tuple[tuple[Member, str], ...]


class Block:
    """The forms of a block, and on demand the rows behind them.

    `touched` are the names that have rows without a verdict, `lost` those that had rows which are gone: what else was
    resolved before still holds as far as it does not depend on these.
    """

    def __init__(self, db: Database, kind: str, key: str, lost: Collection[str], own: Own) -> None:
        self._db, self._kind, self._key, self._own_of = db, kind, key, own
        self.forms = forms.of(db, kind, key)
        self.new = _new(db, kind, key)
        self.touched = {form.name for form in self.forms if form.id in self.new}
        self.lost = frozenset(lost)
        self._samples: dict[int, bytes] = {}  # drawn anew

    def rows(self, members: Iterable[Form]) -> list[Row]:
        """All rows of these forms, in an order that does not depend on how they were loaded."""
        found = [row for form in members for row in self._rows(form, -1)]
        return sorted(found, key=lambda row: (row.name, row.lot, row.titles, row.mentions))

    def company(self, rows: Sequence[Row]) -> Companions:
        """Who else the articles of these rows name."""
        return company.of(self._db, rows, self._own(rows))

    def others(self, members: Sequence[Form]) -> set[Other]:
        """Who else the articles of these forms name, by a sample of each that is the same whatever their order."""
        stale = {form.id: form for form in members if form.sampled != form.articles}
        known = "select id, company from _forms where id in (select value from json_each(?))"
        found = self._db.execute(known, [json.dumps([form.id for form in members])]).fetchall()
        return company.unpack(self._sampled(stale[form]) if form in stale else packed for form, packed in found)

    def is_as_it_was(self, form: Form) -> bool:
        """Whether a form only has more articles than when it was last resolved: with the same company, as sampled."""
        if form.owner is None or form.sampled == form.articles:
            return form.owner is not None
        before = self._db.execute("select company from _forms where id = ?", [form.id]).fetchone()[0]
        return bool(before == self._sampled(form)) and form.sampled is not None

    def _sampled(self, form: Form) -> bytes:
        if form.id not in self._samples:
            found = self._db.execute(SAMPLED, [form.id, SAMPLE])
            packed = company.pack(company.unpack((others for (others,) in found), self._own([form])))
            values = [packed, form.articles, form.id]
            self._db.execute("update _forms set company = ?, sampled = ? where id = ?", values)
            self._samples[form.id] = packed
        return self._samples[form.id]

    def _own(self, members: Iterable[Member]) -> set[Other]:
        """What is no company for names: their own block, and those where an article unsure of the kind put them."""
        others = {block for name in {member.name for member in members} for block in self._own_of(name)}
        return {company.number(*block) for block in (*others, (self._kind, self._key))}

    def _rows(self, form: Form, most: int) -> Iterator[Row]:
        sql = f"select {COLUMNS} from _names where form_id = ? order by lot, mentions limit ?"
        for row_id, article, name, titles, *rest in self._db.execute(sql, [form.id, most]):
            yield Row(row_id, article, name, forms.texts(titles), *rest)


Clusterer = Callable[[Block], Iterable[Cluster]]
Own = Callable[[str], Iterable[tuple[str, str]]]


def settle(db: Database, kind: str, clusterer: Clusterer, key_of: Callable[[str], str], own: Own, whole: bool) -> None:
    """Resolves the dirty blocks of a kind; without `whole` those that can wait for the end of the load stay dirty.

    `key_of` gives the block of a name; `own` all blocks, (kind, key), that it could stand in: no company for it.
    """
    verdicts: dict[int, ledger.Verdict] = {}
    lost = _lost(db, kind, key_of)
    for key in ledger.dirty(db, kind):
        if not whole and _can_wait(db, kind, key):
            verdicts |= _for_now(db, kind, key)
        else:
            block = Block(db, kind, key, lost.get(key, ()), own)
            clusters = clusterer(block)
            order = sorted(clusters, key=lambda one: (-articles(member for member, _ in one.members), one.name))
            verdicts |= _verdicts(db, kind, block, order)
            ledger.clean(db, kind, [key])
            ledger.clean(db, f"lost:{kind}", block.lost)
        if len(verdicts) > MANY:
            ledger.assign(db, kind, verdicts)
            verdicts = {}
    ledger.assign(db, kind, verdicts)


def _lost(db: Database, kind: str, key_of: Callable[[str], str]) -> Mapping[str, list[str]]:
    """The names by block whose rows, some of them or all, are gone since the block was resolved."""
    found: dict[str, list[str]] = defaultdict(list)
    for name in ledger.dirty(db, f"lost:{kind}"):
        found[key_of(name)].append(name)
    return found


def _can_wait(db: Database, kind: str, key: str) -> bool:
    """Whether a block is large and has hardly changed: judging it anew for each batch would be work without end."""
    new = f"select count(*) from _names {ledger.NEW} where kind = ? and key = ? and reason is null"
    changed = db.execute(new, [kind, key]).fetchone()[0]
    total = db.execute("select sum(articles) from _forms where kind = ? and key = ?", [kind, key]).fetchone()[0]
    return bool((total or 0) > SMALL + GROWTH * changed)


def _for_now(db: Database, kind: str, key: str) -> dict[int, ledger.Verdict]:
    """The new rows of a block that waits: each goes with one that has the very same name, or stands alone."""
    found = db.execute(
        "select id, name, (select known.entity_id from _forms join _names known on known.form_id = _forms.id"
        " where _forms.kind = new.kind and _forms.key = new.key and _forms.name = new.name"
        f" and known.entity_id is not null limit 1) from _names new {ledger.NEW}"
        " where kind = ? and key = ? and reason is null and entity_id is null order by id",
        [kind, key],
    ).fetchall()
    owners: dict[str, int] = {}
    for _, name, owner in found:
        if name not in owners:
            owners[name] = owner or ledger.create(db, kind, {"name": name})
    return {row_id: ledger.Verdict(owners[name], None) for row_id, name, _ in found}


def _verdicts(db: Database, kind: str, block: Block, clusters: Iterable[Cluster]) -> dict[int, ledger.Verdict]:
    """{id of a row: verdict} where the entity or the reason is not what it was; the forms are told theirs."""
    names = _names(db, kind, block.forms)
    taken: set[int] = set()
    verdicts: dict[int, ledger.Verdict] = {}
    settled: dict[int, tuple[int | None, str | None]] = {}
    for cluster in clusters:
        entity_id = _entity(db, kind, cluster, taken, names)
        taken.add(entity_id)
        for member, reason in cluster.members:
            same = (member.owner, member.reason) == (entity_id, reason)
            if isinstance(member, Form):
                ids: Sequence[int] = block.new.get(member.id, ()) if same else _ids(db, member)
                settled |= {} if same else {member.id: (entity_id, reason)}
            else:
                ids = () if same else (member.id,)
                settled[member.form] = (None, SEVERAL)
            verdicts |= dict.fromkeys(ids, ledger.Verdict(entity_id, reason))
    forms.settle(db, ((*verdict, form) for form, verdict in settled.items()))
    return verdicts


def _new(db: Database, kind: str, key: str) -> dict[int, list[int]]:
    """{form: ids of its rows without a verdict}."""
    found: dict[int, list[int]] = {}
    sql = f"select id, form_id from _names {ledger.NEW} where kind = ? and key = ? and reason is null order by id"
    for row_id, form in db.execute(sql, [kind, key]):
        found.setdefault(form, []).append(row_id)
    return found


def _ids(db: Database, form: Form) -> list[int]:
    return [row[0] for row in db.execute("select id from _names where form_id = ?", [form.id])]


def _names(db: Database, kind: str, found: Sequence[Form]) -> dict[int, str]:
    """The names of the entities that these forms are of."""
    ids = json.dumps(sorted({form.owner for form in found if form.owner is not None}))
    table = ENTITIES[kind][0]
    return dict(db.execute(f"select id, name from {table} where id in (select value from json_each(?))", [ids]))


def _entity(db: Database, kind: str, cluster: Cluster, taken: set[int], names: Mapping[int, str]) -> int:
    """The entity that most of these belong to already, so that its id lasts; else a new one."""
    owners = Counter[int]()
    for member, _ in cluster.members:
        owner = member.owner if member.owner is not None else _for_now_owner(db, member)
        if owner is not None and owner not in taken:
            owners[owner] += articles([member])
    if not owners:
        return ledger.create(db, kind, {"name": cluster.name})
    entity_id = min(owners, key=lambda owner: (-owners[owner], owner))
    if names.get(entity_id) != cluster.name:
        ledger.change(db, kind, entity_id, {"name": cluster.name})
    return entity_id


def _for_now_owner(db: Database, member: Member) -> int | None:
    """An entity that rows of a form were given until its block is resolved, or that some of several belong to."""
    if isinstance(member, Row):
        return None
    sql = "select entity_id from _names where form_id = ? and entity_id is not null limit 1"
    found = db.execute(sql, [member.id]).fetchone()
    return int(found[0]) if found else None
