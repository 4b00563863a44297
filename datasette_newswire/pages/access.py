"""Who may see what: every page asks here, on either line of Datasette, before it looks at a table."""

from __future__ import annotations

import sqlite3
from collections.abc import Collection
from functools import partial
from typing import Any
from weakref import WeakSet

from datasette import Forbidden, NotFound
from datasette.plugins import pm
from datasette.utils import await_me_maybe

from .. import schema
from . import kept

Actor = dict[str, Any] | None

# The tables that a search reads: on Datasette 0.65 each costs a question to all plugins.
SEARCHED = frozenset({"articles", "stories", "entity_names"}).union(
    ("sources", "article_sources"), *((table, link) for table, link, _ in schema.ENTITIES.values())
)


async def may(datasette: Any, actor: Actor, database: str, table: str | None = None) -> bool:
    """Whether the actor may see the instance, the database and, if given, the table. A table needs all three."""
    if hasattr(datasette, "permission_allowed"):  # Datasette 0.65
        wanted: list[Any] = [("view-database", database), "view-instance"]
        if table:
            wanted.insert(0, ("view-table", (database, table)))
        try:
            await datasette.ensure_permissions(actor, wanted)
        except Forbidden:
            return False
        return True
    from datasette.resources import DatabaseResource, TableResource

    if table:
        resource = TableResource(database=database, table=table)
        return bool(await datasette.allowed(action="view-table", resource=resource, actor=actor))
    resource = DatabaseResource(database=database)
    return bool(await datasette.allowed(action="view-database", resource=resource, actor=actor))


async def visible_tables(
    datasette: Any, actor: Actor, database: str, wanted: Collection[str] = schema.PUBLIC_TABLES
) -> frozenset[str]:
    """The wanted tables of a news database that the actor may see, as may() has it but with fewer questions."""
    if not hasattr(datasette, "permission_allowed"):  # Datasette 1.0 tells about all tables at once
        await datasette.refresh_schemas()
        page = await datasette.allowed_resources("view-table", actor, parent=database, limit=1000)
        return frozenset([resource.child async for resource in page.all()]).intersection(wanted)

    above = await _rule(datasette, actor, "view-database", database)
    above = await _rule(datasette, actor, "view-instance", None) if above is None else above
    read = partial(datasette.get_database(database).execute_fn, _spelled)
    spelled = await kept.once(datasette, database, "spelled", read, lambda found: 100 * len(found))
    named = {table: (database, spelled.get(table, table)) for table in wanted}
    rules = {table: await _rule(datasette, actor, "view-table", named[table]) for table in wanted}
    return frozenset(table for table, own in rules.items() if (above is not False if own is None else own))


async def _rule(datasette: Any, actor: Actor, action: str, resource: Any) -> bool | None:
    """What the plugins of Datasette 0.65 say, its own among them; the last that says anything wins, None if none does.

    This is `permission_allowed()` without its question to the database for each table's spelling: on a busy server
    each of those waits for a thread.
    """
    verdict: bool | None = None
    for answer in pm.hook.permission_allowed(datasette=datasette, actor=actor, action=action, resource=resource):
        said = await await_me_maybe(answer)
        verdict = verdict if said is None else said
    return verdict


def _spelled(conn: sqlite3.Connection) -> dict[str, str]:
    """{table: as the database spells it}; permissions are given by that name."""
    return dict(conn.execute("select lower(name), name from sqlite_master where type in ('table', 'view')").fetchall())


_news: WeakSet[Any] = WeakSet()  # what is one of ours stays one


async def is_news(datasette: Any, database: str) -> bool:
    """Whether an attached database has our tables."""
    found = datasette.get_database(database)
    if found not in _news and await found.execute_fn(schema.is_news):
        _news.add(found)
    return found in _news


async def news_tables(
    datasette: Any, actor: Actor, database: str, wanted: Collection[str] = schema.PUBLIC_TABLES
) -> frozenset[str]:
    """The wanted tables that the actor may see in `database`, with `articles` among them.

    Raises Forbidden if the actor may not see its articles, whatever it holds; NotFound if it is no news database.
    """
    if database not in datasette.databases:
        raise NotFound(f"Database not found: {database}")
    visible = await visible_tables(datasette, actor, database, wanted)
    if "articles" not in visible and not await may(datasette, actor, database, "articles"):
        raise Forbidden("You may not see these articles")
    if not await is_news(datasette, database):
        raise NotFound(f"Not a news database: {database}")
    if "articles" not in visible:  # Datasette 1.0 has not looked at a database that is new
        await datasette.refresh_schemas(force=True)
        visible = await visible_tables(datasette, actor, database, wanted)
    return visible


async def news_databases(datasette: Any, actor: Actor) -> dict[str, frozenset[str]]:
    """The news databases whose articles the actor may see, each with the tables open to them."""
    found = {}
    for name in datasette.databases:
        if await is_news(datasette, name):
            tables = await visible_tables(datasette, actor, name)
            if "articles" in tables:
                found[name] = tables
    return found
