"""Text → mentions: the NER engine behind one small function."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from ..hookspecs import Extractor
from .models import Article, Mention


def recognise(articles: Sequence[Article], extractor: str = "auto") -> list[tuple[Mention, ...]]:
    """The raw mentions of each article, in reading order and without overlaps."""
    return [() for _ in articles]


def extractors() -> Iterable[Extractor]:
    return ()
