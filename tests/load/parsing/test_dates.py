"""Dates as they are printed, in ISO 8601 and no finer."""

from __future__ import annotations

from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from datasette_newswire.load.parsing import dates

NOW = datetime(2026, 1, 1)

READ = [
    ("2022-02-24T10:30:00Z", None, "2022-02-24T10:30:00+00:00"),
    ("2022-02-24 10:30:00.123+0100", None, "2022-02-24T10:30:00+01:00"),
    ("20220224T103000-0500", None, "2022-02-24T10:30:00-05:00"),
    ("2022-02", None, "2022-02"),
    ("2022", None, "2022"),
    ("Thu, 24 Feb 2022 10:30:00 EST", None, "2022-02-24T10:30:00-05:00"),
    ("Thu Feb 24 10:30:00 CET 2022", None, "2022-02-24T10:30:00+01:00"),
    ("Thu Feb 24 2022 10:30:00 GMT+0100 (Central European Standard Time)", None, "2022-02-24T10:30:00+01:00"),
    ("February 24, 2022 at 3:05 pm", None, "2022-02-24T15:05:00"),
    ("Published: 24th of February 2022", None, "2022-02-24"),
    ("12:15 AM", None, None),
    ("Feb. 2022", None, "2022-02"),
    ("26-FEB-1987 15:01:01.79", None, "1987-02-26T15:01:01"),
    ("24 févr. 2022 à 15h30", "fr", "2022-02-24T15:30:00"),
    ("24. Februar 2022, 15:30 Uhr", "de", "2022-02-24T15:30:00"),
    ("24 de fevereiro de 2022", None, "2022-02-24"),
    ("февраль 2022", None, "2022-02"),
    ("24 лютого 2022 р.", "uk", "2022-02-24"),
    ("24. marraskuuta 2021", "fi", "2021-11-24"),
    ("٢٤ فبراير ٢٠٢٢", "ar", "2022-02-24"),
    ("２０２２年２月２４日 午後3時5分", None, "2022-02-24T15:05:00"),
    ("令和4年2月24日", None, "2022-02-24"),
    ("2022년 2월 24일", None, "2022-02-24"),
    ("24 กุมภาพันธ์ 2565", "th", "2022-02-24"),
    ("22 de fevereiro de 2022 às 14h30", None, "2022-02-22T14:30:00"),
    ("1er mars 2022", "fr", "2022-03-01"),
    ("22 февраля 2022 г., 15:05", None, "2022-02-22T15:05:00"),
    ("22 lutego 2022 r., godz. 15:05", None, "2022-02-22T15:05:00"),
    ("2022. február 22. 15:05", "hu", "2022-02-22T15:05:00"),
    ("2022 m. vasario 22 d.", "lt", "2022-02-22"),
    ("24 בפברואר 2022", "he", "2022-02-24"),
    ("24 tháng 2, 2022", "vi", "2022-02-24"),
    ("12 listopada 2021", "pl", "2021-11-12"),
    ("12. listopada 2021.", "hr", "2021-10-12"),
    ("12 listopada 2021", None, None),
    ("at 3:05 p.m. ET on February 24, 2022", None, "2022-02-24T15:05:00"),
    ("24/02/2022 às 15h05", "pt", "2022-02-24T15:05:00"),
    ("march of 5000 people in 2022", None, None),
    ("12 people in May 2022", None, None),
    ("1645700000", None, "2022-02-24T10:53:20+00:00"),
    ("03.04.2022", None, "2022-04-03"),
    ("13/04/2022", None, "2022-04-13"),
    ("04/13/22", None, "2022-04-13"),
    ("05/05/2022", None, "2022-05-05"),
    ("03/04/2022", "en-US", "2022-03-04"),
    ("03/04/2022", "en_GB", "2022-04-03"),
    ("03/04/2022", "es", "2022-04-03"),
    ("01/15/63", None, "1963-01-15"),
    ("hello", None, None),
    ("May", None, None),
    ("yesterday", None, None),
    ("in 2 hours", None, None),
    ("", None, None),
]


@pytest.mark.parametrize(("printed", "language", "iso"), READ)
def test_what_is_printed_is_read_and_no_more(printed: str, language: str | None, iso: str | None) -> None:
    parsed = dates.parse(printed, language=language, base=NOW)
    assert (parsed.value if parsed else None) == iso


@pytest.mark.parametrize(
    ("printed", "why"),
    [
        ("03/04/2022", "either way round"),
        ("1970-01-01T00:00:00Z", "missing date"),
        ("2026-03-01", "future"),
        ("0001-01-01", "before 1500"),
        ("2022-02-30", "no such day"),
        ("2022-02-24T25:00:00", "no such day"),
    ],
)
def test_what_cannot_be_trusted_is_left_out_with_a_note(printed: str, why: str) -> None:
    parsed = dates.parse(printed, base=NOW)
    assert parsed is not None
    assert parsed.value is None
    assert why in parsed.notes[0]


def test_a_day_ahead_is_a_time_zone_and_not_the_future() -> None:
    parsed = dates.parse("2026-01-01T20:00:00+13:00", base=NOW)
    assert parsed and parsed.value == "2026-01-01T20:00:00+13:00"


def test_the_order_of_a_column_is_that_of_its_telling_dates() -> None:
    assert dates.order_of(["03/04/2022", "14/04/2022"]) == "dmy"
    assert dates.order_of(["03/04/2022", "04/14/2022"]) == "mdy"
    assert dates.order_of(["13/04/2022", "04/14/2022"]) is None
    assert dates.order_of(["03/04/2022", "", "never"]) is None
    parsed = dates.parse("03/04/2022", order="mdy")
    assert parsed and parsed.value == "2022-03-04"


@given(
    st.datetimes(datetime(1600, 1, 1), datetime(2025, 12, 31)), st.sampled_from(["%Y-%m-%d", "%d %B %Y", "%B %d, %Y"])
)
def test_a_day_survives_every_way_of_writing_it(day: datetime, form: str) -> None:
    parsed = dates.parse(day.strftime(form), language="en", base=NOW)
    assert parsed and parsed.value == day.date().isoformat()


@given(st.text(alphabet="0123456789-/.:TZ+ ,年月日APMjanfebmarécдек", max_size=40))
def test_no_text_is_too_strange(text: str) -> None:
    parsed = dates.parse(text, base=NOW)
    assert parsed is None or parsed.value is None or parsed.value[:4].isdigit()
