"""The page of a story: its accounts in time, who is independent and who reprints, what all say and what only one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from datasette import NotFound, Response

from ..search import stories
from ..search.articles import Brief
from ..search.stories import Account, Said, Story, Told
from .frame import Parts, ask, page

SHARED = 16  # names that most accounts have


@dataclass(frozen=True)
class Relation:
    """How an account stands to another: "reprints", "later version of", "like" and in what.

    `name` is what the other is called, `share` the part of the text (0 to 1) that both have where it is not all.
    """

    verb: str
    other: Brief
    name: str
    share: float | None = None
    reason: str = ""


async def show(datasette: Any, request: Any, database: str, tables: frozenset[str], story_id: int) -> Response:
    """The HTML page of a story. Raises NotFound, TimedOut."""
    story = await ask(datasette, database, stories.read_story, story_id, tables)
    if story is None:
        raise NotFound(f"There is no story {story_id} in {database}")
    parts = Parts(datasette, database)
    told = await parts.ask("names", stories.told, story_id, tables) or []
    by_id = {account.article.id: account for account in story.accounts}
    context = {
        "story": story,
        "relations": {article_id: relation(account, by_id) for article_id, account in by_id.items()},
        "said": await parts.ask("sentences", stories.said, story) or Said(),
        "late": parts.late,
        "shared": shared(story, told),
        "alone": alone(story, told),
    }
    return await page(datasette, request, database, "story", context)


def shared(story: Story, told: Sequence[Told]) -> list[Told]:
    """What most texts of a story name, at least two of them; what all name comes first."""
    least = max(2, len(story.accounts) // 2 + 1)
    return [each for each in told if len(each.articles) >= least][:SHARED]


def alone(story: Story, told: Sequence[Told]) -> dict[int, list[Told]]:
    """What only one article of a story names, by article."""
    if story.article_count < 2:
        return {}
    found: dict[int, list[Told]] = {account.article.id: [] for account in story.accounts}
    for each in told:
        if len(each.articles) == 1 and each.articles[0] in found:
            found[each.articles[0]].append(each)
    return {article_id: names for article_id, names in found.items() if names}


def relation(account: Account, others: Mapping[int, Account]) -> Relation | None:
    """How an account stands to the one it is most like; None where there is no other."""
    other = others.get(account.because_of or 0)
    if other is None:
        return None
    share = account.shared if 0 < account.shared < 0.995 else None
    if account.kind == "copy":
        verb = {"earlier": "reprints", "later": "reprinted by"}.get(account.direction, "same text as")
        return Relation(verb, other.article, _called(account, other), share)
    if account.kind == "version":
        which = {"earlier": "later", "later": "earlier"}.get(account.direction, "other")
        return Relation(f"{which} version of", other.article, _called(account, other), share)
    if account.reason:
        return Relation("like", other.article, _called(account, other), reason=account.reason)
    return None


def _called(account: Account, other: Account) -> str:
    """What an account is called beside another: by its publisher where that tells them apart, else by its title."""
    name = other.article.publisher
    return name if name and name != account.article.publisher else other.article.title
