"""The parts of a person's name, and when two names can be of one person. Strings alone; evidence is others' work."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, cached_property, lru_cache
from typing import Literal

from rapidfuzz.distance import OSA

from .. import lexicons
from .forms import fold

Relation = Literal["same", "fuller", "part", "initial", "nickname", "variant", "spelling"]

SUFFIXES = {"jr": "jr", "junior": "jr", "sr": "sr"}
NUMERAL = re.compile(r"x{0,2}(?:i{1,3}|iv|vi{0,3}|ix|x)$")  # of monarchs and popes, and of grandsons
# a syllable or two of Pinyin or romanised Korean, Vietnamese, Khmer: given names that follow the family name
SYLLABLES = re.compile(r"(?:(?:[bcdfghjklmnpqrstwxyz]|[zcst]h|ng|tr|ph)?[aeiouyv]{1,3}(?:ng|[nmkptrlh])?){1,2}$")
SOUNDS = [
    (re.compile(pattern), sound)
    for pattern, sound in (
        ("sch|sh|zh|shch|tsch|ch|cz|tz|ts|ç|s|z|x|c(?=[eiy])", "s"),
        ("ph|v|w|ff", "f"),
        ("th|dh|d", "t"),
        ("kh|gh|ck|q|g|c", "k"),
        ("(?<=.)[aeiouyhj]", ""),
        (r"(.)\1+", r"\1"),
    )
]
SAME: Mapping[str, Relation] = {"given_variants.csv": "variant", "nicknames.csv": "nickname"}


@dataclass(frozen=True)
class PersonName:
    """A name taken apart, all folded: "Ludwig van der Rohe Jr." → ("ludwig",), ("van", "der", "rohe"), "jr"."""

    given: tuple[str, ...]
    family: tuple[str, ...]
    suffix: str = ""
    family_first: bool = False

    @property
    def surname(self) -> str:
        """The family name's own word, without particles."""
        return self.family[-1] if self.family else ""

    @property
    def whole(self) -> bool:
        """Whether it is more than a lone family or given name: "Elizabeth II" is."""
        return bool(self.given) or bool(NUMERAL.match(self.suffix))

    @cached_property
    def tokens(self) -> tuple[str, ...]:
        return (*self.family, *self.given) if self.family_first else (*self.given, *self.family)


@lru_cache(maxsize=32768)
def parse(text: str) -> PersonName:
    """A name, without titles, in its parts. A single word is a family name."""
    tokens = fold(text).split()
    suffix = _suffix(tokens)
    if suffix:
        tokens.pop()
    if is_family_first(tokens):
        return PersonName(tuple(tokens[1:]), tuple(tokens[:1]), suffix, family_first=True)
    start = max(len(tokens) - 1, 0)
    while start > 0 and _is_particle(tokens, start - 1, text):
        start -= 1
    return PersonName(tuple(tokens[:start]), tuple(tokens[start:]), suffix)


def _suffix(tokens: list[str]) -> str:
    if len(tokens) > 1 and NUMERAL.match(tokens[-1]):
        return tokens[-1]
    return SUFFIXES.get(tokens[-1], "") if len(tokens) > 2 else ""


def _is_particle(tokens: list[str], index: int, text: str) -> bool:
    """Whether a token belongs to the family name; "Al" and "Ben" at the start only if they are not printed as names."""
    token = tokens[index]
    if token not in lexicons.words("particles.csv"):
        return False
    return index > 0 or token not in given_names() or text[:1].islower() or text[len(token) : len(token) + 1] == "-"


def is_family_first(tokens: list[str]) -> bool:
    """Whether a folded name is written in the East Asian order: its family name is common, its given name syllables."""
    if not 2 <= len(tokens) <= 3 or tokens[0] not in lexicons.words("family_first.csv"):
        return False
    if len(tokens) == 2 and tokens[0] in given_names():
        return False
    return all(SYLLABLES.match(token) and token not in given_names() for token in tokens[1:])


@lru_cache(maxsize=65536)
def sound(word: str) -> str:
    """A folded word as its consonants sound, roughly: what spellings and transliterations have in common.

    >>> sound("zelensky") == sound("zelenskyy") == sound("zelenskiy")
    True
    """
    for pattern, replacement in SOUNDS:
        word = pattern.sub(replacement, word)
    return word


@cache
def given_names() -> frozenset[str]:
    """Given names and nicknames that the lexicons know."""
    variants = {fold(name) for row in lexicons.rows("given_variants.csv") for name in row}
    return lexicons.words("given_names.csv") | variants.union(*lexicons.rows("nicknames.csv"))


