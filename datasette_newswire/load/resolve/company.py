"""Who else an article names: the evidence that two articles speak of one person or body.

The people and organizations of an article are kept together in `_company`, each as a number of 64 bits that its kind
and block decide, so that a block of thousands of rows asks for its company with one look-up an article.
"""

from __future__ import annotations

import json
import struct
from collections.abc import Collection, Iterable, Mapping
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
    numbers = {number(kind, key) for kind, key in blocks}
    if numbers:
        db.execute("insert into _company (article_id, others) values (?, ?)", [article_id, pack(numbers)])


def forget(db: Database, article_id: int) -> None:
    """Takes away what `remember` wrote."""
    db.execute("delete from _company where article_id = ?", [article_id])


def of(db: Database, rows: Iterable[Row], own: Collection[Other]) -> Companions:
    """The people and organizations that the articles of these rows name, without the `own` ones."""
    wanted = list(rows)
    found = db.execute(
        "select article_id, others from _company where article_id in (select value from json_each(?))",
        [json.dumps(sorted({row.article for row in wanted}))],
    )
    known = {article: frozenset(unpack([packed], own)) for article, packed in found}
    return {row.id: known.get(row.article, frozenset()) for row in wanted}


def pack(others: Collection[Other]) -> bytes:
    """The opposite of unpack()."""
    return struct.pack(f"<{len(others)}Q", *sorted(others))


def unpack(packed: Iterable[bytes], own: Collection[Other] = ()) -> set[Other]:
    """All that these blobs hold, without the `own` ones."""
    joined = b"".join(packed)
    return set(struct.unpack(f"<{len(joined) // 8}Q", joined)).difference(own)
