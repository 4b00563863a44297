"""Who may see what: every page asks here, on either line of Datasette, before it looks at a table."""

from __future__ import annotations

from typing import Any

from datasette import Forbidden, NotFound

from .. import schema

Actor = dict[str, Any] | None


async def may(datasette: Any, actor: Actor, database: str, table: str | None = None) -> bool:
    """Whether the actor may see the instance, the database and, if given, the table. A table needs all three."""
    try:
        from datasette.resources import DatabaseResource, TableResource  # Datasette 1.0
    except ImportError:
        wanted: list[Any] = [("view-database", database), "view-instance"]
        if table:
            wanted.insert(0, ("view-table", (database, table)))
        visible, _ = await datasette.check_visibility(actor, permissions=wanted)
        return bool(visible)
    if table:
        resource = TableResource(database=database, table=table)
        return bool(await datasette.allowed(action="view-table", resource=resource, actor=actor))
    resource = DatabaseResource(database=database)
    return bool(await datasette.allowed(action="view-database", resource=resource, actor=actor))


async def visible_tables(datasette: Any, actor: Actor, database: str) -> frozenset[str]:
    """The public tables of a news database that the actor may see."""
    return frozenset([table for table in schema.PUBLIC_TABLES if await may(datasette, actor, database, table)])


async def is_news(datasette: Any, database: str) -> bool:
    """Whether an attached database has our tables."""
    return bool(await datasette.get_database(database).execute_fn(schema.is_news))


async def news_tables(datasette: Any, actor: Actor, database: str) -> frozenset[str]:
    """The tables that the actor may see in `database`, with `articles` among them.

    Raises Forbidden if the actor may not see its articles, whatever it holds; NotFound if it is no news database.
    """
    if database not in datasette.databases:
        raise NotFound(f"Database not found: {database}")
    if not await may(datasette, actor, database, "articles"):
        raise Forbidden("You may not see these articles")
    if not await is_news(datasette, database):
        raise NotFound(f"Not a news database: {database}")
    return await visible_tables(datasette, actor, database)


async def news_databases(datasette: Any, actor: Actor) -> dict[str, frozenset[str]]:
    """The news databases whose articles the actor may see, each with the tables open to them."""
    found = {}
    for name in datasette.databases:
        if await is_news(datasette, name):
            tables = await visible_tables(datasette, actor, name)
            if "articles" in tables:
                found[name] = tables
    return found
