"""What pages print around articles, told by its wording: `data/cues.csv` as a function of a line."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Literal, cast

from ...schema import UNSPACED
from ..lexicons import any_of, rows, words

Strength = Literal["sure", "edge", "hint"]

_BY_STRENGTH: tuple[Strength, ...] = ("sure", "edge", "hint")
_EDGES = " \t.,:;!?…*•·–—-|>»›<«‹[](){}\"'“”‘’↓→←▼▲+#"
_QUOTES = re.compile("[‘’ʼ`´]")
_LEAD = re.compile(r"^(?:(?!©)[\W_])+")  # signs, pictures, bullets before the first word
_DOT = "\u0307"  # what "İ" leaves behind in small letters
_GOES_ON = re.compile(rf"(?![{UNSPACED}])[^\W\d_]")  # the letter of a longer word, in scripts that part words
_ANNOUNCING = re.compile(r"(\w+ \w[^:：|]{2,30}?)\s?[:：|]\s?(?=\w)")  # "Also read | Ferry runs aground"
_CLOCK = r"(?:\d{1,2}:)?\d?\d:\d\d"
_COUNTER = re.compile(  # "1 / 12", "2 of 9", "0:00 / 28:14", "(5 min)", "A+"
    rf"A[+-]|\(?(?:\d{{1,3}}\s?(?:/|of|von|de|sur|di|из)\s?\d{{1,3}}|{_CLOCK}\s?/\s?{_CLOCK}|\d{{1,2}} min\.?)\)?", re.I
)
_COUNT = re.compile(r"^\d{1,6}\s+|\s*[(\[]\d{1,6}$")  # "12 comments", "Comments (12)"
_WORDS = re.compile(r"[\w\u0900-\u0d7f]+")  # with the vowels of India's scripts
_PAGE = re.compile(r".{0,40}\b(?:page|seite|página|pagina|strona|стр\.)\s[A-Z]?\d{1,3}", re.I)  # a printed page's head
_PATH = re.compile(r"[^>»›→«]{1,40}(?:\s[>»›→]\s[^>»›→«]{1,60}){2,}")  # "Home > News > Local"
# "The harbour at dawn. Photo: Ida Berg / Tarvo Post"
_CREDITED = re.compile(
    r"(?:[.!?)”\"»|–—/-]\s*\(?\b(?:photo|foto|image|picture|bild|imagen|imagem|immagine|fotograf|zdjęcie|фото|写真|圖|图)\w{0,5}"
    r"|\w\s(?:photo |image |picture )?cr[eé]dits?)\s?[:：=]\s?[^.:]{2,60}[.)]?$"
    r"|^(?:photos?|fotos?)\s[^.:/]{2,40}/\s?[^.:/]{2,40}$",
    re.I,
)
LONGEST_FORMED = 300  # characters of a caption or a menu
SECTIONS, MOST = 3, 0.7  # words for sections, and their share, that make a menu of a line
LONGEST_WHOLE = 60  # characters of a line that can be a phrase and nothing else
LONGEST = 700  # characters; a longer block is prose whatever it has in it


@dataclass(frozen=True, slots=True)
class Cue:
    """A phrase of the page: which rule it speaks for and how strongly."""

    rule: str
    strength: Strength


@dataclass(frozen=True, slots=True)
class _Lexicon:
    whole: dict[str, Cue]
    starts: dict[str, list[tuple[str, Cue]]]  # by the first three characters
    contains: dict[str, Cue]
    pattern: re.Pattern[str]


@cache
def _lexicon() -> _Lexicon:
    whole: dict[str, Cue] = {}
    starts: dict[str, list[tuple[str, Cue]]] = {}
    contains: dict[str, Cue] = {}
    for rule, strength, where, _language, phrase in rows("cues.csv"):
        cue = Cue(rule, cast(Strength, strength))
        if where == "whole":
            whole[phrase] = cue
        elif where == "starts":
            starts.setdefault(phrase[:3], []).append((phrase, cue))
        else:
            contains[phrase] = cue
    return _Lexicon(whole, starts, contains, any_of(contains))


def cue(text: str) -> Cue | None:
    """The cue that a line has, the strongest first, or None."""
    return _cue(text) if len(text) <= LONGEST else None


@lru_cache(4096)
def _cue(text: str) -> Cue | None:
    """Kept for a while: several rooms ask for the same line."""
    begun = _QUOTES.sub("'", text).casefold().replace(_DOT, "")
    begun = _LEAD.sub("", begun)
    if found := _of_form(text) or _whole(begun):
        return found
    lexicon, inside = _lexicon(), _lexicon().pattern.search(begun)
    met = [cue for phrase, cue in lexicon.starts.get(begun[:3], ()) if _is_begun(begun, phrase)]
    met += [lexicon.contains[inside.group()]] if inside else []
    met += [Cue("navigation", "edge")] if len(text) <= LONGEST_FORMED and is_menu(text) else []
    return min(met, key=lambda cue: _BY_STRENGTH.index(cue.strength), default=None)


def _of_form(text: str) -> Cue | None:
    """The cue of a line told by its form: a counter, the head of a printed page, a caption with its credit."""
    if _COUNTER.fullmatch(text):
        return Cue("player", "sure")
    if _PAGE.fullmatch(text):
        return Cue("navigation", "edge")
    return Cue("caption", "sure") if len(text) <= LONGEST_FORMED and _CREDITED.search(text) else None


def _whole(begun: str) -> Cue | None:
    """The cue of a line that is a phrase, or one of related articles with the title of such an article behind it."""
    folded, whole = begun.rstrip(_EDGES), _lexicon().whole
    if len(folded) <= LONGEST_WHOLE and (found := whole.get(_COUNT.sub("", folded))):
        return found
    head = _ANNOUNCING.match(begun)
    found = whole.get(head[1]) if head else None
    return found if found and found.rule == "related" else None


def _is_begun(text: str, phrase: str) -> bool:
    return text.startswith(phrase) and not _GOES_ON.match(text, len(phrase))


def is_menu(text: str) -> bool:
    """Whether a line is of a site's menu: the name of a section, of several, or the path to the page through them."""
    met = _WORDS.findall(text.casefold().replace(_DOT, ""))
    sections = sum(word in words("sections.txt") for word in met)
    return 0 < len(met) == sections or sections >= max(SECTIONS, MOST * len(met)) or bool(_PATH.fullmatch(text))
