"""English words that lost the space between them ("a newstudy", "ICEagents"), told apart where an article is damaged.

Scrapers that drop the markup of links drop the spaces around them, too. Such an article is read as through a noisy
channel (Shannon 1948; for words without spaces Norvig, "Natural Language Corpus Data", 2009): a form stands for the
words whose own probabilities, with that of a space lost between them, outweigh the probability that it is a word that
nobody has met. Words are as probable as in English at large or in the article, whichever is more. How often spaces are
lost is what the article itself shows; one without damage is left alone.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from functools import cache, lru_cache
from itertools import chain
from math import log10

from ..lexicons import ranks, rows, words
from .features import stopwords

_FORM = re.compile(r"(?<![\w@#/.&])[^\W\d_]{3,40}(?![\w@/]|\.\w)")
_BEHIND_APOSTROPHE = re.compile(r"['’][^\W\d_]{3}")
_PIECE = re.compile(r"[a-zà-ÿ]+|[A-ZÀ-Þ][a-zà-ÿ]+|[A-ZÀ-Þ]{2,}s?|[AI]")
_ODD = re.compile(r"[a-zà-ÿ][A-ZÀ-Þ]|[A-ZÀ-Þ]{2}[a-zà-ÿ]{2}")  # capitals as hardly a word has them
_CAMEL = re.compile(r"(?:[A-ZÀ-Þ][a-zà-ÿ]+)+[A-Z]*")  # but names of firms and products
_SMALL_FIRST, _CAPITALS_FIRST = re.compile(r"([a-z]+)([A-ZÀ-Þ]\w{2,})"), re.compile(r"([A-Z]{2,})([a-z]+)")
_PLURAL = re.compile(r"[A-Z]+s")  # "NGOs"
_INFLECTED = re.compile(r"(?:e?s|e?d|ing|ers?|ly|ness|isms?|ists?)$")
# Punctuation with a word on either side, that wants a space behind it or before it. The mark stands first in a pattern,
# as that is what a text is searched for quickly.
_TIGHT_BEHIND = re.compile(
    r"[,;:”)](?:(?<=[a-z]{2}[,;:])(?=[A-Za-z]{2})|(?<=\d[,;])(?=[a-z]{2})|(?<=[,.]”)(?=[A-Za-z])|(?<=[a-z]”)(?=[a-z]{2})"
    r"|(?<=[a-z]{2}\))(?=[a-z]{2}))"
)
_TIGHT_BEFORE = re.compile(r"“(?<=[a-z]{2}“)|\((?<=[a-z]{2}\()(?=[a-z]{3})")
_BY_NUMBER = re.compile(r"\d(?:(?<=[a-z]\d)|(?<=[a-z][$£€]\d)|[\d,.]*[a-z]{3})")  # what _NUMBER needs, found sooner
_NUMBER = re.compile(
    r"(?<![\w.,$£€-])(\d[\d,.]*)([a-z]{3,40})(?![\w@/-])|(?<![\w@/.-])([a-z]{2,9})([$£€]?\d[\d,.]*)(?![\w-])"
)
# Function words that no common beginnings and endings of words are.
BEFORE = frozenset(
    ("of", "the", "to", "and", "with", "from", "for", "that", "was", "were", "has", "have", "had", "which", "who",
     "will", "would", "could", "should", "been", "into", "about", "their", "his", "this", "these", "when", "while",
     "because", "during", "between")
)  # fmt: skip
BEHIND = BEFORE | {"in", "on", "by", "at", "is", "it", "after", "before", "against"}
_SHORT = BEHIND | {"a", "i", "an", "as", "be", "he", "if", "or", "so", "up", "my", "us", "no", "do", "go", "we", "am"}
_ENCLITICS = frozenset(("s", "t", "re", "ve", "ll", "d", "m"))  # behind an apostrophe
COMMON, SHORTEST = 12_000, 4  # rank and letters of the half of a sure form that is no function word
LONGEST = 20  # letters of a word
FREQUENT = 500  # rank of words that are told from a number behind them
OWN = 0.5  # weight of the article's own words beside English at large
CAPITAL = -1.0  # log10 of the share of words that begin with a capital, where no sentence begins
# log10 of the probability of a word that no list has: of all of them, for each letter, and with odd capitals.
UNKNOWN, LETTER, ODD = -4.0, -0.62, -4.5
CONTENT = -1.0  # log10 of how much rarer two words lose their space where neither is a function word


def restored(paragraphs: Sequence[str]) -> list[str]:
    """The paragraphs of an English article with the spaces put back that were lost; as given if it is not damaged."""
    counts = Counter(chain.from_iterable(map(_FORM.findall, paragraphs)))
    damaged = sum(map(_is_sure, counts))
    if not damaged:
        return [*paragraphs]
    whole = set(filter(is_word, counts))
    reader = _Reader(counts, damaged, whole)
    found = sum(len(reader.apart(form)) > 1 for form in counts if form not in whole)
    return [*map(_Reader(counts, max(found, damaged), whole).read, paragraphs)]


@lru_cache(1 << 14)
def is_word(form: str) -> bool:
    """Whether a form is a word or a name of its own, whatever it could be taken apart into."""
    folded = form.casefold()
    if form.isupper() or _PLURAL.fullmatch(form) or folded in brands() or (len(form) < 5 and form.istitle()):
        return True
    if _ODD.search(form) and not _CAMEL.fullmatch(form):
        return False
    ending = _INFLECTED.search(folded)
    return _is_listed(folded) or (ending is not None and _is_listed(folded[: ending.start()]))


def _is_listed(word: str) -> bool:
    return word in ranks("words_en.txt") or word in words("unsplit_en.txt")


@lru_cache(1 << 14)
def _is_sure(form: str) -> bool:
    """Whether a form is surely two words: a function word and a common one, or one and a capital or an abbreviation."""
    if is_word(form):
        return False
    if odd := _SMALL_FIRST.fullmatch(form) or _CAPITALS_FIRST.fullmatch(form):
        one, other = odd.groups()
        return (one in _SHORT and one != "i") or (one.isupper() and _is_common(other))
    pairs = [(form[:i], form[i:]) for i in range(2, len(form) - 1)] if len(form) > 4 else []
    return any((a in BEFORE and (_is_common(b) or b in BEFORE)) or (b in BEHIND and _is_common(a)) for a, b in pairs)


def _is_function(word: str) -> bool:
    folded = word.casefold()
    return folded in _SHORT or (folded in stopwords() and ranks("words_en.txt").get(folded, FREQUENT) < FREQUENT)


def _is_common(word: str) -> bool:
    return len(word) >= SHORTEST and ranks("words_en.txt").get(word, COMMON) < COMMON


_Way = tuple[float, tuple[str, ...]]  # log10 of the probability of words, and they


class _Reader:
    """One article's way of reading forms, which depends on the words that stand in it and on how damaged it is."""

    def __init__(self, counts: Counter[str], damaged: int, whole: set[str]) -> None:
        self.counts, self.total = counts, counts.total()
        self.lost = log10(damaged / self.total)  # log10 of the probability that a space is
        self.at_large = shares_at_large()
        self.met: dict[tuple[str, bool], str] = {}
        self.whole = {*whole}  # forms that stay as they are, behind apostrophes aside

    def read(self, text: str) -> str:
        """A paragraph with its spaces."""
        text = _TIGHT_BEFORE.sub(r" \g<0>", _TIGHT_BEHIND.sub(r"\g<0> ", text))
        new = {form for form in _FORM.findall(text) if form not in self.whole}
        self.whole.update(form for form in new if self._read(form) == form)
        if not new <= self.whole or _BEHIND_APOSTROPHE.search(text):
            text = _FORM.sub(self._form, text)
        return _NUMBER.sub(_apart_from_number, text) if _BY_NUMBER.search(text) else text

    def _form(self, match: re.Match[str]) -> str:
        form, before = match[0], match.string[max(match.start() - 2, 0) : match.start()]
        enclitic = before[-1:] in ("'", "’") and before[:1].isalpha() and form[0].islower()
        return self._read(form, enclitic)

    def _read(self, form: str, enclitic: bool = False) -> str:
        if is_word(form) and not enclitic:
            return form
        key = form, enclitic
        if key not in self.met:
            self.met[key] = " ".join(self.apart(form, enclitic))
        return self.met[key]

    def apart(self, form: str, enclitic: bool = False) -> tuple[str, ...]:
        """The likeliest words that a form is made of; the form alone if it is likelier as a word of its own.

        Behind an apostrophe (`enclitic`) the first of them is "s", "t", "ll" or the like.
        """
        alone = self._alone(form)
        ways: dict[int, _Way] = {0: (0.0, ())}
        for start in range(len(form)):
            way = ways.get(start)
            if way is None or (start and way[0] + self.lost <= alone):  # more words only make it less probable
                continue
            small = form[start].islower() and not (enclitic and start == 0)
            for end in range(start + 1, min(start + LONGEST, len(form) - (start == 0)) + 1):
                piece = form[start:end]
                if small and piece not in self.counts and piece.casefold() not in self.at_large:
                    continue  # no word, as nearly all of them
                found = self._further(way, piece, enclitic)
                if found and found[0] > alone and (end not in ways or found > ways[end]):
                    ways[end] = found
        return ways[len(form)][1] if len(form) in ways else (form,)

    def _further(self, way: _Way, piece: str, enclitic: bool) -> _Way | None:
        """A way to read the beginning of a form with one word more, if that can be one."""
        far, before = way
        if enclitic and not before:
            return (0.0, (piece,)) if piece in _ENCLITICS else None
        share = self._share(piece, before)
        if share is None:
            return None
        return far + share + (self._lost(before[-1], piece) if before else 0.0), (*before, piece)

    def _share(self, piece: str, before: tuple[str, ...]) -> float | None:
        """log10 of the share of a word in the article, behind those already read; None for what is none."""
        own, at_large = self.counts.get(piece), self.at_large.get(piece.casefold())
        last = before[-1] if before else ""
        if not _PIECE.fullmatch(piece) or (last and not self._goes_on(last, piece)):
            return None
        found = [log10(OWN * own / self.total)] if own else []
        if piece.isupper() or (piece[0].isupper() and len(piece) > 2 and len(last) > 1):
            found.append(unknown(piece))
        if at_large is not None and (piece.islower() or piece.istitle()):
            found.append(at_large + (0.0 if piece.islower() or not before else CAPITAL))
        return max(found, default=None)

    def _lost(self, one: str, other: str) -> float:
        """log10 of the probability that the space between two words is lost: of two nouns compounds are made."""
        told = other[0].isupper() or _is_function(one) or _is_function(other)
        return self.lost + (0.0 if told else CONTENT)

    def _goes_on(self, one: str, other: str) -> bool:
        """Whether two words can be a pair that lost its space, and no compound or name ("overspend", "NewsNation")."""
        if one.casefold() in _SHORT or other in BEHIND:
            return True
        if one[0].isupper() and other[0].isupper():
            return (self.counts[one] > 0 and self.counts[other] > 0) or _is_titled(one.casefold(), other.casefold())
        inflected = one[0].isupper() and other in ("a", "an")  # "Europe-an"
        return one.casefold() not in _parts("before") and other not in _parts("behind") and not inflected

    def _alone(self, form: str) -> float:
        """log10 of the probability that a form is a word nobody knows; one that comes again in the article, rather."""
        again = self.counts[form] - 1
        rare = unknown(form) + (ODD if _ODD.search(form) else 0.0)
        return rare if again < 1 or _is_sure(form) else max(rare, log10(OWN * again / self.total))


