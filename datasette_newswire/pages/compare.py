"""Two accounts side by side: what both say, what they say differently, what only one says."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from datasette import NotFound, Response
from markupsafe import Markup

from ..search import articles, compare
from ..search.articles import Article
from ..search.compare import Comparison, Sentence
from . import access
from .article import tags
from .frame import TimedOut, ask, database_of, page, timed_out
from .links import Links
from .marking import mark_up
from .replies import keep_json, program


@dataclass(frozen=True)
class Row:
    """What stands side by side: a sentence of each account, or of one alone."""

    state: str
    left: Markup | None
    right: Markup | None


async def show(datasette: Any, request: Any) -> Response:
    """/{db}/-/newswire/compare?left=&right= Raises NotFound, Forbidden."""
    database = database_of(datasette, request)
    try:
        left, right = await _pair(datasette, request, database)
    except TimedOut:
        return await timed_out(datasette, request, database)
    made = compare.compare(left, right)
    links = Links(datasette, database)
    context = {"left": left, "right": right, "made": made, "rows": list(rows(made, left, right, links))}
    return await page(datasette, request, database, "compare", context)


@program
async def as_json(datasette: Any, request: Any) -> Response:
    """/{db}/-/newswire/compare.json?left=&right="""
    database = database_of(datasette, request)
    left, right = await _pair(datasette, request, database)
    value = {"ok": True, "left_id": left.id, "right_id": right.id, **compare.compare(left, right).to_json()}
    return await keep_json(datasette, request, database, value)


async def _pair(datasette: Any, request: Any, database: str) -> tuple[Article, Article]:
    tables = await access.news_tables(datasette, request.actor, database)
    left, right = [await _article(datasette, request, database, side, tables) for side in ("left", "right")]
    return left, right


async def _article(datasette: Any, request: Any, database: str, side: str, tables: frozenset[str]) -> Article:
    value = request.args.get(side) or ""
    number = int(value) if value.isascii() and value.isdigit() and len(value) <= 18 else 0
    found = await ask(datasette, database, articles.read_article, number, tables)
    if found is None:
        raise NotFound(f"There is no article to compare: {side}={value[:40]}")
    return found


def rows(made: Comparison, left: Article, right: Article, links: Links) -> Iterator[Row]:
    """The rows in the order of the left account; what only the right one says stands where it says it."""
    ours, theirs = _Side(left, made.left, links), _Side(right, made.right, links)
    waiting = [number for number, sentence in enumerate(made.right) if sentence.partner is None]
    for number, sentence in enumerate(made.left):
        while sentence.partner is not None and waiting and waiting[0] < sentence.partner:
            yield Row("only here", None, theirs.markup(waiting.pop(0)))
        partner = theirs.markup(sentence.partner) if sentence.partner is not None else None
        yield Row(sentence.state, ours.markup(number), partner)
    for number in waiting:
        yield Row("only here", None, theirs.markup(number))


class _Side:
    """The sentences of one account as markup, names linked and words that the other does not have marked."""

    def __init__(self, article: Article, sentences: Sequence[Sentence], links: Links) -> None:
        self.article, self.sentences = article, sentences
        self.names = [tag.without("id") for tag in tags(article, "body", links)]

    def markup(self, number: int) -> Markup:
        sentence = self.sentences[number]
        return mark_up(self.article.body, (sentence.start, sentence.end), self.names, sentence.fresh)
