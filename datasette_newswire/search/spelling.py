"""Other spellings: of names, from what the archive calls them; of words that find little, from the index itself."""

from __future__ import annotations

import sqlite3
import unicodedata
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import lru_cache

from ..schema import ENTITIES
from . import fts
from .grammar import And, Node, Term, words_of
from .results import Also

TABLES = {kind: linked.table for kind, linked in ENTITIES.items()}
LONGEST_NAME = 4  # words
MOST_SPELLINGS = 5
DOMINANT = 0.7  # the share of a name's mentions that must be of one entity, or the name is ambiguous
SIMILAR = 0.6  # difflib's ratio; what one person is called may also be somebody else's first name
MOST_CANDIDATES = 3000
# Words that tell two names apart which an archive may put together: South Korea is no spelling of North Korea.
DIRECTIONS = frozenset(["north", "south", "east", "west", "northern", "southern", "eastern", "western"])
_ALPHABETS = ("abcdefghijklmnopqrstuvwxyz", "абвгдежзийклмнопрстуфхцчшщъыьэюяіїєґ", "αβγδεζηθικλμνξοπρστυφχψως")


@dataclass(frozen=True)
class Spellings:
    """What else to search for: `also` says it to people, `others` maps a folded word or phrase to its alternatives."""

    also: tuple[Also, ...]
    others: Mapping[str, tuple[str, ...]]


def variants(conn: sqlite3.Connection, tree: Node | None, tables: Collection[str]) -> Spellings:
    """Other spellings of the names in a query, out of `entity_names` as far as `tables` are open."""
    kinds = [kind for kind, table in TABLES.items() if table in tables]
    also: list[Also] = []
    others: dict[str, tuple[str, ...]] = {}
    if "entity_names" not in tables or not kinds:
        return Spellings((), {})
    for name in _names(tree):
        if any(name in each.typed for each in also):
            continue
        found = _of_one_entity(conn, name, kinds)
        used = _whole(name, found) if len(name.split()) == 1 else {}
        used = used or _by_word(name, found)
        shown = tuple(dict.fromkeys(spelling for spellings in used.values() for spelling in spellings.values()))
        if shown:
            also.append(Also(name, shown))
            for word, spellings in used.items():
                others[word] = (*others.get(word, ()), *spellings)
    return Spellings(tuple(also), others)


def _names(tree: Node | None) -> Iterator[str]:
    """What may be a name: phrases, words, and runs of up to four words, the longest first."""
    children = tree.children if isinstance(tree, And) else (tree,)
    runs: list[list[str]] = [[]]
    for child in children:
        if isinstance(child, Term) and child.plain:
            runs[-1].append(fts.forms(child)[0])
        else:
            runs.append([])
    for length in range(LONGEST_NAME, 0, -1):
        for run in runs:
            for start in range(len(run) - length + 1):
                yield " ".join(run[start : start + length])


def _of_one_entity(conn: sqlite3.Connection, name: str, kinds: list[str]) -> list[str]:
    """All names of the entity that goes by `name`, the most mentioned first; none if it could be several."""
    if not any(map(fts.says_something, [Term(word) for word in name.split()])):
        return []
    marks, written = ", ".join("?" * len(kinds)), cases(name)
    met = conn.execute(
        f"""select kind, entity_id, sum(mentions) as n from entity_names
        where name collate nocase in ({", ".join("?" * len(written))}) and kind in ({marks})
        group by 1, 2 order by n desc, kind, entity_id""",
        [*written, *kinds],
    ).fetchall()
    if not met or met[0][2] < DOMINANT * sum(n for _, _, n in met):
        return []
    sql = "select name from entity_names where kind = ? and entity_id = ? order by mentions desc, name limit 50"
    names = [other for (other,) in conn.execute(sql, met[0][:2])]
    return [other for other in names if met[0][0] != "person" or _similar(name, other)]


def _similar(one: str, other: str) -> bool:
    return SequenceMatcher(None, fold(one), fold(other)).ratio() >= SIMILAR


def _whole(name: str, found: list[str]) -> dict[str, dict[str, str]]:
    """For a name of one word: the names that do not have the word in them anyway. {word: {alternative: shown}}"""
    typed = fold(name)
    new = {fold(other): other for other in reversed(found) if f" {typed} " not in f" {fold(other)} "}
    return {name.casefold(): {other: new[other] for other in list(new)[::-1][:MOST_SPELLINGS]}} if new else {}


def _by_word(name: str, found: list[str]) -> dict[str, dict[str, str]]:
    """For a name of several words: names of as many words that differ in some. {word: {alternative: shown}}"""
    used: dict[str, dict[str, str]] = {}
    typed = name.split()
    for other in found[: MOST_SPELLINGS * 2]:
        parts = other.split()
        if len(parts) == len(typed):
            for mine, theirs in zip(typed, parts, strict=True):
                if fold(mine) != fold(theirs) and not {fold(mine), fold(theirs)} <= DIRECTIONS:
                    used.setdefault(mine.casefold(), {})[fold(theirs)] = other
    return used


def cases(text: str) -> tuple[str, ...]:
    """The cases that names are written in: SQLite's `like` and `nocase` know that of the letters A to Z alone."""
    return (text,) if text.isascii() else tuple(dict.fromkeys([text, text.lower(), text.upper(), text.title()]))


