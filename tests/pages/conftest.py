"""A news database, served by Datasette without a server."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

import news
import pytest
from datasette.app import Datasette


@pytest.fixture
def serve(tmp_path: Path) -> Callable[..., Datasette]:
    """Makes a Datasette of news databases: serve(news=[News(…), …]) or serve() for the usual articles."""

    def make(settings: dict[str, Any] | None = None, name: str = "news", **databases: Any) -> Datasette:
        wanted = databases or {name: news.ARTICLES}
        folder = Path(mkdtemp(dir=tmp_path))
        files = [str(news.build(folder / f"{each}.db", articles)) for each, articles in wanted.items()]
        return Datasette(files, settings=settings or {})

    return make
