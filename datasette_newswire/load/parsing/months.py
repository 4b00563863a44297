"""Dates with a month's name in any language: which month and day they mean, by lexicon (`data/months.csv`,
`data/date_words.csv`).

A general parser of dates (dateparser) reads more than dates: it takes half a second to start in forty languages, some
milliseconds for each line that is none, and skips words it does not know. Here every word must be one of a date.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache

from ..lexicons import rows

_TOKEN = re.compile(r"\d+|[^\s\d.,;:|/()«»\"“”–—·-]+(?:\.[^\s\d.,;:|/()–—-]+)*")
_HEBREW_IN = "ב"  # "in", written together with the month


def plain(word: str) -> str:
    """A word as it is compared: small letters, without accents, vowel signs and the stop of an abbreviation."""
    apart = unicodedata.normalize("NFKD", word.casefold())
    return "".join(c for c in apart if not unicodedata.combining(c)).strip(" .")


@cache
def _lexicon() -> tuple[dict[str, dict[str, int]], frozenset[str]]:
    """Each name of a month with what it means by language; weekdays and other words that may stand with it."""
    months: dict[str, dict[str, int]] = {}
    others = {word for _, words in rows("date_words.csv") for word in words.split()}
    for language, number, names in rows("months.csv"):
        for name in names.split("|"):
            if number == "0":
                others.add(name)
            else:
                months.setdefault(name, {})[language] = int(number)
    return months, frozenset(others)


def month_of(word: str, language: str) -> int | None:
    """1–12 for a month's name: in `language` if it is one there, else in all that know it, should they agree."""
    months, _ = _lexicon()
    known = months.get(plain(word)) or months.get(plain(word).removeprefix(_HEBREW_IN)) or {}
    if language in known:
        return known[language]
    meant = set(known.values())
    return meant.pop() if len(meant) == 1 else None


def parts(text: str, language: str) -> dict[str, int] | None:
    """y, m and perhaps d of a text that is a date with a month's name and nothing else, or None.

    `language` is an ISO 639-1 code or "". Of two numbers the one with four figures is the year; the day stands beside
    the month.
    """
    found: dict[str, int] = {}
    numbers: list[tuple[int, str]] = []
    place = -1
    for i, token in enumerate(_TOKEN.findall(text)):
        month = None if token.isdigit() or "m" in found else month_of(token, language)
        if month:
            found["m"], place = month, i
        elif token.isdigit():
            numbers.append((i, token))
        elif not _goes_with(token):
            return None
    years = [number for _, number in numbers if len(number) == 4]
    days = [(abs(i - place), number) for i, number in numbers if len(number) <= 2]
    if "m" not in found or len(years) != 1 or len(days) > 1 or len(days) + 1 != len(numbers):
        return None
    return found | {"y": int(years[0])} | ({"d": int(days[0][1])} if days and days[0][0] <= 3 else {})


def are_words(text: str) -> bool:
    """Whether a text has nothing but words that stand in dates."""
    return all(_goes_with(token) for token in _TOKEN.findall(text))


def is_of_date(word: str) -> bool:
    """Whether a word stands in dates: a month's name, a weekday's, a function word."""
    return plain(word) in _lexicon()[0] or _goes_with(word)


def _goes_with(token: str) -> bool:
    word = plain(token)
    return len(word) == 1 or word in _lexicon()[1]