@cache
def _groups(lexicon: str) -> dict[str, frozenset[int]]:
    """For each name of a lexicon the rows (of nicknames.csv: the full names) that it belongs to."""
    groups: dict[str, set[int]] = {}
    numbers: dict[str, int] = {}
    for row in lexicons.rows(lexicon):
        number = numbers.setdefault(row[0], len(numbers))
        for name in row:
            groups.setdefault(fold(name), set()).add(number)
    return {name: frozenset(rows) for name, rows in groups.items()}


def same_groups(name: str) -> set[tuple[str, int]]:
    """The lines of the lexicons of nicknames and transliterations that have a folded given name."""
    return {(lexicon, row) for lexicon in SAME for row in _groups(lexicon).get(name, ())}


@lru_cache(maxsize=32768)
def given_relation(one: str, other: str) -> Relation | None:
    """How two folded given names can be of one person: the same, an initial, a nickname, a transliteration; or None."""
    if one == other:
        return "same"
    if one[:1] == other[:1] and 1 in (len(one), len(other)):
        return "initial"
    for lexicon, relation in SAME.items():
        groups = _groups(lexicon)
        if groups.get(one, frozenset()) & groups.get(other, frozenset()):
            return relation
    if not (one in given_names() and other in given_names()) and is_respelling(one, other):
        return "spelling"
    return None


@lru_cache(maxsize=65536)
def is_respelling(one: str, other: str) -> bool:
    """Whether two folded words of five letters or more differ in at most two letters and sound alike."""
    if one == other or min(len(one), len(other)) < 5 or one[0] != other[0]:
        return False
    return sound(one) == sound(other) and OSA.distance(one, other, score_cutoff=2) <= 2


@lru_cache(maxsize=65536)
def relation(one: PersonName, other: PersonName) -> Relation | None:
    """How two full names can be of one person, the weakest link of their parts; None if they cannot.

    Only what the strings allow: whether they are one person is for evidence to say, except for "same" and "fuller".
    """
    if one.suffix != other.suffix:
        return None
    if one.tokens == other.tokens:
        return "same"
    if _is_longer(one, other) or _is_longer(other, one):
        return "fuller"
    if _is_tail(one.tokens, other.tokens) or _is_tail(other.tokens, one.tokens):
        return "part"
    family = _family_relation(one, other)
    if not family or not one.given or not other.given:
        return None
    links = [family, given_relation(one.given[0], other.given[0])]
    links += [_middle_relation(a, b) for a, b in zip(one.given[1:], other.given[1:], strict=False)]
    if None in links:
        return None
    return max((link for link in links if link), key=ORDER.index)


ORDER: tuple[Relation, ...] = ("same", "fuller", "part", "initial", "nickname", "variant", "spelling")


def _middle_relation(one: str, other: str) -> Relation | None:
    found = given_relation(one, other)
    return found if found in {"same", "initial", "variant", "spelling"} else None


def _is_longer(longer: PersonName, shorter: PersonName) -> bool:
    """Another family or middle name: "Gabriel García Márquez" of "Gabriel García", "Ann Bo Lee" of "Ann Lee"."""
    a, b = longer.tokens, shorter.tokens
    if len(b) < 2 or len(a) <= len(b) or not shorter.given:
        return False
    if longer.family == shorter.family:
        return a[0] == b[0] and _in_order(b, a) and not _is_other_initial(longer.given, shorter.given)
    return a[: len(b)] == b and not shorter.family_first


def _is_other_initial(longer: tuple[str, ...], shorter: tuple[str, ...]) -> bool:
    """Whether the middle initials differ: "George W." is not "George H. W."."""
    return any(len(one) == 1 and other[0] != one for one, other in zip(shorter[1:], longer[1:], strict=False))


def _is_tail(longer: tuple[str, ...], shorter: tuple[str, ...]) -> bool:
    """ "Edgar Hoover" of "J. Edgar Hoover", "Suu Kyi" of "Aung San Suu Kyi"."""
    return 2 <= len(shorter) < len(longer) and longer[-len(shorter) :] == shorter


def _in_order(few: tuple[str, ...], many: tuple[str, ...]) -> bool:
    rest = iter(many)
    return all(token in rest for token in few)


def _family_relation(one: PersonName, other: PersonName) -> Relation | None:
    if one.family == other.family:
        return "same"
    if one.surname == other.surname:
        return "variant"  # "Ursula Leyen", "Ursula von der Leyen"
    return "spelling" if is_respelling(one.surname, other.surname) else None
