"""Names of which a recogniser saw a part: "Lemberg" of the "Lemberg Water Council", or of the "Duke of Lemberg"."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cache

from .. import lexicons
from ..models import Article, Field, Kind, Mention
from ..names import titles
from ..names.forms import fold
from ..names.organizations import SMALL, known_names, plain
from .abbreviations import abbreviations
from .beside import NOBLE
from .casing import is_common
from .priors import is_demonym, is_division, is_us_state, organization_words

CONFIDENCE = 0.7
WIDER = "wider name"  # the rule of what is found here
EXPLAINED = "explained"  # and of an abbreviation that the article spells out
RUN = re.compile(r"(?: (?:(?:of|and|for|&) )?[A-Z][a-z][\w’'-]*(?![\w’'.-])){1,5}")
ALONE = re.compile(r"(?: (?:of )?[A-Z][a-z][\w’'-]*(?![\w’'.-])){1,4}")  # after an organization, which "and" ends
REMAINDER = re.compile(r"(?: (?:(?:of|and|for|in|on|the|&) ){0,2}[A-Z][\w’'-]*){1,6}")  # of a well-known name
FIELD = re.compile(r" of (?:the )?[A-Z]\w+(?:(?:, [A-Z]\w+)*,? and [A-Z]\w+)?")  # "Department of Health and Safety"
OFFICE = re.compile(
    r"(?:[A-Z][\w’'-]+ )*(?:Ministry|Department|Directorate|Secretariat|Faculty|School|Institute|Bureau) (?:of|for) "
)
ITEM = r"[A-Z][a-z][\w-]*(?: [A-Z][a-z][\w-]*)*"
FIELDS = re.compile(rf"(?:, {ITEM})*,? (?:and|&) {ITEM}(?![\w’'])")  # "Ministry of Health" + ", Sports and Tourism"
OPEN = re.compile(r" (?:and|for|&)$")
REST = re.compile(r"(?: [A-Z][\w’'-]*\w)+")
BRANCH = re.compile(r" ([A-Z]\w+)(?! [A-Z])(?![\w'’-])")  # "Example Buses Wales"
WORDS = re.compile(r"[A-Z][a-z]\D*? \D+$")  # two or more, not all in capitals
STATE = re.compile(r" State(?!,)(?= [a-z]|['’]s? |[,.;:)]|$)")
STATION = re.compile(r"(?<![\w-])[KW][A-Z]{2,3}[ -](?:AM|FM|TV|LP)(?![\w-])")
PARTS = re.compile(
    r"(?<![\w’'.-])(?:[A-Z][\w’'-]+ ){1,4}\(([A-Z]\w+) and ([A-Z]\w+)\)(?! (?:Act|Order|Regulations|\d))"
)
STATES_TOO = frozenset({"washington", "new york"})  # "New York State" is the state and not its university


def widened(article: Article, mentions: Sequence[Mention]) -> list[Mention]:
    """The mentions, those that are a part of a longer name as that name; none overlaps another."""
    found: list[Mention] = []
    for field in ("title", "body"):
        mine = [mention for mention in mentions if mention.field == field]
        wider = [*_wider(article, field, mine), *_explained(article.text(field), mine)]
        found += _resolved([*wider, *mine]) if wider else mine
    return found


def _wider(article: Article, field: Field, mentions: Sequence[Mention]) -> Iterator[Mention]:
    text = article.text(field)
    for mention in mentions:
        end = _end(text, mention)
        if end > mention.end:
            yield _whole(mention, "organization", text, mention.start, end)
    for match in PARTS.finditer(text) if mentions else ():  # "Example Trust (England and Wales)"
        if all(is_division(fold(part)) for part in match.groups()):
            yield _whole(mentions[0], "organization", text, *match.span())
    patterns: list[tuple[re.Pattern[str], Kind]] = [
        (STATION, "organization"),
        (NOBLE, "person"),
        (_ranks(article), "person"),
    ]
    for pattern, kind in patterns if mentions else ():
        for match in pattern.finditer(text):
            yield _whole(mentions[0], kind, text, *match.span())


def _explained(text: str, mentions: Sequence[Mention]) -> Iterator[Mention]:
    """The organizations whose abbreviation stands behind them in brackets, whole, and the abbreviations."""
    for one in abbreviations(text) if mentions else ():
        over = [mention for mention in mentions if mention.start < one.long_end and one.long_start < mention.end]
        bodies = [mention for mention in over if mention.kind == "organization"]
        if not one.is_name or not (bodies or _is_body(one.long)) or any(mention.kind == "person" for mention in over):
            continue
        start = min([one.long_start, *(body.start for body in bodies)])
        if not any((body.start, body.end) == (start, one.long_end) for body in bodies):
            yield _whole(mentions[0], "organization", text, start, one.long_end)
        yield replace(_whole(mentions[0], "organization", text, one.start, one.end), rule=EXPLAINED)


def _is_body(name: str) -> bool:
    """Whether the first or last word of a name is an organization's."""
    words = fold(name).split()
    return words[0] in organization_words() or words[-1] in closing_words()


