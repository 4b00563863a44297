"""The page of a story: its accounts in time, who is independent and who reprints, what all say and what only one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from datasette import NotFound, Response

from ..search import stories
from ..search.stories import Account, Story, Told
from . import access
from .frame import ask, page


async def show(datasette: Any, request: Any, database: str, story_id: int) -> Response:
    """The HTML page of a story. Raises NotFound, Forbidden, TimedOut."""
    tables = await access.news_tables(datasette, request.actor, database)
    story = await ask(datasette, database, stories.read_story, story_id, tables)
    if story is None:
        raise NotFound(f"There is no story {story_id} in {database}")
    told = await ask(datasette, database, stories.told, story_id, tables)
    by_id = {account.article.id: account for account in story.accounts}
    context = {
        "story": story,
        "relations": {article_id: relation(account, by_id) for article_id, account in by_id.items()},
        "shared": [each for each in told if story.article_count > 1 and len(each.articles) == story.article_count],
        "alone": alone(story, told),
    }
    return await page(datasette, request, database, "story", context)


def alone(story: Story, told: Sequence[Told]) -> dict[int, list[Told]]:
    """What only one article of a story names, by article."""
    if story.article_count < 2:
        return {}
    found: dict[int, list[Told]] = {account.article.id: [] for account in story.accounts}
    for each in told:
        if len(each.articles) == 1 and each.articles[0] in found:
            found[each.articles[0]].append(each)
    return {article_id: names for article_id, names in found.items() if names}


def relation(account: Account, others: dict[int, Account]) -> str:
    """How an account stands to the one it is most like, in words; empty where it is the first of its text."""
    other = others.get(account.because_of or 0)
    if other is None:
        return ""
    whose = other.article.publisher or "another article"
    share = f", {round(100 * account.shared)} % of its text" if 0 < account.shared < 0.995 else ""
    if account.kind == "copy":
        verb = {"earlier": "reprints", "later": "is reprinted by"}.get(account.direction, "has the text of")
        return f"{verb} {whose}{share}"
    if account.kind == "version":
        which = {"earlier": "a later", "later": "an earlier"}.get(account.direction, "another")
        return f"is {which} version of the text of {whose}{share}"
    return f"has in common with {whose}: {account.reason}" if account.reason else ""
