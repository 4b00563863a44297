"""Values in words for people: dates, numbers, kinds."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import partial
from typing import Any

from ..search import codes

MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
)  # fmt: skip
ORIGINS: Mapping[str, str] = {
    "metadata": "stated by the page’s metadata",
    "markup": "read from the page’s markup",
    "url": "read from the address of the page",
    "dateline": "read from the dateline",
    "text": "read from the text",
}
TITLE_ORIGINS: Mapping[str, str] = {
    "metadata": "from the page’s metadata",
    "markup": "from the page’s markup",
    "first-line": "the first line of the text",
    "lede": "made from the first sentence, because the original has none",
}
ROLES: Mapping[str, str] = {"publisher": "published by", "agency": "from the wire of", "credit": "credits"}
DETAILS: Mapping[str, str] = {
    "admin1": "state or province",
    "unresolved": "a place not found in the gazetteer",
    "outlet": "outlet",
    "agency": "news agency",
}
POSITIONS: Mapping[str, str] = {
    "before": "Above the article",
    "within": "Within the article",
    "after": "Below the article",
}
PLURALS: Mapping[str, str] = {
    "person": "people",
    "place": "places",
    "organization": "organizations",
    "source": "sources",
    "country": "countries",
    "language": "languages",
    "story": "stories",
}


def day(value: str | None) -> str:
    """An ISO date, date-time, month or year as "17 February 2022, 20:15"; anything else as it is."""
    parts = (value or "")[:10].split("-")
    if not all(part.isascii() and part.isdigit() for part in parts) or not 1 <= len(parts) <= 3:
        return value or ""
    year, month, day_ = [*map(int, parts), 0, 0][:3]
    if month > 12:
        return value or ""
    words = [str(day_ or ""), MONTHS[month - 1] if month else "", parts[0] if year else ""]
    clock = (value or "")[11:16].replace("00:00", "")  # midnight sharp: a day that was stored with a time
    return " ".join(word for word in words if word) + (f", {clock}" if clock and len(parts) == 3 else "")


def short_day(value: str | None) -> str:
    """The same without the time of day."""
    return day((value or "")[:10])


def period(since: str | None, until: str | None) -> str:
    """Two dates as one stretch of time."""
    first, last = short_day(since), short_day(until)
    if not first or first == last:
        return last
    return f"{first} – {last}" if last else first


def number(value: int | float) -> str:
    """12,345."""
    return f"{value:,}"


def percent(share: float) -> str:
    """A part of a whole (0 to 1) as "12%"; less than one in a hundred is said so."""
    return f"{share:.0%}" if share >= 0.01 else "<1%"


def times(factor: float) -> str:
    """A factor as "4.1×", "1,000×"."""
    return f"{factor:,.1f}×" if factor < 100 else f"{factor:,.0f}×"


def count(value: int, singular: str, plural: str | None = None) -> str:
    """ "1 article", "12,345 articles"."""
    return f"{value:,} {singular if value == 1 else plural or singular + 's'}"


def month_after(value: str) -> str:
    """The month that follows "2022-12"."""
    year, month = int(value[:4]), int(value[5:7])
    return date(year + month // 12, month % 12 + 1, 1).isoformat()[:7]


FILTERS: Mapping[str, Any] = {
    "day": day,
    "short_day": short_day,
    "period_words": period,
    "number": number,
    "count": count,
    "percent": percent,
    "times": times,
    "country_name": partial(codes.name, "country"),
    "ORIGINS": ORIGINS,
    "TITLE_ORIGINS": TITLE_ORIGINS,
    "ROLES": ROLES,
    "DETAILS": DETAILS,
    "POSITIONS": POSITIONS,
    "PLURALS": PLURALS,
}
