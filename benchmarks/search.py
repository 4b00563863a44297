"""A page of search over HTTP against stock Datasette, tantivy and xapian on the same documents, in the same run."""

from __future__ import annotations

import contextlib
import json
import multiprocessing
import os
import socket
import sqlite3
import statistics
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TypeVar
from urllib.parse import urlencode

from datasette_newswire.schema import PUBLIC_TABLES
from datasette_newswire.search import answer, packed, sets
from datasette_newswire.search.query import Search
from datasette_newswire.search.results import Results

from . import archive, peers

T = TypeVar("T")
ORDERS = ("newest", "relevance")
REST = 3  # seconds after the first answer, in which the server makes ready for more
OTHERS = [archive.word(number) for number in range(70, 82)]  # that every system has answered before
ALIKE = 6  # words as frequent as a marker that are asked for once, beside it: one first time says little
FACETS = ("person", "place", "organization", "source", "published")  # as the others are asked for
LIMIT = ["--setting", "sql_time_limit_ms", "600000", "--setting", "facet_time_limit_ms", "600000"]
PAGES = {
    "start page": "-/newswire",
    "the most frequent person": "people/1",
    "the most frequent place": "places/1",
    "the most frequent source": "sources/1",
    "an article with its place in a search of half of the articles": "articles/77777?q=government",
    "the third page of that search": "",
}


@dataclass(frozen=True)
class Row:
    """Milliseconds of one system for one kind of page: the first time, then the median and p95 of the rest.

    `cpu_first` and `cpu` are of the process that answers: the first time, and the mean of the rest. Of several words
    that are asked for, each once, the first times are their medians.
    """

    system: str
    order: str
    hits: int
    first: float
    median: float
    p95: float
    cpu_first: float
    cpu: float


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
        for _ in range(1500):
            try:
                get(f"{base}/-/versions.json")
                break
            except OSError:
                time.sleep(0.02)
        yield base, process.pid
    finally:
        process.terminate()
        process.wait(20)


def get(url: str) -> bytes:
    """The body of an answer. Raises OSError for any error."""
    with urllib.request.urlopen(url, timeout=600) as answer:
        return bytes(answer.read())


def use(address: str) -> None:
    """Has a server answer other words, several at a time, so that each of its threads has been at work before."""
    with ThreadPoolExecutor(4) as readers:
        list(readers.map(get, [f"{address}&q={word}" for word in OTHERS]))


def read_through(path: Path) -> None:
    """Has the system hold a file, or all files of a folder, in memory: what is measured is not the disk."""
    for file in [path] if path.is_file() else sorted(each for each in path.rglob("*") if each.is_file()):
        with file.open("rb", buffering=0) as opened:
            while opened.read(2**24):
                pass


def alike(marker: str, share: float) -> list[str]:
    """Words that are as frequent as a marker, itself at the end."""
    return [*archive.words(share, ALIKE), marker]


def alone(measure: Callable[[int], T], articles: int) -> T:
    """What is measured in a process of its own, whose memory is of nothing else."""
    with ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn")) as pool:
        return pool.submit(measure, articles).result()


def memory(pid: int, field: str = "VmRSS") -> float:
    """Resident megabytes of a process (Linux); "VmHWM" for the most that there were.

    `getrusage` would not do: what a process tells there includes its parent at the time of the fork.
    """
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith(f"{field}:"):
            return int(line.split()[1]) / 1024
    return 0.0


def cpu_of(pid: int) -> float:
    """Seconds of CPU that all threads of a process have had, by the clock that clock_getcpuclockid(3) names (Linux)."""
    return time.clock_gettime(~pid << 3 | 2)


def timed(
    system: str,
    order: str,
    hits: int,
    asks: Sequence[Callable[[], object]],
    times: int,
    cpu: Callable[[], float] = time.process_time,
) -> Row:
    """Asks each once, which finds nothing cached by the system itself, and the last one again and again."""
    first = [once(ask, cpu) for ask in asks]
    again = [once(asks[-1], cpu) for _ in range(times - 1)] or first
    took, spent = (statistics.median(each) for each in zip(*first, strict=True))
    rest = sorted(wall for wall, _ in again)
    p95 = rest[min(len(rest) - 1, int(len(rest) * 0.95))]
    return Row(system, order, hits, took, statistics.median(rest), p95, spent, statistics.mean(cpu for _, cpu in again))


