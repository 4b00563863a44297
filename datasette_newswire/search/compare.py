"""Two accounts of one event side by side: which sentences they share, which are reworded, where they disagree.

A pure function of the texts and mentions of two articles.
"""

from __future__ import annotations

import math
from bisect import bisect_right
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from itertools import islice
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from ..index.wording import WORD, term
from .articles import Article, Mention, Named
from .facts import Fact, dates, numbers, quotes
from .sentences import Span, sentences

State = Literal["shared", "reworded", "only here"]
Kind = Literal["name", "number", "date", "quote"]

MOST = 400  # sentences of an article that are compared
MOST_OF_MANY = 60  # … where more than two articles are
LONGEST = 2000  # characters of a sentence that are looked at
SHARED = 0.85  # likeness (cosine of weighted words) from which two sentences are the same
REWORDED = 0.25  # … and from which they say the same in other words
QUOTED = 0.4  # … and from which two quotations are of one utterance


@dataclass(frozen=True)
class Sentence:
    """A sentence of one account: `start` and `end` are offsets into its body, `partner` is the number of the other
    account's sentence that says the same, `fresh` are the words that the partner does not have."""

    start: int
    end: int
    text: str
    state: State
    partner: int | None = None
    likeness: float = 0.0
    fresh: tuple[Span, ...] = ()


@dataclass(frozen=True)
class Disagreement:
    """Something that the accounts say differently, as printed; the numbers are those of the sentences it stands in."""

    kind: Kind
    left: str
    right: str
    left_sentence: int | None = None
    right_sentence: int | None = None


@dataclass(frozen=True)
class Comparison:
    """Two accounts aligned. `shared` is the part of the left words that stand in sentences the right one shares or
    rewords, and the other way round; the names are those that one account alone has."""

    left: tuple[Sentence, ...]
    right: tuple[Sentence, ...]
    disagreements: tuple[Disagreement, ...]
    left_names: tuple[str, ...]
    right_names: tuple[str, ...]
    left_shared: float
    right_shared: float

    def to_json(self) -> dict[str, Any]:
        """The comparison as plain lists, dictionaries and scalars."""
        return asdict(self)


def compare(left: Article, right: Article) -> Comparison:
    """Aligns two articles by sentence and lists what they say differently."""
    spans = [list(sentences(article.body))[:MOST] for article in (left, right)]
    texts = [[article.body[start:end] for start, end in of] for article, of in zip((left, right), spans, strict=True)]
    pairs = align([_words(text) for text in texts[0]], [_words(text) for text in texts[1]], REWORDED)
    back = {other: (one, likeness) for one, (other, likeness) in pairs.items()}
    lefts = tuple(_sentence(spans[0], texts[0], texts[1], number, pairs) for number in range(len(spans[0])))
    rights = tuple(_sentence(spans[1], texts[1], texts[0], number, back) for number in range(len(spans[1])))
    return Comparison(
        left=lefts,
        right=rights,
        disagreements=tuple(_disagreements(left, right, lefts, rights)),
        left_names=tuple(only(left, right)),
        right_names=tuple(only(right, left)),
        left_shared=_share(lefts),
        right_shared=_share(rights),
    )


def align(left: Sequence[Counter[str]], right: Sequence[Counter[str]], least: float) -> dict[int, tuple[int, float]]:
    """Pairs of the most alike, best first, each used once: number on the left → (number on the right, likeness)."""
    likeness = _cosines(left, right)
    found: dict[int, tuple[int, float]] = {}
    taken: set[int] = set()
    rows, columns = np.nonzero(likeness >= least)
    for one, other in sorted(
        zip(rows.tolist(), columns.tolist(), strict=True), key=lambda pair: (-likeness[pair], abs(pair[0] - pair[1]))
    ):
        if one not in found and other not in taken:
            found[one] = (other, round(float(likeness[one, other]), 4))
            taken.add(other)
    return found


def alone_and_shared(bodies: Sequence[str]) -> tuple[list[list[Span]], list[Span]]:
    """Of several texts: the sentences of each that no other has in any words, and those of the first that all have."""
    spans = [list(islice(sentences(body), MOST_OF_MANY)) for body in bodies]
    words = [[_words(body[start:end]) for start, end in of] for body, of in zip(bodies, spans, strict=True)]
    met = [_met(ours, [theirs for theirs in words if theirs is not ours]) for ours in words]
    alone = [[of[at] for at in np.flatnonzero(times == 0)] for of, times in zip(spans, met, strict=True)]
    return alone, [spans[0][at] for at in np.flatnonzero(met[0] == len(bodies) - 1)]


def _met(ours: Sequence[Counter[str]], texts: Sequence[Sequence[Counter[str]]]) -> NDArray[np.int64]:
    """For each of our sentences, in how many other texts one says the same."""
    times = np.zeros(len(ours), dtype=np.int64)
    for theirs in texts:
        times += (_cosines(ours, theirs) >= REWORDED).any(axis=1)
    return times


def only(one: Article, other: Article) -> Iterator[str]:
    """The people, places and organizations that one article names and the other does not."""
    there = {entity.key for entity in other.entities}
    return (entity.name for entity in one.entities if entity.key not in there)


def _cosines(left: Sequence[Counter[str]], right: Sequence[Counter[str]]) -> NDArray[np.float64]:
    """Cosines of the word counts, a word weighing the less the more sentences of both have it (idf)."""
    spread = Counter(word for words in (*left, *right) for word in words)
    idf = {word: math.log(1 + (len(left) + len(right)) / count) for word, count in spread.items()}
    ours, theirs = _vectors(left, idf), _vectors(right, idf)
    products = np.zeros((len(left), len(right)))
    for word in sorted(ours.keys() & theirs.keys()):
        (rows, weights), (columns, others) = ours[word], theirs[word]
        products[np.ix_(rows, columns)] += np.outer(weights, others)
    return products


