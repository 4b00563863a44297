"""Biographies of authors behind their articles: who wrote it, and for whom."""

from __future__ import annotations

import re
from dataclasses import dataclass

from .bylines import name_of

LONGEST = 900  # characters of a biography

_ROLE = (
    r"(?:(?:\w+[- ]){0,4}?(?:news\s+)?(?:writer|reporter|journalist|correspondent|editor|columnist|author|producer"
    r"|blogger|freelancer|contributor|intern|fellow|critic))"
)
_ROLE_ELSEWHERE = (
    r"(?:periodista|jornalista|journaliste|redactora?|redatora?|rédact\w+|Redakteur\w*|Journalist\w*|giornalista"
    r"|corresponsal|correspondente|Korrespondent\w*)"
)
_NAMED = r"(?P<name>[A-ZÀ-Þ][\w.'’-]+(?:\s+[A-ZÀ-Þ][\w.'’-]*){1,3})"
_DOES = r"(?:(?:is|was|has been)\s+(?!not\b|\w+ing\b)|works|covers|writes|joined)"
_PATTERNS = (
    re.compile(rf"(?:[Hh]i[,!]?\s+)?(?:I\s*[’'a]?\s*a?m|[Mm]y name is)\s+{_NAMED}\b.{{0,120}}?\b{_ROLE}\b", re.S),
    re.compile(
        rf"(?:[Aa]bout(?: the author)?:?\s+)?{_NAMED},?\s+{_DOES}\b.{{0,80}}?\b(?:{_ROLE}|covers|writes|reports)\b",
        re.S,
    ),
    re.compile(rf"{_NAMED}\s+(?:es|é|est|ist|è)\s+(?:un[ae]?\s+|uma?\s+|eine?\s+)?{_ROLE_ELSEWHERE}\b"),
)
# What follows an author's name, where it is known to be one ("Ida is a cook and writer who lives in Tarvo").
LIVES = re.compile(
    r",?\s+(?:(?:is|was|has been)\s+(?:an?|the)\b|writes|covers|reports|works|lives|(?:es|é|est|è|ist)\s+\w)"
)
_FOR = re.compile(
    r"\b(?:for|at|with)\s+(?:the\s+)?(?P<outlet>[A-ZÀ-Þ][\w&'’-]*"
    r"(?:(?:\s+|\.(?=\w))(?:of\s+|and\s+|the\s+)?[A-ZÀ-Þ][\w&'’-]*){0,4})"
)


@dataclass(frozen=True, slots=True)
class Biography:
    """Who an author's biography is about, and for whom it says he or she writes."""

    name: str | None
    outlet: str | None


def read(text: str) -> Biography | None:
    """Name and outlet out of a block that is an author's biography, or None if it is none."""
    if len(text) > LONGEST:
        return None
    match = next((m for pattern in _PATTERNS if (m := pattern.match(text))), None)
    if not match:
        return None
    outlet = _FOR.search(text, match.start("name"))
    return Biography(name_of(match["name"]), outlet["outlet"].strip(" .,") if outlet else None)
