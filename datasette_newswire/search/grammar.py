"""The language of the search box: any text at all → a tree, and a tree → text that parses to the same tree.

    words            all must occur               storm warning
    "a phrase"       the words in this order      "storm warning"
    a OR b           either; AND may be written   storm OR flood
    -a, NOT a        must not occur               storm -hail
    wor*             words that start so          storm*
    title:a          in the title only            title:storm
    near(a b, 5)     at most 5 words apart        near(storm warning, 5)
    (…)              grouping                     (storm OR flood) warning
    person:"A B"     filters: person: place: organization: source: country: language: after: before:

Operators are upper case, so that and, or, not are words; in a long query without any lower-case letter (a headline in
capitals) they are words too. What makes no sense is left out and said in `notes`.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field

FILTERS = ("person", "place", "organization", "source", "country", "language", "after", "before")
LONGEST_SHOUT = 6  # words in capitals among which OR is still an operator
MOST_TERMS = 64  # more than anybody types; bounds the work of a hostile query
MOST_DEPTH = 16  # FTS5's own parser stops at about 50
NEAR_DISTANCE, MOST_DISTANCE = 10, 1000
_QUOTES = '"“”„‟«»'
_LEXER = re.compile(
    rf"""(?P<sign>[-−]?) (?P<punctuation>(?:[^\s\w(){_QUOTES}]|_)*)
    (?: (?i:(?P<near>near)\()(?P<inside>[^(){_QUOTES}]*)\)
      | (?P<bracket>[()])
      | (?: (?P<field>[^\W\d_]+):(?=[^\s()]) )?
        (?: [{_QUOTES}](?P<phrase>[^{_QUOTES}]*)[{_QUOTES}](?P<star>\*?)
          | (?P<stray>[{_QUOTES}])
          | (?P<word>[^\s(){_QUOTES}]+)
        )
      )?""",
    re.VERBOSE,
)


@dataclass(frozen=True)
class Term:
    """A word or a phrase as it was typed. `words` are its parts as the index knows them, at least one."""

    text: str
    phrase: bool = False
    prefix: bool = False
    column: str | None = None

    @property
    def words(self) -> tuple[str, ...]:
        return words_of(self.text)

    @property
    def plain(self) -> bool:
        """Whether it is a word without any sign."""
        return not (self.phrase or self.prefix or self.column)

    def __str__(self) -> str:
        column = f"{self.column}:" if self.column else ""
        text = f'"{self.text}"' if self.phrase else self.text
        return f"{column}{text}{'*' if self.prefix else ''}"


@dataclass(frozen=True)
class Near:
    """Words at most `distance` words apart."""

    terms: tuple[Term, ...]
    distance: int = NEAR_DISTANCE

    def __str__(self) -> str:
        return f"near({' '.join(map(str, self.terms))}, {self.distance})"


@dataclass(frozen=True)
class Not:
    """What must not occur."""

    child: Node

    def __str__(self) -> str:
        return f"-({self.child})" if isinstance(self.child, And | Or) else f"-{self.child}"


@dataclass(frozen=True)
class And:
    """All of these: at least two."""

    children: tuple[Node, ...]

    def __str__(self) -> str:
        return " ".join(f"({child})" if isinstance(child, Or) else str(child) for child in self.children)


@dataclass(frozen=True)
class Or:
    """Any of these: at least two."""

    children: tuple[Node, ...]

    def __str__(self) -> str:
        return " OR ".join(f"({child})" if isinstance(child, And | Or) else str(child) for child in self.children)


Node = Term | Near | Not | And | Or


@dataclass(frozen=True)
class Parsed:
    """What was typed: the words as a tree, (filter, value, excluded) triples, and what was not understood."""

    tree: Node | None = None
    filters: tuple[tuple[str, str, bool], ...] = ()
    notes: tuple[str, ...] = field(default=(), compare=False)

    def __str__(self) -> str:
        filters = [f'{"-" if excluded else ""}{name}:"{value}"' for name, value, excluded in self.filters]
        return " ".join([str(self.tree)] * bool(self.tree) + filters)


def is_word(char: str) -> bool:
    """Whether FTS5's unicode61 makes words of the character: letters and numbers of any script."""
    return char.isalnum()


