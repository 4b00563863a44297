"""`datasette newswire …`: arguments in, calls out, words for people. One module a group of commands."""

from __future__ import annotations

import click

from . import explaining, loading, reports, searching


def register(cli: click.Group) -> None:
    """Adds our group of commands to Datasette's own."""
    cli.add_command(newswire)


@click.group()
def newswire() -> None:
    """Load news archives and search them."""


for command in (*loading.COMMANDS, *reports.COMMANDS, *explaining.COMMANDS, *searching.COMMANDS):
    newswire.add_command(command)
