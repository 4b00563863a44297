"""The links of a kind the other way round: of each value its articles, which finds the commonest values of many
articles without counting all of them.

Values stand in falling order of how many articles they have. No value has more articles among some than it has in all,
so counting stops at the first that cannot come up to the last one wanted (the threshold algorithm of Fagin, Lotem and
Naor, 2003, with one list). Whether a value has any article among many is mostly told by its first few.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

Ids = NDArray[np.int32]
Mask = NDArray[np.bool_]
Counts = NDArray[np.int64]

OFTEN = 32  # a value of one article in so many has a bit for each article, which takes less room than their ids
MOST = 2_000  # values looked at one by one; counting all articles of a million takes no longer
HEADS = 4  # articles of a value that stand apart, and that are looked at in one step


@dataclass(frozen=True)
class Turned:
    """Values by falling number of articles (`sizes`) as they were in chunks of these `stamps`.

    The first values have a row of `bits` each; the articles of the others stand in `articles`, those of value n from
    `starts[n]` on; `heads` has the first few of each, the last one again where there are not so many. `place` is where
    each value stands, by its number, -1 for a number that none has.
    """

    stamps: Mapping[int, tuple[int, int]]
    values: Ids
    sizes: Ids
    place: Ids
    bits: NDArray[np.uint64]
    articles: Ids
    starts: Counts
    heads: Ids

    @property
    def size(self) -> int:
        """The lowest number that no article can have had."""
        return int(self.bits.shape[1]) * 64

    @cached_property
    def worth(self) -> float:
        """The share of all articles from which this is quicker than counting what each article has: rarer ones take
        more steps to find (measured at 1,000,000 articles, with kinds of 500 to 200,000 values)."""
        return max(0.13, math.sqrt(0.4 * len(self.values) / max(1, int(self.sizes.sum()))))

    def changed(self, stamps: Mapping[int, tuple[int, int]]) -> list[int]:
        """The chunks that were otherwise when they had these stamps, those that came or went among them."""
        if stamps == self.stamps:
            return []
        return [chunk for chunk in {*stamps, *self.stamps} if stamps.get(chunk) != self.stamps.get(chunk)]

    def commonest(self, among: Mask, wanted: int, extra: Ids) -> tuple[Ids, Ids] | None:
        """(values, in how many of the articles each stands), rising by value: the `wanted` commonest, all that are as
        common as the last of those, and maybe more. None where too many would have to be looked at.

        `among` are articles as they were; `extra` counts those that have changed since, by value.
        """
        added, others = self._split(extra)
        counts = self._often(among) + added[: len(self.bits)]
        slack = int(added.max(initial=0))
        at, step = len(counts), 8
        while at < len(self.values):
            known = np.concatenate([counts, extra[others]])
            if len(known) >= wanted and self.sizes[at] + slack < np.partition(known, -wanted)[-wanted]:
                break
            if at >= MOST:
                return None
            block = range(at, min(at + step, len(self.values)))
            found = [np.count_nonzero(among.take(self._of(place))) for place in block]
            counts = np.concatenate([counts, added[block.start : block.stop] + found])
            at, step = block.stop, step * 2
        values, counts = np.concatenate([self.values[:at], others]), np.concatenate([counts, extra[others]])
        order = np.argsort(values)
        order = order[counts[order] > 0]
        return values[order].astype(np.int32), counts[order].astype(np.int32)

    def chosen(self, values: Sequence[int], among: Mask, extra: Ids) -> tuple[Ids, Ids]:
        """(those of some rising values that any of the articles has, in how many each stands)"""
        often = self._often(among)
        counts = np.zeros(len(values), np.int32)
        for at, value in enumerate(values):
            place = int(self.place[value]) if 0 <= value < len(self.place) else -1
            if place >= 0:
                counts[at] = often[place] if place < len(often) else np.count_nonzero(among.take(self._of(place)))
            counts[at] += extra[value] if 0 <= value < len(extra) else 0
        return np.array(values, np.int32)[counts > 0], counts[counts > 0]

    def options(self, among: Mask, extra: Ids) -> int:
        """How many values the articles have."""
        added, others = self._split(extra)
        often = np.count_nonzero(self._often(among) + added[: len(self.bits)])
        met = added[len(self.bits) :] > 0
        for articles in self.heads:
            met |= among.take(articles)
        rest = np.flatnonzero(~met) + len(self.bits)
        return int(often) + int(np.count_nonzero(met)) + self._met_later(among, rest) + len(others)

    def _split(self, extra: Ids) -> tuple[Counts, NDArray[np.int64]]:
        """(what has to be added to each value, in the order of `values`; the values that are new)"""
        added = np.zeros(len(self.values), np.int64)
        if not len(extra):
            return added, np.empty(0, np.int64)
        given = np.flatnonzero(extra)
        place = np.full(len(given), -1)
        known = given < len(self.place)
        place[known] = self.place[given[known]]
        added[place[place >= 0]] = extra[given[place >= 0]]
        return added, given[place < 0]

    def _of(self, place: int) -> Ids:
        return self.articles[self.starts[place] : self.starts[place + 1]]

    def _often(self, among: Mask) -> Counts:
        """How many of the articles have each of the values that have bits."""
        counts: Counts = np.bitwise_count(self.bits & np.packbits(among).view(np.uint64)).sum(axis=1, dtype=np.int64)
        return counts

    def _met_later(self, among: Mask, places: NDArray[np.int64]) -> int:
        """How many of the values at some places have any of the articles behind their first few."""
        at, last, met = self.starts[places] + HEADS, self.starts[places + 1] - 1, 0
        while len(at):
            going = at <= last
            at, last = at[going], last[going]
            found = np.zeros(len(at), bool)
            for step in range(HEADS):
                found |= among.take(self.articles.take(np.minimum(at + step, last)))
            met += int(np.count_nonzero(found))
            at, last = at[~found] + HEADS, last[~found]
        return met


def turn(stamps: Mapping[int, tuple[int, int]], starts: Ids, linked: NDArray[np.integer[Any]]) -> Turned:
    """Turns the links around: those of article n are `linked[starts[n]:starts[n + 1]]`, no number twice."""
    sizes = np.bincount(linked)
    values = np.argsort(-sizes, kind="stable")[: np.count_nonzero(sizes)].astype(np.int32)
    place = np.full(len(sizes), -1, np.int32)
    place[values] = np.arange(len(values))
    pairs = place[linked].astype(np.int64)
    pairs <<= 32
    pairs |= np.repeat(np.arange(len(starts) - 1, dtype=np.int32), np.diff(starts))
    pairs.sort()
    articles, sizes = pairs.astype(np.int32), sizes[values]
    often = int(np.count_nonzero(sizes * OFTEN >= len(starts) - 1))
    ends = np.cumsum(sizes)
    head = int(ends[often - 1]) if often else 0
    bits = _bits(np.split(articles[:head], ends[: max(often - 1, 0)]) if often else [], len(starts) - 1)
    begins = np.concatenate([[0], ends]) - head
    rest = articles[head:].copy()
    first, last = begins[often:-1], begins[often + 1 :] - 1
    heads = np.array([rest[np.minimum(first + step, last)] for step in range(HEADS)], np.int32)
    return Turned(stamps, values, sizes.astype(np.int32), place, bits, rest, begins, heads)


def _bits(articles: list[Ids], size: int) -> NDArray[np.uint64]:
    """A row for each list of articles; `size`, of whole chunks, is a multiple of 64."""
    rows = np.zeros((len(articles), size // 64), np.uint64)
    for row, ids in zip(rows, articles, strict=True):
        mask = np.zeros(size, bool)
        mask[ids] = True
        row[:] = np.packbits(mask).view(np.uint64)
    return rows
