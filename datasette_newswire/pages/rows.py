"""Row pages of a news database: ours in place of Datasette's for six tables, Datasette's own for all else.

Nothing changes for databases that are not news, for other formats (.json), and for a table that has a template
of the user's own (row-{database}-{table}.html).
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from datasette import NotFound, Response
from datasette.utils import to_css_class
from datasette.views.row import RowView
from jinja2 import TemplateNotFound

from . import access, article, entity, source, story
from .frame import database_of, news_page

PAGES: Mapping[str, Callable[[Any, Any, str, frozenset[str], int], Awaitable[Response]]] = {
    "articles": article.show,
    "people": entity.show_person,
    "places": entity.show_place,
    "organizations": entity.show_organization,
    "sources": source.show,
    "stories": story.show,
}


async def row(datasette: Any, request: Any, send: Any) -> Response:
    """The page of a row: our view, or Datasette's where it is not ours to change."""
    if await _ours(datasette, request):
        return await _show(datasette, request)
    response: Response = await RowView.as_view(datasette)(request, send)
    return response


@news_page
async def _show(datasette: Any, request: Any, database: str, tables: frozenset[str]) -> Response:
    show = PAGES[request.url_vars["table"]]
    return await show(datasette, request, database, tables, int(request.url_vars["pks"]))


async def _ours(datasette: Any, request: Any) -> bool:
    if request.method not in ("GET", "HEAD") or request.url_vars["format"]:
        return False
    try:
        database = database_of(datasette, request)
    except NotFound:
        return False
    return await access.is_news(datasette, database) and not _has_template(
        datasette, f"row-{to_css_class(database)}-{request.url_vars['table']}.html"
    )


def _has_template(datasette: Any, name: str) -> bool:
    """Whether the user has a template of this name."""
    environment = datasette.jinja_env if hasattr(datasette, "jinja_env") else datasette.get_jinja_environment()
    try:
        environment.get_template(name)
    except TemplateNotFound:
        return False
    return True
