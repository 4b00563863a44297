"""Title, authors, date, publisher, address and language of a page, each with where it was found."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from urllib.parse import urljoin, urlsplit

from lxml.html import HtmlElement

from .. import headlines
from ..credits import bylines, lines
from ..credits import sources as credits
from ..models import Credit, Draft, TitleOrigin
from . import markup, published
from .flatten import BLOCKS, SKIPPED
from .markup import Markup

AUTHORS = (
    "author", "article:author", "og:article:author", "parsely-author", "sailthru.author", "dc.creator",
    "dcterms.creator", "byl", "cxenseparse:author", "article:author_name", "creator", "twitter:creator:name",
    "authors", "rbauthors", "article.author", "citation_author",
)  # fmt: skip
BYLINE = re.compile(
    r"(?:^|[\s_-])(?:by-?line|author|contributor|reporter|writer)s?(?:$|[\s_-])|byline|author-?name", re.I
)
NOT_BYLINE = re.compile(r"(?:comment|related|bio\b|avatar|image|social|follow|twitter|desc|footer|sidebar)", re.I)
LONGEST_NAME, LONGEST_SITE = 80, 4  # characters of a site's name; words, else it has a slogan with it
MARKED, LINKS = 3, 60  # elements marked as bylines, links behind the headline, among which the authors are looked for
LONGEST_PRINTED = 120  # characters of a byline; an element with more text holds other things, too
_AUTHOR_PAGE = re.compile(
    r"/(?:authors?|staff|contributors?|journalists?|reporters?|autor(?:es)?|auteurs?|autore|profile)/"
)
SHORTEST_HEADLINE = 4  # words of a heading that needs nothing to confirm it


def read(tree: HtmlElement) -> Draft:
    """What a page says about its article outside the text; the body is that of JSON-LD, empty where it has none."""
    said = markup.read(tree)
    url = _url(tree, said)
    publishers = _publishers(said, url)
    sites = {name for name in (*(credit.name for credit in publishers), *_site_names(said)) if name}
    title, title_origin = _title(tree, said, sites)
    language = _language(tree, said)
    date = published.read(tree, said, url, language)
    byline, authors = _authors(tree, said, sites - _handles(said))  # a writer's handle can stand there
    return Draft(
        body=markup.text_of(said.article.get("articleBody")) or "",
        body_kind="clean",
        title=title,
        title_origin=title_origin,
        url=url,
        published=date.value,
        published_origin=date.origin,
        language=language and language[:2].lower(),
        byline=byline,
        authors=authors,
        credits=(*publishers, *_agencies(said)),
        notes=date.notes,
    )


def _url(tree: HtmlElement, said: Markup) -> str | None:
    """The page's own address: canonical link, Open Graph or JSON-LD."""
    links: list[str | None] = [e.get("href") for e in tree.iter("link") if (e.get("rel") or "").lower() == "canonical"]
    main = said.article.get("mainEntityOfPage")
    named = markup.text_of(main, "@id") or markup.text_of(said.article.get("url"))
    base = said.first("og:url", "twitter:url") or named
    for found in (*links, base, named):
        try:
            address: str = urljoin(base or "", (found or "").strip())
            parts = urlsplit(address)
        except ValueError:
            continue
        if parts.scheme in ("http", "https") and parts.netloc:
            return address
    return None


def _site_names(said: Markup) -> list[str]:
    names = [said.first("og:site_name"), said.first("application-name"), *_handles(said)]
    return [name for name in names if name] + markup.texts_of(said.article.get("publisher"))


def _handles(said: Markup) -> set[str]:
    handle = said.first("twitter:site")
    return {handle.lstrip("@")} if handle else set()


