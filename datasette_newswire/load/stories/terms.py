"""Text → terms: stemmed words, weighted by how much each says about the event that is told."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable
from functools import cache, lru_cache

from ...index.wording import term
from ..lexicons import rows

UNKNOWN = 0.7  # rarity of a word that the table lacks: a name, as a rule

# Rarity falls linearly with the logarithm of frequency, as idf does (Spärck Jones 1972): 0 for a word as common as
# one in 300, 1 for one in a hundred million.
_ZERO, _SPAN = 2.5, 5.5


@lru_cache(1 << 16)
def rarity(stem: str, language: str = "en") -> float:
    """How much a stemmed word tells: 0 for the commonest words of the language, UNKNOWN for names and rare words."""
    share = shares(language).get(stem)
    if share is None:
        return UNKNOWN if len(stem) > 1 else 0.0
    return min(UNKNOWN, max(0.0, (share / 10 - _ZERO) / _SPAN))


def weigh(words: Iterable[str], language: str = "en") -> dict[str, float]:
    """Term → weight in a run of words: (1 + ln count) · rarity, the usual tf-idf with a fixed idf.

    The idf comes from a table and not from the archive, so that an article's terms never change with its neighbours.
    """
    counts = Counter(map(term, [word for word in words if not word[0].isdigit()]))
    weights = {found: (1 + math.log(count)) * rarity(found, language) for found, count in counts.items()}
    return {found: weight for found, weight in weights.items() if weight > 0}


@cache
def shares(language: str) -> dict[str, int]:
    """Stem → tenths of -log10 of its share of a text. English for languages that the file lacks."""
    tables = _tables()
    return tables.get(language) or tables["en"]


@cache
def _tables() -> dict[str, dict[str, int]]:
    found: dict[str, dict[str, int]] = {}
    for language, tenths, terms in rows("rarity.tsv"):
        found.setdefault(language, {}).update(dict.fromkeys(terms.split(" "), int(tenths)))
    return found
