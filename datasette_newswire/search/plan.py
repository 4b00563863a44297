"""A Search → the articles it is about: names become ids, words become a match, and what was unclear is noted."""

from __future__ import annotations

import sqlite3
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace

from ..schema import LINKED
from . import codes, fts, spelling, trigrams
from .grammar import And, Node, Parsed, Term, parse
from .limits import within
from .query import Search, day_or_period
from .results import Also
from .scope import Dates, Filter, Match, Scope, none_of

# kind → tables that must be open to whoever filters by it
NEEDS = {kind: frozenset({linked.table, linked.link}) for kind, linked in LINKED.items()} | {
    "country": frozenset({"places", "article_places"}),
    "story": frozenset({"stories"}),
}
NONE_LABELS = {
    "person": "No person",
    "place": "No place",
    "organization": "No organization",
    "source": "No source",
    "country": "No country",
    "language": "Unknown language",
    "story": "No story",
    "unresolved": "Unresolved place",
}


@dataclass(frozen=True)
class Plan:
    """A search made ready: `search` has ids for names, `labels` the names of its ids.

    `relaxed` is the scope to turn to when the strict one gives little, None where there is no such way; `unknown` are
    the (kind, name) pairs by which the archive knows nothing.
    """

    asked: Search
    search: Search
    scope: Scope
    relaxed: Scope | None
    tree: Node | None
    labels: Mapping[tuple[str, str], str]
    unknown: tuple[tuple[str, str], ...]
    also: tuple[Also, ...]
    notes: tuple[str, ...]

    @property
    def terms(self) -> tuple[str, ...]:
        """The words that are searched for, as typed and in other spellings: what to highlight."""
        typed = [term.text for term in fts.terms(self.tree)]
        return tuple(dict.fromkeys([*typed, *(text for also in self.also for text in also.spellings)]))


def make(conn: sqlite3.Connection, asked: Search, tables: Collection[str], milliseconds: int | None = None) -> Plan:
    """Reads the search against the database; `tables` are those open to whoever asks. Never raises for its words.

    With `milliseconds`, raises OperationalError (see limits.within) where looking up its names takes longer.
    """
    if milliseconds is not None:
        return within(conn, milliseconds, lambda: make(conn, asked, tables))
    parsed = parse(asked.q)
    notes = [*asked.problems, *parsed.notes]
    names = _Names(conn, frozenset(tables), notes)
    search = names.canonical(with_shorthand(asked, parsed, notes))
    spellings = spelling.variants(conn, None if asked.exact else parsed.tree, tables)
    spell = fts.as_typed if asked.exact else fts.spelled_with(parsed.tree, spellings.others)
    match = _match(conn, parsed.tree, spell, notes)
    scope = Scope(match, names.filters(search), _dates(search, notes), search.role)
    relaxed = None if asked.exact or not match else most_words(parsed.tree, match, spell)
    return Plan(
        asked=asked,
        search=search,
        scope=scope,
        relaxed=replace(scope, match=relaxed) if relaxed else None,
        tree=parsed.tree,
        labels=names.labels,
        unknown=tuple(names.unknown),
        also=spellings.also,
        notes=tuple(dict.fromkeys(notes)),
    )


def with_shorthand(search: Search, parsed: Parsed, notes: list[str]) -> Search:
    """The search with `person:…` and its like moved from the words to the filters."""
    if not parsed.filters:
        return search
    include, exclude, since, until = list(search.include), list(search.exclude), search.since, search.until
    for name, value, excluded in parsed.filters:
        if name in ("after", "before"):
            period = day_or_period(value)
            if period is None or excluded:
                notes.append(f"{name}:{value} is not a date like 2022-02-01, 2022-02 or 2022.")
            elif name == "after":
                since = max(since or "", period)
            else:
                until = min(until or period, period, key=lambda each: each + "~")  # a month ends before its year
        else:
            (exclude if excluded else include).append((name, value))
    q = str(Parsed(parsed.tree))
    unique = (tuple(dict.fromkeys(include)), tuple(dict.fromkeys(exclude)))
    return replace(search, q=q, include=unique[0], exclude=unique[1], since=since, until=until)


