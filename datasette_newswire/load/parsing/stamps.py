"""Lines of a page that are a date and little else: "Published 22 Feb 2022", "By A | February 28, 2023 | 6 min read"."""

from __future__ import annotations

import re

from . import dates, months

LONGEST = 90  # characters of such a line
MOST_WORDS = 6  # names, roles and labels beside the date
SENTENCE = 2  # so many words beside a date, and a full stop, are a sentence

_YEAR = re.compile(r"\b(?:19|20)\d\d\b|\b\d{1,2}[./]\d{1,2}[./]\d\d\b|[年년]")
_WORDS = re.compile(r"[^\W\d_]+")
_ZONE = re.compile(r"\b(?:[A-Z]{1,3}T|UTC)\b")
_FULL_STOP = re.compile(r"(?<!\.[mM])[.!?][\"'”’»)]*$")  # "a.m." ends no sentence
_DAY = r"\d{1,2}(?:st|nd|rd|th|er|º|\.)?"
_MONTH = r"[^\W\d_]{3,10}\.?"
_INNER = re.compile(
    rf"\b(?:{_DAY}[\s-]+(?:(?:de|of)\s+)?{_MONTH},?|{_MONTH}\s+{_DAY},?)[\s-]+(?:del?\s+)?(?:19|20)\d\d\b"
    r"|\b(?:19|20)\d\d-\d\d-\d\d\b|\b\d{1,2}([./])\d{1,2}\1(?:19|20)\d\d\b|(?:19|20)\d\d[年년].{1,8}[日일]"
)
_LABEL = re.compile(
    r"^[\s\W]*(?:(?:last\s+|first\s+|originally\s+)?(?:updated|published|posted|modified|created|publicado|atualizado"
    r"|actualizado|publié|mis à jour|veröffentlicht|aktualisiert|stand|pubblicato|aggiornato|gepubliceerd)\b[\s:]*"
    r"(?:on|at|em|el|le|am|il|op)?\s*[:|]?\s*)+",
    re.I,
)


def may_be(text: str) -> bool:
    """Whether a line looks like a date and little else: reading it as one in any language is costly."""
    if not 6 <= len(text) <= LONGEST or text[0].islower() or not _YEAR.search(dates.ascii_digits(text)):
        return False
    beside = sum(not months.is_of_date(word) for word in _WORDS.findall(_ZONE.sub("", _LABEL.sub("", text))))
    return beside < SENTENCE or (beside <= MOST_WORDS and not _FULL_STOP.search(text))


def read(text: str, language: str | None = None) -> str | None:
    """ISO 8601 of the date in a line that is little else, or None. It may be of a month or a year alone."""
    if not may_be(text):
        return None
    plain = re.sub(r"\s+([,:])\s*", r"\1 ", _LABEL.sub("", dates.ascii_digits(text)))
    inner = _INNER.search(plain)
    parsed = dates.parse(plain, language=language) or (inner and dates.parse(inner.group(), language=language))
    return parsed.value if parsed else None
