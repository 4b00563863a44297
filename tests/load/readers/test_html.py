"""Web pages → drafts."""

# ruff: noqa: E501 — paragraphs and markup read better unbroken

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from datasette_newswire.load import clean
from datasette_newswire.load.models import Article, Document, Unreadable
from datasette_newswire.load.parsing import addresses
from datasette_newswire.load.readers import html
from datasette_newswire.load.webpage import markup, metadata

PARAGRAPHS = [
    "The ferry between Port Elsing and Tarvo Island made its last crossing of the year on Sunday, two weeks early.",
    "“The pier at Tarvo is no longer safe in a north wind,” said harbour master Edda Roslin, who ordered the inspection.",
    "About 400 people live on the island. The municipality will fly in mail and medicine twice a week until April.",
    "Islanders had asked for a new pier in 2015. The council found the money only this spring, after a storm.",
    "The company that runs the ferry, with 31 sailors and two ships, said that it would keep all of them in work.",
]
LINKED_DATA = {
    "@context": "https://schema.org",
    "@graph": [
        {"@type": "WebSite", "name": "Coast Ledger"},
        {
            "@type": "NewsArticle",
            "headline": "Ferry to Tarvo Island stops for the winter",
            "author": [
                {"@type": "Person", "name": "Malin Oskarsdatter"},
                {"@type": "Organization", "name": "Coast Ledger"},
            ],
            "publisher": {"@type": "Organization", "name": "Coast Ledger"},
            "datePublished": "2021-11-02T08:15:00+01:00",
        },
    ],
}


def page(head: str = "", body: str | None = None, around: str = "") -> bytes:
    text = body if body is not None else "".join(f"<p>{p}</p>" for p in PARAGRAPHS)
    return f"""<!DOCTYPE html><html lang="en-GB"><head><title>Ferry to Tarvo Island stops for the winter - Coast Ledger</title>
    <link rel="canonical" href="https://www.coastledger.example/2021/11/02/ferry.html">{head}</head><body>
    <nav><ul><li><a href="/">Home</a></li><li><a href="/w">Weather</a></li><li><a href="/s">Sport</a></li></ul></nav>
    <main><article><h1>Ferry to Tarvo Island stops for the winter</h1><div class="article-body">{text}</div>{around}</article></main>
    <footer><p>© Coast Ledger. All rights reserved.</p></footer></body></html>""".encode()


def read(content: bytes) -> Article:
    document = Document("page.html", content)
    (draft,) = html.read(document)
    return clean.clean(draft, document)


def meta(**values: str) -> str:
    return "".join(f'<meta property="{k.replace("__", ":")}" content="{v}">' for k, v in values.items())


def test_the_article_and_its_metadata() -> None:
    found = read(page(f'<script type="application/ld+json">{json.dumps(LINKED_DATA)}</script>'))
    assert found.title == "Ferry to Tarvo Island stops for the winter"
    assert found.title_origin == "markup"
    assert found.body.split("\n\n") == PARAGRAPHS
    assert found.authors == ("Malin Oskarsdatter",)
    assert (found.published, found.published_origin) == ("2021-11-02T08:15:00+01:00", "metadata")
    assert found.url == "https://www.coastledger.example/2021/11/02/ferry.html"
    assert found.language == "en"
    assert [(c.name, c.role, c.domain) for c in found.credits] == [("Coast Ledger", "publisher", "coastledger.example")]


def test_what_is_around_the_article_is_kept_beside_it() -> None:
    found = read(page())
    gone = {line: item.position for item in found.removed for line in item.text.split("\n")}
    assert gone["Weather"] == "before"
    assert gone["© Coast Ledger. All rights reserved."] == "after"


def test_related_links_newsletter_and_share_bar_within_the_article() -> None:
    boxes = [
        '<div class="share-bar"><a href="#f">Facebook</a><a href="#t">Twitter</a></div>',
        '<p><a href="/x">Read more: Snow closes mountain road</a></p>',
        '<div class="newsletter-box"><p>Sign up for our newsletter and get the news straight to your inbox.</p></div>',
        "<figure><img src='a.jpg'><figcaption>The ferry in 2019. Photo: Coast Ledger archive</figcaption></figure>",
    ]
    mixed = "".join(f"<p>{p}</p>{box}" for p, box in zip(PARAGRAPHS, [*boxes, ""], strict=True))
    assert read(page(body=mixed)).body.split("\n\n") == PARAGRAPHS


def test_comments_are_left_out() -> None:
    form = """<section id="comments"><h3>Leave a Reply</h3><p>Your email address will not be published. Required fields are
    marked *</p><ol class="commentlist"><li>Ole: I never liked the ferry anyway, it was always late.</li></ol></section>"""
    found = read(page(around=form))
    assert found.body.split("\n\n") == PARAGRAPHS


