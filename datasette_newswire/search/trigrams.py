"""Scripts without spaces: articles in them have an index of three-character pieces, whatever the words are.

A query with any such character is asked of that index; other words in it are asked of both. What has
one or two characters is asked of the pieces that start with it (the index is padded, so that the last characters of a
text start a piece as well), by walking over the places where they stand: however many pieces, all are found.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence

from . import fts
from .grammar import And, Near, Node, Not, Or, Term
from .scope import Condition, Match, all_of, any_of, none_of

TABLE, VOCABULARY, PLACES = "_articles_trigram", "_articles_trigram_terms", "_articles_trigram_places"
PIECE = 3  # characters of a piece
MOST_RANKED = 300  # pieces that bm25 can tell apart in reasonable time; a character that starts more says little
_LAST = "\U0010ffff"


def match(conn: sqlite3.Connection, tree: Node, spell: fts.Spell, notes: list[str]) -> Match:
    """The match of a tree that wants characters of such a script; adds to `notes` why its articles are not ranked."""
    terms = list(fts.terms(tree))
    pieces = [_pieces(conn, term) for term in terms]
    common = [term.text for term, found in zip(terms, pieces, strict=True) if len(found) > MOST_RANKED]
    notes += [f"{text} is too common to rank articles by." for text in dict.fromkeys(common)]
    if not _certain(tree):
        notes.append("Articles with and without spaces between words are not ranked together.")
    ranking = tuple(_expression(term, found) for term, found in zip(terms, pieces, strict=True))
    ranked = _certain(tree) and not common
    return Match(ranking=ranking if ranked else None, table=TABLE, condition=condition(tree, spell))


def _certain(node: Node) -> bool:
    """Whether all articles of a node have a term that this index knows, so that it can rank them."""
    if isinstance(node, Or):
        return all(map(_certain, node.children))
    if isinstance(node, And):
        return any(map(_certain, node.children))
    return not isinstance(node, Not) and fts.unspaced(node)


def condition(node: Node, spell: fts.Spell) -> Condition:
    """The articles of a node. Words of other scripts are looked for as words everywhere, and here within words too."""
    if isinstance(node, Term):
        here = _short(node) if len(node.text) < PIECE else _long(node)
        return here if fts.unspaced(node) else any_of([_matching("articles_fts", fts.expression(node, spell)), here])
    if isinstance(node, Near):  # pieces overlap, so distances would mean nothing
        return all_of([condition(term, spell) for term in node.terms])
    if isinstance(node, Not):
        return none_of([condition(node.child, spell)])
    parts = [condition(child, spell) for child in node.children]
    return any_of(parts) if isinstance(node, Or) else all_of(parts)


def _matching(table: str, expression: str) -> Condition:
    return Condition(f"a.id in (select rowid from {table} where {table} match ?)", (expression,))


def _long(term: Term) -> Condition:
    return _matching(TABLE, _expression(term, [term.text]))


def _short(term: Term) -> Condition:
    column, values = ("", _start(term)) if term.column is None else (" and col = ?", (*_start(term), term.column))
    return Condition(f"a.id in (select doc from {PLACES} where term >= ? and term < ?{column})", values)


def _start(term: Term) -> tuple[str, str]:
    """The first piece that starts with a term of one or two characters, and the first that comes after all of them."""
    text = term.text.lower()
    return text, text + _LAST


def _pieces(conn: sqlite3.Connection, term: Term) -> Sequence[str]:
    """The pieces to rank by: the term, or those that start with it; one more than can be ranked if there are more."""
    if len(term.text) >= PIECE:
        return [term.text]
    sql = f"select term from {VOCABULARY} where term >= ? and term < ? limit {MOST_RANKED + 1}"
    return [piece for (piece,) in conn.execute(sql, _start(term))] or [term.text + _LAST * 2]


def _expression(term: Term, pieces: Sequence[str]) -> str:
    """An FTS5 expression: any of the pieces, in the column that the term asks for."""
    column = f"{term.column} : " if term.column else ""
    quoted = ['"' + piece.replace('"', '""') + '"' for piece in pieces]
    return f"{column}({' OR '.join(quoted)})"
