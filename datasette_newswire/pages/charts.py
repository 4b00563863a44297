"""Articles over time as the bars of a small SVG, each linked to the search for its period."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property

from ..search.query import day_or_period
from ..search.results import INTERVALS, Period
from . import words

WIDTH, HEIGHT = 720, 80
MOST_BARS = 400


@dataclass(frozen=True)
class Bar:
    """One period: where its bar stands in the SVG, and what it says."""

    value: str
    label: str
    count: int
    share: float
    url: str
    x: float
    y: float
    width: float
    thick: float
    height: float
    chosen: bool = False

    @property
    def number(self) -> str:
        """The articles, as people write numbers."""
        return words.number(self.count)

    @property
    def percent(self) -> str:
        """The share in percent."""
        return words.percent(self.share)

    @property
    def said(self) -> str:
        """All of it in words."""
        share = f", {self.percent} of all then" if 0 < self.share < 1 else ""
        return f"{self.label}: {words.count(self.count, 'article')}{share}"


@dataclass(frozen=True)
class Chart:
    """Bars without gaps in time, from the first period to the last."""

    interval: str
    bars: tuple[Bar, ...]
    width: int = WIDTH
    height: int = HEIGHT

    @property
    def most(self) -> int:
        """The articles of its highest bar."""
        return max((bar.count for bar in self.bars), default=0)

    @cached_property
    def shared(self) -> bool:
        """Whether its bars are parts of something larger, so that their shares tell more than the counts."""
        return any(0 < bar.share < 1 for bar in self.bars)

    @property
    def first(self) -> str:
        """The label under its left end."""
        return self.bars[0].label if self.bars else ""

    @property
    def last(self) -> str:
        """The label under its right end."""
        return self.bars[-1].label if len(self.bars) > 1 else ""


def chart(interval: str, periods: Sequence[Period], url: Callable[[str], str], chosen: Collection[str] = ()) -> Chart:
    """The chart of the periods; `url` gives the address of a period. More than MOST_BARS bars: the last ones."""
    known = {period.value: period for period in periods}
    values = _filled(interval, sorted(known))[-MOST_BARS:]
    most = max((period.count for period in periods), default=0)
    step = WIDTH / max(len(values), 12)
    bars = (_bar(known, value, step * n, step, most, url, chosen) for n, value in enumerate(values))
    return Chart(interval, tuple(bars))


def _bar(
    known: dict[str, Period],
    value: str,
    x: float,
    step: float,
    most: int,
    url: Callable[[str], str],
    chosen: Collection[str],
) -> Bar:
    period = known.get(value) or Period(value, 0, 0.0)
    height = max(2.0, HEIGHT * period.count / most) if period.count else 0.0
    return Bar(
        value=value,
        label=words.day(value),
        count=period.count,
        share=period.share,
        url=url(value),
        x=round(x, 2),
        y=round(HEIGHT - height, 2),
        width=round(step, 2),
        thick=round(max(1.0, step - min(2.0, step / 5)), 2),
        height=round(height, 2),
        chosen=value in chosen,
    )


def _filled(interval: str, values: Sequence[str]) -> list[str]:
    """All periods from the first value to the last. A date that is not so fine ("2022") stands before its own ones."""
    fine = [value for value in values if len(value) == INTERVALS[interval] and day_or_period(value)]
    return sorted({*values, *_between(interval, fine[0], fine[-1])} if fine else values)


def _between(interval: str, value: str, last: str) -> Iterator[str]:
    while value < last:
        yield value
        value = _next(interval, value)


def _next(interval: str, value: str) -> str:
    if interval == "year":
        return f"{int(value) + 1:04d}"
    if interval == "month":
        return words.month_after(value)
    return (date.fromisoformat(value) + timedelta(days=1)).isoformat()
