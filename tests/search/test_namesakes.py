"""Places of one name say which they are, in facets and suggestions."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import news
from datasette.app import Datasette

ARTICLES = [
    news.News("One", places=["Moscow", "Kyiv"]),
    news.News("Two", places=["Moscow"]),
    news.News("Three", places=["Springs"]),
    news.News("Four", places=["Moscow, again"]),
]


def build(path: Path) -> Path:
    """Moscow in Russia, one in Idaho and one that was not resolved."""
    made = news.build(path, ARTICLES)
    with sqlite3.connect(made) as conn:
        conn.execute("update places set name = 'Moscow' where name in ('Springs', 'Moscow, again')")
        where = "where name = 'Moscow' and id = (select max(id) from places)"
        conn.execute(f"update places set kind = 'city', admin1 = 'Idaho', country_code = 'US' {where}")
    return made


async def test_only_places_that_share_their_name_need_a_detail(tmp_path: Path) -> None:
    site = Datasette([str(build(tmp_path / "news.db"))])
    page = (await site.client.get("/news/-/newswire.json?facet=place")).json()
    shown = [(value["label"], value["detail"]) for value in page["facets"]["place"]["values"]]
    assert shown[0] == ("Moscow", "Russia") and ("Kyiv", None) in shown
    assert {detail for label, detail in shown if label == "Moscow"} == {"Russia", "Idaho, United States", "unresolved"}
    whole = (await site.client.get("/news/-/newswire/facet/place.json?facet_q=mosc")).json()["values"]
    assert {each["detail"] for each in whole} == {"Russia", "Idaho, United States", "unresolved"}
    html = (await site.client.get("/news/-/newswire?q=nothing")).text
    assert "Idaho, United States" in html


async def test_a_suggested_place_says_where_it_lies(tmp_path: Path) -> None:
    site = Datasette([str(build(tmp_path / "news.db"))])
    found = (await site.client.get("/news/-/newswire/suggest.json?q=kyi")).json()["suggestions"]
    assert [(each["label"], each["detail"]) for each in found] == [("Kyiv", "Ukraine")]
