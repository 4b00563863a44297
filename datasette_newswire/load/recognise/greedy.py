"""Running a spaCy model's recogniser: the same entities as `Language.pipe` gives, in half the time or less.

Two things make it fast. spaCy takes the steps of its greedy search without Python's lock, and then asks for that lock
several times a token: driven from here, through the same methods, it holds the lock all along. And thinc multiplies
matrices with BLIS, which runs plain code on a processor that it does not know: numpy's BLAS knows more of them.

And the scores of the search's steps, which spaCy throws away, tell how likely the model holds each entity to be.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray
from threadpoolctl import ThreadpoolController

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc, Span

BELIEFS = "newswire_beliefs"  # key of Doc.user_data: {first token of an entity: {label: probability}}
DOCS = 16  # that are searched together: more take more memory and are no faster
TOKENS = 6_000  # of these documents together, for the same reason


def prepare(model: Language) -> None:
    """Lets the model's layers multiply with numpy; layers of other devices are left as they are."""
    from thinc.api import NumpyOps

    plain = NumpyOps(use_blis=False)
    for _, pipe in model.pipeline:
        for layer in pipe.model.walk() if hasattr(pipe, "model") else ():
            if type(layer.ops) is NumpyOps:
                layer.ops = plain


def recognise(model: Language, docs: Sequence[Doc]) -> None:
    """Gives the documents their entities and, if the model is one that we can search with, BELIEFS."""
    # Products as small as these lose more to a second thread than they gain, and workers have none to spare.
    with _threads().limit(limits=1, user_api="blas"):
        if _is_greedy(model):
            for batch in _batches(docs):
                _search(model.get_pipe("ner"), batch)
        else:
            for _ in model.pipe(docs, batch_size=DOCS):
                pass


@cache
def _threads() -> ThreadpoolController:
    return ThreadpoolController()


def _is_greedy(model: Language) -> bool:
    """Whether the model is a recogniser alone, and spaCy's own of one beam."""
    from spacy.pipeline import EntityRecognizer

    pipes = [pipe for _, pipe in model.pipeline]
    return len(pipes) == 1 and type(pipes[0]) is EntityRecognizer and pipes[0].cfg["beam_width"] == 1


def _batches(docs: Sequence[Doc]) -> Iterator[list[Doc]]:
    """Documents of like length together, as a step is taken in all of them at once."""
    batch: list[Doc] = []
    tokens = 0
    for doc in sorted(filter(len, docs), key=len):
        if len(batch) == DOCS or (batch and tokens + len(doc) > TOKENS):
            yield batch
            batch, tokens = [], 0
        batch.append(doc)
        tokens += len(doc)
    if batch:
        yield batch


def _search(ner: Any, docs: list[Doc]) -> None:
    """What `EntityRecognizer.greedy_parse` does, in Python (Nivre: Algorithms for Deterministic Incremental Dependency
    Parsing, 2008, on the moves of Lample et al.: Neural Architectures for Named Entity Recognition, 2016).

    Each step takes one token of each document. The shortest come first, so those that are left are always the last.
    """
    found = ner.moves.init_batch(docs)
    model = ner.model.predict(docs)
    states = list(found)
    steps: list[NDArray[np.float32]] = []
    while states:
        steps.append(model.predict(states))
        states = ner.transition_states(states, steps[-1])
    model.clear_memory()
    ner.set_annotations(docs, found)
    moves = tuple(ner.moves.get_class_name(number) for number in range(ner.moves.n_moves))
    for number, doc in enumerate(docs):
        doc.user_data[BELIEFS] = {
            entity.start: _belief(
                entity, [steps[token][number - len(docs)] for token in range(entity.start, entity.end)], moves
            )
            for entity in doc.ents
        }


def _belief(entity: Span, scores: Sequence[NDArray[np.float32]], moves: tuple[str, ...]) -> dict[str, float]:
    """How likely an entity of these tokens has which label, in the model's eyes.

    `scores` are those of all moves at each of its tokens. A model learns to make their softmax the probability of a
    move: to begin an entity (B-LABEL, or U-LABEL for one of a single token) or none (O), to go on (I-) or to end (L-).
    """
    rest = 1.0
    for offset, row in enumerate(scores[1:], 2):
        ways = [moves.index(f"{way}-{entity.label_}") for way in "LI"]
        rest *= float(_softmax(row[ways])[0 if offset == len(scores) else 1])
    first = _beginnings(moves)
    found: dict[str, float] = {}
    for number, probability in zip(first, _softmax(scores[0][first]), strict=True):
        label = moves[number][2:]
        found[label] = found.get(label, 0.0) + float(probability) * rest
    return found


@cache
def _beginnings(moves: tuple[str, ...]) -> list[int]:
    """The numbers of the moves that can be taken outside of an entity."""
    return [number for number, move in enumerate(moves) if move[0] in "BUO"]


def _softmax(scores: NDArray[np.float32]) -> NDArray[np.float32]:
    powers = np.exp(scores - scores.max())
    return powers / powers.sum()  # type: ignore[no-any-return]
