"""Runs the benchmarks and writes docs/benchmarks.md: `python -m benchmarks --articles 200000 --articles 1000000`."""

from __future__ import annotations

import argparse
import os
import platform
import sqlite3
from pathlib import Path

import datasette

from . import busy, ingest, resolve, search, stories

DOCS = Path(__file__).parent.parent / "docs" / "benchmarks.md"
TARGETS = "## Targets\n"  # from here on the file is written by hand: what the figures mean
PREFACE = """# Benchmarks

Written by `make bench`; read the ratios, not the milliseconds. A page is the total, twenty articles with snippets,
four facets and a timeline. Ours and stock Datasette answer JSON over HTTP; tantivy and xapian answer inside the
measuring process, and so does "newswire, in process", for a comparison of like with like. "first" is the first time a
word is asked for, on a server that has answered another one; the others repeat it: the set of hits and what was counted
are in memory then, rows and snippets are read again. CPU is that of the answering process, which other programs on the
machine disturb less; the ratios are of CPU, to ours over HTTP for stock Datasette and to ours in process for the rest.
"""


def machine() -> str:
    """What the figures were measured on."""
    versions = f"Python {platform.python_version()}, SQLite {sqlite3.sqlite_version}, Datasette {datasette.__version__}"
    return f"{os.cpu_count()} cores, {platform.machine()}, {platform.system()}; {versions}."


def main() -> None:
    """Parses the arguments, runs, writes."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--articles", type=int, action="append", help="size of the archive; repeatable (200000)")
    parser.add_argument("--folder", type=Path, default=Path("build/benchmarks"), help="where archives are kept")
    parser.add_argument("--times", type=int, default=21, help="how often each page is asked for")
    parser.add_argument("--xapian", action="store_true", help="xapian too: indexing takes a quarter of an hour")
    parser.add_argument("--stories", type=int, action="append", help="size for grouping; repeatable (1000, 10000)")
    parser.add_argument("--resolve", type=int, action="append", help="size for names; repeatable (1000, 10000)")
    parser.add_argument("--stock-hits", type=int, default=20_000, help="ask stock Datasette up to so many hits (20000)")
    parser.add_argument("--ingest", type=int, default=5_000, help="articles to load (5000)")
    parser.add_argument("--clients", type=int, default=32, help="readers while articles are added (32)")
    parser.add_argument("--minutes", type=float, default=0, help="how long they read (0: not at all)")
    args = parser.parse_args()
    args.folder.mkdir(parents=True, exist_ok=True)
    parts = [PREFACE, machine(), "## Search"]
    parts += [
        search.run(args.folder, articles, args.times, args.stock_hits, args.xapian)
        for articles in args.articles or [200_000]
    ]
    if args.minutes:
        largest = max(args.articles or [200_000])
        parts += ["## Readers and a writer", busy.run(args.folder, largest, args.clients, args.minutes)]
    parts += ["## Ingest", ingest.run(args.ingest)]
    parts += ["## Stories", stories.run(args.stories or [1_000, 10_000], dated=True)]
    parts += ["## People, places, organizations", resolve.run(args.resolve or [1_000, 10_000])]
    parts += [TARGETS + DOCS.read_text(encoding="utf-8").partition(TARGETS)[2]]
    text = "\n\n".join(part.strip() for part in parts) + "\n"
    DOCS.write_text(text, encoding="utf-8")
    print(text)


if __name__ == "__main__":
    main()
