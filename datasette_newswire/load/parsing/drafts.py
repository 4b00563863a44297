"""What all readers do with the parts that they find: dates, names, teasers and what was doubtful, into a Draft."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from urllib.parse import urlsplit

from ..credits import bylines, sources
from ..models import Credit, Draft, Role, SourceKind, Text
from . import dates, encodings, markup

_DATELINE = re.compile(r"\([^()]{2,30}\)\s*[.,]?\s*[-–—_]")  # "(AFP) -": the text has its dateline already
_HOST = re.compile(r"(?:[\w-]+\.)+[a-z]{2,10}", re.I)
ONLY_TITLE = "Only a title: there is no text with it."
ONLY_TEASER = "Only a teaser: the document does not hold the whole article."


def identity(number: int, *names: str | None) -> str:
    """What an item is called in the ledger: the first name of its own that it has, for its number in a feed moves."""
    return next((name[:500] for name in names if name), str(number))


def told_apart(found: Sequence[Draft]) -> Iterator[Draft]:
    """The drafts of one document: of several each under its member, or its number; a single one without."""
    for number, draft in enumerate(found, 1):
        yield replace(draft, member=identity(number, draft.member) if len(found) > 1 else None)


def made(
    draft: Draft,
    printed_date: str | None,
    language: str | None,
    found: Text | None = None,
    order: dates.Order | None = None,
) -> Draft:
    """A draft with its date and its byline read and the encoding of its document noted.

    `language` is the tag as it was given ("en-GB"): the region decides the order of day and month, or `order` does.
    """
    draft = dated(draft, printed_date, language, order)
    draft = replace(draft, title_origin=draft.title_origin or ("metadata" if draft.title else None))
    if draft.title and not draft.body:
        draft = replace(draft, notes=(*draft.notes, ONLY_TITLE))
    if draft.byline and not draft.authors:
        draft = replace(draft, authors=bylines.names((draft.byline,)))
    if found is None:
        return draft
    notes = (*draft.notes, *damage(found))
    return replace(draft, encoding=found.encoding, encoding_origin=found.origin, notes=notes)


def dated(draft: Draft, printed: str | None, language: str | None, order: dates.Order | None = None) -> Draft:
    """A draft with a metadata date as printed, or with a note that says why it has none."""
    if not printed:
        return draft
    parsed = dates.parse(printed, language=language, order=order)
    if parsed is None:
        return replace(draft, notes=(*draft.notes, f'The date "{printed[:60]}" was not understood.'))
    notes = (*draft.notes, *parsed.notes)
    return replace(draft, published=parsed.value, published_origin="metadata" if parsed.value else None, notes=notes)


def damage(found: Text) -> tuple[str, ...]:
    """A note on an encoding that did not fit everywhere; none for one that did."""
    if not found.replaced:
        return ()
    some = "1 character" if found.replaced == 1 else f"{found.replaced:,} characters"
    return (f"Replaced or left out because it could not be read as {found.encoding}: {some}.",)


def with_body(draft: Draft, body: str, teaser: str = "") -> Draft:
    """The draft with the text of a field as its body; where there is only a teaser, with that and a note."""
    text, summary = markup.plain(body), markup.plain(teaser)
    if text:
        return replace(draft, body=text, body_kind="clean", lede=summary if not text.startswith(summary) else None)
    notes = (*draft.notes, ONLY_TEASER) if summary else draft.notes
    return replace(draft, body=summary, body_kind="clean", notes=notes)


def without_title(body: str, title: str | None) -> str:
    """The body without its first paragraph where that is only the title again."""
    first, _, rest = body.partition("\n\n")
    return rest if title and rest and " ".join(first.split()) == title else body


def with_dateline(body: str, dateline: str) -> str:
    """A body that starts with its dateline as printed, where the format keeps it apart."""
    dateline = " ".join(dateline.split()).strip(" -–—_")
    if not dateline[:1].isalpha() or not body or _DATELINE.search(body[:200]):
        return body
    return body if body.lower().startswith(dateline.split(",")[0].lower()) else f"{dateline} - {body}"


def credited(
    name: str | None, role: Role = "publisher", *, url: str | None = None, rule: str = "metadata"
) -> tuple[Credit, ...]:
    """The credit of a source that the format names, under the lexicon's name for it or for its home page; none for an
    empty name."""
    name = markup.line(name or "")
    site = domain(url) or domain(name) or (name.lower() if _HOST.fullmatch(name) else None)
    home = sources.domain_of(site) if site else None
    known = sources.find(name) or (sources.outlet_of(home) if home and role == "publisher" else None)
    if known:
        return (Credit(known.name, role, known.kind, known.domain or home, rule),)
    kind: SourceKind = "agency" if role == "agency" else "outlet"
    return (Credit((domain(name) or name)[:200], role, kind, home, rule),) if name else ()


def provided(provider: str, origins: Iterable[str], rule: str) -> tuple[Credit, ...]:
    """The credits of an item: the agency that provides it, and those that it names besides as its origin."""
    others = (name for name in origins if name != provider)
    found = (credited(provider, "agency", rule=rule), *(credited(name, "credit", rule=rule) for name in others))
    return tuple(credit for credits in found for credit in credits)


def domain(url: str | None) -> str | None:
    """The host of a web address without "www.", None for what is no web address."""
    return (_host(url) or "").removeprefix("www.") or None


def _host(url: str | None) -> str | None:
    try:
        parts = urlsplit(url or "")
        return parts.hostname if parts.scheme in ("http", "https") else None
    except ValueError:
        return None


def address(url: str | None) -> str | None:
    """A web address as it stands, None for anything else."""
    url = (url or "").strip()
    return url if _host(url) and not any(c.isspace() for c in url) else None


def people(names: Iterable[str]) -> tuple[str, ...]:
    """Names of authors as a format lists them: text alone, each once."""
    found = (markup.line(name).strip(" ,;") for name in names)
    return tuple(dict.fromkeys(name[:200] for name in found if name))


def mended(text: str) -> str:
    """The text of a field with mojibake, controls and lone surrogates put right: escapes in JSON hide them."""
    return encodings.scrub(encodings.repair(text))[0]
