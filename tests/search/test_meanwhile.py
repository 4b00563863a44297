"""Pages read while articles are loaded, and questions that the server's time does not suffice for."""

from __future__ import annotations

import asyncio
import random
import threading
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import news
import pytest
from datasette.app import Datasette

from datasette_newswire.search.limits import within


async def get(site: Datasette, **asked: str) -> dict[str, Any]:
    reply = await site.client.get(f"/news/-/newswire.json?{urlencode({'facet': 'none', **asked})}")
    assert reply.status_code == 200, reply.text
    return reply.json()  # type: ignore[no-any-return]


@pytest.mark.parametrize("q", ["storm", "storm talks", "storm OR goal OR river", "market vote court -goal", ""])
@pytest.mark.parametrize("sort", ["relevance", "newest", "oldest"])
async def test_pages_neither_repeat_nor_miss_what_was_there_before(tmp_path: Path, q: str, sort: str) -> None:
    rng = random.Random(31)
    path = news.build(tmp_path / "news.db", news.random_articles(rng, 54))
    site = Datasette([str(path)])
    before = {each["id"] for each in (await get(site, q=q, sort=sort, size="100"))["articles"]}
    seen: list[int] = []
    page = await get(site, q=q, sort=sort, size="6")
    while True:
        seen += [each["id"] for each in page["articles"] if each["id"] <= 54]
        if page["next"] is None:
            break
        news.build(path, news.random_articles(rng, 3))
        page = await get(site, q=q, sort=sort, size="6", next=page["next"])
    assert len(seen) == len(set(seen)) and set(seen) == before


async def test_a_search_that_was_relaxed_stays_so_on_its_next_page(tmp_path: Path) -> None:
    words = "storm talks vote market"
    few = [news.News(words, "nothing") for _ in range(9)]
    path = news.build(tmp_path / "news.db", [*few, *(news.News("storm talks", str(n)) for n in range(20))])
    site = Datasette([str(path)])
    first = await get(site, q=words, size="5")
    news.build(path, few)  # now enough articles have all of the words
    second = await get(site, q=words, size="5", next=first["next"])
    assert (first["total"], second["total"]) == (29, 38)
    assert first["query"]["notes"] == second["query"]["notes"] != []
    assert (await get(site, q=words, size="5"))["total"] == 18


async def test_every_answer_is_true_while_a_load_runs(tmp_path: Path) -> None:
    """Each page agrees with itself and with one of the states that the archive went through."""
    rng = random.Random(32)
    path = news.build(tmp_path / "news.db", news.random_articles(rng, 60))
    site = Datasette([str(path)], settings={"sql_time_limit_ms": 20_000, "facet_time_limit_ms": 20_000})
    totals = [(await get(site, q="storm"))["total"]]

    def load() -> None:
        for _ in range(10):
            more = news.random_articles(rng, 5)
            totals.append(totals[-1] + sum("storm" in f"{each.title} {each.body}".lower().split() for each in more))
            news.build(path, more)

    loader = threading.Thread(target=load)
    loader.start()
    answers: list[dict[str, Any]] = []
    while loader.is_alive() or not answers:
        latest = max((page["total"] for page in answers), default=0)
        answers += await asyncio.gather(*(get(site, q="storm", facet="language", size="100") for _ in range(4)))
        assert all(page["total"] >= latest for page in answers[-4:])
    loader.join()
    answers.append(await get(site, q="storm", facet="language", size="100"))
    assert not any(page["timed_out"] for page in answers) and answers[-1]["total"] == totals[-1]
    for page in answers:
        facet = page["facets"]["language"]
        counted = sum(value["count"] for value in facet["values"]) + facet.get("none", {"count": 0})["count"]
        assert page["total"] == counted == len(page["articles"])
        assert page["total"] in totals


KINDS = ("person", "place", "organization", "source", "country", "language", "published")


