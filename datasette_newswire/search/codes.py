"""Names of the codes that articles carry: countries (ISO 3166-1) and languages (ISO 639-1), in English."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path

FILES = {"country": "countries.csv", "language": "languages.csv"}


@lru_cache
def names(kind: str) -> Mapping[str, str]:
    """{code: name} of all countries or languages (search/data)."""
    lines = Path(__file__).with_name("data").joinpath(FILES[kind]).read_text("utf-8").splitlines()
    pairs = [line.partition(",") for line in lines if not line.startswith("#")]
    return {code: name.strip('"') for code, _, name in pairs}


def name(kind: str, code: str) -> str:
    """The name of a code; the code itself if it has none."""
    return names(kind).get(code, code)


@lru_cache
def codes(kind: str) -> Mapping[str, str]:
    """{name in lower case: code}"""
    return {name.casefold(): code for code, name in names(kind).items()}


@lru_cache
def label(kind: str, column: str) -> str:
    """An SQL expression for the name of the code in a column. Names are those of our files, never a person's text."""
    cases = " ".join(f"when '{code}' then '{name.replace(chr(39), chr(39) * 2)}'" for code, name in names(kind).items())
    return f"case {column} {cases} else {column} end"
