"""The pages of people, places, organizations, sources and stories; comparing two accounts."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from markup import problems
from news import News

PAGES = ("people/1", "places/1", "organizations/1", "sources/1", "stories/1", "-/newswire/compare?left=1&right=2")


@pytest.mark.parametrize("page", PAGES)
async def test_every_page_is_well_formed(serve: Callable[..., Any], page: str) -> None:
    reply = await serve().client.get(f"/news/{page}")
    assert reply.status_code == 200
    assert problems(reply.text) == []


async def test_a_person(serve: Callable[..., Any]) -> None:
    page = (await serve().client.get("/news/people/1")).text
    assert "In 2 articles" in page
    assert "Also written" in page
    assert "/news/-/newswire.atom?person=1&amp;sort=newest" in page
    assert "Talks in Geneva end without agreement" in page
    assert '<a href="/news/-/newswire?person=1&amp;place=1" aria-label="2 articles with Geneva">2</a>' in page
    assert "/news/-/newswire?person=1&amp;from=2022-01-21&amp;to=2022-01-21" in page


async def test_a_place_stands_on_a_map(serve: Callable[..., Any]) -> None:
    page = (await serve().client.get("/news/places/1")).text
    assert 'data-lat="46.2"' in page


async def test_a_source_names_the_wires_it_relies_on(serve: Callable[..., Any]) -> None:
    page = (await serve().client.get("/news/sources/2")).text
    assert "Published 2 articles" in page
    assert "Agencies it relies on" in page


async def test_a_story_tells_what_all_name_and_what_only_one(serve: Callable[..., Any]) -> None:
    page = (await serve().client.get("/news/stories/1")).text
    assert "2 articles" in page
    named_by_both = page[page.index("Named by both") : page.index("Named by one only")]
    assert "Geneva" in named_by_both
    assert "Kyiv" not in named_by_both
    assert "Kyiv" in page[page.index("Named by one only") :]


async def test_a_story_quotes_what_all_say_and_what_one_says_alone(serve: Callable[..., Any]) -> None:
    articles = [
        News(
            "One", "The river rose by five metres on Monday. The mayor opened the old school to 40 families.", story=1
        ),
        News(
            "Two", "On Monday the river rose by six metres. Trains to the coast were cancelled for two days.", story=1
        ),
    ]
    page = (await serve(news=articles).client.get("/news/stories/1")).text
    both = page[page.index("Said by both") :]
    assert '<blockquote dir="auto">The river rose by five metres on Monday.</blockquote>' in both
    for alone in (
        "The mayor opened the old school to 40 families.",
        "Trains to the coast were cancelled for two days.",
    ):
        assert f'<blockquote dir="auto">{alone}</blockquote>' in page


async def test_compare_marks_what_differs(serve: Callable[..., Any]) -> None:
    articles = [
        News("One", "The river rose by five metres on Monday. Nobody was hurt.", story=1),
        News("Two", "The river rose by six metres on Monday. The mayor was not there.", story=1),
    ]
    client = serve(news=articles).client
    page = (await client.get("/news/-/newswire/compare?left=1&right=2")).text
    assert "<mark>five</mark>" in page
    assert "Where they disagree" in page
    assert "only here" in page
    data = (await client.get("/news/-/newswire/compare.json?left=1&right=2")).json()
    assert data["disagreements"][0]["kind"] == "number"


async def test_compare_needs_two_articles(serve: Callable[..., Any]) -> None:
    client = serve().client
    assert (await client.get("/news/-/newswire/compare?left=1")).status_code == 404
    assert (await client.get("/news/-/newswire/compare.json?left=1&right=x")).json()["status"] == 404
