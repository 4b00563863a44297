"""Text mended where a scraper or a converter has damaged it: words stuck together, stray punctuation, spaces."""

from __future__ import annotations

import re
from functools import cache

from ..lexicons import words

# A small letter, then a capital inside one word: "BlinkenHe", "sectionComments".
_GLUED = re.compile(r"(?<![\w@#/.'’-])([^\W\d_]*[a-zà-ÿ]{2})([A-ZÀ-Þ][a-zà-ÿ]+)(?![\w@/]|\.\w)")
# A sentence's end without a space before the next: "yesterday.The".
_FULL_STOP = re.compile(r"(?<=[a-zà-ÿ]{2}[.!?])(?=[A-ZÀ-Þ][a-zà-ÿ]+[\s,'’])|(?<=[a-zà-ÿ][.!?][”’\"])(?=[A-ZÀ-Þ][a-zà-ÿ]+\s)")
_DOUBLE_STOP = re.compile(r"(?<=[^\s.])\.\s+\.(?=\s|$)")
_SPACED = re.compile(r"(?<=[^\W_”’\")])\s+(?=[,.](?:\s|$))")
# Tokenised text has a space before every comma and stop: it is left as it is, its offsets are known to others.
_TOKENISED = re.compile(r"\s[,.](?:\s|$)")
MOST = 4  # stray spaces before punctuation in a paragraph; more are the style of the text

_SPARED_START = re.compile(r"(?:Mc|Mac|De|Di|Da|Du|La|Le|Van|Fitz|O|D|L|e|i)$")


@cache
def _brands() -> frozenset[str]:
    return frozenset(word.casefold() for word in words("camel_case.csv"))


def mend(text: str) -> str:
    """A paragraph with its glued words split and stray punctuation mended. Mending twice changes nothing."""
    text = _FULL_STOP.sub(" ", _GLUED.sub(_split, text))
    text = _DOUBLE_STOP.sub(".", text)
    return _SPACED.sub("", text) if 0 < len(_TOKENISED.findall(text)) < MOST else text


def _split(match: re.Match[str]) -> str:
    whole, left, right = match[0], match[1], match[2]
    if _SPARED_START.match(left) or whole.casefold() in _brands():
        return whole
    return f"{left} {right}"
