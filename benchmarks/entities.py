"""The most frequent people, places and organizations of a database as a table for reading, the wrong ones marked.

    python -m benchmarks.entities news.db
    python -m benchmarks.entities news.db --wrong wrong.txt --top 50

The file has a line for each entity that a reader judged wrong: kind, a tab, name. The last line counts them.
"""

from __future__ import annotations

import argparse
import sqlite3
from collections.abc import Iterator
from pathlib import Path

from datasette_newswire.schema import ENTITIES


def main() -> None:
    """Prints a list for each kind."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("db", type=Path)
    parser.add_argument("--top", type=int, default=50)
    parser.add_argument("--wrong", type=Path)
    options = parser.parse_args()
    lines = options.wrong.read_text("utf-8").splitlines() if options.wrong else []
    wrong = {tuple(line.split("\t")) for line in lines if "\t" in line}
    conn = sqlite3.connect(f"{options.db.absolute().as_uri()}?mode=ro", uri=True)
    for kind in ENTITIES:
        found = list(most_frequent(conn, kind, options.top))
        bad = sum((kind, name) in wrong for name, _ in found)
        told = ", ".join(f"**{name}** ✗ {n}" if (kind, name) in wrong else f"{name} {n}" for name, n in found)
        print(f"{kind}, {len(found) - bad} of {len(found)} right: {told}\n")


def most_frequent(conn: sqlite3.Connection, kind: str, top: int) -> Iterator[tuple[str, int]]:
    """(name, articles) of the entities that most articles name."""
    table, link, column = ENTITIES[kind]
    sql = f"select name, count(*) from {link} join {table} on {table}.id = {column} group by {column}"
    yield from conn.execute(f"{sql} order by 2 desc, sum(mentions) desc, 1 limit ?", [top])


if __name__ == "__main__":
    main()
