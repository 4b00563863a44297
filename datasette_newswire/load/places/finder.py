"""Places that a recogniser misses or takes for something else, found by the gazetteer and where they stand."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cache
from itertools import chain

from .. import lexicons
from ..models import Article, Field, Mention
from ..names.forms import fold
from . import spoken
from .clues import abbreviations, around, clue, demonyms, in_full, is_inside
from .gazetteer import Place, lookup

EXTRACTOR = "gazetteer@1"
CONFIDENCE = 0.8
LEAD = 400  # characters of a body within which a dateline stands
FIRST_WORD = re.compile(r"(?<![\w.'’-])[A-Z][\w-]*")
END = re.compile(r"(?!\w)(?!['’-](?!s\b)\w)")
BEFORE = re.compile(r"(?:\b[A-Z][\w'’-]*[a-z]|\b(?:[A-Z]|Mr|Mrs|Ms|Dr|St|Gen|Sen|Rep|Gov|Lt|Col|Prof|Rev)\.)\s$")
AFTER = re.compile(r"\s[A-Z][a-z]")
TOWN_AND_CONTAINER = re.compile(rf"(?<![\w.'’-])({spoken.NAME})(?=,\s({spoken.NAME})(?!\w))")
SENTENCE_END = re.compile(r"(?<=\w{4}\.)\s")  # and no abbreviation: "Charges. LEMBERG, Ohio", but "St. Louis, Missouri"
COUNTY = re.compile(r"(?<![\w.'’-])(?:[A-Z][\w'’.-]*\s){1,2}(?:County|Parish|Co\.)(?!\w)")
DATELINE = re.compile(  # what follows is a sentence, not the rest of a headline in capitals
    r"(?:^|[.!?\n]\s*)([A-Z][A-Z'’.-]+(?:\s[A-Z'’.]+){0,3})(?=\s?(?:—|–|--|-)\s+[\"“‘]?(?:[A-Z]?[a-z]|A\s|\d))"
)

TOWN_IN_CAPITALS = re.compile(r"(?<![\w.'’-])[A-Z][A-Z'’.-]+(?:\s[A-Z'’.-]+){0,3}$")

OWNS = re.compile(r"['’]s\b|\s[A-Z]")

Span = tuple[int, int, str]


def find(article: Article, mentions: Sequence[Mention]) -> tuple[Mention, ...]:
    """The mentions with the places that were missed or taken for something else, in reading order. Pure."""
    known = _whole(article, [_as_place(article, mention) for mention in mentions])
    fields: tuple[Field, ...] = ("title", "body")
    for field in fields:
        known = _missed(article, field, known)
    return tuple(sorted(known, key=lambda mention: mention.order))


def hidden(article: Article, mentions: Sequence[Mention]) -> Iterator[str]:
    """Names of states and counties inside longer names ("Ohio State Police"): no places, but they tell of them."""
    covered = {(mention.field, mention.start) for mention in mentions}
    fields: tuple[Field, ...] = ("title", "body")
    for field in fields:
        text = article.text(field)
        for start, end, _ in chain(_named(text, alone=False), _counties(text)):
            if (field, start) not in covered:
                yield text[start:end]


def _as_place(article: Article, mention: Mention) -> Mention:
    """An organization or person named exactly as a country is that country; one in a state, "near Example, Ohio", a
    town that the gazetteer may not have."""
    if is_inside(article, mention) and _is_in_division(clue(article, mention).container or ""):
        return replace(mention, kind="place", rule="container")
    before, after = around(article, mention)
    if mention.kind != "place" and (
        spoken.is_called(before) or (mention.kind == "person" and spoken.is_of_kind(after))
    ):
        return replace(mention, kind="place", rule="kind")
    if mention.kind == "organization" and _is_region(article, mention):
        return replace(mention, kind="place", rule="gazetteer")
    if mention.kind == "place" or mention.text not in countries():
        return mention
    if mention.kind == "person" and mention.text in lexicons.words("places_also_people.txt"):
        return mention
    return replace(mention, kind="place", rule="gazetteer")


def _whole(article: Article, mentions: Sequence[Mention]) -> list[Mention]:
    """The mentions, places with the whole of their names, in place of what others were found in these."""
    found: list[Mention] = []
    for mention in sorted(mentions, key=lambda mention: mention.order):
        before = found[-1] if found and found[-1].field == mention.field else None
        if before and before.kind == "place" and mention.end <= before.end:
            continue
        end = _end(article, mention) if mention.kind == "place" else mention.end
        if end > mention.end and not any(_is_cut(one, mention, end) for one in mentions):
            text = article.text(mention.field)[mention.start : end]
            mention = replace(mention, end=end, text=text, rule="gazetteer")
        found.append(mention)
    return found


def _is_cut(one: Mention, mention: Mention, end: int) -> bool:
    """Whether a mention begins within what another would go on by, up to `end`, and ends beyond that."""
    return one.field == mention.field and mention.end <= one.start < end < one.end


def _end(article: Article, mention: Mention) -> int:
    english = article.language in (None, "en")
    return spoken.whole(article.text(mention.field), mention.start, mention.end, english)


def _is_region(article: Article, mention: Mention) -> bool:
    """Whether "the" before a name and nothing of a longer name behind it say that it is the region: "the Amazon"."""
    before, after = around(article, mention)
    return mention.text in regions() and before.endswith(("the ", "The ")) and not OWNS.match(after)


def _is_in_division(container: str) -> bool:
    """Whether the words after a name's comma begin with a country or division: "North Dakota February"."""
    words = container.split()
    return any(divisions(" ".join(words[:count])) for count in range(len(words), 0, -1))


