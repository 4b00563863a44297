"""The first layer of a spaCy model worked out once for each word of a batch, however often the word is in it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from spacy.tokens import Doc
    from spacy.vocab import Vocab
    from thinc.api import Model

    Layer = Model[Any, Any]

Floats = NDArray[np.float32]
# What spaCy's MultiHashEmbed is made of: layers that look at one token at a time.
OF_A_TOKEN = {
    "extract_features", "list2ragged", "ints-getitem", "hashembed", "static_vectors", "maxout", "layernorm", "dropout",
    "ragged2list",
}  # fmt: skip


def share(model: Layer) -> None:
    """Lets the parts of a model that embed tokens do each of them once; other layers are left as they are."""
    for layer in list(model.walk()):
        embed = layer.maybe_get_ref("embed")
        if embed and all(part.layers or part.name in OF_A_TOKEN for part in embed.walk()):
            model.replace_node(embed, _shared(embed))


def _shared(embed: Layer) -> Layer:
    from thinc.api import Model

    read = [column for part in embed.walk() for column in part.attrs.get("columns", ())]
    return Model("shared_embedding", _forward, layers=[embed], attrs={"read": read})


class _Tokens:
    """Some tokens of documents; to the layers that embed them they are a document."""

    def __init__(self, docs: Sequence[Doc], chosen: NDArray[np.int64]) -> None:
        self._docs, self._chosen = docs, chosen
        self.vocab: Vocab = docs[0].vocab

    def __len__(self) -> int:
        return len(self._chosen)

    def to_array(self, names: Any) -> NDArray[np.uint64]:
        return attributes(self._docs, names)[self._chosen]


def _forward(model: Layer, docs: Sequence[Doc], is_train: bool) -> tuple[list[Floats], Callable[[Any], Any]]:
    """The vectors of the tokens of each document; nothing is learned here."""
    key = getattr(docs[0].vocab.vectors, "attr", "ORTH")  # by which static vectors are found
    rows = attributes(docs, [key, *model.attrs["read"]])
    numbers: dict[bytes, int] = {}
    where = [numbers.setdefault(row, len(numbers)) for row in rows.view(f"V{rows.strides[0]}").ravel().tolist()]
    _, first = np.unique(where, return_index=True)
    [vectors] = model.layers[0].predict([_Tokens(docs, first)])
    ends = np.cumsum([len(doc) for doc in docs])
    return np.split(vectors[where], ends[:-1]), lambda gradient: []


def attributes(docs: Sequence[Doc], names: Any) -> NDArray[np.uint64]:
    """Attributes of the tokens of all documents: a column each if they are several."""
    return np.concatenate([doc.to_array(names) for doc in docs])
