"""Lexicons: every file says where it is from, and is read as its name says."""

from __future__ import annotations

import re
from importlib.resources import files
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from datasette_newswire.load import lexicons

PACKAGE = Path(str(files("datasette_newswire")))
FILES = sorted([*(PACKAGE / "load" / "data").iterdir(), *(PACKAGE / "search" / "data").iterdir()])
LICENCE = re.compile(r"CC0|CC BY|Apache|MIT\b|BSD|Unicode|public domain", re.IGNORECASE)


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name)
def test_every_lexicon_names_its_licence_before_its_rows(file: Path) -> None:
    head: list[str] = []
    with file.open(encoding="utf-8") as lines:
        while (line := next(lines)).startswith("#"):
            head.append(line)
    assert LICENCE.search("".join(head)), "its first lines, which start with #, must give origin and licence"


def test_rows_are_parted_as_the_name_of_the_file_says() -> None:
    assert {len(row) for row in lexicons.rows("outlets.csv")} == {4}
    assert {len(row) for row in lexicons.rows("signatures.tsv")} == {3}
    assert {len(row) for row in lexicons.rows("places_beyond.txt")} == {1}
    ranks = lexicons.ranks("words_en.txt")
    assert ranks["the"] < ranks["government"] < ranks["kettle"]


@given(st.sets(st.text("abc", min_size=1, max_size=5), min_size=1), st.text("abc", max_size=20))
def test_any_of_finds_the_longest_phrase_at_the_first_place(phrases: set[str], text: str) -> None:
    found = lexicons.any_of(sorted(phrases)).search(text)
    starts = [start for start in range(len(text)) if text.startswith(tuple(phrases), start)]
    assert (found is None) == (not starts)
    if found:
        assert found.start() == starts[0]
        assert found[0] == max((one for one in phrases if text.startswith(one, starts[0])), key=len)
