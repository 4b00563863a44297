"""The plugin as Datasette sees it."""

from __future__ import annotations

import subprocess
import sys

from datasette.app import Datasette


async def test_plugin_is_installed() -> None:
    response = await Datasette(memory=True).client.get("/-/plugins.json")
    body = response.json()
    plugins = body if isinstance(body, list) else body["plugins"]  # a bare list before 1.0
    assert "datasette-newswire" in {plugin["name"] for plugin in plugins}


def test_serving_imports_nothing_of_the_loader() -> None:
    code = (
        "import sys, datasette_newswire, datasette.app;"
        "heavy = {'spacy', 'trafilatura', 'feedparser', 'datasette_newswire.load'};"
        "sys.exit(repr(heavy & set(sys.modules)) if heavy & set(sys.modules) else 0)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
