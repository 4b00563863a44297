"""What is known of a form before any article is read: demonyms, outlets, large places, common words."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Collection
from functools import cache, lru_cache

from .. import lexicons
from ..names.forms import fold
from ..names.organizations import known_names, outlets, shouted
from ..names.person_names import given_names
from ..places import gazetteer
from ..places.clues import demonyms, is_people

TOWN = 15_000  # people of a place that is believed where something is said to be in it
DIVISIONS = ("country", "admin1")
SEVERAL = 3  # names that a word stands in which is no name
GREAT = 1_000_000  # people of a place whose names in other languages are believed
LARGE = 100_000  # people of a city whose bare name is rather a place than a family name


@lru_cache(maxsize=16384)
def is_large_place(form: str) -> bool:
    """Whether a folded form is the own name of a country, a division or a large city."""
    return _is_place(form, DIVISIONS, LARGE)


def _is_place(form: str, kinds: Collection[str], people: float = math.inf) -> bool:
    """Whether a folded form is the own name of a place of some kinds, or of one with so many people."""
    places = (match.place for match in gazetteer.lookup(form) if match.own)
    return any(place.kind in kinds or place.population >= people for place in places)


@lru_cache(maxsize=4096)
def is_country(form: str) -> bool:
    """Whether a folded form is a country's name."""
    return any(match.place.kind == "country" for match in gazetteer.lookup(form))


@lru_cache(maxsize=16384)
def is_town(form: str) -> bool:
    """Whether a folded form is the own name of a country, a division, a region such as an ocean, or a town."""
    return _is_place(form, (*DIVISIONS, "region"), TOWN)


@cache
def known_organizations() -> frozenset[str]:
    """Folded names, and other names, of well-known organizations."""
    rows = lexicons.rows("organizations.csv")
    printed = {fold(other) for name, others in rows for other in (name, *others.split(";")) if other}
    return frozenset(printed | set(known_names())) - shouted()


@cache
def general_words() -> frozenset[str]:
    """Folded words of several well-known organizations that are none by themselves: "united", "national"."""
    counts = Counter(word for name in known_organizations() if " " in name for word in set(name.split()))
    return frozenset(word for word, names in counts.items() if names >= SEVERAL) - known_organizations()


def is_known_organization(text: str) -> bool:
    """Whether a name as printed is a well-known organization's."""
    form = fold(text)
    return form in known_organizations() or (form in shouted() and not any(map(str.islower, text)))


@lru_cache(maxsize=16384)
def is_great_place(form: str) -> bool:
    """Whether a folded form is any name, in whatever language, of a country, or of a division or city of a million."""
    return any(match.place.kind == "country" or match.place.population >= GREAT for match in gazetteer.lookup(form))


@cache
def _us_states() -> frozenset[str]:
    return frozenset(fold(row[0]) for row in lexicons.rows("places_states.csv") if row[1] == "US")


def is_us_state(form: str) -> bool:
    """Whether a folded form is the name of a state of the United States."""
    return form in _us_states()


@lru_cache(maxsize=4096)
def is_division(form: str) -> bool:
    """Whether a folded form is the own name of a country or of a first-level division."""
    return _is_place(form, DIVISIONS)


SIDES = frozenset({"north", "south", "east", "west", "n", "s", "e", "w"})


@lru_cache(maxsize=16384)
def is_demonym(form: str) -> bool:
    """Whether a folded form is an adjective or inhabitant of a place: "welsh", "south korean"."""
    *first, last = form.split() or [""]
    return is_people(form) or (last in demonyms() and bool(first) and SIDES.issuperset(first))


@lru_cache(maxsize=16384)
def is_like_a_person(form: str) -> bool:
    """Whether two or three folded words start with a given name that is no place's, and none is an organization's."""
    words = form.split()
    if not 2 <= len(words) <= 3 or words[0] not in given_names() or len(words[-1]) < 3:
        return False
    if organization_words().intersection(words) or form in outlets():
        return False
    return not is_large_place(words[0]) and words[-1] not in lexicons.words("not_names.csv")


@cache
def organization_words() -> frozenset[str]:
    """Folded words that make a name an organization's: "bank", "universidad"."""
    return frozenset(fold(word) for word in lexicons.words("organization_words.csv"))
