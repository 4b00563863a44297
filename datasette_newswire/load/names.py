"""Mentions of one article → the people, places and organizations it names: resolution within an article."""

from __future__ import annotations

from .models import Article, Mention, Name


def within(article: Article, mentions: tuple[Mention, ...]) -> tuple[Name, ...]:
    """Which mentions of an article are of one person, place or organization. Pure."""
    by_text: dict[tuple[str, str], list[Mention]] = {}
    for mention in mentions:
        by_text.setdefault((mention.kind, mention.text), []).append(mention)
    return tuple(Name(found[0].kind, text, tuple(found)) for (_, text), found in by_text.items())
