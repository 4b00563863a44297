"""Many readers while articles are being added: every answer is checked against what was true when it was given.

A writer adds batches as the loader does, a transaction each. What every query must find after each number of batches
is counted without our index: by SQL for the articles that were there, by plain loops for those that came.
"""

from __future__ import annotations

import contextlib
import http.client
import json
import multiprocessing
import random
import shutil
import sqlite3
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from multiprocessing.sharedctypes import Synchronized
from pathlib import Path
from statistics import quantiles
from typing import Any
from urllib.parse import urlencode, urlsplit

import numpy as np

from datasette_newswire import index
from datasette_newswire.load.store.database import opened, writing

from . import archive
from .archive import Batch
from .search import server

SIZE = 256  # articles a transaction
EVERY = 1.0  # seconds between two transactions
PAUSE = 1.0  # seconds that a reader looks at a page before the next
QUERIES = [(word, person) for word in (*archive.MARKERS, None) for person in (None, 3)]


@dataclass(frozen=True)
class Answer:
    """What a reader got: `since` and `until` are the batches that were in before it asked and begun when it got it."""

    query: int
    since: int
    until: int
    took: float
    total: int | None
    people: tuple[tuple[int, int], ...]
    late: bool


@dataclass
class Course:
    """What readers and writer share: batches begun and done, answers and failures, and whether it is over."""

    begun: Synchronized[int] = field(default_factory=lambda: multiprocessing.Value("i", 0))
    done: Synchronized[int] = field(default_factory=lambda: multiprocessing.Value("i", 0))
    answers: list[Answer] = field(default_factory=list)
    failures: list[str] = field(default_factory=list)
    over: threading.Event = field(default_factory=threading.Event)


class Failed(Exception):
    """An answer that is no page, or a writer that stopped."""


def run(folder: Path, articles: int, clients: int, minutes: float) -> str:
    """Readers and a writer on a copy of the archive, as a Markdown section."""
    path = folder / f"busy-{articles}.db"
    shutil.copyfile(folder / f"news-{articles}.db", path)
    before = [_counted(path, *query) for query in QUERIES]
    more = list(slices(archive.batches(int(SIZE * minutes * 60 / EVERY) + SIZE, seed=2), articles))
    course = Course()
    with server(path) as (base, _):
        home = f"{base}/{path.stem}/-/newswire.json"
        readers = [threading.Thread(target=_read, args=(home, seed, course)) for seed in range(clients)]
        until = time.time() + minutes * 60
        writer = multiprocessing.Process(target=_write, args=(path, more, until, course.begun, course.done))
        for worker in (*readers, writer):
            worker.start()
        writer.join()
        course.over.set()
        for reader in readers:
            reader.join()
        if writer.exitcode:
            raise Failed(f"the writer stopped with {writer.exitcode}")
    batches = more[: course.done.value]
    wrong = sum(
        _wrong(before[number], batches, query, [answer for answer in course.answers if answer.query == number])
        for number, query in enumerate(QUERIES)
    )
    for end in ("", "-wal", "-shm"):
        Path(f"{path}{end}").unlink(missing_ok=True)
    return (
        f"### {clients} readers and a writer on {articles:,} articles for {minutes:g} minutes\n\n"
        f"Each reader asks for a page over HTTP, looks at it for {PAUSE:g} s and asks for another, while "
        f"{len(batches) * SIZE:,} articles are added, {SIZE} a transaction.\n\n{_table(course, wrong)}"
    )


def _table(course: Course, wrong: int) -> str:
    """What came of it as a Markdown table; `wrong` are answers that were true at no moment."""
    answers, failures = course.answers, course.failures
    times = sorted(answer.took * 1000 for answer in answers)
    cuts = quantiles(times, n=100)
    late = sum(answer.late for answer in answers)
    kinds = f" ({'; '.join(sorted(set(failures))[:3])})" if failures else ""
    return (
        "| answers | errors | wrong counts | parts out of time | median, ms | p95, ms | p99, ms | slowest, ms |\n"
        f"{'| --- ' * 8}|\n"
        f"| {len(answers):,} | {len(failures)}{kinds} | {wrong} | {late} | {cuts[49]:.0f} | {cuts[94]:.0f} "
        f"| {cuts[98]:.0f} | {times[-1]:.0f} |"
    )


