"""One search over several databases.

Newest and oldest first merge by date. Scores of two archives cannot be compared (each word is as rare as its own
archive makes it), so relevance merges by rank: the best of each database, then the second of each, and so on.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from .answer import run
from .query import Search
from .results import Hit, Results


@dataclass(frozen=True)
class Across:
    """The results of each database by name, and the first articles of all as (database, article)."""

    results: Mapping[str, Results]
    hits: tuple[tuple[str, Hit], ...]

    @property
    def total(self) -> int | None:
        """The articles of all databases together; None if counting timed out in one."""
        totals = [results.total for results in self.results.values()]
        return None if None in totals else sum(total for total in totals if total is not None)


async def search_all(datasette: Any, databases: Mapping[str, Collection[str]], search: Search) -> Across:
    """Asks each database ({name: open tables}) and merges the first pages into one."""
    first = search.with_(facets=search.facets or ())
    found = {name: await run(datasette, name, first, tables) for name, tables in databases.items()}
    places = [(name, place, hit) for name, results in found.items() for place, hit in enumerate(results.hits)]
    if all(results.order == "relevance" for results in found.values()):
        places.sort(key=lambda each: (each[1], each[0]))
    else:
        places.sort(key=lambda each: (each[2].published or "", each[0]), reverse=search.order != "oldest")
        places.sort(key=lambda each: each[2].published is None)
    return Across(found, tuple((name, hit) for name, _, hit in places[: search.size]))
