"""People across the archive: which articles' names are of one person.

The same full name is one person, unless its articles fall apart into groups of different walks of life that share
nobody. Names that only could be one person's (an initial, a nickname, another transliteration) are merged when their
articles share a title or another name; a lone family name only with the one full name that it shares them with.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from copy import copy
from dataclasses import dataclass
from functools import cached_property, partial
from itertools import combinations, product
from typing import Any

from ..names.person_names import PersonName, Relation, parse, relation, sound
from ..names.titles import domain
from .blocks import Block, Companions, Form, Member, Other, Row, articles, spellings

MOST = 1000  # articles of one name that are looked at one by one, for namesakes and for whose lone name it is
DOMINANT = 2  # a lone family name's best candidate shares this many times as much with it as the next


def key(name: str) -> str:
    """The block of a person's name: how the family name sounds."""
    parsed = parse(name)
    return sound(parsed.surname) or parsed.surname


@dataclass
class Group:
    """Forms and rows that are taken for one person, with all that is known of them.

    `others` are asked for when they are first wanted: most people are never compared with anybody.
    """

    names: set[PersonName]
    members: list[tuple[Member, str]]
    titles: set[str]
    ask: Callable[[], set[Other]]

    @cached_property
    def others(self) -> set[Other]:
        return self.ask()

    @property
    def articles(self) -> int:
        return articles(member for member, _ in self.members)

    def take(self, other: Group) -> None:
        self.others = self.others | other.others
        self.names = self.names | other.names
        self.members = self.members + other.members
        self.titles = self.titles | other.titles

    def shares(self, other: Group) -> int:
        """How much speaks for one person: titles in common count double."""
        return 2 * len(self.titles & other.titles) + len(self.others & other.others)


def group_of(name: PersonName, forms: Sequence[Form], reason: str, block: Block) -> Group:
    """All these forms as one person, whose company is that of a sample of their articles."""
    members: list[tuple[Member, str]] = [(form, reason) for form in forms]
    return Group({name}, members, titles(forms), lambda: block.others(forms))


def titles(members: Iterable[Member]) -> set[str]:
    return {title for member in members for title in member.titles}


def in_order(names: Iterable[PersonName]) -> list[PersonName]:
    """The names in an order that does not depend on how they were met."""
    return sorted(names, key=_order)


def _order(name: PersonName) -> tuple[tuple[str, ...], str, int]:
    return name.tokens, name.suffix, len(name.given)


def told_apart(name: PersonName, forms: Sequence[Form], block: Block) -> list[Group]:
    """The people of one full name: one, unless walks of life and company say otherwise."""
    if articles(forms) > MOST or not _falls_apart(forms):
        return [group_of(name, forms, "the same name", block)]
    rows = block.rows(forms)
    groups: list[Group] = []
    for part in _connected(rows, block.company(rows)):  # those without a walk of life stay with the largest
        group = _group_of_part(name, part, "the same name, in the same company")
        rival = next((one for one in groups if not conflict(one.titles, group.titles)), None)
        if rival:
            rival.take(group)
        else:
            groups.append(group)
    return groups


@dataclass
class Part:
    """Rows whose articles hang together by a title or another name."""

    rows: list[Row]
    titles: set[str]
    others: set[Other]


def _group_of_part(name: PersonName, part: Part, reason: str) -> Group:
    return Group({name}, [(row, reason) for row in part.rows], part.titles, partial(set, part.others))


def _connected(rows: Sequence[Row], found: Companions) -> list[Part]:
    """Rows that share titles or companions, directly or through others, together; the largest part first."""
    parent = {row.id: row.id for row in rows}

    def root(row_id: int) -> int:
        while parent[row_id] != row_id:
            parent[row_id] = parent[parent[row_id]]
            row_id = parent[row_id]
        return row_id

    first: dict[object, int] = {}
    for row in rows:
        for link in (*row.titles, *found.get(row.id, ())):
            parent[root(row.id)] = root(first.setdefault(link, row.id))
    parts: dict[int, Part] = defaultdict(lambda: Part([], set(), set()))
    for row in rows:
        part = parts[root(row.id)]
        part.rows.append(row)
        part.titles.update(row.titles)
        part.others |= found.get(row.id, frozenset())
    return sorted(parts.values(), key=lambda part: (-len(part.rows), sorted(row.lot for row in part.rows)))