def fold(text: str) -> str:
    """The words of a text in lower case, Latin letters without accents: what the index takes for the same."""
    line = " ".join(words_of(text)).lower()
    return line if line.isascii() else "".join(map(_bare, line))


@lru_cache(maxsize=4096)
def _bare(char: str) -> str:
    base = unicodedata.normalize("NFD", char)[0]
    return base if base.isascii() else "" if "\u0300" <= char <= "\u036f" else char


def closest_names(conn: sqlite3.Connection, word: str, tables: Collection[str], most_edits: int) -> list[str]:
    """Names of entities with a word like `word`, so many edits away at most: nearest first, then most mentioned."""
    return [name for _, _, name in closest_entities(conn, word, tables, edited=(1, most_edits))]


def closest_entities(
    conn: sqlite3.Connection, word: str, tables: Collection[str], edited: tuple[int, int], most: int = 3
) -> list[tuple[str, int, str]]:
    """(kind, id, name) of entities with a word like `word` in one of their names: so many edits away, at least and at
    most."""
    kinds = [kind for kind, table in TABLES.items() if table in tables]
    typed = fold(word)
    if "entity_names" not in tables or len(typed) < 3:
        return []
    letters = dict.fromkeys([typed[0], *cases(words_of(word)[0][0])])
    starts = [pattern for letter in letters for pattern in (f"{letter}%", f"% {letter}%")]
    marks = ", ".join("?" * len(kinds))
    rows = conn.execute(
        f"""select kind, entity_id, name, mentions from entity_names
        where ({" or ".join(["name like ?"] * len(starts))}) and kind in ({marks})
        order by mentions desc limit {MOST_CANDIDATES}""",
        [*starts, *kinds],
    )
    near: dict[tuple[str, int], tuple[int, int]] = {}
    for kind, entity_id, name, mentions in rows:
        distance = min((edits(typed, part) for part in fold(name).split()), default=9)
        if edited[0] <= distance <= edited[1]:
            near[kind, entity_id] = min(near.get((kind, entity_id), (9, 0)), (distance, -mentions))
    best = sorted(near, key=lambda entity: (*near[entity], entity))[:most]
    return [(kind, entity_id, _name(conn, kind, entity_id)) for kind, entity_id in best]


def _name(conn: sqlite3.Connection, kind: str, entity_id: int) -> str:
    row = conn.execute(f"select name from {TABLES[kind]} where id = ?", [entity_id]).fetchone()
    return str(row[0])


def allowed(word: str) -> int:
    """How many edits a word of this length may be away."""
    return 1 if len(word) < 5 else 2


def edits(one: str, other: str, most: int = 2) -> int:
    """Insertions, deletions, replacements and swaps of neighbours between two words; `most` + 1 if there are more.

    Optimal string alignment; see Damerau, "A technique for computer detection and correction of spelling errors", 1964.
    """
    if abs(len(one) - len(other)) > most:
        return most + 1
    before: list[int] = []
    last = list(range(len(other) + 1))
    for i, a in enumerate(one, 1):
        row = [i]
        for j, b in enumerate(other, 1):
            cost = min(last[j] + 1, row[-1] + 1, last[j - 1] + (a != b))
            if i > 1 and j > 1 and a == other[j - 2] and one[i - 2] == b:
                cost = min(cost, before[j - 2] + 1)
            row.append(cost)
        before, last = last, row
        if min(row) > most:
            return most + 1
    return min(last[-1], most + 1)


def one_edit_away(word: str) -> set[str]:
    """All words one edit away, in the alphabet of the word's first letter.

    After Norvig, "How to write a spelling corrector".
    """
    letters = next((alphabet for alphabet in _ALPHABETS if word[0] in alphabet), _ALPHABETS[0])
    parts = [(word[:place], word[place:]) for place in range(len(word) + 1)]
    deleted = {left + right[1:] for left, right in parts if right}
    swapped = {left + right[1] + right[0] + right[2:] for left, right in parts if len(right) > 1}
    replaced = {left + letter + right[1:] for left, right in parts if right for letter in letters}
    inserted = {left + letter + right for left, right in parts for letter in letters}
    return (deleted | swapped | replaced | inserted) - {word}


def closest_words(conn: sqlite3.Connection, word: str, most: int = 2) -> list[str]:
    """Words of the articles one edit away from `word`, the commonest first, as they are written there."""
    typed = fold(word)
    if " " in typed or not 4 <= len(typed) <= 30:
        return []
    sql = "select count(*), min(rowid) from articles_fts where articles_fts match ?"
    found: dict[str, int] = {}
    for other in one_edit_away(typed):
        count, article = conn.execute(sql, [fts.quote((other,))]).fetchone()
        if count:
            written = " ".join(words_of(_written(conn, other, article))).lower()
            if 0 < edits(fold(written), typed) <= allowed(typed):
                found[written] = max(count, found.get(written, 0))
    return sorted(found, key=lambda other: (-found[other], other))[:most]


def _written(conn: sqlite3.Connection, word: str, article: int) -> str:
    """The word that `word` finds in an article (the index knows stems alone)."""
    row = conn.execute(
        "select snippet(articles_fts, -1, ?, ?, '', 1) from articles_fts where articles_fts match ? and rowid = ?",
        ["\x02", "\x03", fts.quote((word,)), article],
    ).fetchone()
    return str(row[0]).partition("\x02")[2].partition("\x03")[0]
