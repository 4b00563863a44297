"""The commands that only read: status, problems."""

from __future__ import annotations

import json
import sqlite3
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager
from dataclasses import asdict, replace
from importlib.metadata import version
from pathlib import Path
from typing import Any

import click
from sqlite_utils import Database

from .. import schema
from ..load import report
from ..load.models import OUTCOMES

news = click.argument("db", type=click.Path(exists=True, dir_okay=False))
as_json = click.option("--json", "as_json", is_flag=True, help="Print JSON.")


@contextmanager
def reading(path: str) -> Iterator[Database]:
    """A news database, opened so that nothing can be written. Stops with a message for any other file."""
    uri = f"{Path(path).absolute().as_uri()}?mode=ro"
    with closing(sqlite3.connect(uri, uri=True)) as conn:
        if not schema.is_news(conn):
            raise click.ClickException(f"{path} is no news database. Make one with: datasette newswire load {path} …")
        opened = Database(conn)
        try:
            schema.check_version(opened)
        except schema.NewerDatabase as error:
            raise click.ClickException(str(error)) from error
        yield opened


@click.command()
@news
@as_json
def status(db: str, as_json: bool) -> None:
    """Show what is in the database DB, what loaded it, and what is stale."""
    with reading(db) as opened:
        found = report.status(opened, version("datasette-newswire"))
    if as_json:
        click.echo(json.dumps(found, indent=2))
        return
    for line in _status_lines(found):
        click.echo(line)


def _status_lines(found: dict[str, Any]) -> Iterator[str]:
    yield "Tables"
    yield from (f"  {name:<24}{count:>12,}" for name, count in found["tables"].items())
    yield "Documents by outcome"
    yield from (f"  {name:<24}{count:>12,}" for name, count in found["documents"].items())
    yield "Mentions by extractor"
    yield from (f"  {name:<24}{count:>12,}" for name, count in found["extractors"].items())
    yield "Last loads"
    for load in found["loads"]:
        counts = ", ".join(f"{load[name]:,} {name}" for name in OUTCOMES if load[name])
        kind = "reprocess" if load["options"].get("reprocess") else "load"
        yield f"  {load['started']}  {kind} by {load['version']}  {counts or 'nothing'}"
    yield from found["stale"] or ["Nothing is stale."]


@click.command()
@news
@as_json
def problems(db: str, as_json: bool) -> None:
    """List every document that failed, was skipped or is doubtful: which one, why, and what to do.

    Members of a file with the same trouble have one line, and so has all that was skipped for the same reason; --json
    tells the files apart.
    """
    with reading(db) as opened:
        found = report.problems(opened)
        if as_json:
            click.echo(json.dumps([asdict(problem) for problem in found], indent=2))
            return
        counts: Counter[str] = Counter()
        for problem in _grouped(found):
            counts[problem.outcome if problem.outcome in ("failed", "skipped") else "doubtful"] += problem.count
            for line in problem_lines(problem):
                click.echo(line)
    summary = ", ".join(f"{count:,} {kind}" for kind, count in counts.items())
    click.echo(f"{summary}. Once mended, load the same paths again." if summary else "No problems.")


def _grouped(found: Iterable[report.Problem]) -> Iterator[report.Problem]:
    """The problems, with the first of what was skipped for one reason standing for all: pages that a browser has saved
    come with a hundred pictures each."""
    skipped: dict[str, report.Problem] = {}
    for problem in found:
        if problem.outcome == "skipped":
            same = skipped.setdefault(problem.message, replace(problem, count=0))
            skipped[problem.message] = replace(same, count=same.count + problem.count)
            continue
        yield from skipped.values()
        skipped.clear()
        yield problem
    yield from skipped.values()


def problem_lines(problem: report.Problem) -> Iterator[str]:
    """What to print of a problem."""
    member = f" → {problem.member}" if problem.member else ""
    more = f" and {problem.count - 1:,} more" if problem.count > 1 else ""
    yield f"{problem.outcome:<8}  {problem.path}{member}{more}"
    yield f"          {problem.message}\n"


COMMANDS: tuple[click.Command, ...] = (status, problems)
