"""One search over several databases, merged into one list by pages.

Newest and oldest first merge by date. Scores of two archives cannot be compared (each word is as rare as its own
archive makes it), so relevance merges by rank: the best of each database, then the second of each, and so on. What
ties comes by the name of its database. A page ends in the middle of each database's own list, so the token of the
next one holds a place in each of them: nothing repeats, and nothing is left out.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from typing import Any

from . import paging
from .answer import run
from .paging import BadToken, Position
from .query import Search
from .results import Hit, Results

HIGHEST_ID = 2**63 - 1


@dataclass(frozen=True)
class Across:
    """The results of each database by name, and one page of all their articles as (database, article).

    `rule` is "rank" or "date": by what they are merged. `next` is the token of the next page, None on the last.
    """

    results: Mapping[str, Results]
    hits: tuple[tuple[str, Hit], ...]
    rule: str
    next: str | None

    @property
    def total(self) -> int | None:
        """The articles of all databases together; None if counting timed out in one."""
        totals = [results.total for results in self.results.values()]
        return None if None in totals else sum(total for total in totals if total is not None)


async def search_all(datasette: Any, databases: Mapping[str, Collection[str]], search: Search) -> Across:
    """Asks each database ({name: open tables}) and merges a page of their articles.

    Raises BadToken for a token that this search over these databases has not given out.
    """
    places = _read(search.next, databases)
    asked = search.with_(facets=search.facets or ())
    found = {name: await run(datasette, name, asked.page(places[name]), tables) for name, tables in databases.items()}
    by_rank = all(results.order == "relevance" for results in found.values())
    merged = _by_rank(found) if by_rank else _by_date(found)
    hits = tuple(merged[: search.size])
    more = len(merged) > len(hits) or any(results.next for results in found.values())
    token = paging.packed({name: _place(results, hits, name) or places[name] for name, results in found.items()})
    return Across(found, hits, "rank" if by_rank else "date", token if more and hits else None)


def _by_rank(found: Mapping[str, Results]) -> list[tuple[str, Hit]]:
    ranked = sorted(
        (results.offset + place, name, hit) for name, results in found.items() for place, hit in enumerate(results.hits)
    )
    return [(name, hit) for _, name, hit in ranked]


def _by_date(found: Mapping[str, Results]) -> list[tuple[str, Hit]]:
    """By day and time, undated last; each database's own order stays as it is."""
    merged = [(name, hit) for name in sorted(found) for hit in found[name].hits]
    oldest = all(results.order == "oldest" for results in found.values())
    merged.sort(key=lambda each: each[1].published or "", reverse=not oldest)
    return sorted(merged, key=lambda each: each[1].published is None)


def _place(results: Results, hits: tuple[tuple[str, Hit], ...], name: str) -> str | None:
    """The token of where this page ends in a database's own list; None for its start."""
    shown = [hit for database, hit in hits if database == name]
    passed = results.offset + len(shown)
    if results.order != "relevance":
        position = _date_reached(results.order, name, *hits[-1], passed) if hits else None
    else:
        position = Position(shown[-1].published, shown[-1].id, -(shown[-1].score or 0.0), passed) if shown else None
    return paging.token(results.search, results.order, replace(position, relaxed=results.relaxed)) if position else None


def _date_reached(order: str, name: str, database: str, last: Hit, passed: int) -> Position:
    """Where the list of the database `name` goes on after `last` of `database`: of what has its date, the names
    of databases decide."""
    if name == database:
        return Position(last.published, last.id, None, passed)
    all_of_it = (name > database) == (order == "newest")
    return Position(last.published, HIGHEST_ID if all_of_it else -HIGHEST_ID, None, passed)


def _read(token: str | None, databases: Collection[str]) -> Mapping[str, str | None]:
    """The place in each database: None for its start."""
    if token is None:
        return dict.fromkeys(databases)
    places = paging.unpacked(token)
    if not isinstance(places, dict) or not all(isinstance(place, str | None) for place in places.values()):
        raise BadToken(paging.FOREIGN)
    if set(places) != set(databases):
        raise BadToken("The page token belongs to a search over other databases.")
    return places
