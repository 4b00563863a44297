"""What is asked: a `Search`, and its way to a URL and back without loss."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date
from functools import lru_cache
from typing import Any
from urllib.parse import quote_plus

VALUED = ("person", "place", "organization", "source", "country", "language")  # facets that have values to choose
KINDS = (*VALUED, "story")  # what articles are filtered by
FACETS = (*VALUED, "published")
ROLES = ("publisher", "agency", "credit")
SORTS = ("relevance", "newest", "oldest")
SIZE, MAX_SIZE = 20, 100
FACET_SIZE, MAX_FACET_SIZE = 10, 100
MOST_VALUES = 500  # of filters; each is shown with URLs that hold all of them: 3,000 took a gigabyte of memory
ON, OFF = ("1", "on", "true", "yes"), ("0", "off", "false", "no")  # as forms and other programs write flags

_DATE = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2})(?:[T ].*)?)?)?", re.DOTALL)


@dataclass(frozen=True)
class Search:
    """A search as it stands in a URL. Equal searches have equal URLs; `problems` is what could not be understood.

    `include` and `exclude` hold (kind, value) pairs; a value is an id, an exact name, "none" or, for places,
    "unresolved". `since` and `until` are dates, months or years, both inclusive. `facets` None means all of them.
    """

    q: str = ""
    include: tuple[tuple[str, str], ...] = ()
    exclude: tuple[tuple[str, str], ...] = ()
    role: tuple[str, ...] = ()
    since: str | None = None
    until: str | None = None
    undated: bool = False
    exact: bool = False
    sort: str | None = None
    size: int = SIZE
    next: str | None = None
    facets: tuple[str, ...] | None = None
    facet_size: int = FACET_SIZE
    problems: tuple[str, ...] = field(default=(), compare=False)

    @classmethod
    def from_args(cls, pairs: Iterable[tuple[str, str]]) -> Search:
        """The search in a URL's decoded (key, value) pairs. Never raises: what is wrong goes to `problems`."""
        reader = _Reader([(key, clean(value)) for key, value in pairs])
        return cls(
            q=reader.last("q") or "",
            include=reader.chosen(""),
            exclude=reader.chosen("not_"),
            role=reader.several("role", ROLES),
            since=reader.date("from"),
            until=reader.date("to"),
            undated=reader.flag("undated"),
            exact=reader.flag("exact"),
            sort=reader.one("sort", SORTS),
            size=reader.number("size", SIZE, 1, MAX_SIZE),
            next=reader.last("next"),
            facets=reader.facets(),
            facet_size=reader.number("facet_size", FACET_SIZE, 0, MAX_FACET_SIZE),
            problems=tuple(reader.problems),
        )

    def pairs(self) -> list[tuple[str, str]]:
        """(key, value) pairs from which `from_args` makes this search again; defaults are left out."""
        out = [("q", self.q)] if self.q else []
        out += self.include
        out += [(f"not_{kind}", value) for kind, value in self.exclude]
        out += [("role", role) for role in self.role]
        out += [(key, value) for key, value in (("from", self.since), ("to", self.until)) if value]
        out += [(key, "1") for key, on in (("undated", self.undated), ("exact", self.exact)) if on]
        out += [("sort", self.sort)] if self.sort else []
        out += [("size", str(self.size))] if self.size != SIZE else []
        out += [("facet", name) for name in (self.facets or ("none",))] if self.facets is not None else []
        out += [("facet_size", str(self.facet_size))] if self.facet_size != FACET_SIZE else []
        out += [("next", self.next)] if self.next else []
        return out

    def to_query_string(self) -> str:
        """The part of a URL after the question mark."""
        return "&".join([_encoded(*pair) for pair in self.pairs()])

    def values(self, kind: str) -> tuple[str, ...]:
        """The chosen values of a facet."""
        return tuple(value for chosen, value in self.include if chosen == kind)

    def excluded(self, kind: str) -> tuple[str, ...]:
        """The values of a facet that articles must not have."""
        return tuple(value for chosen, value in self.exclude if chosen == kind)

    @property
    def order(self) -> str:
        """The sort in force: the one asked for, else relevance with words and newest without."""
        default = "relevance" if self.q.strip() else "newest"
        return self.sort or default

    @property
    def filtered(self) -> bool:
        """Whether anything but words narrows the search."""
        return bool(self.include or self.exclude or self.since or self.until or self.undated)

    def with_(self, **changes: Any) -> Search:
        """This search with other fields, on its first page."""
        made = object.__new__(Search)  # not replace(), which takes four times as long: a page has a hundred URLs
        made.__dict__.update(self.__dict__, next=None)
        made.__dict__.update(changes)
        return made

    def page(self, token: str | None) -> Search:
        """The same search on the page that starts after `token`."""
        return replace(self, next=token)

    def toggle(self, kind: str, value: str) -> Search:
        """With the value chosen, or no longer chosen if it was; in either case not excluded."""
        pair = (kind, value)
        include = without(self.include, pair) if pair in self.include else (*self.include, pair)
        return self.with_(include=include, exclude=without(self.exclude, pair))

    def toggle_exclude(self, kind: str, value: str) -> Search:
        """With the value excluded, or no longer excluded if it was; in either case not chosen."""
        pair = (kind, value)
        exclude = without(self.exclude, pair) if pair in self.exclude else (*self.exclude, pair)
        return self.with_(exclude=exclude, include=without(self.include, pair))

    def clear(self) -> Search:
        """The words alone, without any filter."""
        return self.with_(include=(), exclude=(), role=(), since=None, until=None, undated=False)


