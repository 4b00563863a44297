"""Text mended where a scraper or a converter has damaged it: words stuck together, stray punctuation, spaces."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from ..lexicons import words
from . import spaces
from .features import stopwords

# A small letter, then a capital inside one word: "BlinkenHe", "sectionComments".
_GLUED = re.compile(r"(?<![\w@#/.'’-])([^\W\d_]*[a-zà-ÿ]{2})([A-ZÀ-Þ][a-zà-ÿ]+)(?![\w@/]|\.\w)")
_INNER_CAPITAL = re.compile(r"[A-ZÀ-Þ](?<=[a-zà-ÿ].)[a-zà-ÿ]")  # without one there is nothing glued
# The same before a word of one letter, in small letters throughout: "segunda-feiraO ministro", "yesterdayA man".
_GLUED_LETTER = re.compile(r"(?<![\w@#/.'’-])((?:[a-zà-ÿ]+-)*[a-zà-ÿ]{3,})([A-ZÀ-Þ])(?=\s[a-zà-ÿ])")
_LAST_CAPITAL = re.compile(r"[a-zà-ÿ][A-ZÀ-Þ]\s[a-zà-ÿ]")
# A sentence's end without a space before the next: "yesterday.The".
_FULL_STOP = re.compile(
    r"(?<=[a-zà-ÿ]{2}[.!?])(?=[A-ZÀ-Þ][a-zà-ÿ]+[\s,'’])|(?<=[a-zà-ÿ][.!?][”’\"])(?=[A-ZÀ-Þ][a-zà-ÿ]+\s)"
)
_STUCK = re.compile(r"[.!?][”’\"]?[A-ZÀ-Þ]")  # each of those has it, and few lines have
_DROP_CAP = re.compile(r"([B-DF-HJ-NP-XZ])\s([a-zà-ÿ]+)(?=[\s,;:’'-])")  # the others are words in some language
_DOUBLE_STOP = re.compile(r"(?<=[^\s.])\s?\.\s+\.(?=\s|$)")
_SPACED = re.compile(r"(?<=[^\W_])\s+(?=[,.](?:\s|$))")
_SPACE_BEFORE = re.compile(r"\s[,.]")
_WORD = re.compile(r"[^\W\d_]+")
MOST = 4  # stray spaces before punctuation in a paragraph; more are the style of the text, which is tokenised then
_SPARED = ("mc", "mac", "de", "di", "da", "du", "la", "le", "van", "fitz")


def mend(paragraphs: Sequence[str], language: str | None = None) -> list[str]:
    """The paragraphs of an article with their glued words split and stray punctuation mended.

    A capital within a word is more often a brand's than an accident's, so two words are told apart only on evidence:
    the second is a function word ("BlinkenHe"), the first begins small ("sectionComments"), or both stand in the
    article by themselves; and the form does not recur.
    """
    paragraphs = spaces.restored(paragraphs) if language == "en" else paragraphs
    counts: Counter[str] = Counter()

    def count(word: str) -> int:
        if not counts:  # counted when first asked for: most articles have nothing glued
            counts.update(word for text in paragraphs for word in _WORD.findall(text))
        return counts[word]

    def split(match: re.Match[str]) -> str:
        whole, left, right = match[0], match[1], match[2]
        if whole.casefold() in spaces.brands():
            return whole
        if left in spaces.BEHIND and count(right):  # "byReuters"
            return f"{left} {right}"
        name = left[0].isupper() and _INNER_CAPITAL.search(left) and not count(left)  # "GoFundMe"
        if left.casefold() in _SPARED or len(left) < 3 or name:
            return whole
        function = right.casefold() in stopwords() and len(right) > 1
        evidence = function or (count(whole) < 2 and (left[0].islower() or (count(left) and count(right))))
        return f"{left} {right}" if evidence else whole

    mended = [_GLUED.sub(split, text) if _INNER_CAPITAL.search(text) else text for text in paragraphs]
    return [_punctuation(_letters_apart(_initial(text))) for text in mended]


def _initial(text: str) -> str:
    """The text with its first letter back at its word, where it was set large ("H arbours are closed")."""
    match = _DROP_CAP.match(text)
    if not match:
        return text
    letter, rest = match.groups()
    known = words("words_en.txt")
    is_pair = rest in known and f"{letter}{rest}".casefold() not in known  # "T cells"
    return text if is_pair else f"{letter}{text[match.start(2) :]}"


def _letters_apart(text: str) -> str:
    """The text with articles, conjunctions and the like of one letter ("A", "O", "Y") off the words before them."""
    if not _LAST_CAPITAL.search(text):
        return text
    return _GLUED_LETTER.sub(
        lambda match: f"{match[1]} {match[2]}" if match[2].casefold() in stopwords() else match[0], text
    )


def _punctuation(text: str) -> str:
    if _STUCK.search(text):
        text = _FULL_STOP.sub(" ", text)
    if not _SPACE_BEFORE.search(text):
        return text
    text = _DOUBLE_STOP.sub(".", text)
    stray = _SPACED.findall(text)
    return _SPACED.sub("", text) if 0 < len(stray) < MOST else text
