"""Headlines: taken off the name of the site, compared, told from running text, and derived where there is none."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from difflib import SequenceMatcher

from ..schema import UNSPACED

LONGEST = 220  # characters of a headline; what is longer is a paragraph
SHORTEST_DERIVED, LONGEST_DERIVED = 8, 110
LONGEST_LEDE = 600  # characters; of a longer first paragraph its first sentences are the lede
ALIKE = 0.75  # similarity of the words of two forms of one headline

# Separators between headline and site; dashes stand in headlines, too.
_LAST = re.compile(r"\s*[|»›·•]\s*|\s+(?:-+|–|—|:{2})\s+")
_WORDS = re.compile(r"\w+")
_UNSPACED = re.compile(f"[{UNSPACED}]")
_END = re.compile(r"""(?<=[^\W\d_]{2})[.!?…]["'”’»)]*(?=\s+["'“‘«(¿¡]?[^\W\d_a-zà-ÿ]|$)|\s[.!?](?=\s|$)|[。！？]""")
_INNER_END = re.compile(r"[^\W\d_A-Z]{4}[.!]\s+[A-Z]")  # two sentences
_CLAUSE = re.compile(r"[,;:–—](?=\s)")
_FIRST = re.compile(r"(.{2,40}?)\s*(?:\||:|\s[-–—]|»)\s+(?=\S)")
_MARK = re.compile(r"\s*[\[(](?:watch|video|photos?|pictures|listen|updated?|exclusive|opinion)[\])]$", re.I)
_SECTION = re.compile(r"[A-Z][\w&' ]{2,20}\s*\|\s+(?=\S+ \S+ \S+)")


def bare(text: str) -> str:
    """The letters and digits of a text, without case and accents."""
    plain = unicodedata.normalize("NFKD", text).casefold()
    return "".join(c for c in plain if c.isalnum())


def site_key(name: str) -> str:
    """How names of sites and outlets are compared: their letters and digits, "the" before them left out."""
    return bare(name).removeprefix("the")


def without_site(title: str, sites: Iterable[str]) -> str:
    """The headline without the name of the site before or behind it ("… | Site", "… - Site", "Site: …").

    `sites` are the names that the page gives itself. A tail after a bar goes even when it is not one of them, if it
    is short beside the headline; a tail after a dash only when it is.
    """
    if len(title) > 2 * LONGEST:
        return title
    title = " ".join(title.split())
    known = {site_key(site) for site in sites} - {""}
    for _ in range(3):
        shorter = _without_tail(title, known)
        if shorter == title:
            break
        title = shorter
    head = _FIRST.match(title)
    if head and site_key(head[1]) in known:
        title = title[head.end() :]
    return _MARK.sub("", _SECTION.sub("", title, count=1))


def parted(title: str) -> tuple[str, str, str]:
    """A title at its last bar or dash: what stands before it, the mark, what stands behind; ("", "", title) without."""
    marks = list(_LAST.finditer(title)) if len(title) <= 2 * LONGEST else []
    if not marks:
        return "", "", title
    return title[: marks[-1].start()].strip(), marks[-1].group().strip(), title[marks[-1].end() :].strip()


def _without_tail(title: str, known: set[str]) -> str:
    head, mark, tail = parted(title)
    if not head:
        return title
    name = site_key(tail)
    ours = any(name == site or (len(site) > 2 and name.startswith(site)) or (len(name) > 2 and name in site)
               for site in known)  # fmt: skip
    short = len(tail.split()) <= 4 and len(head.split()) >= 3 and len(head) > 1.5 * len(tail)
    return head if (ours or not tail or (short and mark and mark in "|»›•")) else title


def same(one: str, other: str) -> bool:
    """Whether two texts are the same headline: equal, one cut short, or nearly the same words."""
    a, b = " ".join(_WORDS.findall(one.casefold())), " ".join(_WORDS.findall(other.casefold()))
    if not a or not b:
        return False
    if a == b:
        return True
    short, long = sorted((a, b), key=len)
    if len(short) > 15 and long.startswith(short):
        return True
    if len(short) < 0.5 * len(long) or len(long) > 2 * LONGEST:
        return False
    return SequenceMatcher(None, a.split(), b.split(), autojunk=False).ratio() >= ALIKE


def is_headline(text: str) -> bool:
    """Whether a line at the head of a text can be its headline: short, and no sentence with its full stop."""
    words = text.split()
    letters = sum(word[0].isalpha() for word in words)
    unspaced = len(_UNSPACED.findall(text))
    few = len(words) <= 2 and (unspaced > 3 if unspaced else len(text) > 8)
    if not (letters >= 3 or few) or len(text) > LONGEST or text[0].islower():
        return False
    if text.isupper():
        return True
    if _INNER_END.search(text):
        return False
    ended = text.rstrip("\"'”’»)")
    if ended.endswith("..."):
        return True
    if ended.endswith("."):  # an abbreviation at the end ("in the U.S.") is no full stop
        last = ended.split()[-1].rstrip(".")
        return "." in last or (bool(last) and len(last) <= 3 and last[0].isupper())
    return not ended.endswith(("。", ":", ";", ","))


def derived(body: str) -> str:
    """A title made of the first sentence of a text, cut at a clause or a word where it is long (then with "…")."""
    first = body.lstrip().split("\n", 1)[0].strip()
    end = _END.search(first, SHORTEST_DERIVED)
    sentence = first[: end.end()] if end else first
    sentence = sentence.rstrip(".。 ")
    if len(sentence) <= LONGEST_DERIVED:
        return sentence
    clauses = [m.start() for m in _CLAUSE.finditer(sentence, 40, LONGEST_DERIVED)]
    cut = clauses[-1] if clauses else sentence.rfind(" ", 40, LONGEST_DERIVED)
    return sentence[: cut if cut > 0 else LONGEST_DERIVED].rstrip() + "…"


def lede(body: str) -> str | None:
    """The first paragraph of a text, or its first sentences where the paragraph is long; None for no text."""
    first = body.partition("\n\n")[0]
    if len(first) <= LONGEST_LEDE:
        return first or None
    ends = [match.end() for match in _END.finditer(first, 0, LONGEST_LEDE)]
    cut = ends[-1] if ends else first.rfind(" ", 1, LONGEST_LEDE)
    return first[: cut if cut > 0 else LONGEST_LEDE]
