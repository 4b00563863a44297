"""Running a spaCy model's recogniser: the same entities as `Language.pipe` gives, in a third of the time.

spaCy's greedy search goes from token to token, for what it sees of a token depends on the entity that is open there,
and on nothing else. So outside of entities all tokens can be scored at once, and so can all entities that might begin
somewhere, one token further each time. What has to be done in order is to leave out those that overlap.

thinc multiplies matrices with BLIS, which runs plain code on a processor that it does not know: numpy's BLAS knows
more of them. And the scores, which spaCy throws away, tell how likely the model holds each entity to be.
"""

from __future__ import annotations

import ctypes
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray
from threadpoolctl import ThreadpoolController

from . import embedding

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc

BELIEFS = "newswire_beliefs"  # key of Doc.user_data: {first token of an entity: {label: probability}}
TOKENS = 6_000  # of the documents that are searched together: more take more memory and are no faster
DOCS = 16  # that a model of another kind gets together
# What glibc's malloc takes from its own stock and not from the kernel, and how much of that stock it keeps: parameters
# M_MMAP_THRESHOLD and M_TRIM_THRESHOLD (man 3 mallopt), and bytes.
KEPT = {-3: 32 << 20, -1: 256 << 20}
Floats = NDArray[np.float32]
Numbers = NDArray[np.int64]
Truths = NDArray[np.bool_]


def prepare(model: Language) -> None:
    """Lets the model's layers multiply with numpy and look at each word once; others are left as they are."""
    from thinc.api import NumpyOps

    _keep_memory()
    plain = NumpyOps(use_blis=False)
    for _, pipe in model.pipeline:
        if hasattr(pipe, "model"):
            embedding.share(pipe.model)
            for layer in pipe.model.walk():
                if type(layer.ops) is NumpyOps:
                    layer.ops = plain


def _keep_memory() -> None:
    """Has the C library keep the memory of arrays for the next ones: new memory must be cleared by the kernel, which
    is a tenth of all the work."""
    with suppress(AttributeError, OSError, TypeError):  # another library than glibc
        for parameter, value in KEPT.items():
            ctypes.CDLL(None).mallopt(parameter, value)


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
    """Whether the model is a recogniser alone, and spaCy's own of one beam and the usual layers."""
    from spacy.pipeline import EntityRecognizer

    pipes = [pipe for _, pipe in model.pipeline]
    if len(pipes) != 1 or type(pipes[0]) is not EntityRecognizer or pipes[0].cfg["beam_width"] != 1:
        return False
    network = pipes[0].model
    lower = network.get_ref("lower")
    usual = lower.get_dim("nF") == 3 and lower.get_dim("nP") > 1
    return bool(usual and network.attrs["has_upper"] and not network.attrs["unseen_classes"])


def _batches(docs: Sequence[Doc]) -> Iterator[list[Doc]]:
    batch: list[Doc] = []
    tokens = 0
    for doc in filter(len, docs):
        if batch and tokens + len(doc) > TOKENS:
            yield batch
            batch, tokens = [], 0
        batch.append(doc)
        tokens += len(doc)
    if batch:
        yield batch


def _search(ner: Any, docs: Sequence[Doc]) -> None:
    """What `EntityRecognizer.greedy_parse` does (Nivre: Algorithms for Deterministic Incremental Dependency Parsing,
    2008, on the moves of Lample et al.: Neural Architectures for Named Entity Recognition, 2016)."""
    moves, scores = _Moves.of(ner.moves), _Scores(ner.model, docs)
    final = np.zeros(sum(map(len, docs)), dtype=bool)
    final[np.cumsum([len(doc) for doc in docs]) - 1] = True
    outside = scores.outside()[:, moves.outside]
    starts, labels, longer = _beginnings(outside, len(moves.labels), embedding.attributes(docs, "IS_SPACE") > 0, final)
    ends, sure = starts.copy(), np.ones(len(starts))
    ends[longer], sure[longer] = _followed(scores, moves, starts[longer], labels[longer], final)
    kept = _apart(starts, ends)
    beliefs = moves.by_label(_softmax(outside[starts[kept]])) * sure[kept, None]
    _annotate(docs, moves.labels, np.stack([starts, ends + 1, labels])[:, kept], beliefs)


