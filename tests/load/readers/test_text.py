"""Plain text and Markdown, with and without fields on top."""

from __future__ import annotations

import pytest

from datasette_newswire.load.models import Document, Draft, NoArticle, Unreadable
from datasette_newswire.load.prepare import reader_for


def read(text: str | bytes, path: str = "x.txt") -> Draft:
    document = Document(path, text if isinstance(text, bytes) else text.encode())
    (draft,) = reader_for(document).read(document)
    return draft


def test_header_lines_become_fields() -> None:
    draft = read(
        "Headline: Rain over Cork\nDate: 24 February 2022\nBy: Ann Lee and Bo Ek\nPublisher: The Plain Times\n"
        "Link: https://plain.example/rain\n\nIt rained: all day.\n\nAnd all night.\n"
    )
    assert (draft.title, draft.published, draft.url) == ("Rain over Cork", "2022-02-24", "https://plain.example/rain")
    assert draft.authors == ("Ann Lee", "Bo Ek")
    assert draft.credits[0].name == "The Plain Times"
    assert (draft.body.strip(), draft.body_kind) == ("It rained: all day.\n\nAnd all night.", "page")


@pytest.mark.parametrize(
    "text",
    [
        "LONDON: It rained.\nMore: to come.\n\nLast.",
        "Source: The Plain Times\n\nIt rained.",
        "Title: Only one line that we know\n\nIt rained.",
        "Dear reader,\nDate: today\nTitle: none\n\nIt rained.",
        "--- \nnot front matter",
        "---\nnot: [closed\n---\nIt rained.",
    ],
)
def test_text_that_only_looks_like_fields_stays_whole(text: str) -> None:
    assert read(text).body == text
    assert read(text).title is None


def test_front_matter_in_yaml_and_toml() -> None:
    yaml = read("---\ntitle: 'Rain: more'\ndate: 2022-02\nauthors:\n  - Ann Lee\n  - Bo Ek\nlang: en-GB\n---\n\nWet.")
    assert (yaml.title, yaml.published, yaml.authors, yaml.language) == (
        "Rain: more",
        "2022-02",
        ("Ann Lee", "Bo Ek"),
        "en",
    )
    toml = read('+++\ntitle = "Rain"\ndate = 2022-02-24\n+++\nWet.')
    assert (toml.title, toml.published, toml.body) == ("Rain", "2022-02-24", "Wet.")
    assert read("---\ntitle: &a Rain\nlist: [*a, *a]\n---\nWet.").title is None


def test_what_is_no_text_says_so() -> None:
    with pytest.raises(Unreadable, match="PNG picture"):
        read(b"\x89PNG\r\n\x1a\n" + bytes(50), "x")
    with pytest.raises(Unreadable):
        read(b"\x89PNG\r\n\x1a\n" + bytes(50))
    with pytest.raises(Unreadable, match="no text"):
        read("  \n ")
    with pytest.raises(NoArticle, match="root element <Bulletin>"):
        read("<?xml version='1.0'?><Bulletin><a>x</a></Bulletin>", "x.xml")
    with pytest.raises(NoArticle, match="text/css"):
        reader_for(Document("page_files/style.css", b"body { margin: 0 }", media_type="text/css"))


def test_a_ticker_is_no_element() -> None:
    wire = Document("stdin:1", b"<HARBOUR> RAISES ITS DIVIDEND\n\nHarbour Corp said it would pay more.\n")
    assert reader_for(wire).name == "text"
    closed = "<Bulletin><a>x</a></Bulletin>"
    with pytest.raises(NoArticle, match="root element <Bulletin>"):
        reader_for(Document("stdin:1", closed.encode("utf-16")))


def test_markdown_is_known_without_its_name() -> None:
    assert reader_for(Document("stdin:1", b"# Rain over Cork\n\nIt rained.\n")).name == "markdown"
    assert reader_for(Document("stdin:1", b"---\ntitle: x\n---\n# Rain\n\nIt rained.\n")).name == "markdown"
    assert reader_for(Document("a.txt", b"It [rained](https://x.example/a) all day.\n")).name == "markdown"
    for plain in (b"Rain over Cork\n\nIt rained.\n", b"#1 in the charts\n\nA song\n", b"He said [sic] (twice) no."):
        assert reader_for(Document("a.txt", plain)).name == "text"


def test_markdown_reads_as_text() -> None:
    draft = read(
        "# Rain **over** Cork\n\nIt [rained](https://x.example) &amp; *poured*.\n\n> Wet!\n\n1. one\n2. two\n", "x.md"
    )
    assert (draft.title, draft.title_origin) == ("Rain over Cork", "markup")
    assert draft.body == "It rained & poured.\n\nWet!\n\none\n\ntwo"
