"""An article for programs and for keeping: JSON, citations, and the document it was read from."""

from __future__ import annotations

import re
import sqlite3
import zlib
from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from datasette import NotFound, Response

from ..search import articles, stories
from ..search.articles import Article
from ..search.stories import Account, Story
from . import cite
from .frame import ask, news_page
from .links import Links
from .replies import Body, json_body, of_database, program

LONGEST_ID = 18  # digits that fit into SQLite's integers
LARGEST = 64 * 2**20  # bytes of an original that are sent


@program
@of_database
async def json(datasette: Any, request: Any, database: str, tables: frozenset[str]) -> Body:
    """/{db}/-/newswire/articles/{id}.json: the article whole."""
    article = await _found(datasette, request, database, tables)
    story = await ask(datasette, database, stories.read_story, article.story_id, tables) if article.story_id else None
    return json_body(whole(article, story, Links(datasette, database)))


@program
@of_database
async def citation(datasette: Any, request: Any, database: str, tables: frozenset[str]) -> Body:
    """/{db}/-/newswire/articles/{id}.bib, .ris or .csl.json: the article's citation as a file."""
    article = await _found(datasette, request, database, tables)
    form = request.url_vars["form"]
    attached = {"content-disposition": f'attachment; filename="article-{article.id}.{form}"'}
    return Body(cite.FORMS[form](article).encode(), cite.MEDIA_TYPES[form], headers=attached)


@news_page
async def original(datasette: Any, request: Any, database: str, tables: frozenset[str]) -> Response:
    """/{db}/-/newswire/articles/{id}/original: the stored document; shown as text and never as a page, or to keep."""
    article = await _found(datasette, request, database, tables)
    if article.original is None:
        raise NotFound("The original of this article is not stored")
    content = await ask(datasette, database, _content, article.original.id)
    if content is None:
        raise NotFound("The original of this article is not stored")
    headers = {"x-content-type-options": "nosniff", "content-security-policy": "default-src 'none'; sandbox"}
    if request.args.get("download"):
        name = re.sub(r"[^\w.-]+", "_", (article.original.member or article.original.path).rpartition("/")[2])
        headers["content-disposition"] = f'attachment; filename="{name.encode("ascii", "replace").decode()}"'
        return Response(content, headers=headers, content_type="application/octet-stream")
    text = content.decode(_codec(article.original.encoding), "replace")
    return Response(text, headers=headers, content_type="text/plain; charset=utf-8")


async def _found(datasette: Any, request: Any, database: str, tables: frozenset[str]) -> Article:
    """The article that a URL is about. Raises NotFound."""
    number = request.url_vars["id"]
    known = len(number) <= LONGEST_ID
    article = await ask(datasette, database, articles.read_article, int(number), tables) if known else None
    if article is None:
        raise NotFound(f"There is no article {number[:LONGEST_ID]}")
    return article


def _content(conn: sqlite3.Connection, document_id: int) -> bytes | None:
    """The original bytes; of a member, those of the container are not looked at."""
    row = conn.execute("select content from documents where id = ?", [document_id]).fetchone()
    return zlib.decompressobj().decompress(row[0], LARGEST) if row and row[0] is not None else None


def _codec(name: str | None) -> str:
    """A codec that Python has."""
    try:
        "".encode(name or "utf-8")
    except LookupError:
        return "utf-8"
    return name or "utf-8"


def whole(article: Article, story: Story | None, links: Links) -> Mapping[str, Any]:
    """What the JSON of an article holds."""
    fields = asdict(article)
    parts = {name: fields.pop(name) for name in ("sources", "entities", "removed", "original")}
    for entity in parts["entities"]:
        entity["html_url"] = links.entity(entity["kind"], entity["id"])
        entity["spellings"] = [{"name": name, "mentions": count} for name, count in entity["spellings"]]
    return {
        "ok": True,
        "article": {**fields, "html_url": links.article(article.id), "row_url": f"{links.article(article.id)}.json"},
        **parts,
        "story": _story(article, story, links) if story else None,
    }


def _story(article: Article, story: Story, links: Links) -> Mapping[str, Any]:
    fields = asdict(story)
    fields["html_url"] = links.entity("story", story.id)
    fields["accounts"] = [_account(account, links) for account in story.accounts if account.article.id != article.id]
    return fields


def _account(account: Account, links: Links) -> Mapping[str, Any]:
    fields = asdict(account)
    brief = fields.pop("article")
    urls = {"html_url": links.article(brief["id"]), "json_url": links.article_json(brief["id"])}
    return {**brief, **urls, **fields}
