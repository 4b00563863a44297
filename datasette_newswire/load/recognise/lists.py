"""Lists of names: what "and" and commas join is of one kind, so that the sure names of a list speak for the others."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from ..models import Article, Mention

BETWEEN = re.compile(r"(?:\s?\([^()\n]{1,40}\))?(?:\s?,\s(?:and\s|or\s|as well as\s)?|\s(?:and|or|&)\s)")


def lists(article: Article, mentions: Sequence[Mention]) -> Iterator[list[Mention]]:
    """The mentions, in reading order, that stand in one list; each list has two or more. "Ann (26), Bo and Cid"."""
    found: list[Mention] = []
    for mention in sorted(mentions, key=lambda mention: mention.order):
        if not found or not _goes_on(article, found[-1], mention):
            if len(found) > 1:
                yield found
            found = []
        found.append(mention)
    if len(found) > 1:
        yield found


def _goes_on(article: Article, one: Mention, other: Mention) -> bool:
    """Whether only a comma or "and" stands between two names."""
    between = article.text(one.field)[one.end : other.start] if one.field == other.field else ""
    return bool(BETWEEN.fullmatch(between))