def _missed(article: Article, field: Field, mentions: Sequence[Mention]) -> list[Mention]:
    """The mentions with this field's missed places; a town and its state win over what was made of their words."""
    text = article.text(field)
    taken = bytearray(len(text))
    found = list(mentions)
    for mention in mentions:
        if mention.field == field:
            taken[mention.start : mention.end] = b"\1" * len(mention.text)
    datelines = chain(_datelines(text), _dateline(article)) if field == "body" else ()
    kinds = ((start, end, "kind") for start, end in spoken.with_kind(text))
    pairs = ((start, end, "gazetteer") for start, end in spoken.in_pairs(text, countries()))
    for start, end, rule in chain(_towns(text), _named(text), datelines, _counties(text), kinds, pairs):
        if any(taken[start:end]):
            inside = [one for one in found if one.field == field and start <= one.start and one.end <= end]
            if rule == "dateline" or not _is_more(start, end, inside, taken):
                continue
            if rule not in ("container", "kind") and any(len(one.text) == end - start for one in inside):
                continue  # the same words, and nothing beside them that tells what they are
            found = [one for one in found if one not in inside]
        taken[start:end] = b"\1" * (end - start)
        found.append(_found(field, text, start, end, rule))
    ends = [one.end for one in found if one.kind == "place" and one.field == field]
    for start, end in spoken.in_lists(text, ends):
        if not any(taken[start:end]):
            taken[start:end] = b"\1" * (end - start)
            found.append(_found(field, text, start, end, "list"))
    return found


def _found(field: Field, text: str, start: int, end: int, rule: str) -> Mention:
    return Mention("place", field, start, end, text[start:end], EXTRACTOR, CONFIDENCE, rule)


def _is_more(start: int, end: int, inside: Sequence[Mention], taken: bytearray) -> bool:
    """Whether a span has more of a name than the mentions inside it, and cuts none of the others."""
    covered = sum(len(one.text) for one in inside)
    return covered == sum(taken[start:end]) and any(
        one.kind != "place" or (one.start, one.end) != (start, end) for one in inside
    )


def _named(text: str, alone: bool = True) -> Iterator[Span]:
    """Where a well-known place is named; `alone` leaves out those that are part of a longer name."""
    reached = 0
    for match in FIRST_WORD.finditer(text):
        start = match.start()
        for name in well_known().get(match[0], ()) if start >= reached else ():
            end = start + len(name)
            if text.startswith(name, start) and END.match(text, end) and (not alone or _is_alone(text, start, end)):
                yield start, end, "gazetteer"
                reached = end
                break


