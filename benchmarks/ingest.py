"""How fast ready text becomes a searchable archive: rows, full text and facets, without recognising names."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from functools import partial
from pathlib import Path

from datasette_newswire import index
from datasette_newswire.load.store.database import opened, writing

from . import archive
from .archive import Batch
from .busy import slices


def run(articles: int) -> str:
    """Articles a second by wall clock and by CPU, as a Markdown table."""
    lines = ["| what | articles | a second | a second of CPU |", "| --- " * 4 + "|"]
    batches = list(slices(archive.batches(articles), 0))
    stored = sum(len(batch.ids) for batch in batches)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder)
        records = _records(path, batches)
        for title, measure in (
            ("rows with their entities into tables, full text and facets", partial(_rows, path, batches)),
            ("the same rows without triggers, then FTS5's own `rebuild`: the floor", partial(_floor, path, batches)),
            ("`load --extractor none` of JSON Lines, stories and originals included", partial(_load, path, records)),
        ):
            started, spent = time.perf_counter(), _cpu()
            measure()
            wall, cpu = time.perf_counter() - started, _cpu() - spent
            lines.append(f"| {title} | {stored:,} | {stored / wall:,.0f} | {stored / cpu:,.0f} |")
    return "\n".join(lines)


def _cpu() -> float:
    times = os.times()
    return times.user + times.system + times.children_user + times.children_system


def _rows(folder: Path, batches: list[Batch]) -> None:
    """A transaction for each batch, the facets packed at the end, as the loader does."""
    with opened(str(folder / "rows.db")) as db:
        for batch in batches:
            with writing(db):
                archive.write(db, batch)
        with writing(db):
            index.refresh(db)


def _floor(folder: Path, batches: list[Batch]) -> None:
    """What SQLite alone would take."""
    with opened(str(folder / "floor.db")) as db:
        for (trigger,) in db.execute("select name from sqlite_master where type = 'trigger'").fetchall():
            db.execute(f"drop trigger {trigger}")
        for batch in batches:
            with writing(db):
                archive.write_rows(db, batch)
        with writing(db):
            db.execute("insert into articles_fts (articles_fts) values ('rebuild')")


def _records(folder: Path, batches: list[Batch]) -> Path:
    path = folder / "articles.jsonl"
    with path.open("w", encoding="utf-8") as file:
        for batch in batches:
            for title, body, published in zip(batch.titles, batch.bodies, batch.dates, strict=True):
                file.write(json.dumps({"title": title, "text": body, "date": published}) + "\n")
    return path


def _load(folder: Path, records: Path) -> None:
    """The command itself, from a file of records."""
    command = ["newswire", "load", str(folder / "loaded.db"), str(records), "--extractor", "none", "--json"]
    subprocess.run([sys.executable, "-m", "datasette", *command], check=True, stdout=subprocess.DEVNULL)
