"""The command that tells why a name is the person, place or organization that it is."""

from __future__ import annotations

import click

from .reports import news, reading


@click.command()
@news
@click.argument("name", required=False)
@click.option("--article", type=int, metavar="ID", help="Tell instead which story this article is in, and why.")
def explain(db: str, name: str | None, article: int | None) -> None:
    """Tell which people, places and organizations of DB go by NAME, and why; or why an article is in its story."""
    from ..load import resolve, stories

    if (name is None) == (article is None):
        raise click.UsageError("Give either a NAME or --article ID.")
    with reading(db) as opened:
        lines = stories.explain(opened, article) if article is not None else resolve.explain(opened, str(name))
    if not lines:
        what = f"No article of {db} has the id {article}." if name is None else ""
        raise click.ClickException(what or f"No person, place or organization of {db} is called or written {name!r}.")
    for line in lines:
        click.echo(line)


COMMANDS = (explain,)
