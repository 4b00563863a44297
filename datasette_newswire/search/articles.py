"""One article whole: where it is from, whom it names and where, what was taken out of it."""

from __future__ import annotations

import json
import sqlite3
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass

from ..schema import ENTITIES
from .results import Source

SPELLINGS = 12  # of an entity, the most frequent ones


@dataclass(frozen=True)
class Mention:
    """Where an article names an entity: `text` is `field[start:end]`, offsets in characters."""

    id: int
    field: str
    start: int
    end: int
    text: str
    extractor: str
    rule: str
    confidence: float


@dataclass(frozen=True)
class Named:
    """A person, place or organization of one article: its mentions there, and how the whole archive spells it."""

    kind: str
    id: int
    name: str
    count: int
    mentions: tuple[Mention, ...] = ()
    spellings: tuple[tuple[str, int], ...] = ()
    detail: str | None = None  # of a place: city, country, …
    country_code: str | None = None
    latitude: float | None = None
    longitude: float | None = None

    @property
    def key(self) -> str:
        """What tells it from all others of its article."""
        return f"{self.kind}-{self.id}"


@dataclass(frozen=True)
class Leftover:
    """Text of the page that is no part of the article, where it stood and the rule that took it out."""

    text: str
    position: str
    rule: str


@dataclass(frozen=True)
class Original:
    """The stored document that an article was read from."""

    id: int
    path: str
    member: str | None
    sha256: str
    bytes: int
    media_type: str | None
    encoding: str | None
    encoding_origin: str | None


@dataclass(frozen=True)
class Brief:
    """An article as it stands in a list of others."""

    id: int
    title: str
    published: str | None
    language: str | None
    lede: str
    sources: tuple[Source, ...] = ()

    @property
    def publisher(self) -> str | None:
        """Whose account it is: the publisher, or else the first source it names."""
        ranked = sorted(self.sources, key=lambda source: ("publisher", "agency", "credit").index(source.role))
        return ranked[0].name if ranked else None


@dataclass(frozen=True)
class Article:
    """A row of `articles` with all that hangs on it; a part whose table is closed to the reader is empty."""

    id: int
    title: str
    title_origin: str
    url: str | None
    published: str | None
    published_origin: str | None
    language: str | None
    byline: str | None
    authors: tuple[str, ...]
    lede: str | None
    body: str
    word_count: int
    dateline: str | None
    story_id: int | None
    sources: tuple[Source, ...] = ()
    entities: tuple[Named, ...] = ()
    removed: tuple[Leftover, ...] = ()
    original: Original | None = None

    def of(self, kind: str) -> tuple[Named, ...]:
        """Its entities of one kind, most mentioned first."""
        return tuple(entity for entity in self.entities if entity.kind == kind)


_COLUMNS = (
    "id, title, title_origin, url, published, published_origin, language, byline, authors, lede, body, word_count, "
    "dateline, story_id"
)
_LEDE = 280  # characters of a body that stand for a lede in lists


def read_article(conn: sqlite3.Connection, article_id: int, tables: Collection[str]) -> Article | None:
    """The article of this id, None if there is none. `tables` are those open to the reader; other parts stay empty."""
    row = conn.execute(f"select {_COLUMNS} from articles where id = ?", [article_id]).fetchone()
    if row is None:
        return None
    values = dict(zip(_COLUMNS.split(", "), tuple(row), strict=True))
    values["authors"] = _authors(values["authors"])
    return Article(
        **values,
        sources=sources_of(conn, [article_id], tables).get(article_id, ()),
        entities=tuple(_entities(conn, article_id, tables)),
        removed=_removed(conn, article_id, tables),
        original=_original(conn, article_id, tables),
    )


def _authors(text: str | None) -> tuple[str, ...]:
    try:
        names = json.loads(text or "[]")
    except ValueError:
        return ()
    return tuple(str(name) for name in names) if isinstance(names, list) else ()


