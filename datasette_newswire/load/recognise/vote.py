"""Which kind of name each form is in an article: what most of its mentions say, and what stands beside them."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache

from .. import lexicons
from ..models import Article, Kind, Mention
from ..names import titles
from ..names.forms import fold
from ..names.organizations import outlets, plain
from ..names.person_names import given_names, is_family_first, parse
from ..places.clues import is_facility, is_inside_it, is_where, opens_dateline
from ..places.gazetteer import lookup
from ..places.weigh import candidates
from . import priors
from .casing import is_common
from .doubt import without_doubtful
from .wider import EXPLAINED, closing_words

BODY_BEFORE = re.compile(r"\b((?:news )?[a-z-]+)\s[\"“‘]?$")
WORKS_AT = re.compile(r"\b([a-z]+) at $")
INITIALLED = re.compile(r"((?:[A-Z]\.\s?|[A-Z]\s)+)([A-Z][\w’'-]*[a-z][\w’'-]*)")
LEAD = 400  # characters of a body in which its dateline stands
FIRM = 3  # votes of the recogniser that a lexicon does not overrule
KINDS: tuple[Kind, ...] = ("person", "organization", "place")  # who wins a tied vote


def vote(article: Article, mentions: Sequence[Mention]) -> list[Mention]:
    """Each form under one kind: what most of its mentions say, weighed with what article and lexicons know."""
    votes: dict[str, dict[Kind, float]] = defaultdict(lambda: dict.fromkeys(KINDS, 0.0))
    for mention in mentions:
        votes[fold(mention.text)][mention.kind] += mention.confidence
    introduced = {fold(mention.text) for mention in mentions if _is_introduced(article, mention)} - titles.addresses()
    located = {fold(mention.text) for mention in mentions if _is_there(article, mention)} | _mostly_where(
        article, mentions
    )
    bodies = {fold(mention.text) for mention in mentions if _is_called_a_body(article, mention)}
    known = {fold(mention.text) for mention in mentions if priors.is_known_organization(mention.text)}
    known |= {head for mention in mentions if mention.kind == "organization" for head in _firm(mention.text)}
    texts = {fold(mention.text): mention.text for mention in reversed(mentions)}
    acronyms = {form for form in known & votes.keys() if texts[form].isupper()}  # "UN" is nothing of Kim Jong Un
    kinds: dict[str, Kind] = {}
    parts: dict[str, float] = defaultdict(float)  # the votes for the full name of a person that a lone name is part of
    for form in sorted(votes, key=lambda form: (-form.count(" "), form)):
        if form in bodies and not parts[form] and form not in introduced:
            kinds[form] = "organization"
        else:
            named = form in introduced or _is_initialled(texts[form])
            kinds[form] = _winner(form, votes[form], parts[form], named, form in located, form in known)
        if kinds[form] == "person":
            of_name = {*_parts(texts[form])}
            for part in of_name if texts[form].isupper() else of_name - acronyms:
                parts[part] += sum(votes[form].values())
    out = []
    for mention in mentions:
        kind = kinds[fold(mention.text)]
        if kind != mention.kind:
            mention = replace(mention, kind=kind, rule="vote", confidence=mention.confidence * 0.8)
        form = fold(mention.text)
        demonym = priors.is_demonym(form) and form not in given_names() and not parts[form]
        if (kind != "person" or titles.is_personal(mention.text)) and (kind == "place" or not demonym):
            out.append(mention)
    told = introduced | bodies | known | {part for part, total in parts.items() if total}
    return without_doubtful(article, out, told)


def _parts(text: str) -> Iterator[str]:
    """The family names, and the given name, of a full name; the middle one of three may be a first family name."""
    name = parse(text)
    if name.given and "of" not in name.given:
        yield from {name.surname, " ".join(name.family), name.given[0], name.given[-1]}


def _firm(text: str) -> Iterator[str]:
    """What a company is called in short when it was named with its legal form: "example" of "Example Foods Inc"."""
    name = plain(text)
    if name != fold(text):
        yield from {name, name.split()[0]}


def _is_introduced(article: Article, mention: Mention) -> bool:
    """Whether an honorific or an office with a capital stands before it: then it is a person."""
    words = mention.text.split()
    if len(words) > 3 or any(word[0].islower() for word in words):
        return False
    return titles.before(article.text(mention.field), mention.start).office


def _is_called_a_body(article: Article, mention: Mention) -> bool:
    """Whether words before a mention, or its full name, say that it is an organization: "the data firm Example", "an
    analyst at Example"."""
    if mention.rule == EXPLAINED:
        return True
    before = article.text(mention.field)[max(0, mention.start - 20) : mention.start]
    works = WORKS_AT.search(before) if mention.kind == "person" else None
    if works and titles.roles().get(works[1]) == "head":
        return True
    word = BODY_BEFORE.search(before)
    return bool(word) and word[1] in lexicons.words("organization_nouns.txt")  # type: ignore[index]


