"""How alike two articles are: of one event, copies of one text, or two issues of a recurring format.

Everything is a pure function of two signatures, so that no third article changes it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from .signatures import Signature, Terms

LinkKind = Literal["account", "copy", "version"]
Floats = NDArray[np.float64]

WINDOW = 30  # days: accounts of one event are not further apart; copies may be
SAME_DAYS = 7  # days apart that say nothing against one event
AGEING = 0.25  # share of the likeness that is lost at the end of the window

COPY = 0.5  # Jaccard likeness of the shingles (numbers masked) from which a text is the other one reworked
REPRINT = 0.7  # share of the shorter text that stands in the longer one
FAINT = 0.1  # Jaccard likeness under which the sketch is too coarse for a share
VERSION = 0.2  # the same, for texts at one address
TEMPLATE = 0.2  # the same, from which texts with other numbers are issues of a format
NUMBERS_DIFFER = 1 / 3  # share of the shorter list of numbers under which they are others
NUMBERS_AGREE = 0.5  # … over which a copy has those of its original
ENOUGH_NUMBERS = 2  # in the shorter list, to tell an issue of a format
CORRECTED = 0.8  # Jaccard likeness from which other numbers are a correction
SAME_MATTER = 0.4  # cosine of a copy's words: the same phrases about another company are none

NAMED = 6  # words of a kind that a reason names


@dataclass(frozen=True, slots=True)
class Likeness:
    """One article held against another.

    `strength` is from 0 to 1; `shared` the part of this article's text that a copy or version has of
    the other one, `others_shared` the part of the other one's text that stands in this.
    """

    strength: float
    kind: LinkKind
    shared: float = 0.0
    others_shared: float = 0.0

    def turned(self) -> Likeness:
        """The same, seen from the other article."""
        return Likeness(self.strength, self.kind, self.others_shared, self.shared)


UNLIKE = Likeness(0.0, "account")


def against(one: Signature, others: Sequence[Signature]) -> list[Likeness]:
    """The likeness of one article to each of the others, in their order."""
    if not others:
        return []
    overlap = np.mean(np.stack([other.sketch for other in others]) == one.sketch, axis=1)
    return [
        _judge(one, other, cosine, jaccard)
        for other, cosine, jaccard in zip(others, alike(one, others).tolist(), overlap.tolist(), strict=True)
    ]


def among(signatures: Sequence[Signature]) -> tuple[Floats, dict[tuple[int, int], Likeness]]:
    """The strength of the likeness of each two articles as a symmetric matrix, and the likenesses of those pairs
    (lower position first) that share more than words: wording, or the title of a column."""
    bodies, leads = ([getattr(one, part) for one in signatures] for part in ("body", "lead"))
    cosine = (all_cosines(bodies, _by_matrix) + all_cosines(leads, _by_matrix)) / 2
    strengths = cosine * _ageing_of([one.day for one in signatures])
    sketches = np.stack([one.sketch for one in signatures])
    titles = np.array([one.title for one in signatures], dtype=np.uint64)
    close: dict[tuple[int, int], Likeness] = {}
    for here, one in enumerate(signatures):
        overlap = np.mean(sketches[here + 1 :] == one.sketch, axis=1)
        same_title = (titles[here + 1 :] == one.title) & (one.title != 0)
        for after in np.flatnonzero((overlap >= FAINT) | same_title).tolist():
            there = here + 1 + after
            found = _judge(one, signatures[there], float(cosine[here, there]), float(overlap[after]))
            close[here, there] = found
            strengths[here, there] = strengths[there, here] = found.strength
    return strengths, close


def all_cosines(vectors: Sequence[Terms], products: Callable[[Sequence[Terms]], Floats]) -> Floats:
    """The cosines of all pairs, 0 for one without terms; what one has with itself is of no use.

    `products` are those of all pairs of different vectors, whole numbers: `_by_matrix` or `by_term`, which give the
    same.
    """
    norms = np.array([vector.norm for vector in vectors])
    lengths = np.outer(norms, norms)
    return np.divide(products(vectors), lengths, out=np.zeros_like(lengths), where=lengths > 0)


def _by_matrix(vectors: Sequence[Terms]) -> Floats:
    """The products by a matrix of the terms that several have: for many vectors, when a load can use all processors.

    Sums of whole numbers under 2**24 are exact in 32-bit floats.
    """
    hashes = np.concatenate([vector.hashes for vector in vectors])
    _, columns, counts = np.unique(hashes, return_inverse=True, return_counts=True)
    shared = counts > 1
    here = shared[columns]
    rows = np.repeat(np.arange(len(vectors)), [len(vector.hashes) for vector in vectors])[here]
    dense = np.zeros((len(vectors), int(shared.sum())), dtype=np.float32)
    dense[rows, (np.cumsum(shared) - 1)[columns[here]]] = np.concatenate([vector.weights for vector in vectors])[here]
    return (dense @ dense.T).astype(np.float64)


def by_term(vectors: Sequence[Terms]) -> Floats:
    """The products added up term by term: for a hundred vectors while a reader waits. Of a product of matrices, numpy
    would wake threads that take longer to come than this takes."""
    hashes = np.concatenate([vector.hashes for vector in vectors])
    weights = np.concatenate([vector.weights for vector in vectors]).astype(np.float64)
    rows = np.repeat(np.arange(len(vectors)), [len(vector.hashes) for vector in vectors])
    order = np.argsort(hashes)
    _, first, having = np.unique(hashes[order], return_index=True, return_counts=True)
    first, having = first[having > 1], having[having > 1]
    pairs = having * having  # of each term: every row that has it with every one
    number = np.arange(pairs.sum()) - np.repeat(np.cumsum(pairs) - pairs, pairs)
    one, other = (order[np.repeat(first, pairs) + each] for each in np.divmod(number, np.repeat(having, pairs)))
    size = len(vectors)
    found = np.bincount(rows[one] * size + rows[other], weights[one] * weights[other], size * size)
    return found.reshape(size, size).astype(np.float64)


def _ageing_of(days: Sequence[int | None]) -> Floats:
    """ageing() of all pairs."""
    known = np.array([np.nan if day is None else day for day in days])
    apart = np.nan_to_num(np.abs(known[:, None] - known[None, :]), nan=0.0)
    aged: Floats = 1.0 - AGEING * np.maximum(0, apart - SAME_DAYS) / (WINDOW - SAME_DAYS)
    return np.where(apart > WINDOW, 0.0, aged)


def alike(one: Signature, others: Sequence[Signature]) -> Floats:
    """How much the words of an article are those of each of the others, whatever they tell of: the mean of the
    cosines over the whole text and over title and lede."""
    bodies = cosines(one.body, [other.body for other in others])
    return (bodies + cosines(one.lead, [other.lead for other in others])) / 2


def cosines(one: Terms, others: Sequence[Terms]) -> Floats:
    """The cosine of one vector of terms and each of the others; 0 for one without terms."""
    if not others:
        return np.zeros(0)
    norms = np.array([other.norm for other in others]) * one.norm
    hashes = np.concatenate([other.hashes for other in others])
    if not len(one.hashes) or not len(hashes):
        return np.zeros(len(others))
    owners = np.repeat(np.arange(len(others)), [len(other.hashes) for other in others])
    weights = np.concatenate([other.weights for other in others]).astype(np.int64)
    at = np.minimum(np.searchsorted(one.hashes, hashes), len(one.hashes) - 1)
    products = np.where(one.hashes[at] == hashes, one.weights[at] * weights, 0)
    sums = np.bincount(owners, products, minlength=len(others))
    return np.divide(sums, norms, out=np.zeros(len(others)), where=norms > 0)


def _judge(one: Signature, other: Signature, cosine: float, jaccard: float) -> Likeness:
    if jaccard >= FAINT and (close := _same_text(one, other, cosine, jaccard)):
        return close
    if _recurring_title(one, other):
        return UNLIKE
    return Likeness(cosine * ageing(one.day, other.day), "account")


def _same_text(one: Signature, other: Signature, cosine: float, jaccard: float) -> Likeness | None:
    """The likeness of two articles that share wording: versions, issues of a format or copies; else None."""
    share, others_share = shares(jaccard, one.shingles, other.shingles)
    if _same_address(one, other) and jaccard >= VERSION:
        return Likeness(max(cosine, jaccard), "version", share, others_share)
    agreement = numbers_agreement(one, other)
    if jaccard >= TEMPLATE and agreement < NUMBERS_DIFFER and _count_numbers(one, other) >= ENOUGH_NUMBERS:
        return UNLIKE
    worded_alike = jaccard >= COPY or max(share, others_share) >= REPRINT
    if worded_alike and cosine >= SAME_MATTER and (agreement > NUMBERS_AGREE or jaccard >= CORRECTED):
        return Likeness(max(cosine, jaccard), _copy_kind(one, other), share, others_share)
    return None


def shares(jaccard: float, size: int, other_size: int) -> tuple[float, float]:
    """What part of each of two sets of shingles stands in the other one, from their Jaccard likeness."""
    common = jaccard / (1 + jaccard) * (size + other_size)
    return min(1.0, common / max(1, size)), min(1.0, common / max(1, other_size))


def numbers_agreement(one: Signature, other: Signature) -> float:
    """The share of the shorter list of numbers that the longer one has too; 1 if one has none."""
    fewer = _count_numbers(one, other)
    return len(one.numbers & other.numbers) / fewer if fewer else 1.0


def _count_numbers(one: Signature, other: Signature) -> int:
    return min(len(one.numbers), len(other.numbers))


def ageing(day: int | None, other_day: int | None) -> float:
    """1 for articles of one time or without a date, falling to 1 - AGEING at the end of the window, 0 beyond."""
    if day is None or other_day is None:
        return 1.0
    apart = abs(day - other_day)
    if apart > WINDOW:
        return 0.0
    return 1.0 - AGEING * max(0, apart - SAME_DAYS) / (WINDOW - SAME_DAYS)


def _same_address(one: Signature, other: Signature) -> bool:
    same_url = one.url != 0 and one.url == other.url
    return same_url or (one.external_id != 0 and one.external_id == other.external_id)


def _copy_kind(one: Signature, other: Signature) -> LinkKind:
    """A publisher's own text again is a version of it."""
    return "version" if one.publisher != 0 and one.publisher == other.publisher else "copy"


def _recurring_title(one: Signature, other: Signature) -> bool:
    """The same title but for its numbers and days, over another text: the next issue of a column or report."""
    if one.title == 0 or one.title != other.title:
        return False
    dated = one.day is not None and other.day is not None
    return one.title_numbers != other.title_numbers or (dated and one.day != other.day)


def in_common(one: Signature, other: Signature) -> str:
    """What two articles have in common, in words: names, other words, numbers; the most telling first."""
    folded = {word.casefold() for word in other.telling}
    common = [word for word in one.telling if word.casefold() in folded]
    names = [word for word in common if word[0].isupper()]
    rest = [word for word in common if not word[0].isupper()]
    numbers = sorted((one.numbers & other.numbers), key=lambda number: (-len(number), number))
    parts = {"names": names, "words": rest, "numbers": numbers}
    return "; ".join(f"{what}: {', '.join(found[:NAMED])}" for what, found in parts.items() if found)
