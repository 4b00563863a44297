"""News search for Datasette. Each hook is one line into a room below; importing this package must stay cheap."""

from __future__ import annotations

from typing import Any

from datasette import hookimpl


@hookimpl
def register_commands(cli: Any) -> None:
    from .cli import register

    register(cli)


@hookimpl
def register_routes() -> list[tuple[str, Any]]:
    from .pages.routes import ROUTES

    return ROUTES


@hookimpl
def register_facet_classes() -> list[type]:
    from .pages.stock import NewsFacet

    return [NewsFacet]


@hookimpl(trylast=True)
def filters_from_request(request: Any, database: str, table: str, datasette: Any) -> Any:
    from .pages import stock

    return stock.filters_from_request(request, database, table, datasette)


@hookimpl(trylast=True)
def render_cell(value: Any, column: str, table: str | None, database: str, datasette: Any) -> Any:
    if table != "articles" or column not in ("lede", "body"):
        return None
    from .pages import stock

    return stock.render_text(value, database, datasette)


@hookimpl
def jump_items_sql(datasette: Any, actor: Any) -> Any:
    from .pages import jump

    return lambda: jump.items(datasette, actor)


@hookimpl
def menu_links(datasette: Any, actor: Any) -> Any:
    from .pages import menus

    return lambda: menus.menu_links(datasette, actor)


@hookimpl
def database_actions(datasette: Any, actor: Any, database: str) -> Any:
    from .pages import menus

    return lambda: menus.database_actions(datasette, actor, database)


@hookimpl
def top_homepage(datasette: Any, request: Any) -> Any:
    from .pages import menus

    return lambda: menus.top_homepage(datasette, request)


@hookimpl
def top_database(datasette: Any, request: Any, database: str) -> Any:
    from .pages import menus

    return lambda: menus.top_database(datasette, request, database)


@hookimpl
def startup(datasette: Any) -> Any:
    from .pages import before_one

    return lambda: before_one.startup(datasette)


@hookimpl
def get_metadata(datasette: Any, key: str | None) -> dict[str, Any]:
    from .pages import before_one

    return before_one.get_metadata(datasette, key)


@hookimpl
def extra_template_vars(datasette: Any, request: Any, view_name: str, database: str | None) -> Any:
    from .pages import before_one

    return lambda: before_one.template_vars(datasette, request, view_name, database)
