"""Did you mean …: other searches where one finds little, out of the archive's own names and words."""

from __future__ import annotations

import sqlite3
from collections.abc import Collection

from . import fts, spelling
from .grammar import And, Node, Or, Term
from .plan import Plan
from .results import Suggestion
from .scope import Match, Scope, condition

FEW = 3  # results below which a search gets suggestions
MOST = 3


def for_few_hits(conn: sqlite3.Connection, plan: Plan, tables: Collection[str]) -> list[Suggestion]:
    """Searches with one word put right, best first; each finds something in all of the archive."""
    made: dict[str, Suggestion] = {}
    for term in [term for term in fts.terms(plan.tree) if not term.prefix and fts.says_something(term)][:8]:
        if len(term.words) > 1 or fts.UNSPACED.search(term.text) or _common(conn, term):
            continue
        for better in [*spelling.closest_names(conn, term.text, tables), *spelling.closest_words(conn, term.text)]:
            q = str(replaced(plan.tree, term, better))
            if _finds(conn, better):
                made.setdefault(spelling.fold(q), Suggestion(q, plan.search.with_(q=q)))
    return list(made.values())[:MOST]


def _common(conn: sqlite3.Connection, term: Term) -> bool:
    found = conn.execute(
        "select count(*) from (select 1 from articles_fts where articles_fts match ? limit ?)",
        [fts.quote(term.words), FEW],
    ).fetchone()
    return bool(found[0] >= FEW)


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