def _publishers(said: Markup, url: str | None) -> list[Credit]:
    """Whose page it is, under the lexicon's name if it has one. A page whose address is another outlet's than the
    one it calls itself is that outlet's text once more: then that is credited."""
    address = credits.publisher_of(url) if url else None
    address = replace(address, rule="canonical-url") if address else None
    domain = address.domain if address else None
    for name, rule in _named_sites(said, domain):
        site = credits.find(name)
        if address and address.name != address.domain:  # the lexicon knows the address
            if not site or not site.domain or site.domain == domain or site.kind != "outlet":
                return [address]
            return [credits.credit(name, "publisher", rule), replace(address, role="credit")]
        return [credits.credit(_without_slogan(name), "publisher", rule, domain=domain)]
    return [address] if address else []


def _named_sites(said: Markup, domain: str | None) -> list[tuple[str, str]]:
    """What a page calls its site and where it says so, first what its domain is made of: some name but a section."""
    jsonld = markup.text_of(said.article.get("publisher"))
    found = [(said.first("og:site_name"), "og:site_name"), (jsonld, "json-ld")]
    names = [(name, rule) for name, rule in found if name and "://" not in name and len(name) <= LONGEST_NAME]
    return sorted(names, key=lambda pair: not (domain and credits.is_named_after(domain, pair[0])))


def _without_slogan(name: str) -> str:
    """A site's name without what it says of itself behind ("Tarvo Post - News from the islands")."""
    first = re.split(r"\s+[-–—|:]\s+|\s*[|»:]\s+", name)[0]
    return first if len(name.split()) > LONGEST_SITE and len(first) > 2 else name


def _title(tree: HtmlElement, said: Markup, sites: set[str]) -> tuple[str | None, TitleOrigin | None]:
    """The headline as the page's readers see it: the first heading that the metadata confirms, else the metadata."""
    window = next((e.text for e in tree.iter("title") if e.text), None)
    meta = [said.first("og:title"), markup.text_of(said.article.get("headline")), said.first("twitter:title", "title"),
            markup.text_of(said.article.get("name")), window and markup.plain(window)]  # fmt: skip
    named = [headlines.without_site(title, sites) for title in meta if title]
    first, second = ([" ".join(h.text_content().split()) for h in list(tree.iter(tag))[:12]] for tag in ("h1", "h2"))
    first = _headlines(tree) or first
    sole = {heading for heading in first if len(heading.split()) >= SHORTEST_HEADLINE}
    if len(sole) == 1:  # search engines and social networks are often given another headline than readers
        return headlines.without_site(sole.pop(), sites), "markup"
    headings = first + second
    for heading in headings:
        if heading and any(headlines.same(heading, title) for title in named):
            return headlines.without_site(heading, sites), "markup"
    if named:
        return named[0], "metadata"
    return (headings[0], "markup") if headings and headings[0] else (None, None)


def _headlines(tree: HtmlElement) -> list[str]:
    """The text of the element that microdata calls the headline, if there is one such: more are of other articles."""
    found = tree.xpath('.//*[@itemprop="headline"][normalize-space()]')
    return [" ".join(found[0].text_content().split())] if len(found) == 1 else []


def _language(tree: HtmlElement, said: Markup) -> str | None:
    found = tree.get("lang") or tree.get("{http://www.w3.org/XML/1998/namespace}lang")
    found = found or said.first("og:locale", "content-language", "inlanguage", "language")
    return found if found and re.match(r"[A-Za-z]{2}(?:[-_]|$)", found) else None


def _authors(tree: HtmlElement, said: Markup, sites: set[str]) -> tuple[str | None, tuple[str, ...]]:
    """(the byline as printed, its names): from JSON-LD, else meta elements, else what is marked as a byline."""
    outright = [
        markup.texts_of(said.article.get("author")) or markup.texts_of(said.article.get("creator")),
        *([value for value in said.meta.get(name, ()) if "://" not in value] for name in AUTHORS),
    ]
    best: tuple[str | None, tuple[str, ...]] = (None, ())
    for printed in outright:
        names = bylines.names(printed, not_names=sites)
        if len(names) > len(best[1]) and set(best[1]) <= set(names):  # some markup has the first author alone
            best = ", ".join(dict.fromkeys(printed)), names
    for printed in () if best[1] else _printed(tree):
        names = bylines.names(printed, not_names=sites)
        if names:
            return ", ".join(map(_undated, dict.fromkeys(printed))), names
    return best if best[1] else (None, ())


