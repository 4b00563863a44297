"""The head and the tail of an article: title, byline, date, credit lines and the author's biography."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence, Set
from dataclasses import dataclass, field
from itertools import islice, pairwise

from ...schema import UNSPACED
from .. import headlines
from ..credits import biographies, bylines, lines
from ..credits import sources as credits
from ..models import Credit, Draft, TitleOrigin
from ..parsing import stamps
from . import path
from .blocks import SENTENCE_END, Block
from .cues import cue, is_menu
from .features import stopwords, word_count
from .leftovers import Rules, is_prose, kept

NEAR = 5  # blocks of the article in which lines over it can stand beside sentences
HEAD, HEAD_BEFORE = 12, 16  # blocks of the article, and of the page before it, where byline and date are looked for
AGAIN = 5  # blocks of the article in which its title can stand again
BEHIND_TITLE = 25  # blocks between title and article, looked at for the same
PAGE_BEFORE = 12  # lines before the article that a reader has taken out, looked at for the same
TAIL, TAIL_BEHIND = 6, 4  # blocks of the article, and of the page behind it, where credits and biography are
OPENING = 12  # blocks of the text whose words its title is expected to share
FIRST = 6  # blocks of the article among which its title is looked for
ABOVE, NEARLY = 2, 0.6  # blocks between a title and its standfirst at most; share of what speaks for that one
FIRST_LINE = 2.0  # more than words and company can say for another line
CONVINCING = 0.35  # below this no line of the page is taken for the title
SIGNED, BUTTONS = 3, 10  # lines behind a title in which its byline or date is, with buttons, players and the like
DAY_BEHIND = 2  # lines behind a name in which the day can be
LONGEST_LINE = 25  # words; what is longer is a paragraph
SHORTEST = 5  # words of a title above a standfirst; shorter lines are names of sections
KICKER = 2  # words
MENU = 5  # words; what is longer before the title is no line of a menu
_WORDS = re.compile(r"\w+")
_HAS_WORDS = re.compile(r"[^\W\d_]")
_UNSPACED = re.compile(f"[{UNSPACED}]+")
_PICTURED = re.compile(r"^\(.*\)$|\w\s?/\s?\w")  # who took a picture: "(Ida Berg / Tarvo Post)"
Line = tuple[float, int, str]  # how much speaks for a line as the title, its block, its text


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
    _top(draft, blocks, rules, found, language)
    _bottom(blocks, rules, found)
    _owner(draft, blocks, rules, found)
    return found


def _title(draft: Draft, blocks: Sequence[Block], rules: Rules, found: Found) -> None:
    """The title that the format gives, else a headline over or before the text; its repetitions are taken out."""
    left = kept(rules)
    if not draft.title:
        best = _likeliest(list(_headlines(blocks, rules)), blocks, left)
        if best[0] < CONVINCING:
            found.title = None
            return
        _, place, found.title = best
        found.credits += _some(credits.masthead(blocks[place].text))
        found.title_origin = "first-line"
        rules[place] = "title"
        for before in [i for i in left if i < place]:
            rules[before] = path.RULE[path.BEFORE]
    for i in left[:AGAIN]:
        if len(kept(rules)) > 1 and found.title and headlines.same(blocks[i].text, found.title):
            rules[i] = "title"


def _likeliest(found: Sequence[Line], blocks: Sequence[Block], left: Sequence[int]) -> Line:
    """The likeliest of the lines that can be the title, or the one right above it: a standfirst over the article
    shares more words with the text than its title. What the window is called is no standfirst."""
    best = max(found, default=(0.0, -1, ""))
    if best[1] == 0:  # what the window is called; the page has its own words for it
        return next((line for line in found if line[1] and headlines.same(line[2], best[2])), best)
    if not left or best[1] > left[0] or headlines.same(best[2], _window(blocks)):
        return best
    near = range(max(1, best[1] - ABOVE), best[1])
    above = [line for line in found if line[1] in near and word_count(line[2]) >= SHORTEST]
    above = [line for line in above if best[2] not in line[2] and not headlines.same(best[2], line[2])]  # a path to it
    title = max(above, default=best)
    return title if title[0] >= max(CONVINCING, NEARLY * best[0]) else best


def _window(blocks: Sequence[Block]) -> str:
    """The first line without the name of the site: in the text of a whole page, the title of its window."""
    return headlines.without_site(blocks[0].text, _site(blocks))


def _site(blocks: Sequence[Block]) -> tuple[str, ...]:
    """The name of the site, if the first line is a later one with that behind it ("Ship aground - Tarvo Post")."""
    head, _, tail = headlines.parted(blocks[0].text)
    return (tail,) if head and any(block.text == head for block in blocks[1:HEAD_BEFORE]) else ()


def _headlines(blocks: Sequence[Block], rules: Rules) -> Iterator[Line]:
    """Lines that can be the title, with how much speaks for each: words shared with the text, place, company.

    Before the text these are the lines of the page; in it, the first block. What a page gives twice (its window's
    title is one of its lines) is a title rather than a heading of a menu, and so is what a byline or date follows.
    """
    left = kept(rules)
    if not left:
        return
    first = left[0]
    known = _opening(blocks, left)
    window = _window(blocks)
    times = Counter(block.text for block in blocks)
    for i in range(first):
        text = window if i == 0 else blocks[i].text
        if rules[i] != "before-article" or blocks[i].bullet:
            continue
        if _can_be_title(text) or (i > 0 and text == window):  # two sentences can be a title: "Fog lifts. What now?"
            twice = 0.5 if i > 0 and headlines.same(text, window) else 0.15 * (times[text] > 1)
            size = min(word_count(text) / 6, 1.0)  # shorter lines are menus and names more often than titles
            far = 0.01 * min(first - i, 30)
            yield size * (_shared(text, known) + 0.25 * _is_signed(blocks, i) + 0.15) + twice - far, i, text
    for place in left[: min(FIRST, len(left) - 1)]:  # a line of a menu can stand before the title
        text = window if place == 0 else headlines.without_site(blocks[place].text, ())
        if _is_authors(blocks, place):
            continue
        if word_count(text) <= LONGEST_LINE and _can_be_title(text):
            around = 0.25 * (place == first) + 0.25 * _is_signed(blocks, place)
            yield _shared(text, known) + around if place else _standing(text), place, text
        begun = word_count(text) > MENU and not is_menu(text) and text == blocks[place].text  # or else it is a window's
        if begun or SENTENCE_END.search(text):
            return  # the article has begun


def _standing(text: str) -> float:
    """What speaks for the first line of all: it is the title, but a word or two over another such line are the name
    of its series or section."""
    return FIRST_LINE if word_count(text) > KICKER else CONVINCING


def _is_signed(blocks: Sequence[Block], at: int) -> bool:
    """Whether a byline or a date is shortly behind a line; buttons and players between them do not count."""
    near = (block.text for block in blocks[at + 1 : at + 1 + BUTTONS] if _HAS_WORDS.search(block.text))
    told = islice((text for text in near if cue(text) is None), SIGNED)
    return any(bylines.line(text) or stamps.may_be(text) for text in told)


def _can_be_title(text: str) -> bool:
    met = cue(text)
    of_page = stamps.is_bare(text) or (met and (met.strength != "hint" or met.rule == "caption"))
    return headlines.is_headline(text) and not (of_page or _names_somebody(text))


def _names_somebody(text: str) -> bool:
    """Whether a line says who made the text or its pictures, or where it is from."""
    byline = bylines.line(text) or bylines.is_anonymous(text) or bylines.is_of_others(text) or _of_source(text)
    pictured = _PICTURED.search(text) and bylines.signed(text.strip("() "))
    return bool(byline or pictured or lines.of_line(text))


def _of_source(text: str) -> Credit | None:
    """The source that a line names in an author's place ("By Reuters"), or None."""
    return lines.of_byline(text) if bylines.begins(text) else None


