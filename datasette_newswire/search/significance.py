"""How telling it is that two things stand in the same articles, not only how often they do."""

from __future__ import annotations

from math import log


def log_likelihood(together: int, one: int, other: int, articles: int) -> float:
    """The log-likelihood ratio G² of a pairing; negative if the two meet less often than chance would have it.

    `together` articles of all `articles` have both, `one` and `other` have each. Above 10.83 the chance of such a
    pairing by accident is under one in a thousand. Source: Dunning, "Accurate Methods for the Statistics of Surprise
    and Coincidence", Computational Linguistics 19 (1993).
    """
    observed = (together, one - together, other - together, articles - one - other + together)
    rows, columns = (one, articles - one), (other, articles - other)
    expected = [row * column / articles for row in rows for column in columns]
    total = 2 * sum(seen * log(seen / wanted) for seen, wanted in zip(observed, expected, strict=True) if seen > 0)
    return total if together * articles >= one * other else -total


def lift(together: int, one: int, other: int, articles: int) -> float:
    """How many times as often as by chance the two stand together; 1 is chance."""
    return together * articles / (one * other)