def once(ask: Callable[[], object], cpu: Callable[[], float]) -> tuple[float, float]:
    """Milliseconds that one answer takes, by the clock and of CPU."""
    spent, started = cpu(), time.perf_counter()
    ask()
    return (time.perf_counter() - started) * 1000, (cpu() - spent) * 1000


def ours(db: Path, articles: int, times: int) -> tuple[list[Row], list[str]]:
    """Our JSON over HTTP, a fresh server for each order, and remarks on start and memory."""
    rows, starts, memories = [], [], []
    read_through(db)
    for order in ORDERS:
        started = time.perf_counter()
        with server(db, *LIMIT) as (base, pid):
            get(f"{base}/{db.stem}/-/newswire.json?q={archive.word(5)}")
            starts.append(time.perf_counter() - started)
            time.sleep(REST)
            more = urlencode([("sort", order), *(("facet", facet) for facet in FACETS)])
            address = f"{base}/{db.stem}/-/newswire.json?{more}"
            use(address)
            for marker, share in archive.MARKERS.items():
                asks = [partial(get, f"{address}&q={word}") for word in alike(marker, share)]
                cpu = partial(cpu_of, pid)
                rows.append(timed("newswire", order, round(articles * share), asks, times, cpu))
            memories.append(memory(pid))
    return rows, [
        f"From starting the server to its first answer: {min(starts):.2f} s; "
        f"Datasette without plugins: {_plain(db):.2f} s.",
        f"Memory of the server with everything loaded: {max(memories):.0f} MB; database {size(db):.0f} MB, "
        f"of it {index_size(db):.0f} MB for facets.",
    ]


def _plain(db: Path) -> float:
    """Seconds from starting Datasette without plugins to its first answer."""
    started = time.perf_counter()
    with server(db, plugins=False) as (base, _):
        get(f"{base}/{db.stem}/articles.json?_size=20&_nocount=1&_nofacet=1&_nosuggest=1")
        return time.perf_counter() - started


def pages(db: Path, times: int) -> str:
    """Other pages, as HTML over HTTP, as a Markdown table."""
    lines = ["| page | first, ms | median, ms | p95, ms | CPU first, ms | CPU again, ms |", "| --- " * 6 + "|"]
    with server(db, *LIMIT) as (base, pid):
        get(f"{base}/{db.stem}/-/newswire.json?q={archive.word(5)}")
        time.sleep(REST)
        url = f"{base}/{db.stem}/-/newswire.json?q=government"
        for _ in range(2):
            url = json.loads(get(url))["next_url"]
        for title, path in PAGES.items():
            address = f"{base}/{db.stem}/{path}" if path else url
            row = timed("", "", 0, [partial(get, address)], times, partial(cpu_of, pid))
            cells = (row.first, row.median, row.p95, row.cpu_first, row.cpu)
            lines.append(f"| {title} | {' | '.join(f'{ms:.1f}' for ms in cells)} |")
    return "\n".join(lines)


def in_process(db: Path, articles: int, times: int) -> list[Row]:
    """Our search called from Python, as the other systems are."""
    rows = []
    read_through(db)
    for order in ORDERS:
        sets.forget()
        conn = sqlite3.connect(f"file:{db}?mode=ro", uri=True)
        answer.answer(conn, Search(q=archive.word(5)), PUBLIC_TABLES)
        packed.for_the_next(conn)
        time.sleep(REST)
        ask = partial(_answered, conn, order)
        for word in OTHERS:
            ask(word)
        for marker, share in archive.MARKERS.items():
            asks = [partial(ask, word) for word in alike(marker, share)]
            rows.append(timed("newswire, in process", order, round(articles * share), asks, times))
        conn.close()
    return rows


def _answered(conn: sqlite3.Connection, order: str, word: str) -> Results:
    return answer.answer(conn, Search(q=word, sort=order, facets=FACETS), PUBLIC_TABLES)


