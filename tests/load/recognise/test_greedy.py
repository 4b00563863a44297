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


@pytest.mark.parametrize("usual", [{}, {"extra_state_tokens": True}, {"use_upper": False}, {"maxout_pieces": 1}])
def test_whatever_a_model_has_learned_is_found(usual: dict[str, object]) -> None:
    """Random weights make entities of any length, at any place."""
    import numpy as np
    import spacy

    embed = {"@architectures": "spacy.HashEmbedCNN.v2", "pretrained_vectors": None, "width": 24, "depth": 1,
             "embed_size": 200, "window_size": 1, "maxout_pieces": 2, "subword_features": True}  # fmt: skip
    network = {"@architectures": "spacy.TransitionBasedParser.v2", "state_type": "ner", "extra_state_tokens": False,
               "hidden_width": 16, "maxout_pieces": 2, "use_upper": True, "tok2vec": embed, **usual}  # fmt: skip
    model = spacy.blank("en")
    pipe = model.add_pipe("ner", config={"model": network})
    for label in ("PERSON", "GPE", "ORG"):
        pipe.add_label(label)
    model.initialize()
    random = np.random.default_rng(1)
    for layer in pipe.model.walk():
        for name in layer.param_names:
            layer.set_param(name, random.normal(size=layer.get_param(name).shape).astype("f"))
    expected = spans(list(model.pipe(samples())))
    greedy.prepare(model)
    docs = [model.make_doc(text) for text in samples()]
    greedy.recognise(model, docs)
    assert spans(docs) == expected
    assert sum(map(len, expected)) > 20


def test_what_workers_share_is_loaded_by_importing_it() -> None:
    from datasette_newswire.load import preload
    from datasette_newswire.load.clean import language

    assert preload and ner.load.cache_info().currsize and language._identifier.cache_info().currsize
