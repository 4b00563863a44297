"""Article → signature: its terms, its numbers and a sketch of its wording."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from datetime import date
from functools import lru_cache
from hashlib import blake2b
from urllib.parse import urlsplit
from zlib import crc32

import numpy as np
from rensa import RMinHash

from ...index import wording
from ...index.signatures import Signature, Terms, terms
from ..models import Article
from .terms import weigh

BODY_WORDS, BODY_TERMS = 600, 64  # an event is told in the first part of an article; the rest is background
LEAD_WORDS, LEAD_TERMS = 80, 24
LEAD_WEIGHT = 1.5  # of a term's weight in title and lede beside its weight in the body
KEYS = 10
TELLING = 16
NUMBERS = 48
LONGEST = 40  # characters of a telling word or a number
TITLE_LENGTH = 300  # characters of a title that are looked at for what recurs in it
SHINGLE = 4  # words
SHINGLED_WORDS = 3000
SKETCH = 128  # hash functions of the MinHash (Broder 1997), their values cut to 16 bits (Li & König 2010)

_DIGITS = re.compile(r"\d+(?:[.,:]\d+)*")
_DAYS = re.compile(
    r"\b(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?\b|"
    r"\b(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|"
    r"oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\b|\d+(?:st|nd|rd|th)?",
    re.IGNORECASE,
)


def signature(article: Article) -> Signature:
    """What the grouping needs of an article. Pure."""
    language = article.language or "en"
    text = whole(article)
    words = wording.words(text, SHINGLED_WORDS)
    own = _own_words(article)
    body = _heaviest(weigh(words[:BODY_WORDS], language), BODY_TERMS, own)
    lead = _heaviest(weigh(words[:LEAD_WORDS], language), LEAD_TERMS, own)
    best = _best(body, lead)
    shingles = _shingles(words)
    return Signature(
        day=_day(article.published),
        words=len(text.split()),
        shingles=len(shingles),
        url=_hash(_address(article.url)),
        external_id=_hash(article.external_id),
        publisher=_hash(_publisher(article)),
        title=_hash(_masked(article.title)) if article.title_origin != "lede" else 0,
        body=_packed(body),
        lead=_packed(lead),
        keys=np.array([crc32(_bytes(term)) for term in best[:KEYS]], dtype=np.uint32),
        sketch=_sketch(shingles),
        numbers=frozenset(_numbers(text)),
        title_numbers=frozenset(found.lower() for found in _DAYS.findall(article.title[:TITLE_LENGTH])),
        telling=_as_printed(best[:TELLING], words[:BODY_WORDS]),
    )


def whole(article: Article) -> str:
    """Title and body, the title once."""
    return article.body if article.body.startswith(article.title) else f"{article.title}\n\n{article.body}"


def _own_words(article: Article) -> frozenset[str]:
    """The terms of the names of its publisher and agencies: an outlet that names itself says nothing of the event."""
    names = " ".join(credit.name for credit in article.credits if credit.role != "credit")
    return frozenset(wording.term(word) for word in wording.words(names, BODY_WORDS))


def _heaviest(weights: dict[str, float], most: int, without: Collection[str]) -> dict[str, float]:
    left = (item for item in weights.items() if item[0] not in without)
    return dict(sorted(left, key=lambda item: (-item[1], item[0]))[:most])


def _packed(weights: dict[str, float]) -> Terms:
    """Terms by rising hash, their weights as shares of the greatest in 255ths."""
    top = max(weights.values(), default=1.0)
    pairs = sorted({crc32(_bytes(term)): max(1, round(255 * weight / top)) for term, weight in weights.items()}.items())
    hashes, values = zip(*pairs, strict=True) if pairs else ((), ())
    return terms(np.array(hashes, dtype=np.uint32), np.array(values, dtype=np.uint8))


def _best(body: dict[str, float], lead: dict[str, float]) -> list[str]:
    """The terms of an article, the most telling first."""
    both = Counter(body)
    for term, weight in lead.items():
        both[term] += LEAD_WEIGHT * weight  # type: ignore[assignment]
    return sorted(both, key=lambda term: (-both[term], term))


def _as_printed(best: list[str], words: Sequence[str]) -> tuple[str, ...]:
    """Each term in its commonest printed form."""
    wanted = set(best)
    forms: dict[str, Counter[str]] = {}
    for word, term in zip(words, map(wording.term, words), strict=True):
        if term in wanted and len(word) <= LONGEST:
            forms.setdefault(term, Counter())[word] += 1
    return tuple(min(forms[term].items(), key=lambda item: (-item[1], item[0]))[0] for term in best if term in forms)


def _shingles(words: Sequence[str]) -> frozenset[str]:
    """Runs of four words, folded, numbers masked: what a copy shares with its original and an issue with the last."""
    masked = list(map(_mask, words))
    runs = zip(*(masked[i:] for i in range(SHINGLE)), strict=False)
    return frozenset(map(" ".join, runs if len(masked) >= SHINGLE else [masked]))


@lru_cache(1 << 16)
def _mask(word: str) -> str:
    folded = wording.fold(word)
    return "0" if folded[0].isdigit() else folded


def _sketch(shingles: Iterable[str]) -> np.ndarray[tuple[int], np.dtype[np.uint16]]:
    sketch = RMinHash(num_perm=SKETCH, seed=1)
    sketch.update(list(shingles))
    return (np.array(sketch.digest(), dtype=np.uint64) & 0xFFFF).astype(np.uint16)


def _numbers(text: str) -> list[str]:
    """The first numbers of a text, thousands' commas left out."""
    found = (re.sub(r",(?=\d{3}\b)", "", match.group()) for match in _DIGITS.finditer(text))
    return list(dict.fromkeys(number for number in found if len(number) <= LONGEST))[:NUMBERS]


def _day(published: str | None) -> int | None:
    """The day of a date that is known to the day, as its proleptic ordinal."""
    try:
        return date.fromisoformat((published or "")[:10]).toordinal()
    except ValueError:
        return None


def _masked(title: str) -> str:
    """A title without its numbers and names of days and months; empty if little else is left."""
    rest = " ".join(wording.WORD.findall(_DAYS.sub(" ", title[:TITLE_LENGTH]))).casefold()
    return rest if len(rest.split()) >= 2 else ""


def _address(url: str | None) -> str:
    """A URL without scheme, fragment and trailing slash; empty for a site's front page."""
    try:
        parts = urlsplit(url or "")
    except ValueError:
        return ""
    path = parts.path.rstrip("/") + (f"?{parts.query}" if parts.query else "")
    return f"{parts.netloc.lower().removeprefix('www.')}{path}" if path else ""


def _publisher(article: Article) -> str:
    found = [credit for credit in article.credits if credit.role == "publisher"]
    return (found[0].domain or found[0].name).casefold() if found else ""


def _hash(text: str | None) -> int:
    """64 bits of a text, 0 for none."""
    return int.from_bytes(blake2b(_bytes(text), digest_size=8).digest(), "little") if text else 0


def _bytes(text: str) -> bytes:
    return text.encode("utf-8", "replace")