def sources_of(
    conn: sqlite3.Connection, article_ids: Collection[int], tables: Collection[str]
) -> Mapping[int, tuple[Source, ...]]:
    """The sources of each article: publishers first, then agencies, then credits."""
    if not {"sources", "article_sources"} <= set(tables):
        return {}
    rows = conn.execute(
        f"""select article_id, sources.id, sources.name, role from article_sources
        join sources on sources.id = source_id where article_id in ({_marks(article_ids)})
        order by case role when 'publisher' then 0 when 'agency' then 1 else 2 end, sources.name""",
        [*article_ids],
    )
    found: dict[int, list[Source]] = defaultdict(list)
    for article_id, source_id, name, role in rows:
        found[article_id].append(Source(source_id, name, role))
    return {article_id: tuple(sources) for article_id, sources in found.items()}


def briefs(conn: sqlite3.Connection, article_ids: Collection[int], tables: Collection[str]) -> Mapping[int, Brief]:
    """The articles of these ids, each with its sources."""
    sources = sources_of(conn, article_ids, tables)
    rows = conn.execute(
        f"""select id, title, published, language, coalesce(lede, substr(body, 1, {_LEDE})) from articles
        where id in ({_marks(article_ids)})""",
        [*article_ids],
    )
    return {
        article_id: Brief(article_id, title, published, language, shorten(lede), sources.get(article_id, ()))
        for article_id, title, published, language, lede in rows
    }


def shorten(text: str, limit: int = _LEDE) -> str:
    """`text` on one line, cut at a word within `limit` characters."""
    line = " ".join(text[: limit * 2].split())
    if len(line) < limit:
        return line
    return (line[:limit].rsplit(" ", 1)[0] or line[:limit]).rstrip(",;:–— ") + " …"


def _entities(conn: sqlite3.Connection, article_id: int, tables: Collection[str]) -> Iterator[Named]:
    """The entities of an article, kind by kind, most mentioned first and then in the order of the text."""
    mentions = _mentions(conn, article_id) if "mentions" in tables else {}
    for kind, (table, link, column) in ENTITIES.items():
        if not {table, link} <= set(tables):
            continue
        place = "kind, country_code, latitude, longitude" if kind == "place" else "null, null, null, null"
        rows = conn.execute(
            f"""select id, name, mentions, {place} from {link} join {table} on {table}.id = {column}
            where article_id = ? order by mentions desc, name""",
            [article_id],
        ).fetchall()
        spelt = _spellings(conn, kind, [row[0] for row in rows]) if "entity_names" in tables else {}
        for entity_id, name, count, *rest in rows:
            where = tuple(mentions.get((kind, entity_id), ()))
            yield Named(kind, entity_id, name, count, where, tuple(spelt.get(entity_id, ())), *rest)


def _mentions(conn: sqlite3.Connection, article_id: int) -> Mapping[tuple[str, int], list[Mention]]:
    rows = conn.execute(
        """select kind, entity_id, id, field, start, "end", text, extractor, rule, confidence from mentions
        where article_id = ? and entity_id is not null order by field = 'body', start""",
        [article_id],
    )
    found: dict[tuple[str, int], list[Mention]] = defaultdict(list)
    for kind, entity_id, *rest in rows:
        found[kind, entity_id].append(Mention(*rest))
    return found


def _spellings(conn: sqlite3.Connection, kind: str, ids: Collection[int]) -> Mapping[int, list[tuple[str, int]]]:
    rows = conn.execute(
        f"""select entity_id, name, mentions from entity_names where kind = ? and entity_id in ({_marks(ids)})
        order by mentions desc, name""",
        [kind, *ids],
    )
    found: dict[int, list[tuple[str, int]]] = defaultdict(list)
    for entity_id, name, count in rows:
        if len(found[entity_id]) < SPELLINGS:
            found[entity_id].append((name, count))
    return found


def _removed(conn: sqlite3.Connection, article_id: int, tables: Collection[str]) -> tuple[Leftover, ...]:
    if "removed" not in tables:
        return ()
    rows = conn.execute("select text, position, rule from removed where article_id = ? order by id", [article_id])
    return tuple(Leftover(*row) for row in rows)


def _original(conn: sqlite3.Connection, article_id: int, tables: Collection[str]) -> Original | None:
    if "documents" not in tables:
        return None
    row = conn.execute(
        """select documents.id, path, member, sha256, bytes, media_type, encoding, encoding_origin
        from articles join documents on documents.id = document_id where articles.id = ?""",
        [article_id],
    ).fetchone()
    return Original(*row) if row else None


def _marks(values: Iterable[object]) -> str:
    """A question mark for each value."""
    return ", ".join("?" for _ in values)
