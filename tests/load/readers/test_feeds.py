"""Feeds: what is the article and what a teaser."""

from __future__ import annotations

import pytest

from datasette_newswire.load.models import Document, Draft, NoArticle, Unreadable
from datasette_newswire.load.prepare import reader_for
from datasette_newswire.load.readers import feeds

LONG = "The council voted on Monday to repair the old bridge over the river, and nobody was against it. " * 14


def items(*item: str, channel: str = "") -> list[Draft]:
    inner = "".join(f"<item>{one}</item>" for one in item)
    text = f'<rss version="2.0"><channel><title>Plain Times</title>{channel}{inner}</channel></rss>'
    document = Document("feed.xml", text.encode())
    reader = reader_for(document)
    assert reader.name == "feed"
    return list(reader.read(document))


def test_a_long_description_is_the_article_unless_it_is_cut() -> None:
    whole, short, cut = items(
        f"<title>A</title><description>{LONG}</description>",
        "<title>B</title><description>Soon.</description>",
        f"<title>C</title><description>{LONG} [&#8230;]</description>",
    )
    assert not whole.notes
    assert "teaser" in short.notes[0] and "teaser" in cut.notes[0]


def test_an_item_is_known_by_its_own_name_wherever_it_stands() -> None:
    link = "<link>https://a.example/1</link>"
    found = items(f"<guid>g</guid>{link}", link, "<title>A</title>", "<description>Soon.</description>")
    assert [draft.member for draft in found] == ["g", "https://a.example/1", "A", "4"]


def test_an_item_taken_over_names_where_it_is_from() -> None:
    (draft,) = items('<title>A</title><source url="https://origin.example/rss">Origin Herald</source>')
    assert [(credit.name, credit.domain) for credit in draft.credits] == [("Origin Herald", "origin.example")]


def test_an_item_that_says_nothing_is_an_empty_draft_and_a_feed_of_those_holds_no_article() -> None:
    assert [draft.title for draft in items("<link>https://a.example</link>", "<title>A</title>")] == [None, "A"]
    with pytest.raises(NoArticle, match="None of the items of this feed"):
        items("<description>&lt;img src='x'&gt;</description>")
    with pytest.raises(NoArticle, match="no items"):
        items()


def test_a_feed_that_breaks_off_says_so() -> None:
    half = b"<rss><channel><item><title>A</title></item><item><title>B</title><descr"
    first, last = feeds.READER.read(Document("half.xml", half))
    assert (first.title, last.title, last.notes[-1]) == ("A", "B", feeds.CUT) and feeds.CUT not in first.notes
    with pytest.raises(Unreadable, match="breaks off"):
        list(feeds.READER.read(Document("half.xml", half[:20])))


def test_authors_are_names_and_not_addresses() -> None:
    (draft,) = items("<title>A</title><author>ann@plain.example (Ann Lee)</author>")
    assert draft.authors == ("Ann Lee",)


def test_an_ill_formed_feed_gives_what_can_be_read() -> None:
    (draft,) = items("<title>Fish & chips</title><link>https://a.example/?a=1&b=2</link>")
    assert (draft.title, draft.url) == ("Fish & chips", "https://a.example/?a=1&b=2")
