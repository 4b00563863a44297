"""The graph of likenesses → blocks: neighbourhoods small enough to be grouped whole.

A block is a connected component of the edges at the loosest level at which it has at most LARGEST articles. Levels
nest, so blocks are a partition, and which block an article is in depends on the stored articles alone. In a dense
archive, where loose edges connect nearly everything, blocks are what keeps the work of one more article bounded.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from .edges import WEAKEST

LARGEST = 200  # articles
LEVELS = (WEAKEST, 0.25, 0.3, 0.36, 0.43, 0.5, 0.6, 0.7, 0.8, 0.9)  # likeness of the edges that connect


@dataclass(frozen=True, slots=True)
class Block:
    """Articles to be grouped together, by rising id, and the level they are connected at."""

    articles: tuple[int, ...]
    level: int

    @property
    def oversized(self) -> bool:
        """Whether nothing splits it: a text that was reprinted more than LARGEST times."""
        return len(self.articles) > LARGEST


class Blocks:
    """Finds blocks. Remembers what is too large, so that it is walked through once."""

    def __init__(self, conn: sqlite3.Connection) -> None:
        self._conn = conn
        self._too_large: list[set[int]] = [set() for _ in LEVELS]

    def of(self, article_ids: Iterable[int]) -> Iterator[Block]:
        """The blocks that these articles are in, each once."""
        seen: set[int] = set()
        for article_id in article_ids:
            if article_id not in seen:
                block = self._find(article_id)
                seen.update(block.articles)
                yield block

    def _find(self, article_id: int) -> Block:
        for level in range(len(LEVELS) - 1):
            if article_id not in self._too_large[level]:
                found = self._component(article_id, level, LARGEST)
                if len(found) <= LARGEST:
                    return Block(tuple(sorted(found)), level)
                self._too_large[level] |= found
        last = len(LEVELS) - 1
        return Block(tuple(sorted(self._component(article_id, last, None))), last)

    def _component(self, article_id: int, level: int, most: int | None) -> set[int]:
        """The articles connected to one; of more than `most` only so many as show that there are more."""
        found, waiting = {article_id}, [article_id]
        sql = "select other_id from _edges where article_id = ? and strength >= ?"
        while waiting and (most is None or len(found) <= most):
            for (other,) in self._conn.execute(sql, [waiting.pop(), LEVELS[level]]):
                if other not in found:
                    found.add(other)
                    waiting.append(other)
        return found