def stock(folder: Path, articles: int, times: int, hits: int) -> list[Row]:
    """Datasette without us: its table page's JSON with three array facets, time limits raised, up to so many hits."""
    db = peers.stock_database(folder / f"stock-{articles}.db", archive.batches(articles))
    rows = []
    read_through(db)
    with server(db, *LIMIT, plugins=False) as (base, pid):
        facets = [("_facet_array", field) for field in ("people", "places", "organizations")]
        address = f"{base}/{db.stem}/articles.json?{urlencode([('_size', '20'), *facets])}&_search="
        get(address + archive.word(archive.VOCABULARY - 1))  # a rare word: each of the others takes half a minute
        for marker, share in archive.MARKERS.items():
            if articles * share > hits:
                break
            asks = [partial(get, address + word) for word in alike(marker, share)]
            found, cpu = round(articles * share), partial(cpu_of, pid)
            rows.append(timed("stock Datasette", "by id", found, asks, min(times, 2), cpu))
    return rows


def others(folder: Path, articles: int, times: int, with_xapian: bool) -> tuple[list[Row], list[str]]:
    """tantivy and, if asked for, xapian, in this process."""
    rows, remarks = [], []
    systems: list[peers.Peer] = [peers.Tantivy(folder / f"tantivy-{articles}")]
    systems += [peers.Xapian(folder / f"xapian-{articles}")] if with_xapian else []
    for peer in systems:
        peer.build(archive.batches(articles))
        read_through(folder / f"{peer.name}-{articles}")
        for order in ORDERS:
            peer.build(iter(()))  # opens it anew
            for word in OTHERS:
                peer.page(word, order)
            for marker, share in archive.MARKERS.items():
                asks = [partial(peer.page, word, order) for word in alike(marker, share)]
                rows.append(timed(peer.name, order, round(articles * share), asks, times))
        remarks.append(f"Index of {peer.name}: {size(folder / f'{peer.name}-{articles}'):.0f} MB.")
    return rows, remarks


def index_size(db: Path) -> float:
    """Megabytes of the packed links in a news database."""
    conn = sqlite3.connect(db)
    total = conn.execute("select sum(length(data)) from _facets").fetchone()[0]
    conn.close()
    return (total or 0) / 1e6


def size(path: Path) -> float:
    """Megabytes of a file or of all files in a folder."""
    files = [path] if path.is_file() else [file for file in path.rglob("*") if file.is_file()]
    return sum(file.stat().st_size for file in files) / 1e6


def table(rows: list[Row]) -> str:
    """A Markdown table. Ratios are of CPU time, to the row of ours that answers in the same way."""
    lines = [
        "| system | order | hits | first, ms | median, ms | p95, ms | CPU first, ms | CPU again, ms | first ÷ ours "
        "| again ÷ ours |",
        "| --- " * 10 + "|",
    ]
    known = {(row.system, row.order, row.hits): row for row in rows}
    for row in rows:
        over_http = row.system in ("newswire", "stock Datasette")
        order = "newest" if row.order == "by id" else row.order
        mine = known["newswire" if over_http else "newswire, in process", order, row.hits]
        times = (row.first, row.median, row.p95, row.cpu_first, row.cpu)
        ratios = (row.cpu_first / max(mine.cpu_first, 1), row.cpu / mine.cpu)
        cells = [row.system, row.order, f"{row.hits:,}", *(f"{ms:.1f}" for ms in times), *(f"{r:.2f}" for r in ratios)]
        lines.append(f"| {' | '.join(cells)} |")
    return "\n".join(lines)


def run(folder: Path, articles: int, times: int, stock_hits: int, with_xapian: bool) -> str:
    """Everything for one size of archive, as Markdown."""
    db = archive.make(folder / f"news-{articles}.db", articles)
    rows, remarks = ours(db, articles, times)
    rows += in_process(db, articles, times)
    rows += stock(folder, articles, times, stock_hits) if stock_hits else []
    more_rows, more_remarks = others(folder, articles, times, with_xapian)
    parts = [f"### {articles:,} articles", table(rows + more_rows), "\n".join(remarks + more_remarks), pages(db, times)]
    return "\n\n".join(parts)
