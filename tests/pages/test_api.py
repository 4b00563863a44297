"""The search for programs: JSON, CSV, Atom, GeoJSON, suggestions, facets in full, OpenAPI."""

from __future__ import annotations

import csv
import io
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import urlencode, urlsplit
from xml.etree import ElementTree

import news
import pytest
from datasette.app import Datasette
from sqlite_utils import Database

ATOM = "{http://www.w3.org/2005/Atom}"
HOSTILE = ['"', "AND", "foo-bar", "C++", "(", "", "word " * 2000, "' or 1=1 --", "<script>alert(1)</script>", "\x00",
           "title:", "near(", "*", "🦊", "a" * 10_000, "%", "../../etc"]  # fmt: skip
ADDRESSES = [".json", ".csv", ".atom", ".geojson", "/suggest.json", "/facet/person.json", "/openapi.json"]


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return news.build(tmp_path_factory.mktemp("api") / "news.db")


@pytest.fixture
async def site(path: Path) -> Datasette:
    datasette = Datasette([str(path)])
    await datasette.invoke_startup()
    return datasette


def path_of(url: str) -> str:
    """The part of an absolute URL that Datasette's own client takes."""
    return url.removeprefix("http://localhost")


async def get(site: Datasette, address: str, **headers: str) -> Any:
    return await site.client.get(f"/news/-/newswire{address}", headers=headers)


async def test_a_search_as_the_contract_has_it(site: Datasette) -> None:
    found = (await get(site, ".json?q=blinken")).json()
    assert found["ok"] is True and found["total"] == 2 and found["next"] is None and found["timed_out"] == []
    assert found["query"]["q"] == "blinken" and found["query"]["terms"] == ["blinken"]
    first = found["articles"][0]
    start, end = first["highlights"][0]
    assert first["snippet"][start:end] == "Blinken"
    assert first["sources"][0] == {"id": 2, "name": "The Daily Planet", "role": "publisher"}
    value = found["facets"]["person"]["values"][0]
    assert (value["value"], value["label"], value["count"], value["selected"]) == (1, "Antony Blinken", 2, False)
    assert found["facets"]["published"] == {
        "interval": "day",
        "values": [{"value": "2022-01-21", "count": 2, "share": 1.0}],
        "undated": 0,
    }


async def test_every_url_in_the_answer_leads_on(site: Datasette) -> None:
    found = (await get(site, ".json?q=geneva+OR+kyiv&size=1")).json()
    values = [value for kind in ("person", "place", "source") for value in found["facets"][kind]["values"]]
    for value in values:
        chosen = (await site.client.get(path_of(value["toggle_url"]))).json()
        assert chosen["total"] == value["count"]
        rest = (await site.client.get(path_of(value["exclude_url"]))).json()
        assert rest["total"] == found["total"] - value["count"]
    for url in (found["next_url"], found["articles"][0]["json_url"], found["articles"][0]["html_url"]):
        assert (await site.client.get(path_of(url))).status_code == 200


@pytest.mark.parametrize(
    ("asked", "found"),
    [("to=2021-12", []), ("to=2022-02-28", ["2022", "2022-02"]), ("from=2022-03-02", ["2022", "2022-03"]),
     ("from=2022-04", ["2022"]), ("from=2023", []), ("to=2022&q=before:2022-02", ["2022", "2022-02"])],
)  # fmt: skip
async def test_a_date_known_to_the_month_may_be_any_day_of_it(
    serve: Callable[..., Datasette], asked: str, found: list[str]
) -> None:
    site = serve(news=[news.News(f"{day}", published=day) for day in ("2022", "2022-02", "2022-03")])
    articles = (await get(site, f".json?sort=oldest&{asked}")).json()["articles"]
    assert [each["published"] for each in articles] == found


async def test_a_name_stands_for_its_id_and_an_unknown_one_finds_nothing(site: Datasette) -> None:
    found = (await get(site, ".json?person=Blinkin&person=Blinken")).json()
    assert found["query"]["person"] == ["1"] or found["total"] == 2
    nobody = (await get(site, ".json?person=Nobody")).json()
    assert nobody["total"] == 0 and nobody["query"]["notes"] == ["No person is called Nobody."]
    assert nobody["facets"]["person"]["values"][0]["label"] == "Nobody"


async def test_other_spellings_are_searched_for_said_and_switched_off(site: Datasette) -> None:
    found = (await get(site, ".json?q=Kiev")).json()
    assert found["total"] == 3 and found["query"]["also"] == [{"typed": "Kiev", "spellings": ["Kyiv"]}]
    assert (await get(site, ".json?q=Kiev&exact=1")).json()["total"] == 1
    offered = (await get(site, ".json?q=Blinkan")).json()["suggestions"]
    assert offered[0]["label"] == "Antony Blinken"
    assert (await site.client.get(path_of(offered[0]["json_url"]))).json()["total"] > 0


