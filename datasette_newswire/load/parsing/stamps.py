"""Lines of a page that are a date and little else: "Published 22 Feb 2022", "By A | February 28, 2023 | 6 min read"."""

from __future__ import annotations

import re
from itertools import chain

from . import dates, months

LONGEST, LONGEST_OF_PARTS = 90, 200  # characters of such a line, and of one with marks between its parts
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
# "By A and B | Updated Sept. 30, 2023", "11/01/2022 18h20 Atualizado há 3 horas"
_PARTED = re.compile(
    r"\s+[|·•]\s+|\s+(?=\(?(?:last )?(?:updated|modified|atualizad|actualizad|mis à jour|aktualisiert|aggiornat))", re.I
)
_LABEL = re.compile(
    r"^[\s\W]*(?:(?:last\s+|first\s+|originally\s+)?(?:updated|published|posted|modified|created|publicado|atualizado"
    r"|actualizado|publié|mis à jour|veröffentlicht|aktualisiert|stand|pubblicato|aggiornato|gepubliceerd)\b[\s:]*"
    r"(?:on|at|em|el|le|am|il|op)?\s*[:|]?\s*)+",
    re.I,
)


def may_be(text: str) -> bool:
    """Whether a line looks like a date and little else: reading it as one in any language is costly."""
    if not 6 <= len(text) <= LONGEST or not _YEAR.search(dates.ascii_digits(text)):
        return False
    beside = _beside(text)
    if text[0].islower() and not _LABEL.match(text):  # "giugno 20, 2021"
        return not beside
    return beside < SENTENCE or (beside <= MOST_WORDS and not _FULL_STOP.search(text))


def is_bare(text: str) -> bool:
    """Whether a line is a date with its label and nothing else."""
    return may_be(text) and not _beside(text) and not _FULL_STOP.search(text)


def _beside(text: str) -> int:
    """How many words of a line are of no date."""
    return sum(not months.is_of_date(word) for word in _WORDS.findall(_ZONE.sub("", _LABEL.sub("", text))))


def read(text: str, language: str | None = None) -> str | None:
    """ISO 8601 of the date in a line that is little else, or None. It may be of a month or a year alone."""
    parts = _PARTED.split(text) if len(text) <= LONGEST_OF_PARTS else []
    lines = (text, *parts) if len(parts) > 1 else (text,)
    plain = [_plain(line) for line in lines if may_be(line)]
    inner = (match.group() for line in plain if (match := _INNER.search(line)))
    parsed = (dates.parse(found, language=language) for found in chain(plain, inner))
    return next((found.value for found in parsed if found), None)


def _plain(line: str) -> str:
    return re.sub(r"\s+([,:])\s*", r"\1 ", _LABEL.sub("", dates.ascii_digits(line)))
