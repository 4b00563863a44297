"""The mentions that a recogniser misses of names it has found elsewhere in the same article."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import cache

from rapidfuzz.distance import OSA

from .. import lexicons
from ..models import Article, Field, Kind, Mention
from ..names import titles
from ..names.forms import fold
from ..names.person_names import given_names, is_respelling, parse
from .casing import Evidence
from .rosters import listed

WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
CAPITALIZED = re.compile(r"(?<![\w’'.-])(?:[A-Z][\w’'-]+[ \u00a0]){1,4}$")
REACH = 48  # characters before a family name in which given names stand
REPEATED = 0.7  # confidence of a mention found by its name alone
RESPELLED = 0.5  # and by a misspelling of it
SHORTEST = 3  # letters of a name that is looked for
SLIP = 5  # letters of a name whose misspellings are looked for
LONG = 8  # and of one in which two may be wrong


def repeated(article: Article, mentions: Sequence[Mention]) -> list[Mention]:
    """The mentions and, in reading order, those of the same names that were missed."""
    if not mentions:
        return []
    evidence = Evidence.of(article)
    wanted = _wanted(mentions, evidence)
    found = [one for field in article.named_in for one in _missed(article, field, mentions, wanted, evidence)]
    return sorted([*mentions, *found], key=lambda mention: mention.order)


def _wanted(mentions: Sequence[Mention], evidence: Evidence) -> dict[str, Mention]:
    """{spelling: a mention of that name}: whole names, family names of people; none that is also a common word here."""
    forms = Counter(mention.text for mention in mentions)
    by_text = {mention.text: mention for mention in mentions}
    wanted: dict[str, Mention] = {}
    for text in sorted(forms, key=lambda text: (-forms[text], text)):
        mention = by_text[text]
        wanted.setdefault(text, mention)
        if mention.kind == "person":
            for family in _families(text):
                wanted.setdefault(family, mention)
    return {
        text: mention
        for text, mention in wanted.items()
        if len(text) >= SHORTEST and text[0].isupper() and not evidence.lower[text.lower()] and "\n" not in text
    }


def _families(text: str) -> Iterator[str]:
    """The family name of a full name as it is printed there, without particles, and behind two given names the last two
    words, which may be two family names; nothing of a lone name."""
    name, words = parse(text), text.split()
    if len(name.tokens) > 3 and len(words) > 3 and all(map(str.istitle, words[-2:])):
        yield " ".join(words[-2:])
    if len(name.tokens) > 1:
        yield from [word for word in reversed(words) if fold(word) == name.surname][:1]


def _missed(
    article: Article, field: Field, mentions: Sequence[Mention], wanted: dict[str, Mention], evidence: Evidence
) -> Iterator[Mention]:
    text = article.text(field)
    taken = bytearray(len(text))
    for mention in mentions:
        if mention.field == field:
            taken[mention.start : mention.end] = b"\1" * (mention.end - mention.start)
    for match in _pattern(tuple(sorted(wanted, key=len, reverse=True))).finditer(text):
        like = wanted.get(match[0]) or wanted[match[0].title()]
        given = _given_before(text, match.start(), evidence) if like.kind == "person" and " " not in match[0] else 0
        start, end = match.start() - given, match.end()
        if not any(taken[start:end]) and (given or _stands_alone(text, match, like.kind)):
            taken[start:end] = b"\1" * (end - start)
            yield _mention(like, field, start, end, text, "repeated", REPEATED)
    for mention in listed(article, field, mentions, taken):
        taken[mention.start : mention.end] = b"\1" * (mention.end - mention.start)
        yield mention
    families = sorted({name for name, like in wanted.items() if like.kind == "person" and len(name) >= SLIP})
    for match in WORD.finditer(text) if families else ():
        if (
            len(match[0]) < SLIP
            or not match[0][0].isupper()
            or taken[match.start()]
            or evidence.lower[match[0].lower()]
        ):
            continue
        like_name = _slip(match[0], families)
        if like_name and _stands_alone(text, match, "person"):
            yield _mention(wanted[like_name], field, match.start(), match.end(), text, "misspelling", RESPELLED)


def _mention(like: Mention, field: Field, start: int, end: int, text: str, rule: str, confidence: float) -> Mention:
    return Mention(like.kind, field, start, end, text[start:end], like.extractor, confidence, rule)


def _given_before(text: str, start: int, evidence: Evidence) -> int:
    """How many characters before a family name are given names that were missed with it; none in a longer name."""
    run = CAPITALIZED.search(text[max(0, start - REACH) : start])
    words = run[0].split() if run else []
    given = 0
    never = lexicons.words("not_names.csv")
    while words and fold(words[-1]) in given_names() - never and not _is_title(words[-1].lower()):
        given += len(words.pop()) + 1
    known = not words or _is_title(words[-1].lower()) or evidence.lower[words[-1].lower()]
    return given if known else 0


def _is_title(word: str) -> bool:
    return word in titles.roles() or word in titles.honorifics()


@cache
def _never() -> re.Pattern[str]:
    return re.compile(r"(?!)")


def _pattern(names: tuple[str, ...]) -> re.Pattern[str]:
    if not names:
        return _never()
    alternatives = "|".join(re.escape(name) for name in names)
    return re.compile(rf"(?<![\w'’-])(?:{alternatives})(?![\w-])")


def _stands_alone(text: str, match: re.Match[str], kind: Kind) -> bool:
    """Whether a name is not part of a longer one: no capitalised word beside it, but for a title before a person."""
    following = re.match(r"\s([A-Z][\w’'-]*)", text[match.end() : match.end() + 40])
    if following and following[1].lower() not in lexicons.words("not_names.csv"):
        return False
    preceding = re.search(
        r"(?<![.!?:;]\s)(?<![^\s])([A-Z][\w’'-]*(?=\s)|[A-Z]\w{0,3}(?=\.))\.?\s$",
        text[max(0, match.start() - 40) : match.start()],
    )
    if not preceding:
        return True
    word = preceding[1].lower()
    return kind == "person" and _is_title(word) and word not in given_names()


def _slip(word: str, families: Sequence[str]) -> str | None:
    """The family name that a capitalised word misspells."""
    folded = fold(word)
    if folded in lexicons.words("not_names.csv") or folded in given_names():
        return None
    return next((family for family in families if _is_slip(folded, fold(family))), None)


def _is_slip(word: str, family: str) -> bool:
    """Whether a folded word is a family name mistyped: two wrong letters are too many for a short one."""
    most = 1 if len(family) < LONG else 2
    return is_respelling(word, family) and OSA.distance(word, family, score_cutoff=most) <= most
