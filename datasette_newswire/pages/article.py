"""The article view: a text set for reading, the names in it linked, and all that is known about it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from datasette import NotFound, Response
from markupsafe import Markup

from ..search import articles, similar, stories
from ..search.articles import Article, Brief, Named
from ..search.query import Search
from ..search.stories import Story
from ..search.trail import Found, Trail, follow
from . import cite
from .frame import TimedOut, ask, page, pairs_of
from .links import Links
from .marking import Span, Tag, context, mark_up, paragraphs
from .story import relation

CONTEXTS = 6  # mentions of an entity shown with the words around them
SAFE_URL = re.compile(r"https?://", re.IGNORECASE)


@dataclass(frozen=True)
class Paragraph:
    """A paragraph ready for the page."""

    markup: Markup
    is_lede: bool


async def show(datasette: Any, request: Any, database: str, tables: frozenset[str], article_id: int) -> Response:
    """The HTML page of an article. Raises NotFound, TimedOut."""
    article = await ask(datasette, database, articles.read_article, article_id, tables)
    if article is None:
        raise NotFound(f"There is no article {article_id} here. It may have been removed or loaded anew.")
    links = Links(datasette, database)
    trail, found = await _trail(datasette, database, Search.from_args(pairs_of(request)), article_id, tables)
    story = await ask(datasette, database, stories.read_story, article.story_id, tables) if article.story_id else None
    context = {
        "article": article,
        "json_ld": json_ld(article, datasette.absolute_url(request, links.article(article.id))),
        "trail": trail,
        "similar": await _similar(datasette, database, article_id, tables),
        **text_parts(article, links, found),
        **story_parts(article, story),
    }
    return await page(datasette, request, database, "article", context)


def text_parts(article: Article, links: Links, found: Found) -> Mapping[str, Any]:
    """What the page shows of the article itself, with what was found marked."""
    title = (0, len(article.title))
    return {
        "headline": mark_up(article.title, title, list(tags(article, "title", links)), found.title),
        "standfirst": standfirst(article),
        "paragraphs": list(body(article, links, found.body)),
        "hits": found.body or found.title,
        "contexts": {entity.key: contexts(article, entity) for entity in article.entities},
        "places": [place for place in article.of("place") if place.latitude is not None],
        "citation": cite.parts(article),
        "link_to_page": article.url if article.url and SAFE_URL.match(article.url) else None,
    }


def story_parts(article: Article, story: Story | None) -> Mapping[str, Any]:
    """The other accounts of the article's story; `copy_of` says in words whose text it has, if it is not its own."""
    accounts = {account.article.id: account for account in (story.accounts if story else ())}
    relations = {article_id: relation(account, accounts) for article_id, account in accounts.items()}
    own = article.id not in accounts or accounts[article.id].kind == "account"
    return {
        "story": story,
        "others": [account for account in accounts.values() if account.article.id != article.id],
        "relations": relations,
        "copy_of": None if own else relations[article.id],
    }


async def _trail(
    datasette: Any, database: str, search: Search, article_id: int, tables: frozenset[str]
) -> tuple[Trail | None, Found]:
    """The way from a search to the article; nothing where there was no search or the database ran out of time."""
    if search == Search():
        return None, Found()
    try:
        return await ask(datasette, database, follow, search, article_id, tables)
    except TimedOut:
        return Trail(search, total=0), Found()


async def _similar(datasette: Any, database: str, article_id: int, tables: frozenset[str]) -> list[tuple[Brief, str]]:
    """Articles like this one beyond its story, each with what they have in common; none where time ran out."""
    try:
        found = await ask(datasette, database, similar.similar, article_id, tables)
        known = await ask(datasette, database, articles.briefs, [each.article_id for each in found], tables)
    except TimedOut:
        return []
    return [(known[each.article_id], each.reason) for each in found if each.article_id in known]


def body(article: Article, links: Links, hits: Sequence[Span]) -> Iterator[Paragraph]:
    """The paragraphs of the body; the first is set as the lede if it is that and no more."""
    names = list(tags(article, "body", links))
    lede = (article.lede or "").strip()
    for number, (start, end) in enumerate(paragraphs(article.body)):
        is_lede = number == 0 and article.body[start:end].strip() == lede
        yield Paragraph(mark_up(article.body, (start, end), names, hits), is_lede)


def standfirst(article: Article) -> str | None:
    """The lede where it is no part of the body and not the title again."""
    lede = (article.lede or "").strip()
    return None if not lede or lede in article.body or lede == article.title else lede


def tags(article: Article, field: str, links: Links) -> Iterator[Tag]:
    """A link for each mention in a field, in the order of the text."""
    found = [
        (mention.start, mention.end, mention.id, entity)
        for entity in article.entities
        for mention in entity.mentions
        if mention.field == field
    ]
    for start, end, mention_id, entity in sorted(found, key=lambda item: item[:2]):
        attributes = {
            "class": f"nw-name nw-{entity.kind}",
            "href": links.entity(entity.kind, entity.id),
            "id": f"m{mention_id}",
            "data-entity": entity.key,
        }
        yield Tag(start, end, "a", tuple(attributes.items()))


def contexts(article: Article, entity: Named) -> list[Mapping[str, Any]]:
    """The first mentions of an entity with the words around them."""
    texts = {"title": article.title, "body": article.body}
    found: list[Mapping[str, Any]] = []
    for mention in entity.mentions[:CONTEXTS]:
        before, text, after = context(texts[mention.field], (mention.start, mention.end))
        found.append({"id": mention.id, "before": before, "text": text, "after": after})
    return found


def json_ld(article: Article, url: str) -> Mapping[str, Any]:
    """The article as schema.org NewsArticle."""
    kinds = {"person": "Person", "place": "Place", "organization": "Organization"}
    whole = {
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "headline": article.title,
        "description": article.lede,
        "datePublished": article.published,
        "inLanguage": article.language,
        "wordCount": article.word_count,
        "url": url,
        "isBasedOn": article.url,
        "author": [{"@type": "Person", "name": name} for name in article.authors],
        "publisher": {"@type": "Organization", "name": cite.publisher(article)} if cite.publisher(article) else None,
        "mentions": [{"@type": kinds[entity.kind], "name": entity.name} for entity in article.entities],
    }
    return {key: value for key, value in whole.items() if value}
