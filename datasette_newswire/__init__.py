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
