"""Which encoding bytes are in when nothing says so: the reading that looks most like a language's own letters.

Statistical detectors need some hundred bytes; headlines and records have fewer. Each candidate encoding is tried and
its text held against the letters of the languages written in it (`data/alphabets.csv`): common letters speak for it,
foreign ones, capitals inside words and control characters against it. Where no candidate is convincing,
charset-normalizer, which knows more encodings, decides.
"""

from __future__ import annotations

import re
from contextlib import suppress
from functools import cache

from ..lexicons import rows

SAMPLE = 6_000  # bytes looked at, taken from the lines that have any beyond ASCII
CONVINCING = 0.25  # mean score of a character; text in the wrong encoding stays below 0
MANY = 120  # more letters than this and it is not an alphabet
PRIOR = 0.04  # a lead for windows-1252, by far the commonest of the 8-bit encodings

SPREAD = 24  # letters of an alphabet over which the weight falls; what is rarer counts little in any of them

# Characters beyond ASCII that stand in texts of every language, and where they do not: inside a word.
TYPOGRAPHY = dict.fromkeys("‘’“”–—\xa0", 0.95) | dict.fromkeys("…«»„‚‹›•·°§€£©®™½¼¾²³\u3000−×", 0.5)
_CAPITALS = "A-ZÀ-ÖØ-ÞĀĂĄĆČĎĐĒĖĘĚĢĪĮĶŁŃŅŇŐŒŘŚŞŠŢŤŪŮŰŲŸŹŻŽ\u0391-\u03a9\u0400-\u042f"
_ODD = (
    re.compile(rf"[^\W\d_{_CAPITALS}](?=[{_CAPITALS}])"),
    re.compile(r"[A-Za-z](?=[\u0370-\u06ff\u0e00-\u0eff])|[\u0370-\u06ff\u0e00-\u0eff](?=[A-Za-z])"),
    re.compile(r"[^\W\d_][“”„…«»•·°—¼½²³](?=[^\W\d_])"),
    # A dash that begins a word, a currency that ends one: windows-1251 and the Mac's Cyrillic share small letters only.
    re.compile(r"(?<!\w)[–—](?=[\u0400-\u045f])|[\u0430-\u045f]€|[–—](?=[–—])|[^\W\d_]×"),
    # Cyrillic words in small letters without a vowel: what KOI8 and windows-1251 make of each other's capitals. An р
    # may be one in Serbian.
    re.compile(r"\b(?!млн\b|млрд\b)[бвгджзйклмнпстфхцчшщъьђјљњћџ]{3,}\b"),
    re.compile("[À-ÖØ-öø-ž]{4}"),  # no word of a Latin script has so many letters with accents in a row
    re.compile(r"(?m)^[\u0430-\u045f]"),  # a line starts with a capital more often than not
)
_QUOTES = (("„", "“”"), ("‚", "‘’"), ("‘", "’‚"))  # opening mark → those that may be the other one of the pair
_ESCAPES = {b"\x1b$B": "iso2022_jp", b"\x1b$@": "iso2022_jp", b"\x1b$)C": "iso2022_kr"}


@cache
def _alphabets() -> dict[str, tuple[dict[str, float], ...]]:
    """For each encoding the letters of every language written in it, with a weight from 1 (common) to 0.3 (rare)."""
    found: dict[str, list[dict[str, float]]] = {}
    for _, encodings, alphabet in rows("alphabets.csv"):
        letters = dict.fromkeys(alphabet)  # the first of a repeated letter counts
        spread = SPREAD if len(letters) < MANY else len(letters)
        weights = {letter: 1 - 0.7 * min(1, n / spread) for n, letter in enumerate(letters)}
        for encoding in encodings.split():
            found.setdefault(encoding, []).append(weights)
    return {encoding: tuple(languages) for encoding, languages in found.items()}


def detect(content: bytes) -> str | None:
    """Python's name of the likeliest encoding of bytes that are not UTF-8, or None if no reading makes sense."""
    sample = _sample(content)
    scores = {encoding: _score(sample, encoding) for encoding in _alphabets()}
    best = max(scores, key=lambda encoding: scores[encoding] + (PRIOR if encoding == "cp1252" else 0))
    return best if scores[best] >= CONVINCING else _by_statistics(content) or (best if scores[best] > 0 else None)


def escaped(content: bytes) -> str | None:
    """The 7-bit encoding whose escape sequences these bytes have, if they are valid in it."""
    for escape, encoding in _ESCAPES.items():
        if escape in content and content.isascii():
            with suppress(UnicodeDecodeError):
                content.decode(encoding)
                return encoding
    return None


def _sample(content: bytes) -> bytes:
    """Whole lines with bytes beyond ASCII, up to SAMPLE; a single long line is cut."""
    lines, size = [], 0
    for match in re.finditer(rb"[^\n]*[\x80-\xff][^\n]*\n?", content[: SAMPLE * 50]):
        lines.append(match[0])
        size += len(match[0])
        if size >= SAMPLE:
            break
    return b"".join(lines)[:SAMPLE]


def _score(sample: bytes, encoding: str) -> float:
    """How much the text looks like the best fitting language of an encoding: up to 1; below 0 if it looks wrong."""
    text = sample.decode(encoding, "replace")
    beyond = [c for c in text if not c.isascii()]
    if not beyond:
        return -1.0
    if all(c.isupper() for c in beyond if c.isalpha()):  # a line in capitals has the letters of any other
        beyond = [c.lower() for c in beyond]
    odd = (sum(len(pattern.findall(text)) for pattern in _ODD) + _unclosed(text)) / len(beyond)
    return max(_likeness(beyond, letters) for letters in _alphabets()[encoding]) - 2 * odd


def _unclosed(text: str) -> int:
    """How many quotations are opened and never closed: capitals of the Mac's Cyrillic look like such marks."""
    return sum(max(0, text.count(mark) - sum(map(text.count, closing))) for mark, closing in _QUOTES)


def _likeness(characters: list[str], letters: dict[str, float]) -> float:
    """Mean weight of characters in one language: its letters by frequency, typography in between, all else against."""
    score = 0.0
    for character in characters:
        if (weight := letters.get(character)) is not None:
            score += weight
        elif character in TYPOGRAPHY:
            score += TYPOGRAPHY[character]
        elif "\u2e80" <= character <= "\ud7a3":
            score += 0.1 if len(letters) > MANY else -1  # a rarer ideograph or syllable is no surprise in its language
        else:
            score -= 1.0 if character.isalpha() else 2.0
    return score / len(characters)


def _by_statistics(content: bytes) -> str | None:
    """What charset-normalizer takes it for, if it finds anything plausible."""
    from charset_normalizer import from_bytes

    best = from_bytes(content[: SAMPLE * 10]).best()
    return None if best is None else best.encoding
