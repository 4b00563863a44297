"""Sources by name and by address: the lexicon of outlets and agencies, and what an address says of its publisher.

The lexicon (`data/outlets.csv`) gives a source one name and its domain; what it does not know is taken as printed.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from typing import cast
from urllib.parse import urlsplit

from ..headlines import bare, parted, site_key
from ..lexicons import rows, words
from ..models import Credit, Role, SourceKind

_SECOND_LEVEL = frozenset(["co", "com", "org", "net", "gov", "ac", "edu", "ne", "or"])
_ARCHIVED = re.compile(r"https?://web\.archive\.org/web/[^/]+/(?=https?://)")


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
    name = name.strip()
    return name.replace(".", "") if name.isupper() and len(name) <= 5 else site_key(name)


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
    short = len(parts) > 2 and parts[-2] in _SECOND_LEVEL and len(parts[-1]) == 2
    shared = ".".join(parts[-2:]) in words("shared_hosts.csv")  # each of its subdomains is a site of its own
    return ".".join(parts[-3 if short or shared else -2 :])


def is_named_after(domain: str, name: str) -> bool:
    """Whether a domain is made of a site's name ("tarvopost.example", "The Tarvo Post")."""
    key = site_key(name)
    return len(key) > 2 and key in bare(domain)


def publisher_of(url: str) -> Credit | None:
    """Whose page an address is, under the lexicon's name or its domain; None for archives, shorteners and files."""
    domain = domain_of(_ARCHIVED.sub("", url)) if url.startswith(("http://", "https://")) else None
    if not domain or domain in words("not_publishers.csv"):
        return None
    known = outlet_of(domain)
    if known:
        return Credit(known.name, "publisher", known.kind, known.domain, "url")
    return Credit(domain, "publisher", "outlet", domain, "url")


def credit(name: str, role: Role, rule: str, domain: str | None = None) -> Credit:
    """A credit under the lexicon's name for a source, or the name as printed."""
    known = find(name)
    if known:
        return Credit(known.name, role, known.kind, known.domain or domain, rule)
    return Credit(" ".join(name.split()), role, "outlet", domain, rule)


def named(text: str, role: Role, rule: str) -> Credit | None:
    """The credit for the longest beginning of a text that the lexicon knows as a source, or None."""
    head = text.split()[:6]
    for size in range(len(head), 0, -1):
        known = find(" ".join(head[:size]))
        if known:
            return Credit(known.name, "agency" if role == "agency" else role, known.kind, known.domain, rule)
    return None


def masthead(title: str) -> Credit | None:
    """The publisher whose name a title ends with behind a bar or dash ("… | CNN", "… - BBC Sport"), or None."""
    head, _, tail = parted(title)
    outlet, _, section = tail.rpartition(" ")
    known = find(tail) or (find(outlet) if section.casefold() in words("sections.txt") else None)
    return Credit(known.name, "publisher", known.kind, known.domain, "title") if head and known else None


def unique(found: Iterable[Credit]) -> list[Credit]:
    """Each source once in each role, in the order met."""
    out: dict[tuple[str, str], Credit] = {}
    for item in found:
        out.setdefault((bare(item.name), item.role), item)
    return list(out.values())
