"""Likenesses → groups: which articles of a neighbourhood tell one event.

Average-linkage clustering (Sokal & Michener 1958) with a test of cohesion: two groups merge only if they are nearly
as alike as each is in itself. An absolute threshold alone cannot tell a loosely told event from two look-alike events
told closely; the test adapts to both, and it is what keeps a long war from becoming one story.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

LOOSEST = 0.12  # mean likeness of two groups that may merge at all
SINGLES = 0.28  # the same for two lone articles; it falls towards LOOSEST as groups grow
COHESION = 0.65  # of the likeness within the groups that the likeness between them must reach
PRIOR = 2.0  # pairs' worth of doubt about the likeness within a group


def group(likeness: Floats) -> list[list[int]]:
    """Rows of a symmetric matrix of likenesses (0 to 1) → groups of row numbers.

    Ties go to the lowest rows, so the result depends on the order of the rows and on nothing else.
    """
    groups = _Groups(likeness)
    while (pair := groups.closest()) is not None:
        if groups.cohere(*pair):
            groups.merge(*pair)
        else:
            groups.part(*pair)
    return sorted(sorted(members) for members in groups.members if members)


class _Groups:
    """The groups so far: sums of likenesses between them, and which pairs are still open."""

    def __init__(self, likeness: Floats) -> None:
        self.sums = likeness.copy()
        np.fill_diagonal(self.sums, 0)
        self.sizes = np.ones(len(likeness))
        self.inner = np.zeros(len(likeness))  # sums of the likenesses within
        self.members = [[row] for row in range(len(likeness))]
        self.open = self.sums.copy()  # mean likeness of pairs that may merge, else -1
        np.fill_diagonal(self.open, -1)

    def closest(self) -> tuple[int, int] | None:
        """The most alike pair of groups that may still merge."""
        if len(self.open) < 2:
            return None
        one, other = divmod(int(self.open.argmax()), len(self.open))
        return (one, other) if self.open[one, other] >= LOOSEST else None

    def cohere(self, one: int, other: int) -> bool:
        """Whether two groups are alike enough to be one."""
        between = float(self.open[one, other])
        needed = LOOSEST + (SINGLES - LOOSEST) / (self.sizes[one] * self.sizes[other])
        within = math.sqrt(self._within(one, between) * self._within(other, between))
        return bool(between >= needed and between >= COHESION * within)

    def _within(self, row: int, prior: float) -> float:
        """The mean likeness within a group, drawn towards `prior` while it has few pairs."""
        pairs = self.sizes[row] * (self.sizes[row] - 1) / 2
        return float((self.inner[row] + PRIOR * prior) / (pairs + PRIOR))

    def part(self, one: int, other: int) -> None:
        """Two groups stay apart until one of them grows."""
        self.open[one, other] = self.open[other, one] = -1

    def merge(self, one: int, other: int) -> None:
        """The second group becomes part of the first."""
        self.inner[one] += self.inner[other] + self.sums[one, other]
        self.sums[one] += self.sums[other]
        self.sums[one, one] = 0
        self.sums[:, one] = self.sums[one]
        self.sizes[one] += self.sizes[other]
        self.members[one] += self.members[other]
        self.members[other] = []
        means = self.sums[one] / (self.sizes[one] * self.sizes)
        means[[row for row, members in enumerate(self.members) if not members or row == one]] = -1
        self.open[one] = self.open[:, one] = means
        self.open[other] = self.open[:, other] = -1
