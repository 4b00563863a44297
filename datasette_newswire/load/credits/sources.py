"""Sources of an article: whose page it is, the wire it came from, who is named as the origin of facts or text.

The lexicon (`data/outlets.csv`) gives a source one name and its domain; what it does not know is taken as printed,
but only from places that name a source and nothing else. A name in running text ("told CNN") is a mention, no credit.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import cast
from urllib.parse import urlsplit

from ..headlines import fold
from ..lexicons import any_of, rows
from ..models import Credit, Role, SourceKind

LONGEST_NAME = 60  # characters of a source's name
TAIL = 600  # characters of a block that can be a credit line

_SECOND_LEVEL = frozenset(["co", "com", "org", "net", "gov", "ac", "edu", "ne", "or"])
# Words that credit a source for a text or its facts, before its name.
_SOURCE = r"(?:sources?|fontes?|fuentes?|quellen?|bron|credits?|crédito|kaynak|sumber|källa|kilde|источник|出典|来源)"
_WITH = (
    r"(?:with (?:inputs?|information|files|reporting) from|com informações d[aeo]s?|con informaci(?:ón|ones) de"
    r"|con informazioni d[ai]|mit material von)"
)
_LABEL = re.compile(rf"^[\s(\[*–—-]*(?:{_SOURCE}|{_WITH}|via|avec)\s*[:：]?\s+(?=\S)", re.I)
_LABELLED = re.compile(rf"^[\s(\[*–—-]*{_SOURCE}\s*[:：]\s*(?P<name>.+?)[\s)\].]*$", re.I)
_LISTED = re.compile(r"[\s(\[]*(?:from|reporting by|with reporting)\b", re.I)
# "data collected by X", "according to data compiled by X", "recogidos por X", "com informações da X".
_ORIGIN = re.compile(
    r"(?:(?:data|information|statements?|images?|figures|reports?|material|footage)\s+(?:\w+\s+)?(?:collected|compiled"
    r"|gathered|obtained|provided|distributed|released)\s+by|compiled from"
    r"|(?:recogid|recopilad|recolhid|divulgad)[oa]s?\s+(?:por|pel[oa])|(?:from|of) the news agency|avec l'agence"
    rf"|mit Material der|{_WITH}"
    r"|this (?:article|story|report) (?:was )?(?:originally|first) (?:appeared|published|ran) (?:on|in|by|at))"
    r"\s+(?:the\s+)?(?P<name>[^\W\d_][\w.&'’/ -]{1,50})",
    re.I,
)
_CONTRIBUTED = re.compile(
    r"(?:^|\n)\W{0,3}(?:The\s+)?(?P<name>[A-Z][\w.& -]{1,40}?)\s+contributed\s+to\s+this\s+(?:report|story|article)\b"
)
# One of these is in all that _ORIGIN finds; looking for them first costs a tenth.
_ORIGIN_WORDS = any_of(
    ("collected by", "compiled by", "compiled from", "gathered by", "obtained by", "provided by", "distributed by",
     "released by", "recogid", "recopilad", "recolhid", "divulgad", "news agency", "l'agence", "mit material ",
     "with input", "with information from", "with files from", "with reporting from", "com informações d",
     "con informaci", "con informazioni d", "originally appeared", "originally published", "originally ran",
     "first appeared", "first published", "first ran")
)  # fmt: skip
# "(From A and B of Reuters and C, from CNN)", "Reporting by A for Reuters".
_OF = re.compile(r"(?:\bof|\bfrom|\bfor|\bvia|,|/|\bda|\bde|\bdo)\s+(?:the\s+)?(?=[A-Z])")
_WIRE_TAIL = re.compile(r"^[\s(\[–—-]*(?P<name>[^\W\d_][\w.’'& -]{1,40}?)[\s)\].]*$")


@dataclass(frozen=True, slots=True)
class Outlet:
    """A source that the lexicon knows."""

    name: str
    kind: SourceKind
    domain: str | None


@dataclass(frozen=True, slots=True)
class _Lexicon:
    by_name: dict[str, Outlet]  # folded names; those printed in capitals only are kept as they are
    by_domain: dict[str, Outlet]


@cache
def _lexicon() -> _Lexicon:
    by_name: dict[str, Outlet] = {}
    by_domain: dict[str, Outlet] = {}
    for name, kind, domains, aliases in rows("outlets.csv"):
        hosts = [host for host in domains.split(";") if host]
        outlet = Outlet(name, cast(SourceKind, kind), hosts[0] if hosts else None)
        for host in hosts:
            by_domain.setdefault(host, outlet)
        for alias in (name, *aliases.split(";")):
            if alias:
                by_name.setdefault(_key(alias), outlet)
    return _Lexicon(by_name, by_domain)


def _key(name: str) -> str:
    """How names are compared: abbreviations in capitals as they are, others folded and without "the"."""
    bare = name.strip()
    if bare.isupper() and len(bare) <= 5:
        return bare.replace(".", "")
    return fold(bare).removeprefix("the")


def find(name: str) -> Outlet | None:
    """The source of this name in the lexicon."""
    return _lexicon().by_name.get(_key(name.strip(" .,;:()[]\"'“”")))


def outlet_of(domain: str) -> Outlet | None:
    """The source whose domain this is, or of which it is a part (`edition.cnn.com` → CNN)."""
    known = _lexicon().by_domain
    parts = domain.lower().split(".")
    return next((known[host] for i in range(len(parts) - 1) if (host := ".".join(parts[i:])) in known), None)


def domain_of(url: str) -> str | None:
    """The registered domain of an address, without `www.`; None if it has none."""
    try:
        host = (urlsplit(url if "//" in url else f"//{url}").hostname or "").lower().strip(".")
    except ValueError:
        return None
    parts = host.split(".")
    if len(parts) < 2 or parts[-1].isdigit():
        return None
    size = 3 if len(parts) > 2 and parts[-2] in _SECOND_LEVEL and len(parts[-1]) == 2 else 2
    return ".".join(parts[-size:])


def credit(name: str, role: Role, rule: str, domain: str | None = None) -> Credit:
    """A credit under the lexicon's name for a source, or the name as printed."""
    known = find(name)
    if known:
        return Credit(known.name, role, known.kind, known.domain or domain, rule)
    return Credit(" ".join(name.split()), role, "outlet", domain, rule)


