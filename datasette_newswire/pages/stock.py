"""Datasette's own table page of articles: facets and filters by person, place, organization and source.

Facet classes are documented as unstable; what is used here is the same in 0.65 and 1.0 and is tested on both. The
conditions are those of our own search, so the numbers are the same. Databases that are not news are left alone.
"""

from __future__ import annotations

import json
import re
from collections.abc import Awaitable, Callable, Iterable
from typing import Any
from urllib.parse import urlencode

from datasette.database import QueryInterrupted
from datasette.facets import Facet
from datasette.filters import FilterArguments

from ..search.counting import NAMES
from ..search.plan import NEEDS, NONE_LABELS, typed_values
from ..search.scope import LINKS, Filter, Scope, condition
from . import access

KINDS = {NAMES[kind]: kind for kind in LINKS}  # "people" → "person", …
CELL = 120  # characters of a text that the table page shows
# Stands after all filters and before Datasette's condition for the next page, which facets must not obey.
END = "1 /* end of the filters */"


def filters_from_request(
    request: Any, database: str, table: str, datasette: Any
) -> Callable[[], Awaitable[Any]] | None:
    """Filters _person=, _place=, _organization= and _source=: ids, "none" or "unresolved"; repeated for OR."""
    if table != "articles":
        return None

    async def inner() -> FilterArguments | None:
        if not await access.is_news(datasette, database):
            return None
        open_tables = await access.visible_tables(datasette, request.actor, database)
        clauses, values, words = [], {}, []
        for kind in LINKS:
            asked = request.args.getlist(f"_{kind}")
            if asked and NEEDS[kind] <= open_tables:
                clause, named = filter_clause(kind, asked)
                clauses.append(clause)
                values.update(named)
                words.append(f"{kind} is {' or '.join(await _labels(datasette, database, kind, asked))}")
            elif asked:
                clauses.append("0")
        if "_next" in request.args:
            clauses.append(END)
        return FilterArguments(clauses, values, words)

    return inner


def render_text(text: Any, database: str, datasette: Any) -> Callable[[], Awaitable[str | None]]:
    """The start of a text in its cell of the table page: all of it would make each row a screen high."""

    async def inner() -> str | None:
        if not isinstance(text, str) or len(text) <= CELL or not await access.is_news(datasette, database):
            return None
        return re.sub(r"\s\S{0,30}$", "", text[:CELL]) + " …"

    return inner


def filter_clause(kind: str, asked: Iterable[str]) -> tuple[str, dict[str, Any]]:
    """SQL on `articles` for the values of one kind, and its named parameters."""
    values = tuple(dict.fromkeys(asked))
    each = Filter(kind, typed_values(kind, values), "none" in values, kind == "place" and "unresolved" in values)
    found = condition(Scope(filters=(each,)))
    sql, names = found.sql, [f"newswire_{kind}_{number}" for number in range(len(found.values))]
    for name in names:
        sql = sql.replace("?", f":{name}", 1)
    return f"id in (select a.id from articles a where {sql})", dict(zip(names, found.values, strict=True))


async def _labels(datasette: Any, database: str, kind: str, asked: list[str]) -> list[str]:
    found = await datasette.get_database(database).execute(
        f"select id, name from {NAMES[kind]} where id in (select value from json_each(?))",
        [json.dumps(typed_values(kind, asked))],
    )
    names = {str(row["id"]): row["name"] for row in found.rows}
    return [names.get(value, NONE_LABELS["unresolved"] if value == "unresolved" else value) for value in asked]


