"""Organizations of an article: which mentions are of one organization."""

from __future__ import annotations

import json
import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import replace
from functools import cache, lru_cache

from .. import lexicons
from ..models import Article, Mention, Name
from .forms import fold

SMALL = frozenset(
    {"of", "the", "and", "for", "in", "on", "de", "la", "du", "des", "der", "die", "das", "und", "&", "to"}
)
LEGAL = re.compile(
    r"\s+(?:inc|incorporated|corp|corporation|co|company|cos|companies|ltd|limited|plc|llc|llp|lp|ag|sa|spa|nv|bv|gmbh|"
    r"ab|oyj?|asa?|kk|pty|sarl|se|holdings?|group)$"
)
CREDITED = re.compile(r"(?:\b(?:told|tells|by|from|via|with|source:?)(?:\s+the)?\s+|[(—–-]\s*)$", re.I)
IN_BRACKETS = re.compile(r"\s*\(\s*([A-Z][A-Za-z.&-]{1,9})\s*\)")


# spellings that differ between countries, folded: one is taken for both
SPELLINGS = {
    "organisation": "organization",
    "centre": "center",
    "defence": "defense",
    "labour": "labor",
    "programme": "program",
}


@lru_cache(maxsize=32768)
def plain(text: str) -> str:
    """A folded name in American spelling and without its legal form: "Ford Motor Co., Inc." → "ford motor"."""
    folded = " ".join(SPELLINGS.get(word, word) for word in fold(text).replace("co operation", "cooperation").split())
    while (match := LEGAL.search(folded)) and match.start() > 0:
        folded = folded[: match.start()]
    return folded


@lru_cache(maxsize=32768)
def initials(text: str) -> str:
    """ "North Atlantic Treaty Organization" → "nato"; empty for a single word."""
    words = [word for word in fold(text).split() if word not in SMALL]
    return "".join(word[0] for word in words) if len(words) > 1 else ""


@cache
def known_names() -> dict[str, str]:
    """{plain name: the plain name it is another of} of well-known organizations, outlets and agencies."""
    found: dict[str, str] = {}
    for name, others in lexicons.rows("organizations.csv"):
        found.update({plain(other): plain(name) for other in (name, *others.split(";")) if other})
    for name, _, _, *rest in lexicons.rows("outlets.csv"):
        for other in (rest or [""])[0].split(";"):
            if is_acronym(other):
                found.setdefault(fold(other), plain(name))
    return found


@cache
def printed() -> dict[str, str]:
    """{plain name: name} of the well-known organizations."""
    return {plain(name): name for name, _ in lexicons.rows("organizations.csv")}


@cache
def shouted() -> frozenset[str]:
    """The folded short acronyms that are words as well when they are not printed in capitals: "Ice", "Who"."""
    rows = lexicons.rows("organizations.csv")
    return frozenset(
        fold(other) for _, others in rows for other in others.split(";") if is_acronym(other) and len(fold(other)) < 4
    )


@lru_cache(maxsize=32768)
def full(text: str) -> str:
    """The plain name, a well-known other name replaced: "GOP" → "republican party", "US State Department" →
    "department of state"."""
    form = plain(text)
    country = next((country for country in ("united states ", "us ") if form.startswith(country)), "")
    for rest in (form, form.removeprefix(country)):
        known = known_names().get(rest)
        if known and not (rest in shouted() and any(map(str.islower, text))):
            return known
    return form


def is_acronym(text: str) -> bool:
    letters = re.sub(r"[.&\s-]", "", text)
    return 2 <= len(letters) <= 7 and letters.isupper() and letters.isalpha()


def within(article: Article, mentions: Sequence[Mention]) -> list[Name]:
    """The organizations that an article names."""
    forms: dict[str, list[Mention]] = defaultdict(list)
    for mention in mentions:
        if not is_credit(article, mention):
            forms[plain(mention.text)].append(mention)
    bracketed = _bracketed(article, mentions)
    owners: dict[str, tuple[str, str]] = {}
    for form in sorted(forms, key=lambda form: (-len(form.split()), form)):
        owners[form] = _owner(form, forms, owners, bracketed)
    owners = {form: owner for form, owner in owners.items() if owner[0] != form or not is_part(form)}
    grouped: dict[str, list[Mention]] = defaultdict(list)
    for form, (owner, rule) in owners.items():
        grouped[owner] += [mention if rule == "ner" else replace(mention, rule=rule) for mention in forms[form]]
    return [_named(found, bracketed) for _, found in sorted(grouped.items())]


