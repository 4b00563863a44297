"""The head and the tail of an article: title, byline, date, credit lines and the author's biography."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from .. import bylines, credits, dates, headlines
from ..models import Credit, Draft, TitleOrigin
from .blocks import Block
from .features import word_count
from .leftovers import Rules, kept

HEAD, HEAD_BEFORE = 5, 8  # blocks of the article, and of the page before it, where byline and date are looked for
TAIL, TAIL_BEHIND = 6, 4  # blocks of the article, and of the page behind it, where credits and biography are
LONGEST_LINE = 25  # words; what is longer is a paragraph
_DATE_WORDS = re.compile(
    r"^[\s\W]*(?:(?:last\s+)?(?:updated|published|posted|modified|created|publicado|atualizado|actualizado|publié|mis à jour"
    r"|veröffentlicht|aktualisiert|stand|pubblicato|aggiornato|gepubliceerd)\b[\s:]*(?:on|at|em|el|le|am|il|op)?\s*[:|]?\s*)+",
    re.I,
)


@dataclass(slots=True)
class Found:
    """What the head and the tail of an article say, filled while they are read."""

    title: str | None = None
    title_origin: TitleOrigin = "lede"
    byline: str | None = None
    authors: list[str] = field(default_factory=list)
    published: str | None = None
    credits: list[Credit] = field(default_factory=list)


def read(draft: Draft, blocks: Sequence[Block], rules: Rules, language: str | None) -> Found:
    """Title, byline, date and credits; the blocks that hold them are marked in `rules`."""
    found = Found(draft.title, draft.title_origin or "metadata")
    _title(draft, blocks, rules, found)
    _top(blocks, rules, found, language)
    _bottom(blocks, rules, found)
    return found


def _title(draft: Draft, blocks: Sequence[Block], rules: Rules, found: Found) -> None:
    left = kept(rules)
    if draft.title:
        for i in left[:HEAD]:
            if len(left) > 1 and headlines.same(blocks[i].text, draft.title):
                rules[i] = "title"
        return
    found.title = None
    if len(left) > 1 and headlines.is_headline(blocks[left[0]].text) and not bylines.line(blocks[left[0]].text):
        found.title, found.title_origin = blocks[left[0]].text, "first-line"
        rules[left[0]] = "title"
        for i in left[1:HEAD]:
            if headlines.same(blocks[i].text, found.title):
                rules[i] = "title"


def _top(blocks: Sequence[Block], rules: Rules, found: Found, language: str | None) -> None:
    """Byline, date and agency in the lines between the title and the first paragraph, kept or taken out before."""
    left = kept(rules)
    if not left:
        return
    for i in range(max(0, left[0] - HEAD_BEFORE), min(left[0] + HEAD, len(blocks))):
        text = blocks[i].text
        if word_count(text) > LONGEST_LINE:
            if i >= left[0]:
                return
            continue
        rule = _top_line(text, found, language)
        if rule and rules[i] is None and len(left) > 1:
            rules[i] = rule


def _top_line(text: str, found: Found, language: str | None) -> str | None:
    """The rule for a line at the head, after what it says has been noted; None for a line of the article."""
    if names := bylines.line(text):
        found.byline = found.byline or text
        found.authors += names
        found.credits += [c for c in [credits.after_name(text)] if c]
        return "byline"
    if date := _date(text, language):
        found.published = found.published or date
        return "date"
    if sign := credits.of_tail(text):
        found.credits.append(sign)
        return "agency"
    if line := credits.of_line(text):
        found.credits += line
        return "credit"
    return None


def _date(text: str, language: str | None) -> str | None:
    """The date of a line that is nothing but a date."""
    if len(text) > 90 or not re.search(r"\d{4}|\d\d[./]\d\d", text):
        return None
    parsed = dates.parse(re.sub(r"\s+([,:])\s*", r"\1 ", _DATE_WORDS.sub("", text)), language=language)
    return parsed.value if parsed else None


def _bottom(blocks: Sequence[Block], rules: Rules, found: Found) -> None:
    """Credit lines, the agency's sign-off and the author's biography behind the last paragraph."""
    left = kept(rules)
    if not left:
        return
    for i in range(min(left[-1] + TAIL_BEHIND, len(blocks) - 1), left[0], -1):
        rule = _bottom_line(blocks[i].text, found)
        if rule and rules[i] is None:
            rules[i] = rule
        elif rules[i] is None and (word_count(blocks[i].text) > LONGEST_LINE or i < left[-1] - TAIL):
            return


def _bottom_line(text: str, found: Found) -> str | None:
    """The rule for a line at the end, after what it says has been noted; None for a line of the article."""
    if sign := credits.of_tail(text):
        found.credits.append(sign)
        return "agency"
    if story := bylines.biography(text):
        found.authors += [story.name] if story.name else []
        if story.outlet:
            found.credits.append(credits.credit(story.outlet, "publisher", "biography"))
        return "biography"
    if names := bylines.closing(text):
        found.byline = found.byline or text.strip("() ")
        found.authors += names
        found.credits += credits.of_line(text)
        return "byline"
    if line := credits.of_line(text):
        found.credits += line
        return "credit"
    return None
