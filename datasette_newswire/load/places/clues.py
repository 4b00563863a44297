"""What stands beside a place's name and says which place it is, or that it is none."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from functools import cache, lru_cache
from typing import NamedTuple

from .. import lexicons
from ..models import Article, Mention
from ..names.forms import fold
from .gazetteer import lookup
from .kinds import kind_of, pattern

REACH = 48  # characters looked at on either side
SPAN = 160  # and of a list
CONTAINER = re.compile(
    r"\s?,\s+((?:[A-Z]\.(?:\s?[A-Z]\.)+|[A-Z][\w'’-]*\.?)(?:\s[A-Z][\w'’-]+){0,2})(?!\s(?:and|or)\s[A-Z])"
)
LISTED = re.compile(r"\b[A-Z][\w'’-]+\s?,\s(?:and\s|or\s)?$")  # an item of a list stands before: no container after
TOWN_BEFORE = re.compile(r"\b([A-Z][\w'’.-]+(?:\s[A-Z][\w'’-]+){0,2}(?<![A-Z][A-Z]))\s?,\s$")
DATELINE = re.compile(r"(?:\s?,\s[A-Z][\w.]+)?\s?,?\s*(?:\d|\(|--?\s|—|[A-Z][a-z]{2,8}\.?\s\d)")
DIVISION_AFTER = re.compile(rf"(?i:\s(?:{pattern('behind', ('admin1',))}|region(?=\sof)))\b(?!-)")
COUNTIES, PROVINCES = pattern("behind", ("admin2",), "many"), pattern("behind", ("admin1",), "many")
SEVERAL = re.compile(  # the last of a list bears the word for all: "Orange, Lake and Polk Counties"
    r"(?:(?:,|,? and|,? or| &) [A-Z][\w'’-]*(?: [A-Z][\w'’-]+){0,2}?){1,12}"
    rf" (?i:(?P<admin2>{COUNTIES})|(?P<admin1>{PROVINCES}))\b"
)
COUNTY_AFTER = re.compile(r"\s(?:County|Parish|Counties|counties)\b")
BEFORE = re.compile(rf"\b({pattern('of')}|County) of (?:the )?$")
SAYS = re.compile(r"(?:,?\s(?:has|have|had|also|yesterday|today|later))?\s(?:said|says|denied|denies|accused|accuses|"
                  r"warned|warns|announced|announces|insists|insisted|agreed|agrees|rejected|rejects|wants|hopes|"
                  r"believes|condemned|condemns|claims|claimed|urged|urges|vowed|vows)\b")  # fmt: skip
LOCATIVE = re.compile(
    r"(?i)\b(?:in|at|near|from|to|of|outside|around|across|through|throughout|towards?|between|off|into|inside|leaving|"
    r"left|reached|visit|visited|northern|southern|eastern|western|central|city|town|village|province|capital)\s(?:the\s)?$"
)
CAPITAL = frozenset({"DC", "D.C.", "D.C", "District of Columbia"})  # says which Washington, and is no place besides
COMPOUND = re.compile(r"\s(?!(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day\b)[A-Z][\w’'-]")
INSIDE = re.compile(r"\b(?:[Ii]n|[Nn]ear|[Oo]utside)\s$")
WHERE = re.compile(r"\b(?:[Ii]n|[Aa]t|[Nn]ear|[Oo]utside|[Ii]nside|[Aa]round|[Aa]cross|[Tt]hroughout)\s$")
TOWARDS = re.compile(  # what people are spoken of with, too: "confidence in Example", "anger at Example"
    r"\b(?:confiden\w+|trust\w*|faith|belie[fv]\w*|interest\w*|hopes?|disappoint\w+|ang(?:er|ry)|aimed|directed|"
    r"shout\w*|look\w*|laugh\w*|stakes?|invest\w*)\s(?:in|at)\s$"
)
PART_OF_NAME = re.compile(
    r"\s(?:University|College|Institute|Academy|School|Hospital|Airport|Bank|Times|Post|Herald|Tribune|Gazette|Globe|"
    r"Chronicle|Journal|Press|Museum|Orchestra|Symphony|Theatre|Theater|Cathedral|Street|Avenue|Road|Boulevard|Lane|"
    r"Ave\.|St\.|Rd\.|Blvd\.|Drive|Stadium|Arena|Inc\.?|Corp\.?|Ltd\.?|LLC|Co\.)(?=[\s,.;:)]|$)"
)
ROAD = re.compile(
    r"(?i)\b(?:interstate|highway|route|road|street|avenue|ave|blvd|boulevard|rd|lane|drive|hwy|exit|i-\d+)\b|\d"
)


THE = re.compile(r"(?i)\bthe\s$")
MIDST = re.compile(r"[a-z][,;]?\s(?:[(“\"‘'])?$|\($")  # no beginning of a line and no run of capitals
GOES_ON = re.compile(r"\s[a-z]")
ACRONYM = 5  # letters
CAPITALISED = re.compile(r"\b[A-Z][a-z]{3,}\b")


class Clue(NamedTuple):
    """What is known of one mention beside its text: what its place lies in, and its kind."""

    container: str | None = None
    kind: str | None = None


def around(article: Article, mention: Mention) -> tuple[str, str]:
    """The text before and after a mention."""
    text = article.text(mention.field)
    return text[max(0, mention.start - REACH) : mention.start], text[mention.end : mention.end + REACH]


def spelled_out(article: Article, mention: Mention) -> tuple[str, str | None]:
    """The name in full and, for the abbreviation of a state, its kind: ("Pennsylvania", "admin1") for "Pa."."""
    before, after = around(article, mention)
    closed = mention.text if mention.text.endswith(".") else mention.text + after[:1]
    state = abbreviations().get(closed) or (postal().get(mention.text) if TOWN_BEFORE.search(before) else None)
    return (state, "admin1") if state else (mention.text, None)


def clue(article: Article, mention: Mention, kind: str | None = None) -> Clue:
    """What the text says of a mention. `kind` is what is known of it already."""
    before, after = around(article, mention)
    kind = kind or _of_several(article, mention)
    container = None if LISTED.search(before) else CONTAINER.match(after)
    kind = kind or _kind(before, after) or _around_town(before, mention)
    return Clue(in_full(container[1]) if container else None, kind)


def _of_several(article: Article, mention: Mention) -> str | None:
    """The kind that a word behind a list tells of the places in it."""
    several = SEVERAL.match(article.text(mention.field), mention.end, mention.end + SPAN)
    return several.lastgroup if several else None


def _around_town(before: str, mention: Mention) -> str | None:
    """admin1 for "New York" in "Buffalo, New York": a division that stands after the name of a town in it."""
    town = TOWN_BEFORE.search(before)
    divisions = [match.place for match in lookup(mention.text) if match.place.kind == "admin1"] if town else []
    if town and any(one.contains(match.place) for match in lookup(town[1]) for one in divisions if match.place != one):
        return "admin1"
    return None


def _kind(before: str, after: str) -> str | None:
    if COUNTY_AFTER.match(after):
        return "admin2"
    if DIVISION_AFTER.match(after):
        return "admin1"
    named = BEFORE.search(before)
    if not named:
        return None
    return kind_of(named[1])


def in_full(name: str) -> str:
    """A container's name; abbreviations and postal codes in full, one word if the others are no part of it."""
    known = abbreviations().get(name) or abbreviations().get(name + ".") or postal().get(name.rstrip("."))
    return known or name.rstrip(".")


