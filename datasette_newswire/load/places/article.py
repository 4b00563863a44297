"""The places of one article: mentions of one name together, and what it can mean, weighed."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace

from ..models import Article, Mention, Name
from ..names.forms import fold
from .clues import Clue, clue, in_full, is_facility, is_located, is_metonym, is_place, spelled_out, told
from .finder import hidden
from .gazetteer import Place
from .weigh import Toponym, candidates, weigh

KEPT = 12  # candidates that go on to the archive's decision
LIST = (", ", " and ", ", and ", " or ", " , ")  # between the items of a list
DIVISIONS = {"admin1", "admin2"}
LEAST = 0.001  # and how likely they must be


@dataclass(frozen=True)
class Found:
    """A mention with its name in full and its clue."""

    mention: Mention
    text: str
    clue: Clue


def within(article: Article, mentions: Sequence[Mention]) -> tuple[Name, ...]:
    """The places that an article names, each with its candidates as `detail`: {"candidates": [[id, likelihood], …]}.

    Pure. A name that the gazetteer does not know has no candidates.
    """
    found = [_found(article, mention) for mention in mentions if is_place(article, mention)]
    ends = {(one.mention.field, one.mention.end) for one in found}
    groups = [group for group in _groups(found) if _is_credible(article, group, ends)]
    toponyms = [Toponym(group[0].text, *_clue(group)) for group in groups]
    names = {fold(toponym.text) for toponym in toponyms}
    unseen = sorted({in_full(text) for text in hidden(article, mentions) if fold(in_full(text)) not in names})
    weighed = weigh([*toponyms, *map(Toponym, unseen)], told(article))[: len(groups)]
    return tuple(_name(article, group, scored) for group, scored in zip(groups, weighed, strict=True))


def _found(article: Article, mention: Mention) -> Found:
    text, kind = spelled_out(article, mention)
    return Found(mention, text, clue(article, mention, kind))


def _groups(found: Iterable[Found]) -> Iterable[list[Found]]:
    """Mentions of one name: one name has one sense in an article, unless what stands beside it says otherwise."""
    by_text: dict[str, list[Found]] = {}
    for one in found:
        by_text.setdefault(fold(one.text), []).append(one)
    for together in by_text.values():
        kinds = {one.clue.kind for one in together if one.clue.kind}
        if len(kinds) < 2 and not (kinds & DIVISIONS and any(one.clue.kind is None for one in together)):
            yield together
            continue
        for kind in sorted({one.clue.kind or "" for one in together}):
            yield [one for one in together if (one.clue.kind or "") == kind]


def _is_credible(article: Article, group: Sequence[Found], ends: Collection[tuple[str, int]]) -> bool:
    """Whether a name is a place that the gazetteer knows, or else is spoken of as one.

    `ends` is where the article's place mentions end: an item of a list of places is spoken of as one.
    """
    if candidates(group[0].text) or is_facility(fold(group[0].text)):
        return True
    mentions = [one.mention for one in group]
    if any(is_located(article, mention) for mention in mentions):
        return True
    return any((mention.field, mention.start - len(between)) in ends for mention in mentions for between in LIST)


def _clue(group: Sequence[Found]) -> Clue:
    """The first clues of a name's mentions."""
    container = next((one.clue.container for one in group if one.clue.container), None)
    return Clue(container, next((one.clue.kind for one in group if one.clue.kind), None))


def _name(article: Article, group: Sequence[Found], scored: Sequence[tuple[Place, float]]) -> Name:
    best = scored[0][1] if scored else 0.0
    mentions = tuple(_settled(article, one.mention, best) for one in group)
    kept = [[place.id, round(chance, 4)] for place, chance in scored[:KEPT] if chance >= LEAST]
    longest = max((one.mention.text for one in group), key=lambda text: (len(text), text))
    return Name("place", longest, mentions, rule="place", detail=json.dumps({"candidates": kept}))


def _settled(article: Article, mention: Mention, likelihood: float) -> Mention:
    rule = "metonym" if is_metonym(article, mention) else mention.rule
    return replace(mention, rule=rule, confidence=round(mention.confidence * likelihood, 3))
