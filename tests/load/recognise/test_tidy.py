"""Raw mentions made names: what the recogniser cut wrongly or took for something else."""

from __future__ import annotations

import pytest

from datasette_newswire.load.models import Article, Kind, Mention
from datasette_newswire.load.recognise.tidy import tidy


def tidied(body: str, text: str, kind: Kind) -> list[tuple[str, str]]:
    """(kind, text) of what becomes of one raw mention."""
    start = body.index(text)
    mention = Mention(kind, "body", start, start + len(text), text, "test@1")
    return [(each.kind, each.text) for each in tidy(Article(title="", title_origin="metadata", body=body), [mention])]


@pytest.mark.parametrize(
    ("body", "text", "expected"),
    [
        ("In the hall Volodymyr Zelenskyy and a prince waited.", "Volodymyr", ("person", "Volodymyr Zelenskyy")),
        ("They drove through Volodymyr and on to the border.", "Volodymyr", ("place", "Volodymyr")),
        ("The boats left Victoria Falls behind them.", "Victoria", ("place", "Victoria")),
        ("She flew to Paris Monday morning.", "Paris", ("place", "Paris")),
    ],
)
def test_a_given_name_taken_for_a_town(body: str, text: str, expected: tuple[str, str]) -> None:
    assert tidied(body, text, "place") == [expected]
