"""Why a name is the entity that it is, in plain words."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from sqlite_utils import Database

from ...schema import ENTITIES
from ..places import gazetteer
from .persons import REASONS

EXAMPLES = 5  # articles told of each entity, and entities that it was kept apart from

RULES = {
    "ner": "found by the recogniser",
    "vote": "of the kind that most of its mentions in the article have",
    "repeated": "the same name was found elsewhere in the article",
    "surname": "the family name of somebody the article names in full",
    "given name": "the given name of somebody the article names in full",
    "roster": "in a table's column of people",
    "team": "a place's name that plays, in a report on a team sport",
    "wider name": "the whole of a name that the recogniser saw a part of",
    "explained": "the abbreviation of an organization that the article names in full before it",
    "lexicon": "found by rules and lexicons, without a model of the language",
    "county": "a county, by its name",
    "container": "a town, by the state or country beside it",
    "gazetteer": "a well-known place",
    "kind": "a place, by a word beside it for its kind",
    "list": "in a list of places",
    "dateline": "the place of the dateline",
    "metonym": "the place for who governs it",
    "other name": "another name of an organization of the article",
    "misspelling": "a slip for a name of the article",
    **REASONS,
    "nickname": "the nickname of somebody the article names in full",
    "part of name": "a part of the name of somebody the article names in full",
    "short form": "short for a name of the article",
    "acronym": "the acronym of a name of the article",
}


def explain(db: Database, name: str) -> list[str]:
    """Lines that tell which entities are called or written so, and why; empty if there are none."""
    of_kind = "select '{}', id from {} where name = :name collate nocase"
    called = [of_kind.format(kind, table) for kind, (table, *_) in ENTITIES.items()]
    found = db.execute(
        "select distinct kind, entity_id from entity_names where name = :name collate nocase"
        " union select kind, entity_id from _names where name = :name collate nocase and entity_id is not null"
        f" union {' union '.join(called)} order by 1, 2",
        {"name": name},
    ).fetchall()
    return [line for kind, entity_id in found for line in _entity(db, kind, entity_id)]


def _entity(db: Database, kind: str, entity_id: int) -> Iterator[str]:
    table = ENTITIES[kind][0]
    title = db.execute(f"select name from {table} where id = ?", [entity_id]).fetchone()[0]
    yield f"{title} ({kind} {entity_id})"
    spellings = db.execute(
        "select name, mentions from entity_names where kind = ? and entity_id = ? order by mentions desc, name",
        [kind, entity_id],
    )
    yield "  written " + ", ".join(f"{text!r} ({count}×)" for text, count in spellings)
    yield from _reasons(db, kind, entity_id)
    yield from _retyped(db, kind, entity_id)
    yield from _articles(db, kind, entity_id)
    yield from _kept_apart(db, kind, entity_id)


def _reasons(db: Database, kind: str, entity_id: int) -> Iterator[str]:
    """Across the archive: how many articles' names are here for which reason."""
    rows = db.execute(
        "select name, coalesce(reason, 'not yet resolved'), count(*) from _names where kind = ? and entity_id = ?"
        " group by 1, 2 order by 3 desc, 1 limit 20",
        [kind, entity_id],
    )
    for text, reason, count in rows:
        yield f"  {text!r} in {count} article{'s' if count > 1 else ''}: {reason}"


def _articles(db: Database, kind: str, entity_id: int) -> Iterator[str]:
    """In some articles: what put the mentions together."""
    names = db.execute(
        "select _names.id, articles.id, articles.title, _names.titles, _names.detail from _names"
        " join articles on articles.id = article_id where kind = ? and entity_id = ? order by mentions desc, 2 limit ?",
        [kind, entity_id, EXAMPLES],
    ).fetchall()
    for name_id, article_id, title, roles, detail in names:
        said = ", ".join(json.loads(roles))
        yield f"  article {article_id}, {title!r}{': ' + said if said else ''}"
        mentions = db.execute(
            "select text, rule, extractor, round(min(confidence), 2), count(*) from mentions where name_id = ?"
            " group by 1, 2, 3 order by 5 desc, 1",
            [name_id],
        )
        for text, rule, extractor, confidence, count in mentions:
            yield f"    {text!r} {count}×, {RULES.get(rule, rule)} ({extractor}, confidence {confidence})"
        rejected = _rejected(json.loads(detail))
        if rejected:
            yield f"    could have meant, but had less for it: {', '.join(rejected)}"


def _rejected(detail: Mapping[str, Any]) -> list[str]:
    """The candidates of a doubtful name that were not taken: of a place's the second and those after it."""
    places = [(gazetteer.get(place_id), chance) for place_id, chance in detail.get("candidates", [])[1:EXAMPLES]]
    known = [f"{place.name}, {_lies_in(place)} ({place.kind}, {chance:.2f})" for place, chance in places]
    return [*known, *detail.get("rejected", [])]


def _lies_in(place: gazetteer.Place) -> str:
    division = gazetteer.get(place.admin1).name if place.admin1 else ""
    return " ".join(filter(None, (division, place.country)))


def _retyped(db: Database, kind: str, entity_id: int) -> Iterator[str]:
    """Names that their articles alone took for another kind, and how many articles have them as this one."""
    rows = db.execute(
        "select name, found, articles, count(*) from _unsure join _names on id = name_id"
        " join _kinds using (form) where _names.kind = :kind and entity_id = :id and found != :kind"
        " and _kinds.kind = :kind group by 1, 2, 3 order by 4 desc, 1",
        {"kind": kind, "id": entity_id},
    )
    for text, found, articles, count in rows:
        yield f"  {text!r} in {count} article{'s' if count > 1 else ''}: found as {found}, but {articles} have a {kind}"


def _compared(kind: str) -> str:
    """Which rows of `_names` were compared with those of the entity `:id`, as SQL."""
    if kind == "place":
        mine = "select key from _names where kind = :kind and entity_id = :id"
        return f"_names.kind = 'place' and _names.key in ({mine})"
    return (
        "form_id in (select other.id from _names join _forms mine on mine.id = form_id"
        " join _forms other on other.kind = mine.kind and other.key = mine.key"
        " where _names.kind = :kind and entity_id = :id)"
    )


def _kept_apart(db: Database, kind: str, entity_id: int) -> Iterator[str]:
    """Others whose names are alike enough to have been compared."""
    table = ENTITIES[kind][0]
    others = db.execute(
        f"select entity.name, count(*) from _names join {table} entity on entity.id = entity_id"
        f" where {_compared(kind)} and entity_id != :id group by entity_id order by 2 desc, 1 limit :examples",
        {"kind": kind, "id": entity_id, "examples": EXAMPLES},
    )
    for text, count in others:
        yield f"  kept apart from {text!r} ({count} article{'s' if count > 1 else ''}): too little in common"
