"""The forms of a block: its different names, with the titles and other names they come with, however many articles.

`_forms` counts the rows of `_names` of each form and says which entity they all belong to, so that a block is judged
by what is different in it: the commonest names of a large archive stand in thousands of articles and in few forms.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from functools import lru_cache
from typing import NamedTuple

from sqlite_utils import Database

IDS = "(select value from json_each(:ids))"
SEVERAL = "row by row"
OTHERS = "coalesce(json_extract(detail, '$.forms'), '[]')"


class Form(NamedTuple):
    """What some articles call one person or organization, all in the same way.

    `owner` and `reason` are those of all its rows, but for new ones; None and SEVERAL where it is decided row by row.
    """

    id: int
    name: str
    titles: tuple[str, ...]
    others: tuple[str, ...]  # what the articles call the organization besides, folded
    articles: int
    owner: int | None
    reason: str | None
    sampled: int | None  # how many articles it had when its company was sampled; None if articles have gone since


def of(db: Database, kind: str, key: str) -> list[Form]:
    """The forms of a block, in an order that does not depend on how they were loaded."""
    found = db.execute(
        "select id, name, titles, others, articles, owner, reason, sampled from _forms"
        " where kind = ? and key = ? order by name, titles, others",
        [kind, key],
    )
    return [Form(form_id, name, texts(titles), texts(others), *rest) for form_id, name, titles, others, *rest in found]


@lru_cache(maxsize=8192)
def texts(source: str) -> tuple[str, ...]:
    """A JSON array of texts."""
    return tuple(json.loads(source)) if len(source) > 2 else ()


def count(db: Database, names: Iterable[int]) -> None:
    """Adds these rows of `_names` to their forms; places have none."""
    ids = {"ids": json.dumps(list(names))}
    db.execute(
        "insert into _forms (kind, key, name, titles, others, articles)"
        f" select kind, key, name, titles, {OTHERS}, count(*) from _names where id in {IDS} and kind != 'place'"
        " group by 1, 2, 3, 4, 5"
        " on conflict (kind, key, name, titles, others) do update set articles = articles + excluded.articles",
        ids,
    )
    db.execute(
        "update _names set form_id = (select f.id from _forms f where f.kind = _names.kind and f.key = _names.key"
        f" and f.name = _names.name and f.titles = _names.titles and f.others = {OTHERS}) where id in {IDS}",
        ids,
    )


def discount(db: Database, names: Iterable[int]) -> None:
    """Takes these rows of `_names` out of their forms; forms of no article go."""
    ids = {"ids": json.dumps(list(names))}
    mine = f"(select form_id from _names where id in {IDS})"
    db.execute(
        "update _forms set sampled = null, articles ="
        f" articles - (select count(*) from _names where id in {IDS} and form_id = _forms.id) where id in {mine}",
        ids,
    )
    db.execute(f"delete from _forms where articles <= 0 and id in {mine}", ids)
    db.execute(f"update _names set form_id = null where id in {IDS}", ids)


def settle(db: Database, verdicts: Iterable[tuple[int | None, str | None, int]]) -> None:
    """Writes down (entity, reason, id) of the forms that have others now; (None, SEVERAL, id) where rows decide."""
    db.conn.executemany("update _forms set owner = ?, reason = ? where id = ?", list(verdicts))