def test_subheads_lists_quotations_and_tables_stay() -> None:
    body = (
        f"<p>{PARAGRAPHS[0]}</p><h2>What was found under the pier</h2><ul><li>Two of the eleven piles are cracked.</li>"
        f"<li>A fender is loose on the northern side.</li></ul><p>{PARAGRAPHS[1]}</p><blockquote><p>{PARAGRAPHS[2]}</p>"
        f"</blockquote><p>{PARAGRAPHS[3]}</p><p>{PARAGRAPHS[4]}</p>"
    )
    found = read(page(body=body)).body
    assert "What was found under the pier" in found
    assert "Two of the eleven piles are cracked." in found
    assert all(paragraph in found for paragraph in PARAGRAPHS)


def test_a_table_of_figures_at_the_end_stays() -> None:
    rows = "".join(f"<tr><td>{name}</td><td>{wind}</td></tr>" for name, wind in (("Tarvo", 31), ("Elsing", 27)))
    table = f"<table><tr><th>Place</th><th>Wind, m/s</th></tr>{rows}</table>"
    around = f"{table}<div class='newsletter'><p>Sign up for our morning newsletter</p></div>"
    assert read(page(around=around)).body.split("\n\n")[-3:] == ["Place | Wind, m/s", "Tarvo | 31", "Elsing | 27"]


def test_text_given_twice_is_kept_once() -> None:
    text = "".join(f"<p>{p}</p>" for p in PARAGRAPHS)
    assert read(page(body=f"{text}<div>{text}</div>")).body.count(PARAGRAPHS[1]) == 1


@pytest.mark.parametrize(
    ("head", "published", "origin"),
    [
        (meta(article__published_time="2021-11-02T07:15:00Z"), "2021-11-02T07:15:00+00:00", "metadata"),
        ("", "2021-11-02", "url"),
        (meta(article__published_time="soon"), "2021-11-02", "url"),
    ],
)
def test_dates(head: str, published: str, origin: str) -> None:
    found = read(page(head))
    assert found.published is not None
    assert (found.published[:10], found.published_origin) == (published[:10], origin)


PUBLISHED, MODIFIED = "2021-11-02T23:40:00Z", "2021-11-09T10:00:00Z"


@pytest.mark.parametrize(
    ("shown", "published"),
    [
        ("", "2021-11-02T23:40:00+00:00"),  # nothing but the markup says a date
        ("<p>2 November 2021</p>", "2021-11-02T23:40:00+00:00"),
        ('<time datetime="2021-11-03T00:40:00+01:00">Wednesday, 0.40am</time>', "2021-11-03T00:40:00+01:00"),
        ("<p>Wednesday 3 November 2021</p>", "2021-11-03"),  # the day in the publisher's zone
        ("<p>Updated on November 9, 2021</p>", "2021-11-09T10:00:00+00:00"),  # readers are shown no other
        ("<p>Published: 2 November 2021 | Updated: 9 November 2021</p>", "2021-11-02T23:40:00+00:00"),
        ("<p>14 October 2021</p>", "2021-11-02T23:40:00+00:00"),  # of another article
    ],
)
def test_the_markups_date_is_taken_as_the_page_shows_it(shown: str, published: str) -> None:
    data = {"@type": "NewsArticle", "headline": "x", "datePublished": PUBLISHED, "dateModified": MODIFIED}
    bare = page(f'<script type="application/ld+json">{json.dumps(data)}</script>').replace(b"/2021/11/02/", b"/")
    assert read(bare.replace(b"</h1>", f"</h1>{shown}".encode())).published == published


@pytest.mark.parametrize(
    ("head", "body"),
    [
        ('<meta name="author" content="By Malin Oskarsdatter, Staff Writer">', ""),
        ("", '<p class="byline">By <a rel="author" href="/m">Malin Oskarsdatter</a></p>'),
        ("", '<div class="c-byline">By Malin Oskarsdatter | Coast Ledger</div>'),
        ("", '<div class="byline"><b>By</b><a href="/m">Malin Oskarsdatter</a><span>Staff Writer</span></div>'),
        ("", "<p>By Malin Oskarsdatter</p>"),
    ],
)
def test_authors(head: str, body: str) -> None:
    found = read(page(head, body + "".join(f"<p>{p}</p>" for p in PARAGRAPHS)))
    assert found.authors == ("Malin Oskarsdatter",)
    assert "Malin" not in found.body


def test_authors_of_other_articles_on_the_page_are_not_this_ones() -> None:
    link = '<p>By <a rel="author" href="/{0}">{0}</a>{1}</p>'
    own = link.format("Malin Oskarsdatter", ' and <a rel="author" href="/i">Ida Berg</a>')
    others = "".join(f"<p>{p}</p>" for p in PARAGRAPHS) + link.format("Per Holt", ", 3 min")
    assert read(page(body=own + others)).authors == ("Malin Oskarsdatter", "Ida Berg")


def test_the_heading_that_microdata_calls_the_headline_is_the_title() -> None:
    named = '<h2 itemprop="headline">Last ferry of the year leaves Port Elsing early</h2>'
    assert read(page(body=named + "".join(f"<p>{p}</p>" for p in PARAGRAPHS))).title.startswith("Last ferry")


