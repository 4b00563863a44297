"""What is known of a form before any article is read: demonyms, outlets, large places, common words."""

from __future__ import annotations

from functools import cache, lru_cache

from . import gazetteer, lexicons
from .forms import fold

LARGE = 100_000  # people of a city whose bare name is rather a place than a family name


@cache
def demonyms() -> frozenset[str]:
    """Folded adjectives and inhabitants of places: "welsh", "scots"."""
    return frozenset(fold(word) for word in lexicons.words("places_demonyms.csv"))


@cache
def outlets() -> frozenset[str]:
    """Folded names of news outlets and agencies."""
    rows = lexicons.rows("outlets.csv")
    return frozenset(fold(name) for row in rows for name in (row[0], *(row[3].split(";") if len(row) > 3 else ()))) - {
        ""
    }


@lru_cache(maxsize=16384)
def is_large_place(form: str) -> bool:
    """Whether a folded form is the own name of a country, a division or a large city."""
    return any(
        match.own and (match.place.kind in ("country", "admin1") or match.place.population >= LARGE)
        for match in gazetteer.lookup(form)
    )
