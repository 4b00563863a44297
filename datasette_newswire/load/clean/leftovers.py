"""Lines of the page that still stand in or around an article: told by their wording (`cues`) and their place."""

from __future__ import annotations

import re
from collections.abc import Sequence

from ..credits import biographies
from ..parsing import addresses, stamps
from .blocks import SENTENCE_END, Block
from .cues import Cue, cue
from .features import PROSE_WORDS, word_count

LONG = 40  # words; a block within the article that is longer is not taken out for its wording
LONG_AT_EDGE = 60  # the same for a block before or after it
LONG_REPEATED = 20  # words; what is shorter may be said twice
HEAD = 14  # blocks at the head of a text among which a line of the page is looked for
LONGEST_CAPTION = 30  # words of the line behind one such as "Image caption"
TAIL_SHARE = 0.5  # a heading such as "Comments" ends the article only in its second half
# Words of a paragraph behind such a heading. Comments are sentences, too; what else ends a page are hardly any.
PARAGRAPH = {"comments": 14, **dict.fromkeys(("related", "tags", "share", "subscribe", "copyright", "contact"), 4)}
ENDS = frozenset(PARAGRAPH)
HEADING = 8  # words that it has at most
LONGEST_CONTACT = 25  # words of a line with an address for mail
Rules = list["str | None"]

QUESTION = 14  # words; shorter lines that end with a question are titles
LINKS = 3  # lines between a heading and the paragraph with which the article goes on

_ANNOUNCED = re.compile(r"[:：]\s*\w")
_FULL_STOP = re.compile(r"""[.。]["'”’»)\]]*$""")
_MAIL = re.compile(r"\w@\w+\.\w")
_NO_WORDS = re.compile(r"[\W_]*")


def mark(blocks: Sequence[Block], rules: Rules) -> None:
    """Writes into `rules`, for each block that belongs to the page, the rule that says so."""
    found = [_cue(block.text) for block in blocks]
    _within(blocks, found, rules)
    _before(blocks, found, rules)
    _repeated(blocks, rules)
    _ending(blocks, found, rules)
    _after(blocks, found, rules)


def _cue(text: str) -> Cue | None:
    if _NO_WORDS.fullmatch(text):
        return Cue("no-words", "edge")
    if addresses.of_line(text):
        return Cue("address", "edge")
    if stamps.is_bare(text):
        return Cue("date", "edge")
    return cue(text) or (Cue("contact", "edge") if _MAIL.search(text) and word_count(text) <= LONGEST_CONTACT else None)


def kept(rules: Rules) -> list[int]:
    return [i for i, rule in enumerate(rules) if rule is None]


def _within(blocks: Sequence[Block], found: Sequence[Cue | None], rules: Rules) -> None:
    captioned = False
    for i, cue_met in enumerate(found):
        words = word_count(blocks[i].text)
        if captioned and words <= LONGEST_CAPTION:  # "Image caption" has what it announces on the next line
            rules[i] = rules[i] or "caption"
        captioned = cue_met is not None and cue_met.rule == "caption-heading"
        if rules[i] is None and cue_met and cue_met.strength == "sure" and words <= LONG:
            rules[i] = cue_met.rule


def _before(blocks: Sequence[Block], found: Sequence[Cue | None], rules: Rules) -> None:
    """Lines of the page at the head, up to the first running text."""
    for i in kept(rules)[:HEAD]:
        cue_met = found[i]
        is_long = word_count(blocks[i].text) > LONG  # so are addresses with spaces around their signs
        if cue_met and cue_met.strength == "edge" and (not is_long or cue_met.rule == "address"):
            rules[i] = cue_met.rule
        elif blocks[i].text.isdigit():  # of comments or shares
            rules[i] = "share"
        elif word_count(blocks[i].text) > 20:
            return


def _repeated(blocks: Sequence[Block], rules: Rules) -> None:
    """Running text that is given twice: the second goes."""
    seen: set[str] = set()
    for i in kept(rules):
        text = blocks[i].text
        if word_count(text) >= LONG_REPEATED and SENTENCE_END.search(text):
            if text in seen:
                rules[i] = "repeated"
            seen.add(text)


def _ending(blocks: Sequence[Block], found: Sequence[Cue | None], rules: Rules) -> None:
    """Headings such as "Comments" or "Related articles": what they announce goes, late in the text to its end."""
    left = kept(rules)
    begun = next((i for i in left if is_prose(blocks[i].text)), len(blocks))  # before it are menus and the title
    total = sum(word_count(blocks[i].text) for i in left)
    behind = 0
    for i in range(len(blocks) - 1, -1, -1):
        cue_met = found[i]
        if cue_met and left and i > left[0] and _is_heading(blocks[i], cue_met):
            late = behind <= (1 - TAIL_SHARE) * total
            if late or (cue_met.rule == "related" and i > begun):
                for j in _announced(blocks, found, [j for j in left if j > i], cue_met.rule, late):
                    own = found[j]
                    rules[j] = own.rule if own else cue_met.rule
        behind += word_count(blocks[i].text) if rules[i] is None else 0


def is_prose(text: str) -> bool:
    """Whether a block is a sentence of running text, by which the article has begun."""
    return word_count(text) >= PROSE_WORDS and SENTENCE_END.search(text) is not None


def _announced(
    blocks: Sequence[Block], found: Sequence[Cue | None], after: list[int], rule: str, late: bool
) -> list[int]:
    """Of the blocks behind a heading the lines of a few links, or a list of them, if a paragraph of the article is
    behind those; if none is and the heading stands `late`, all."""
    going_on = (n for n, i in enumerate(after) if found[i] is None and _is_paragraph(blocks[i], rule))
    links = after[: next(going_on, len(after))]
    if len(links) == len(after):
        return links if late else []
    few = len(links) <= LINKS or all(blocks[i].bullet for i in links)
    return links if few and not any(SENTENCE_END.search(blocks[i].text) for i in links) else []


def _is_heading(block: Block, met: Cue | None) -> bool:
    """Whether a line announces what stands below it, and not on the line itself ("See also: Rain closes roads")."""
    return (
        met is not None and met.rule in ENDS and word_count(block.text) <= HEADING and not _ANNOUNCED.search(block.text)
    )


def _is_paragraph(block: Block, rule: str) -> bool:
    """Whether a block goes on with the article: comments are sentences, too, but titles of articles are none."""
    words = word_count(block.text)
    end = SENTENCE_END if words >= QUESTION else _FULL_STOP
    return words >= PARAGRAPH[rule] and end.search(block.text) is not None and not biographies.read(block.text)


def _after(blocks: Sequence[Block], found: Sequence[Cue | None], rules: Rules) -> None:
    """Lines of the page at the end, from the last one back to the first that belongs to the article."""
    for i in reversed(kept(rules)):
        cue_met = found[i]
        if not cue_met or cue_met.strength == "hint" or word_count(blocks[i].text) > LONG_AT_EDGE:
            return
        rules[i] = cue_met.rule