@dataclass(frozen=True)
class _Moves:
    """The numbers of a recogniser's moves. Those for `outside` of entities are, in this order, to begin one of each
    label, to call a token one of each label, and to call it none."""

    labels: tuple[str, ...]
    outside: list[int]
    inside: Numbers  # to end the open entity and to go on with it, a row for each label

    @classmethod
    def of(cls, system: Any) -> _Moves:
        """The moves of a transition system."""
        numbers = {system.get_class_name(number): number for number in range(system.n_moves)}
        labels = tuple(name[2:] for name in numbers if name.startswith("B-"))
        begin, unit, inside, last = ([numbers[f"{way}-{label}"] for label in labels] for way in "BUIL")
        none = [number for name, number in sorted(numbers.items()) if name in ("O", "U-")]
        return cls(labels, begin + unit + none, np.array([last, inside]).T)

    def by_label(self, probabilities: Floats) -> NDArray[np.float64]:
        """The probabilities of labels, by those of the moves outside of entities."""
        count = len(self.labels)
        return probabilities[:, :count].astype(float) + probabilities[:, count : 2 * count]


class _Scores:
    """The scores that a recogniser gives to its moves at tokens, which are counted through all documents.

    It sees three things: the token, the first one of the open entity, and the one before if an entity is open.
    """

    def __init__(self, network: Any, docs: Sequence[Doc]) -> None:
        self._lower, self._upper = network.get_ref("lower"), network.get_ref("upper")
        self._seen: Floats = self._lower.predict(network.get_ref("tok2vec").predict(docs))  # row 0 is for no token

    def outside(self) -> Floats:
        """Of each token, no entity being open."""
        return self._of(self._seen[1:, 0] + self._seen[0, 1] + self._seen[0, 2])

    def inside(self, tokens: Numbers, starts: Numbers) -> Floats:
        """Of these tokens, entities being open that began at `starts`."""
        return self._of(self._seen[tokens + 1, 0] + self._seen[starts + 1, 1] + self._seen[tokens, 2])

    def _of(self, seen: Floats) -> Floats:
        hidden, _ = self._lower.ops.maxout(seen + self._lower.get_param("b"))
        found: Floats = self._upper.predict(hidden)
        return found


def _beginnings(outside: Floats, labels: int, blank: Truths, final: Truths) -> tuple[Numbers, Numbers, Truths]:
    """Where entities begin if none is open, the place of their label, and whether they have more than one token.

    None begins at white space, and none that is longer at the end of a document.
    """
    scores = outside[:, : 2 * labels + 1].copy()
    scores[blank, : 2 * labels] = -np.inf
    scores[final, :labels] = -np.inf
    best = scores.argmax(axis=1)
    starts = np.flatnonzero(best < 2 * labels)
    return starts, best[starts] % labels, best[starts] < labels


def _followed(
    scores: _Scores, moves: _Moves, starts: Numbers, labels: Numbers, final: Truths
) -> tuple[Numbers, NDArray[np.float64]]:
    """The last tokens of entities of more than one token, and how likely each is to go on and end like that."""
    ends, sure = starts.copy(), np.ones(len(starts))
    going = np.arange(len(starts))
    while len(going):
        ends[going] += 1
        ways = scores.inside(ends[going], starts[going])[np.arange(len(going))[:, None], moves.inside[labels[going]]]
        on = (ways[:, 1] >= ways[:, 0]) & ~final[ends[going]]
        sure[going] *= _softmax(ways)[np.arange(len(going)), on.astype(int)]
        going = going[on]
    return ends, sure


def _apart(starts: Numbers, ends: Numbers) -> list[int]:
    """The numbers of the entities that begin after the last one has ended."""
    kept, free = [], 0
    for number, (start, end) in enumerate(zip(starts.tolist(), ends.tolist(), strict=True)):
        if start >= free:
            kept.append(number)
            free = end + 1
    return kept


def _annotate(docs: Sequence[Doc], labels: Sequence[str], found: Numbers, beliefs: NDArray[np.float64]) -> None:
    """Gives documents their entities: rows of starts, ends and places of labels."""
    from spacy.tokens import Span

    offset = 0
    for doc in docs:
        here = slice(*np.searchsorted(found[0], [offset, offset + len(doc)]))
        places = (found[:, here].T - [offset, offset, 0]).tolist()
        doc.set_ents([Span(doc, start, end, label=labels[label]) for start, end, label in places], default="outside")
        rows = zip(places, beliefs[here].tolist(), strict=True)
        doc.user_data[BELIEFS] = {start: dict(zip(labels, row, strict=True)) for (start, _, _), row in rows}
        offset += len(doc)


def _softmax(scores: Floats) -> Floats:
    """Probabilities of the moves in each row: a model learns to make the softmax of its scores these."""
    powers = np.exp(scores - scores.max(axis=1, keepdims=True))
    return powers / powers.sum(axis=1, keepdims=True)  # type: ignore[no-any-return]
