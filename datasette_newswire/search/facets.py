"""Facets of a search: what its articles are about, and what choosing a value would leave."""

from __future__ import annotations

import sqlite3
from collections import Counter as Tally
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace

from . import plan as plans
from .counting import Counted, Counter, Wanted, settle, snapshot
from .namesakes import told_apart
from .packed import counter_for
from .plan import NONE_LABELS, Plan, typed_values
from .query import Search
from .results import INTERVALS, Facet, FacetValue, Period, Timeline
from .scope import Filter, Scope

DAYS, MONTHS = 62, 120  # the longest timelines, in days and in months, before the steps get coarser


def facet(conn: sqlite3.Connection, counter: Counter, plan: Plan, scope: Scope, kind: str, size: int) -> Facet:
    """The facet's chosen values, then its commonest `size` others; all counted without its own choice."""
    own = scope.without_choice(kind)
    marked = (*plan.search.values(kind), *plan.search.excluded(kind))
    only = typed_values(kind, marked)
    first = {str(each.value): each for each in counter.values(own, kind, Wanted(len(only), only=only))} if only else {}
    rest = counter.values(own, kind, Wanted(size, without=only))
    chosen = [_chosen(plan, kind, value, first.get(value)) for value in marked if value not in ("none", "unresolved")]
    return Facet(
        kind=kind,
        options=counter.options(own, kind, Wanted(0)),
        values=told_apart(conn, kind, [*sorted(chosen, key=_by_count), *map(value_of, rest)]),
        specials=tuple(_specials(counter, plan, own, kind)),
    )


def _by_count(value: FacetValue) -> tuple[bool, int, str]:
    return not value.selected, -value.count, value.label.casefold()


def value_of(counted: Counted) -> FacetValue:
    """A value that is neither chosen nor excluded."""
    return FacetValue(str(counted.value), counted.label, counted.count)


def _chosen(plan: Plan, kind: str, value: str, counted: Counted | None) -> FacetValue:
    return FacetValue(
        value=value,
        label=plan.labels.get((kind, value), value),
        count=counted.count if counted else 0,
        selected=value in plan.search.values(kind),
        excluded=value in plan.search.excluded(kind),
    )


def _specials(counter: Counter, plan: Plan, own: Scope, kind: str) -> list[FacetValue]:
    """ "none" and, for places, "unresolved", where some article has it or it is chosen."""
    counts = {"none": counter.missing(own, kind)}
    if kind == "place":
        unresolved = Filter("place", unresolved=True)
        counts["unresolved"] = counter.total(Scope(own.match, (*own.filters, unresolved), own.dates, own.roles))
    made = [
        FacetValue(
            value=value,
            label=NONE_LABELS[kind if value == "none" else value],
            count=count,
            selected=value in plan.search.values(kind),
            excluded=value in plan.search.excluded(kind),
        )
        for value, count in counts.items()
    ]
    return [value for value in made if value.count or value.selected or value.excluded]


def timed_out(plan: Plan, kind: str) -> Facet:
    """What is left of a facet that took too long: the chosen values, without counts that would be wrong."""
    marked = (*plan.search.values(kind), *plan.search.excluded(kind))
    return Facet(kind, None, tuple(_chosen(plan, kind, value, None) for value in marked), exact=False)


def timeline(counter: Counter, scope: Scope) -> Timeline:
    """Articles over time by day, month or year, as the span of their dates demands, without the search's own dates."""
    own = scope.without_choice("published")
    interval, found = _steps(counter, own)
    everything = dict(found if own == Scope() else counter.periods(Scope(), INTERVALS[interval]))
    values = tuple(Period(value, count, count / everything[value]) for value, count in found)
    return Timeline(interval, values, counter.missing(own, "published"))


def _steps(counter: Counter, scope: Scope) -> tuple[str, list[tuple[str, int]]]:
    """The interval of a timeline and its periods."""
    months = counter.periods(scope, INTERVALS["month"])
    span = _months(months[-1][0]) - _months(months[0][0]) if months else MONTHS + 1
    if span > MONTHS:
        return "year", counter.periods(scope, INTERVALS["year"])
    days = counter.periods(scope, INTERVALS["day"]) if span <= DAYS // 31 else []
    return ("day", days) if 0 < len(days) <= DAYS else ("month", months)


def _months(period: str) -> int:
    """Months since year 0 of a date, month or year; what is no number counts as 0."""
    year, month = (int(part) if part.isascii() and part.isdigit() else 0 for part in (period[:4], period[5:7]))
    return year * 12 + month


@dataclass(frozen=True)
class Page:
    """One page of all the values of a facet. `letters` are the initials of all values that `facet_q` leaves."""

    search: Search
    options: int
    values: tuple[FacetValue, ...]
    letters: Mapping[str, int]
    page: int
    pages: int


def full(conn: sqlite3.Connection, asked: Search, tables: Collection[str], kind: str, wanted: Wanted) -> Page:
    """All values of a facet by pages, searched by part of a name or by initial."""
    with snapshot(conn):
        counter, made = counter_for(conn), plans.make(conn, asked, tables)
        scope, _ = settle(counter, made)
        own = scope.without_choice(kind)
        wanted = replace(wanted, aliases="entity_names" in tables)
        options = counter.options(own, kind, wanted)
        values = [_marked(made.search, kind, each) for each in counter.values(own, kind, wanted)]
        return Page(
            search=made.search,
            options=options,
            values=told_apart(conn, kind, values),
            letters=_letters(counter, own, kind, wanted),
            page=wanted.offset // wanted.limit + 1,
            pages=max(1, -(-options // wanted.limit)),
        )


def _letters(counter: Counter, own: Scope, kind: str, wanted: Wanted) -> dict[str, int]:
    letters: Tally[str] = Tally()
    for letter, options in counter.initials(own, kind, replace(wanted, initial=None)):
        letters[letter.upper()] += options
    return dict(sorted(letters.items()))


def _marked(search: Search, kind: str, each: Counted) -> FacetValue:
    value = str(each.value)
    return FacetValue(value, each.label, each.count, value in search.values(kind), value in search.excluded(kind))