def is_place(article: Article, mention: Mention) -> bool:
    """Whether a mention can be a place: no adjective, no inhabitant, no road and no part of a longer name."""
    folded = fold(mention.text)
    if is_people(folded) or ROAD.search(mention.text):
        return False
    before, after = around(article, mention)
    if folded in definite() and not THE.search(before):
        return False
    if is_acronym(mention.text, before, after) and not spelled_out(article, mention)[1]:
        return False
    if folded in lexicons.words("places_general.txt") and not (_kind(before, after) or _is_in_division(after)):
        return False
    return not PART_OF_NAME.match(after) and not (
        mention.text in CAPITAL and before.endswith(("Washington, ", "Washington "))
    )


def _is_in_division(after: str) -> bool:
    """Whether a country or division stands behind the comma after a name: "Republic, Missouri"."""
    container = CONTAINER.match(after)
    above = lookup(in_full(container[1])) if container else ()
    return any(one.place.kind in ("country", "admin1") for one in above)


def is_people(folded: str) -> bool:
    """Whether a folded name is an adjective or its plural ("Germans") and not a country that is written like one."""
    if folded in demonyms():
        return True
    return folded.removesuffix("s") in demonyms() and not any(one.place.kind == "country" for one in lookup(folded))


def is_acronym(text: str, before: str, after: str) -> bool:
    """Whether capitals within a sentence, or a few that begin one, abbreviate something: no town is written so but for
    those of our lists."""
    if not text.isupper() or not text.isalpha() or len(text) < 2:
        return False
    if not MIDST.search(before) and not (len(text) <= ACRONYM and GOES_ON.match(after)):
        return False
    return not any(match.listed or match.place.kind not in ("admin2", "city") for match in lookup(text))