def words_of(text: str) -> tuple[str, ...]:
    """The words of a text, cut where unicode61 cuts them (combining accents stay with their letter)."""
    kept = "".join(char if is_word(char) or "\u0300" <= char <= "\u036f" else " " for char in text)
    return tuple(word for word in kept.split() if any(map(is_word, word)))


def parse(text: str) -> Parsed:
    """The meaning of any text. Never raises."""
    headline = text == text.upper() and len(text.split()) > LONGEST_SHOUT
    parser = _Parser([_as_word(token) if headline else token for token in lex(text)])
    tree = parser.alternatives()
    while parser.left:  # a bracket that closes nothing
        parser.take()
        parser.say("A closing bracket without an opening one was left out.")
        tree = join(And, [tree, parser.alternatives()])
    return Parsed(tree, tuple(dict.fromkeys(parser.filters)), tuple(dict.fromkeys(parser.notes)))


@dataclass(frozen=True)
class Token:
    """A piece of the query. `kind`: "(" ")" "AND" "OR" "NOT" "term" "near" "filter" or "nothing" (left out)."""

    kind: str
    text: str = ""
    negative: bool = False
    node: Term | Near | None = None


def lex(text: str) -> Iterator[Token]:
    """The pieces of a query, from left to right."""
    position = 0
    while position < len(text):
        match = _LEXER.match(text, position)
        if match is None or match.end() == position:  # white space
            position += 1
        else:
            yield from _token(match)
            position = match.end()


def _token(match: re.Match[str]) -> Iterator[Token]:
    negative = bool(match["sign"])
    if match["near"]:
        yield _near(match["inside"], negative)
    elif match["stray"]:
        yield Token("nothing", match["stray"])
    elif match["bracket"]:
        yield Token(match["bracket"], negative=negative)
    elif match["phrase"] is not None or match["word"]:
        yield _filter_or_term(match, negative)
    elif match["punctuation"] or match["sign"]:
        yield Token("nothing", match["sign"] + match["punctuation"])


def _filter_or_term(match: re.Match[str], negative: bool) -> Token:
    name = (match["field"] or "").lower()
    phrase = " ".join(match["phrase"].split()) if match["phrase"] is not None else None
    if name in FILTERS:
        value = phrase if phrase is not None else match["word"].strip(",;")
        return Token("filter" if value else "nothing", value, negative, Term(name))
    column = "title" if name == "title" else None
    if phrase is not None:
        term = Term(phrase, phrase=True, prefix=bool(match["star"]), column=column)
        return Token("term" if term.words else "nothing", phrase, negative, term)
    typed = match["word"] if column or not name else f"{match['field']}:{match['word']}"
    return _word(typed, column, negative)


def _word(typed: str, column: str | None, negative: bool) -> Token:
    """A word freed of the punctuation around it, or the operator it spells."""
    places = [place for place, char in enumerate(typed) if is_word(char)]
    if not places:
        return Token("nothing", typed)
    end = places[-1] + 1
    while end < len(typed) and unicodedata.category(typed[end]).startswith("M"):  # vowels of Thai stand above letters
        end += 1
    core, rest = typed[places[0] : end], typed[end:]
    if core in ("AND", "OR", "NOT") and not column:
        return Token(core, core)
    return Token("term", core, negative, Term(core, prefix=rest.startswith("*"), column=column))


def _as_word(token: Token) -> Token:
    """An operator as the word that it is; any other token as it is."""
    if token.kind not in ("AND", "OR", "NOT"):
        return token
    return Token("term", token.text, token.negative, Term(token.text.lower()))


def _near(inside: str, negative: bool) -> Token:
    listed, comma, last = inside.rpartition(",")
    number = last.strip()
    counted = bool(comma) and number.isascii() and number.isdigit()
    distance = min(int(number[:6]), MOST_DISTANCE) if counted else NEAR_DISTANCE
    words = [_word(word, None, False) for word in (listed if counted else inside).split()]
    terms = tuple(token.node for token in words if isinstance(token.node, Term))
    if not terms:
        return Token("nothing", inside)
    return Token("near", inside, negative, Near(terms, distance) if len(terms) > 1 else terms[0])