@cache
def outlets() -> frozenset[str]:
    """The folded names of news outlets and agencies."""
    rows = lexicons.rows("outlets.csv")
    names = [name for first, _, _, *others in rows for name in (first, *";".join(others).split(";"))]
    return frozenset(map(fold, names)) - {""}


@lru_cache(maxsize=4096)
def is_part(form: str) -> bool:
    """Whether a plain name is a word that many names end with, and no organization's by itself: "committee"."""
    return form in lexicons.words("organization_parts.txt") and form not in known_names()


def is_credit(article: Article, mention: Mention) -> bool:
    """Whether a mention of the article's own source only says where the report is from: "told AGENCY", "(AGENCY)".

    A news outlet is in the news of its own pages only if the title names it.
    """
    forms = {full(mention.text), plain(mention.text)}
    roles = {credit.role for credit in article.credits if plain(credit.name) in forms}
    if not roles:
        return False
    if "publisher" in roles and mention.text not in article.title and not forms.isdisjoint(outlets()):
        return True
    text = article.text(mention.field)
    return bool(CREDITED.search(text[max(0, mention.start - 20) : mention.start])) or text[mention.end :][:1] == ")"


def _bracketed(article: Article, mentions: Sequence[Mention]) -> dict[str, str]:
    """{folded acronym: plain name} as the article itself spells out: "International Monetary Fund (IMF)"."""
    found: dict[str, str] = {}
    for mention in mentions:
        match = IN_BRACKETS.match(article.text(mention.field), mention.end)
        if (
            match
            and len(mention.text.split()) > 1
            and fold(match[1])[0] in {word[0] for word in fold(mention.text).split()}
        ):
            found.setdefault(fold(match[1]), plain(mention.text))
    return found


def _owner(
    form: str, forms: dict[str, list[Mention]], owners: dict[str, tuple[str, str]], bracketed: dict[str, str]
) -> tuple[str, str]:
    """The longer form that a form is short for, and why; itself if there is none or more than one."""
    namesakes = {longer for longer in owners if longer.endswith(f" {form}") and longer in known_names()}
    if len(namesakes) == 1 and form in known_names():  # "Democrats" beside "Social Democrats"
        return owners[namesakes.pop()][0], "short form"
    spelled = bracketed.get(form) or full(forms[form][0].text)
    if spelled != form and spelled in owners:
        return owners[spelled][0], "acronym" if is_acronym(forms[form][0].text) else "other name"
    if is_acronym(forms[form][0].text):
        same = {owner for longer, (owner, _) in owners.items() if initials(longer) == form}
        if len(same) == 1:
            return same.pop(), "acronym"
    tokens = form.split()
    same = {owner for longer, (owner, _) in owners.items() if _is_short_for(tokens, longer.split())}
    return (same.pop(), "short form") if len(same) == 1 else (form, "ner")


def _is_short_for(short: list[str], longer: list[str]) -> bool:
    """ "Ford" of "Ford Motor", "Department of Education" of "U.S. Department of Education", "Commerce Department" of
    "Department of Commerce"."""
    if len(short) == len(longer) or len(short) + 1 == len(longer):
        bags = [{word for word in words if word not in SMALL} for words in (short, longer)]
        if bags[0] == bags[1]:
            return True
    if len(short) >= len(longer):
        return False
    return longer[: len(short)] == short or (longer[-len(short) :] == short and (len(short) > 1 or is_part(short[0])))


def _named(mentions: Sequence[Mention], bracketed: dict[str, str]) -> Name:
    mentions = sorted(mentions, key=lambda mention: mention.order)
    counts = Counter(mention.text for mention in mentions)

    def rank(text: str) -> tuple[int, int, bool, str]:
        return (len(plain(text).split()), counts[text], not text.isupper(), text)

    name = max(counts, key=rank)
    forms = {plain(text) for text in counts} | {short for short, full in bracketed.items() if full == plain(name)}
    rules = Counter(mention.rule for mention in mentions)
    detail = json.dumps({"forms": sorted(forms - {plain(name)})}) if forms - {plain(name)} else "{}"
    return Name("organization", name, tuple(mentions), (), rules.most_common(1)[0][0], detail)
