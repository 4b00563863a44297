"""The recogniser by lexicon and rules: for a language that no installed model covers, and where spaCy is missing.

It finds less than a model does, and says so in `extractor`. A stretch of capitalised words is a person after an
office or with a known given name, a place if the gazetteer has it, an organization by a word such as "Bank".
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from functools import cache

from .. import lexicons
from ..models import Article, Kind, Mention
from ..names import titles
from ..names.forms import fold
from ..names.organizations import is_acronym, known_names, outlets, plain
from ..names.person_names import given_names
from .casing import Evidence
from .priors import is_country, is_demonym, is_great_place, is_large_place, is_town, organization_words

EXTRACTOR = "rules@1"
PERSON, PLACE, ORGANIZATION = 0.6, 0.6, 0.5  # confidence: what such a rule is worth beside a model's judgement
LINKS = "of|de|del|della|di|da|do|dos|das|van|von|der|den|la|le|el|al|bin|for|für|pour|para|y|e|et|und|and|the|des|du"
LETTERS = (*range(0x41, 0x590), *range(0x1E00, 0x2000))  # Latin, Greek, Cyrillic, Armenian
UPPER = "[" + "".join(chr(code) for code in LETTERS if chr(code).isupper()) + "]"
CAPITAL = rf"(?:(?:{UPPER}\.)+|{UPPER}[\w’'&-]*)"
STRETCH = re.compile(rf"(?<![\w’'-]){CAPITAL}(?:[ \u00a0](?:(?:{LINKS})\s){{0,2}}(?:[dl]['’])?{CAPITAL}){{0,6}}")
ARTICLE = re.compile(r"(?<!von)(?<!van)(?<!auf)\s(?:der|des|dem)\s")  # in a name only behind "von" and its like
JOINED = re.compile(rf"\s(?:(?:{LINKS})\s)+")
BOTH = re.compile(r"\s(?:y|e|et|und|and)\s(?P<article>(?:el|la|los|las|le|les|der|die|das|the|o|a|os|as)\s|l['’])?")
NOUN_AHEAD = re.compile(  # articles and adjectives in lower case
    r"\b(?:d(?:er|ie|as|es|em|en)|k?ein(?:e[nmrs]?)?|im|am|zum|zur|vom|beim|[a-zäöüß]{3,}e[nmrs]?)\s$"
)
PREPOSITIONS = frozenset({"gegen", "neben", "zwischen", "wegen"})  # which end as adjectives do
ABBREVIATION = 2  # letters that name something only where all are capitals
AHEAD = 24  # characters before a word in which its article or adjective stands
DATELINE = re.compile(r"\s?(?:[-–—(]|,\s)")
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
                if found and not _is_noun(article, text, start, end):
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
    both = BOTH.search(text, start, end)
    known = _known_from(text, start, both.start()) if both else None
    if both and known is not None and (both["article"] or kind_of(text, both.end(), end)):
        return [(known, both.start()), (both.end(), end)]
    known = _known_from(text, start, end)
    if known is not None:
        return [(known, end)]
    parts: list[tuple[int, int]] = []
    begin = start
    for link in JOINED.finditer(text, start, end):
        parts.append((begin, link.start()))
        begin = link.end()
    return [*parts, (begin, end)] if parts else [(start, end)]


def _known_from(text: str, start: int, end: int) -> int | None:
    """Where in a stretch a name begins that the rules know, at its start or behind other words; None if none does."""
    named = (_from(_given_names(), text, start, end), _from(organization_words(), text, start, end))
    begins = dict.fromkeys((start, *named, _behind_roles(text, start, end)))
    return next((begin for begin in begins if kind_of(text, begin, end)), None)


def kind_of(text: str, start: int, end: int) -> tuple[Kind, float] | None:
    """The kind of a capitalised stretch and how sure that is; None if the rules know nothing of it."""
    name = text[start:end]
    folded = fold(name)
    words = folded.split()
    if not words or folded in lexicons.words("not_names.csv") or is_demonym(folded):
        return None
    if len(folded) <= ABBREVIATION and not name.isupper():  # "La alcaldesa" is not in "LA"
        return None
    if is_country(folded.removesuffix("s")) and not is_country(folded):  # "der Minister Deutschlands"
        return None
    title = titles.before(text, start)
    if title.office and len(words) <= 4:
        return "person", PERSON
    if folded in outlets() or ((is_acronym(name) or " " in folded) and plain(name) in known_names()):
        return "organization", ORGANIZATION
    if is_town(folded) or is_country(folded) or is_great_place(folded):
        return "place", PLACE
    if len(words) > 1 and {*words[:2], words[-1]} & organization_words():
        return "organization", ORGANIZATION
    in_office = bool(title.role) and 2 <= len(words) <= 4  # "el presidente Juan García": in most languages small
    return ("person", PERSON) if in_office or _is_like_a_person(name, words) else None


def _is_like_a_person(name: str, words: Sequence[str]) -> bool:
    """Whether a name starts with a given name and goes on as a person's: no preposition ahead, no month or article
    in it ("Ab Dezember", "Tal der Wupper")."""
    if not 2 <= len(words) <= 5 or words[0] not in _given_names() or organization_words().intersection(words):
        return False
    if name[0].islower() or words[-1] in _months():
        return False
    return not ARTICLE.search(name)


@cache
def _given_names() -> frozenset[str]:
    """Given names, with those that are too rare, or too often something else, to correct a model by."""
    return given_names() | lexicons.words("given_names_many.txt")


@cache
def _months() -> frozenset[str]:
    rows = lexicons.rows("months.csv")
    return frozenset(fold(name) for _, _, names in rows for name in names.split("|"))


def _from(beginnings: Collection[str], text: str, start: int, end: int) -> int:
    """Where a name begins in a stretch that starts with other words: "Ministro Carlos Pérez", "Selon la Banque de
    France"; `beginnings` are the folded words that it can begin with."""
    words = re.finditer(r"[\w’'-]+", text[start:end])
    return start + next((word.start() for word in words if fold(word[0]) in beginnings), 0)


def _behind_roles(text: str, start: int, end: int) -> int:
    """Where a stretch goes on behind the offices at its start: "Präsident Jan Weiß", "Die Präsidentin Ana Weiß"."""
    met = False
    for word in re.finditer(r"[\w’'-]+", text[start:end]):
        role = word[0].lower() in titles.roles()
        if met and not role:
            return start + word.start()
        met = met or role
    return start


def _is_noun(article: Article, text: str, start: int, end: int) -> bool:
    """Whether a single word that is a town's or an outlet's as well may be no name here: the first of a sentence, or in
    German behind an article or an adjective ("der erste Zug"), where every noun has a capital."""
    word = fold(text[start:end])
    if " " in word or is_country(word) or is_great_place(word):
        return False
    ahead = text[max(0, start - AHEAD) : start]
    noun = NOUN_AHEAD.search(ahead) if article.language == "de" else None
    if noun and noun[0].strip() not in PREPOSITIONS:
        return True
    return bool(SENTENCE.search(ahead)) and not is_large_place(word) and is_town(word) and not DATELINE.match(text, end)
