"""Draft → Article: what belongs to the page and not to the article is taken out and kept beside it."""

from __future__ import annotations

from ..models import Article, Document, Draft


def clean(draft: Draft, document: Document) -> Article:
    """The article in a draft. Pure: the same draft and document give the same article."""
    first, _, rest = draft.body.strip().partition("\n")
    title = draft.title or first[:200]
    return Article(
        title=title,
        title_origin=draft.title_origin or "first-line",
        body=rest.strip() or first,
        url=draft.url,
        published=draft.published,
        published_origin=draft.published_origin,
        language=draft.language,
        byline=draft.byline,
        authors=draft.authors,
        lede=draft.lede,
        credits=draft.credits,
    )
