"""Teams by the name of their town or country: "Lemberg beat Krakau 2-1", "the Wales captain", "Chicago 7 Boston 3".

A recogniser takes them for the place. In a report on a team sport, a place's name that plays, is played against or
stands in a table of scores is the team, but for the mentions that something is in or that date the report.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from functools import cache

from .. import lexicons
from ..models import Article, Mention
from ..names.forms import fold
from ..places.clues import around

CONFIDENCE = 0.7
ROWS = 3  # teams with a figure behind them make a table
TEAM = "team"  # the rule of what is found here
SHARE = 0.02  # of a report's words tell of team sports
FEWEST = 2  # different words that do
WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
LOCATED = re.compile(r"(?i)(?:\b(?:in|near|from|of|to|outside|around|at|across|city|town)\s(?:the\s)?|\(\s*)$")
DATED = re.compile(
    r"\s?,?\s(?:(?:1[89]|20)\d\d-|--?\s|—)|(?:\s?,[^,\n]{2,20})?\s?,\s[A-Z][a-z]{2,8}\.?\s\d"
)  # behind a dateline
FIGURE = re.compile(r"\s?[:,]?\s\d{1,3}(?!\d)(?!-\d\d-)(?!\s?(?:%|percent|per cent|pct|million|billion))")
AT = re.compile(r"\b[A-Z]{3,}\sAT\s$")
ROW = re.compile(
    r"(?:^|(?<=[\n\d):;,]))[ \t]*([A-Z][\w’'&.-]+(?:[ ][A-Z][\w’'&-]+){0,2})(?=[ \t]\d{1,3}(?![\w.,-]))", re.M
)


def fielded(article: Article, mentions: Sequence[Mention]) -> list[Mention]:
    """The mentions, places that are teams in this article as organizations, and the other teams of its tables."""
    if not any(mention.kind == "place" for mention in mentions) or not is_on_sport(f"{article.title}\n{article.body}"):
        return list(mentions)
    playing = [mention for mention in mentions if mention.kind == "place" and not _is_where(article, mention)]
    teams = {fold(mention.text) for mention in playing if plays(article, mention)}
    known = {id(mention) for mention in playing if fold(mention.text) in teams}
    found = [
        replace(mention, kind="organization", rule=TEAM, confidence=CONFIDENCE) if id(mention) in known else mention
        for mention in mentions
    ]
    return _with_table(article, found) if _has_table(article, found) else found


def _has_table(article: Article, mentions: Sequence[Mention]) -> bool:
    """Whether figures stand behind names, mostly teams', or were taken into them: "Lemberg 2 Krakau"."""
    rows = Counter(
        mention.kind
        for mention in mentions
        if FIGURE.match(article.text(mention.field), mention.end) or FIGURE.search(mention.text)
    )
    return rows["organization"] >= ROWS and rows["organization"] > rows["person"]


def _with_table(article: Article, mentions: Sequence[Mention]) -> list[Mention]:
    """The mentions with the names of a table's rows that a recogniser missed or took for something else."""
    people = {
        word
        for mention in mentions
        if mention.kind == "person" and " " in mention.text
        for word in fold(mention.text).split()
    }
    rows = [
        Mention("organization", "body", *match.span(1), match[1], mentions[0].extractor, CONFIDENCE, TEAM)
        for match in ROW.finditer(article.body)
        if not people.union(lexicons.words("not_names.csv"), _words("topic")).intersection(fold(match[1]).split())
    ]
    starts = {row.start for row in rows}
    kept = [one for one in mentions if one.field == "title" or one.start not in starts or one.rule == TEAM]
    covered = {place for one in kept if one.field == "body" for place in range(one.start, one.end)}
    new = [row for row in rows if covered.isdisjoint(range(row.start, row.end))]
    return sorted([*kept, *new], key=lambda mention: mention.order)


def is_on_sport(text: str) -> bool:
    """Whether a text reports on a team sport, by its words."""
    words = WORD.findall(text.lower())
    found = [word for word in words if word in _words("topic")]
    return len(set(found)) >= FEWEST and len(found) >= SHARE * len(words)


def plays(article: Article, mention: Mention) -> bool:
    """Whether what stands beside a name says that it plays."""
    before, after = around(article, mention)
    return bool(_ahead().search(before) or _behind().match(after) or FIGURE.match(after))


def _is_where(article: Article, mention: Mention) -> bool:
    """Whether something is in the place, or the report is from it."""
    before, after = around(article, mention)
    return bool(DATED.match(after)) or (bool(LOCATED.search(before)) and not AT.search(before))


@cache
def _words(where: str) -> frozenset[str]:
    return frozenset(word for word, place in lexicons.rows("sport_words.csv") if place == where)


@cache
def _ahead() -> re.Pattern[str]:
    return re.compile(rf"(?i)\b(?:{'|'.join(sorted(_words('before')))})\.?\s(?:the\s)?$")


@cache
def _behind() -> re.Pattern[str]:
    return re.compile(rf"(?i)(?:\s?['’]s)?\s(?:{'|'.join(sorted(_words('after')))})\b")
