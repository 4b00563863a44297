"""The text of PDF pages, put together."""

from __future__ import annotations

import pytest

from datasette_newswire.load.readers import pdf

PAGES = [
    "Tarvo Ledger 1\nThe ferry made its last crossing of the year on Sunday, and the pier is to be in-\nspected",
    "Tarvo Ledger 2\nbefore the winter.\nAbout 400 people live on the island.",
    "Tarvo Ledger 3\nThe municipality will fly in mail.\n- 3 -",
]


def test_heads_that_pages_share_are_taken_out_and_sentences_go_on() -> None:
    kept, taken = pdf.without_edges(PAGES)
    assert taken == ["Tarvo Ledger 1", "Tarvo Ledger 2", "Tarvo Ledger 3"]
    text = pdf.joined(kept)
    assert "in-\nspected\nbefore the winter." in text
    assert "on the island.\n\nThe municipality" in text


@pytest.mark.parametrize("pages", [[], [""], ["One page alone.", ""], ["One.", "Two.", "Three."]])
def test_nothing_is_taken_from_pages_that_share_nothing(pages: list[str]) -> None:
    kept, taken = pdf.without_edges(pages)
    assert (taken, pdf.joined(kept).split()) == ([], " ".join(pages).split())
