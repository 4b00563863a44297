"""`datasette newswire …`: arguments in, calls out, words for people."""

from __future__ import annotations

import sys

import click


def register(cli: click.Group) -> None:
    """Adds our group of commands to Datasette's own."""
    cli.add_command(newswire)


@click.group()
def newswire() -> None:
    """Load and search news archives."""


@newswire.command()
@click.argument("db", type=click.Path(dir_okay=False))
@click.argument("paths", nargs=-1, required=True)
@click.option("--workers", type=click.IntRange(1), default=1, show_default=True, help="Processes that read.")
@click.option("--extractor", default="auto", show_default=True, help="Finds the names; none for no names.")
def load(db: str, paths: tuple[str, ...], workers: int, extractor: str) -> None:
    """Load files, folders, archives or - (standard input) into the database DB."""
    from .load import pipeline
    from .load.models import Options

    summary = pipeline.load(db, paths, Options(extractor=extractor), workers, sys.stdin.buffer)
    click.echo(", ".join(f"{count:,} {outcome}" for outcome, count in sorted(summary.counts.items())))
    if summary.counts["failed"]:
        sys.exit(1)