@lru_cache(maxsize=4096)  # a page has a hundred URLs, most of them of the same words
def _encoded(key: str, value: str) -> str:
    return f"{key}={quote_plus(value)}"


def without(pairs: tuple[tuple[str, str], ...], pair: tuple[str, str]) -> tuple[tuple[str, str], ...]:
    """The pairs except one."""
    return tuple(other for other in pairs if other != pair)


def clean(text: str) -> str:
    """Text that SQLite and URLs can carry: no NUL, no lone surrogates, no white space around it."""
    return text.replace("\0", " ").encode("utf-8", "replace").decode("utf-8").strip()


def day_or_period(text: str) -> str | None:
    """An ISO date, month ("2022-02") or year ("2022") out of `text`, None if it is none of these."""
    match = _DATE.fullmatch(text)
    if not match or not text.isascii():
        return None
    year, month, day = match.groups()
    try:
        date(int(year), int(month or 1), int(day or 1))
    except ValueError:
        return None
    return "-".join(part for part in (year, month, day) if part)


class _Reader:
    """Reads typed values out of pairs and collects what is wrong with them."""

    def __init__(self, pairs: list[tuple[str, str]]) -> None:
        self.pairs = [(key, value) for key, value in pairs if value]
        self.problems: list[str] = []

    def all(self, key: str) -> tuple[str, ...]:
        return tuple(dict.fromkeys(value for other, value in self.pairs if other == key))

    def last(self, key: str) -> str | None:
        return next((value for other, value in reversed(self.pairs) if other == key), None)

    def chosen(self, prefix: str) -> tuple[tuple[str, str], ...]:
        kinds = {prefix + kind: kind for kind in KINDS}
        pairs = tuple(dict.fromkeys((kinds[key], value) for key, value in self.pairs if key in kinds))
        if len(pairs) > MOST_VALUES:
            self.problems.append(f"Only the first {MOST_VALUES} of {len(pairs)} filters were used.")
        return pairs[:MOST_VALUES]

    def several(self, key: str, allowed: tuple[str, ...]) -> tuple[str, ...]:
        values = self.all(key)
        wrong = [value for value in values if value not in allowed]
        self.problems += [f"{key}={value} is not one of {', '.join(allowed)}." for value in wrong]
        return tuple(value for value in values if value in allowed)

    def one(self, key: str, allowed: tuple[str, ...]) -> str | None:
        values = self.several(key, allowed)
        return values[-1] if values else None

    def flag(self, key: str) -> bool:
        value = (self.last(key) or "0").lower()
        if value not in (*ON, *OFF):
            self.problems.append(f"{key}={value[:40]} is not 1 or 0.")
        return value in ON

    def date(self, key: str) -> str | None:
        value = self.last(key)
        found = day_or_period(value) if value else None
        if value and not found:
            self.problems.append(f"{key}={value} is not a date like 2022-02-01, 2022-02 or 2022.")
        return found

    def number(self, key: str, default: int, low: int, high: int) -> int:
        value = self.last(key)
        if value is None:
            return default
        whole = value.isascii() and value.isdigit()
        number = int(value[-9:]) if whole and len(value) < 10 else high + 1 if whole else default
        if not whole or not low <= number <= high:
            self.problems.append(f"{key}={value[:40]} is not a number from {low} to {high}.")
        return min(max(number, low), high)

    def facets(self) -> tuple[str, ...] | None:
        if not self.all("facet"):
            return None
        return tuple(name for name in self.several("facet", (*FACETS, "none")) if name != "none")