def _dates(search: Search, notes: list[str]) -> Dates | None:
    since, until = search.since or "", search.until or ""
    if until[: len(since)] < since[: len(until)]:
        notes.append(f"No date is from {since} on and not after {until}: they are the wrong way round.")
    if search.since or search.until or search.undated:
        return Dates(search.since, search.until, search.undated)
    return None


def _match(conn: sqlite3.Connection, tree: Node | None, spell: fts.Spell, notes: list[str]) -> Match | None:
    if tree is None:
        return None
    wanted, unwanted = fts.split(tree)
    if any(map(fts.unspaced, wanted)):
        return trigrams.match(conn, tree, spell, notes)
    elsewhere = [node for node in unwanted if fts.unspaced(node)]
    unwanted = tuple(node for node in unwanted if node not in elsewhere)
    return Match(
        wanted=fts.all_of(fts.expression(node, spell) for node in wanted) if wanted else None,
        unwanted=fts.any_of(fts.expression(node, spell) for node in unwanted) if unwanted else None,
        ranking=fts.ranking(tree, spell) if wanted else None,
        condition=none_of([trigrams.condition(node, spell) for node in elsewhere]) if elsewhere else None,
    )


# A sentence is a query of at least this many words that say something.
SENTENCE = 3


def most_words(tree: Node | None, match: Match, spell: fts.Spell) -> Match | None:
    """The match that asks for most of the words, for queries that read like a sentence; None for others.

    Phrases, exclusions and all else that was put in signs stays as it is.
    """
    if not isinstance(tree, And) or match.table != "articles_fts":
        return None
    loose = [node for node in tree.children if isinstance(node, Term) and node.plain]
    telling = [node for node in loose if fts.says_something(node)]
    if len(telling) < SENTENCE:
        return None
    firm = [node for node in fts.split(tree)[0] if node not in loose]
    words = tuple(fts.expression(node, spell) for node in telling)
    wanted = fts.all_of(fts.expression(node, spell) for node in firm) if firm else None
    return replace(match, wanted=wanted, words=words, least=least(len(words)))


