"""Names in a headline whose words all have capitals, read with what the body shows of them in running text."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from ..models import Article, Kind, Mention
from ..names.forms import fold
from .casing import WORD, Evidence, heading, is_common, is_title_case
from .priors import organization_words


def confirmed(article: Article, mentions: Sequence[Mention]) -> list[Mention]:
    """The mentions; those of a headline in title case cut to what the body knows as a name: "Bogdan Joins" to "Bogdan".

    A mention stays whole if the body prints it in full, or if the rest of it is an organization's word.
    """
    headed = heading(article)
    if not is_title_case(article.title.split()):
        return list(mentions)
    titles = [one for one in mentions if one.field == "title" or one.end <= headed]
    names = {fold(one.text): one.kind for one in mentions if one.field == "body" and one.end > headed}
    evidence, body = Evidence.of(article), article.body[headed:]
    cut = [_cut(mention, names, evidence, body) for mention in titles if " " in mention.text]
    parts = {id(whole): part for whole, part in cut}
    return [parts.get(id(mention), mention) for mention in mentions]


def _cut(whole: Mention, names: Mapping[str, Kind], evidence: Evidence, body: str) -> tuple[Mention, Mention]:
    """A mention, and the longest part of it that the body names, or the mention again if it stays whole."""
    if whole.text in body or fold(whole.text) in names:
        return whole, whole
    for start, end in _parts(whole.text):
        kind = names.get(fold(whole.text[start:end]))
        if kind and _is_rest(whole.text[:start] + whole.text[end:], evidence):
            place = whole.start + start
            return whole, replace(whole, kind=kind, start=place, end=whole.start + end, text=whole.text[start:end])
    return whole, whole


def _parts(text: str) -> Iterator[tuple[int, int]]:
    """The beginning and end of each run of words in a text but the whole, the longest first."""
    words = [match.span() for match in re.finditer(r"\S+", text)]
    for length in range(len(words) - 1, 0, -1):
        for first in range(len(words) - length + 1):
            yield words[first][0], words[first + length - 1][1]


def _is_rest(text: str, evidence: Evidence) -> bool:
    """Whether words beside a name are everyday words with a headline's capitals."""
    words = [match[0].lower() for match in WORD.finditer(text)]
    if organization_words().intersection(words):
        return False
    return all(evidence.lower[word] or is_common(word) for word in words)
