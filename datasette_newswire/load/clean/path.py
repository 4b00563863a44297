"""Evidence for single blocks → one stretch of blocks that is the article, with few interruptions.

before → article ⇄ noise within it → article → after
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from ..models import Position
from .features import Matrix

BEFORE, ARTICLE, NOISE, AFTER = range(4)
RULE = {BEFORE: "before-article", NOISE: "noise", AFTER: "after-article"}
POSITION: dict[int, Position] = {BEFORE: "before", NOISE: "within", AFTER: "after"}
NOT_AN_ARTICLE = 5.0  # price of a page without any article
SURE = 6.0  # log-odds beyond which a network is not believed further
_FROM = {ARTICLE: (BEFORE, ARTICLE, NOISE), NOISE: (ARTICLE, NOISE), AFTER: (ARTICLE, AFTER), BEFORE: (BEFORE,)}


@dataclass(frozen=True, slots=True)
class Prices:
    """What a path costs, in log-odds times the root of words: to go into the article and out of it (`edge`), and
    through noise within it (`gap`). `bias` are log-odds in favour of keeping a block."""

    edge: float
    gap: float
    bias: float = 0.0


def judged(odds: Matrix, words: Sequence[int] | Matrix, prices: Prices) -> list[int]:
    """The states of blocks, from the log-odds that each belongs to the article and how many words each has."""
    evidence = (np.clip(odds, -SURE, SURE) + prices.bias) * np.sqrt(np.maximum(words, 1))
    return best(evidence.tolist(), prices.edge, prices.gap)


def best(evidence: Sequence[float], edge: float, gap: float) -> list[int]:
    """The states of the blocks that together have the most evidence (Viterbi 1967).

    `evidence` is for the article; `edge` the price of going into it and out of it, `gap` that of noise within it.
    """
    never = float("-inf")
    price = {(BEFORE, ARTICLE): edge, (ARTICLE, AFTER): edge, (ARTICLE, NOISE): gap, (NOISE, ARTICLE): gap}
    scores = [0.0, never, never, never]
    steps: list[list[int]] = []
    for value in evidence:
        step, now = [0] * 4, [never] * 4
        for state, sources in _FROM.items():
            for source in sources:
                score = scores[source] - price.get((source, state), 0.0)
                if score > now[state]:
                    now[state], step[state] = score, source
        now[ARTICLE] += value
        scores = now
        steps.append(step)
    state = max((BEFORE, ARTICLE, AFTER), key=lambda s: scores[s] - (NOT_AN_ARTICLE if s == BEFORE else 0.0))
    found = [state]
    for step in reversed(steps[1:]):
        found.append(step[found[-1]])
    return found[::-1]