def _vectors(of: Sequence[Counter[str]], idf: Mapping[str, float]) -> dict[str, tuple[list[int], list[float]]]:
    """Word → the sentences that have it and its weight in each, their vectors made one long."""
    found: dict[str, tuple[list[int], list[float]]] = {}
    for number, words in enumerate(of):
        norm = math.sqrt(sum((count * idf[word]) ** 2 for word, count in words.items()))
        for word, count in words.items():
            numbers, weights = found.setdefault(word, ([], []))
            numbers.append(number)
            weights.append(count * idf[word] / norm)
    return found


def _words(text: str) -> Counter[str]:
    return Counter(term(found.group()) for found in WORD.finditer(text[:LONGEST]))


def _sentence(
    spans: Sequence[Span],
    texts: Sequence[str],
    others: Sequence[str],
    number: int,
    pairs: Mapping[int, tuple[int, float]],
) -> Sentence:
    start, end = spans[number]
    if number not in pairs:
        return Sentence(start, end, texts[number], "only here")
    partner, likeness = pairs[number]
    there = _words(others[partner])
    fresh = tuple(
        (start + found.start(), start + found.end())
        for found in WORD.finditer(texts[number][:LONGEST])
        if term(found.group()) not in there
    )
    state: State = "shared" if likeness >= SHARED else "reworded"
    return Sentence(start, end, texts[number], state, partner, likeness, fresh)


def _share(of: Sequence[Sentence]) -> float:
    """The part of the words that stand in sentences with a partner."""
    lengths = [len(sentence.text.split()) for sentence in of]
    met = sum(length for length, sentence in zip(lengths, of, strict=True) if sentence.partner is not None)
    return round(met / max(1, sum(lengths)), 4)


def _disagreements(
    left: Article, right: Article, lefts: Sequence[Sentence], rights: Sequence[Sentence]
) -> Iterator[Disagreement]:
    yield from _names(left, right, lefts, rights)
    for number, sentence in enumerate(lefts):
        if sentence.partner is not None:
            ours, theirs = sentence.text[:LONGEST], rights[sentence.partner].text[:LONGEST]
            for kind, facts in _FACTS.items():
                for one, two in differing(list(facts(ours)), list(facts(theirs))):
                    yield Disagreement(kind, one.text.strip(), two.text.strip(), number, sentence.partner)
    yield from _quotes(left, right, lefts, rights)


def differing(left: Sequence[Fact], right: Sequence[Fact]) -> Iterator[tuple[Fact, Fact]]:
    """Facts of one unit that two sentences state with different values; what both state is set aside first."""
    ours, theirs = ({fact.value for fact in side} for side in (left, right))
    rest: dict[str, list[Fact]] = {}
    for fact in right:
        if fact.value not in ours:
            rest.setdefault(fact.unit, []).append(fact)
    for fact in left:
        if fact.value not in theirs and fact.unit and rest.get(fact.unit):
            yield fact, rest[fact.unit].pop(0)


def _names(
    left: Article, right: Article, lefts: Sequence[Sentence], rights: Sequence[Sentence]
) -> Iterator[Disagreement]:
    """Entities of both whose fullest names differ, neither being a part of the other."""
    there = {entity.key: entity for entity in right.entities}
    for entity in left.entities:
        ours, theirs = _fullest(entity), _fullest(there.get(entity.key))
        if ours and theirs:
            words, others = set(_words(ours.text)), set(_words(theirs.text))
            if not (words <= others or others <= words or _initials(ours.text, theirs.text)):
                yield Disagreement("name", ours.text, theirs.text, _within(ours, lefts), _within(theirs, rights))


def _initials(one: str, other: str) -> bool:
    """Whether the shorter name abbreviates the longer one (UN, United Nations)."""
    short, long = sorted((one, other), key=len)
    return short.replace(".", "").casefold() == "".join(word[0] for word in long.split()).casefold()


def _fullest(entity: Named | None) -> Mention | None:
    """The mention with the most words, the first of them."""
    mentions = entity.mentions if entity else ()
    return max(mentions, key=lambda mention: len(mention.text.split()), default=None)


def _within(mention: Mention, of: Sequence[Sentence]) -> int | None:
    return _at(mention.start, of) if mention.field == "body" else None


def _quotes(
    left: Article, right: Article, lefts: Sequence[Sentence], rights: Sequence[Sentence]
) -> Iterator[Disagreement]:
    """Quotations of one utterance in different words; one that is cut shorter is no disagreement."""
    ours, theirs = (list(islice(quotes(article.body), MOST)) for article in (left, right))
    words, others = ([_words(quote.value) for quote in side] for side in (ours, theirs))
    for one, (other, _) in sorted(align(words, others, QUOTED).items()):
        if not (words[one] <= others[other] or others[other] <= words[one]):
            left_quote, right_quote = ours[one], theirs[other]
            places = _at(left_quote.start, lefts), _at(right_quote.start, rights)
            yield Disagreement("quote", left_quote.value, right_quote.value, *places)


def _at(offset: int, of: Sequence[Sentence]) -> int | None:
    """The sentence that an offset into the body falls in."""
    number = bisect_right(of, offset, key=lambda sentence: sentence.start) - 1
    return number if number >= 0 and offset < of[number].end else None


_FACTS: Mapping[Kind, Callable[[str], Iterable[Fact]]] = {"number": numbers, "date": dates}
