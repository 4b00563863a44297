"""Every way of asking against an oracle that knows no SQL: the same total, rows, order and counts, on every page."""

from __future__ import annotations

import csv
import io
import json
import random
import re
from html import unescape
from pathlib import Path
from typing import Any
from urllib.parse import urlencode
from xml.etree import ElementTree

import news
import pytest
from click.testing import CliRunner
from datasette.app import Datasette
from datasette.cli import cli
from oracle import KINDS, Asked, Oracle, random_search

from datasette_newswire.index import passages
from datasette_newswire.search import ranked, support

ATOM = "{http://www.w3.org/2005/Atom}"
SEARCHES = 20


class Site:
    """A Datasette with one random archive, and what should be found in it."""

    def __init__(self, path: Path, seed: int) -> None:
        self.rng = random.Random(seed)
        self.articles = news.random_articles(self.rng, 40)
        self.path = news.build(path, self.articles)
        self.datasette = Datasette([str(path)], settings={"facet_time_limit_ms": 20_000, "sql_time_limit_ms": 20_000})

    @property
    def oracle(self) -> Oracle:
        return Oracle(self.articles)

    def load_more(self) -> None:
        more = news.random_articles(self.rng, 25)
        news.build(self.path, more)
        self.articles += more

    async def get(self, extension: str, pairs: list[tuple[str, str]]) -> Any:
        reply = await self.datasette.client.get(f"/news/-/newswire{extension}?{urlencode(pairs)}")
        assert reply.status_code == 200, reply.text
        return reply

    async def everything(self, asked: Asked, size: int) -> list[dict[str, Any]]:
        """All articles of a search, page by page."""
        found: list[dict[str, Any]] = []
        pairs = [*asked.pairs, ("size", str(size)), ("facet", "none")]
        token: list[tuple[str, str]] = []
        while True:
            page = (await self.get(".json", pairs + token)).json()
            found += page["articles"]
            if page["next"] is None:
                return found
            token = [("next", page["next"])]