def _is_alone(text: str, start: int, end: int) -> bool:
    """Whether the name is not a part of a longer name, nor a word of a headline in capitals."""
    name = text[start:end]
    if name.isupper() and len(name) < 4 and "." not in name:  # US, UK
        line = text[text.rfind("\n", 0, start) + 1 : (text.find("\n", end) + 1 or len(text) + 1) - 1]
        return not line.isupper()
    if "." in name and name not in abbreviations():  # "U.S. President"
        return True
    return not BEFORE.search(text[max(0, start - 24) : start]) and not AFTER.match(text, end)


def _datelines(text: str) -> Iterator[Span]:
    """A known place in capitals before the dash that begins a story."""
    match = DATELINE.search(text[:LEAD])
    if match and lookup(match[1]):
        yield match.start(1), match.end(1), "dateline"


def _dateline(article: Article) -> Iterator[Span]:
    """The town of the dateline that was told from the text; a byline may stand before it: "Ann Example OSLO"."""
    town, _, above = (article.dateline or "").partition(",")
    match = TOWN_IN_CAPITALS.search(town.strip())
    start = article.body.find(match[0], 0, LEAD) if match else -1
    if match and start >= 0 and (above or lookup(match[0])):
        yield start, start + len(match[0]), "dateline"


def _towns(text: str) -> Iterator[Span]:
    """A town before the name of what it lies in: "Oxford, Miss."."""
    for match in TOWN_AND_CONTAINER.finditer(text):
        above = divisions(in_full(match[2]))
        town = SENTENCE_END.split(match[1])[-1]
        if any(one.contains(inside.place) for one in above for inside in lookup(town) if inside.place != one):
            yield match.end(1) - len(town), match.end(1), "container"
            yield _closed(text, *match.span(2))


def _closed(text: str, start: int, end: int) -> Span:
    """The span of a container, with the full stop of its abbreviation."""
    shortened = text[start : end + 1] in abbreviations()
    return start, end + shortened, "container"


def _counties(text: str) -> Iterator[Span]:
    for match in COUNTY.finditer(text):
        start, end = match.span()
        while start < end:
            if any(found.place.kind == "admin2" for found in lookup(text[start:end].replace("Co.", "County"))):
                yield start, end, "county"
                break
            start = text.find(" ", start, end) + 1 or end


@cache
def divisions(name: str) -> tuple[Place, ...]:
    """The countries and first-level divisions of a name."""
    return tuple(match.place for match in lookup(name) if match.place.kind in ("country", "admin1"))


@cache
def well_known() -> Mapping[str, tuple[str, ...]]:
    """{first word: names that start with it, the longest first}, as printed and in capitals."""
    names = set(countries()) | set(abbreviations())
    names |= {row[0] for row in lexicons.rows("places_states.csv")}
    names |= {row[5] for row in lexicons.rows("places_countries.csv")[1:] if row[5]}
    names |= {row[0] for row in (*lexicons.rows("places_regions.csv"), *lexicons.rows("places_names.csv"))}
    names |= {name.upper() for name in names if len(name) > 3 and "." not in name}
    wanted = names - lexicons.words("places_unsure.txt")
    found: dict[str, list[str]] = {}
    for name in sorted(wanted, key=lambda name: (-len(name), name)):
        first = FIRST_WORD.match(name)
        if first and fold(name) not in demonyms():
            found.setdefault(first[0], []).append(name)
    return {first: tuple(starting) for first, starting in found.items()}


@cache
def regions() -> frozenset[str]:
    """Names of regions as printed."""
    rows = [row for row in lexicons.rows("places_regions.csv") if row[1] == "region"]
    return frozenset(name for row in rows for name in (row[0], *row[5].split("|")))


@cache
def countries() -> frozenset[str]:
    """Names of countries as printed and in capitals."""
    names = {row[1] for row in lexicons.rows("places_countries.csv")[1:]}
    names |= {row[0] for row in lexicons.rows("places_names.csv") if row[3] == "country"}
    names |= {row[0] for row in lexicons.rows("places_regions.csv") if row[1] == "country"}
    return frozenset(names | {name.upper() for name in names}) - lexicons.words("places_unsure.txt")
