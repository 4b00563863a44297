"""Did you mean …: other searches where one finds little, out of the archive's own names and words."""

from __future__ import annotations

import sqlite3
from collections.abc import Collection, Iterator

from . import fts, spelling
from .grammar import And, Node, Or, Term
from .plan import Plan
from .query import Search
from .results import Suggestion
from .scope import Match, Scope, condition
from .suggest import suggest

FEW = 3  # results below which a search gets suggestions
MOST = 3
CANDIDATES = 30  # of all kinds, among which those of one kind are looked for


def for_few_hits(conn: sqlite3.Connection, plan: Plan, tables: Collection[str]) -> list[Suggestion]:
    """Searches with one name or one word put right, best first; each finds something in all of the archive."""
    named = list(_with_known_names(conn, plan, tables))
    return [*named, *_with_better_words(conn, plan, tables)][:MOST]


def _with_known_names(conn: sqlite3.Connection, plan: Plan, tables: Collection[str]) -> Iterator[Suggestion]:
    """For each name of a filter that the archive does not know: those of the same kind that hold or resemble it."""
    for kind, typed in plan.unknown:
        alike = [each for each in suggest(conn, typed, tables, CANDIDATES) if each.kind == kind]
        for each in alike[:MOST]:
            yield Suggestion(each.label, _renamed(plan.search, (kind, typed), (kind, str(each.id))))


def _renamed(search: Search, old: tuple[str, str], new: tuple[str, str]) -> Search:
    """The search with one filter's value in the place of another."""
    include, exclude = (
        tuple(dict.fromkeys(new if pair == old else pair for pair in pairs))
        for pairs in (search.include, search.exclude)
    )
    return search.with_(include=include, exclude=exclude)


def _with_better_words(conn: sqlite3.Connection, plan: Plan, tables: Collection[str]) -> list[Suggestion]:
    made: dict[str, Suggestion] = {}
    for term in [term for term in fts.terms(plan.tree) if not term.prefix and fts.says_something(term)][:8]:
        having = _having(conn, term)
        if len(term.words) > 1 or fts.UNSPACED.search(term.text) or having >= FEW:
            continue
        # What articles do say may be one slip of theirs: "Blinkin" for Blinken, but not "comet" for Coman.
        names = spelling.closest_names(conn, term.text, tables, 1 if having else spelling.allowed(term.text))
        for better in [*names, *spelling.closest_words(conn, term.text)]:
            q = str(replaced(plan.tree, term, better))
            if _finds(conn, better) and q != str(plan.tree):
                made.setdefault(spelling.fold(q), Suggestion(q, plan.search.with_(q=q)))
    return list(made.values())


def _having(conn: sqlite3.Connection, term: Term) -> int:
    """How many articles have a term, FEW for more."""
    found = conn.execute(
        "select count(*) from (select 1 from articles_fts where articles_fts match ? limit ?)",
        [fts.quote(term.words), FEW],
    ).fetchone()
    return int(found[0])


def _finds(conn: sqlite3.Connection, text: str) -> bool:
    words = Term(text).words
    if not words:
        return False
    wanted = condition(Scope(Match(wanted=" AND ".join(fts.quote((word,)) for word in words))))
    sql = f"select exists (select 1 from articles a where {wanted.sql})"
    return bool(conn.execute(sql, wanted.values).fetchone()[0])


def replaced(node: Node | None, term: Term, text: str) -> Node | None:
    """The tree with other words in the place of a term; several words become a phrase only where the term was one."""
    if node == term:
        words = tuple(Term(word, column=term.column) for word in text.split() if Term(word).words)
        if term.phrase or term.column or len(words) < 2:
            return Term(text, phrase=term.phrase or len(words) > 1, column=term.column)
        return And(words)
    if isinstance(node, And):
        flat: list[Node] = []
        for child in node.children:
            new = replaced(child, term, text)
            flat += new.children if isinstance(new, And) else (new,) if new else ()
        return And(tuple(flat))
    if isinstance(node, Or):
        return Or(tuple(new for child in node.children if (new := replaced(child, term, text))))
    return node
