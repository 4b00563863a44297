"""URLs of the pages of one database, with Datasette's own encoding and `base_url`."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any
from urllib.parse import urlencode

from ..schema import LINKED
from ..search.query import Search

TABLES = {kind: linked.table for kind, linked in LINKED.items()} | {"story": "stories"}
EMPTY = Search()


@dataclass(frozen=True)
class Links:
    """Makes URLs for one database of a Datasette instance."""

    datasette: Any
    database: str

    @cached_property
    def home(self) -> str:
        """The search page without a search."""
        return f"{self.datasette.urls.database(self.database)}/-/newswire"

    @cached_property
    def _tables(self) -> dict[str, str]:
        """The URL of each table that was asked for: a page of results links to the same ones again and again."""
        return {}

    def search(self, search: Search = EMPTY, extension: str = "") -> str:
        """A search, as a page or with an extension such as ".json"."""
        query = search.to_query_string()
        return f"{self.home}{extension}" + (f"?{query}" if query else "")

    def only(self, kind: str, value: object) -> str:
        """The search for all articles with one value of a facet."""
        return self.search(replace(EMPTY, include=((kind, str(value)),)))

    def both(self, kind: str, value: object, other_kind: str, other_value: object) -> str:
        """The search for the articles that have two values."""
        return self.search(replace(EMPTY, include=((kind, str(value)), (other_kind, str(other_value)))))

    def row(self, table: str, row_id: int) -> str:
        """The page of a row, ours or Datasette's."""
        if table not in self._tables:
            self._tables[table] = f"{self.datasette.urls.table(self.database, table)}/"
        return f"{self._tables[table]}{row_id}"

    def article(self, article_id: int, search: Search | None = None) -> str:
        """An article; with the search it was found by, its words are highlighted and its neighbours linked."""
        query = search.to_query_string() if search else ""
        return self.row("articles", article_id) + (f"?{query}" if query else "")

    def article_json(self, article_id: int) -> str:
        """The article whole, for programs."""
        return f"{self.home}/articles/{article_id}.json"

    def entity(self, kind: str, entity_id: int) -> str:
        """The page of a person, place, organization, source or story."""
        return self.row(TABLES[kind], entity_id)

    def cite(self, article_id: int, form: str) -> str:
        """The citation of an article as a file."""
        return f"{self.home}/articles/{article_id}.{form}"

    def original(self, article_id: int, download: bool = False) -> str:
        """The stored document of an article, as plain text or as a download."""
        return f"{self.home}/articles/{article_id}/original" + ("?download=1" if download else "")

    def compare(self, left: int, right: int) -> str:
        """Two accounts side by side."""
        return f"{self.home}/compare?" + urlencode({"left": left, "right": right})