def _is_titled(one: str, other: str) -> bool:
    """Whether a word is an office before a name ("President-Anna"), or any before a given name ("State-Marco")."""
    return (one, "head") in _offices() or (other in words("given_names.csv") and one in ranks("words_en.txt"))


def _apart_from_number(match: re.Match[str]) -> str:
    """A number and the word behind or before it, with a space unless it can be a unit or a name ("10mph", "win10")."""
    number, behind, before, other = match.groups()
    if number:
        return f"{number} {behind}" if behind in BEHIND or _is_common(behind) else match[0]
    return f"{before} {other}" if ranks("words_en.txt").get(before, FREQUENT) < FREQUENT else match[0]


def unknown(word: str) -> float:
    """log10 of the probability of a word that no lexicon has, by its length."""
    return UNKNOWN + LETTER * len(word)


@cache
def _parts(place: str) -> frozenset[str]:
    """What stands in one place of compounds, and hardly ever there as a word of its own."""
    return frozenset(part for row in rows("compound_parts.csv") if row[0] == place for part in row[1].split())


@cache
def _offices() -> frozenset[tuple[str, ...]]:
    return frozenset(row[:2] for row in rows("roles.csv"))


@cache
def brands() -> frozenset[str]:
    """Names with capitals inside that are one word, in small letters."""
    return frozenset(word.casefold() for word in words("camel_case.csv"))


@cache
def shares_at_large() -> dict[str, float]:
    """log10 of each word's share in English, by its rank (Zipf's law with Mandelbrot's shift)."""
    ranked = ranks("words_en.txt").items()
    return {word: log10(0.1 / (rank + 3)) for word, rank in ranked if len(word) > 2 or word in _SHORT}
