"""Text → words as they are compared, for both sides: folded, stemmed a little."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from itertools import islice

USUAL = 8  # characters of a text, more than enough for a word of it as a rule
WORD = re.compile(r"\d+(?:[.,:]\d+)*|[^\W\d_]+")
# Scripts that put no spaces between words: two neighbouring characters stand for a word.
_UNSPACED = re.compile(r"[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]")


@lru_cache(1 << 16)
def fold(word: str) -> str:
    """A word as compared: lower case, without accents."""
    if word.isascii():
        return word.lower()
    return "".join(c for c in unicodedata.normalize("NFKD", word).lower() if not unicodedata.combining(c))


def stem(word: str) -> str:
    """A folded word without the commonest English endings, after Harman's S stemmer (1991) with -ed and -ing.

    Weak on purpose: two words that tell events apart must not fall together.
    """
    if len(word) > 4 and word.endswith("ies"):
        return word[:-3] + "y"
    if len(word) > 5 and word.endswith("ing"):
        return word[:-3]
    if len(word) > 4 and word.endswith("ed"):
        return word[:-2].rstrip("e")
    if len(word) > 3 and word.endswith("s") and not word.endswith(("ss", "us")):
        word = word[:-1]
    return word[:-1] if len(word) > 4 and word.endswith("e") else word


@lru_cache(1 << 16)
def term(word: str) -> str:
    """A word as printed → the term it stands for."""
    return stem(fold(word))


@lru_cache(4)
def words(text: str, limit: int) -> tuple[str, ...]:
    """The first `limit` words and numbers of a text as printed; pairs of characters where words have no spaces.

    The last ones are kept: a signature asks for the words of one text several times.
    """
    if not _UNSPACED.search(text):
        start = WORD.findall(text[: limit * USUAL])
        if len(start) > limit or len(text) <= limit * USUAL:
            return tuple(start[:limit])
        return tuple(found.group() for found in islice(WORD.finditer(text), limit))
    found: list[str] = []
    for run in _runs(text):
        if len(found) >= limit:
            break
        unspaced = len(run) > 2 and not run.isascii() and _UNSPACED.match(run)
        found += [run[i : i + 2] for i in range(len(run) - 1)] if unspaced else [run]
    return tuple(found[:limit])


def _runs(text: str) -> Iterator[str]:
    return (found.group() for found in WORD.finditer(text))