@pytest.mark.parametrize(
    ("head", "shown", "published"),
    [
        ("", "<p>22 December 1972</p><p>3 November 2021</p>", "2021-11-03"),  # of what the page tells
        (meta(article__modified_time=MODIFIED), "<p>1 June 2022</p><p>3 November 2021</p>", "2021-11-03"),
    ],
)
def test_a_day_shown_that_cannot_be_the_pages(head: str, shown: str, published: str) -> None:
    bare = page(head).replace(b"/2021/11/02/", b"/")
    assert read(bare.replace(b"</h1>", f"</h1>{shown}".encode())).published == published


@pytest.mark.parametrize(
    ("address", "day"),
    [
        ("https://a.example/2015-03/18/c_13.htm", "2015-03-18"),
        ("https://a.example/20150318/ferry", "2015-03-18"),
        ("https://a.example/news/2015/3/8/ferry", "2015-03-08"),
        ("https://a.example/articles/194709-13-ways-to-tie-a-rope", None),
    ],
)
def test_days_in_addresses(address: str, day: str | None) -> None:
    assert addresses.day(address) == day


def test_publisher_under_the_lexicons_name() -> None:
    found = read(page().replace(b"www.coastledger.example", b"edition.cnn.com"))
    assert [(c.name, c.role, c.domain) for c in found.credits] == [("CNN", "publisher", "cnn.com")]


@pytest.mark.parametrize(
    ("content", "name", "expected"),
    [
        (page(), "a.html", True),
        (page(), "a.txt", True),
        (b"<p>One</p><p>Two</p>", "fragment.htm", True),
        (b"Plain text about <b>nothing</b> much.", "a.txt", False),
        (b"<?xml version='1.0'?><rss><channel><title>x</title></channel></rss>", "feed.xml", False),
        (b"", "a.html", False),
    ],
)
def test_matches_by_content(content: bytes, name: str, expected: bool) -> None:
    assert (html.matches(Document(name, content)) > 0.5) is expected


def test_a_page_without_text_says_so() -> None:
    with pytest.raises(Unreadable, match="No article text"):
        list(html.read(Document("a.html", b"<html><body><script>go()</script></body></html>")))


def test_broken_linked_data_is_left_out() -> None:
    broken = '<script type="application/ld+json">{"headline": "Ferry, }</script>'
    commented = (
        '<script type="application/ld+json">//<![CDATA[\n{"@type":"NewsArticle","author":"Ida Berg",}\n//]]></script>'
    )
    assert read(page(broken)).title == "Ferry to Tarvo Island stops for the winter"
    assert read(page(commented)).authors == ("Ida Berg",)


@given(st.recursive(st.none() | st.text(max_size=9) | st.integers(), lambda v: st.lists(v, max_size=3) | st.dictionaries(
    st.sampled_from(["@type", "@graph", "author", "name", "headline", "datePublished", "publisher", "url"]), v, max_size=4)))  # fmt: skip
def test_any_linked_data_can_be_read(data: object) -> None:
    script = json.dumps(data).replace("<", "\\u003c")
    tree = html.parse(page(f'<script type="application/ld+json">{script}</script>').decode())
    assert tree is not None
    metadata.read(tree)
    markup.read(tree)


@given(st.lists(st.sampled_from(["<p>", "</p>", "<div class='nav'>", "</div>", "<table><tr><td>", "text of a page ", "<li>", "<br>",
                                 "<a href='http://[x'>", "</a>", "<h1>", "&nbsp;", "&#0;", "<time datetime='x'>"]), max_size=40))  # fmt: skip
def test_any_page_gives_an_article_or_a_reason(parts: list[str]) -> None:
    try:
        read(("<html>" + "".join(parts)).encode())
    except Unreadable as reason:
        assert str(reason)


def test_a_thousand_levels() -> None:
    deep = "<div>" * 3000 + "".join(f"<p>{p}</p>" for p in PARAGRAPHS) + "</div>" * 3000
    try:
        read(page(body=deep))
    except Unreadable as reason:
        assert str(reason)


def test_a_page_that_says_hardly_anything_is_doubtful() -> None:
    page = "<html><head><title>Not Found</title></head><body><h1>Not Found</h1><p>{}</p></body></html>"
    (draft,) = html.read(Document("x.html", page.format("The address you asked for is not here.").encode()))
    assert "very little text" in draft.notes[0]
    (draft,) = html.read(Document("x.html", page.format("The address you asked for is not here. " * 5).encode()))
    assert draft.notes == ()


def test_a_page_of_links_is_doubtful() -> None:
    links = "".join(f'<li><a href="/{n}">{text}</a></li>' for n, text in enumerate(PARAGRAPHS * 4))
    (draft,) = html.read(Document("front.html", page(body=f"<ul>{links}</ul>")))
    assert "links" in " ".join(draft.notes)
    assert not read(page()).notes


def test_who_is_quoted_linked_or_took_the_picture_is_no_author() -> None:
    quoted = '<div class="pull-quote">A safe pier<span class="author">Edda Roslin</span></div>'
    linked = f'<p>{PARAGRAPHS[1]} <a href="/profile/7">Edda Roslin</a></p>'
    pictured = '<small itemprop="author">Photograph by Per Holt, Tarvo Pictures</small>'
    assert read(page(body=quoted + linked + pictured + "".join(f"<p>{p}</p>" for p in PARAGRAPHS))).authors == ()
