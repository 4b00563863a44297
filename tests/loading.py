"""Input for tests of the loader, and databases as they compare: by natural keys, ids aside."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from datasette_newswire.hookspecs import plugin_manager
from datasette_newswire.load import recognise
from datasette_newswire.load.models import Options
from datasette_newswire.load.pipeline import Order, load
from datasette_newswire.load.progress import Summary

FAST = Options(extractor="none")

_TOWNS = ("Ardmore", "Belgrade", "Cork", "Dresden", "Eindhoven", "Fargo", "Galway", "Haifa", "Izmir", "Jaipur")
_THINGS = ("bridge", "library", "ferry", "market", "school", "tram", "harbour", "theatre", "museum", "clinic")


def article(number: int) -> str:
    """A short article unlike the others: its number decides what happens where."""
    town, thing = _TOWNS[number % 10], _THINGS[number // 10 % 10]
    return (
        f"Council of {town} votes on {thing} number {number}\n\n"
        f"{town.upper()} (Reuters) - The council voted on Monday to repair the {thing}, as {number} people asked.\n\n"
        f"Works at the {thing} start in {number % 12 + 1} months, the mayor of {town} told reporters.\n"
    )


def write(folder: Path, numbers: Iterable[int]) -> Path:
    """Writes these articles as text files into a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    for number in numbers:
        (folder / f"{number:05}.txt").write_text(article(number), "utf-8")
    return folder


def load_all(db: Path, *paths: Path | str, options: Options = FAST, **order: Any) -> Summary:
    """Loads paths in this process, without finding names unless asked to."""
    return load(str(db), Order(tuple(str(path) for path in paths), options, **order))


def outcomes(summary: Summary) -> dict[str, int]:
    """The outcomes that a load met, without those it did not."""
    return {outcome: count for outcome, count in summary.counts.items() if count}


def rows(db: Path, sql: str, *values: object) -> list[Any]:
    """All rows of a query."""
    with closing(sqlite3.connect(db)) as conn:
        return conn.execute(sql, values).fetchall()


@contextmanager
def registered(plugin: object) -> Iterator[None]:
    """Another package's hooks, known to this process for a while."""
    plugin_manager().register(plugin)
    recognise._known.cache_clear()
    try:
        yield
    finally:
        plugin_manager().unregister(plugin)
        recognise._known.cache_clear()


def installed(site: Path, name: str, source: str) -> Path:
    """A folder with a package of hooks as pip installs it, for processes that find it on their path."""
    information = site / f"{name}-1.0.dist-info"
    information.mkdir(parents=True)
    (site / f"{name}.py").write_text(source)
    (information / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {name}\nVersion: 1.0\n")
    (information / "entry_points.txt").write_text(f"[datasette_newswire]\n{name} = {name}\n")
    return site


_DOCUMENT = "d.path || '#' || coalesce(d.member, '')"
_ARTICLE = f"(select {_DOCUMENT} from articles a join documents d on d.id = a.document_id where a.id = article_id)"
_STORY = f"""(select group_concat(k, '|') from (select {_DOCUMENT} as k from articles a
    join documents d on d.id = a.document_id where a.story_id = stories.id order by 1))"""
_ENTITY = """case kind when 'person' then (select name from people where id = entity_id)
    when 'place' then (select name || geonames_id from places where id = entity_id)
    else (select name from organizations where id = entity_id) end"""
_NATURAL = {
    "documents": f"""select {_DOCUMENT}, sha256, bytes, media_type, encoding, encoding_origin, outcome, message,
        content, (select path || coalesce(member, '') from documents c where c.id = d.container_id) from documents d""",
    "articles": f"""select {_DOCUMENT}, title, title_origin, url, published, published_origin, language, byline,
        authors, lede, body, word_count, dateline from articles join documents d on d.id = document_id""",
    "removed": f"select {_ARTICLE}, position, text, rule from removed",
    "sources": "select name, kind, domain from sources",
    "article_sources": f"select {_ARTICLE}, (select name from sources where id = source_id), role from article_sources",
    "people": "select name from people",
    "places": "select name, kind, country_code, admin1, latitude, geonames_id from places",
    "organizations": "select name from organizations",
    "article_people": f"""select {_ARTICLE}, (select name from people where id = person_id), mentions
        from article_people""",
    "article_places": f"select {_ARTICLE}, (select name from places where id = place_id), mentions from article_places",
    "article_organizations": f"""select {_ARTICLE}, (select name from organizations where id = organization_id),
        mentions from article_organizations""",
    "mentions": f"""select {_ARTICLE}, kind, {_ENTITY}, field, start, "end", text, extractor, rule, confidence
        from mentions""",
    "entity_names": f"select kind, {_ENTITY}, name, mentions from entity_names",
    "stories": f"select {_STORY}, title, first_published, last_published, article_count, source_count from stories",
    "_dirty": "select * from _dirty",
}


def contents(db: Path) -> dict[str, list[Any]]:
    """All that a database says, table by table, in an order and with keys that do not depend on ids.

    Checks on the way that the file is sound: its pages, its foreign keys and its full-text index.
    """
    with closing(sqlite3.connect(db)) as conn:
        assert conn.execute("pragma integrity_check").fetchall() == [("ok",)]
        assert conn.execute("pragma foreign_key_check").fetchall() == []
        conn.execute("insert into articles_fts (articles_fts, rank) values ('integrity-check', 1)")
        return {table: sorted(conn.execute(sql).fetchall(), key=repr) for table, sql in _NATURAL.items()}
