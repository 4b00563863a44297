"""What pages print around articles, told by its wording: `data/cues.csv` as a function of a line."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Literal, cast

from ..lexicons import any_of, rows

Strength = Literal["sure", "edge", "hint"]

_EDGES = " \t.,:;!?…*•·–—-|>»›<«‹[](){}\"'“”‘’↓→←▼▲+#"
_QUOTES = re.compile("[‘’ʼ`´]")
_COUNT = re.compile(r"^\d{1,6}\s+|\s*[(\[]\d{1,6}$")  # "12 comments", "Comments (12)"
LONGEST_WHOLE = 60  # characters of a line that can be a phrase and nothing else
LONGEST = 700  # characters; a longer block is prose whatever it has in it


@dataclass(frozen=True, slots=True)
class Cue:
    """A phrase of the page: which rule it speaks for and how strongly."""

    rule: str
    strength: Strength


@dataclass(frozen=True, slots=True)
class _Lexicon:
    whole: dict[str, Cue]
    starts: dict[str, list[tuple[str, Cue]]]  # by the first three characters
    contains: dict[str, Cue]
    pattern: re.Pattern[str]


@cache
def _lexicon() -> _Lexicon:
    whole: dict[str, Cue] = {}
    starts: dict[str, list[tuple[str, Cue]]] = {}
    contains: dict[str, Cue] = {}
    for rule, strength, where, _language, phrase in rows("cues.csv"):
        cue = Cue(rule, cast(Strength, strength))
        if where == "whole":
            whole[phrase] = cue
        elif where == "starts":
            starts.setdefault(phrase[:3], []).append((phrase, cue))
        else:
            contains[phrase] = cue
    return _Lexicon(whole, starts, contains, any_of(contains))


def cue(text: str) -> Cue | None:
    """The cue that a line has, the strongest first, or None."""
    return _cue(text) if len(text) <= LONGEST else None


@lru_cache(4096)
def _cue(text: str) -> Cue | None:
    """Kept for a while: several rooms ask for the same line."""
    lexicon = _lexicon()
    begun = _QUOTES.sub("'", text).casefold().lstrip(_EDGES)
    folded = begun.rstrip(_EDGES)
    if len(folded) <= LONGEST_WHOLE and (found := lexicon.whole.get(_COUNT.sub("", folded))):
        return found
    for phrase, found in lexicon.starts.get(begun[:3], ()):
        if begun.startswith(phrase) and not begun[len(phrase) : len(phrase) + 1].isalpha():
            return found
    inside = lexicon.pattern.search(begun)
    return lexicon.contains[inside.group()] if inside else None
