"""Small news databases made of hand-written or random rows, straight through the schema and without the loader."""

from __future__ import annotations

import json
import random
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from sqlite_utils import Database

from datasette_newswire import schema
from datasette_newswire.load import stories
from datasette_newswire.load.models import Article


@dataclass(frozen=True)
class News:
    """One article to be stored; entities and sources are given by name and made on the way."""

    title: str
    body: str = "Nothing more is known."
    published: str | None = None
    language: str | None = "en"
    lede: str | None = None
    byline: str | None = None
    url: str | None = None
    people: Sequence[str] = ()
    places: Sequence[str] = ()
    organizations: Sequence[str] = ()
    sources: Sequence[tuple[str, str]] = ()  # (name, role)
    story: int | None = None  # the same number for the same story


# name → kind, country code, latitude, longitude; a name that is not here is an unresolved place
PLACES: dict[str, tuple[str, str | None, float | None, float | None]] = {
    "Ukraine": ("country", "UA", 49.0, 32.0),
    "Kyiv": ("city", "UA", 50.45, 30.52),
    "Luhansk": ("city", "UA", 48.57, 39.32),
    "Russia": ("country", "RU", 60.0, 100.0),
    "Moscow": ("city", "RU", 55.75, 37.62),
    "Japan": ("country", "JP", 36.0, 138.0),
    "Geneva": ("city", "CH", 46.2, 6.15),
    "Middle East": ("region", None, 29.0, 41.0),
}
# what the archive also calls an entity: (kind, name) → other spellings
ALIASES: dict[tuple[str, str], Sequence[str]] = {
    ("person", "Antony Blinken"): ("Blinken", "Anthony Blinken", "Blinkin"),
    ("person", "Volodymyr Zelensky"): ("Zelensky", "Volodymyr Zelenskyy"),
    ("place", "Kyiv"): ("Kiev",),
    ("place", "Luhansk"): ("Lugansk",),
}

ARTICLES = (
    News(
        "Blinken meets ministers in Geneva",
        "GENEVA (Reuters) - Antony Blinken met his colleagues on Friday.\n\nKyiv had asked for the meeting.",
        "2022-01-21",
        lede="Antony Blinken met his colleagues on Friday.",
        people=["Antony Blinken"],
        places=["Geneva", "Kyiv"],
        organizations=["State Department"],
        sources=[("Reuters", "agency"), ("The Daily Planet", "publisher")],
        story=1,
    ),
    News(
        "Talks in Geneva end without agreement",
        "Blinken and the Russian delegation left Geneva late at night.\n\n“We were frank,” Blinken said.",
        "2022-01-21T20:15:00",
        people=["Antony Blinken"],
        places=["Geneva", "Russia"],
        sources=[("The Morning Star", "publisher"), ("Reuters", "credit")],
        story=1,
    ),
    News(
        "Shelling near Luhansk",
        "Shells fell near Luhansk on Thursday, Volodymyr Zelensky said in Kyiv.",
        "2022-02-17",
        people=["Volodymyr Zelensky"],
        places=["Luhansk", "Kyiv", "Ukraine"],
        organizations=["OSCE"],
        sources=[("EFE", "agency")],
        story=2,
    ),
    News(
        "Sirens in Kiev",
        "Sirens were heard in Kiev this morning. Zelensky spoke to the nation.",
        "2022-02-24T06:00:00",
        people=["Volodymyr Zelensky"],
        places=["Kyiv"],
        sources=[("The Daily Planet", "publisher")],
        story=3,
    ),
    News(
        "COVID-19 rules eased",
        "Japan eases COVID-19 rules. AT&T and the O'Brien family welcomed it; C++ programmers shrugged.",
        "2022-03-01",
        places=["Japan"],
        organizations=["AT&T"],
        sources=[("The Morning Star", "publisher")],
        story=4,
    ),
    News(
        "An undated column",
        "The border town of Lower Wherever has no opinion about <b>anything</b>.",
        None,
        language=None,
        places=["Lower Wherever"],
        story=5,
    ),
    News("東京で会談", "外相は東京で会談した。会談は二時間続いた。", "2022-03-02", "ja", places=["Japan"], story=6),
)


def build(path: str | Path, articles: Iterable[News] = ARTICLES) -> Path:
    """Makes (or adds to) the news database at `path`; gives the path back."""
    db = Database(path)
    schema.ensure(db)
    with db.atomic():
        for article in articles:
            _store(db, article)
    db.conn.close()
    return Path(path)


def _store(db: Database, news: News) -> None:
    article_id = db["articles"].count + 1
    if news.story is not None:
        _story(db, news)
    db["documents"].insert(
        {"id": article_id, "path": f"{article_id}.txt", "sha256": f"{article_id:064d}", "bytes": len(news.body),
         "media_type": "text/plain", "encoding": "utf-8", "encoding_origin": "utf-8", "outcome": "loaded"}
    )  # fmt: skip
    db["articles"].insert(
        {"id": article_id, "title": news.title, "title_origin": "metadata", "url": news.url,
         "published": news.published, "published_origin": "metadata" if news.published else None,
         "language": news.language, "byline": news.byline, "authors": json.dumps([news.byline] if news.byline else []),
         "lede": news.lede, "body": news.body, "word_count": len(news.body.split()), "story_id": news.story,
         "document_id": article_id}
    )  # fmt: skip
    db["_signatures"].insert({"article_id": article_id, "signature": signature(news)})
    for kind, names in (("person", news.people), ("place", news.places), ("organization", news.organizations)):
        for name in dict.fromkeys(names):
            _link(db, article_id, kind, name, news)
    for name, role in dict.fromkeys(news.sources):
        kind = "agency" if role == "agency" else "outlet"
        source_id = db["sources"].lookup({"name": name}, {"kind": kind})
        db["article_sources"].insert({"article_id": article_id, "source_id": source_id, "role": role})


