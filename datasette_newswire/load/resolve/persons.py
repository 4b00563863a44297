"""People across the archive: which articles' names are of one person.

The same full name is one person, unless its articles fall apart into groups of different walks of life that share
nobody. Names that only could be one person's (an initial, a nickname, another transliteration) are merged when their
articles share a title or another name; a lone family name only with the one full name that it shares them with.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property, partial
from itertools import combinations

from ..models import Name
from ..names.person_names import PersonName, nickname_groups, parse, relation, sound
from ..names.titles import domain
from .blocks import Cluster, Companions, Other, Row, sample

Ask = Callable[[Iterable[Row]], Companions]
MOST = 1000  # articles of one full name that are looked at for namesakes
DOMINANT = 2  # a lone family name's best candidate shares this many times as much with it as the next


def key(name: Name) -> str:
    """The block of a person's name: how the family name sounds."""
    parsed = parse(name.name)
    return sound(parsed.surname) or parsed.surname


@dataclass
class Group:
    """Rows that are taken for one person, with all that is known of them.

    `others` are asked for when they are first wanted: most people are never compared with anybody.
    """

    names: set[PersonName]
    rows: list[tuple[Row, str]]
    titles: set[str]
    ask: Callable[[], set[Other]]

    @cached_property
    def others(self) -> set[Other]:
        return self.ask()

    def take(self, other: Group) -> None:
        self.others = self.others | other.others
        self.names |= other.names
        self.rows += other.rows
        self.titles |= other.titles

    def shares(self, other: Group) -> int:
        """How much speaks for one person: titles in common count double."""
        return 2 * len(self.titles & other.titles) + len(self.others & other.others)


def group_of(name: PersonName, rows: Sequence[Row], reason: str, ask: Ask) -> Group:
    """All these rows as one person, whose company is that of a sample of them."""
    return Group(
        {name},
        [(row, reason) for row in rows],
        {title for row in rows for title in row.titles},
        lambda: {other for found in ask(sample(rows)).values() for other in found},
    )


def clusters(rows: Sequence[Row], ask: Ask) -> Iterator[Cluster]:
    """The people of a block."""
    named: dict[PersonName, list[Row]] = defaultdict(list)
    for row in rows:
        named[parse(row.name)].append(row)
    if len(named) == 1 and not _falls_apart(rows):
        name, found = named.popitem()
        groups = [group_of(name, found, "the same name", ask)] if name.whole else _lone(found, [], ask)
    else:
        groups = _groups(named, ask)
    yield from (Cluster(display_name(group), tuple(group.rows)) for group in groups)


def _groups(named: dict[PersonName, list[Row]], ask: Ask) -> list[Group]:
    whole = [group for name in sorted(named, key=_order) if name.whole for group in _told_apart(name, named[name], ask)]
    merged = _merged(whole)
    lone = [group for name in sorted(named, key=_order) if not name.whole for group in _lone(named[name], merged, ask)]
    return merged + lone


def _order(name: PersonName) -> tuple[tuple[str, ...], str]:
    return name.tokens, name.suffix


def _told_apart(name: PersonName, rows: Sequence[Row], ask: Ask) -> list[Group]:
    """The people of one full name: one, unless walks of life and company say otherwise."""
    if len(rows) > MOST or not _falls_apart(rows):
        return [group_of(name, rows, "the same name", ask)]
    groups: list[Group] = []
    for part in _connected(rows, ask(rows)):  # those without a walk of life of their own stay with the largest
        group = group_of(name, part.rows, "the same name, in the same company", ask)
        rival = next((one for one in groups if not _conflict(one.titles, group.titles)), None)
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


def _falls_apart(rows: Sequence[Row]) -> bool:
    """Whether the titles met in these rows are of walks of life that one person seldom has."""
    walks = [{domain(title) for title in row.titles} - {""} for row in rows if row.titles]
    return any(one and other and not one & other for one, other in combinations(_distinct(walks), 2))


def _distinct(sets: Iterable[set[str]]) -> list[frozenset[str]]:
    return sorted({frozenset(one) for one in sets}, key=sorted)


def _conflict(one: set[str], other: set[str]) -> bool:
    walks = [{domain(title) for title in titles} - {""} for titles in (one, other)]
    return bool(walks[0] and walks[1] and not walks[0] & walks[1])


def _merged(groups: list[Group]) -> list[Group]:
    """Groups whose names could be one person's and that share evidence, the best evidence first."""
    pairs = []
    for one, other in _candidates(groups):
        link = relation(_name(one), _name(other))
        shared = one.shares(other) if link else 0
        if link and shared and not _conflict(one.titles, other.titles):
            pairs.append((-shared, link, _order(_name(one)), _order(_name(other)), one, other))
    pairs.sort(key=lambda pair: pair[:4])
    where = {id(group): group for group in groups}
    for _, link, _, _, one, other in pairs:
        left, right = where[id(one)], where[id(other)]
        if left is right or not all(relation(a, b) for a in left.names for b in right.names):
            continue
        reason = f"{REASONS.get(link, link)}, in the same company"
        smaller, larger = sorted((left, right), key=lambda group: (len(group.rows), _order(_name(group))))
        smaller.rows = [(row, reason) for row, _ in smaller.rows]
        larger.take(smaller)
        where |= {identity: larger for identity, group in where.items() if group is smaller}
    return list({id(group): group for group in where.values()}.values())


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


def _candidates(groups: Sequence[Group]) -> Iterator[tuple[Group, Group]]:
    """Pairs that could be one person at all: given names with one first letter or one full name."""
    buckets: dict[object, list[int]] = defaultdict(list)
    for index, group in enumerate(groups):
        given = _name(group).tokens[0]
        for bucket in {given[0], *nickname_groups(given), _name(group).tokens[-2:]}:
            buckets[bucket].append(index)
    pairs = {pair for bucket in buckets.values() for pair in combinations(bucket, 2)}
    for one, other in sorted(pairs):
        yield groups[one], groups[other]


def _lone(rows: Sequence[Row], people: Sequence[Group], ask: Ask) -> list[Group]:
    """Articles that give a family name alone: each part of them with the person it shares most with, else by itself."""
    left: list[Group] = []
    surname = parse(rows[0].name).surname
    candidates = [group for group in people if any(name.surname == surname for name in group.names)]
    for part in _connected(rows, ask(rows)):
        group = Group(
            {parse(rows[0].name)},
            [(row, "the same lone name, in the same company") for row in part.rows],
            part.titles,
            partial(set, part.others),
        )
        best = _best(group, candidates)
        if best:
            best.rows += [(row, "the family name alone, in the same company") for row in part.rows]
        else:
            left.append(group)
    return left


def _best(group: Group, candidates: Sequence[Group]) -> Group | None:
    """The person that a lone family name is of, if one stands out."""
    ranked = sorted(((candidate.shares(group), candidate) for candidate in candidates), key=lambda pair: -pair[0])
    if not ranked or not ranked[0][0] or _conflict(ranked[0][1].titles, group.titles):
        return None
    return ranked[0][1] if len(ranked) == 1 or ranked[0][0] >= DOMINANT * ranked[1][0] else None


def display_name(group: Group) -> str:
    """The form that most articles have, of those with a whole given name if there is any."""
    counts = Counter(row.name for row, _ in group.rows)

    def rank(text: str) -> tuple[bool, int, int, bool, str]:
        given = parse(text).given
        return (bool(given) and len(given[0]) > 1, counts[text], len(text), not text.isupper(), text)

    return max(counts, key=rank)
