"""Feeds are valid Atom, whatever stands in the articles; two readers of others agree."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import quote

import news
import pytest
from datasette.app import Datasette

etree = pytest.importorskip("lxml.etree")  # comes with the extra for loading
feedparser = pytest.importorskip("feedparser")

ATOM = "{http://www.w3.org/2005/Atom}"
STRANGE = [
    news.News("Two \x01 control \ufffe characters", "Body \x0b of \x00 it."),
    news.News("   ", "   ", sources=[("\x02", "publisher"), ("Reuters", "agency")]),
    news.News("<b>Not markup</b> & ]]> so", "“Quoted” <script>", url="javascript:alert(1)"),
    news.News("النشرة", "قال الوزير", language="ar", published="2022"),
    *(news.News(f"Dated {date}", published=date, people=["Ana Moreau"]) for date in (
        "2022-02", "2022-02-30", "2022-13-01", "0000", "1752-06-01", "2022-02-24T06:00:00+0530", "2022-02-24T25:61",
        "2022-02-24 06:00:00.123Z", "yesterday")),
]  # fmt: skip


@pytest.fixture(scope="module")
def grammar() -> Any:
    return etree.RelaxNG(etree.parse(str(Path(__file__).with_name("atom.rng"))))


@pytest.fixture
def site(serve: Callable[..., Datasette]) -> Datasette:
    return serve(news=[*news.ARTICLES, *STRANGE], settings={"base_url": "/archive/"})


async def feed_of(site: Datasette, url: str, grammar: Any) -> Any:
    """The feed at a URL, after all checks."""
    reply = await site.client.get(url)
    assert reply.status_code == 200 and reply.headers["content-type"].startswith("application/atom+xml")
    feed = etree.fromstring(reply.content)
    grammar.assertValid(feed)
    check_what_no_grammar_says(feed)
    read = feedparser.parse(reply.content)
    assert not read.bozo and read.version == "atom10" and len(read.entries) == len(feed.findall(f"{ATOM}entry"))
    return feed


def check_what_no_grammar_says(feed: Any) -> None:
    """RFC 4287, 4.1.1 and 4.1.2: authors, alternate links, ids and what takes the place of content."""
    entries = feed.findall(f"{ATOM}entry")
    assert feed.find(f"{ATOM}author") is not None or all(entry.find(f"{ATOM}author") is not None for entry in entries)
    for parent in (feed, *entries):
        links = Counter((link.get("rel"), link.get("type")) for link in parent.findall(f"{ATOM}link"))
        assert links["alternate", "text/html"] == 1
        assert all(link.get("href").startswith("http://localhost/archive/") for link in parent.findall(f"{ATOM}link"))
    ids = [entry.findtext(f"{ATOM}id") for entry in entries]
    assert len(set(ids)) == len(ids)


async def test_feeds_of_searches_are_valid(site: Datasette, grammar: Any) -> None:
    for query in ("", "q=geneva", "q=%E4%BC%9A%E8%AB%87", "q=zzzz", "sort=oldest&size=100", "person=none", "undated=1",
                  f"q={quote('<b> & -x')}", "from=2022-02&to=2022-02"):  # fmt: skip
        await feed_of(site, f"/news/-/newswire.atom?{query}", grammar)


async def test_pages_of_a_feed_are_valid_and_complete(site: Datasette, grammar: Any) -> None:
    url, seen = "/news/-/newswire.atom?size=4", []
    while url:
        feed = await feed_of(site, url, grammar)
        seen += [entry.findtext(f"{ATOM}id") for entry in feed.findall(f"{ATOM}entry")]
        links = {link.get("rel"): link.get("href") for link in feed.findall(f"{ATOM}link")}
        url = links.get("next", "").removeprefix("http://localhost/archive")
    assert len(seen) == len(set(seen)) == len(news.ARTICLES) + len(STRANGE)


@pytest.mark.parametrize("page", ["people/1", "places/1", "organizations/1", "sources/1"])
async def test_feeds_of_entities_are_valid_and_named(site: Datasette, grammar: Any, page: str) -> None:
    html = (await site.client.get(f"/news/{page}")).text
    found = re.search(r'<link rel="alternate" type="application/atom\+xml" title="([^"]+)" href="([^"]+)">', html)
    assert found
    feed = await feed_of(site, found[2].replace("&amp;", "&").removeprefix("/archive"), grammar)
    assert feed.findtext(f"{ATOM}title") == f"{found[1]} · news"
    assert feed.findall(f"{ATOM}entry")


async def test_a_date_that_is_none_is_not_made_up(site: Datasette, grammar: Any) -> None:
    feed = await feed_of(site, "/news/-/newswire.atom?size=100", grammar)
    dates = {each.findtext(f"{ATOM}title"): each.findtext(f"{ATOM}published") for each in feed.iter(f"{ATOM}entry")}
    assert dates["Dated 2022-02-30"] is dates["Dated yesterday"] is dates["Dated 0000"] is None
    assert dates["Dated 2022-02"] == "2022-02-01T00:00:00Z"
    assert dates["Dated 2022-02-24T06:00:00+0530"] == "2022-02-24T06:00:00+05:30"


async def test_the_newest_moment_dates_the_feed(serve: Callable[..., Datasette], grammar: Any) -> None:
    dated = ["2022-02-24T23:00:00-08:00", "2022-02-25T01:00:00+09:00"]
    site = serve(news=[news.News("One", published=date) for date in dated], settings={"base_url": "/archive/"})
    feed = await feed_of(site, "/news/-/newswire.atom", grammar)
    assert feed.findtext(f"{ATOM}updated") == dated[0]