@pytest.fixture(params=[11, 12])
async def site(tmp_path: Path, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Site:
    monkeypatch.setattr(ranked, "FIRST", 5)  # so that a sentence has articles that stay where they are
    monkeypatch.setattr(support, "NEAREST", 2)
    monkeypatch.setattr(passages, "PASSAGE", 4)
    made = Site(tmp_path / "news.db", request.param)
    await made.datasette.invoke_startup()
    return made


async def test_all_ways_agree_with_the_oracle_before_and_after_a_load(site: Site) -> None:
    for _ in range(2):
        for _ in range(SEARCHES):
            asked = random_search(site.rng)
            await check_rows(site, asked)
            await check_facets(site, asked)
        site.load_more()


async def check_rows(site: Site, asked: Asked) -> None:
    """Total and rows of JSON (by pages), CSV and Atom."""
    wanted = site.oracle.ordered(asked)
    found = await site.everything(asked, site.rng.choice([1, 3, 7, 100]) if len(wanted) < 30 else 9)
    ids = [article["id"] for article in found]
    assert sorted(ids) == sorted(wanted), asked
    if asked.order != "relevance":
        assert ids == wanted, asked
    else:
        assert_by_relevance(found)
        scores = site.oracle.scores(asked)
        assert [each["score"] for each in found] == pytest.approx([scores[id_] for id_ in ids], abs=1e-8), asked
    assert await html_pages(site, asked) == (ids, len(wanted))
    rows = list(csv.DictReader(io.StringIO((await site.get(".csv", asked.pairs)).text)))
    assert [int(row["id"]) for row in rows] == ids
    feed = ElementTree.fromstring((await site.get(".atom", [*asked.pairs, ("size", "100")])).text)
    entries = [int(entry.findtext(f"{ATOM}id", "").rpartition("/")[2]) for entry in feed.findall(f"{ATOM}entry")]
    assert entries == ids


async def html_pages(site: Site, asked: Asked) -> tuple[list[int], int]:
    """(ids of the articles on all search pages, the total that their heading gives)."""
    found: list[int] = []
    address = f"/news/-/newswire?{urlencode([('from', ''), *asked.pairs, ('size', '30')])}"
    while True:
        reply = await site.datasette.client.get(address)
        assert reply.status_code == 200
        found += map(int, re.findall(r'<h2 class="nw-headline"[^>]*><a href="/news/articles/(\d+)', reply.text))
        total = re.search(r"<h1[^>]*>.*?(\d+|No) article", reply.text, re.DOTALL)
        after = re.search(r'rel="next" href="([^"]+)"', reply.text)
        assert total
        if after is None:
            return found, 0 if total[1] == "No" else int(total[1])
        address = unescape(after[1])


def assert_by_relevance(found: list[dict[str, Any]]) -> None:
    """Best score first; ties by date, newest first and undated last, then by falling id."""
    keys = [(article["score"], article["published"] or "", article["id"]) for article in found]
    assert keys == sorted(keys, reverse=True)


async def check_facets(site: Site, asked: Asked) -> None:
    """Counts of all facets, of the timeline and of the map; and the same on the second page."""
    oracle = site.oracle
    pairs = [*asked.pairs, ("facet_size", "100"), ("size", "2")]
    page = (await site.get(".json", pairs)).json()
    assert page["total"] == len(oracle.found(asked)) and not page["timed_out"]
    for kind in KINDS:
        check_facet(page["facets"][kind], oracle, asked, kind)
    published = page["facets"]["published"]
    length = {"day": 10, "month": 7, "year": 4}[published["interval"]]
    assert {each["value"]: each["count"] for each in published["values"]} == oracle.months(asked, length)
    if page["next"]:
        second = (await site.get(".json", [*pairs, ("next", page["next"])])).json()
        assert second["facets"] == page["facets"] and second["total"] == page["total"]
    places = (await site.get(".geojson", asked.pairs)).json()
    assert places["total"] == page["total"]
    counted = {each["properties"]["name"]: each["properties"]["count"] for each in places["features"]}
    articles = [oracle.articles[id_] for id_ in oracle.found(asked)]
    assert counted == {
        name: count for name in news.PLACES if (count := sum(name in article.places for article in articles))
    }


def check_facet(facet: dict[str, Any], oracle: Oracle, asked: Asked, kind: str) -> None:
    wanted = oracle.counts(asked, kind)
    values = {value["value"] if kind == "language" else value["label"]: value for value in facet["values"]}
    if kind == "country":
        values = {value["value"]: value for value in facet["values"]}
    assert {label: value["count"] for label, value in values.items() if value["count"]} == wanted, (asked, kind)
    assert facet["options"] == len(wanted)
    assert facet.get("none", {"count": 0})["count"] == oracle.none(asked, kind)
    marked = [*asked.include.get(kind, ()), *asked.exclude.get(kind, ())]
    assert all(value in values for value in marked if known(value, oracle))
    rest = [(-v["count"], v["label"].lower()) for v in facet["values"] if not v["selected"] and not v["excluded"]]
    assert rest == sorted(rest)


def known(value: str, oracle: Oracle) -> bool:
    """Whether any article has the value, so that it has an id."""
    return any(
        value in (*article.people, *article.places, *article.organizations) or value in dict(article.sources)
        for article in oracle.articles.values()
    )


async def test_the_terminal_gives_what_the_page_gives(site: Site) -> None:
    for number in range(12):
        if number == 6:
            site.load_more()
        asked = random_search(site.rng)
        options = [f"--{key.replace('_', '-')}={value}" for key, value in asked.pairs if key not in ("q", "undated")]
        options += ["--undated"] * asked.undated
        done = CliRunner().invoke(cli, ["newswire", "search", str(site.path), *options, "--json", "--", asked.q])
        assert done.exit_code == 0, done.output
        printed, page = json.loads(done.output), (await site.get(".json", asked.pairs)).json()
        assert printed["total"] == page["total"]
        assert [each["id"] for each in printed["articles"]] == [each["id"] for each in page["articles"]]
        for kind in KINDS:
            counts = [(each["label"], each["count"]) for each in page["facets"][kind]["values"]]
            assert [(each["label"], each["count"]) for each in printed["facets"][kind]["values"]] == counts