def told(article: Article) -> Counter[str]:
    """How often adjectives and names of inhabitants tell of each country: "Canadian", "Swedes"."""
    found: Counter[str] = Counter()
    for field in (article.title, article.body):
        for word in CAPITALISED.findall(field):
            folded = word.lower()
            country = demonyms().get(folded) or demonyms().get(folded.removesuffix("s"))
            if country:
                found[country] += 1
    return found


def is_located(article: Article, mention: Mention) -> bool:
    """Whether the words before a mention speak of a place: "in", "near", "the village of"."""
    return bool(LOCATIVE.search(around(article, mention)[0]))


def is_inside_it(article: Article, mention: Mention) -> bool:
    """Whether the words beside a mention make it a town or country by itself: no "the" (unless its name has one) and
    no longer name stands around it, as in "in the Example White House", "in Example Bonds"."""
    before, after = around(article, mention)
    if not LOCATIVE.search(before) or COMPOUND.match(after):
        return False
    return not before.endswith(" the ") or any(one.place.kind in ("country", "region") for one in lookup(mention.text))


def is_inside(article: Article, mention: Mention) -> bool:
    """Whether the word before a mention says that something is in or near it."""
    return bool(INSIDE.search(around(article, mention)[0]))


def is_where(article: Article, mention: Mention) -> bool:
    """Whether a mention stands where a place does and a person hardly ever: "at Example", but not "at Example's"."""
    before, after = around(article, mention)
    return bool(WHERE.search(before)) and not (
        TOWARDS.search(before) or COMPOUND.match(after) or after[:1] in {"'", "’"}
    )


def opens_dateline(text: str, end: int) -> bool:
    """Whether what follows a place that ends there can be the rest of a dateline: a day, an agency, a dash."""
    return bool(DATELINE.match(text, end))


def is_metonym(article: Article, mention: Mention) -> bool:
    """Whether the place stands for who governs it ("Moscow said")."""
    return bool(SAYS.match(around(article, mention)[1]))


@lru_cache(maxsize=16384)
def is_facility(form: str) -> bool:
    """Whether a folded name of several words is a building's or a water's: "channel tunnel", "mount example"."""
    first, *_, last = form.split() if " " in form else ("", "")
    return last in _facilities("last") or first in _facilities("first")


@cache
def _facilities(side: str) -> frozenset[str]:
    return frozenset(word for word, where in lexicons.rows("facility_words.csv") if where == side)


@cache
def demonyms() -> Mapping[str, str]:
    """{folded adjective or inhabitant: the country it tells of, or empty}"""
    return {fold(word): country for word, country in lexicons.rows("places_demonyms.csv")}


@cache
def definite() -> frozenset[str]:
    """Folded names of our lists that are places only behind their article: "the States"."""
    rows = (*lexicons.rows("places_names.csv"), *lexicons.rows("places_regions.csv"))
    names = {name for row in rows for name in (row[0], *(row[5].split("|") if len(row) > 5 else ()))}
    return frozenset(fold(name) for name in names if name.startswith("the ") and name.removeprefix("the ") not in names)


@cache
def abbreviations() -> Mapping[str, str]:
    """{"Pa.": "Pennsylvania"}"""
    rows = lexicons.rows("places_states.csv")
    return {short: name for name, _, _, shorts in rows for short in shorts.split("|") if short}


@cache
def postal() -> Mapping[str, str]:
    """{"PA": "Pennsylvania"}"""
    return {code: name for name, _, code, _ in lexicons.rows("places_states.csv")}
