"""Tokens as a recogniser reads them best: capitals of headlines and datelines undone, spacing of tokenised text closed.

Recognisers learn from running text. Here each token keeps its place in the article, and only what the recogniser
sees of it changes: the evidence for a word's usual case is the article's own body.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import pairwise

from .. import lexicons
from ..models import Article
from ..parsing.dates import MONTHS
from .priors import is_large_place

WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
STARTS = re.compile(r"(?:^|[.!?:\n\"“‘—–]|\s--?)\s*$")
SPACED = re.compile(r"\s[,.;:)](?=\s|$)")
CLOSE = re.compile(r"[^\s,.;:)][,.;:)](?=\s|$)")
DASHES = frozenset({"(", "-", "--", "—", "–"})
NO_SPACE_BEFORE = frozenset(
    {",", ".", ";", ":", "!", "?", ")", "]", "%", "'s", "’s", "n't", "'", "''", "”", "’", "..."}
)
NO_SPACE_AFTER = frozenset({"(", "[", "$", "£", "€", "``", "“", "‘", "#"})
CAPITAL_RUN = 3  # this many words of capitals in a row are a headline rather than abbreviations
RANKS = 1_000_000  # more than there are words in the lexicon
SMALL = 3  # letters of words such as "of the"
HEADLINE_SHARE = 0.75  # of a title's longer words start with a capital: title case


@dataclass(frozen=True)
class Evidence:
    """How often a word (its key in lower case) stands in lower case, capitalised and in capitals in a body.

    The first word of a sentence has its capital for that reason and does not count.
    """

    lower: Counter[str]
    title: Counter[str]
    upper: Counter[str]

    @staticmethod
    def of(article: Article) -> Evidence:
        """That of an article's body, without a headline at its beginning."""
        return Evidence.of_text(article.body[heading(article) :])

    @staticmethod
    @lru_cache(maxsize=32)  # a batch is recognised first and put together after
    def of_text(body: str) -> Evidence:
        lower, title, upper = Counter[str](), Counter[str](), Counter[str]()
        for match in WORD.finditer(body):
            word = match[0]
            if word.islower():
                lower[word] += 1
            elif word.isupper() and len(word) > 1:
                upper[word.lower()] += 1
            elif len(word) > 1 and not STARTS.search(body, max(0, match.start() - 3), match.start()):
                title[word.lower()] += 1
        return Evidence(lower, title, upper)

    @property
    def capitals(self) -> bool:
        """Whether the body is written in capitals throughout, so that case tells nothing."""
        return bool(self.upper) and self.upper.total() > 10 * (self.lower.total() + self.title.total())

    def usual(self, word: str, default: str) -> str:
        """The word as the body writes it in running text; `default` if it does not."""
        key = word.lower()
        lower, title = self.lower.get(key, 0), self.title.get(key, 0)  # a Counter's [] is slow where nothing is
        if not lower and not title:
            return default
        return capitalised(word) if title > lower else key


@lru_cache(maxsize=65536)
def capitalised(word: str) -> str:
    """ "O'NEILL" → "O'Neill", "SMITH-JONES" → "Smith-Jones", "MCDONALD" → "McDonald"."""
    parts = re.split(r"(['’-])", word.lower())
    text = "".join(part.capitalize() if len(part) > 1 or index == 0 else part for index, part in enumerate(parts))
    return re.sub(r"^Mc([a-z])", lambda match: "Mc" + match[1].upper(), text)


def is_tokenised(text: str) -> bool:
    """Whether punctuation stands apart from the words, as in corpora and some archives."""
    spaced = len(SPACED.findall(text))
    return spaced >= 3 and spaced > len(CLOSE.findall(text))


def closed(words: Sequence[str], spaces: Sequence[bool]) -> list[bool]:
    """Whether a space follows each token, as in ordinary print."""
    out = list(spaces)
    for index, word in enumerate(words):
        if index and word in NO_SPACE_BEFORE:
            out[index - 1] = False
        if word in NO_SPACE_AFTER:
            out[index] = False
    return out


def recased(words: Sequence[str], evidence: Evidence, headline: int) -> list[str]:
    """The tokens without the capitals that are not theirs. The first `headline` are a title, perhaps in title case."""
    out = list(words)
    for start, end in capital_runs(words):
        for index in range(start, end):
            out[index] = _uncapital(words, index, end - start, evidence)
    if is_title_case(out[:headline]):
        out[1:headline] = [_lowered(out, index, evidence) for index in range(1, min(headline, len(out)))]
    return out


