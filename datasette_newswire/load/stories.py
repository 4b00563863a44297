"""Articles → stories: which accounts tell one event, and which copy another."""

from __future__ import annotations

from collections.abc import Collection

from sqlite_utils import Database

from .models import Article, Name


def sign(article: Article, names: tuple[Name, ...]) -> bytes:
    """What the grouping needs of an article, packed. Pure; computed in the worker."""
    return b""


def remember(db: Database, article_id: int, signature: bytes) -> None:
    """Writes an article's signature and marks its neighbourhood dirty."""


def forget(db: Database, article_id: int) -> None:
    """Removes an article from its story and marks the neighbourhood dirty."""


def settle(db: Database) -> None:
    """Groups again all that is dirty. Runs after resolve.settle() in the same transaction."""


def similar(db: Database, article_id: int, limit: int = 5) -> Collection[tuple[int, float]]:
    """Articles like this one beyond its story, with their likeness from 0 to 1, best first."""
    return ()
