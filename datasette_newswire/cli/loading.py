"""The commands that write: load, demo, reprocess."""

from __future__ import annotations

import atexit
import gc
import json
import shlex
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib.resources import as_file, files
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from ..load import report
from .faults import explained
from .reports import news, problem_lines, reading

if TYPE_CHECKING:
    from ..load.models import Options
    from ..load.pipeline import Order
    from ..load.progress import Progress, Summary

NEEDED = ("lxml", "rapidfuzz", "spacy", "tqdm", "trafilatura")  # a few of the extra `load`
FEW = 3  # failures that a load tells by itself
INTERRUPTED = 130  # exit status after Ctrl-C, as shells have it

database = click.argument("db", type=click.Path(dir_okay=False))


def shared(command: Callable[..., Any]) -> Callable[..., Any]:
    """The options of every command that reads articles."""
    for option in reversed(
        [
            click.option(
                "--workers",
                type=click.IntRange(1, 256),
                default=1,
                show_default=True,
                help="Processes that read and recognise. One works without a pool.",
            ),
            click.option("--dask", metavar="ADDRESS", help="Let a Dask cluster do the work: tcp://HOST:PORT."),
            click.option(
                "--extractor",
                default="auto",
                show_default=True,
                metavar="NAME",
                help="What finds the names: auto for the best one for the language, none for no names at all.",
            ),
            click.option("--model", metavar="NAME", help="An installed spaCy model to use; pt=NAME for a language."),
            click.option(
                "--time-limit",
                type=click.FloatRange(min=0, min_open=True),
                default=60.0,
                show_default=True,
                metavar="SECONDS",
                help="The longest that one document may take.",
            ),
            click.option("--json", "as_json", is_flag=True, help="Print a machine-readable summary."),
        ]
    ):
        command = option(command)
    return command


@click.command()
@database
@click.argument("paths", nargs=-1)
@click.option(
    "--files-from",
    type=click.File("r", encoding="utf-8", errors="surrogateescape"),
    metavar="FILE",
    help="Also load the paths and globs that FILE lists, one a line.",
)
@click.option("--table", metavar="NAME", help="PATHS are SQLite databases: load the articles in their table NAME.")
@click.option("--format", "format_", metavar="NAME", help="Read everything as this format, whatever it looks like.")
@click.option(
    "--field",
    "fields",
    multiple=True,
    metavar="OURS=THEIRS",
    help="For records: the column or key to take a field from, such as body=story_text. Repeatable.",
)
@click.option(
    "--max-bytes",
    type=click.IntRange(1),
    default=20_000_000,
    show_default=True,
    help="A document larger than this is not read.",
)
@click.option("--dry-run", is_flag=True, help="Show what would be read from the input, and write nothing.")
@click.option(
    "--prune",
    is_flag=True,
    help="Remove what is gone: files from the folders in PATHS, records from their files, rows from their tables.",
)
@click.option("--retry", is_flag=True, help="Try again what failed before, though it has not changed.")
@click.option("--watch", is_flag=True, help="Go on loading what arrives, until Ctrl-C.")
@click.option(
    "--every",
    type=click.FloatRange(0.1),
    default=10.0,
    show_default=True,
    metavar="SECONDS",
    help="With --watch: how often to look. A file must have been left alone for as long.",
)
@shared
def load(db: str, paths: tuple[str, ...], **given: Any) -> None:
    """Load articles into the database DB, which is made if it is missing.

    PATHS are files, folders, archives, globs, or - for standard input. What was loaded before and has not changed is
    left alone, so that the same command can be run again at any time: after a stop it goes on, after a change it
    updates. A format is recognised by its content.

    Exit status: 0 when all went well, 1 when some documents failed (the rest is loaded; see `datasette newswire
    problems DB`), 2 for a usage error, 130 after Ctrl-C.
    """
    _begin(given)
    order = _order(paths, given)
    if given["dry_run"]:
        _show(order)
        return
    with progress_of(order.paths) as progress, explained(db):
        if given["watch"]:
            _watch(db, order, progress, given)
            return
        summary = _load(db, order, progress)
    tell(db, summary, given["as_json"])
    leave(summary)


