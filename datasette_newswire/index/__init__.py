"""What makes finding, counting and ranking fast: full text, packed link tables, and bm25 over decoded postings.

Both sides use it, so it stands beside them: the loader calls `defer`, `catch_up` and `refresh`, the search asks
`FacetIndex`, `Relevance` and `tokens`. Nothing depends on packed links and decoded postings for correctness: what is
not packed, or has changed since, is read from the tables themselves, and what cannot be decoded is asked of FTS5.
"""

from .facets import FEW, Articles, FacetIndex, Ids, Mask
from .packing import letters_of, numbers_in, refresh, version
from .relevance import UNIT, Relevance
from .texts import catch_up, defer
from .tokens import tokens

__all__ = [
    "FEW",
    "UNIT",
    "Articles",
    "FacetIndex",
    "Ids",
    "Mask",
    "Relevance",
    "catch_up",
    "defer",
    "letters_of",
    "numbers_in",
    "refresh",
    "tokens",
    "version",
]