def capital_runs(words: Sequence[str]) -> list[tuple[int, int]]:
    """Stretches of tokens without a lower-case letter that begin and end with a word."""
    runs: list[tuple[int, int]] = []
    start = end = -1
    for index, word in enumerate([*words, "a"]):
        if any(map(str.islower, word)):
            if start >= 0:
                runs.append((start, end))
            start = -1
        elif any(map(str.isupper, word)):
            start, end = (index if start < 0 else start), index + 1
    return runs


def _uncapital(words: Sequence[str], index: int, run: int, evidence: Evidence) -> str:
    word = words[index]
    if word == "A" and run >= CAPITAL_RUN and words[index + 1 : index + 2] != ["."]:
        return "a"
    if len(word) < 2 or not word[0].isalpha() or "." in word:
        return word
    if run >= CAPITAL_RUN:
        keep = word if len(word) < 5 and evidence.upper.get(word.lower(), 0) > run else _printed(words, index)
        return evidence.usual(word, keep)
    if len(word) > 3 and (evidence.title[word.lower()] or _before_date(words, index)):
        return capitalised(word)
    return word


def _printed(words: Sequence[str], index: int) -> str:
    """A word of a run in capitals as running text would have it, where the article has none: a common word in lower
    case, but for one of a well-known name ("WHITE HOUSE")."""
    word = words[index]
    if not is_common(word.lower()):
        return capitalised(word)
    pairs = (words[index - 1 : index + 1] if index else (), words[index : index + 2])
    return capitalised(word) if any(_is_name(" ".join(pair).lower()) for pair in pairs) else word.lower()


@lru_cache(maxsize=16384)
def is_common(word: str, among: int = RANKS) -> bool:
    """Whether running text in English seldom writes a word, given in lower case, with a capital; one of the so many
    commonest. Of what a hyphen or an apostrophe joins, all or the first part must be one."""
    parts = re.split("-", re.split("['’]", word)[0])
    ranks = lexicons.ranks("words_en.txt")
    return all(ranks.get(part, RANKS) < among for part in parts)


def _is_name(pair: str) -> bool:
    """Whether two words in lower case are a well-known organization or place: "white house", "new york"."""
    return " " in pair and (pair in _pairs() or is_large_place(pair))


@cache
def _pairs() -> frozenset[str]:
    """Pairs of common words, in lower case, that are a well-known organization: "white house"."""
    names = [name for row in lexicons.rows("organizations.csv") for name in (row[0], *row[1].split(";"))]
    words = [name.lower().split() for name in names]
    pairs = {pair for found in words for pair in pairwise(found)}
    return frozenset(" ".join(pair) for pair in pairs if min(map(len, pair)) > SMALL)


def _before_date(words: Sequence[str], index: int) -> bool:
    """ "SYDNEY 1996-08-30", "NEW YORK, Aug 30", "LONDON (Agency) -": the place of a dateline."""
    following = [word for word in words[index + 1 : index + 5] if not word.isupper() and word not in {",", " "}]
    if not following:
        return False
    return following[0][:1].isdigit() or following[0] in DASHES or following[0][:3].lower() in MONTHS


def heading(article: Article) -> int:
    """How many characters at the beginning of a body are a headline in title case, which its title was made of."""
    title = article.title
    headed = article.title_origin == "lede" and article.body.startswith(title) and is_title_case(title.split())
    return len(title) if headed else 0


def is_title_case(words: Sequence[str]) -> bool:
    longer = [word for word in words if len(word) > 3 and word[0].isalpha()]
    return len(longer) >= 4 and sum(word[0].isupper() for word in longer) >= HEADLINE_SHARE * len(longer)


def _lowered(words: Sequence[str], index: int, evidence: Evidence) -> str:
    """A word of a headline in title case: in lower case if the article never writes it with a capital and either
    writes it without one or has nothing of it, and it is a common word that is part of no well-known name."""
    word = words[index]
    key = word.lower()
    if word.isupper() or evidence.title[key]:
        return word
    return key if evidence.lower[key] else _printed(words, index)
