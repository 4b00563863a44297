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
from .frame import TimedOut, database_of, page, timed_out

PAGES: Mapping[str, Callable[[Any, Any, str, int], Awaitable[Response]]] = {
    "articles": article.show,
    "people": entity.show_person,
    "places": entity.show_place,
    "organizations": entity.show_organization,
    "sources": source.show,
    "stories": story.show,
}


async def row(datasette: Any, request: Any, send: Any) -> Response:
    """The page of a row: our view, or Datasette's where it is not ours to change."""
    if not await _ours(datasette, request):
        response: Response = await RowView.as_view(datasette)(request, send)
        return response
    database = database_of(datasette, request)
    try:
        return await PAGES[request.url_vars["table"]](datasette, request, database, int(request.url_vars["pks"]))
    except TimedOut as error:
        return await timed_out(datasette, request, database, error)
    except NotFound as error:
        context = {"title": "Not here", "message": str(error)}
        return await page(datasette, request, database, "problem", context, status=404)


async def _ours(datasette: Any, request: Any) -> bool:
    if request.method not in ("GET", "HEAD") or request.url_vars["format"]:
        return False
    try:
        database = datasette.get_database(route=_decoded(request))
    except KeyError:
        return False
    return await access.is_news(datasette, database.name) and not _has_template(
        datasette, f"row-{to_css_class(database.name)}-{request.url_vars['table']}.html"
    )


def _decoded(request: Any) -> str:
    from datasette.utils import tilde_decode

    return str(tilde_decode(request.url_vars["database"]))


def _has_template(datasette: Any, name: str) -> bool:
    """Whether the user has a template of this name."""
    environment = datasette.jinja_env if hasattr(datasette, "jinja_env") else datasette.get_jinja_environment()
    try:
        environment.get_template(name)
    except TemplateNotFound:
        return False
    return True
