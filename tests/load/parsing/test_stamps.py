"""Lines that are a date and little else."""

from __future__ import annotations

import pytest

from datasette_newswire.load.parsing import stamps

LINES = [
    ("Published 22 Feb 2022", "2022-02-22"),
    ("By Ida Berg | February 28, 2023 | 6 min read", "2023-02-28"),
    ("Posted: Dec 22, 2022 8:25 AM EST | Last Updated: January 2", "2022-12-22"),
    ("Saturday 23 December 2022 05:39, Tarvo", "2022-12-23"),
    ("Actualizado el 24 de febrero de 2022", "2022-02-24"),
    ("Tarvo, 24.02.2022, Ida Berg", "2022-02-24"),
    ("In 2022 the ferry carried more people than in any year before it.", None),
    ("the winter of 2022", None),
    ("Follow us", None),
    ("By Ida Berg and Jan Holm on Monday, November 18th, 2019 at 11:08 a.m.", "2019-11-18"),
    ("Monday November 18, 2019 7:45 am PST by Ida Berg", "2019-11-18"),
    ("Mon 18 Nov 2019 18.54 GMT Last modified on Tue 19 Nov 2019 08.56 GMT", "2019-11-18"),
    ("The ferry sank on 18 November 2019.", None),
    ("الثلاثاء ٢٢ فبراير ٢٠٢٢", "2022-02-22"),
    ("२२ फरवरी २०२२", "2022-02-22"),
]


@pytest.mark.parametrize(("line", "day"), LINES)
def test_a_line_is_a_date_or_none(line: str, day: str | None) -> None:
    found = stamps.read(line)
    assert (found[:10] if found else None) == day


@pytest.mark.parametrize(
    ("line", "moment"),
    [
        ("By Ida Berg, Per Holt, Ann Lee and Jon Moe | Updated Sept. 30, 2023 3:14 p.m.", "2023-09-30T15:14:00"),
        ("11/01/2022 18h20 Atualizado há 3 horas", "2022-01-11T18:20:00"),
        ("19.07.2022 - 14:05 | Son Güncellenme: 19.07.2022 - 16:40", "2022-07-19T14:05:00"),
        ("出版：2023-06-14 19:05", "2023-06-14T19:05:00"),
        ("mis à jour 03 juil. 2022 à 08:10", "2022-07-03T08:10:00"),
    ],
)
def test_the_first_moment_of_a_line_with_marks_between_its_parts(line: str, moment: str) -> None:
    assert stamps.read(line, "pt" if "há" in line else None) == moment


@pytest.mark.parametrize(("line", "bare"), [("giugno 20, 2021", True), ("Budget 2024 passed", False), ("2024", False)])
def test_a_date_and_nothing_else(line: str, bare: bool) -> None:
    assert stamps.is_bare(line) == bare
