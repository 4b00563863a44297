"""Runs the benchmarks and writes docs/benchmarks.md: `python -m benchmarks --articles 200000 --articles 1000000`."""

from __future__ import annotations

import argparse
import os
import platform
import sqlite3
from pathlib import Path

import datasette

from . import search, stories

DOCS = Path(__file__).parent.parent / "docs" / "benchmarks.md"
PREFACE = """# Benchmarks

Written by `make bench`; read the ratios, not the milliseconds. A page is the total, twenty articles with snippets,
four facets and a timeline. Ours and stock Datasette answer JSON over HTTP; tantivy and xapian answer inside the
measuring process, which favours them. "first" is the first time a page is asked for; the others repeat it, as a
reader does who pages or comes back.
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
    parser.add_argument("--stock-up-to", type=int, default=200_000, help="leave out stock Datasette above this size")
    args = parser.parse_args()
    args.folder.mkdir(parents=True, exist_ok=True)
    parts = [PREFACE, machine(), "## Search"]
    parts += [
        search.run(args.folder, articles, args.times, articles <= args.stock_up_to, args.xapian)
        for articles in args.articles or [200_000]
    ]
    parts += ["## Stories", stories.run(args.stories or [1_000, 10_000], dated=True)]
    text = "\n\n".join(part.strip() for part in parts) + "\n"
    DOCS.write_text(text, encoding="utf-8")
    print(text)


if __name__ == "__main__":
    main()
