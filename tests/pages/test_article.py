"""The article view and its files."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import Any

from markup import problems
from news import News

HOSTILE = News(
    title='</title><script>alert(1)</script> & "quotes" \u202e',
    body='<img src=x onerror="alert(1)">\n\nJavaScript:\u2066 ' + "x" * 100_000 + "\n\n&lt;b&gt; Ana Moreau --> ]]>",
    lede="<!-- lede",
    byline="<b>By</b> Somebody",
    url="javascript:alert(1)",
    people=["Ana Moreau"],
    places=["Kyiv"],
    sources=[("<i>Outlet</i>", "publisher")],
    story=1,
)


async def test_an_article_has_all_its_parts(serve: Callable[..., Any]) -> None:
    html = (await serve().client.get("/news/articles/1")).text
    assert problems(html) == []
    assert re.search(r"<h1[^>]*><a [^>]*>Blinken</a> meets ministers in <a [^>]*>Geneva</a></h1>", html)
    assert 'class="nw-name nw-person" href="/news/people/1"' in html
    assert "Also written" in html
    assert "Anthony" not in html  # a spelling of the entity that this archive has not met
    assert '<time datetime="2022-01-21">21 January 2022</time>' in html
    assert "1 other account" in html
    assert "wire: <a" in html
    assert "/news/-/newswire/compare?left=1&amp;right=2" in html


async def test_json_ld_describes_the_article(serve: Callable[..., Any]) -> None:
    html = (await serve().client.get("/news/articles/1")).text
    data = json.loads(re.search(r'<script type="application/ld\+json">(.*?)</script>', html, re.DOTALL)[1])
    assert data["@type"] == "NewsArticle"
    assert data["publisher"]["name"] == "The Daily Planet"
    assert {"@type": "Person", "name": "Antony Blinken"} in data["mentions"]


async def test_words_of_the_search_are_marked_and_neighbours_linked(serve: Callable[..., Any]) -> None:
    html = (await serve().client.get("/news/articles/1?q=ministers&sort=oldest")).text
    assert "<mark>ministers</mark>" in html
    html = (await serve().client.get("/news/articles/2?q=geneva&sort=oldest")).text
    assert "2 of 2" in html
    assert 'rel="prev" href="/news/articles/1?q=geneva&amp;sort=oldest"' in html
    assert 'rel="next"' not in html
    assert 'href="/news/-/newswire?q=geneva&amp;sort=oldest"' in html


async def test_hostile_text_shows_as_text(serve: Callable[..., Any]) -> None:
    client = serve(news=[HOSTILE]).client
    for page in ("articles/1", "-/newswire?q=moreau", "-/newswire", "people/1", "sources/1", "stories/1"):
        html = (await client.get(f"/news/{page}")).text
        assert problems(html) == [], page
        assert "<script>alert" not in html
        assert "javascript:alert" not in re.findall(r'href="([^"]*)"', html)
    assert "Address as stored" in (await client.get("/news/articles/1")).text


async def test_right_to_left_text_is_set_so(serve: Callable[..., Any]) -> None:
    html = (await serve(news=[News("خبر عاجل", "نص الخبر", language="ar")]).client.get("/news/articles/1")).text
    assert '<article class="nw-article" lang="ar">' in html
    assert html.count('dir="auto"') >= 3


async def test_json_holds_the_article_whole(serve: Callable[..., Any]) -> None:
    data = (await serve().client.get("/news/-/newswire/articles/1.json")).json()
    assert data["ok"] is True
    assert data["article"]["title"] == "Blinken meets ministers in Geneva"
    [person] = [entity for entity in data["entities"] if entity["kind"] == "person"]
    body = data["article"]["body"]
    assert [body[m["start"] : m["end"]] for m in person["mentions"] if m["field"] == "body"] == ["Antony Blinken"]
    assert [account["id"] for account in data["story"]["accounts"]] == [2]
    assert {source["role"] for source in data["sources"]} == {"publisher", "agency"}


async def test_errors_of_the_json(serve: Callable[..., Any]) -> None:
    reply = await serve().client.get("/news/-/newswire/articles/99.json")
    assert reply.status_code == 404
    assert reply.json()["ok"] is False


async def test_citations_are_files(serve: Callable[..., Any]) -> None:
    client = serve().client
    for form in ("bib", "ris", "csl.json"):
        reply = await client.get(f"/news/-/newswire/articles/1.{form}")
        assert reply.status_code == 200
        assert f"article-1.{form}" in reply.headers["content-disposition"]


async def test_a_missing_article_says_so_and_leads_on(serve: Callable[..., Any]) -> None:
    for path in ("articles/99", "people/99", "sources/99", "stories/99"):
        reply = await serve().client.get(f"/news/{path}")
        assert reply.status_code == 404
        assert "/news/-/newswire" in reply.text
