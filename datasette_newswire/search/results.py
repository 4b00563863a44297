"""What a search gives: plain values for pages, JSON and the terminal alike."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from .query import Search

INTERVALS = {"year": 4, "month": 7, "day": 10}  # of a timeline, and how many characters of a date each takes


@dataclass(frozen=True)
class Source:
    """A source of an article in one of its roles."""

    id: int
    name: str
    role: str


@dataclass(frozen=True)
class Hit:
    """An article found. Highlights are (start, end) character offsets into the plain text they belong to."""

    id: int
    title: str
    title_highlights: tuple[tuple[int, int], ...]
    snippet: str
    highlights: tuple[tuple[int, int], ...]
    published: str | None
    language: str | None
    sources: tuple[Source, ...]
    story_id: int | None
    score: float | None  # higher is better; None when the order is not by relevance


@dataclass(frozen=True)
class FacetValue:
    """One value of a facet: `value` is what goes into the URL, `count` the articles it has in this search.

    `detail` tells a place from others of its name that stand beside it.
    """

    value: str
    label: str
    count: int
    selected: bool = False
    excluded: bool = False
    detail: str | None = None


@dataclass(frozen=True)
class Facet:
    """A facet: chosen values first, then by count, then by name; `specials` are "none" and "unresolved".

    `options` is the number of distinct values of the search, None when it timed out.
    """

    kind: str
    options: int | None
    values: tuple[FacetValue, ...]
    specials: tuple[FacetValue, ...] = ()
    exact: bool = True


@dataclass(frozen=True)
class Period:
    """A day, month or year of the timeline; `share` is the part (0 to 1) of all its articles that the search has."""

    value: str
    count: int
    share: float


@dataclass(frozen=True)
class Timeline:
    """Articles over time; `undated` counts those without a date. Leaves out the search's own dates."""

    interval: str  # of INTERVALS
    values: tuple[Period, ...]
    undated: int


@dataclass(frozen=True)
class Also:
    """Other spellings that were searched for along with what was typed."""

    typed: str
    spellings: tuple[str, ...]


@dataclass(frozen=True)
class Suggestion:
    """A search that may have been meant, with words for its link."""

    label: str
    search: Search


@dataclass(frozen=True)
class Results:
    """One page of a search with all that surrounds it.

    `search` has names replaced by ids and shorthand filters moved out of `q`: build links from it. `asked` is the
    search as it came. `labels` names every chosen or excluded (kind, value). `total` is None when counting timed out.
    """

    asked: Search
    search: Search
    total: int | None
    hits: tuple[Hit, ...]
    facets: Mapping[str, Facet]
    timeline: Timeline | None
    labels: Mapping[tuple[str, str], str]
    terms: tuple[str, ...]
    notes: tuple[str, ...]
    also: tuple[Also, ...]
    suggestions: tuple[Suggestion, ...]
    timed_out: tuple[str, ...]
    next: str | None
    order: str  # the sort in force
    relaxed: bool = False  # whether it asked for most of its words
    offset: int = 0  # articles on the pages before this one