def _load(db: str, order: Order, progress: Progress) -> Summary:
    from ..load import pipeline

    return pipeline.load(db, order, progress)


def _watch(db: str, order: Order, progress: Progress, given: dict[str, Any]) -> None:
    """Loads what arrives; says what each round has changed."""
    from ..load import pipeline

    for summary in pipeline.watch(db, order, progress, given["every"]):
        if summary.articles or summary.removed:
            tell(db, summary, given["as_json"])


def _show(order: Order) -> None:
    """Prints what would be read."""
    from ..load.preview import fields_of, preview

    for shown in preview(order):
        member = f" → {shown.document.member}" if shown.document.member else ""
        click.echo(f"{shown.document.path}{member}  [{shown.reader or 'not read'}]")
        if shown.columns:
            click.echo(f"    {'columns':<10} {shown.columns}")
        for prepared in shown.prepared:
            for name, value in fields_of(prepared):
                click.echo(f"    {name:<10} {value}")


@click.command()
@click.argument("db", type=click.Path(dir_okay=False), default="demo.db")
@shared
def demo(db: str, **given: Any) -> None:
    """Load the articles that come with this package into DB (default: demo.db) and say what to run next.

    Some of them are damaged on purpose, so that `problems` has something to show; that is no failure of the demo.
    """
    _begin(given)
    with as_file(demo_data()) as folder:
        order = _order(tuple(sorted(str(one) for one in folder.iterdir() if one.is_dir())), given)
        with progress_of(order.paths) as progress, explained(db):
            summary = _load(db, order, progress)
    tell(db, summary, given["as_json"], on_purpose=True)
    if not given["as_json"]:
        click.echo(f"\nNow run:\n    datasette {db}\nand open http://127.0.0.1:8001/{Path(db).stem}/-/newswire")
    if summary.stopped:
        sys.exit(INTERRUPTED)


def demo_data() -> Any:
    """The folder of our own articles: in the installed package, or beside it in the repository."""
    packaged = files("datasette_newswire") / "demo_data"
    return packaged if packaged.is_dir() else Path(__file__).parents[2] / "demo_data"


@click.command()
@news
@shared
def reprocess(db: str, **given: Any) -> None:
    """Read all articles again from the originals kept in DB, as after an upgrade. The input files are not needed.

    Ids and links stay. Afterwards the database is as if everything had been loaded anew, but without the lines that a
    source repeats at the edges of its articles.
    """
    _begin(given)
    from ..load import pipeline

    options, crew = _options(given), _crew(given)
    with reading(db):  # any other file stays as it is
        pass
    with progress_of(()) as progress, explained(db):
        summary = pipeline.reprocess(db, options, crew, progress)
    tell(db, summary, given["as_json"])
    leave(summary)


COMMANDS: tuple[click.Command, ...] = (load, demo, reprocess)


def require_extra() -> None:
    """Stops with the one command to run if what loading needs is not installed."""
    if any(find_spec(name) is None for name in NEEDED):
        raise click.UsageError(
            "Loading needs more packages than serving. Install them with:\n    pip install 'datasette-newswire[load]'"
        )


def _begin(given: dict[str, Any]) -> None:
    """Checks that what loading needs is there, and has what workers share loaded while this process does the same."""
    require_extra()
    atexit.register(gc.freeze)  # else models and lexicons are looked through for cycles once more, for half a second
    if given["workers"] > 1 and not given["dask"]:
        from ..load import workers

        workers.begin(given["extractor"], given["model"])


def _order(paths: tuple[str, ...], given: dict[str, Any]) -> Order:
    from ..load.discover.paths import listed
    from ..load.pipeline import Order

    paths = (*paths, *listed(given.get("files_from") or ()))
    if not paths:
        raise click.UsageError("Nothing to load: give files, folders, or - for standard input.")
    return Order(
        paths,
        _options(given),
        _crew(given),
        table=given.get("table"),
        prune=given.get("prune", False),
        retry=given.get("retry", False),
        stdin=sys.stdin.buffer,
    )


