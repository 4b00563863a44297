"""Datasette 1.0's jump menu finds people, places and stories, as far as the actor may see them."""

from __future__ import annotations

from typing import Any

from . import access

# (table, its name column, what it is called, tables that must be open)
ITEMS = (
    ("people", "name", "person", frozenset({"people"})),
    ("places", "name", "place", frozenset({"places"})),
    ("stories", "title", "story", frozenset({"stories"})),
)


async def items(datasette: Any, actor: access.Actor) -> list[Any]:
    """SQL for the people, places and stories of every news database whose tables are open to the actor."""
    from datasette.jump import JumpSQL

    found = []
    for database, tables in (await access.news_databases(datasette, actor)).items():
        for table, column, kind, needed in ITEMS:
            if needed <= tables:
                sql = f"""select :type as type, {column} as label, :about as description,
                    :path || id as url, {column} as search_text, {column} as display_name from {table}"""
                path = f"{datasette.urls.table(database, table)}/"
                about = f"{kind.capitalize()} in {database}"
                found.append(JumpSQL(sql=sql, params={"type": kind, "about": about, "path": path}, database=database))
    return found