def least(words: int) -> int:
    """How many of a sentence's words an article must have: a third of them, and two at least.

    On the TIME collection (sentences of 4 to 16 such words) demanding more loses relevant articles, and demanding
    fewer finds none; what ranks first is the same.
    """
    return max(2, words // 3)


class _Names:
    """Finds the ids of names and the names of ids, in the tables that are open."""

    def __init__(self, conn: sqlite3.Connection, tables: frozenset[str], notes: list[str]) -> None:
        self.conn, self.tables, self.notes = conn, tables, notes
        self.labels: dict[tuple[str, str], str] = {}
        self.unknown: list[tuple[str, str]] = []

    def open(self, kind: str) -> bool:
        return NEEDS.get(kind, frozenset()) <= self.tables

    def canonical(self, search: Search) -> Search:
        """The search with ids for names."""
        return replace(search, include=self._pairs(search.include), exclude=self._pairs(search.exclude))

    def _pairs(self, pairs: Iterable[tuple[str, str]]) -> tuple[tuple[str, str], ...]:
        found = [(kind, value) for kind, typed in pairs for value in self._values(kind, typed)]
        return tuple(dict.fromkeys(found))

    def _values(self, kind: str, typed: str) -> list[str]:
        """The values a typed one stands for; itself when nothing is known by it. Fills `labels` and `unknown`."""
        special = typed if typed == "none" or (kind == "place" and typed == "unresolved") else None
        if special:
            self.labels[kind, special] = NONE_LABELS["unresolved" if special == "unresolved" else kind]
            return [special]
        if not self.open(kind):
            self.notes.append(f"You may not see the {kind} of articles, so nothing is found by it.")
            self.labels[kind, typed] = typed
            return [typed]
        found = self._look_up(kind, typed)
        if not found:
            self.notes.append(f"No {kind} is called {typed[:80]}.")
            self.unknown.append((kind, typed))
            found = {typed: typed}
        self.labels |= {(kind, value): label for value, label in found.items()}
        return list(found)

    def _look_up(self, kind: str, typed: str) -> dict[str, str]:
        if kind in LINKED:
            return self._entity(kind, LINKED[kind].table, typed)
        if kind == "story":
            return self._rows("select id, title from stories where id = ?", typed) if _is_id(typed) else {}
        if kind == "country":
            return country(self.conn, typed)
        return language(typed)

    def _entity(self, kind: str, table: str, typed: str) -> dict[str, str]:
        if _is_id(typed) and (found := self._rows(f"select id, name from {table} where id = ?", int(typed))):
            return found
        joined = f"entity_names n join {table} t on t.id = n.entity_id"
        aliased = f"select t.id, t.name from {joined} where n.kind = '{kind}' and n."
        named, written = f"select id, name from {table} where ", spelling.cases(typed)
        any_case = f"name collate nocase in ({', '.join('?' * len(written))})"
        ways: list[tuple[str, tuple[str, ...]]] = [(named + "name = ?", (typed,))]
        if kind != "source" and "entity_names" in self.tables:
            ways += [(aliased + "name = ?", (typed,)), (aliased + any_case, written)]
        ways += [(named + any_case, written)]
        return next((found for sql, values in ways if (found := self._rows(sql, *values))), {})

    def _rows(self, sql: str, *values: str | int) -> dict[str, str]:
        return {str(key): str(label) for key, label in self.conn.execute(sql, values)}

    def filters(self, search: Search) -> tuple[Filter, ...]:
        """The filters of a canonical search, one for each kind chosen and one for each kind excluded."""
        made = []
        for excluded, pairs in ((False, search.include), (True, search.exclude)):
            for kind in dict.fromkeys(kind for kind, _ in pairs):
                values = [value for other, value in pairs if other == kind]
                made.append(self._filter(kind, values, excluded, search.role))
        return tuple(made)

    def _filter(self, kind: str, values: list[str], excluded: bool, roles: tuple[str, ...]) -> Filter:
        if not self.open(kind):
            return Filter(kind, excluded=excluded)
        return Filter(
            kind=kind,
            values=typed_values(kind, values),
            none="none" in values,
            unresolved=kind == "place" and "unresolved" in values,
            excluded=excluded,
            roles=roles if kind == "source" else (),
        )


def language(typed: str) -> dict[str, str]:
    """{code: name} of a language's name or of what may be a code; no article is looked at, there are too many."""
    code = codes.codes("language").get(typed.casefold(), typed.lower())
    return {code: codes.name("language", code)} if len(code) <= 3 and code.isascii() and code.isalpha() else {}


def country(conn: sqlite3.Connection, typed: str) -> dict[str, str]:
    """{country code: name} of a code or of a country's name, if any place of the archive lies in it."""
    code = codes.codes("country").get(typed.casefold(), typed.upper())
    rows = conn.execute(
        """select distinct country_code from places where country_code = ?
        or country_code in (select country_code from places where kind = 'country' and name = ? collate nocase)""",
        [code, typed],
    )
    return {found: codes.name("country", found) for (found,) in rows}


def _is_id(value: str) -> bool:
    return value.isascii() and value.isdigit() and len(value) <= 18


def typed_values(kind: str, values: Iterable[str]) -> tuple[int | str, ...]:
    """The values of a filter as the tables have them: ids as numbers, codes as text; "none" and its like are none."""
    if kind in LINKED or kind == "story":
        return tuple(int(value) for value in values if _is_id(value))
    return tuple(value for value in values if value != "none")
