"""Text and spans to markup."""

from __future__ import annotations

import html
import re

from hypothesis import given
from hypothesis import strategies as st

from datasette_newswire.pages.marking import Tag, context, mark_up, paragraphs, snippet


def plain(markup: str) -> str:
    return html.unescape(re.sub(r"<[^>]*>", "", markup))


def test_names_become_links_and_words_marks() -> None:
    text = "Ana Moreau spoke."
    tag = Tag(0, 10, "a", (("href", "/x?a=1&b=2"),))
    assert mark_up(text, (0, len(text)), [tag], [(4, 10), (11, 16)]) == (
        '<a href="/x?a=1&amp;b=2">Ana <mark>Moreau</mark></a> <mark>spoke</mark>.'
    )


def test_text_is_escaped_everywhere() -> None:
    text = '<script>alert("&")</script>'
    tag = Tag(8, 13, "a", (("href", '"><b>'),))
    made = mark_up(text, (0, len(text)), [tag], [(0, 3)])
    assert "<script" not in made
    assert "<b>" not in made
    assert plain(made) == text


def test_a_name_that_overlaps_an_earlier_one_is_left_out() -> None:
    tags = [Tag(0, 5, "a"), Tag(3, 8, "a"), Tag(9, 30, "a")]
    assert mark_up("0123456789abc", (0, 13), tags) == "<a>01234</a>56789abc"


def test_paragraphs_are_the_stretches_between_blank_lines() -> None:
    text = "\n\none\ntwo\n \n\nthree\n"
    assert [text[start:end].strip() for start, end in paragraphs(text)] == ["one\ntwo", "three"]


def test_context_is_cut_at_words() -> None:
    text = "One two three four five six"
    assert context(text, (8, 13), around=6) == ("… two ", "three", " four …")


def test_snippets_mark_their_highlights() -> None:
    assert snippet("a < b", [(4, 5)]) == "a &lt; <mark>b</mark>"


spans = st.lists(st.tuples(st.integers(0, 60), st.integers(1, 9)), max_size=8)


@given(st.text(max_size=60), spans, spans)
def test_marking_up_keeps_the_text(text: str, names: list[tuple[int, int]], words: list[tuple[int, int]]) -> None:
    tags = [Tag(start, start + length, "a") for start, length in sorted(names)]
    hits: list[tuple[int, int]] = []
    for start, length in sorted(words):
        if not hits or start >= hits[-1][1]:
            hits.append((start, start + length))
    made = mark_up(text, (0, len(text)), tags, hits)
    assert html.unescape(re.sub(r"</?(a|mark)>", "", made)) == html.unescape(html.escape(text))