def _ranks(article: Article) -> re.Pattern[str]:
    """What the article calls its nobles in short: "the Duchess"."""
    found = {name.split()[0] for name in NOBLE.findall(f"{article.title}\n{article.body}")}
    return re.compile(rf"(?<=\bthe )(?:{'|'.join(sorted(found))})(?! of\b| [A-Z])(?!\w)" if found else r"(?!)")


def _whole(like: Mention, kind: Kind, text: str, start: int, end: int) -> Mention:
    return replace(like, kind=kind, start=start, end=end, text=text[start:end], rule=WIDER, confidence=CONFIDENCE)


def _end(text: str, mention: Mention) -> int:
    """Where the organization ends that a mention begins; the mention's own end if there is none."""
    if mention.kind == "place":
        state = STATE.match(text, mention.end) if _is_state(mention) else None
        return state.end() if state else _run(text, mention)
    if mention.kind == "organization":
        run = _run(text, mention) if mention.field == "body" else 0  # in a headline other words have capitals, too
        end = max(_known(text, mention), _continued(text, mention), _fields(text, mention), run)
        branch = BRANCH.match(text, end) if mention.field == "body" and WORDS.match(mention.text) else None
        return branch.end() if branch and _is_branch(mention.text, fold(branch[1])) else end
    return mention.end


def _known(text: str, mention: Mention) -> int:
    """Where a well-known name ends that a mention begins: "Customs" of "Customs and Border Protection"."""
    run = REMAINDER.match(text, mention.end)
    ends = [mention.end + match.end() for match in re.finditer(r"\w+", run[0])] if run else []
    return max((end for end in ends if plain(text[mention.start : end]) in known_names()), default=mention.end)


def _continued(text: str, mention: Mention) -> int:
    """Where a name ends that was cut behind a small word: "Centre for Example and" + "Test Studies"."""
    rest = REST.match(text, mention.end) if OPEN.search(mention.text) else None
    return rest.end() if rest else mention.end


def _fields(text: str, mention: Mention) -> int:
    """Where a ministry's name ends that has several fields, all of them common words."""
    fields = FIELDS.match(text, mention.end) if OFFICE.match(mention.text) else None
    words = [word for word in re.findall(r"[\w-]+", fields[0].lower()) if word not in SMALL] if fields else []
    return fields.end() if fields and all(map(_is_field, words)) else mention.end


def _is_field(word: str) -> bool:
    """Whether a word in lower case can be of what a ministry is for: no body's, no office's and no name's."""
    return (
        (is_common(word) or is_demonym(word))
        and word not in organization_words()
        and titles.roles().get(word) != "head"
    )


def _is_branch(name: str, place: str) -> bool:
    """Whether a country or division after a name belongs to it; after a legal form the name is complete."""
    return is_division(place) and not is_us_state(place) and plain(name) == fold(name)


def _run(text: str, mention: Mention) -> int:
    """The end of the run of capitalised words after a name that an organization's word closes."""
    run = (RUN if mention.kind == "place" else ALONE).match(text, mention.end)
    words = list(re.finditer(r"\w+", run[0])) if run else []
    ends = [match.end() for match in words if fold(match[0]) in closing_words()]
    roles = [titles.roles().get(fold(match[0])) for match in words if match.end() <= max(ends, default=0)]
    if not ends or ("head" in roles and None not in roles):  # "Example Inc. Chief Executive"
        return mention.end
    field = FIELD.match(text, mention.end + max(ends))
    return field.end() if field else mention.end + max(ends)


def _is_state(mention: Mention) -> bool:
    form = fold(mention.text)
    return is_us_state(form) and form not in STATES_TOO


def _resolved(mentions: Sequence[Mention]) -> list[Mention]:
    """The mentions without those that lie in one before them in the list."""
    kept: list[Mention] = []
    taken: set[int] = set()
    for mention in mentions:
        span = range(mention.start, mention.end)
        if taken.isdisjoint(span):
            kept.append(mention)
            taken.update(span)
    return sorted(kept, key=lambda mention: mention.start)


@cache
def closing_words() -> frozenset[str]:
    """Words that close an organization's name, with those that are many other things as well left out."""
    return organization_words() - lexicons.words("organization_words_weak.txt")
