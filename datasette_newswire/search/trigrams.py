"""Scripts without spaces: articles in them have an index of three-character pieces, whatever the words are.

A query with any such character is asked of that index alone, so Latin words in it find parts of words too. Pieces of
one or two characters have no trigram of their own: they are asked as all trigrams of the index that start with them
(the index is padded, so the last characters of a text start one as well).
"""

from __future__ import annotations

import sqlite3

from . import fts
from .grammar import Near, Node, Or, Term
from .scope import Match

TABLE, VOCABULARY = "_articles_trigram", "_articles_trigram_terms"
MOST_PIECES = 2000
_LAST = "\U0010ffff"


def match(conn: sqlite3.Connection, tree: Node, notes: list[str]) -> Match:
    """The match of a tree that has characters of such a script; adds to `notes` what could be asked in part only."""
    short = [term.text for term in fts.terms(tree) if len(term.text) < 3]
    notes += [f"{text} is too short and common to find all of it." for text in short if too_common(conn, text)]
    wanted, unwanted = fts.split(tree)
    positive = [_expression(conn, node) for node in wanted]
    return Match(
        wanted=fts.all_of(iter(positive)) if wanted else None,
        unwanted=fts.any_of(_expression(conn, node) for node in unwanted) if unwanted else None,
        ranking=tuple(_term(conn, term) for term in fts.terms(tree)) if wanted else None,
        table=TABLE,
    )


def _expression(conn: sqlite3.Connection, node: Node) -> str:
    if isinstance(node, Term):
        return _term(conn, node)
    if isinstance(node, Near):  # pieces overlap, so distances would mean nothing
        return fts.all_of(_term(conn, term) for term in node.terms)
    if isinstance(node, Or):
        return fts.any_of(_expression(conn, child) for child in node.children)
    wanted, unwanted = fts.split(node)
    positive = fts.all_of(_expression(conn, child) for child in wanted)
    if not unwanted:
        return positive
    return f"({positive} NOT {fts.any_of(_expression(conn, child) for child in unwanted)})"


def _term(conn: sqlite3.Connection, term: Term) -> str:
    column = f"{term.column} : " if term.column else ""
    text = term.text
    pieces = [text] if len(text) >= 3 else starting_with(conn, text.lower())
    return f"{column}({' OR '.join(_quote(piece) for piece in pieces or [text + _LAST * 2])})"


def _quote(text: str) -> str:
    return '"' + text.replace('"', '""') + '"'


def starting_with(conn: sqlite3.Connection, text: str) -> list[str]:
    """The index's trigrams that start with one or two characters."""
    sql = f"select term from {VOCABULARY} where term >= ? and term < ? limit {MOST_PIECES}"
    return [term for (term,) in conn.execute(sql, [text, text + _LAST])]


def too_common(conn: sqlite3.Connection, text: str) -> bool:
    """Whether more trigrams start with one or two characters than are asked for."""
    return len(starting_with(conn, text.lower())) == MOST_PIECES
