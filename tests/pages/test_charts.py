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


def test_dates_that_are_known_to_the_year_or_month_are_kept_among_days() -> None:
    values = ["2022", "2022-02-27", "2022-03", "2022-03-02"]
    days = chart("day", [Period(value, 1, 1) for value in values], url=str)
    assert [bar.value for bar in days.bars if bar.count] == values
    assert [bar.value for bar in days.bars if not bar.count] == ["2022-02-28", "2022-03-01"]
    months = chart("month", [Period("2022", 3, 1), Period("2022-03", 1, 1), Period("soon", 1, 1)], url=str)
    assert [bar.label for bar in months.bars] == ["2022", "March 2022", "soon"]
    assert [bar.value for bar in chart("day", [Period("2022", 1, 1)], url=str).bars] == ["2022"]
