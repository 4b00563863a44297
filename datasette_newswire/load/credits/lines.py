"""Lines and phrases that name a source of the text: credit lines, sign-offs, copyright lines, bylines.

What the lexicon does not know is taken as printed, but only from places that name a source and nothing else. A name
in running text ("told CNN") is a mention and no credit, and who made a picture is no source of the article.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from ..lexicons import any_of
from ..models import Credit
from ..parsing import months
from .sources import Outlet, credit, find, named, unique

LONGEST_NAME = 60  # characters of a source's name
TAIL = 600  # characters of a block that can be a credit line

# Words that credit a source for a text or its facts, before its name.
_SOURCE = (
    r"(?:sources?|fontes?|fuentes?|quellen?|bron|kaynak|sumber|källa|kilde|источник|джерело|المصدر|出典|来源|來源|출처)"
)
_WITH = (
    r"(?:with (?:inputs?|information|files|reporting) from|com informações d[aeo]s?|con informaci(?:ón|ones) de"
    r"|con informazioni d[ai]|mit material von)"
)
_LABEL = re.compile(rf"^[\s(\[*–—-]*(?:{_SOURCE}|{_WITH}|via|avec)(?:\s*：\s*|\s*:?\s+)(?=\S)", re.I)
_LABELLED = re.compile(
    rf"^[\s(\[*–—-]*(?:(?:{_SOURCE}|information from)\s*[:：]\s*|(?-i:SOURCE)\s+)(?P<name>.+?)[\s)\].]*$", re.I
)
_LIST = re.compile(r"\s*[,;/|&]\s*|\s+(?:and|e|y|und|et|en|och|og)\s+(?:the\s+)?")
_LISTED = re.compile(r"[\s(\[]*(?:from|reporting by|with reporting)\b", re.I)
# "data collected by X", "according to data compiled by X", "recogidos por X", "com informações da X".
_ORIGIN = re.compile(
    r"(?:(?:data|information|statements?|images?|figures|reports?|material|footage)\s+(?:\w+\s+)?(?:collected|compiled"
    r"|gathered|obtained|provided|distributed|released)\s+by|compiled from"
    r"|(?:material|information|content|reporting) from(?=[^.\n]{2,60} (?:was|were) used in this (?:report|story))"
    r"|(?:recogid|recopilad|recolhid|divulgad)[oa]s?\s+(?:por|pel[oa])|(?:from|of) the news agency|avec l'agence"
    rf"|mit Material der|{_WITH})"
    r"\s+(?:the\s+)?(?P<name>[^\W\d_][\w.&'’/ -]{1,50})",
    re.I,
)
_CONTRIBUTED = re.compile(
    r"(?:^|\n)\W{0,3}(?:The\s+)?(?P<name>[A-Z][\w.& -]{1,40}?)\s+contributed\s+to\s+this\s+(?:report|story|article)\b"
)
# "Associated Press writers A in X and B in Y contributed to this report": the agency's own story.
_STAFF = re.compile(
    r"(?P<name>[A-Z][\w& -]{1,40}?) (?:staff )?(?:writers?|reporters?|journalists?|correspondents?)\b"
    r"[^\n]{0,300}?\bcontributed to this (?:report|story|article)\b"
)
# One of these is in all that _ORIGIN finds; looking for them first costs a tenth.
_ORIGIN_WORDS = any_of(
    ("collected by", "compiled by", "compiled from", "gathered by", "obtained by", "provided by", "distributed by",
     "released by", "recogid", "recopilad", "recolhid", "divulgad", "news agency", "l'agence", "mit material ",
     "with input", "with information from", "with files from", "with reporting from", "com informações d",
     "con informaci", "con informazioni d", "used in this")
)  # fmt: skip
# "This story originally appeared in the winter issue of X", "This post was first published by X".
_REPRINT = re.compile(
    r"\bthis (?:article|story|report|post|piece|essay|column|interview|review|content) (?:was |has |had )?(?:been )?"
    r"(?:originally |first |previously )(?:appeared|published|ran|posted|produced|written) "
    r"(?:on|in|by|at|for) (?:the [^.]{0,40}?\b(?:issue|edition) of )?"
    r"(?-i:(?P<name>(?:[Tt]he )?[A-Z][\w&'’.-]*(?: (?:of |and |the |for |& )?[A-Z][\w&'’-]*){0,5}))",
    re.I,
)
_SENTENCE = re.compile(r"(?<=[a-z]{3})\.\s")
_REPRINTED = re.compile(r"originally|first|previously")
_COPYRIGHT = re.compile(r"(?:\(c\)|©|copyright)[\s\d()©c–,-]{0,16}(?:by )?(?:the )?(?=[^\W\d_])", re.I)
# "(From A and B of Reuters and C, from CNN)", "Reporting by A for Reuters".
_OF = re.compile(r"(?:\bof|\bfrom|\bfor|\bvia|,|/|\bda|\bde|\bdo)\s+(?:the\s+)?(?=[A-Z])")
_WIRE_TAIL = re.compile(r"^[\s(（\[–—-]*(?P<name>[^\W\d_][\w.’'& -]{1,40}?)[\s)）\].]*$")
_SIGNED = re.compile(
    r"[.!?。！？][\"'”’»“]?\s*(?P<sign>[(（\[–—/-]\s?[^\W\d_][\w. /,-]{1,40}[)）\]]?|(?<=\s)[A-Z]{2,6})\.?$"
)


def of_line(line: str) -> list[Credit]:
    """The sources that a credit line names: "Source: CNN", "(From A of Reuters and B, from CNN)"."""
    if len(line) > TAIL:
        return []
    labelled = _LABELLED.match(line)
    if labelled:
        return list(_labelled(labelled["name"]))
    if label := _LABEL.match(line):
        listed = (named(part, "credit", "credit-line") for part in _LIST.split(line[label.end() :]))
        return unique([*(found for found in listed if found), *_within(line)])
    return unique(_within(line)) if _LISTED.match(line) else []


def _labelled(text: str) -> Iterator[Credit]:
    for part in _LIST.split(text):
        name = part.strip(" .()")
        known = find(name)
        if known:
            yield Credit(known.name, "credit", known.kind, known.domain, "credit-line")
        elif 1 < len(name) <= LONGEST_NAME and len(name.split()) <= 6 and name[0].isupper() and "http" not in name:
            yield Credit(name, "credit", "outlet", None, "credit-line")


def _within(text: str) -> Iterator[Credit]:
    for match in _OF.finditer(text):
        found = named(re.split(r"[,;()]|\band\b", text[match.end() :])[0], "credit", "credit-line")
        if found:
            yield found


def of_text(text: str) -> list[Credit]:
    """The sources that running text names as the origin of its facts ("in data collected by Efe")."""
    met = [*_ORIGIN.finditer(text)] if _ORIGIN_WORDS.search(" ".join(text.casefold().split())) else []
    met += _CONTRIBUTED.finditer(text) if "contributed" in text else ()
    found = [item for match in met if (item := named(match["name"], "credit", "credited-in-text"))]
    return unique([*found, *_staff(text), *_reprinted(text)])


def _staff(text: str) -> Iterator[Credit]:
    """The agencies whose own reporters a text says contributed to it."""
    for match in _STAFF.finditer(text) if "contributed" in text else ():
        found = named(match["name"], "agency", "staff")
        if found and found.kind == "agency":
            yield found


def _reprinted(text: str) -> Iterator[Credit]:
    """Where a text says that it stood before."""
    for match in _REPRINT.finditer(text) if _REPRINTED.search(text) else ():
        name = _SENTENCE.split(match["name"])[0].rstrip(".'’")
        if (
            not months.are_words(name.split()[0])
            and not months.month_of(name.split()[0], "en")
            and len(name) <= LONGEST_NAME
        ):
            yield credit(name, "credit", "reprint")


def of_copyright(line: str) -> Credit | None:
    """The agency that a copyright line names ("© Reuters", "Copyright 2014 dpa. All rights reserved"), or None."""
    match = _COPYRIGHT.search(line[:TAIL])
    found = named(line[match.end() :][:LONGEST_NAME].replace(".", " "), "agency", "copyright") if match else None
    return found if found and found.kind == "agency" else None


def of_byline(byline: str) -> Credit | None:
    """The agency or outlet that a byline names with the authors or in their place ("A B, Associated Press", "dpa")."""
    words = byline.split()
    for start in range(min(len(words), 8)):
        if known := find(" ".join(words[start:])):
            return _of_author(known)
    return after_name(byline)


def of_tail(line: str) -> Credit | None:
    """The agency that signs a text with its name alone on the last line ("REUTER", "(dpa)", "— AP")."""
    match = _WIRE_TAIL.match(line) if len(line) <= LONGEST_NAME else None
    known = find(match["name"]) if match else None
    return (
        Credit(known.name, "agency", known.kind, known.domain, "sign-off") if known and known.kind == "agency" else None
    )


def of_end(text: str) -> list[Credit]:
    """The agency that signs the last paragraph of a text behind its last sentence ("… he said. (KUNA)")."""
    match = _SIGNED.search(text, max(0, len(text) - LONGEST_NAME))
    parts = re.split(r"[/,]", match["sign"]) if match else ()  # "(ib/dpa)": who wrote it, and from what
    return unique(found for part in parts if (found := of_tail(part)))


def after_name(byline: str) -> Credit | None:
    """The agency or outlet that a byline names behind the author ("By A, Associated Press", "By A | CNN")."""
    for part in reversed(re.split(r"\s*[|,/•·]\s*|\s+(?:of|for|from|with|in)\s+", byline)[1:]):
        if known := find(part):
            return _of_author(known)
    return None


def _of_author(known: Outlet) -> Credit:
    """The credit for whom an author works for."""
    return Credit(known.name, "agency" if known.kind == "agency" else "credit", known.kind, known.domain, "byline")