async def test_a_sentence_is_asked_for_most_of_its_words(site: Datasette) -> None:
    found = (await get(site, ".json?q=why+did+the+talks+in+Geneva+fail+without+any+agreement+last+night")).json()
    assert found["articles"][0]["id"] == 2
    assert "at least" in found["query"]["notes"][0]
    assert (await get(site, ".json?q=talks+Geneva+fail+agreement&exact=1")).json()["total"] == 0


@pytest.mark.parametrize("address", [*ADDRESSES, ""])
async def test_any_text_gives_an_answer(site: Datasette, address: str) -> None:
    keys = ("person", "not_place", "from", "size", "sort", "facet", "facet_q", "role")
    for text in HOSTILE:
        pairs = {"q": text, **dict.fromkeys(keys, text[:100])}
        reply = await get(site, f"{address}?{urlencode(pairs)}")
        assert reply.status_code == 200
        assert "<script>alert" not in reply.text or "json" in reply.headers["content-type"]


@pytest.mark.parametrize("token", ["x", "W10", "bnVsbA", "WyJhIiwgMSwgMSwgMSwgMV0", "é", "A" * 5000])
async def test_a_bad_page_token_is_an_error_in_json(site: Datasette, token: str) -> None:
    reply = await get(site, f".json?{urlencode({'next': token})}")
    assert (reply.status_code, reply.json()["status"], reply.json()["ok"]) == (400, 400, False)


async def test_the_token_of_another_search_is_refused(site: Datasette) -> None:
    token = (await get(site, ".json?q=geneva&size=1")).json()["next"]
    reply = await get(site, f".json?q=kyiv&size=1&next={token}")
    assert reply.status_code == 400 and "another search" in reply.json()["error"]


async def test_csv_has_all_articles_whatever_the_size(site: Datasette) -> None:
    reply = await get(site, ".csv?size=1")
    rows = list(csv.DictReader(io.StringIO(reply.text)))
    assert len(rows) == len(news.ARTICLES) and reply.headers["content-type"] == "text/csv; charset=utf-8"
    assert rows[0]["title"] == "東京で会談" and rows[-1]["places"] == "Lower Wherever"


async def test_atom_is_valid(site: Datasette) -> None:
    reply = await get(site, ".atom?size=3")
    feed = ElementTree.fromstring(reply.text)
    assert reply.headers["content-type"].startswith("application/atom+xml")
    for parent in (feed, *feed.findall(f"{ATOM}entry")):
        assert all(parent.findtext(f"{ATOM}{name}") for name in ("id", "title", "updated"))
    assert feed.findtext("{http://a9.com/-/spec/opensearch/1.1/}totalResults") == "7"
    following = next(link.get("href") for link in feed.findall(f"{ATOM}link") if link.get("rel") == "next")
    assert (await site.client.get(path_of(following or ""))).status_code == 200


async def test_places_on_a_map(site: Datasette) -> None:
    found = (await get(site, ".geojson?q=geneva")).json()
    assert found["type"] == "FeatureCollection" and found["total"] == 2
    geneva = found["features"][0]
    assert geneva["geometry"] == {"type": "Point", "coordinates": [6.15, 46.2]}
    assert (geneva["properties"]["name"], geneva["properties"]["count"]) == ("Geneva", 2)


@pytest.mark.parametrize(("typed", "total", "put_right"), [("person:Antony", 0, 2), ("-person:Antony", 7, 5)])
async def test_a_filter_by_an_unknown_name_offers_those_that_hold_it(
    site: Datasette, typed: str, total: int, put_right: int
) -> None:
    found = (await get(site, f".json?q={typed}")).json()
    assert (found["total"], found["query"]["notes"]) == (total, ["No person is called Antony."])
    (offered,) = found["suggestions"]
    assert offered["label"] == "Antony Blinken"
    assert (await site.client.get(path_of(offered["json_url"]))).json()["total"] == put_right


async def test_suggestions_start_with_sound_like_or_hold_what_was_typed(site: Datasette) -> None:
    async def labels(typed: str) -> list[tuple[str, str]]:
        found = (await get(site, f"/suggest.json?q={typed}")).json()["suggestions"]
        return [(each["kind"], each["label"]) for each in found]

    assert ("person", "Antony Blinken") in await labels("blin")
    assert ("place", "Kyiv") in await labels("kiev")
    assert ("person", "Antony Blinken") in await labels("blinkan")
    assert ("source", "The Daily Planet") in await labels("planet")
    assert ("article", "Sirens in Kiev") in await labels("sire")
    assert await labels("%25") == []


