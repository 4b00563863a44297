"""Where the article begins and ends in the text of a whole page, and what stands within it that is not of it.

A small network says for each block how much it speaks for the article (its features: `features`); the best way
through four states then puts blocks together, since an article is one stretch with few interruptions:

    before → article ⇄ noise within it → article → after

Weights: `data/block_weights.csv`, made by `tools/train_blocks.py`.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

import numpy as np

from ..lexicons import rows
from . import features
from .blocks import SENTENCE_END, Block
from .cues import cue
from .features import Matrix
from .leftovers import Rules

# Prices of a change of state, in log-odds: measured on the training pages by cross-validation.
EDGE = 8.0  # into the article from before it, out of it to what is after
GAP = 4.0  # into noise within the article and back again
SURE = 6.0  # log-odds beyond which the network is not believed further
NOT_AN_ARTICLE = 5.0  # price of a page without any article

# A bare article has no page to be taken out of: nothing goes unless this many lines of a page stand around it.
LEAST, LEAST_SHARE = 5, 0.1

BEFORE, ARTICLE, NOISE, AFTER = range(4)
_FROM = {ARTICLE: (BEFORE, ARTICLE, NOISE), NOISE: (ARTICLE, NOISE), AFTER: (ARTICLE, AFTER), BEFORE: (BEFORE,)}
_PRICE = {
    (BEFORE, ARTICLE): EDGE, (ARTICLE, AFTER): EDGE, (ARTICLE, NOISE): GAP, (NOISE, ARTICLE): GAP,
}  # fmt: skip
_RULE = {BEFORE: "before-article", NOISE: "noise", AFTER: "after-article"}


@cache
def _network() -> tuple[Matrix, Matrix, Matrix]:
    """(mean and scale of the features, weights of the hidden units with their bias last, weights of the output)."""
    table: dict[str, list[list[float]]] = {}
    for kind, *values in rows("block_weights.csv"):
        table.setdefault(kind, []).append([float(value) for value in values])
    norm = np.array([*table["mean"], *table["scale"]])
    return norm, np.array(table["hidden"]).T, np.array(table["output"][0])


def log_odds(blocks: Sequence[Block]) -> Matrix:
    """For each block the logarithm of the odds that it belongs to the article."""
    norm, hidden, output = _network()
    scaled = (features.of(blocks) - norm[0]) / norm[1]
    units = np.tanh(scaled @ hidden[:-1] + hidden[-1])
    odds: Matrix = units @ output[:-1] + output[-1]
    return odds


def mark(blocks: Sequence[Block], rules: Rules) -> None:
    """Writes into `rules`, for each block outside the article, which side of it the block is on."""
    if not blocks:
        return
    words = np.array([max(features.word_count(block.text), 1) for block in blocks])
    evidence = np.clip(log_odds(blocks), -SURE, SURE) * np.sqrt(words)
    states = _best_path(evidence.tolist())
    if ARTICLE not in states:
        return
    outside = [i for i, state in enumerate(states) if state != ARTICLE]
    if sum(_of_a_page(blocks[i]) for i in outside) >= max(LEAST, LEAST_SHARE * len(blocks)):
        for i in outside:
            rules[i] = _RULE[states[i]]


def _of_a_page(block: Block) -> bool:
    """Whether a block by itself is what a page has and an article has not: a short line or a known wording."""
    return (len(block.text) < 60 and not SENTENCE_END.search(block.text)) or cue(block.text) is not None


def _best_path(evidence: Sequence[float]) -> list[int]:
    """The states of the blocks that together have the most evidence (Viterbi 1967)."""
    never = float("-inf")
    best = [0.0, never, never, never]
    steps: list[list[int]] = []
    for value in evidence:
        step, now = [0] * 4, [never] * 4
        for state, sources in _FROM.items():
            source = max(sources, key=lambda s, to=state: best[s] - _PRICE.get((s, to), 0.0))  # type: ignore[misc]
            now[state] = best[source] - _PRICE.get((source, state), 0.0) + (value if state == ARTICLE else 0.0)
            step[state] = source
        best = now
        steps.append(step)
    state = max((BEFORE, ARTICLE, AFTER), key=lambda s: best[s] - (NOT_AN_ARTICLE if s == BEFORE else 0.0))
    path = [state]
    for step in reversed(steps[1:]):
        path.append(step[path[-1]])
    return path[::-1]
