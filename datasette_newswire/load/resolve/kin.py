"""Which names of a block can be one person's by their words alone, without holding each against each."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import lru_cache

from ..names.person_names import PersonName, relation, same_groups, sound


class Kin:
    """The whole names of a block, filed by what two names of one person have in common."""

    def __init__(self, names: Iterable[PersonName]) -> None:
        self._names = list(names)
        self._filed: dict[object, list[int]] = defaultdict(list)
        for number, name in enumerate(self._names):
            for likeness in _likenesses(name):
                self._filed[likeness].append(number)

    def of(self, name: PersonName) -> Iterator[PersonName]:
        """The other names that `relation` links with a name, which need not be in the block itself."""
        found = set[int]().union(*(self._filed.get(likeness, ()) for likeness in _sought(name)))
        return (other for other in map(self._names.__getitem__, found) if relation(name, other) and other != name)


def _firsts(name: PersonName) -> set[str]:
    """The word that a name begins with and its given name: two words where the family name comes first."""
    return {name.tokens[0], *name.given[:1]}


@lru_cache(maxsize=32768)
def _likenesses(name: PersonName) -> frozenset[object]:
    """What a name is filed under: how a given name sounds, what it is short for or written for, the last two words, its
    first letter, and the letter again for an initial."""
    found: set[object] = {name.tokens[-2:]}
    for given in _firsts(name):
        found |= {sound(given), given, *same_groups(given), ("letter", given[0])}
        found |= {("initial", given)} if len(given) == 1 else set()
    return frozenset(found)


@lru_cache(maxsize=32768)
def _sought(name: PersonName) -> frozenset[object]:
    """Where those stand that can be one with a name: initials have all of their letter, all others its initials."""
    letters = {given[0] for given in _firsts(name)}
    wide = any(len(given) == 1 for given in _firsts(name))
    alike = {one for one in _likenesses(name) if not (isinstance(one, tuple) and one[0] in ("letter", "initial"))}
    return frozenset(alike | {("letter" if wide else "initial", letter) for letter in letters})
