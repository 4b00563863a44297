"""The command that tells why a name is the person, place or organization that it is."""

from __future__ import annotations

import click

from .reports import news, reading


@click.command()
@news
@click.argument("name")
def explain(db: str, name: str) -> None:
    """Tell which people, places and organizations of DB go by NAME, and why."""
    from ..load.resolve import explain as reasons

    with reading(db) as opened:
        lines = reasons(opened, name)
    if not lines:
        raise click.ClickException(f"No person, place or organization of {db} is written {name!r}.")
    for line in lines:
        click.echo(line)


COMMANDS = (explain,)