def _falls_apart(forms: Sequence[Form]) -> bool:
    """Whether the titles met in articles of these forms are of walks of life that one person seldom has."""
    walks = [{domain(title) for title in form.titles} - {""} for form in forms if form.titles]
    return any(one and other and not one & other for one, other in combinations(_distinct(walks), 2))


def _distinct(sets: Iterable[set[str]]) -> list[frozenset[str]]:
    return sorted({frozenset(one) for one in sets}, key=sorted)


def conflict(one: set[str], other: set[str]) -> bool:
    walks = [{domain(title) for title in titles} - {""} for titles in (one, other)]
    return bool(walks[0] and walks[1] and not walks[0] & walks[1])


Pair = tuple[int, Relation, tuple[Any, ...], tuple[Any, ...], Group, Group]  # in the order in which they are merged


def pairs(ones: Sequence[Group], others: Sequence[Group]) -> Iterator[Pair]:
    """The people of two full names that something speaks for being one, and nothing against it."""
    first, second = sorted((ones, others), key=lambda groups: _order(_name(groups[0])))
    names = _name(first[0]), _name(second[0])
    link = relation(*names)
    for (here, one), (there, two) in product(enumerate(first), enumerate(second)):
        shared = 0 if conflict(one.titles, two.titles) else one.shares(two)
        if link and shared:
            yield -shared, link, (*_order(names[0]), here), (*_order(names[1]), there), one, two


def merged(groups: Sequence[Group], evidence: Iterable[Pair]) -> list[Group]:
    """Copies of groups put together where evidence says so, the best first, and all names can be one person's."""
    copies = {id(group): copy(group) for group in groups}
    into: dict[int, Group] = {}  # what has become of those that were merged into others

    def now(group: Group) -> Group:
        while id(group) in into:
            group = into[id(group)]
        return group

    for _, link, _, _, one, other in sorted(evidence, key=lambda pair: pair[:4]):
        left, right = now(copies[id(one)]), now(copies[id(other)])
        if left is right or not all(relation(a, b) for a in left.names for b in right.names):
            continue
        reason = f"{REASONS.get(link, link)}, in the same company"
        smaller, larger = sorted((left, right), key=lambda group: (group.articles, _order(_name(group))))
        smaller.members = [(member, reason) for member, _ in smaller.members]
        larger.take(smaller)
        into[id(smaller)] = larger
    return [group for group in copies.values() if id(group) not in into]


REASONS = {
    "fuller": "a fuller form of the name",
    "part": "part of a longer name",
    "initial": "an initial for the given name",
    "nickname": "a nickname",
    "variant": "another transliteration of the name",
    "spelling": "another spelling of the name",
}


def _name(group: Group) -> PersonName:
    return min(group.names, key=_order)


def lone(name: PersonName, forms: Sequence[Form], candidates: Sequence[Group], block: Block) -> list[Group]:
    """Articles that give a family name alone: each part of them with the person it shares most with, else by itself."""
    left: list[Group] = []
    for group in _parts(name, forms, block):
        best = _best(group, candidates)
        if best:
            best.members += [(member, "the family name alone, in the same company") for member, _ in group.members]
        else:
            left.append(group)
    return left


def _parts(name: PersonName, forms: Sequence[Form], block: Block) -> list[Group]:
    """Articles with a lone name that hang together; of very many it is taken that all do."""
    reason = "the same lone name, in the same company"
    if articles(forms) > MOST:
        return [group_of(name, forms, reason, block)]
    rows = block.rows(forms)
    return [_group_of_part(name, part, reason) for part in _connected(rows, block.company(rows))]


def _best(group: Group, candidates: Sequence[Group]) -> Group | None:
    """The person that a lone family name is of, if one stands out."""
    ranked = sorted(((candidate.shares(group), candidate) for candidate in candidates), key=lambda pair: -pair[0])
    if not ranked or not ranked[0][0] or conflict(ranked[0][1].titles, group.titles):
        return None
    return ranked[0][1] if len(ranked) == 1 or ranked[0][0] >= DOMINANT * ranked[1][0] else None


def display_name(members: Iterable[tuple[Member, str]]) -> str:
    """The form that most articles have, of those with a whole given name if there is any."""
    counts = spellings(member for member, _ in members)

    def rank(text: str) -> tuple[bool, int, int, bool, str]:
        given = parse(text).given
        return (bool(given) and len(given[0]) > 1, counts[text], len(text), not text.isupper(), text)

    return max(counts, key=rank)
