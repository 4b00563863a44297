"""What stands beside a name and says that it is a thing's, an event's or an office's: no person, no organization."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

from .. import lexicons
from ..models import Article, Mention
from ..names import titles
from ..names.forms import fold
from ..names.person_names import parse
from .abbreviations import abbreviations
from .casing import is_common
from .priors import is_known_organization, known_organizations, organization_words

LEAD = 80  # characters of a body in which its dateline stands
OPENED = re.compile(r"^[A-Z][^\n(]*\s\($")
CLOSED = re.compile(r"\)\s*[-–—]")
PRICE = re.compile(r"\s\((?:from\s)?(?:[A-Z]{1,2})?[£$€]\s?\d")  # what costs that much is for sale
YEAR = re.compile(r"\s\((?:18|19|20)\d\d\)")  # of a film, a book, a song
MINISTER = re.compile(r"\b(?:Secretary|Minister|Secretaries|Ministers) (?:of|for) (?:the )?$")
SUBJECT = re.compile(  # what somebody teaches, has studied or is in charge of
    r"\b(?:(?:[Pp]rofessor(?: emerit[ua]s?)?|[Ll]ecturer|[Dd]egrees?|[Dd]iploma|[Dd]octorate|[Bb]achelor|[Mm]aster|"
    r"[BM]\.?A\.?|[BM]\.?Sc\.?|Ph\.?D\.?|MBA)(?:['’]s)?(?: (?:degree|diploma))? (?:of|in)|[Ss]tud(?:y|ies|ied|ying)|"
    r"(?:[Pp]resident|[Dd]irector|[Dd]ean|[Oo]fficer|[Cc]ommissioner|[Cc]oordinator) for) (?:the )?$"
)
SHIP = re.compile(r"\b(?:[A-Z]{2,4}|[Tt]he)\s$")
SHIP_NAMED = re.compile(  # the letters of navies and of merchant ships before a ship's name
    r"(?<![\w-])(?:USS|USNS|USCGC|HMS|HMAS|HMCS|HMNZS|RMS|INS|IRIS|ROKS|MV)\s(?P<name>[A-Z][\w’'-]*\w(?:\s[A-Z][\w’'-]*\w){0,2})"
)
OF = re.compile(r"\s(?:of|for|on)\s")
LONG = 40  # characters before a name in which "Ministers for the" stands
SHORT = 6  # characters before a ship's name in which the letters of its navy stand
NEXT = re.compile(r"\s([A-Z][\w’'-]*)")
SKY = re.compile(r"\b[Tt]he (?:Moon|Sun)$")  # family names, too
RANK = "Duke|Duchess|Earl|Marquess|Marquis|Count|Countess|Viscount|Viscountess|Prince|Princess"
NOBLE = re.compile(rf"(?<![\w-])(?:{RANK}) of [A-Z][\w’'-]*[a-z](?! of\b)")


def without_things(article: Article, mentions: Sequence[Mention]) -> list[Mention]:
    """The mentions without names of things: what is one in one place of the article is one everywhere."""
    shown = [mention for mention in mentions if mention.kind != "place" and is_thing(article, mention)]
    things = {fold(mention.text) for mention in shown} | _parts(shown, mentions) | _called_things(article, mentions)
    things |= {fold(one.short) for one in abbreviations(article.body) if one.is_phrase or is_event(one.long)}
    return [
        mention
        for mention in mentions
        if not (fold(mention.text) in things and (mention.kind != "place" or _is_ship(article, mention)))
        and not is_office(article, mention)
        and not is_dateline_credit(article, mention)
    ]


def _is_ship(article: Article, mention: Mention) -> bool:
    """Whether a name that is also a ship's in the article is that here: "USS Example", and "the Example" besides."""
    return bool(SHIP.search(article.text(mention.field), max(0, mention.start - SHORT), mention.start))


