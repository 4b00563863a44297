"""Datelines: the place, agency and day before the first sentence of a wire story.

"SYDNEY, Feb 3 (Reuters) - …", "WASHINGTON (AP) — …", "LONDON 1996-08-30 …", "Madrid, 22 feb (EFE).- …"
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from ..lexicons import words
from ..models import Credit
from ..parsing import dates, months
from ..places import gazetteer
from . import sources as credits

LONGEST = 200  # characters within which a dateline ends

_PLACE = (
    r"(?P<place>[A-ZÀ-ÝŁŚŽČĆŠА-ЯЁІЇЄ][\w.’'`À-ÿ-]*(?:[ /](?:\([^()]{2,30}\)|[A-ZÀ-Ýa-zà-ÿА-Яа-яЁё][\w.’'-]*)){0,4}"
    r"(?:\s*,\s*[A-Z][\w.’ -]{1,24}?)?)"
)
_DAY = (
    r"(?P<day>(?:\d{1,2}\.?\s+(?:de\s+)?[^\W\d_]{3,10}\.?|[^\W\d_]{3,9}\.?\s+\d{1,2}|\d{4}-\d\d-\d\d|\d{1,2}[./]\d{1,2}[./]\d{2,4})"
    r"(?:\s*,?\s+(?:de\s+)?\d{4})?)"
)
_AGENCY = r"[(/\[]\s*(?P<agency>[^()\[\]]{2,60}?)\s*[)/\]]"
_DASH = r"\s*(?:\.\s*)?(?:[-–—]{1,3}|:|\.-)\s*"
_LONG = re.compile(rf"{_PLACE}\s*(?:,\s*{_DAY}\s*)?(?:,\s*)?{_AGENCY}{_DASH}")
_DATED = re.compile(rf"{_PLACE}\s*,?\s+{_DAY}(?:{_DASH}|\s+(?=[A-Z\"“]))")
_BRACKETED = re.compile(r"\((?P<agency>[A-Z][\w. ]{1,24}?)\)\s*(?=[A-Z\"“‘])")
_BARE = re.compile(
    r"(?P<place>[A-ZÀ-Ý][A-ZÀ-Ý.’' -]{2,30}(?:,\s*[A-Z][\w. ]{1,20})?)\s*(?:--|[–—]|\s-\s)\s*"
    r"(?=[\"“‘]?[A-Z]?[a-z]|[\"“‘]?[A-Z]\s|\d)"
)
# "ROMA, 3 FEB - (ANSA) - …", "MOSCOW, February 3. /TASS/. …", "NEW DELHI: (PTI) …"
_AGENCY_LAST = re.compile(rf"{_PLACE}\s*(?:,\s*{_DAY}\s*)?[.:–-]?\s*{_AGENCY}[\s.–—:-]*(?=[\"“«A-ZÀ-ÝА-ЯЁІЇЄ])")
# "(ANSA) - ROMA, 03 FEB - …"
_AGENCY_BEFORE = re.compile(rf"{_AGENCY}{_DASH}(?=[A-ZÀ-Ý])(?:{_PLACE}\s*,\s*{_DAY}{_DASH})")
# "新华社北京11月18日电"
_UNSPACED = re.compile(
    r"(?P<agency>\w{1,3}社)(?P<place>[\u4e00-\u9fff]{2,8}?)\d{1,2}月\d{1,2}日[电電](?:\s*[（(][^（()）]{1,40}[）)])?\s*"
)
_KOREAN = re.compile(
    r"\((?P<place>[가-힣·]{2,12})=(?P<agency>[^()=]{2,20})\)\s*(?:[가-힣·\s]{2,20}기자\s*)?=?\s*"
)  # "(서울=연합뉴스) …"
_AGENCY_FIRST = re.compile(rf"\(?(?P<agency>[A-ZÀ-Ý][\w. ]{{1,24}}?)\)?{_DASH}(?=\S)")
# "Mumbai, India – …", "RAIPUR: …": no more than a town that is known.
_TOWN = re.compile(
    r"(?P<place>(?P<town>[A-ZÀ-Ý][\w.’']*(?:[ -][A-ZÀ-Ý][\w.’']*){0,3})(?:, [A-ZÀ-Ý][\w. ]{1,24}?)?)"
    r"(?:\s?[-–—]{1,2}|:)\s+(?=[\"“‘(«]?[A-ZÀ-Ý\d])"
)
SMALLEST = 15_000  # people of a town that needs no country behind it

_CALL_SIGN = re.compile(r"[KW][A-Z]{2,3}(?:[ -]?(?:TV|DT|FM|AM))?")  # of stations in the United States
_MONTH = re.compile(r"[^\W\d_]{3,}")
_YEAR = re.compile(r"(?:19|20)\d\d")
_TRAILING_DAY = re.compile(r",\s*[A-Z][a-z]{2,8}\.?\s+\d{1,2}(?:,?\s+(?:19|20)\d\d)?$")


@dataclass(frozen=True, slots=True)
class Dateline:
    """`end` is where the story begins; `published` ISO 8601 and only with a year that is printed; `day` as printed
    where the year is not."""

    place: str | None
    end: int
    published: str | None = None
    agency: Credit | None = None
    day: str | None = None


def find(text: str, language: str | None = None) -> Dateline | None:
    """The dateline at the beginning of a text, or None."""
    head = text[:LONGEST]
    for pattern in (_LONG, _AGENCY_LAST, _AGENCY_BEFORE, _UNSPACED, _KOREAN, _DATED, _BARE):
        match = pattern.match(head)
        if match and (found := _read(match, language)):
            return found
    match = _AGENCY_FIRST.match(head) or _BRACKETED.match(head)
    agency = _agency(match["agency"]) if match else None
    if match and agency and (agency.kind == "agency" or "(" in match[0]):
        return Dateline(None, match.end(), None, agency)
    return None


def opening(text: str, language: str | None = None) -> Dateline | None:
    """The dateline that an article begins with: one told by its form, or a town alone that the gazetteer knows."""
    found = find(text, language)
    match = None if found else _TOWN.match(text[:LONGEST])
    if not match or not _is_known(match):
        return found
    place, _, last = match["place"].rpartition(", ")
    agency = _agency(last) if place else None  # "Tehran, IRNA – …"
    return Dateline(place if agency else match["place"], match.end(), None, agency)


def _is_known(match: re.Match[str]) -> bool:
    """Whether a name before a dash or colon is a town's and no word ("Reading: …", "March - …")."""
    town = match["town"]
    if town.casefold() in words("words_en.txt") or months.is_of_date(town):
        return False
    kinds = {"city", "admin1", "country"} if town.isupper() else {"city", "admin1"}
    known = [found.place for found in gazetteer.lookup(town) if found.place.kind in kinds]
    return any(place.population >= SMALLEST for place in known) or (town != match["place"] and bool(known))