def _opening(blocks: Sequence[Block], places: Sequence[int]) -> set[str]:
    """The words of the first of some blocks."""
    return set(_terms(" ".join(blocks[i].text for i in places[:OPENING])))


def _terms(text: str) -> list[str]:
    """The words of a text; of a script without spaces each two signs that follow each other."""
    unspaced = _UNSPACED.findall(text)
    spaced = _WORDS.findall((_UNSPACED.sub(" ", text) if unspaced else text).casefold())
    return spaced + ["".join(pair) for run in unspaced for pair in pairwise(run)]


def _is_authors(blocks: Sequence[Block], at: int) -> bool:
    """Whether a block is nothing but names of whom the text behind it does not speak."""
    text = blocks[at].text
    return bool(bylines.alone(text)) and not _shared(text, _opening(blocks, range(at + 1, len(blocks))))


def _shared(line: str, known: Set[str]) -> float:
    """The share of a line's words, function words aside, that the text has too."""
    telling = [word for word in _terms(line) if word not in stopwords()]
    return sum(word in known for word in telling) / (len(telling) + 1)


def _top(draft: Draft, blocks: Sequence[Block], rules: Rules, found: Found, language: str | None) -> None:
    """Byline, date and agency in the lines between the title and the first paragraph, kept or taken out before."""
    left = kept(rules)
    if not left:
        return
    for line in _lines_before(draft):
        _top_line(line, found, language)
    for i in range(_first_line(blocks, rules, found.title, left[0]), min(left[0] + HEAD, len(blocks))):
        text = blocks[i].text
        is_long, far = word_count(text) > LONGEST_LINE, i >= left[0] + NEAR
        if (i >= left[0] and is_long) or (far and any(is_prose(block.text) for block in blocks[left[0] : i + 1])):
            return
        if is_long or (far and stamps.may_be(text) and not stamps.is_bare(text)):
            continue
        rule = _signature(blocks, i, found, language, i == left[0]) or _top_line(text, found, language)
        if rule and rules[i] is None and len(left) > 1:
            rules[i] = rule