def named(text: str, role: Role, rule: str) -> Credit | None:
    """The credit for the longest beginning of a text that the lexicon knows as a source, or None."""
    words = text.split()[:6]
    for size in range(len(words), 0, -1):
        known = find(" ".join(words[:size]))
        if known:
            return Credit(known.name, "agency" if role == "agency" else role, known.kind, known.domain, rule)
    return None


def of_line(line: str) -> list[Credit]:
    """The sources that a credit line names: "Source: CNN", "(From A of Reuters and B, from CNN)"."""
    if len(line) > TAIL:
        return []
    labelled = _LABELLED.match(line)
    if labelled:
        return list(_labelled(labelled["name"]))
    if _LABEL.match(line) or _LISTED.match(line):
        return unique(_within(line))
    return []


def _labelled(text: str) -> Iterator[Credit]:
    for part in re.split(r"\s*[,;/|&]\s*|\s+(?:and|e|y|und|et)\s+", text):
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
    found = (named(match["name"], "credit", "credited-in-text") for match in met)
    return unique(item for item in found if item)


def of_tail(line: str) -> Credit | None:
    """The agency that signs a text with its name alone on the last line ("REUTER", "(dpa)", "— AP")."""
    match = _WIRE_TAIL.match(line) if len(line) <= LONGEST_NAME else None
    known = find(match["name"]) if match else None
    return (
        Credit(known.name, "agency", known.kind, known.domain, "sign-off") if known and known.kind == "agency" else None
    )


def unique(found: Iterable[Credit]) -> list[Credit]:
    """Each source once in each role, in the order met."""
    out: dict[tuple[str, str], Credit] = {}
    for item in found:
        out.setdefault((fold(item.name), item.role), item)
    return list(out.values())


def after_name(byline: str) -> Credit | None:
    """The agency or outlet that a byline names behind the author ("By A, Associated Press", "By A | CNN")."""
    for part in reversed(re.split(r"\s*[|,/•·]\s*|\s+(?:of|for|from|with|in)\s+", byline)[1:]):
        known = find(part)
        if known:
            role: Role = "agency" if known.kind == "agency" else "credit"
            return Credit(known.name, role, known.kind, known.domain, "byline")
    return None
