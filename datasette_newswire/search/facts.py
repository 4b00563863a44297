"""The checkable facts of a text: numbers with their units, days, quotations.

Words for numbers, days and months are English; figures and quotation marks are of any language.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from ..index.wording import fold, stem

_SCALES = {
    "hundred": 1e2, "thousand": 1e3, "k": 1e3, "million": 1e6, "m": 1e6, "mln": 1e6, "billion": 1e9, "bn": 1e9,
    "bln": 1e9, "trillion": 1e12,
}  # fmt: skip
_VALUES = {
    "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10,
    "eleven": 11, "twelve": 12, "thirteen": 13, "fourteen": 14, "fifteen": 15, "sixteen": 16, "seventeen": 17,
    "eighteen": 18, "nineteen": 19, "twenty": 20, "thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "seventy": 70,
    "eighty": 80, "ninety": 90,
}  # fmt: skip
_SPELT = "|".join(sorted(_VALUES, key=len, reverse=True))
_NUMBER = re.compile(
    rf"(?P<money>[$€£¥])?(?:(?P<figures>(?<![\w.])\d+(?:[.,]\d+)*)|\b(?P<spelt>(?:{_SPELT})(?:-(?:{_SPELT}))?)\b)"
    rf"(?:[\s-]?(?P<scale>{'|'.join(_SCALES)})\b)?(?P<percent>\s?(?:%|percent\b|per cent\b|pct\b))?",
    re.IGNORECASE,
)
_MARK = re.compile(r"[.,]")
_NEXT = re.compile(r"[\s-]*([^\W\d_]+)")
_LITTLE = frozenset({
    "a", "an", "and", "as", "at", "by", "for", "from", "had", "have", "in", "more", "of", "on", "or", "other",
    "than", "that", "the", "to", "was", "were", "who", "with",
})  # fmt: skip

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH = r"(?P<month>jan|feb|mar|apr|may|june?|july?|aug|sept?|oct|nov|dec)[a-z]*\.?"
_DATE = re.compile(
    rf"\b(?:(?P<weekday>mon|tues|wednes|thurs|fri|satur|sun)day|(?P<iso>\d{{4}}-\d\d-\d\d)"
    rf"|{_MONTH}\s(?P<day>\d{{1,2}})(?:st|nd|rd|th)?(?:,?\s(?P<year>\d{{4}}))?"
    rf"|(?P<day2>\d{{1,2}})(?:st|nd|rd|th)?\s{_MONTH.replace('<month>', '<month2>')}(?:,?\s(?P<year2>\d{{4}}))?)\b",
    re.IGNORECASE,
)
_QUOTE = re.compile('“([^“”]{10,1000})”|"([^"\n]{10,1000})"|„([^„“”]{10,1000})[“”]|«([^«»]{10,1000})»')


@dataclass(frozen=True)
class Fact:
    """Something a text states: `value` is what is compared, `unit` says of what (facts of one unit can disagree)."""

    start: int
    end: int
    text: str
    value: str
    unit: str


def numbers(text: str) -> Iterator[Fact]:
    """Amounts in figures and words; their unit is a currency, percent or the thing counted. Dates are left out."""
    taken = [(found.start(), found.end()) for found in _DATE.finditer(text)]
    for found in _NUMBER.finditer(text):
        if not any(start < found.end() and found.start() < end for start, end in taken):
            yield Fact(found.start(), found.end(), found.group(), f"{_amount(found):g}", _unit(found, text))


def dates(text: str) -> Iterator[Fact]:
    """Days of the week and days of the month; the year counts where it is printed."""
    for found in _DATE.finditer(text):
        part = found.groupdict()
        if part["weekday"]:
            yield Fact(found.start(), found.end(), found.group(), part["weekday"].lower()[:3], "day of the week")
        elif part["iso"]:
            yield Fact(found.start(), found.end(), found.group(), part["iso"][5:], "day")
        else:
            month = _MONTHS.index((part["month"] or part["month2"]).lower()[:3]) + 1
            day = int(part["day"] or part["day2"])
            yield Fact(found.start(), found.end(), found.group(), f"{month:02}-{day:02}", "day")


def quotes(text: str) -> Iterator[Fact]:
    """What stands in quotation marks, from ten characters on."""
    for found in _QUOTE.finditer(text):
        inner = next(group for group in range(1, 5) if found.group(group))
        start, end = found.span(inner)
        yield Fact(start, end, text[start:end], " ".join(text[start:end].split()).strip(" ,."), "quotation")


def _amount(found: re.Match[str]) -> float:
    spelt = (found["spelt"] or "").lower()
    value = float(sum(_VALUES[part] for part in spelt.split("-"))) if spelt else _figures(found["figures"])
    return value * _SCALES.get((found["scale"] or "").lower(), 1)


def _figures(figures: str) -> float:
    """1,234.5 and 1.234,5 and 3,5: the last mark is a decimal one unless three digits follow it."""
    parts = _MARK.split(figures[:40])
    if len(parts) == 1 or len(parts[-1]) == 3 or (len(parts) > 2 and len(set(_MARK.findall(figures))) == 1):
        return float("".join(parts))
    return float("".join(parts[:-1]) + "." + parts[-1])


def _unit(found: re.Match[str], text: str) -> str:
    if found["percent"]:
        return "%"
    if found["money"]:
        return str(found["money"])
    at = found.end()
    for _ in range(2):
        if (word := _NEXT.match(text, at)) is None:
            return ""
        if (plain := fold(word.group(1))) not in _LITTLE:
            return stem(plain)
        at = word.end()
    return ""
