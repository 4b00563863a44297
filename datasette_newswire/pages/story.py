"""The page of a story: its accounts in time, who is independent and who reprints."""

from __future__ import annotations

from typing import Any

from datasette import NotFound, Response

from ..search import stories
from . import access
from .frame import ask, page


async def show(datasette: Any, request: Any, database: str, story_id: int) -> Response:
    """The HTML page of a story. Raises NotFound, Forbidden, TimedOut."""
    tables = await access.news_tables(datasette, request.actor, database)
    story = await ask(datasette, database, stories.read_story, story_id, tables)
    if story is None:
        raise NotFound(f"There is no story {story_id} in {database}")
    return await page(datasette, request, database, "story", {"story": story})
