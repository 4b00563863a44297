"""Every URL of ours and what answers it. Plugin routes come before Datasette's own."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from . import article_files, rows

DATABASE = r"^/(?P<database>[^/.]+)"
NEWS = rf"{DATABASE}/-/newswire"

ROUTES: list[tuple[str, Callable[..., Any]]] = [
    (rows.ROUTE, rows.row),
    (rf"{NEWS}/articles/(?P<id>[0-9]{{1,18}})\.json$", article_files.json),
    (rf"{NEWS}/articles/(?P<id>[0-9]{{1,18}})\.(?P<form>bib|ris|csl\.json)$", article_files.citation),
    (rf"{NEWS}/articles/(?P<id>[0-9]{{1,18}})/original$", article_files.original),
]
