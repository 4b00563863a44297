"""People in score tables and line-ups, which recognisers trained on sentences half miss.

A table repeats its pattern: "285 Ann Example (Italy) 71", "1-Ann Example, 2-Bo Example", "A. Example b B. Other 46".
Where a recogniser found people between figures and brackets, the names in the same position are people too.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace

from .. import lexicons
from ..models import Article, Field, Kind, Mention
from ..names.forms import fold
from .priors import is_country

FEWEST = 3  # people found in a position make it a column of people
SHARE = 0.7  # of the names that were found in that position
CONFIDENCE = 0.6
PARTICLE = r"(?:(?:van|von|der|den|de|del|da|di|la|le|al|el|bin)\s)*"
PART = rf"{PARTICLE}[A-Z](?:[\w’'-]*[a-z][\w’'-]*|[’']\w+)"
NAME = re.compile(rf"(?:[A-Z]\.\s?)*{PART}(?:\s{PART}){{0,3}}")
ORIGIN = re.compile(r"\s*\(\s*([A-Z][\w. ]{1,20}?)\s*\)")
FIGURE = re.compile(r"\d[\s.)-]*$")
Position = tuple[str, str]


def columns(article: Article, mentions: Sequence[Mention]) -> dict[Position, bool]:
    """The positions between figures or brackets where most names are people's."""
    kinds: dict[Position, Counter[Kind]] = defaultdict(Counter)
    for mention in mentions:
        kinds[position(article.text(mention.field), mention.start, mention.end)][mention.kind] += 1
    return {
        place: True
        for place, votes in kinds.items()
        if _is_tabular(place) and votes["person"] >= max(FEWEST, SHARE * votes.total())
    }


def corrected(article: Article, mentions: Sequence[Mention]) -> list[Mention]:
    """The mentions, those of two words or more that stand in a column of people as people."""
    people = columns(article, mentions)
    return [
        replace(mention, kind="person", rule="roster", confidence=CONFIDENCE)
        if mention.kind == "organization"
        and " " in mention.text
        and position(article.text(mention.field), mention.start, mention.end) in people
        else mention
        for mention in mentions
    ]


def listed(article: Article, field: Field, mentions: Sequence[Mention], covered: bytearray) -> Iterator[Mention]:
    """People of this field's tables that no mention covers yet."""
    wanted = columns(article, mentions)
    if not wanted:
        return
    text = article.text(field)
    for match in NAME.finditer(text):
        start, end = match.span()
        if " " not in match[0] or any(covered[start:end]) or position(text, start, end) not in wanted:
            continue
        if not any(word in lexicons.words("not_names.csv") for word in fold(match[0]).split()):
            yield Mention("person", field, start, end, match[0], mentions[0].extractor, CONFIDENCE, "roster")


def position(text: str, start: int, end: int) -> Position:
    """What stands on both sides of a name: "9" for a figure, "a" for words, else the character itself."""
    ahead = text[max(0, start - 6) : start]
    following = text[end : end + 3].strip()[:1]
    left, right = _class(ahead.strip()[-1:]), _class(following)
    if FIGURE.search(ahead):
        return "9", "a" if right == "a" else "*"
    origin = ORIGIN.match(text, end) if right == "(" else None
    return ("*", "(country)") if origin and is_country(fold(origin[1])) else (left, right)


def _class(character: str) -> str:
    return "9" if character.isdigit() else "a" if character.isalpha() else character


def _is_tabular(place: Position) -> bool:
    return place in {("9", "*"), ("*", "(country)")} or "9" in place[1] or (place[1] == "(" and place[0] in ",;(:")