def _read(match: re.Match[str], language: str | None) -> Dateline | None:
    groups = match.groupdict()
    agency = _agency(groups.get("agency") or "")
    if groups.get("agency") and not agency and not _CALL_SIGN.fullmatch(groups["agency"].strip()):
        return None
    if not agency and _agency(match["place"]):  # "LUSA - …" has an agency and no place
        return None
    place = _TRAILING_DAY.sub("", match["place"]).strip(" ,")
    day = groups.get("day") or ""
    month = _MONTH.search(day)
    if not _is_place(place) or (month and not months.month_of(month.group(), language or "")):
        return None
    trailing = _TRAILING_DAY.search(match["place"])
    day = day or (trailing[0].strip(" ,") if trailing else "")
    parsed = dates.parse(day, language=language) if _YEAR.search(day) else None
    return Dateline(place, match.end(), parsed.value if parsed else None, agency, None if _YEAR.search(day) else day)


def day_within(line: Dateline, period: str, language: str | None) -> str | None:
    """The day of a dateline that prints no year, in a known year or month ("2023", "2023-02"); None if it is not."""
    if not line.day or len(period) >= len("2023-02-08"):
        return None
    parsed = dates.parse(f"{line.day} {period[:4]}", language=language)
    found = parsed.value if parsed else None
    return found if found and len(found) > len(period) and found.startswith(period) else None


def _is_place(place: str) -> bool:
    """Capitals as wires print them, or a short name that is no sentence."""
    return place.replace(",", " ").split()[0].isupper() or len(place.split()) <= 3


def _agency(text: str) -> Credit | None:
    for part in (text, *re.split(r"[,;/]|\bvia\b|-(?=[A-Z])", text)):
        found = credits.find(part)
        if found:
            return Credit(found.name, "agency", found.kind, found.domain, "dateline")
    return None
