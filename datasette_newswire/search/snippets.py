"""Titles and snippets of the articles on a page, with the places where the query's words stand in them."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from .articles import shorten
from .scope import Match

START, END = "\ufdd0", "\ufdd1"  # noncharacters, which no text has
SNIPPET_WORDS = 36
SNIPPET_CHARACTERS = 240  # of an article's start, where no word is to be shown

Spans = tuple[tuple[int, int], ...]


@dataclass(frozen=True)
class Shown:
    """Plain texts and the (start, end) character offsets of the words found in them."""

    title: str
    title_spans: Spans
    snippet: str
    spans: Spans


def shown(conn: sqlite3.Connection, match: Match | None, terms: Sequence[str], ids: Sequence[int]) -> dict[int, Shown]:
    """What to show of each article of `ids`."""
    marks = ", ".join("?" * len(ids))
    substring = match is not None and match.table != "articles_fts"
    text = "body" if substring else f"coalesce(nullif(lede, ''), substr(body, 1, {2 * SNIPPET_CHARACTERS}))"
    rows = conn.execute(f"select id, title, {text} from articles where id in ({marks})", ids).fetchall()
    if substring:
        return {id_: _by_substring(title, body, terms) for id_, title, body in rows}
    found = _marked(conn, match.ranked, ids) if match and match.ranked else {}
    return {id_: _shown(title, start, *found.get(id_, (title, ""))) for id_, title, start in rows}


def _marked(conn: sqlite3.Connection, ranked: str, ids: Sequence[int]) -> dict[int, tuple[str, str]]:
    """{article: (title, snippet)} of those that match, with the words found between marks."""
    # FTS5 leaps to a row in the lists of words; of a prefix it would make such a list anew for each row.
    rowid = "+rowid" if "*" in ranked else "rowid"
    rows = conn.execute(
        f"""select rowid, highlight(articles_fts, 0, '{START}', '{END}'),
            snippet(articles_fts, 3, '{START}', '{END}', '…', {SNIPPET_WORDS}) from articles_fts
            where articles_fts match ? and {rowid} in ({", ".join("?" * len(ids))})""",
        [ranked, *ids],
    )
    return {id_: (" ".join(title.split()), " ".join(snippet.split())) for id_, title, snippet in rows}


def _shown(title: str, start: str, marked_title: str, marked_snippet: str) -> Shown:
    """Of an article's title and start, and what FTS5 has marked in it."""
    title, title_spans = unmark(marked_title)
    snippet, found = unmark(marked_snippet)
    return Shown(title, title_spans, snippet if found else shorten(start, SNIPPET_CHARACTERS), found)


def unmark(text: str) -> tuple[str, Spans]:
    """Marked text without its marks, and the spans between them."""
    out, *marked = text.split(START)
    found = []
    for piece in marked:
        word, _, rest = piece.partition(END)
        found.append((len(out), len(out) + len(word)))
        out += word + rest
    return out, tuple(found)


def _by_substring(title: str, body: str, terms: Sequence[str]) -> Shown:
    """For scripts without spaces, where a word is any run of characters."""
    wanted = any_of(terms)
    first = wanted.search(body)
    begin = max(0, first.start() - SNIPPET_CHARACTERS // 4) if first else 0
    cut = re.sub(r"\s+", " ", body[begin : begin + SNIPPET_CHARACTERS])
    snippet = "…" * (begin > 0) + cut + "…" * (begin + SNIPPET_CHARACTERS < len(body))
    return Shown(title, spans(wanted, title), snippet, spans(wanted, snippet))


def any_of(terms: Iterable[str]) -> re.Pattern[str]:
    """A pattern that finds any of some terms in whatever case, the longest where several start at one place."""
    longest_first = sorted(filter(None, terms), key=len, reverse=True)
    return re.compile("|".join(map(re.escape, longest_first)) or "(?!)", re.IGNORECASE)


def spans(wanted: re.Pattern[str], text: str) -> Spans:
    """Where a pattern is found in a text."""
    return tuple(match.span() for match in wanted.finditer(text))
