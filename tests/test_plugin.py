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


def test_commands_start_where_nothing_of_the_extra_for_loading_is_installed() -> None:
    """`datasette serve` reads every plugin's commands."""
    code = (
        "import sys;"
        "heavy = 'spacy trafilatura feedparser lxml py3langid rensa anyascii ftfy rapidfuzz zstandard warcio tqdm';"
        "sys.modules.update(dict.fromkeys(heavy.split()));"  # what is None there cannot be imported
        "import datasette_newswire.cli"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
