"""Timelines without gaps."""

from __future__ import annotations

from datasette_newswire.pages.charts import MOST_BARS, chart
from datasette_newswire.search.results import Period


def test_periods_without_articles_keep_their_place() -> None:
    made = chart("month", [Period("2021-11", 2, 1), Period("2022-02", 4, 1)], url=lambda value: f"?{value}")
    assert [bar.value for bar in made.bars] == ["2021-11", "2021-12", "2022-01", "2022-02"]
    assert [bar.count for bar in made.bars] == [2, 0, 0, 4]
    assert made.bars[3].height == made.height
    assert (made.first, made.last) == ("November 2021", "February 2022")


def test_days_and_years_are_counted_on() -> None:
    days = chart("day", [Period("2022-02-28", 1, 1), Period("2022-03-01", 1, 1)], url=str)
    years = chart("year", [Period("1999", 1, 1), Period("2001", 1, 1)], url=str)
    assert len(days.bars) == 2
    assert [bar.label for bar in years.bars] == ["1999", "2000", "2001"]


def test_a_long_time_is_cut_to_its_end() -> None:
    made = chart("year", [Period("0100", 1, 1), Period("2001", 1, 1)], url=str)
    assert len(made.bars) == MOST_BARS
    assert made.bars[-1].value == "2001"


def test_nothing_gives_no_bars() -> None:
    assert chart("year", [], url=str).bars == ()
