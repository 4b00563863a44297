"""Draft → Article: what belongs to the page and not to the article is taken out and kept beside it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from ...hookspecs import plugin_manager
from .. import headlines
from ..credits import datelines, lines
from ..credits import sources as credits
from ..models import Article, Credit, DateOrigin, Document, Draft, Position, Removed
from ..parsing import addresses
from . import boundaries, heads, language, leftovers, margins, removed, repair
from .blocks import Block, blocks
from .heads import Found
from .leftovers import Rules, kept

ADDRESS_WITHIN = 2  # blocks at the head, one of which can be the page's address
STANDFIRST = 3  # paragraphs before the one with the dateline


def clean(draft: Draft, document: Document) -> Article:
    """The article in a draft. Pure: the same draft and document give the same article. Never raises.

    Nothing is lost: each block of the draft is in the title, in the body or in `removed`.
    """
    parts = blocks(draft.body)
    draft = _titled(_addressed(draft, parts))
    rules: Rules = [None] * len(parts)
    if draft.body_kind == "page":
        boundaries.mark(parts, rules)
    leftovers.mark(parts, rules)
    tongue = _language(draft, parts, rules)
    found = heads.read(draft, parts, rules, tongue)
    if not kept(rules):  # all of it looked like the page: then it is the article after all
        rules = [None] * len(parts)
    article = _article(draft, parts, rules, found, tongue)
    publishers = (credit.domain or credit.name for credit in article.credits if credit.role == "publisher")
    edges = margins.of(next(publishers, None), parts, rules)
    if edges is None:
        return article
    taken = margins.take(edges, document.repeated, rules)
    if taken:  # what the lines said of the sources stays known
        article = replace(_article(draft, parts, rules, found, tongue), credits=article.credits)
    return replace(article, margins=edges.values(), taken=taken)


def _addressed(draft: Draft, parts: Sequence[Block]) -> Draft:
    """The draft with the page's address, where a scraper has put that over the text."""
    if draft.url or draft.body_kind != "page":
        return draft
    found = (addresses.of_line(part.text) for part in parts[:ADDRESS_WITHIN])
    return replace(draft, url=next(filter(None, found), None))


def _titled(draft: Draft) -> Draft:
    """The draft with its title as the headline alone, where the name of an outlet that is known stands behind it."""
    publisher = credits.masthead(draft.title) if draft.title else None
    if not draft.title or not publisher:
        return draft
    headline, _, tail = headlines.parted(draft.title)
    taken = Removed(tail, "before", "title")
    return replace(draft, title=headline, credits=(*draft.credits, publisher), removed=(*draft.removed, taken))


def _language(draft: Draft, parts: Sequence[Block], rules: Rules) -> str | None:
    """What the text says if it is sure, else what the markup claims: pages are often labelled with their site's."""
    return language.detect("\n".join(parts[i].text for i in kept(rules))) or draft.language


def _removed(parts: Sequence[Block], rules: Rules, title: str | None) -> Iterator[Removed | None]:
    """Each block that was taken out, None for one that stays; of the title's block, what is not the title."""
    left = kept(rules)
    first, last = (left[0], left[-1]) if left else (len(parts), len(parts))
    for i, (part, rule) in enumerate(zip(parts, rules, strict=True)):
        position: Position = "before" if i < first else "after" if i > last else "within"
        text = part.text
        if rule == "title" and title and title in text:
            text, title = text.replace(title, " ", 1).strip(), None  # the name of the site, or nothing
        yield Removed(text, position, rule) if rule and text else None


def _article(draft: Draft, parts: Sequence[Block], rules: Rules, found: Found, tongue: str | None) -> Article:
    body = "\n\n".join(repair.mend([parts[i].text for i in kept(rules)], tongue))
    dateline = datelines.opening(body, tongue)
    title = found.title or headlines.derived(body[dateline.end :] if dateline else body)
    # A headline that runs into the text ("HEADLINE . LONDON 1996-08-30 …") has the dateline behind it.
    dateline = dateline or datelines.find(body.removeprefix(title).lstrip(" ."), tongue)
    dateline = dateline or _later_dateline(body, tongue)
    published, origin = _published(draft, found, dateline, tongue)
    return Article(
        title=title,
        title_origin=found.title_origin if found.title else "lede",
        body=body,
        url=draft.url,
        published=published,
        published_origin=origin,
        language=tongue,
        byline=draft.byline or found.byline,
        authors=draft.authors or tuple(dict.fromkeys(found.authors)),
        lede=draft.lede or headlines.lede(body),
        dateline=dateline.place if dateline else None,
        credits=_credits(draft, body, found, dateline),
        removed=(*draft.removed, *removed.joined(_removed(parts, rules, found.title))),
        notes=draft.notes,
        external_id=draft.external_id,
    )


def _published(
    draft: Draft, found: Found, dateline: datelines.Dateline | None, tongue: str | None
) -> tuple[str | None, DateOrigin | None]:
    """The date and what says so: the format, the page, the dateline, the address. A year or month that is known tells
    the year of a dateline."""
    published, origin = draft.published, draft.published_origin
    if not published and found.published:
        published, origin = found.published, "text"
    if not published and dateline and dateline.published:
        published, origin = dateline.published, "dateline"
    if not published and draft.url and (named := addresses.day(draft.url) or addresses.month(draft.url)):
        published, origin = named, "url"
    if published and dateline and (day := datelines.day_within(dateline, published, tongue)):
        published, origin = day, "dateline"
    return published, origin


def _later_dateline(body: str, tongue: str | None) -> datelines.Dateline | None:
    """The dateline behind a standfirst: one that names an agency, as places alone begin other paragraphs, too."""
    paragraphs = body.split("\n\n", STANDFIRST + 1)[1 : STANDFIRST + 1]
    found = (datelines.find(text, tongue) for text in paragraphs)
    return next((line for line in found if line and line.agency and line.place), None)


def _credits(draft: Draft, body: str, found: Found, dateline: datelines.Dateline | None) -> tuple[Credit, ...]:
    """All sources, each once in each role: those of the format first, those of other packages' recognisers last.

    The publisher's name behind an author's credits nobody else.
    """
    met = [*draft.credits, *found.credits]
    if dateline and dateline.agency:
        met.append(dateline.agency)
    byline = lines.of_byline(draft.byline) if draft.byline else None
    met += [byline] if byline and byline.role == "agency" else []
    met += lines.of_text(body)
    met += lines.of_end(body)
    if draft.url and not any(credit.role == "publisher" for credit in met):
        met += [publisher] if (publisher := credits.publisher_of(draft.url)) else []
    for more in plugin_manager().hook.newswire_credits(draft=draft, body=body):
        met += more
    publishers = {credit.name for credit in met if credit.role == "publisher"}
    return tuple(
        credit
        for credit in credits.unique(met)
        if (credit.role, credit.rule) != ("credit", "byline") or credit.name not in publishers
    )
