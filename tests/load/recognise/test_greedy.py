"""The quick way through a spaCy recogniser gives what spaCy's own gives."""

from __future__ import annotations

import warnings
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from datasette_newswire.load.recognise import greedy, ner

if TYPE_CHECKING:
    from spacy.tokens import Doc

DEMO = Path(__file__).parents[3] / "demo_data" / "text"
name = ner.installed("en")
pytestmark = pytest.mark.skipif(not name, reason="no English model is installed")
Spans = list[list[tuple[int, int, str]]]


def spans(docs: list) -> Spans:
    return [[(entity.start, entity.end, entity.label_) for entity in doc.ents] for doc in docs]


def believed(doc: Doc) -> bool:
    """Whether each entity of a document has the probabilities of its labels."""
    beliefs = doc.user_data.get(greedy.BELIEFS, {})
    sums = [sum(beliefs[entity.start].values()) for entity in doc.ents]
    own = [beliefs[entity.start][entity.label_] for entity in doc.ents]
    return all(0 < each <= whole < 1.001 for each, whole in zip(own, sums, strict=True))


def samples() -> list[str]:
    """Texts from none to some thousand words, more of them than are searched together."""
    found = [path.read_text("utf-8", "replace") for path in sorted(DEMO.glob("*.txt"))]
    short = [text[:size] for text in found for size in (3, 40, 400)]
    return ["", " ", *short, *found, "\n\n".join(found) * 3]


@pytest.mark.parametrize("beside", [None, "sentencizer"])
def test_entities_are_those_of_spacys_own_way(beside: str | None) -> None:
    import spacy

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        theirs, ours = (spacy.load(str(name), exclude=ner.EXCLUDE) for _ in range(2))
    greedy.prepare(ours)
    if beside:  # a model with more pipes than one goes its own way
        theirs.add_pipe(beside, first=True)
        ours.add_pipe(beside, first=True)
    texts = samples()
    docs = [ours.make_doc(text) for text in texts]
    greedy.recognise(ours, docs)
    assert beside or all(believed(doc) for doc in docs)
    expected = spans(list(theirs.pipe(texts, batch_size=4)))
    assert spans(docs) == expected
    assert sum(map(len, expected)) > 50
