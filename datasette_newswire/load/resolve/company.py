"""Who else an article names: the evidence that two articles speak of one person or body.

The people and organizations of an article are kept together in `_company`, each as a number of 64 bits that its kind
and block decide, so that a block of thousands of rows asks for its company with one look-up an article.
"""

from __future__ import annotations

import json
import struct
from collections.abc import Iterable, Mapping
from functools import lru_cache
from hashlib import blake2b
from typing import Protocol

from sqlite_utils import Database

Other = int  # a block, as `number` gives it
Companions = Mapping[int, frozenset[Other]]  # {id of a row of `_names`: who else its article names}


class Row(Protocol):
    """What is needed of a row of `_names`."""

    @property
    def id(self) -> int:
        """Its own id."""

    @property
    def article(self) -> int:
        """The id of its article."""


@lru_cache(maxsize=65536)
def number(kind: str, key: str) -> Other:
    """A block in 64 bits."""
    return int.from_bytes(blake2b(f"{kind} {key}".encode(), digest_size=8).digest(), "little")


def remember(db: Database, article_id: int, blocks: Iterable[tuple[str, str]]) -> None:
    """Writes down the blocks, (kind, key), of the people and organizations that an article names."""
    numbers = sorted({number(kind, key) for kind, key in blocks})
    if numbers:
        packed = struct.pack(f"<{len(numbers)}Q", *numbers)
        db.execute("insert into _company (article_id, others) values (?, ?)", [article_id, packed])


def forget(db: Database, article_id: int) -> None:
    """Takes away what `remember` wrote."""
    db.execute("delete from _company where article_id = ?", [article_id])


class Company:
    """The company of the articles of one block, each article looked up once. `own` are blocks, (kind, key), that are
    none: the block itself, and those where an article unsure of the kind may have put the same name."""

    def __init__(self, db: Database, own: Iterable[tuple[str, str]]) -> None:
        self._db = db
        self._own = frozenset(number(kind, key) for kind, key in own)
        self._known: dict[int, frozenset[Other]] = {}

    def of(self, rows: Iterable[Row]) -> Companions:
        """The people and organizations of other blocks that the articles of these rows name."""
        wanted = list(rows)
        missing = {row.article for row in wanted} - self._known.keys()
        found = self._db.execute(
            "select article_id, others from _company where article_id in (select value from json_each(?))",
            [json.dumps(sorted(missing))],
        )
        for article, packed in found:
            self._known[article] = frozenset(self.unpacked([packed]))
        return {row.id: self._known.get(row.article, frozenset()) for row in wanted}

    def unpacked(self, packed: Iterable[bytes | None]) -> set[Other]:
        """The blocks that these rows of `_company` hold, without the own ones."""
        joined = b"".join(others for others in packed if others)
        return set(struct.unpack(f"<{len(joined) // 8}Q", joined)) - self._own
