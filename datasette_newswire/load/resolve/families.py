"""The people of a block, as far as something new can concern them.

What is merged depends on evidence between two names; whose a lone family name is depends on the people of that family.
So where a name changed, it is held against those that it can be one with, these only against others if they were of
other people then, and lone family names are looked at again in the families of people that changed. All other people
are taken as they were.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from functools import partial

from ..names.person_names import PersonName, parse
from .blocks import Block, Cluster, Form, Member, Other, Row
from .forms import SEVERAL
from .kin import Kin
from .persons import Group, Pair, display_name, in_order, lone, merged, pairs, titles, told_apart


class Names:
    """The different names of a block, and what was found out about them when they were last resolved."""

    def __init__(self, block: Block) -> None:
        self.block = block
        self.forms: dict[PersonName, list[Form]] = defaultdict(list)
        for form in block.forms:
            self.forms[parse(form.name)].append(form)
        self.whole = [name for name in self.forms if name.whole]
        self.kin = Kin(self.whole)
        self.mates = self._mates()
        self._groups: dict[PersonName, list[Group]] = {}

    def groups(self, name: PersonName) -> list[Group]:
        """The people of one full name, resolved anew."""
        if name not in self._groups:
            self._groups[name] = told_apart(name, self.forms[name], self.block)
        return self._groups[name]

    def owners(self, name: PersonName) -> set[int]:
        """The people that a name was last found to be of, as far as its forms tell."""
        return {form.owner for form in self.forms.get(name, ()) if form.owner is not None}

    def is_several(self, name: PersonName) -> bool:
        """Whether it was last decided row by row."""
        return any(form.reason == SEVERAL for form in self.forms.get(name, ()))

    def is_as_it_was(self, name: PersonName) -> bool:
        """Whether a name only has more articles than before, which changes nothing for any other.

        Not if its person has other names: which of them goes with the other depends on how many articles they have.
        """
        forms = self.forms.get(name, ())
        return bool(self.owners(name)) and not self.mates[name] and all(map(self.block.is_as_it_was, forms))

    def _mates(self) -> dict[PersonName, set[PersonName]]:
        """{full name: others that were found to be of one person with it, or may have been}."""
        owned: dict[int, set[PersonName]] = defaultdict(set)
        found: dict[PersonName, set[PersonName]] = defaultdict(set)
        for name in self.whole:
            for owner in self.owners(name):
                owned[owner].add(name)
            for other in self.kin.of(name) if self.is_several(name) else ():
                found[name].add(other)
                found[other].add(name)
        for mine in owned.values():
            for name in mine if len(mine) > 1 else ():
                found[name] |= mine - {name}
        return found


def clusters(block: Block) -> Iterator[Cluster]:
    """The people of the families that something new can concern."""
    names = Names(block)
    lost = set(map(parse, block.lost))  # they may have been of one person with any that they could be
    lost = lost.union(*(names.kin.of(name) for name in lost if name.whole))
    touched = set(map(parse, block.touched)) - lost
    quiet = {name for name in touched if names.is_as_it_was(name)}
    fresh = lost | touched - quiet
    whole = _renewed(names, fresh)
    families = {name.surname for name in fresh.union(*(group.names for group in whole))}
    whole += _as_they_were(names, {name for group in whole for name in group.names}, families)
    candidates: dict[str, list[Group]] = defaultdict(list)
    for group in whole:
        for family in {name.surname for name in group.names}:
            candidates[family].append(group)
    for name in in_order(name for name in names.forms if not name.whole and name.surname in families):
        whole += lone(name, names.forms[name], candidates[name.surname], block)
    yield from (Cluster(display_name(group.members), tuple(group.members)) for group in whole)
    yield from _with_more(names, {name for name in quiet if name.surname not in families})


def _renewed(names: Names, fresh: Collection[PersonName]) -> list[Group]:
    """The people of fresh names, and those that are others than they were because of them.

    Evidence has changed for fresh names only, so what was not merged with these is as it was, unless it was merged with
    something that is now. Where evidence is gone, its trace is that the names were of one person.
    """
    seeds = {name for name in fresh if name.whole}
    grow = seeds.union(*(names.mates[name] for name in seeds)) & names.forms.keys()
    known: dict[tuple[PersonName, PersonName], list[Pair]] = {}
    reached: set[PersonName] = set()
    held: set[PersonName] = set()
    while grow:
        held |= grow
        near = {(name, other) for name in grow for other in names.kin.of(name)}
        beside = grow | {other for _, other in near}
        beside |= {mate for name in beside for mate in names.mates[name]}
        new, reached = beside - reached, reached | beside
        within = {(name, mate) for name in new for mate in names.mates[name] & reached}
        for name, other in near | within:
            if (name, other) not in known and (other, name) not in known:
                known[name, other] = list(pairs(names.groups(name), names.groups(other)))
        people = merged([group for name in in_order(reached) for group in names.groups(name)], _all(known))
        others = [group for group in people if any(_is_other(names, name, group, fresh) for name in group.names)]
        grow = {name for group in others for name in group.names} - held
    return others if held else []


def _all(known: dict[tuple[PersonName, PersonName], list[Pair]]) -> Iterator[Pair]:
    return (pair for found in known.values() for pair in found)


def _is_other(names: Names, name: PersonName, group: Group, fresh: Collection[PersonName]) -> bool:
    """Whether the person of a name may be another than before, who had just these names."""
    return name in fresh or names.is_several(name) or group.names != {name, *names.mates[name]}


def _as_they_were(names: Names, renewed: Collection[PersonName], families: set[str]) -> list[Group]:
    """The other people of these families. Families with which they share a person are added."""
    of_family: dict[str, list[PersonName]] = defaultdict(list)
    for name in names.whole:
        of_family[name.surname].append(name)
    found: set[PersonName] = set()
    waiting = [name for family in families for name in of_family[family]]
    while waiting:
        name = waiting.pop()
        if name not in found and name not in renewed:
            found.add(name)
            waiting += names.mates[name]
            waiting += of_family[name.surname] if name.surname not in families else ()
            families.add(name.surname)
    people: dict[int, Group] = {}
    for name in in_order(found):
        for owner, group in _last(names, name):
            if owner in people:
                people[owner].take(group)
            else:
                people[owner] = group
    return list(people.values())


def _last(names: Names, name: PersonName) -> Iterator[tuple[int, Group]]:
    """(id, all of this name) of the people that a name was last found to be of."""
    block, forms = names.block, names.forms[name]
    if not names.is_several(name):
        (owner,) = names.owners(name)
        yield owner, Group({name}, _why(forms), titles(forms), partial(block.others, forms))
        return
    rows: dict[int, list[Row]] = defaultdict(list)
    for row in block.rows(forms):
        rows[row.owner or 0].append(row)
    for owner, mine in rows.items():
        yield owner, Group({name}, _why(mine), titles(mine), partial(_met, block, mine))


def _with_more(names: Names, quiet: Iterable[PersonName]) -> Iterator[Cluster]:
    """The people of names that only stand in more articles than before: at most they are shown by another form."""
    block = names.block
    for owner in sorted({owner for name in quiet for owner in names.owners(name)}):
        forms = [form for form in block.forms if form.owner == owner]
        families = {parse(form.name).surname for form in forms}
        several = [form for form in block.forms if form.reason == SEVERAL and parse(form.name).surname in families]
        members = [*_why(forms), *_why([row for row in block.rows(several) if row.owner == owner])]
        yield Cluster(display_name(members), tuple(members))


def _why(members: Sequence[Member]) -> list[tuple[Member, str]]:
    return [(member, str(member.reason)) for member in members]


def _met(block: Block, rows: Sequence[Row]) -> set[Other]:
    return set[Other]().union(*block.company(rows).values())
