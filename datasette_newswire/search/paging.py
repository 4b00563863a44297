"""The order of results, and tokens that say where the next page starts: by value, so nothing repeats or is missed."""

from __future__ import annotations

import base64
import binascii
import json
import math
from dataclasses import dataclass, replace
from hashlib import blake2b
from typing import Any

from .query import FACET_SIZE, SIZE, Search
from .scope import Condition

ORDER = {
    "newest": "a.published desc nulls last, a.id desc",
    "oldest": "a.published asc nulls last, a.id asc",
    "relevance": "score, a.published desc nulls last, a.id desc",
}


FOREIGN = "The page token is not one of ours."


class BadToken(ValueError):
    """A page token that this search has not given out."""


@dataclass(frozen=True)
class Position:
    """The last article of a page: what it is sorted by, and how many articles came up to it.

    `relaxed` says that the search asked for most of its words: its other pages do so too, whatever is loaded meanwhile.
    """

    published: str | None
    id: int
    score: float | None
    passed: int
    relaxed: bool = False


def fingerprint(search: Search, order: str, relaxed: bool) -> str:
    """A short hash of all of a search that decides which articles it has and in what order."""
    same = replace(search, next=None, size=SIZE, facets=None, facet_size=FACET_SIZE, sort=order)
    return blake2b(f"{same.to_query_string()} {relaxed}".encode(), digest_size=6).hexdigest()


def token(search: Search, order: str, position: Position) -> str:
    """An opaque token for the page after `position`."""
    made_for = fingerprint(search, order, position.relaxed)
    parts = [made_for, position.published, position.id, position.score, position.passed]
    return packed(parts)


def read(search: Search, order: str) -> Position | None:
    """The position in a search's token, None without one. Raises BadToken for any that `token` did not make."""
    if search.next is None:
        return None
    parts = unpacked(search.next)
    if not _valid(parts, order):
        raise BadToken(FOREIGN)
    for relaxed in (False, True):
        if parts[0] == fingerprint(search, order, relaxed):
            return replace(Position(*parts[1:]), relaxed=relaxed)
    raise BadToken("The page token belongs to another search.")


def packed(value: object) -> str:
    """A JSON value as opaque text that can stand in a URL."""
    return base64.urlsafe_b64encode(json.dumps(value).encode()).decode().rstrip("=")


def unpacked(text: str) -> Any:
    """The value that packed() was given. Raises BadToken for a text that it has not made."""
    try:
        return json.loads(base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True))
    except (binascii.Error, ValueError, RecursionError) as error:
        raise BadToken(FOREIGN) from error


def _valid(parts: Any, order: str) -> bool:
    if not isinstance(parts, list) or len(parts) != 5:
        return False
    _, published, article, score, passed = parts
    scored = isinstance(score, float) and math.isfinite(score) if order == "relevance" else score is None
    dated = published is None or isinstance(published, str)
    return scored and dated and all(type(number) is int and abs(number) < 2**63 for number in (article, passed))


def condition(order: str, position: Position) -> Condition:
    """The articles that come after a position in an order; `score` is a column of the query it is used in."""
    later = _after_date("<" if order != "oldest" else ">", position)
    if order != "relevance":
        return later
    sql = f"score > ? or (score = ? and ({later.sql}))"
    return Condition(sql, (position.score, position.score, *later.values))


def _after_date(sign: str, position: Position) -> Condition:
    if position.published is None:
        return Condition(f"a.published is null and a.id {sign} ?", (position.id,))
    sql = f"a.published {sign} ? or (a.published = ? and a.id {sign} ?) or a.published is null"
    return Condition(sql, (position.published, position.published, position.id))