def _signature(blocks: Sequence[Block], at: int, found: Found, language: str | None, opens: bool) -> str | None:
    """The rule for a line of names alone, told by the lines around it: a label before, or the day beside it. If it
    `opens` the article, it is enough that this does not speak of them."""
    text, behind = blocks[at].text, blocks[at + 1 : at + 1 + DAY_BEHIND]
    beside = [*blocks[max(at - 1, 0) : at], *behind]
    if bylines.is_label(text) and behind and bylines.names([behind[0].text]):
        return "byline"
    if found.authors or word_count(text) > LONGEST_LINE:
        return None
    names = bylines.names([text]) if at and bylines.is_label(blocks[at - 1].text) else ()
    dated = any(stamps.read(block.text, language) for block in beside if word_count(block.text) <= LONGEST_LINE)
    signed = dated and text.casefold() not in (found.title or "").casefold()
    alone = () if names else bylines.alone(text)
    if signed or (opens and alone and _is_authors(blocks, at)):
        names = names or alone
    if not names:
        return None
    found.byline, found.authors = found.byline or text, [*names]
    found.credits += _some(lines.of_byline(text))
    return "byline"


def _first_line(blocks: Sequence[Block], rules: Rules, title: str | None, first: int) -> int:
    """Where the lines over an article begin, whose first block is given: a few before it, and all behind its title."""
    near = range(max(0, first - BEHIND_TITLE), first)
    titled = next((i for i in near if rules[i] == "title" or blocks[i].text == title), first)
    return min(titled, max(0, first - HEAD_BEFORE))


def _lines_before(draft: Draft) -> list[str]:
    """The short lines that the reader took out shortly before the article."""
    lines = [line for item in draft.removed if item.position == "before" for line in item.text.split("\n")]
    return [line for line in lines[-PAGE_BEFORE:] if word_count(line) <= LONGEST_LINE]


