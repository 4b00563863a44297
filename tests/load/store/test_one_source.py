"""One source under one name: sites that some documents name and of which others show the address alone."""

from __future__ import annotations

import json
from itertools import permutations
from pathlib import Path

from loading import load_all, rows

TEXT = (
    "The council of {place} met on Monday to talk about the harbour, and nobody left early. A second meeting follows "
    "in two weeks, said Ida Bergmann, who keeps the records."
)
PAGE = """<html><head><meta property="og:site_name" content="Tarvo Post">
<link rel="canonical" href="https://www.tarvopost.example/harbour"></head>
<body><article><h1>Harbour talks go on for a second day</h1><p>{0}</p><p>{1}</p></article></body></html>"""
FEED = """<rss version="2.0"><channel><title>The Oslo Lantern</title><link>https://news.oslolantern.example/</link>
<item><title>Lamps are lit again</title><link>https://news.oslolantern.example/1</link><guid>1</guid>
<description>{0}</description></item></channel></rss>"""


def written(folder: Path) -> list[Path]:
    """A page and a feed that name their sites, and two records that give their addresses alone."""
    one, two, three = (TEXT.format(place=place) for place in ("Bergen, Norway", "Oslo, Norway", "Tromso, Norway"))
    files = {
        "page.html": PAGE.format(one, two),
        "feed.xml": FEED.format(two),
        "post.json": json.dumps({"title": "Boats", "url": "https://tarvopost.example/2", "text": two + " " + three}),
        "lantern.json": json.dumps({"title": "Lamps", "url": "https://oslolantern.example/2", "text": three}),
        "named.json": json.dumps(
            {"title": "Nets", "source": "Tarvo Post", "url": "https://tarvopost.example/3", "text": three + " " + one}
        ),
    }
    folder.mkdir(exist_ok=True)
    for name, text in files.items():
        (folder / name).write_text(text, encoding="utf-8")
    return [folder / name for name in files]


def told(db: Path) -> list[tuple[object, ...]]:
    """Who published what: title, name and domain."""
    return rows(
        db,
        "select a.title, s.name, s.domain from article_sources l join sources s on s.id = l.source_id"
        " join articles a on a.id = l.article_id where role = 'publisher' order by 1, 2",
    )


def test_addresses_and_names_of_one_site_are_one_source_in_any_order(tmp_path: Path) -> None:
    files = written(tmp_path / "in")
    at_once = tmp_path / "all.db"
    load_all(at_once, *files)
    found = told(at_once)
    post, lantern = ("Tarvo Post", "tarvopost.example"), ("The Oslo Lantern", "oslolantern.example")
    assert {title: (name, domain) for title, name, domain in found} == {
        "Boats": post,
        "Harbour talks go on for a second day": post,
        "Lamps": lantern,
        "Lamps are lit again": lantern,
        "Nets": post,
    }
    for number, order in enumerate(list(permutations(files))[:: len(files) * 7]):
        db = tmp_path / f"{number}.db"
        for path in order:
            load_all(db, path)
        assert told(db) == found