def join(kind: type[And] | type[Or], children: list[Node | None]) -> Node | None:
    """The children under one And or Or, flattened; a single child is itself, none is None."""
    flat: list[Node] = []
    for child in children:
        if child is not None:
            flat += child.children if isinstance(child, kind) else (child,)
    flat = list(dict.fromkeys(flat))
    if not flat:
        return None
    return kind(tuple(flat)) if len(flat) > 1 else flat[0]


class _Parser:
    """Recursive descent over tokens: alternatives → everything → one thing."""

    def __init__(self, tokens: list[Token]) -> None:
        terms = [place for place, token in enumerate(tokens) if token.node is not None]
        self.notes: list[str] = []
        if len(terms) > MOST_TERMS:
            self.say(f"Only the first {MOST_TERMS} words were used.")
            tokens = tokens[: terms[MOST_TERMS]]
        self.tokens = tokens[::-1]
        self.filters: list[tuple[str, str, bool]] = []
        self.depth = 0

    @property
    def left(self) -> bool:
        return bool(self.tokens)

    def say(self, note: str) -> None:
        self.notes.append(note)

    def peek(self) -> str | None:
        return self.tokens[-1].kind if self.tokens else None

    def take(self) -> Token:
        return self.tokens.pop()

    def alternatives(self) -> Node | None:
        """everything (OR everything)*"""
        children = [self.everything()]
        while self.peek() == "OR":
            self.take()
            children.append(self.everything())
            if children[-1] is None or children[-2] is None:
                self.say("OR stands between two words; one without was left out.")
        positive = [child for child in children if not _only_negative(child)]
        if len(children) > 1 and len(positive) < len(children):
            self.say("What is excluded cannot stand beside OR, and was left out.")
            children = positive
        return join(Or, children)

    def everything(self) -> Node | None:
        """one (AND? one)*"""
        children: list[Node | None] = []
        while self.peek() not in (None, "OR", ")"):
            children.append(self.one())
        return join(And, children)

    def one(self) -> Node | None:
        """A term, a bracket or what is negated; None for what is left out."""
        token = self.take()
        if token.kind in ("NOT", "AND"):
            return self._operator(token)
        if token.kind == "(":
            node = self._group()
            return negate(node) if token.negative else node
        if token.kind == "nothing":
            self.say(f"{token.text[:40]} has nothing to search for." if token.text else "Empty quotes were left out.")
            return None
        if token.kind == "filter" and token.node:
            self.filters.append((str(token.node), token.text, token.negative))
            return None
        return negate(token.node) if token.negative else token.node

    def _operator(self, token: Token) -> Node | None:
        negative = token.kind == "NOT"
        while self.peek() in ("NOT", "AND"):
            negative ^= self.take().kind == "NOT"
        if self.peek() in (None, "OR", ")"):
            self.say(f"{token.kind} stands before a word; one without was left out.")
            return None
        if negative:
            self.tokens[-1] = _negated(self.tokens[-1])
        return self.one()

    def _group(self) -> Node | None:
        if self.depth == MOST_DEPTH:
            self.say("There are too many brackets; some were left out.")
            return None
        self.depth += 1
        node = self.alternatives()
        self.depth -= 1
        if self.peek() == ")":
            self.take()
        else:
            self.say("A bracket was not closed.")
        return node


def _negated(token: Token) -> Token:
    return Token(token.kind, token.text, not token.negative, token.node)


def _only_negative(node: Node | None) -> bool:
    if isinstance(node, And):
        return all(map(_only_negative, node.children))
    return isinstance(node, Not)


def negate(node: Node | None) -> Node | None:
    """The opposite of a node: of a negation, what it negates; of nothing but negations, any of what they negate."""
    if isinstance(node, Not):
        return node.child
    if isinstance(node, And) and _only_negative(node):
        return join(Or, [negate(child) for child in node.children])
    return Not(node) if node else None
