"""Runs all benchmarks and writes docs/benchmarks.md: half an hour, and as long again to make the archives once."""

from __future__ import annotations

import argparse
import os
import platform
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import datasette

from . import busy, ingest, resolve, search, stories

DOCS = Path(__file__).parent.parent / "docs" / "benchmarks.md"
TARGETS = "## Targets\n"  # from here on the file is written by hand: what the figures mean
PREFACE = """# Benchmarks

Written by `make bench`; read the ratios, not the milliseconds. A page is the total, twenty articles with snippets,
four facets and a timeline. Ours and stock Datasette answer JSON over HTTP; tantivy and xapian answer inside the
measuring process, and so does "newswire, in process", for a comparison of like with like. "first" is the first time a
word is asked for, of a system that has answered a dozen others (stock Datasette one) and had three seconds to make
ready: the median of seven words that are as frequent, but for the rarest, of which there is one; the others repeat it.
Files were read through once before, so that what is measured is no disk.
Over HTTP our answer is kept whole by then, until something is committed to the database; in process the set of hits and
what was counted are in memory, rows and snippets are read again. CPU is that of the answering process, which other
programs on the machine disturb less; the ratios are of CPU, to ours over HTTP for stock Datasette and to ours in
process for the rest.
"""


def machine() -> str:
    """What the figures were measured on."""
    versions = f"Python {platform.python_version()}, SQLite {sqlite3.sqlite_version}, Datasette {datasette.__version__}"
    return f"{os.cpu_count()} cores, {platform.machine()}, {platform.system()}; {versions}."


def main() -> None:
    """Parses the arguments, runs, writes."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--articles", type=int, action="append", help="size of the archive; repeatable (2e5, 1e6)")
    parser.add_argument("--folder", type=Path, default=Path("build/benchmarks"), help="where archives are kept")
    parser.add_argument("--times", type=int, default=21, help="how often each page is asked for")
    parser.add_argument("--xapian", action="store_true", help="xapian, too, on the smallest archive")
    parser.add_argument("--stories", type=int, action="append", help="size for grouping; repeatable (1000, 10000)")
    parser.add_argument("--resolve", type=int, action="append", help="size for names; repeatable (1000, 10000)")
    parser.add_argument(
        "--stock-hits",
        type=int,
        default=20_000,
        help="stock Datasette is asked up to so many",
    )
    parser.add_argument("--ingest", type=int, default=5_000, help="articles to load (5000)")
    parser.add_argument("--clients", type=int, default=32, help="readers while articles are added (32)")
    parser.add_argument("--minutes", type=float, default=5, help="how long they read (5; 0: not at all)")
    args = parser.parse_args()
    args.folder.mkdir(parents=True, exist_ok=True)
    parts = [PREFACE, machine()]
    for part in measured(args):
        print(part, end="\n\n", flush=True)
        parts.append(part)
    parts.append(TARGETS + DOCS.read_text(encoding="utf-8").partition(TARGETS)[2])
    DOCS.write_text("\n\n".join(part.strip() for part in parts) + "\n", encoding="utf-8")


def measured(args: argparse.Namespace) -> Iterator[str]:
    """The sections of the page, each as soon as it is known."""
    sizes = sorted(args.articles or [200_000, 1_000_000])
    yield "## Search"
    for articles in sizes:
        smallest = articles == sizes[0]  # stock Datasette and xapian take too long for more
        stock_hits = args.stock_hits if smallest else 0
        yield search.run(args.folder, articles, args.times, stock_hits, args.xapian and smallest)
    if args.minutes:
        yield "## Readers and a writer\n\n" + busy.run(args.folder, sizes[-1], args.clients, args.minutes)
    yield "## Ingest\n\n" + ingest.run(args.ingest)
    yield "## Stories\n\n" + stories.run(args.stories or [1_000, 10_000])
    yield "## People, places, organizations\n\n" + resolve.run(args.resolve or [1_000, 10_000])


if __name__ == "__main__":
    main()
