"""What Datasette before 1.0 has no hook or rule for: ways to the news on its own pages, private tables out of sight."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from typing import Any
from weakref import WeakKeyDictionary

from datasette import __version__

from . import access, menus

NEEDED = __version__.startswith("0.")
_private: WeakKeyDictionary[Any, dict[str, list[str]]] = WeakKeyDictionary()


async def startup(datasette: Any) -> None:
    """Learns which tables are private, once: the hook for metadata may not ask a database."""
    if NEEDED:
        names = [name for name in datasette.databases if await access.is_news(datasette, name)]
        _private[datasette] = {name: await datasette.get_database(name).execute_fn(_tables) for name in names}


def _tables(conn: sqlite3.Connection) -> list[str]:
    rows = conn.execute("select name from sqlite_master where type = 'table' and name like '\\_%' escape '\\'")
    return [name for (name,) in rows]


def get_metadata(datasette: Any, key: str | None) -> dict[str, Any]:
    """Tables of a news database that start with an underscore are hidden, as Datasette 1.0 does in all databases.

    Made anew for each caller, because Datasette merges the user's own metadata, which wins, into it. Who may see what
    is asked for by key, again and again on each page, and this has no say in it.
    """
    known = _private.get(datasette)
    if not known or key in ("allow", "tables"):
        return {}
    return {"databases": {name: {"tables": {each: {"hidden": True} for each in known[name]}} for name in known}}


async def template_vars(datasette: Any, request: Any, view_name: str, database: str | None) -> Mapping[str, Any]:
    """For our index.html and database.html: the ways to the news, which hooks of Datasette 1.0 put there."""
    if NEEDED and view_name == "index":
        return {"newswire_ways": await menus.top_homepage(datasette, request)}
    if NEEDED and view_name == "database" and database:
        return {"newswire_ways": await menus.top_database(datasette, request, database)}
    return {}