def signature(news: News) -> bytes:
    """What the loader would keep of the article's words."""
    return stories.sign(Article(title=news.title, title_origin="metadata", body=news.body, language=news.language))


def _story(db: Database, news: News) -> None:
    publishers = {name for name, role in news.sources if role == "publisher"}
    db.execute(
        """insert into stories (id, title, first_published, last_published, article_count, source_count)
        values (:id, :title, :published, :published, 1, :sources) on conflict (id) do update set
        first_published = min(coalesce(first_published, :published), coalesce(:published, first_published)),
        last_published = max(coalesce(last_published, :published), coalesce(:published, last_published)),
        article_count = article_count + 1, source_count = source_count + :sources""",
        {"id": news.story, "title": news.title, "published": news.published, "sources": len(publishers)},
    )


def _link(db: Database, article_id: int, kind: str, name: str, news: News) -> None:
    """Stores the entity if it is new, its mentions where the text has them, and the link between the two."""
    table, link, column = schema.ENTITIES[kind]
    entity_id = _entity(db, kind, table, name)
    spellings = [name, *ALIASES.get((kind, name), ())]
    found = _mentions(news, spellings)
    for field, start, text in found:
        db["mentions"].insert(
            {"article_id": article_id, "kind": kind, "entity_id": entity_id, "field": field, "start": start,
             "end": start + len(text), "text": text, "extractor": "hand 1", "rule": "exact", "confidence": 1.0}
        )  # fmt: skip
    for text in [name, *(text for _, _, text in found)]:
        db.execute(
            """insert into entity_names (kind, entity_id, name, mentions) values (?, ?, ?, 1)
            on conflict (kind, entity_id, name) do update set mentions = mentions + 1""",
            [kind, entity_id, text],
        )
    db[link].insert({"article_id": article_id, column: entity_id, "mentions": max(1, len(found))})


def _entity(db: Database, kind: str, table: str, name: str) -> int:
    known = next(db[table].rows_where("name = ?", [name]), None)
    if known:
        return int(known["id"])
    row: dict[str, object] = {"name": name}
    if kind == "place":
        place_kind, country, latitude, longitude = PLACES.get(name, ("unresolved", None, None, None))
        row |= {"kind": place_kind, "country_code": country, "latitude": latitude, "longitude": longitude}
    return int(db[table].insert(row).last_pk)


def _mentions(news: News, spellings: Sequence[str]) -> list[tuple[str, int, str]]:
    """(field, start, text) of each place where the article has a spelling; longer spellings win."""
    found = []
    for field, text in (("title", news.title), ("body", news.body)):
        taken: set[int] = set()
        for spelling in sorted(spellings, key=len, reverse=True):
            start = text.find(spelling)
            while start >= 0:
                span = set(range(start, start + len(spelling)))
                if not span & taken:
                    taken |= span
                    found.append((field, start, spelling))
                start = text.find(spelling, start + 1)
    return found


WORDS = ("minister", "talks", "border", "village", "river", "vote", "market", "strike", "storm", "goal", "court")
PEOPLE = [f"{first} {last}" for first in ("Ana", "Bo", "Cleo") for last in ("Moreau", "Nyberg", "Okafor")]
ORGANIZATIONS = ["Red Crescent", "Harbour Board", "Grain Union", "OSCE"]
SOURCES = [("Reuters", "agency"), ("EFE", "agency"), ("The Daily Planet", "publisher"), ("Reuters", "credit")]


def random_articles(rng: random.Random, count: int) -> list[News]:
    """`count` articles of few words and few names, so that searches meet ties, zeros and overlaps."""
    return [_random_article(rng) for _ in range(count)]


def _some(rng: random.Random, values: Sequence, most: int) -> list:  # type: ignore[type-arg]
    return rng.sample(values, rng.randint(0, min(most, len(values))))


def _random_article(rng: random.Random) -> News:
    day = f"{rng.choice((2021, 2022))}-{rng.randint(1, 12):02}-{rng.randint(1, 28):02}"
    return News(
        title=" ".join(rng.choices(WORDS, k=3)).capitalize(),
        body=" ".join(rng.choices(WORDS, k=rng.randint(3, 25))),
        published=rng.choice([None, day, day, day, day + "T10:00:00", day + "T10:00:00", day[:7], day[:4]]),
        language=rng.choice(["en", "en", "fr", None]),
        people=_some(rng, PEOPLE, 3),
        places=_some(rng, [*PLACES, "Lower Wherever"], 3),
        organizations=_some(rng, ORGANIZATIONS, 2),
        sources=_some(rng, SOURCES, 3),
        story=rng.choice([None, rng.randint(1, 9)]),
    )
