"""Makes docs/commands.md from the help of the commands themselves.

python docs/commands.py
"""

from __future__ import annotations

from pathlib import Path

import click

from datasette_newswire.cli import newswire

PAGE = Path(__file__).with_name("commands.md")
PREFACE = """# Commands

Made by `docs/commands.py` from the commands themselves. Exit status: 0 when all went well, 1 when some documents
failed (the rest is loaded), 2 for a usage error.
"""


def page() -> str:
    """The page as it should be."""
    parts = [PREFACE.strip()]
    for name in sorted(newswire.commands):
        command = newswire.commands[name]
        context = click.Context(command, info_name=f"datasette newswire {name}", max_content_width=100)
        parts.append(f"## {name}\n\n```\n{command.get_help(context)}\n```")
    return "\n\n".join(parts) + "\n"


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