class NewsFacet(Facet):  # type: ignore[misc]
    """`?_facet_news=people` (or places, organizations, sources); all four are on by default for news."""

    type = "news"

    def get_configs(self) -> list[dict[str, Any]]:
        """The facets asked for; without any, all of them."""
        if self.table != "articles":
            return []
        asked = [each for each in super().get_configs() if each["config"].get("simple") in KINDS]
        return asked or [{"source": "metadata", "config": {"simple": name}} for name in KINDS]

    async def suggest(self) -> list[dict[str, Any]]:
        """Nothing: they are all on already."""
        return []

    async def facet_results(self) -> tuple[list[dict[str, Any]], list[str]]:
        """The facets, and the names of those that timed out."""
        found: list[dict[str, Any]] = []
        late: list[str] = []
        if self.table != "articles" or not await access.is_news(self.ds, self.database):
            return found, late
        open_tables = await access.visible_tables(self.ds, self.request.actor, self.database)
        for each in self.get_configs():
            name = each["config"]["simple"]
            if NEEDS[KINDS[name]] <= open_tables:
                try:
                    found.append(await self._facet(name, hideable=each["source"] != "metadata"))
                except QueryInterrupted:
                    late.append(name)
        return found, late

    async def _facet(self, name: str, hideable: bool) -> dict[str, Any]:
        kind, size = KINDS[name], self.get_facet_size()
        chosen = tuple(dict.fromkeys(self.request.args.getlist(f"_{kind}")))
        rows = await self._count(kind, chosen, size)
        values = [self._value(kind, chosen, *row) for row in rows]
        shown = size + sum(value["selected"] for value in values)
        return {
            "name": name,
            "type": self.type,
            "hideable": hideable,
            "toggle_url": self._url([pair for pair in self._pairs() if pair != ("_facet_news", name)]),
            "results": values[:shown],
            "truncated": len(values) > shown,
        }

    async def _count(self, kind: str, chosen: tuple[str, ...], size: int) -> list[tuple[int, str, int]]:
        """(id, name, articles): the chosen values first, then the commonest; counted without the facet's own choice."""
        (table, column), ids = LINKS[kind], json.dumps(typed_values(kind, chosen))
        sql = f"""with counted as (
                select l.{column} as id, count(distinct l.article_id) as n from {table} l
                where l.article_id in (select id from ({self._without_own(kind, chosen)})) group by 1
            )
            select t.id, t.name, max(c.n) as n
            from (select id, n from counted union all select value, 0 from json_each(:newswire_chosen)) c
            join {NAMES[kind]} t on t.id = c.id group by t.id
            order by t.id in (select value from json_each(:newswire_chosen)) desc, n desc, t.name collate nocase, t.id
            limit :newswire_limit"""
        values = {**dict(self.params or {}), "newswire_chosen": ids, "newswire_limit": size + len(chosen) + 1}
        found = await self.ds.execute(
            self.database, sql, values, truncate=False, custom_time_limit=self.ds.setting("facet_time_limit_ms")
        )
        return [tuple(row) for row in found.rows]

    def _without_own(self, kind: str, chosen: tuple[str, ...]) -> str:
        """The page's SQL without the filter of this kind, and without the condition of its next page."""
        before, end, _ = self.sql.partition(END)
        sql = before + "1" if end else self.sql
        return str(sql.replace(filter_clause(kind, chosen)[0], "1") if chosen else sql)

    def _value(self, kind: str, chosen: tuple[str, ...], id_: int, name: str, count: int) -> dict[str, Any]:
        pair, pairs = (f"_{kind}", str(id_)), self._pairs()
        selected = str(id_) in chosen
        toggled = [other for other in pairs if other != pair] if selected else [*pairs, pair]
        return {"value": id_, "label": name, "count": count, "toggle_url": self._url(toggled), "selected": selected}

    def _pairs(self) -> list[tuple[str, str]]:
        """The query of the page, back on its first page."""
        return [pair for pair in self.get_querystring_pairs() if pair[0] != "_next"]

    def _url(self, pairs: list[tuple[str, str]]) -> str:
        query = f"?{urlencode(pairs)}" if pairs else ""
        return str(self.ds.absolute_url(self.request, self.ds.urls.path(self.request.path + query)))
