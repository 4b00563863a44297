"""Text → terms: the words of an article, stemmed and weighted by how much each says about its event."""

from __future__ import annotations

import math
import re
import unicodedata
from collections import Counter
from collections.abc import Iterator
from functools import cache
from importlib.resources import files

WORD = re.compile(r"\d+(?:[.,:]\d+)*|[^\W\d_]+")
UNKNOWN = 0.7  # rarity of a word that the table lacks: a name, as a rule

# Rarity falls linearly with the logarithm of frequency, as idf does (Spärck Jones 1972): 0 for a word as common as
# one in 300, 1 for one in a hundred million.
_ZERO, _SPAN = 2.5, 5.5


def fold(word: str) -> str:
    """A word as compared: lower case, without accents."""
    if word.isascii():
        return word.lower()
    return "".join(c for c in unicodedata.normalize("NFKD", word).lower() if not unicodedata.combining(c))


def stem(word: str) -> str:
    """A folded word without the commonest English endings, after Harman's S stemmer (1991) with -ed and -ing.

    Weak on purpose: two words that tell events apart must not fall together. `word` is folded.
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


def words(text: str, limit: int) -> Iterator[str]:
    """The first `limit` words and numbers of a text as printed."""
    for number, found in enumerate(WORD.finditer(text)):
        if number >= limit:
            return
        yield found.group()


def rarity(term: str, language: str = "en") -> float:
    """How much a stemmed word tells: 0 for the commonest words of the language, UNKNOWN for names and rare words."""
    share = _table(language).get(term)
    if share is None:
        return UNKNOWN if len(term) > 1 else 0.0
    return min(UNKNOWN, max(0.0, (share / 10 - _ZERO) / _SPAN))


def weigh(text: str, limit: int, language: str = "en") -> dict[str, float]:
    """Term → weight over the first `limit` words: (1 + ln count) · rarity, the usual tf-idf with a fixed idf.

    The idf comes from a table and not from the archive, so that an article's terms never change with its neighbours.
    """
    counts = Counter(stem(fold(word)) for word in words(text, limit) if not word[0].isdigit())
    weights = {term: (1 + math.log(count)) * rarity(term, language) for term, count in counts.items()}
    return {term: weight for term, weight in weights.items() if weight > 0}


@cache
def _table(language: str) -> dict[str, int]:
    """Stem → tenths of -log10 of its share of a text. English for languages that the file lacks."""
    tables = _tables()
    return tables.get(language) or tables["en"]


@cache
def _tables() -> dict[str, dict[str, int]]:
    found: dict[str, dict[str, int]] = {}
    text = files(__package__.rpartition(".")[0]).joinpath("data/rarity.tsv").read_text("utf-8")
    for line in text.splitlines():
        if not line.startswith("#"):
            language, tenths, terms = line.split("\t")
            found.setdefault(language, {}).update(dict.fromkeys(terms.split(" "), int(tenths)))
    return found
