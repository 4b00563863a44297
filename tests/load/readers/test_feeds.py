"""Feeds: what is the article and what a teaser."""

from __future__ import annotations

import pytest

from datasette_newswire.load.models import Document, Draft, Unreadable
from datasette_newswire.load.prepare import reader_for

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
    assert [draft.member for draft in (whole, short, cut)] == ["1", "2", "3"]


def test_an_item_taken_over_names_where_it_is_from() -> None:
    (draft,) = items('<title>A</title><source url="https://origin.example/rss">Origin Herald</source>')
    assert [(credit.name, credit.domain) for credit in draft.credits] == [("Origin Herald", "origin.example")]


def test_items_that_say_nothing_are_left_out() -> None:
    assert len(items("<link>https://a.example</link>", "<title>A</title>")) == 1
    with pytest.raises(Unreadable, match="no items"):
        items("<description>&lt;img src='x'&gt;</description>")


def test_authors_are_names_and_not_addresses() -> None:
    (draft,) = items("<title>A</title><author>ann@plain.example (Ann Lee)</author>")
    assert draft.authors == ("Ann Lee",)


def test_an_ill_formed_feed_gives_what_can_be_read() -> None:
    (draft,) = items("<title>Fish & chips</title><link>https://a.example/?a=1&b=2</link>")
    assert (draft.title, draft.url) == ("Fish & chips", "https://a.example/?a=1&b=2")
