"""The page of a source: what it publishes, about whom and where, and whom it relies on."""

from __future__ import annotations

from typing import Any

from datasette import NotFound, Response

from ..search import profiles
from ..search.profiles import Subject
from .entity import parts
from .frame import ask, page


async def show(datasette: Any, request: Any, database: str, tables: frozenset[str], source_id: int) -> Response:
    """The HTML page of a source. Raises NotFound, TimedOut."""
    subject = Subject("source", source_id)
    found = await ask(datasette, database, profiles.read_profile, subject, tables)
    if found is None:
        raise NotFound(f"There is no source {source_id} in {database}")
    roles = await ask(datasette, database, profiles.roles_of, source_id)
    context = await parts(datasette, database, subject, tables)
    return await page(datasette, request, database, "source", {"entity": found, "roles": roles, **context})
