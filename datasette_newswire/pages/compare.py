"""Two accounts side by side: what both say, what they say differently, what only one says."""

from __future__ import annotations

from bisect import bisect_left
from collections import deque
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from datasette import NotFound, Response
from markupsafe import Markup

from ..search import articles, compare
from ..search.articles import Article, Named
from ..search.compare import Comparison, Sentence
from .article import tags
from .frame import ask, news_page, page
from .links import Links
from .marking import Span, mark_up
from .replies import Body, json_body, of_database, program


@dataclass(frozen=True)
class Band:
    """What stands side by side: two sentences that say the same, or what each account says alone at that point."""

    state: str
    left: tuple[Markup, ...]
    right: tuple[Markup, ...]


@news_page
async def show(datasette: Any, request: Any, database: str, tables: frozenset[str]) -> Response:
    """/{db}/-/newswire/compare?left=&right="""
    left, right = await _pair(datasette, request, database, tables)
    made = compare.compare(left, right)
    links = Links(datasette, database)
    context = {
        "left": left,
        "right": right,
        "tellers": tellers(left, right),
        "made": made,
        "left_names": named(left, made.left_names),
        "right_names": named(right, made.right_names),
        "bands": list(bands(made, left, right, links)),
        "swapped": links.compare(right.id, left.id),
    }
    return await page(datasette, request, database, "compare", context)


@program
@of_database
async def json(datasette: Any, request: Any, database: str, tables: frozenset[str]) -> Body:
    """/{db}/-/newswire/compare.json?left=&right="""
    left, right = await _pair(datasette, request, database, tables)
    return json_body({"ok": True, "left_id": left.id, "right_id": right.id, **compare.compare(left, right).to_json()})


async def _pair(datasette: Any, request: Any, database: str, tables: frozenset[str]) -> tuple[Article, Article]:
    left, right = [await _article(datasette, request, database, side, tables) for side in ("left", "right")]
    return left, right


async def _article(datasette: Any, request: Any, database: str, side: str, tables: frozenset[str]) -> Article:
    value = request.args.get(side) or ""
    number = int(value) if value.isascii() and value.isdigit() and len(value) <= 18 else 0
    found = await ask(datasette, database, articles.read_article, number, tables)
    if found is None:
        raise NotFound(
            f"There is no article {value[:40]} to compare" if value else f"The address names no article for {side}="
        )
    return found


def tellers(left: Article, right: Article) -> tuple[str, str]:
    """What the two accounts are called: by their sources, where those tell them apart."""
    ours, theirs = (article.sources[0].name if article.sources else None for article in (left, right))
    return (ours, theirs) if ours and theirs and ours != theirs else ("Left", "Right")


def named(article: Article, names: Collection[str]) -> list[Named]:
    """The entities of an article that have these names."""
    return [entity for entity in article.entities if entity.name in names]


def bands(made: Comparison, left: Article, right: Article, links: Links) -> Iterator[Band]:
    """The bands in the order of the left account; what only the right one says stands where it says it."""
    ours, theirs = _Side(left, made.left, links), _Side(right, made.right, links)
    alone: list[int] = []
    waiting = deque(number for number, sentence in enumerate(made.right) if sentence.partner is None)
    for number, sentence in enumerate(made.left):
        if sentence.partner is None:
            alone.append(number)
            continue
        apart = [waiting.popleft() for _ in range(bisect_left(waiting, sentence.partner))]
        if alone or apart:
            yield Band("only here", ours.run(alone), theirs.run(apart))
        alone = []
        yield Band(sentence.state, ours.run([number]), theirs.run([sentence.partner]))
    if alone or waiting:
        yield Band("only here", ours.run(alone), theirs.run(list(waiting)))


class _Side:
    """The sentences of one account as markup, names linked and words that the other does not have marked."""

    def __init__(self, article: Article, sentences: Sequence[Sentence], links: Links) -> None:
        self.body, self.sentences = article.body, sentences
        self.names = [tag.without("id") for tag in tags(article, "body", links)]

    def run(self, numbers: Sequence[int]) -> tuple[Markup, ...]:
        """The sentences of these numbers as paragraphs; those that follow each other in the text run on."""
        spans: list[Span] = []
        for number in numbers:
            sentence = self.sentences[number]
            if spans and number - 1 in numbers and "\n" not in self.body[spans[-1][1] : sentence.start]:
                spans[-1] = (spans[-1][0], sentence.end)
            else:
                spans.append((sentence.start, sentence.end))
        fresh = joined(self.body, [span for number in numbers for span in self.sentences[number].fresh])
        return tuple(mark_up(self.body, span, self.names, fresh) for span in spans)


def joined(text: str, spans: Sequence[Span]) -> list[Span]:
    """The spans with those made one that only spaces, hyphens or apostrophes stand between."""
    out: list[Span] = []
    for start, end in spans:
        if out and not text[out[-1][1] : start].strip(" \n-'’"):
            start = out.pop()[0]
        out.append((start, end))
    return out
