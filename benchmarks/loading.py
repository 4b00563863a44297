"""What a second worker wins when articles are loaded with their names: `python -m benchmarks.loading PATH…`.

Loads PATHS into a new database with one worker and with two in turn. Beside the time each takes stands the CPU time of
all its processes: half of that of two workers is the least that they can take on two cores, however their work is
arranged. The last row is the recogniser's model alone on the same texts, as spaCy runs it in one process.
"""

from __future__ import annotations

import argparse
import json
import os
import sqlite3
import subprocess
import sys
import tempfile
import time
import warnings
from contextlib import closing, suppress
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from datasette_newswire.load.recognise import ner

OFTEN = 0.05  # seconds between two looks at the clocks of processes


@dataclass(frozen=True)
class Load:
    """One load: seconds by the clock and of CPU, and the words it stored."""

    wall: float
    cpu: float
    words: int


def run(paths: list[str], times: int) -> str:
    """The medians of so many loads with one worker and with two, as a Markdown table with their ratio."""
    found: dict[int, list[Load]] = {1: [], 2: []}
    with tempfile.TemporaryDirectory() as folder:
        db = Path(folder) / "loaded.db"
        for _ in range(times):
            for workers, loads in found.items():
                db.unlink(missing_ok=True)
                loads.append(_load(db, paths, workers))
        bare = _bare(db)
    lines = ["| what | seconds | of CPU, all processes | words a second of CPU |", "| --- " * 4 + "|"]
    for workers, loads in found.items():
        wall, cpu = median(one.wall for one in loads), median(one.cpu for one in loads)
        name = "1 worker" if workers == 1 else f"{workers} workers"
        lines.append(f"| {name} | {wall:.1f} | {cpu:.1f} | {loads[0].words / cpu:,.0f} |")
    lines.append(f"| the model alone | | {bare.cpu:.1f} | {bare.words / bare.cpu:,.0f} |")
    one, two = found.values()
    ratio = median(load.wall for load in one) / median(load.wall for load in two)
    most = 2 * median(load.cpu for load in one) / median(load.cpu for load in two)
    return "\n".join(lines) + f"\n\nTwo workers are {ratio:.2f} × one; at most {most:.2f} × on two cores."


def _load(db: Path, paths: list[str], workers: int) -> Load:
    """Runs the command in a session of its own, whose processes' clocks are read until it ends."""
    command = [sys.executable, "-m", "datasette", "newswire", "load", str(db), *paths, "--json"]
    started = time.perf_counter()
    process = subprocess.Popen(
        [*command, "--workers", str(workers)], stdout=subprocess.PIPE, text=True, start_new_session=True
    )
    clocks: dict[int, float] = {}
    while process.poll() is None:
        clocks |= _clocks(process.pid)
        time.sleep(OFTEN)
    wall = time.perf_counter() - started
    assert process.stdout is not None
    return Load(wall, sum(clocks.values()), json.loads(process.stdout.read())["words"])


def _clocks(session: int) -> dict[int, float]:
    """{id: seconds of CPU so far} of the processes of a session (Linux, man 5 proc)."""
    found: dict[int, float] = {}
    for name in filter(str.isdigit, os.listdir("/proc")):
        with suppress(OSError):  # it has ended meanwhile
            fields = Path("/proc", name, "stat").read_text().rpartition(")")[2].split()
            if int(fields[3]) == session:
                found[int(name)] = (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
    return found


def _bare(db: Path) -> Load:
    """The English model on the texts of a database."""
    import spacy

    with closing(sqlite3.connect(db)) as conn:
        texts = [body for (body,) in conn.execute("select body from articles order by id")]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        model = spacy.load(str(ner.installed("en")), exclude=ner.EXCLUDE)
    started, spent = time.perf_counter(), time.process_time()
    for _ in model.pipe(texts):
        pass
    words = sum(len(text.split()) for text in texts)
    return Load(time.perf_counter() - started, time.process_time() - spent, words)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(prog="python -m benchmarks.loading", description=__doc__)
    parser.add_argument("paths", nargs="+", help="English articles; a thousand of them take a few minutes")
    parser.add_argument("--times", type=int, default=3, help="how often each is done (3)")
    args = parser.parse_args()
    print(run(args.paths, args.times))
