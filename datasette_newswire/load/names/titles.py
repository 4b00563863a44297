"""Titles and roles: what stands before or after a name and says that it is a person's, and whose."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from .. import lexicons
from .forms import fold

REACH = 80  # characters before or after a name in which its title stands
SMALL = frozenset(["of", "and", "for", "the", "then", "former", "late", "ex"])
DOUBTFUL = frozenset((
    "general", "major", "private", "chair", "head", "chief", "deputy", "model", "forward", "seed", "host",
    "veteran", "champion",
))  # fmt: skip
TOKEN = re.compile(r"[^\W\d_](?:[\w'’-]|\.(?=\w))*\.?")
AFTER = re.compile(r"\s*,\s*((?:[\w'’.-]+\s*){1,8})")


@dataclass(frozen=True)
class Title:
    """What a name is introduced with: `role` in lower case ("foreign minister"), gender "m", "f" or ""."""

    role: str = ""
    gender: str = ""
    start: int = -1  # offset of the first word before the name, -1 if it stands after it
    office: bool = False  # an honorific or a role with a capital: surely a person's name follows


@cache
def roles() -> dict[str, str]:
    """{word: "head" or "part"}; a word that can be both is a head."""
    found: dict[str, str] = {}
    for word, part, *_ in lexicons.rows("roles.csv"):
        if found.get(word) != "head":
            found[word] = part
    return found


@cache
def domain(role: str) -> str:
    """The walk of life of a role: "politics", "sport", "law", …; empty if it can be of any."""
    known = {row[0]: row[2] for row in lexicons.rows("roles.csv") if len(row) > 2}
    return next((known[word] for word in reversed(role.split()) if word in known), "")


@cache
def honorifics() -> dict[str, str]:
    """{word: gender}."""
    return {fold(word): gender for word, gender, *_ in lexicons.rows("honorifics.csv")}


@cache
def royal() -> frozenset[str]:
    """The honorifics that say who it is, as an office does: "king"."""
    return frozenset(fold(row[0]) for row in lexicons.rows("honorifics.csv") if row[2:] == ("royal",))


@cache
def addresses() -> frozenset[str]:
    """The honorifics that are no office: "sheikh", "mrs"."""
    return frozenset(honorifics()) - royal()


def before(text: str, start: int) -> Title:
    """The title that ends where a name starts: "Russian Foreign Minister ", "Mrs. "."""
    low = max(0, start - REACH)
    words: list[str] = []
    gender, rank, first, office, end = "", "", start, False, start
    for match in reversed(list(TOKEN.finditer(text, low, start))):
        word = match[0].rstrip(".").lower()
        if text[match.end() : end].strip() or "\n" in text[match.end() : end]:
            break
        if word in honorifics() and not words:
            gender, first, office = honorifics()[word] or gender, match.start(), True
            rank = word if word in royal() else rank
        elif word in roles() and (words or word not in SMALL):
            words.insert(0, word)
            first = match.start()
            office = office or (roles()[word] == "head" and match[0][0].isupper() and word not in DOUBTFUL)
        else:
            break
        end = match.start()
    role = _trimmed(words) or rank
    return Title(role, gender, first, office and (bool(role) or (first < start and not words)))


def after(text: str, end: int) -> Title:
    """The role in apposition to a name: ", the country's foreign minister, "."""
    match = AFTER.match(text, end, end + REACH)
    if not match:
        return Title()
    run: list[str] = []
    words = match[1].split()
    for index, word in enumerate(words):
        plain = word.strip(".'’").lower()
        if plain in roles():
            run.append(plain)
        elif run and "head" in {roles()[one] for one in run}:
            return Title() if word[:1].isupper() and words[index - 1][:1].isupper() else Title(_trimmed(run))
        else:
            run = []
    return Title(_trimmed(run))


def _trimmed(words: list[str]) -> str:
    """A run of role words without the small words at its ends; empty if there is no office in it."""
    while words and words[0] in SMALL:
        words = words[1:]
    while words and words[-1] in SMALL:
        words = words[:-1]
    return " ".join(words) if any(roles()[word] == "head" for word in words) else ""


def is_personal(text: str) -> bool:
    """Whether a text has the shape of a person's name: up to six words, none of a role or a day, no digits."""
    words = text.split()
    folded = fold(text).split()
    if len(words) > 6 or not folded or any(map(str.isdigit, text)) or (len(folded[-1]) < 2 and len(folded) < 2):
        return False
    if all(word in roles() or word in lexicons.words("not_names.csv") for word in folded):
        return False
    return words[0][0].isupper() or folded[0] in lexicons.words("particles.csv")