def slices(batches: Iterator[Batch], after: int) -> Iterator[Batch]:
    """Batches of SIZE with ids above those that are there."""
    for batch in batches:
        for start in range(0, len(batch.ids) - SIZE + 1, SIZE):
            part = slice(start, start + SIZE)
            lists = {name: getattr(batch, name)[part] for name in vars(batch)}
            yield replace(batch, **lists | {"ids": [after + article for article in batch.ids[part]]})


def _write(path: Path, batches: list[Batch], until: float, begun: Synchronized[int], done: Synchronized[int]) -> None:
    with opened(str(path)) as db:
        for batch in batches:
            if time.time() > until:
                break
            started = time.time()
            begun.value += 1
            with writing(db):
                archive.write(db, batch)
                index.refresh(db)
            done.value += 1
            time.sleep(max(0.0, started + EVERY - time.time()))


def _read(home: str, seed: int, course: Course) -> None:
    """Asks for random pages below an address until it is over."""
    rng = random.Random(seed)
    while not course.over.wait(rng.expovariate(1 / PAUSE)):
        number = rng.randrange(len(QUERIES))
        word, person = QUERIES[number]
        pairs = {"q": word, "person": person, "sort": rng.choice(["newest", "relevance", "oldest"])}
        url = f"{home}?" + urlencode({key: value for key, value in pairs.items() if value})
        since, started = course.done.value, time.perf_counter()
        try:
            page = _get(url)
        except (OSError, http.client.HTTPException, Failed, ValueError) as error:
            course.failures.append(f"{type(error).__name__}: {error}"[:100])
            continue
        took, facet = time.perf_counter() - started, page["facets"]["person"]
        people = tuple((value["value"], value["count"]) for value in facet["values"] if facet["exact"])
        until, late = course.begun.value, bool(page["timed_out"])
        course.answers.append(Answer(number, since, until, took, page["total"], people, late))


def _get(url: str) -> Any:
    """The JSON at an address, over a connection of its own. Raises Failed for an error status."""
    parts = urlsplit(url)
    with contextlib.closing(http.client.HTTPConnection(parts.netloc, timeout=60)) as conn:
        conn.request("GET", f"{parts.path}?{parts.query}")
        answer = conn.getresponse()
        body = answer.read()
    if answer.status != 200:
        raise Failed(f"status {answer.status}")
    return json.loads(body)


def _counted(path: Path, word: str | None, person: int | None) -> tuple[int, np.ndarray]:
    """(articles, articles of each person) of a query as SQL counts them; the facet leaves its own choice out."""
    conn = sqlite3.connect(path)
    matching = (
        "select rowid from articles_fts where articles_fts match ?" if word else "select id from articles where ?"
    )
    chosen = f" and id in (select article_id from article_people where person_id = {person})" if person else ""
    total = conn.execute(f"select count(*) from articles where id in ({matching}){chosen}", [word or 1]).fetchone()[0]
    rows = conn.execute(
        f"select person_id, count(*) from article_people where article_id in ({matching}) group by 1", [word or 1]
    )
    people = np.zeros(archive.PEOPLE + 1, np.int64)
    for number, count in rows:
        people[number] = count
    conn.close()
    return total, people


def _wrong(
    before: tuple[int, np.ndarray], batches: list[Batch], query: tuple[str | None, int | None], answers: list[Answer]
) -> int:
    """How many answers agree with no moment between their question and their arrival."""
    total, people = before
    word, person = query
    open_ = [answer for answer in answers if answer.total is not None and answer.people]
    for number in range(len(batches) + 1):
        if number:
            batch = batches[number - 1]
            rows = [set(row) for row, body in zip(batch.people.tolist(), batch.bodies, strict=True)
                    if word is None or word in body.split()]  # fmt: skip
            total += sum(person is None or person in row for row in rows)
            np.add.at(people, [each for row in rows for each in row], 1)
        asked_then = [answer for answer in open_ if answer.since <= number <= answer.until]
        right = {id(answer) for answer in asked_then if _agrees(answer, total, people, person)}
        open_ = [answer for answer in open_ if id(answer) not in right]
    return len(open_)


def _agrees(answer: Answer, total: int, people: np.ndarray, chosen: int | None) -> bool:
    """Whether total and every count are right, and the people listed are the most frequent ones beside the chosen."""
    if answer.total != total or any(people[number] != count for number, count in answer.people):
        return False
    listed = sorted(count for number, count in answer.people if number != chosen)
    others = np.delete(people, chosen) if chosen else people
    return bool((np.sort(np.partition(others, len(others) - len(listed))[-len(listed) :]) == listed).all())
