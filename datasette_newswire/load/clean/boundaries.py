"""Where the article begins and ends in the text of a whole page, and what stands within it that is not of it.

A network says for each block how much it speaks for the article (weights: `data/block_weights.csv`, made by
`tools/train_blocks.py`; its features: `features`); the best path puts blocks together.
"""

from __future__ import annotations

from collections.abc import Sequence

from ..credits import datelines
from . import features, network, path
from .blocks import SENTENCE_END, Block
from .cues import cue
from .leftovers import Rules

# Measured by cross-validation over sites on the training pages.
PRICES = path.Prices(edge=8.0, gap=4.0)
# A bare article has no page to be taken out of: nothing goes unless this many lines of a page stand around it.
LEAST, LEAST_SHARE = 5, 0.1
BEFORE_DATELINE = 4  # blocks before the article among which its dateline is looked for


def mark(blocks: Sequence[Block], rules: Rules) -> None:
    """Writes into `rules`, for each block outside the article, which side of it the block is on."""
    least = max(LEAST, LEAST_SHARE * len(blocks))
    if sum(map(_of_a_page, blocks)) < least:  # whatever the network would say, nothing would go
        return
    odds = network.load("block_weights.csv").log_odds(features.of(blocks))
    states = path.judged(odds, [features.word_count(block.text) for block in blocks], PRICES)
    if path.ARTICLE not in states:
        return
    _from_dateline(blocks, states)
    outside = [i for i, state in enumerate(states) if state != path.ARTICLE]
    if sum(_of_a_page(blocks[i]) for i in outside) >= least:
        for i in outside:
            rules[i] = path.RULE[states[i]]


def _from_dateline(blocks: Sequence[Block], states: list[int]) -> None:
    """A dateline shortly before the article is where it begins."""
    first = states.index(path.ARTICLE)
    for i in range(first - 1, max(first - 1 - BEFORE_DATELINE, -1), -1):
        if datelines.find(blocks[i].text):
            states[i:first] = [path.ARTICLE] * (first - i)
            return


def _of_a_page(block: Block) -> bool:
    """Whether a block by itself is what a page has and an article has not: a short line or a known wording."""
    return (len(block.text) < 60 and not SENTENCE_END.search(block.text)) or cue(block.text) is not None