def _parts(things: Sequence[Mention], mentions: Sequence[Mention]) -> set[str]:
    """The words of an event's name that no person of the article has: "Lemberg" of the "Max Lemberg Cup"."""
    names = [fold(thing.text).split() for thing in things if is_event(thing.text)]
    events = [word for name in names if name[-1] in _event_words() for word in name]
    people = {word for one in mentions if one.kind == "person" for word in parse(one.text).tokens if " " in one.text}
    return set(events) - people - known_organizations()


def _called_things(article: Article, mentions: Sequence[Mention]) -> set[str]:
    """The names that a word says are things' anywhere in the body, also where no recogniser saw them."""
    known = {fold(mention.text) for mention in mentions if is_known_organization(mention.text)}
    patterns = (_called(), SHIP_NAMED)
    return {fold(match["name"]) for pattern in patterns for match in pattern.finditer(article.body)} - known


def is_event(name: str) -> bool:
    """Whether the name itself is an event's or a work's by its last word: "the Ann Example Cup", and no organization's
    all the same: "World Food Programme", "Office for the Constitution"."""
    words = fold(name).split()
    if len(words) < 2 or words[-1] not in lexicons.words("event_words.csv"):
        return False
    return not is_known_organization(name) and not (words[0] in organization_words() and OF.search(name))


def is_thing(article: Article, mention: Mention) -> bool:
    """ "Brent crude", "Hurricane Ann", "Violet Dawn (£4.95)", "Old Harbour (1940)", "the Moon"."""
    text = article.text(mention.field)
    if PRICE.match(text, mention.end) or YEAR.match(text, mention.end) or _after().match(text, mention.end):
        return True
    following = NEXT.match(text, mention.end)
    if is_event(mention.text) or (following and following[1].istitle() and following[1].lower() in _event_words()):
        return True
    return mention.kind == "person" and bool(SKY.search(text[max(0, mention.start - 4) : mention.end]))


@cache
def _event_words() -> frozenset[str]:
    """The event words that tell of the name before them wherever it stands: "cup"."""
    return frozenset(word for word, *whole in lexicons.rows("event_words.csv") if not whole)


def is_office(article: Article, mention: Mention) -> bool:
    """Whether an organization is part of an office or is one: "Defense" of "Defense Minister", "Duchess"."""
    if mention.kind != "organization":
        return False
    words = fold(mention.text).split()
    text = article.text(mention.field)
    minister = MINISTER.search(text, max(0, mention.start - LONG), mention.start)
    if minister or all(word in titles.honorifics() for word in words):
        return True
    if SUBJECT.search(text, max(0, mention.start - LONG), mention.start) and _is_subject(mention.text):
        return True
    following = NEXT.match(text, mention.end)
    head = following and titles.roles().get(following[1].lower()) == "head"
    return bool(head) and all(word in titles.roles() for word in words)


def _is_subject(name: str) -> bool:
    """Whether a name is of common words, none of them an organization's: "Hydraulic Engineering"."""
    words = fold(name).split()
    return all(map(is_common, words)) and organization_words().isdisjoint(words) and not is_known_organization(name)


def is_dateline_credit(article: Article, mention: Mention) -> bool:
    """Whether a name is the agency of the dateline: "LEMBERG (Example Wire) - "."""
    if mention.field != "body" or mention.start > LEAD:
        return False
    ahead, behind = article.body[: mention.start], article.body[mention.end :]
    return bool(OPENED.search(ahead)) and bool(CLOSED.match(behind))


@cache
def _after() -> re.Pattern[str]:
    words = [word for word, side in lexicons.rows("thing_words.csv") if side == "after"]
    return re.compile(rf"\s(?:{'|'.join(words)})\b")


@cache
def _called() -> re.Pattern[str]:
    """ "the lander Example", "a small helicopter, Example"."""
    words = lexicons.any_of(word for word, side in lexicons.rows("thing_words.csv") if side == "before").pattern
    name = r"(?P<name>[A-Z][\w’'-]*\w(?: [A-Z][\w’'-]*\w){0,2})"
    return re.compile(rf"\b(?:(?i:{words}) [\"“‘]?|an? (?:[a-z]+ )?{words}, )(?:[A-Z]{{2,4}} )?{name}")
