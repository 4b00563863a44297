"""Citations."""

from __future__ import annotations

import json
from dataclasses import replace

from datasette_newswire.pages import cite
from datasette_newswire.search.articles import Article
from datasette_newswire.search.results import Source

ARTICLE = Article(
    id=7,
    title="Prices up 5 % at {Harbour} & Co_op",
    title_origin="metadata",
    url="https://planet.example/a_b",
    published="2022-02-17T20:15:00",
    published_origin="metadata",
    language="en",
    byline="By Ana Moreau",
    authors=("Ana Moreau", "Bo Nyberg"),
    lede=None,
    body="",
    word_count=0,
    dateline=None,
    story_id=None,
    sources=(Source(1, "The Daily Planet", "publisher"), Source(2, "Reuters", "agency")),
)


def test_plain() -> None:
    assert ". ".join(cite.parts(ARTICLE)) + "." == (
        "Ana Moreau, Bo Nyberg. “Prices up 5 % at {Harbour} & Co_op”. The Daily Planet. 17 February 2022. "
        "https://planet.example/a_b."
    )


def test_an_article_without_a_date_says_so() -> None:
    assert "The Daily Planet. n.d. https://" in ". ".join(cite.parts(replace(ARTICLE, published=None)))


def test_bibtex_is_escaped_for_tex() -> None:
    made = cite.bibtex(ARTICLE)
    assert r"title = {{Prices up 5 \% at \{Harbour\} \& Co\_op}}" in made
    assert "author = {{Ana Moreau} and {Bo Nyberg}}" in made
    assert "date = {2022-02-17}" in made


def test_ris_has_one_line_a_field() -> None:
    lines = cite.ris(ARTICLE).split("\r\n")
    assert lines[0] == "TY  - NEWS"
    assert "AU  - Bo Nyberg" in lines
    assert "DA  - 2022/02/17" in lines
    assert lines[-2] == "ER  - "


def test_csl_is_json_of_one_item() -> None:
    [item] = json.loads(cite.csl(ARTICLE))
    assert item["issued"] == {"date-parts": [[2022, 2, 17]]}
    assert item["container-title"] == "The Daily Planet"