async def test_signs_within_words_that_nobody_sees_do_not_matter(serve: Callable[..., Datasette]) -> None:
    site = serve(news=[news.News("One", "Nothing but newspapers. او میخواهم گفت.")])
    for q in ("news\u00adpapers", "news\u200bpapers", "می\u200cخواهم", "\u200fمیخواهم\u200e"):
        assert (await get(site, f".json?q={q}")).json()["total"] == 1, ascii(q)


async def test_nothing_is_offered_that_finds_the_same(serve: Callable[..., Datasette]) -> None:
    article = news.News("Un résumé", "Visite à Zürich, près de la rivière.", places=["Zürich"])
    site = serve(news=[article])
    for q in ("resume", "zurich", "near(pres riviere, 9)"):
        found = (await get(site, f".json?q={q}")).json()
        assert (found["total"], found["suggestions"]) == (1, [])
    [suggested, *_] = (await get(site, "/suggest.json?q=zurich")).json()["suggestions"]
    assert suggested["label"] == "Zürich"


async def test_a_word_that_articles_have_is_no_bad_spelling_of_another_name(serve: Callable[..., Datasette]) -> None:
    body = "Kingsley Coman saw it, and Antony Blinken, here misspelt as Blinkin."
    article = news.News("A comet seen", body, people=["Kingsley Coman", "Antony Blinken"])
    site = serve(news=[article])
    for q, first in (("comet", None), ("comat", "Kingsley Coman"), ("blinkin", "Antony Blinken")):
        offered = (await get(site, f".json?q={q}")).json()["suggestions"]
        assert next((each["label"] for each in offered), None) == first


async def test_names_are_found_in_any_case_in_any_script(serve: Callable[..., Datasette]) -> None:
    article = news.News("Об Анне", "Анна Маркова сказала.", people=["Анна Маркова"], sources=[("УНІАН", "agency")])
    site = serve(news=[article])
    for q in ("анна", "АННА М", "маркова"):
        [person, *_] = (await get(site, f"/suggest.json?q={q}")).json()["suggestions"]
        assert (person["kind"], person["label"]) == ("person", "Анна Маркова")
    assert (await get(site, ".json?q=person:%22анна маркова%22")).json()["total"] == 1
    assert (await get(site, "/facet/source.json?facet_q=уні")).json()["options"] == 1
    assert (await get(site, "/facet/source.json?facet_letter=у")).json()["options"] == 1
    meant = (await get(site, ".json?q=маркава")).json()["suggestions"]
    assert meant[0]["label"] == "Анна Маркова"


async def test_a_facet_in_full(site: Datasette) -> None:
    found = (await get(site, "/facet/place.json?facet_size=3&facet_page=2&facet_sort=name")).json()
    assert (found["options"], found["pages"], found["page"]) == (7, 3, 2)
    assert [value["label"] for value in found["values"]] == ["Lower Wherever", "Luhansk", "Russia"]
    assert {each["letter"]: each["options"] for each in found["letters"]}["L"] == 2
    narrowed = (await get(site, "/facet/place.json?facet_q=kiev")).json()
    assert [value["label"] for value in narrowed["values"]] == ["Kyiv"]
    assert (await get(site, "/facet/colour.json")).status_code == 404


async def test_a_country_counts_what_lies_in_it(site: Datasette) -> None:
    found = (await get(site, ".json?country=UA")).json()
    assert found["total"] == 3
    values = {value["value"]: value["count"] for value in found["facets"]["country"]["values"]}
    assert values == {"UA": 3, "JP": 2, "CH": 2, "RU": 1}


async def test_all_databases_at_once(tmp_path: Path) -> None:
    paths = [str(news.build(tmp_path / f"{name}.db")) for name in ("one", "two")]
    Database(tmp_path / "other.db")["articles"].insert({"id": 1, "title": "geneva"})
    datasette = Datasette([*paths, str(tmp_path / "other.db")])
    await datasette.invoke_startup()
    found = (await datasette.client.get("/-/newswire.json?q=geneva")).json()
    assert [(each["name"], each["total"]) for each in found["databases"]] == [("one", 2), ("two", 2)]
    assert found["total"] == 4
    merged = [(each["database"], each["id"]) for each in found["articles"]]
    assert merged == [("one", 2), ("two", 2), ("one", 1), ("two", 1)]
    for address in ADDRESSES:
        assert (await datasette.client.get(f"/other/-/newswire{address}")).status_code == 404


async def test_copies_are_kept_as_long_as_they_are_good(tmp_path: Path) -> None:
    site = Datasette([str(news.build(tmp_path / "news.db"))])
    first = await get(site, ".json?q=geneva")
    assert first.headers["cache-control"] == "public, max-age=5"
    again = await get(site, ".json?q=geneva", **{"if-none-match": first.headers["etag"]})
    assert again.status_code == 304 and again.text == ""
    news.build(str(site.get_database("news").path), [news.News("Back in Geneva")])
    changed = await get(site, ".json?q=geneva", **{"if-none-match": first.headers["etag"]})
    assert changed.status_code == 200 and changed.json()["total"] == 3


