"""Addresses of the web as they stand in texts, and the date in them."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from .dates import MONTHS

_START = re.compile(r"(?:https?\s?:\s?/\s?/|www\s?\.)\s?\S")
_DAY = re.compile(
    r"[/_-]((?:19|20)\d\d)([/_-])?(0[1-9]|1[0-2]|[A-Za-z]{3})(?(2)[/_-])(0[1-9]|[12]\d|3[01])(?=[/_.-]|$)"
    r"|/((?:19|20)\d\d)(/)([1-9]|1[0-2])/([1-9]|[12]\d|3[01])(?=/)"
)
_MONTH = re.compile(r"/((?:19|20)\d\d)/(0[1-9]|1[0-2])(?=/)")
_NUMBERS = {month: number for number, month in enumerate(MONTHS, 1)}


def of_line(text: str) -> str | None:
    """The address that a line is and nothing else, tokenised ("http : / / www . site . com / …") or not, or None."""
    if not _START.match(text):
        return None
    tokens = text.split()
    if len(tokens) > 1 and sum(not token.isalnum() for token in tokens) <= 0.3 * len(tokens):
        return None
    joined = "".join(tokens)
    return joined if joined.startswith("http") else f"http://{joined}"


def day(url: str) -> str | None:
    """The day in an address such as /2022/02/22/ or /2022/feb/22/, as ISO 8601."""
    match = _DAY.search(urlsplit(url).path)
    if not match:
        return None
    year, _, month, number = match.groups()[:4] if match[1] else match.groups()[4:]
    found = _NUMBERS.get(month.lower(), 0) if month.isalpha() else int(month)
    return f"{year}-{found:02d}-{int(number):02d}" if found else None


def month(url: str) -> str | None:
    """The month in an address such as /2022/02/, as ISO 8601."""
    match = _MONTH.search(urlsplit(url).path)
    return "-".join(match.groups()) if match else None
