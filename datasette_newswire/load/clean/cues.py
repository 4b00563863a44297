"""What pages print around articles, told by its wording: `data/cues.csv` as a function of a line."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import Literal, cast

from ..lexicons import rows

Strength = Literal["sure", "edge", "hint"]

_EDGES = " \t.,:;!?…*•·–—-|>»›<«‹[](){}\"'“”‘’↓→←▼▲+#"
_QUOTES = str.maketrans("‘’ʼ`´", "'''''")
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
    pattern = re.compile("|".join(re.escape(p) for p in sorted(contains, key=len, reverse=True)))
    return _Lexicon(whole, starts, contains, pattern)


def cue(text: str) -> Cue | None:
    """The cue that a line has, the strongest first, or None."""
    if len(text) > LONGEST:
        return None
    lexicon = _lexicon()
    folded = text.translate(_QUOTES).casefold().strip(_EDGES)
    if len(folded) <= LONGEST_WHOLE and (found := lexicon.whole.get(folded)):
        return found
    begun = text.translate(_QUOTES).casefold().lstrip(_EDGES)
    for phrase, found in lexicon.starts.get(begun[:3], ()):
        if begun.startswith(phrase) and not begun[len(phrase) : len(phrase) + 1].isalpha():
            return found
    inside = lexicon.pattern.search(begun)
    return lexicon.contains[inside.group()] if inside else None