async def test_a_date_tells_whether_a_copy_is_good(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("datasette_newswire.pages.replies.STARTED", 0)
    path = news.build(tmp_path / "news.db")
    site = Datasette([str(path)])
    assert "last-modified" not in (await get(site, ".json?q=geneva")).headers  # a write may follow in this second
    for file in tmp_path.glob("news.db*"):
        os.utime(file, (1_700_000_000, 1_700_000_000.9))
    first = await get(site, ".json?q=geneva")
    assert first.headers["last-modified"] == "Tue, 14 Nov 2023 22:13:20 GMT"
    for since, status in (
        ("Tue, 14 Nov 2023 22:13:20 GMT", 304),
        ("Tuesday, 14-Nov-23 22:13:21 GMT", 304),
        ("Tue Nov 14 22:13:20 2023", 304),
        ("Tue, 14 Nov 2023 22:13:19 GMT", 200),
        ("yesterday", 200),
        ("", 200),
    ):
        reply = await get(site, ".json?q=geneva", **{"if-modified-since": since})
        assert (reply.status_code, bool(reply.text)) == (status, status == 200), since
    dated = {"if-modified-since": first.headers["last-modified"]}
    assert (await get(site, ".json?q=geneva", **dated, **{"if-none-match": '"another"'})).status_code == 200
    assert (await get(site, ".json?q=geneva", **{"if-none-match": first.headers["etag"]})).status_code == 304
    news.build(path, [news.News("Back in Geneva")])
    assert (await get(site, ".json?q=geneva", **dated)).json()["total"] == 3


async def test_an_immutable_file_may_be_kept_for_an_hour(path: Path) -> None:
    datasette = Datasette([], immutables=[str(path)])
    reply = await get(datasette, ".json?q=geneva")
    assert reply.json()["total"] == 2 and reply.headers["cache-control"] == "public, max-age=3600"


async def test_other_sites_may_read_where_datasette_allows_it(path: Path, site: Datasette) -> None:
    assert "access-control-allow-origin" not in (await get(site, ".json")).headers
    open_site = Datasette([str(path)], cors=True)
    for address in ADDRESSES:
        assert (await get(open_site, address)).headers["access-control-allow-origin"] == "*"
    assert (await open_site.client.options("/news/-/newswire.json")).status_code == 200
    assert (await open_site.client.put("/news/-/newswire.json")).status_code in (403, 405)


async def test_all_urls_have_the_base_url(path: Path) -> None:
    datasette = Datasette([str(path)], settings={"base_url": "/archive/"})
    await datasette.invoke_startup()
    found = (await datasette.client.get("/news/-/newswire.json?q=geneva&size=1")).json()
    value = found["facets"]["person"]["values"][0]
    urls = [found["next_url"], value["toggle_url"], *(found["articles"][0][key] for key in ("html_url", "json_url"))]
    assert all(urlsplit(url).path.startswith("/archive/news/") for url in urls), urls


async def test_what_takes_too_long_is_named(tmp_path: Path) -> None:
    path = news.build(tmp_path / "news.db", [news.News("Storm", "storm " * 50, people=news.PEOPLE) for _ in range(400)])
    datasette = Datasette([str(path)], settings={"facet_time_limit_ms": 1})
    found = (await get(datasette, ".json?q=storm&person=1")).json()
    assert found["total"] == 400 and len(found["articles"]) == 20
    for kind in found["timed_out"]:
        assert kind == "published" or found["facets"][kind]["exact"] is False


@pytest.mark.parametrize("number", ["99", str(10**18), "9" * 400, "-1", "null,1", "x"])
async def test_an_article_that_is_not_there_is_an_error_in_json(site: Datasette, number: str) -> None:
    for form in ("json", "bib", "ris", "csl.json"):
        reply = await get(site, f"/articles/{number}.{form}")
        assert (reply.status_code, reply.json()["status"]) == (404, 404)


async def test_an_article_and_its_citation_may_be_kept(site: Datasette) -> None:
    for form in ("json", "bib", "csl.json"):
        first = await get(site, f"/articles/1.{form}")
        again = await get(site, f"/articles/1.{form}", **{"if-none-match": first.headers["etag"]})
        assert (first.status_code, again.status_code) == (200, 304)


async def test_the_description_describes_what_is_there(site: Datasette) -> None:
    described = (await get(site, "/openapi.json")).json()
    assert described["openapi"] == "3.1.0"
    for path in described["paths"]:
        filled = path.replace("{kind}", "person").replace("{id}", "1")
        assert (await site.client.get(f"{filled}?left=1&right=2")).status_code == 200
