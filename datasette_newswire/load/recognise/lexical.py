"""The recogniser by lexicon and rules: for a language that no installed model covers, and where spaCy is missing.

It finds less than a model does, and says so in `extractor`. A stretch of capitalised words is a person after an
office or with a known given name, a place if the gazetteer has it, an organization by a word such as "Bank".
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache

from .. import lexicons
from ..models import Article, Kind, Mention
from ..names import titles
from ..names.forms import fold
from ..names.organizations import is_acronym, known_names, outlets
from ..names.person_names import given_names
from .casing import Evidence
from .priors import is_country, is_demonym, is_town, organization_words

EXTRACTOR = "rules@1"
PERSON, PLACE, ORGANIZATION = 0.6, 0.6, 0.5  # confidence: what such a rule is worth beside a model's judgement
LINKS = "of|de|del|della|di|da|do|dos|das|van|von|der|den|la|le|el|al|bin|for|für|pour|para|y|e|et|und|and|the|des|du"
LETTERS = (*range(0x41, 0x590), *range(0x1E00, 0x2000))  # Latin, Greek, Cyrillic, Armenian
UPPER = "[" + "".join(chr(code) for code in LETTERS if chr(code).isupper()) + "]"
CAPITAL = rf"(?:(?:{UPPER}\.)+|{UPPER}[\w’'&-]*)"
STRETCH = re.compile(rf"(?<![\w’'-]){CAPITAL}(?:[ \u00a0](?:(?:{LINKS})\s){{0,2}}{CAPITAL}){{0,6}}")
ARTICLE = re.compile(r"(?<!von)(?<!van)(?<!auf)\s(?:der|des|dem)\s")  # in a name only behind "von" and its like
JOINED = re.compile(rf"\s(?:(?:{LINKS})\s)+")
SENTENCE = re.compile(r"(?:^|[.!?:;…\"“”«»\n(—–-])\s*$")


def extract(articles: Sequence[Article]) -> list[tuple[Mention, ...]]:
    """The mentions of each article, in reading order."""
    return [tuple(_mentions(article)) for article in articles]


def _mentions(article: Article) -> Iterator[Mention]:
    evidence = Evidence.of(article)
    for field in article.named_in:
        text = article.text(field)
        for match in STRETCH.finditer(text):
            for start, end in _names(text, match, evidence):
                found = kind_of(text, start, end)
                if found:
                    kind, confidence = found
                    yield Mention(kind, field, start, end, text[start:end], EXTRACTOR, confidence, "lexicon")


def _names(text: str, match: re.Match[str], evidence: Evidence) -> list[tuple[int, int]]:
    """The stretch whole if it is a name, else its parts between small words; without a sentence's first word."""
    start, end = match.start(), match.end() - (text[match.end() - 1] in ".-'’")
    first = match[0].split()[0]
    if SENTENCE.search(text[max(0, start - 4) : start]) and evidence.lower[first.lower()]:
        start += len(first) + 1
        start += len(text[start:end]) - len(text[start:end].lstrip())
    if start >= end:
        return []
    given = _from_given_name(text, start, end)
    for begin in dict.fromkeys((start, given)):
        if kind_of(text, begin, end):
            return [(begin, end)]
    parts: list[tuple[int, int]] = []
    begin = start
    for link in JOINED.finditer(text, start, end):
        parts.append((begin, link.start()))
        begin = link.end()
    return [*parts, (begin, end)] if parts else [(start, end)]


def kind_of(text: str, start: int, end: int) -> tuple[Kind, float] | None:
    """The kind of a capitalised stretch and how sure that is; None if the rules know nothing of it."""
    name = text[start:end]
    folded = fold(name)
    words = folded.split()
    if not words or folded in lexicons.words("not_names.csv") or is_demonym(folded):
        return None
    if titles.before(text, start).office and len(words) <= 4:
        return "person", PERSON
    if folded in outlets() or (is_acronym(name) and folded in known_names()):
        return "organization", ORGANIZATION
    if is_town(folded) or is_country(folded):
        return "place", PLACE
    if len(words) > 1 and {words[0], words[-1]} & organization_words():
        return "organization", ORGANIZATION
    return ("person", PERSON) if _is_like_a_person(text[start:end], words) else None


def _is_like_a_person(name: str, words: Sequence[str]) -> bool:
    """Whether a name starts with a given name and goes on as a person's: no preposition ahead, no month or article
    in it ("Ab Dezember", "Tal der Wupper")."""
    if not 2 <= len(words) <= 5 or words[0] not in given_names() or organization_words().intersection(words):
        return False
    if name[0].islower() or words[-1] in _months():
        return False
    return not ARTICLE.search(name)


@cache
def _months() -> frozenset[str]:
    rows = lexicons.rows("months.csv")
    return frozenset(fold(name) for _, _, names in rows for name in names.split("|"))


def _from_given_name(text: str, start: int, end: int) -> int:
    """Where a person's name begins in a stretch that starts with a title unknown here: "Ministro Carlos Pérez"."""
    for word in re.finditer(r"[\w’'-]+", text[start:end]):
        if fold(word[0]) in given_names():
            return start + word.start()
    return start