@pytest.fixture
def slow(monkeypatch: pytest.MonkeyPatch) -> None:
    """Counting in SQL alone, as without the facet index."""
    monkeypatch.setattr("datasette_newswire.search.packed.UNPACKED", -1)


@pytest.mark.usefixtures("slow")
async def test_facets_without_time_are_named_and_keep_what_is_chosen(tmp_path: Path) -> None:
    path = news.build(tmp_path / "news.db")
    whole = await get(Datasette([str(path)]), person="1", facet_size="10", facet="person")
    site = Datasette([str(path)], settings={"facet_time_limit_ms": 0})
    reply = await site.client.get("/news/-/newswire.json?person=1&not_place=2&language=en")
    page = reply.json()
    assert page["total"] == 1 and whole["total"] == 2 and len(page["articles"]) == 1
    assert sorted(page["timed_out"]) == sorted(KINDS)
    assert "published" not in page["facets"] and reply.headers["cache-control"] == "no-store"
    for kind in KINDS[:-1]:
        facet = page["facets"][kind]
        assert (facet["options"], facet["exact"]) == (None, False)
    [chosen] = page["facets"]["person"]["values"]
    assert (chosen["label"], chosen["selected"]) == ("Antony Blinken", True)
    assert [each["excluded"] for each in page["facets"]["place"]["values"]] == [True]


@pytest.fixture
def no_time(monkeypatch: pytest.MonkeyPatch) -> None:
    """No time for our questions; Datasette's own keep theirs."""
    for module in ("search.answer", "pages.frame"):
        monkeypatch.setattr(f"datasette_newswire.{module}.within", lambda conn, _, question: within(conn, 0, question))


@pytest.mark.usefixtures("slow", "no_time")
async def test_a_search_without_time_says_so_in_every_form(tmp_path: Path) -> None:
    site = Datasette([str(news.build(tmp_path / "news.db"))])
    page = await get(site, q="geneva")
    assert page["total"] is None and page["articles"] == [] and page["next"] is None
    assert {"total", "articles"} <= set(page["timed_out"])
    across = (await site.client.get("/-/newswire.json?q=geneva")).json()
    assert across["total"] is None and "total" in across["timed_out"]
    for address in (".csv", ".geojson", "/facet/person.json", "/suggest.json?q=gen"):
        reply = await site.client.get(f"/news/-/newswire{address}")
        assert (reply.status_code, reply.json()["ok"]) == (503, False)
        assert reply.headers["cache-control"] == "no-store"
    html = await site.client.get("/news/-/newswire?q=geneva")
    assert html.status_code in (200, 503) and "too long" in html.text


@pytest.mark.usefixtures("slow")
async def test_names_that_take_too_long_to_look_up_are_an_error(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    site = Datasette([str(news.build(tmp_path / "news.db"))])
    monkeypatch.setattr("datasette_newswire.search.plan.within", lambda conn, _, question: within(conn, 0, question))
    for address in ("/news/-/newswire.json", "/news/-/newswire.atom", "/-/newswire.json"):
        reply = await site.client.get(f"{address}?q=geneva&person=Antony+Blinken")
        assert (reply.status_code, reply.json()["ok"]) == (503, False)
    html = await site.client.get("/news/-/newswire?q=geneva&person=Antony+Blinken")
    assert html.status_code == 503 and "too long" in html.text


@pytest.mark.parametrize("milliseconds", [0, 1, 3])
async def test_what_is_not_named_as_late_is_exact(tmp_path: Path, milliseconds: int) -> None:
    path = news.build(tmp_path / "news.db", news.random_articles(random.Random(33), 200))
    right = await get(Datasette([str(path)], settings={"facet_time_limit_ms": 20_000}), q="storm", facet="place")
    asked = {"q": "storm", "facet": "place"}
    late = await get(Datasette([str(path)], settings={"facet_time_limit_ms": milliseconds}), **asked)
    facet = late["facets"]["place"]
    if "place" in late["timed_out"]:
        assert facet == {"options": None, "exact": False, "values": []}
    else:
        assert facet == right["facets"]["place"]