@lru_cache(maxsize=16384)
def _is_initialled(text: str) -> bool:
    """Whether a name as printed is a person's with initials, "P. C. Example", and not "U.S. Steel" or "B. C. Hydro"."""
    shape = INITIALLED.fullmatch(text)
    if not shape or is_common(fold(shape[2])):
        return False
    initials = "".join(filter(str.isalpha, shape[1]))
    known = any(priors.is_known_organization(part) or lookup(part) for part in (initials, f"{initials} {shape[2]}"))
    return not known and not priors.is_large_place(fold(shape[2])) and not _is_body(fold(text))


def _is_there(article: Article, mention: Mention) -> bool:
    """Whether a mention of a town says that it is one: something is in it, or it is in a state."""
    if mention.rule == "container":
        return " " in mention.text or priors.is_town(fold(mention.text))
    if mention.text.isupper() and mention.start < LEAD and opens_dateline(article.text(mention.field), mention.end):
        return mention.field == "body" and priors.is_town(fold(mention.text))
    return is_inside_it(article, mention) and priors.is_town(fold(mention.text))


def _mostly_where(article: Article, mentions: Sequence[Mention]) -> set[str]:
    """The folded names, taken for people's though no person's by their words, that stand mostly where places do."""
    people = [mention for mention in mentions if mention.kind == "person" and not _is_personal(fold(mention.text))]
    counts = Counter(fold(mention.text) for mention in people)
    where = Counter(fold(mention.text) for mention in people if is_where(article, mention))
    return {form for form, count in where.items() if 2 * count >= counts[form]}


def _is_personal(form: str) -> bool:
    """Whether a folded name of several words begins with a given name or is in the East Asian order."""
    words = form.split()
    return len(words) > 1 and (words[0] in given_names() or is_family_first(words))


def _is_body(form: str) -> bool:
    """Whether the last of several folded words is an organization's and the first no given name."""
    first, *_, last = form.split() if " " in form else ("", "")
    return last in closing_words() and first not in given_names()


def _winner(form: str, votes: Mapping[Kind, float], whole: float, introduced: bool, located: bool, known: bool) -> Kind:
    """The kind of a form. `whole` counts the full names that it is part of; `located`: something is in it; `known`:
    as an organization."""
    scores, total = dict(votes), sum(votes.values())
    if introduced:
        scores["person"] += total
    elif is_facility(form) or (located and not whole and not known):
        scores["place"] += total + 0.5
    elif known and not priors.is_large_place(form):
        scores["organization"] += total + 0.5
    elif form in outlets():
        alone = form not in given_names() and not priors.is_large_place(form)  # the name of nothing else
        scores["organization"] += total + 0.5 * alone
    if whole and (scores["place"] <= scores["person"] + whole or not lookup(form)):
        scores["person"] += scores["organization"] + whole
    elif not introduced and scores["person"] and form not in given_names() and priors.is_large_place(form):
        scores["place"] += min(total, FIRM - 1) + 0.5
    elif not introduced and _is_body(form) and (scores["person"] or (scores["place"] and not candidates(form))):
        scores["organization"] += total + 0.5
    elif scores["organization"] and priors.is_like_a_person(form):
        scores["person"] += min(total, FIRM - 1) + 0.5
    return max(KINDS, key=lambda kind: (scores[kind], -KINDS.index(kind)))
