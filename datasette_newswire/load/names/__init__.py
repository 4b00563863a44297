"""Mentions of one article → the people, places and organizations it names: resolution within an article."""

from __future__ import annotations

from collections.abc import Sequence

from .. import places
from ..models import Article, Kind, Mention, Name
from ..recognise.repeats import repeated
from ..recognise.teams import fielded
from ..recognise.tidy import tidy
from . import organizations, people


def within(article: Article, mentions: tuple[Mention, ...]) -> tuple[Name, ...]:
    """Which mentions of an article are of one person, place or organization. Pure."""
    known = fielded(article, repeated(article, tidy(article, places.find(article, mentions))))
    found = [
        *people.within(article, _of("person", known)),
        *places.within(article, _of("place", known)),
        *organizations.within(article, _of("organization", known)),
    ]
    return tuple(found)


def _of(kind: Kind, mentions: Sequence[Mention]) -> tuple[Mention, ...]:
    return tuple(mention for mention in mentions if mention.kind == kind)
