"""Any printed or metadata date → ISO 8601, and nothing invented.

Parts that are not printed stay away ("2022-02", "2022"); the time zone is kept as printed; a day/month order that
nothing decides, a date in the future and the zero of Unix time are refused with a note. Numeric and English dates are
read by patterns, those of other languages by the names of their months (`months`).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta, timezone
from typing import Literal

from . import months

Order = Literal["dmy", "mdy", "ymd"]

OLDEST = 1500  # printed news begins about 1600; below are other calendars and missing values
LONGEST = 120  # characters; nothing longer is a date
LONGEST_WORDS = 80  # the same with a month in another language than English

MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
# The abbreviations of RFC 2822 and those whose meaning in news is not in doubt (BST is British Summer Time).
ZONES = {
    "Z": 0, "UTC": 0, "GMT": 0, "UT": 0, "WET": 0, "BST": 60, "WEST": 60, "CET": 60, "CEST": 120, "EET": 120,
    "EEST": 180, "MSK": 180, "EST": -300, "EDT": -240, "CST": -360, "CDT": -300, "MST": -420, "MDT": -360,
    "PST": -480, "PDT": -420, "JST": 540, "KST": 540, "HKT": 480, "AEST": 600, "AEDT": 660, "NZST": 720, "NZDT": 780,
}  # fmt: skip
# Year names that count from another year: the number to add. Buddhist years are told by their size.
ERAS = {"令和": 2018, "平成": 1988, "昭和": 1925, "民國": 1911, "民国": 1911}

# Languages whose numeric dates have one order only. English has two, told apart by the region of the tag.
_DAY_FIRST = (
    "ar az be bg bs ca cs cy da de el es et fi fr ga gl hi hr hy id is it ka kk mk ms nb nl nn no pl pt ro ru sk sl sq "
    "sr sw th tr uk ur vi"
)
DAY_FIRST = frozenset(_DAY_FIRST.split())
DAY_FIRST_ENGLISH = frozenset(f"en-{region}" for region in ("au", "gb", "hk", "ie", "in", "ke", "mt", "ng", "nz", "sg"))
MONTH_FIRST = frozenset(("en-us", "en-ph"))

_TIME = (
    r"(?:(?:[T\s,|/–-]|at\b)*(?P<h>\d{1,2})(?:[:.h](?P<mi>\d\d)(?:[:.](?P<s>\d\d)(?:[.,]\d{1,9})?)?)?"
    r"\s*(?P<ap>[ap]\.?m\.?(?![a-z]))?\s*(?:Uhr|hrs?\b)?\s*"
    r"(?P<tz>Z|(?:UTC|GMT)?\s?[+-]\d{1,2}:?(?:\d\d)?|[A-Z]{2,5})?(?:\s*\([^)]*\))?)?"
)
_WEEKDAY = r"(?:(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?\.?,?\s+)?"
_MONTH = (
    r"(?P<mon>jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?"
    r"|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\b\.?"
)
_PATTERNS = tuple(
    re.compile(pattern + r"\s*", re.I)
    for pattern in (
        r"(?P<y>\d{4})(?:[-/.](?P<m>\d{1,2})(?:[-/.](?P<d>\d{1,2})" + _TIME + r")?)?",
        r"(?P<y>\d{4})(?P<m>\d\d)(?P<d>\d\d)(?:T?(?P<h>\d\d)(?P<mi>\d\d)(?P<s>\d\d)?(?P<tz>Z|[+-]\d{4})?)?",
        _WEEKDAY + r"(?P<d>\d{1,2})(?:st|nd|rd|th)?[\s-]+(?:of\s+)?" + _MONTH + r"[\s,-]+(?P<y>\d{4}|\d\d)" + _TIME,
        _WEEKDAY + _MONTH + r"[\s-]+(?P<d>\d{1,2})(?:st|nd|rd|th)?\s*,?\s+(?P<y>\d{4})" + _TIME,
        _WEEKDAY + _MONTH + r"\s+(?P<d>\d{1,2})\s+(?P<h>\d\d):(?P<mi>\d\d)(?::(?P<s>\d\d))?\s+"
        r"(?P<tz>[A-Z]{2,5})?\s*(?P<y>\d{4})",
        _MONTH + r",?\s+(?P<y>\d{4})",
        r"(?:ngày )?(?P<d>\d{1,2}) tháng (?P<m>\d{1,2}),?(?: năm)? (?P<y>\d{4})" + _TIME,
        r"(?P<y>\d{1,4})\s*[年년]\s*(?:(?P<m>\d{1,2})\s*[月월]\s*(?:(?P<d>\d{1,2})\s*[日일号號]\s*"
        r"(?:\([^)]*\)|[月火水木金土日]曜日|星期.)?\s*"
        r"(?:(?P<ap>午前|午後|上午|下午|오전|오후)?\s*(?P<h>\d{1,2})\s*[:時时點点시]\s*"
        r"(?:(?P<mi>\d{1,2})\s*[分분]?(?:\s*:?(?P<s>\d{1,2})\s*[秒초]?)?)?)?)?)?",
    )
)
_NUMERIC = re.compile(
    _WEEKDAY + r"(?P<a>\d{1,2})(?P<sep>[./-])\s?(?P<b>\d{1,2})(?P=sep)\s?(?P<y>\d{4}|\d\d)" + _TIME + r"\s*", re.I
)
_NUMBERS = re.compile(r"(?<!\d)(?P<a>\d{1,2})(?P<sep>[./-])(?P<b>\d{1,2})(?P=sep)(?P<y>\d{4})(?!\d)")
_CLOCK = re.compile(
    r"(?<![\d.])(?P<h>\d{1,2})(?:\s?[:hH]\s?|\.)(?P<mi>\d\d)(?:[:.](?P<s>\d\d))?(?![\d.])\s*(?P<ap>[ap]\.?m\b\.?)?"
    r"\s*(?P<tz>\(?(?:UTC|GMT)?\s?[+-]\d{1,2}:?(?:\d\d)?\b\)?|[A-Z]{2,5}\b)?"
)
_EPOCH = re.compile(r"-?\d{9,10}(?:\.\d+)?|\d{13}")
_LABEL = re.compile(
    r"[^\W\d]+(?:\s[^\W\d]+){0,2}\s*:(?:\s+|(?=\d))|(?:first )?(?:published|updated|posted)(?: on)?\s+", re.I
)


@dataclass(frozen=True, slots=True)
class Parsed:
    """A text that is a date. `value` is ISO 8601, no finer than what was printed, or None if it was refused.

    `notes` say why it was refused, or what is doubtful, in words for `problems`.
    """

    value: str | None
    notes: tuple[str, ...] = ()


class _Refused(Exception):
    """A date that must not be used; the message is the note."""


def parse(
    text: str, *, language: str | None = None, order: Order | None = None, base: datetime | None = None
) -> Parsed | None:
    """The date that `text` is, or None if it is not a date (relative dates and dates without a year are none).

    `language` (ISO 639-1 or a tag like "en-GB") names the months and decides the order of 03/04/2022; `order` decides
    it outright (see `order_of`). `base` is the moment that the date cannot be later than (default: now); a day more is
    granted for time zones. Never raises.
    """
    text = _plain(text)
    if not text or len(text) > LONGEST:
        return None
    limit = (base or datetime.now(timezone.utc)).replace(tzinfo=None) + timedelta(days=1)
    try:
        value = _read(text, (language or "").lower().replace("_", "-"), order, limit)
        return Parsed(_reasonable(value, limit)) if value else None
    except _Refused as refusal:
        return Parsed(None, (f'The date "{text}" was left out: {refusal}.',))


def order_of(texts: Iterable[str]) -> Order | None:
    """The order that the numeric dates of one origin (a column, a site) are in, if some of them can be read one way
    only and none the other way."""
    found: set[Order] = set()
    for match in filter(None, (_NUMERIC.fullmatch(_plain(text)) for text in texts)):
        if int(match["a"]) > 12:
            found.add("dmy")
        elif int(match["b"]) > 12:
            found.add("mdy")
    return found.pop() if len(found) == 1 else None


def _plain(text: str) -> str:
    """Digits of any script made ASCII, spaces single, without a label such as "Published:"."""
    text = ascii_digits(unicodedata.normalize("NFKC", text[: LONGEST * 4]))
    return _LABEL.sub("", " ".join(text.split()), count=1).strip(" .,;|") if text else ""


def ascii_digits(text: str) -> str:
    """A text with the digits of any script as 0 to 9."""
    if text.isascii():
        return text
    return "".join(str(unicodedata.digit(c)) if c.isdigit() and not c.isascii() else c for c in text)


def _read(text: str, language: str, order: Order | None, limit: datetime) -> str | None:
    """ISO 8601 of a text by the first way of reading that fits."""
    if _EPOCH.fullmatch(text):
        return _from_epoch(float(text), limit)
    era = next((era for era in ERAS if text.startswith(era)), "")
    for pattern in _PATTERNS:
        if match := pattern.fullmatch(text.removeprefix(era)):
            return _from_parts(match.groupdict(), limit, ERAS.get(era, 0))
    if match := _NUMERIC.fullmatch(text):
        return _from_numeric(match.groupdict(), language, order, limit)
    return _from_words(text, language, order, limit)


def _from_epoch(number: float, limit: datetime) -> str | None:
    """Seconds or milliseconds since 1970 in UTC; numbers that give a day to come are no dates but ids."""
    seconds = number / 1000 if number >= 1e11 else number
    moment = datetime(1970, 1, 1, tzinfo=timezone.utc) + timedelta(seconds=int(seconds))
    return moment.isoformat() if moment.replace(tzinfo=None) <= limit else None


def _from_numeric(match: Mapping[str, str], language: str, order: Order | None, limit: datetime) -> str:
    """A date of three numbers, the year last. Raises _Refused where nothing decides between day and month."""
    a, b = int(match["a"]), int(match["b"])
    if a > 12 or (b <= 12 and a != b and _day_first(match["sep"], language, order)):
        day, month = a, b
    elif b > 12 or a == b or _month_first(language, order):
        day, month = b, a
    else:
        raise _Refused("day and month could be either way round")
    return _from_parts({**match, "d": day, "m": month}, limit)


def _day_first(separator: str, language: str, order: Order | None) -> bool:
    """Whether there is evidence for the day before the month: dots are written nowhere else."""
    if order:
        return order == "dmy"
    return separator == "." or language.partition("-")[0] in DAY_FIRST or language in DAY_FIRST_ENGLISH


def _month_first(language: str, order: Order | None) -> bool:
    return order == "mdy" or (order is None and language in MONTH_FIRST)


def _from_parts(parts: Mapping[str, str | int | None], limit: datetime, era: int = 0) -> str:
    """ISO 8601 of named parts (y m mon d h mi s ap tz), no finer than they are. Raises _Refused for no such day."""
    year, month, day = _year(str(parts["y"]), limit) + era, parts.get("m"), parts.get("d")
    if name := parts.get("mon"):
        month = MONTHS.index(str(name)[:3].lower()) + 1
    if not month:
        return f"{year:04}"
    try:
        if not day:
            return date(year, int(month), 1).isoformat()[:7]
        if parts.get("h") is None or (parts.get("mi") is None and not parts.get("ap")):
            return date(year, int(month), int(day)).isoformat()
        hour = _hour(int(parts["h"] or 0), str(parts.get("ap") or ""))
        clock = datetime(year, int(month), int(day), hour, int(parts["mi"] or 0), min(int(parts["s"] or 0), 59))
        return clock.replace(tzinfo=_zone(str(parts.get("tz") or ""))).isoformat()
    except (ValueError, OverflowError):
        raise _Refused("there is no such day or time") from None


def _year(printed: str, limit: datetime) -> int:
    """The year meant: two figures are of this century unless that is to come; Buddhist years become common ones."""
    year = int(printed)
    if len(printed) == 2:
        return year + 2000 if year + 2000 <= limit.year else year + 1900
    return year - 543 if 2400 < year < 2700 else year


def _hour(hour: int, half: str) -> int:
    """0–23 from a hour of the 12-hour clock; `half` is "" for the 24-hour clock."""
    if not half or hour > 12:
        return hour
    afternoon = half[0] in "pP" or half in ("午後", "下午", "오후")
    return hour % 12 + (12 if afternoon else 0)


def _zone(printed: str) -> timezone | None:
    """The offset printed, None where there is none or its abbreviation is not known for sure."""
    printed = printed.strip()
    if match := re.fullmatch(r"(?:UTC|GMT)?\s?([+-])(\d{1,2}):?(\d\d)?", printed, re.I):
        minutes = int(match[2]) * 60 + int(match[3] or 0)
        return timezone(timedelta(minutes=-minutes if match[1] == "-" else minutes))
    minutes_east = ZONES.get(printed.upper())
    return None if minutes_east is None else timezone(timedelta(minutes=minutes_east))


def _from_words(text: str, language: str, order: Order | None, limit: datetime) -> str | None:
    """A date with words of some language: the month's name, the weekday, what goes with the time of day."""
    if len(text) > LONGEST_WORDS or not re.search(r"\d{4}", text):
        return None
    time = _CLOCK.search(text)
    rest = f"{text[: time.start()]} {text[time.end() :]}" if time else text
    clock = time.groupdict() if time else {}
    numbers = _NUMBERS.search(rest)
    if numbers and months.are_words(rest.replace(numbers[0], " ")):
        return _from_numeric({**numbers.groupdict(), **clock}, language, order, limit)
    found = months.parts(rest, language.partition("-")[0])
    return _from_parts({**found, **clock}, limit) if found else None


def _reasonable(value: str, limit: datetime) -> str:
    """The date itself. Raises _Refused for one to come, the zero of Unix time and years before printed news."""
    if value[:10] == "1970-01-01":
        raise _Refused("1970-01-01 stands for a missing date")
    if int(value[:4]) < OLDEST:
        raise _Refused(f"the year is before {OLDEST}")
    if value[:10] > limit.isoformat()[: min(len(value), 10)]:
        raise _Refused("it lies in the future")
    return value
