"""One search over several databases: merged by a stated rule, and by pages that neither repeat nor miss an article."""

from __future__ import annotations

import random
import re
import shutil
from html import unescape
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import news
import pytest
from datasette.app import Datasette
from markup import problems

NAMES = ("harbour", "inland", "valley")
Found = list[tuple[str, int]]


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    rng, folder = random.Random(21), tmp_path_factory.mktemp("across")
    sizes = dict(zip(NAMES, (16, 5, 11), strict=True))
    return [str(news.build(folder / f"{name}.db", news.random_articles(rng, sizes[name]))) for name in NAMES]


@pytest.fixture
async def site(files: list[str]) -> Datasette:
    datasette = Datasette(files)
    await datasette.invoke_startup()
    return datasette


async def own_lists(site: Datasette, pairs: dict[str, str]) -> dict[str, list[dict[str, Any]]]:
    """The whole list of each database by itself."""
    query = urlencode({**pairs, "size": "100"})
    return {name: (await site.client.get(f"/{name}/-/newswire.json?{query}")).json()["articles"] for name in NAMES}


async def by_pages(site: Datasette, pairs: dict[str, str], size: int) -> list[dict[str, Any]]:
    """All pages of the search of all databases, following `next_url`."""
    found, url = [], f"/-/newswire.json?{urlencode({**pairs, 'size': str(size)})}"
    totals = set()
    while url:
        page = (await site.client.get(url)).json()
        assert page["ok"] and (len(page["articles"]) == size or page["next"] is None)
        found += page["articles"]
        totals.add(page["total"])
        url = (page["next_url"] or "").removeprefix("http://localhost")
    assert totals == {len(found)}
    return found


def keys(articles: list[dict[str, Any]]) -> Found:
    return [(each["database"], each["id"]) for each in articles]


@pytest.mark.parametrize("q", ["storm", "storm OR talks -river", "storm talks vote border market"])
@pytest.mark.parametrize("size", [2, 5])
async def test_by_rank_the_best_of_each_come_first(site: Datasette, q: str, size: int) -> None:
    lists = await own_lists(site, {"q": q})
    ranked = sorted((rank, name, each["id"]) for name in NAMES for rank, each in enumerate(lists[name]))
    assert keys(await by_pages(site, {"q": q}, size)) == [(name, id_) for _, name, id_ in ranked]
    assert len(ranked) > size


@pytest.mark.parametrize("sort", ["newest", "oldest"])
@pytest.mark.parametrize("size", [1, 7])
async def test_by_date_all_are_one_list(site: Datasette, sort: str, size: int) -> None:
    lists = await own_lists(site, {"sort": sort})
    merged = [(each["published"], name, each["id"]) for name in NAMES for each in lists[name]]
    merged.sort(key=lambda each: each[0] or "", reverse=sort == "newest")
    merged.sort(key=lambda each: each[0] is None)
    assert keys(await by_pages(site, {"sort": sort}, size)) == [(name, id_) for _, name, id_ in merged]


async def test_the_answer_says_how_it_was_merged(site: Datasette) -> None:
    for query, rule in (("q=storm", "rank"), ("q=storm&sort=oldest", "date"), ("", "date"), ("q=-storm", "date")):
        assert (await site.client.get(f"/-/newswire.json?{query}")).json()["query"]["merged_by"] == rule


async def test_articles_loaded_meanwhile_move_nothing_on_later_pages(files: list[str], tmp_path: Path) -> None:
    copies = [shutil.copy(file, tmp_path) for file in files]
    site = Datasette(copies)
    first = (await site.client.get("/-/newswire.json?sort=newest&size=10")).json()
    rest = await by_pages(site, {"sort": "newest"}, 10)
    news.build(copies[1], [news.News("Late news", published="2030-01-01")])
    second = (await site.client.get(first["next_url"].removeprefix("http://localhost"))).json()
    assert keys(second["articles"]) == keys(rest)[10:20]


@pytest.mark.parametrize("token", ["x", "W10", "bnVsbA", "eyJhIjogMX0", "é", "A" * 5000])
async def test_a_bad_token_is_an_error(site: Datasette, token: str) -> None:
    reply = await site.client.get(f"/-/newswire.json?{urlencode({'next': token})}")
    assert (reply.status_code, reply.json()["ok"]) == (400, False)


async def test_a_token_belongs_to_its_search_and_its_databases(site: Datasette, files: list[str]) -> None:
    token = (await site.client.get("/-/newswire.json?q=storm&size=1")).json()["next"]
    assert (await site.client.get(f"/-/newswire.json?q=talks&size=1&next={token}")).status_code == 400
    fewer = Datasette(files[:2])
    reply = await fewer.client.get(f"/-/newswire.json?q=storm&size=1&next={token}")
    assert reply.status_code == 400 and "other databases" in reply.json()["error"]


async def test_each_database_is_linked_from_its_first_page_with_its_facets(site: Datasette) -> None:
    page = (await site.client.get("/-/newswire.json?q=storm&size=1")).json()
    page = (await site.client.get(page["next_url"].removeprefix("http://localhost"))).json()
    for each in page["databases"]:
        own = (await site.client.get(each["json_url"].removeprefix("http://localhost"))).json()
        assert own["total"] == each["total"] and own["facets"]["person"]["values"] and "next=" not in each["html_url"]


@pytest.mark.parametrize("query", ["q=storm&size=5", "q=storm&sort=oldest&size=5", "from=2021&size=9"])
async def test_the_page_shows_what_the_json_gives(site: Datasette, query: str) -> None:
    page, url = (await site.client.get(f"/-/newswire.json?{query}")).json(), f"/-/newswire?{query}"
    while url:
        html = (await site.client.get(url)).text
        shown = re.findall(r'<h2 class="nw-headline"[^>]*><a href="/(\w+)/articles/(\d+)', html)
        assert [(name, int(id_)) for name, id_ in shown] == keys(page["articles"])
        assert all(f"{each['total']} article" in html for each in page["databases"] if each["total"])
        after = re.search(r'rel="next" href="([^"]+)"', html)
        assert bool(after) == bool(page["next_url"])
        url = "/-/newswire" + unescape(after[1]) if after else ""
        if after:
            page = (await site.client.get(page["next_url"].removeprefix("http://localhost"))).json()


async def test_the_page_without_a_search_lists_the_databases(site: Datasette) -> None:
    html = (await site.client.get("/-/newswire")).text
    assert all(f'<a href="/{name}/-/newswire">{name}</a>' in html for name in NAMES)
    assert (await site.client.get("/-/newswire?q=storm&next=x")).status_code == 200
    assert problems(html) == problems((await site.client.get("/-/newswire?q=storm")).text) == []
