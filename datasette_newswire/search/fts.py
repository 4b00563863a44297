"""A tree of words → expressions of SQLite's FTS5. Every word is quoted, so no text can be taken for an operator."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import lru_cache
from pathlib import Path

from .. import schema
from .grammar import LONGEST_SHOUT, And, Near, Node, Not, Or, Term, words_of

UNSPACED = re.compile(f"[{schema.UNSPACED}]")
# French and Italian articles and pronouns that lose their vowel before another: l'Ukraine, dell'arte, qu'elle.
_ELISION = re.compile(r"(?:[ldjmnstc]|qu|dell|all|nell|sull|un)['’](?=\w{2})", re.IGNORECASE)
_POSSESSIVE = re.compile(r"['’]s?$", re.IGNORECASE)
_NUMBERED = re.compile(r"([^\W\d_]+)(\d+)")
# Within words copied from pages: soft hyphens, joiners (as in Persian), marks of direction. Bodies are stored without.
_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060\ufeff]")
_JOINED = re.compile(r"[^\W_]+(?:[-.&'’][^\W_]+)+")

Spell = Callable[[Term], tuple[str, ...]]


def quote(words: tuple[str, ...]) -> str:
    """An FTS5 string of these words; they hold letters and digits only."""
    return '"' + " ".join(words) + '"'


def forms(term: Term, initials: bool = True) -> tuple[str, ...]:
    """The ways to write a word, the plain one first: without possessive or elision, compounds in one, initials."""
    if term.phrase:
        return (term.text,)
    text = _POSSESSIVE.sub("", term.text)
    text = _ELISION.sub("", text) if _ELISION.match(text) else text
    found = [text]
    if _INVISIBLE.search(text):
        found.append(_INVISIBLE.sub("", text))
    if _JOINED.fullmatch(text) and any(char.isalpha() for char in text):
        found.append("".join(words_of(text)))
    if _NUMBERED.fullmatch(text):
        found.append(_NUMBERED.sub(r"\1 \2", text))
    if initials and 2 <= len(text) <= 3 and text.isascii() and text.isalpha() and text.isupper():
        found.append(".".join(text))
    return tuple(found)


def as_typed(term: Term) -> tuple[str, ...]:
    """The one way to write a word in an exact search."""
    return (term.text,)


def expression(node: Node, spell: Spell) -> str:
    """The FTS5 expression of a node that wants something; what it does not want goes into NOT."""
    if isinstance(node, Term):
        return _term(node, spell)
    if isinstance(node, Near):
        words = " ".join(_quoted(spell(term)[0], term.prefix) for term in node.terms)
        return f"NEAR({words}, {node.distance})"
    if isinstance(node, Or):
        return any_of(expression(child, spell) for child in node.children)
    wanted, unwanted = split(node)
    positive = all_of(expression(child, spell) for child in wanted)
    negative = any_of(expression(child, spell) for child in unwanted)
    return f"({positive} NOT {negative})" if unwanted else positive


def split(node: Node | None) -> tuple[tuple[Node, ...], tuple[Node, ...]]:
    """What a node wants and what it does not want."""
    children = node.children if isinstance(node, And) else (node,) if node else ()
    wanted = tuple(child for child in children if not isinstance(child, Not))
    return wanted, tuple(child.child for child in children if isinstance(child, Not))


def all_of(expressions: Iterable[str]) -> str:
    """All of these expressions."""
    return _joined(expressions, " AND ")


def any_of(expressions: Iterable[str]) -> str:
    """Any of these expressions."""
    return _joined(expressions, " OR ")


def _joined(expressions: Iterable[str], word: str) -> str:
    """One expression stays as it is: a lone word is what the packed index can look up by itself."""
    several = list(expressions)
    return several[0] if len(several) == 1 else f"({word.join(several)})"


def _term(term: Term, spell: Spell) -> str:
    column = f"{term.column} : " if term.column else ""
    spelled = dict.fromkeys(_quoted(text, term.prefix) for text in spell(term))
    return column + any_of(spelled)


def _phrases(term: Term, spell: Spell) -> list[str]:
    """The same, each way to write the term by itself."""
    column = f"{term.column} : " if term.column else ""
    return [column + _quoted(text, term.prefix) for text in spell(term)]


def _quoted(text: str, prefix: bool = False) -> str:
    return quote(words_of(text)) + (" *" if prefix else "")


def terms(node: Node | None) -> Iterator[Term]:
    """All words and phrases that a node wants, from left to right."""
    if isinstance(node, Term):
        yield node
    elif isinstance(node, Near):
        yield from node.terms
    elif isinstance(node, And | Or):
        for child in node.children:
            yield from terms(child)


@lru_cache
def stop_words() -> frozenset[str]:
    """Words that say nothing about what an article is about (search/data/stopwords.csv)."""
    lines = Path(__file__).with_name("data").joinpath("stopwords.csv").read_text("utf-8").splitlines()
    return frozenset(line.partition(",")[2] for line in lines if line and not line.startswith("#"))


def says_something(term: Term) -> bool:
    """Whether a term is more than a stop word."""
    return term.phrase or term.prefix or any(word.casefold() not in stop_words() for word in term.words)


def ranking(node: Node, spell: Spell) -> tuple[str, ...]:
    """The phrases that bm25 scores: every wanted word that says something.

    Neighbouring words are not scored as phrases too: on real judgements that made rankings worse, because words of a
    name that stand together count twice already.
    """
    wanted = split(node)[0]
    loose = {child for child in wanted if isinstance(child, Term)}
    found = [term for child in wanted for term in terms(child)]
    telling = [term for term in found if term not in loose or says_something(term)] or found
    phrases: dict[str, str] = {}  # by their lower case: for FTS5 "OAU" and "oau" are one word, which counts once
    for phrase in (phrase for term in telling for phrase in _phrases(term, spell)):
        phrases.setdefault(phrase.lower(), phrase)
    return tuple(phrases.values())


def unspaced(node: Node) -> bool:
    """Whether any word is of a script written without spaces, whose articles have an index of their own."""
    return UNSPACED.search(str(node)) is not None


def spelled_with(tree: Node | None, others: Mapping[str, tuple[str, ...]]) -> Spell:
    """`forms` and, for words that are names, the other spellings of the name.

    In a long query all in capitals a short word is no more likely to be initials than in any other.
    """
    typed = [term.text for term in terms(tree)]
    initials = len(typed) <= LONGEST_SHOUT or any(text != text.upper() for text in typed)
    return lambda term: (*forms(term, initials), *others.get(term.text.casefold(), ()))
