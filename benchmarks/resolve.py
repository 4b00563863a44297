"""How long it takes to tell people, organizations and places apart across an archive, and how that grows.

The names are made up and need no recogniser: beats (a topic with its own people, bodies and places) come back again
and again. Who is named follows Zipf's law, and so do family names, so that the commonest are shared by hundreds of
people. A quarter of the people are called by the family name alone, some by an initial, half of the bodies by their
acronym; some have a title.
"""

from __future__ import annotations

import json
import os
import statistics
import tempfile
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice

import numpy as np
from sqlite_utils import Database

from datasette_newswire import schema
from datasette_newswire.load import resolve
from datasette_newswire.load.models import Kind, Mention, Name
from datasette_newswire.load.names.person_names import given_names
from datasette_newswire.load.places import gazetteer
from datasette_newswire.load.store.database import connect, writing

from .archive import word, zipf
from .search import alone, memory

BATCH = 256  # articles a transaction
MORE = 100  # articles added one by one at the end
PEOPLE, BODIES, PLACES = 6, 2, 4  # that an article names
TITLES = ("president", "foreign minister", "senator", "striker", "coach", "judge", "lawyer", "singer", "professor")
NAMESAKES = ("Springfield", "Georgia", "Paris", "London", "Cambridge", "Victoria", "San Jose", "Santiago", "Tripoli")


@dataclass(frozen=True)
class Figures:
    """What one archive took: CPU seconds in all, CPU milliseconds for one more article, megabytes."""

    articles: int
    seconds: float
    median: float
    slowest: float
    resident: float
    entities: tuple[int, ...]


@dataclass(frozen=True)
class World:
    """All that can be named. People are (given name, family name, title)."""

    people: list[tuple[str, str, str]]
    bodies: list[str]
    places: list[Name]


def world(articles: int, rng: np.random.Generator) -> World:
    """As many people, bodies and places as an archive of this size names."""
    given = sorted(name.title() for name in given_names() if name.isalpha())
    family = 2_000 + articles // 5
    surnames = rng.choice(family, articles, p=zipf(family))
    titles = rng.choice([*TITLES, *[""] * len(TITLES)], articles)
    people = [
        (given[int(first)], f"{word(int(last) * 13)}s".title(), str(title))
        for first, last, title in zip(rng.integers(0, len(given), articles), surnames, titles, strict=True)
    ]
    bodies = [" ".join(word(int(part)).title() for part in row) for row in rng.integers(0, 3_000, (articles // 3, 3))]
    return World(people, bodies, [_place(text) for text in (*NAMESAKES, *_towns())])


def stories(articles: int, seed: int = 1) -> Iterator[tuple[Name, ...]]:
    """The names of each article; the same for the same numbers."""
    rng = np.random.default_rng(seed)
    known = world(articles, rng)
    likely = zipf(len(known.people))
    beats = rng.choice(len(known.people), (max(5, articles // 50), 12), p=likely)
    for _ in range(articles):
        beat = beats[min(int(rng.pareto(0.5)), len(beats) - 1)]
        who = {*rng.choice(beat, PEOPLE - 2).tolist(), *rng.choice(len(known.people), 2, p=likely).tolist()}
        names = [_person(known.people[person], rng) for person in sorted(who)]
        names += [_body(known.bodies[int(person) % len(known.bodies)], rng) for person in rng.choice(beat, BODIES)]
        names += [known.places[int(place)] for place in rng.integers(0, len(known.places), PLACES)]
        yield tuple({(name.kind, name.name): name for name in names}.values())


def _person(person: tuple[str, str, str], rng: np.random.Generator) -> Name:
    first, last, title = person
    draw = rng.random()
    text = last if draw < 0.25 else f"{first[0]}. {last}" if draw < 0.3 else f"{first} {last}"
    return _name("person", text, (title,) if title and rng.random() < 0.4 else ())


def _body(body: str, rng: np.random.Generator) -> Name:
    short = "".join(part[0] for part in body.split())
    if rng.random() < 0.5:
        return _name("organization", short)
    return _name("organization", body, detail=json.dumps({"forms": [short.lower()] if rng.random() < 0.3 else []}))


def _name(kind: Kind, text: str, titles: tuple[str, ...] = (), detail: str = "{}") -> Name:
    mention = Mention(kind, "body", 0, len(text), text, "benchmark@1")
    return Name(kind, text, (mention, mention), titles, "ner", detail)


def _place(text: str) -> Name:
    """A place with its candidates, weighed by how many live there."""
    found = [match.place for match in gazetteer.lookup(text)][:12]
    total = sum(place.population + 1_000 for place in found)
    chances = [[place.id, round((place.population + 1_000) / total, 4)] for place in found]
    detail = json.dumps({"candidates": sorted(chances, key=lambda pair: -pair[1])})
    return _name("place", text, detail=detail)


def _towns() -> Iterator[str]:
    return (word(number).title() for number in range(400))


def measure(articles: int) -> Figures:
    """Resolves an archive in batches, then some more articles one by one."""
    with tempfile.TemporaryDirectory() as folder:
        db = Database(connect(f"{folder}/news.db"))
        schema.ensure(db)
        return _measure(db, articles)


def _measure(db: Database, articles: int) -> Figures:
    stream = stories(articles + MORE)
    seconds = 0.0
    while batch := list(islice(stream, min(BATCH, articles - _one(db, "select count(*) from articles")))):
        seconds += _store(db, batch, whole=False)
    seconds += _store(db, [], whole=True)
    times = [_store(db, [more], whole=True) * 1000 for more in stream]
    return Figures(
        articles=articles,
        seconds=seconds,
        median=statistics.median(times),
        slowest=statistics.quantiles(times, n=20)[-1],
        resident=memory(os.getpid(), "VmHWM"),
        entities=tuple(_one(db, f"select count(*) from {table}") for table in ("people", "organizations", "places")),
    )


def _store(db: Database, batch: Iterable[tuple[Name, ...]], whole: bool) -> float:
    """What the store does with a batch or, with `whole`, at the end of a load; the CPU seconds it took."""
    sql = "insert into articles (title, title_origin, body, word_count) values ('', '', '', 0)"
    started = time.process_time()
    with writing(db):
        for names in batch:
            resolve.remember(db, int(db.conn.execute(sql).lastrowid or 0), names)
        resolve.settle(db, whole)
    return time.process_time() - started


def _one(db: Database, sql: str) -> int:
    return int(db.conn.execute(sql).fetchone()[0] or 0)


def run(sizes: list[int]) -> str:
    """The figures as a Markdown table, a row an archive."""
    rows = [
        "| articles | all, s | one more, ms: median | 95 % | memory, MB | people | organizations | places |",
        "| --- " * 8 + "|",
    ]
    for size in sizes:
        one = alone(measure, size)
        counts = " | ".join(f"{count:,}" for count in one.entities)
        rows.append(
            f"| {one.articles:,} | {one.seconds:.1f} | {one.median:.1f} | {one.slowest:.1f} | {one.resident:.0f} "
            f"| {counts} |"
        )
    return "\n".join(rows)