def _top_line(text: str, found: Found, language: str | None) -> str | None:
    """The rule for a line at the head, after what it says has been noted; None for a line of the article."""
    if bylines.closing(text):
        found.published = found.published or stamps.read(text, language)
        return _closing_line(text, found)
    names = _names(text, found)
    if names or bylines.is_anonymous(text) or _of_source(text):
        found.byline = found.byline or text
        found.authors += names
        found.credits += _some(lines.of_byline(text))
        found.published = found.published or stamps.read(text, language)
        return "byline"
    if bylines.is_of_others(text):
        return "byline"
    if found.authors and bylines.signed(text):
        return "caption"
    if date := stamps.read(text, language):
        found.published = found.published or date
        found.credits += _some(lines.of_tail(re.split(r"[|,·•]", text)[0]))  # "Xinhua | 15 September 2017"
        return "date"
    if sign := lines.of_tail(text):
        found.credits.append(sign)
        return "agency"
    if line := lines.of_line(text):
        found.credits += line
        return "credit"
    return None


def _names(text: str, found: Found) -> tuple[str, ...]:
    """The authors in a line at the head. A name with its outlet is the photographer's where there is a byline, too."""
    names = bylines.line(text)
    if names and found.byline and bylines.signed(found.byline):
        found.byline, found.authors = None, []
    if names or found.authors or ((met := cue(text)) and met.rule == "caption"):
        return names
    return bylines.signed(text)


def _bottom(blocks: Sequence[Block], rules: Rules, found: Found) -> None:
    """Credit lines, the agency's sign-off and the author's biography behind the last paragraph."""
    left = kept(rules)
    if not left:
        return
    said: list[Found] = []
    for i in range(min(left[-1] + TAIL_BEHIND, len(blocks) - 1), left[0], -1):
        here = Found()
        here.credits += _some(lines.of_copyright(blocks[i].text))
        rule = _of_author(blocks[i].text, found.authors)
        rule = rule or _bottom_line(blocks[i].text, here, i >= left[-1] and not found.authors)
        said.append(here)
        if rule and rules[i] is None:
            rules[i] = rule
        elif rules[i] is None and (word_count(blocks[i].text) > LONGEST_LINE or i < left[-1] - TAIL):
            break
    for here in reversed(said):  # as printed
        found.byline = found.byline or here.byline
        found.authors += here.authors
        found.credits += here.credits


def _of_author(text: str, authors: Sequence[str]) -> str | None:
    """The rule for a line at the end that is an author's name, or what is said of one who is known from the head."""
    for name in authors:
        if text == name:
            return "byline"
        told = re.match(
            rf"{re.escape(name)}|{re.escape(name.split()[0])}(?= (?:is|was|has|writes|covers|lives)\b)", text
        )
        if told and biographies.LIVES.match(text, told.end()):
            return "biography"
    return None


def _bottom_line(text: str, found: Found, last: bool) -> str | None:
    """The rule for a line at the end, after what it says has been noted; None for a line of the article. Only the
    `last` line is a byline, if there is none yet: others are of other articles or subheadings ("By Any Means")."""
    if sign := lines.of_tail(text):
        found.credits.append(sign)
        return "agency"
    if story := biographies.read(text):
        found.authors += [story.name] if story.name else []
        if story.outlet:
            found.credits.append(credits.credit(story.outlet, "publisher", "biography"))
        return "biography"
    if bylines.closing(text):
        return _closing_line(text, found)
    if bylines.is_of_others(text):
        return "byline"
    if last and (names := bylines.line(text)):
        found.byline, found.authors = text, [*names]
        return "byline"
    if line := lines.of_line(text):
        found.credits += line
        return "credit"
    return None


def _owner(draft: Draft, blocks: Sequence[Block], rules: Rules, found: Found) -> None:
    """The publisher of a page that nothing else names: the known outlet behind its first line, the window's title."""
    if not blocks or rules[0] is None or any(credit.role == "publisher" for credit in (*draft.credits, *found.credits)):
        return
    found.credits += _some(credits.masthead(blocks[0].text))


def _closing_line(text: str, found: Found) -> str:
    """The rule for a closing credit ("Reporting by A; Editing by B"), after what it says has been noted."""
    found.byline = found.byline or text.strip("() ")
    found.authors += bylines.closing(text)
    found.credits += lines.of_line(text) or _some(lines.of_byline(text.strip("() ")))
    return "byline"


def _some(credit: Credit | None) -> list[Credit]:
    return [credit] if credit else []
