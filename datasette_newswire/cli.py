"""`datasette newswire …`: arguments in, calls out, words for people."""

from __future__ import annotations

import click


def register(cli: click.Group) -> None:
    """Adds our group of commands to Datasette's own."""
    cli.add_command(newswire)


@click.group()
def newswire() -> None:
    """Load and search news archives."""
