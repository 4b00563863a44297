"""Names that a recogniser was not sure of, and of which neither the article nor a lexicon knows anything.

Most of these are none: towns, peoples, dishes and companies of countries that the recogniser's training saw little
of come out as people. How sure it was is asked for each form, of its surest mention.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Sequence

from ..models import Article, Kind, Mention
from ..names import titles
from ..names.forms import fold
from ..names.organizations import outlets
from ..names.person_names import given_names, is_family_first
from ..places.gazetteer import lookup
from . import priors
from .casing import is_common
from .lists import lists

# How sure a recogniser must be of a name that nothing else speaks for. Below it less than two in five are right in
# news from all continents (a half of the English Worldwide Newswire, Shan et al., arXiv 2404.13465).
LONE_PERSON, PERSON = 0.99, 0.8
ORGANIZATION = 0.6
TITLE = 1.0  # of a person called "Sheikh"
WORD = 0.98  # of an organization that has the name of a place or a common word
INNER = re.compile(r"\w[A-Z]")  # an acronym, or a name like "JustExample"
SAYS = re.compile(r"['’\"”]?,?\s(?:said|says|told|tells|adds|who|whose|was|is|has|had|[a-z]{2,}ed)\b")


def without_doubtful(article: Article, mentions: Sequence[Mention], known: Collection[str]) -> list[Mention]:
    """The mentions without those of doubtful names. `known` are the folded forms that the article or a lexicon told."""
    sure: dict[tuple[str, Kind], float] = defaultdict(float)
    told = set(known)
    for mention in mentions:
        form = fold(mention.text)
        sure[form, mention.kind] = max(sure[form, mention.kind], mention.confidence)
        if _supported(article, mention):
            told.add(form)
    told |= _beside_people(article, mentions, told)
    return [
        mention
        for mention in mentions
        if mention.kind == "place"
        or fold(mention.text) in told
        or sure[fold(mention.text), mention.kind] >= _least(mention)
    ]


def _beside_people(article: Article, mentions: Sequence[Mention], told: Collection[str]) -> set[str]:
    """The folded names in lists of people, of one of whom at least more is known: "Ann Example and Torvik"."""
    people = [names for names in lists(article, mentions) if {mention.kind for mention in names} == {"person"}]
    forms = [{fold(mention.text) for mention in names} for names in people]
    return {form for names in forms if not names.isdisjoint(told) for form in names}


def _least(mention: Mention) -> float:
    """How sure a recogniser must be of a name of this kind and these words."""
    lone = " " not in mention.text
    word = fold(mention.text)
    if mention.kind == "person":
        return TITLE if word in titles.addresses() - given_names() else LONE_PERSON if lone else PERSON
    return WORD if lone and (lookup(word) or is_common(word)) else ORGANIZATION


def _supported(article: Article, mention: Mention) -> bool:
    """Whether a rule found it, or words in the name or beside this mention say that it is what it was taken for."""
    if mention.rule not in {"ner", "vote"}:
        return True
    words = fold(mention.text).split()
    if mention.kind == "organization":
        named = INNER.search(mention.text) or fold(mention.text) in outlets()
        return bool(named) or not priors.organization_words().isdisjoint(words)
    text = article.text(mention.field)
    if not given_names().isdisjoint(words) or is_family_first(words) or SAYS.match(text, mention.end):
        return True
    return bool(titles.before(text, mention.start).role or titles.after(text, mention.end).role)