def _options(given: dict[str, Any]) -> Options:
    from ..load.models import Options

    return Options(
        extractor=given["extractor"],
        model=given["model"],
        format=_format(given.get("format_")),
        fields=tuple(_field(text) for text in given.get("fields", ())),
        max_bytes=given.get("max_bytes", Options.__dataclass_fields__["max_bytes"].default),
        time_limit=given["time_limit"],
    )


def _format(name: str | None) -> str | None:
    from .. import hookspecs

    if name is None:
        return None
    known = {reader.name for reader in hookspecs.readers()} | {one.name for one in hookspecs.containers()}
    if name not in known:
        raise click.BadParameter(
            f"No format is called {name!r}; there are: {', '.join(sorted(known))}.", param_hint="--format"
        )
    return name


def _field(text: str) -> tuple[str, str]:
    from ..load.parsing import fields

    ours, _, theirs = (part.strip() for part in text.partition("="))
    if not (ours and theirs):
        raise click.BadParameter(
            f"{text!r} is not of the form OURS=THEIRS, such as body=story_text.", param_hint="--field"
        )
    if ours not in fields.ours():
        raise click.BadParameter(f"{ours!r} is none of our fields: {', '.join(fields.ours())}.", param_hint="--field")
    return ours, theirs


def _crew(given: dict[str, Any]) -> Any:
    from ..load.pool import Crew

    return Crew(given["workers"], given["dask"])


@contextmanager
def progress_of(paths: tuple[str, ...]) -> Iterator[Progress]:
    """The progress of a load: a bar on a terminal, silence elsewhere; Ctrl-C asks it to stop."""
    from ..load.discover.paths import total_size
    from ..load.progress import Bar, Progress, stoppable

    progress = Bar(total_size(paths)) if sys.stderr.isatty() else Progress()
    try:
        with stoppable(progress):
            yield progress
        if not progress.stopped:
            progress.finished()
    finally:
        progress.close()


def in_words(summary: Summary) -> str:
    """One line that says what a load did."""
    counts = ", ".join(f"{count:,} {outcome}" for outcome, count in summary.counts.items() if count)
    removed = f", {summary.removed:,} removed" if summary.removed else ""
    rate = f" ({summary.articles / summary.seconds:,.0f} a second)" if summary.articles > summary.seconds > 1 else ""
    articles = f"{summary.articles:,} article{'' if summary.articles == 1 else 's'}"
    return f"{articles} written in {summary.seconds:.1f} s{rate}. Documents: {counts or 'none'}{removed}."


def tell(db: str, summary: Summary, as_json: bool, on_purpose: bool = False) -> None:
    """Prints what a load did, and what to do next: of failures that are `on_purpose` there is nothing to do."""
    if as_json:
        click.echo(json.dumps({"database": db, **vars(summary)}))
        return
    click.echo(in_words(summary))
    if summary.stopped:
        click.echo("Stopped before the end. All that is counted is stored; the same command goes on from here.")
    if summary.counts["failed"] and on_purpose:
        click.echo(f"Those that failed are damaged on purpose, to show this: datasette newswire problems {db}")
    elif summary.counts["failed"]:
        for line in _failures(db, summary.counts["failed"]):
            click.echo(line)


def _failures(db: str, count: int) -> Iterator[str]:
    """What failed, if that is quickly said and all that has failed so far; else the command that tells."""
    with reading(db) as opened:
        failed = [problem for problem in report.problems(opened) if problem.outcome == "failed"]
    if len(failed) > FEW or sum(problem.count for problem in failed) != count:
        yield f"What failed and what to do about it: datasette newswire problems {shlex.quote(db)}"
        return
    yield ""
    for problem in failed:
        yield from problem_lines(problem)


def leave(summary: Summary) -> None:
    """Ends the program with the exit status of a load."""
    if summary.counts["failed"]:
        sys.exit(1)
    if summary.stopped:
        sys.exit(INTERRUPTED)
