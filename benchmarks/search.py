"""A page of search over HTTP against stock Datasette, tantivy and xapian on the same documents, in the same run."""

from __future__ import annotations

import contextlib
import os
import socket
import statistics
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlencode

from . import archive, peers

ORDERS = ("newest", "relevance")


@dataclass(frozen=True)
class Row:
    """Milliseconds of one system for one kind of page: the first time, then the median and p95 of the rest."""

    system: str
    order: str
    hits: int
    first: float
    median: float
    p95: float


@contextlib.contextmanager
def server(db: Path, *options: str, plugins: bool = True) -> Iterator[tuple[str, int]]:
    """A Datasette on loopback: its address and process id. Without plugins it is the stock one."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    environment = os.environ | ({} if plugins else {"DATASETTE_LOAD_PLUGINS": ""})
    command = [sys.executable, "-m", "datasette", "serve", str(db), "--port", str(port), *options]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=environment)
    try:
        base = f"http://127.0.0.1:{port}"
        for _ in range(300):
            try:
                get(f"{base}/-/versions.json")
                break
            except OSError:
                time.sleep(0.1)
        yield base, process.pid
    finally:
        process.terminate()
        process.wait(20)


def get(url: str) -> bytes:
    """The body of an answer. Raises OSError for any error."""
    with urllib.request.urlopen(url, timeout=600) as answer:
        return bytes(answer.read())


def memory(pid: int) -> float:
    """Resident megabytes of a process (Linux)."""
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1]) / 1024
    return 0.0


def timed(system: str, order: str, hits: int, ask: Callable[[], object], times: int) -> Row:
    """Asks several times, the first apart: it finds nothing cached by the system itself."""
    took = []
    for _ in range(times):
        started = time.perf_counter()
        ask()
        took.append((time.perf_counter() - started) * 1000)
    rest = sorted(took[1:]) or took
    return Row(system, order, hits, took[0], statistics.median(rest), rest[min(len(rest) - 1, int(len(rest) * 0.95))])


def ours(db: Path, articles: int, times: int) -> tuple[list[Row], list[str]]:
    """Our JSON over HTTP, and remarks on start and memory."""
    rows = []
    started = time.perf_counter()
    with server(db) as (base, pid):
        get(f"{base}/{db.stem}/-/newswire.json?q=harbour")
        start = time.perf_counter() - started
        for order in ORDERS:
            for marker, share in archive.MARKERS.items():
                url = f"{base}/{db.stem}/-/newswire.json?" + urlencode({"q": marker, "sort": order})
                rows.append(timed("newswire", order, round(articles * share), lambda url=url: get(url), times))
        remarks = [
            f"From starting the server to its first answer: {start:.2f} s.",
            f"Memory of the server with everything loaded: {memory(pid):.0f} MB; database {size(db):.0f} MB.",
        ]
    return rows, remarks


def stock(folder: Path, articles: int, times: int) -> list[Row]:
    """Datasette without us: its table page's JSON with three array facets, time limits raised."""
    db = peers.stock_database(folder / f"stock-{articles}.db", archive.batches(articles))
    limits = ["--setting", "sql_time_limit_ms", "600000", "--setting", "facet_time_limit_ms", "600000"]
    rows = []
    with server(db, *limits, plugins=False) as (base, _):
        for marker, share in list(archive.MARKERS.items())[:3]:  # half of the articles would take minutes a page
            facets = [("_facet_array", field) for field in ("people", "places", "organizations")]
            url = f"{base}/{db.stem}/articles.json?" + urlencode([("_search", marker), ("_size", "20"), *facets])
            rows.append(
                timed("stock Datasette", "by id", round(articles * share), lambda url=url: get(url), min(times, 2))
            )
    return rows


def others(folder: Path, articles: int, times: int, with_xapian: bool) -> tuple[list[Row], list[str]]:
    """tantivy and, if asked for, xapian, in this process."""
    rows, remarks = [], []
    systems: list[peers.Peer] = [peers.Tantivy(folder / f"tantivy-{articles}")]
    systems += [peers.Xapian(folder / f"xapian-{articles}")] if with_xapian else []
    for peer in systems:
        peer.build(archive.batches(articles))
        for order in ORDERS:
            for marker, share in archive.MARKERS.items():
                ask = lambda word=marker, order=order, peer=peer: peer.page(word, order)  # noqa: E731
                rows.append(timed(peer.name, order, round(articles * share), ask, times))
        remarks.append(f"Index of {peer.name}: {size(folder / f'{peer.name}-{articles}'):.0f} MB.")
    return rows, remarks


def size(path: Path) -> float:
    """Megabytes of a file or of all files in a folder."""
    files = [path] if path.is_file() else [file for file in path.rglob("*") if file.is_file()]
    return sum(file.stat().st_size for file in files) / 1e6


def table(rows: list[Row]) -> str:
    """A Markdown table, with the ratio of each row to ours for the same page."""
    base = {(row.order, row.hits): row for row in rows if row.system == "newswire"}
    lines = ["| system | order | hits | first, ms | median, ms | p95, ms | first / ours |", "| --- " * 7 + "|"]
    for row in rows:
        mine = base.get((row.order, row.hits)) or base.get(("newest", row.hits))
        ratio = f"{row.first / mine.first:.2f}" if mine else ""
        cells = [
            row.system,
            row.order,
            f"{row.hits:,}",
            *(f"{ms:.1f}" for ms in (row.first, row.median, row.p95)),
            ratio,
        ]
        lines.append(f"| {' | '.join(cells)} |")
    return "\n".join(lines)


def run(folder: Path, articles: int, times: int, with_stock: bool, with_xapian: bool) -> str:
    """Everything for one size of archive, as Markdown."""
    db = archive.make(folder / f"news-{articles}.db", articles)
    rows, remarks = ours(db, articles, times)
    if with_stock:
        rows += stock(folder, articles, times)
    more_rows, more_remarks = others(folder, articles, times, with_xapian)
    return "\n\n".join([f"### {articles:,} articles", table(rows + more_rows), "\n".join(remarks + more_remarks)])
