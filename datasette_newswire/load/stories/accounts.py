"""The articles of one story → its accounts: who tells it independently, who copies whom, and why each is there."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from ...index.likeness import Likeness, LinkKind, in_common
from ...index.signatures import Signature

Direction = Literal["earlier", "later", "unknown"]


@dataclass(frozen=True, slots=True)
class Article:
    """What a story needs of an article besides its signature; `publishers` and `agencies` are ids of sources."""

    id: int
    title: str
    published: str | None
    signature: Signature
    publishers: frozenset[int] = frozenset()
    agencies: frozenset[int] = frozenset()

    @property
    def order(self) -> tuple[bool, str, bytes]:
        """By time, those without a date last; the same whatever the ids."""
        return self.published is None, self.published or "", self.signature.digest


@dataclass(frozen=True, slots=True)
class Link:
    """Why an article is in its story: the one it is most like. `because_of` is None for an article alone.

    `account` numbers the independent texts of the story from 1; copies and versions of one text share it.
    `direction` says whether `because_of` came earlier or later.
    """

    article_id: int
    because_of: int | None
    kind: LinkKind
    strength: float
    shared: float
    direction: Direction
    reason: str
    account: int


Likenesses = Mapping[tuple[int, int], Likeness]  # by the positions of two articles, both ways round


def links(articles: Sequence[Article], likenesses: Likenesses) -> list[Link]:
    """The link of each article of a story, in their order."""
    numbers = account_numbers(articles, likenesses)
    return [_link(here, articles, likenesses, numbers[here]) for here in range(len(articles))]


def account_numbers(articles: Sequence[Article], likenesses: Likenesses) -> list[int]:
    """The account that each article is of: copies and versions are put together, numbered in the order of time."""
    account = list(range(len(articles)))  # position → a position nearer to the first of its account (union-find)
    for (one, other), likeness in likenesses.items():
        if likeness.kind != "account":
            low, high = sorted((_first(account, one), _first(account, other)))
            account[high] = low
    in_time = sorted(range(len(articles)), key=lambda here: articles[here].order)
    numbers: dict[int, int] = {}
    for here in in_time:
        numbers.setdefault(_first(account, here), len(numbers) + 1)
    return [numbers[_first(account, here)] for here in range(len(articles))]


def _first(account: list[int], here: int) -> int:
    while account[here] != here:
        account[here] = account[account[here]]
        here = account[here]
    return here


def independent(articles: Sequence[Article], numbers: Iterable[int]) -> int:
    """How many publishers tell the story in words of their own.

    An account belongs to the agency it credits or, without one, to the publisher that had it first; two accounts of
    one owner count once, and an account of unknown origin for itself.
    """
    members: dict[int, list[Article]] = {}
    for article, number in zip(articles, numbers, strict=True):
        members.setdefault(number, []).append(article)
    return len({_owner(sorted(found, key=lambda article: article.order), number) for number, found in members.items()})


def central(articles: Sequence[Article], likenesses: Likenesses) -> Article:
    """The article most like all others: its title names the story."""
    total = dict.fromkeys(range(len(articles)), 0.0)
    for (one, _), likeness in sorted(likenesses.items(), key=lambda item: item[0]):
        total[one] += likeness.strength
    return articles[min(total, key=lambda here: (-round(total[here], 6), articles[here].order))]


def _owner(copies: Sequence[Article], number: int) -> tuple[str, int]:
    agencies = sorted({agency for article in copies for agency in article.agencies})
    if agencies:
        return "source", agencies[0]
    known = [min(article.publishers) for article in copies if article.publishers]
    return ("source", known[0]) if known else ("account", number)


def _link(here: int, articles: Sequence[Article], likenesses: Likenesses, account: int) -> Link:
    article = articles[here]
    found = [(there, likenesses[here, there]) for there in range(len(articles)) if (here, there) in likenesses]
    if not found:
        return Link(article.id, None, "account", 0.0, 0.0, "unknown", "", account)
    there, best = min(found, key=lambda item: (-item[1].strength, articles[item[0]].order))
    other = articles[there]
    reason = in_common(article.signature, other.signature)
    return Link(article.id, other.id, best.kind, best.strength, best.shared, direction(article, other), reason, account)


def direction(article: Article, other: Article) -> Direction:
    """Whether the other article came earlier or later.

    Without dates that differ, an agency's text comes before those that credit the agency, and a whole text before the
    part of it that was reprinted.
    """
    if article.published and other.published and article.published[:10] != other.published[:10]:
        return "earlier" if other.published < article.published else "later"
    if article.agencies & other.publishers or other.agencies & article.publishers:
        return "earlier" if article.agencies & other.publishers else "later"
    return "unknown"