def _printed(tree: HtmlElement) -> Iterator[list[str]]:
    """What stands on the page as its authors, the surest first."""
    yield _linked(tree)
    for text in _marked(tree):
        yield [text]
    yield _to_author(tree)


def _to_author(tree: HtmlElement) -> list[str]:
    """Texts of the first links behind the headline that lead to the page of an author, those side by side together;
    links in running text lead to the people it tells of."""
    links = tree.xpath("//h1/following::a[@href]")[:LINKS]
    found = [link for link in links if _AUTHOR_PAGE.search(link.get("href")) and _is_short(link.getparent())]
    return _short([_lines(link) for link in found if link.getparent() is found[0].getparent()])


def _agencies(said: Markup) -> list[Credit]:
    """Agencies that the markup calls the author."""
    printed = markup.texts_of(said.article.get("author")) + [v for name in AUTHORS for v in said.meta.get(name, ())]
    return [found for text in printed if (found := lines.of_byline(text)) and found.role == "agency"]


def _linked(tree: HtmlElement) -> list[str]:
    """Names in links to an author and in elements that microdata calls the author: those of the article, which stand
    together. Other articles on the page have authors, too."""
    links = [e for e in tree.iter("a") if "author" in (e.get("rel") or "").lower().split()]
    named = [e for e in tree.iterfind(".//*[@itemprop]") if e.get("itemprop") in ("author", "creator")]
    found = [_lines(link) for link in _together(links)]
    for element in _together(named):
        inner = element.findall('.//*[@itemprop="name"]') or [element]
        found += map(_lines, inner)
    return _short(found)


def _together(elements: list[HtmlElement]) -> list[HtmlElement]:
    """Of some elements those that stand within one short stretch of text with the first."""
    if len(elements) < 2:
        return elements
    around = elements[0]
    for outer in elements[0].iterancestors():
        if not _is_short(outer):
            break
        around = outer
    inside = set(around.iter())
    return [element for element in elements if element in inside]


def _marked(tree: HtmlElement) -> list[str]:
    """Texts of the elements whose class says byline or author, the commonest kind first."""
    found: list[tuple[str, str]] = []
    for element in tree.iterfind(".//*[@class]"):
        kind = element.get("class") or ""
        if element.tag in ("a", "span", "p", "div", "address", "li", "ul", "cite", "h4", "strong") and BYLINE.search(
            kind
        ):
            around = " ".join(a.get("class") or "" for a in element.iterancestors())
            if not NOT_BYLINE.search(kind) and not re.search(r"comment|related|sidebar|footer|quote", around, re.I):
                found.append((kind, _lines(element)))
    kinds = Counter(kind for kind, _ in found)
    once = [text for kind, text in found if kinds[kind] <= 3]
    return _short(once)[:MARKED]


def _is_short(element: HtmlElement) -> bool:
    return len(" ".join(element.text_content().split())) <= LONGEST_PRINTED


def _lines(element: HtmlElement) -> str:
    """The text of an element with a space between its parts; blocks begin lines of their own. Empty for one that holds
    more than a byline."""
    found = ""
    for text in element.xpath(".//text()") if _is_short(element) else ():
        parent = text.getparent()
        if text.is_tail or parent.tag not in SKIPPED:
            found += ("\n" if parent.tag in BLOCKS else " ") + " ".join(text.split())
    return "\n".join(line for part in found.split("\n") if (line := " ".join(part.split())))


def _undated(byline: str) -> str:
    """A byline on one line, without the lines of date and time in it."""
    lines = byline.split("\n")
    return " ".join([line for line in lines if not re.search(r"\d", line)] or lines)


def _short(texts: list[str]) -> list[str]:
    return [text for text in dict.fromkeys(texts) if 3 < len(text) <= LONGEST_PRINTED]
