"""The search page, the facet in full, the start pages."""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from typing import Any

import pytest
from datasette.app import Datasette
from markup import problems
from news import News

from datasette_newswire.pages.frame import STATIC, TimedOut, ask


def text_of(page: str) -> str:
    """What a page shows, on one line."""
    body = page[page.index('role="main"') : page.index("<footer")]
    return " ".join(html.unescape(re.sub(r"<[^>]*>", " ", body)).split())


async def test_results_have_all_their_parts(serve: Callable[..., Any]) -> None:
    page = (await serve().client.get("/news/-/newswire?q=geneva")).text
    assert problems(page) == []
    shown = text_of(page)
    assert "2 articles" in shown
    assert "and 1 other account" in shown
    assert "wire: Reuters" in shown
    assert "<mark>Geneva</mark>" in page
    assert 'type="application/atom+xml"' in page
    assert "/news/-/newswire.csv?q=geneva" in page
    assert "<title>geneva – news</title>" in page


async def test_filters_are_chips_and_boxes(serve: Callable[..., Any]) -> None:
    page = (await serve().client.get("/news/-/newswire?person=1&not_place=3&from=2022-01&sort=oldest")).text
    assert 'aria-label="Remove filter person Antony Blinken"' in page
    assert 'aria-label="Remove filter not place Russia"' in page
    assert 'aria-label="Remove filter from January 2022"' in page
    assert re.search(r'name="person" value="1" checked', page)
    assert re.search(r'type="hidden" form="nw-form" name="sort" value="oldest"', page)
    assert re.search(r'type="hidden" form="nw-form" name="not_place" value="3"', page)
    assert "Clear all filters" in page


async def test_accounts_of_a_story_stand_together_on_request(serve: Callable[..., Any]) -> None:
    client = serve().client
    alone = (await client.get("/news/-/newswire?q=geneva")).text
    together = (await client.get("/news/-/newswire?q=geneva&group=story")).text
    assert alone.count("nw-headline") == 2
    assert together.count("nw-headline") == 1
    assert "nw-grouped" in together
    assert "group=story" in re.findall(r'href="([^"]*sort=newest[^"]*)"', together)[0]


async def test_pages_follow_each_other(serve: Callable[..., Any]) -> None:
    client = serve().client
    page = (await client.get("/news/-/newswire?sort=newest&size=3")).text
    following = html.unescape(re.search(r'rel="next" href="([^"]*)"', page)[1])
    later = (await client.get(following)).text
    assert "4–6 of 7" in later
    assert "First page" in later


@pytest.mark.parametrize(
    "q", ['"', "AND", "foo-bar", "C++", "(", "", "x" * 10_000, "' or 1=1 --", "<script>", "\0", "*"]
)
async def test_any_words_give_a_page(serve: Callable[..., Any], q: str) -> None:
    reply = await serve().client.get("/news/-/newswire", params={"q": q})
    assert reply.status_code == 200
    assert problems(reply.text) == []


async def test_an_empty_page_offers_ways_on(serve: Callable[..., Any]) -> None:
    shown = text_of((await serve().client.get("/news/-/newswire?q=nosuchword&person=1&place=2")).text)
    assert "Search for the words without any filter" in shown
    assert "Search without the filter person Antony Blinken" in shown


async def test_a_token_of_another_search_is_told(serve: Callable[..., Any]) -> None:
    reply = await serve().client.get("/news/-/newswire?q=geneva&next=abc")
    assert reply.status_code == 400
    assert 'href="/news/-/newswire?q=geneva"' in reply.text


async def test_running_out_of_time_is_told(serve: Callable[..., Any]) -> None:
    datasette = serve(settings={"sql_time_limit_ms": 50})
    endless = "with recursive n(i) as (select 1 union all select i + 1 from n) select count(*) from n"
    with pytest.raises(TimedOut):
        await ask(datasette, "news", lambda conn: conn.execute(endless).fetchone())


async def test_a_facet_in_full(serve: Callable[..., Any]) -> None:
    client = serve().client
    page = (await client.get("/news/-/newswire/facet/place?q=geneva")).text
    assert problems(page) == []
    assert "3 places in the articles of this search" in text_of(page)
    assert '<input type="hidden" name="q" value="geneva">' in page
    found = text_of((await client.get("/news/-/newswire/facet/place?facet_q=kyi")).text)
    assert "Kyiv" in found
    assert "Moscow" not in found
    assert (await client.get("/news/-/newswire/facet/nothing")).status_code == 404


async def test_the_start_page(serve: Callable[..., Any]) -> None:
    page = (await serve().client.get("/news/-/newswire")).text
    assert problems(page) == []
    shown = text_of(page)
    assert "Search 7 articles" in shown
    assert "21 January 2022 – 2 March 2022" in shown
    assert "People of the last 30 days" in shown
    assert "Volodymyr Zelensky 2 +2" in shown


async def test_an_empty_database_says_how_to_fill_it(serve: Callable[..., Any]) -> None:
    assert "datasette newswire load" in (await serve(news=[]).client.get("/news/-/newswire")).text


async def test_an_archive_without_dates(serve: Callable[..., Any]) -> None:
    articles = [News("One"), News("Two", people=["Ana Moreau"])]
    client = serve(news=articles).client
    start = (await client.get("/news/-/newswire")).text
    assert "People in the news" in start and "Newest" not in start
    assert "undated" in (await client.get("/news/people/1")).text


async def test_one_database_is_gone_to_at_once(serve: Callable[..., Any]) -> None:
    reply = await serve().client.get("/-/newswire?q=geneva")
    assert reply.status_code == 302
    assert reply.headers["location"] == "/news/-/newswire?q=geneva"


async def test_dates_the_wrong_way_round_are_told(serve: Callable[..., Any]) -> None:
    client = serve().client
    for dates, wrong in (("from=2022&to=2020-05", True), ("from=2022-02&to=2022", False), ("to=2020", False)):
        notes = (await client.get(f"/news/-/newswire.json?{dates}")).json()["query"]["notes"]
        assert bool(notes) == wrong


async def test_several_databases_are_searched_together(serve: Callable[..., Any]) -> None:
    datasette = serve(one=[News("River rises")], two=[News("River falls")])
    page = (await datasette.client.get("/-/newswire?q=river")).text
    assert problems(page) == []
    assert "/one/articles/1?q=river" in page
    assert "/two/articles/1?q=river" in page


async def test_without_databases_the_page_says_so(serve: Callable[..., Any]) -> None:
    assert "datasette newswire load" in (await Datasette(memory=True).client.get("/-/newswire")).text


def test_scripts_and_styles_stay_small() -> None:
    own = {suffix: sum(file.stat().st_size for file in STATIC.glob(f"*.{suffix}")) for suffix in ("js", "css")}
    assert own["js"] < 30_000
    assert own["css"] < 20_000


async def test_a_source_that_credits_itself_is_named_once(serve: Callable[..., Any]) -> None:
    roles = [("The Plain Times", "publisher"), ("The Plain Times", "credit"), ("Reuters", "credit")]
    bridge = [News("Bridge opens", "The bridge is open.", "2022-01-01", sources=roles)]
    client = serve(news=bridge, other=bridge).client
    for path in ("/news/-/newswire?q=bridge", "/-/newswire?q=bridge", "/news/articles/1"):
        shown = text_of((await client.get(path)).text)
        assert "The Plain Times · credits Reuters" in shown
        assert "credits The Plain Times" not in shown
    assert "credits Reuters · 1 January 2022" in text_of((await client.get("/-/newswire?q=bridge")).text)
