"""What a whole neighbourhood shares tells its events no longer apart: such terms weigh less within it.

The idf of the signatures is fixed and knows nothing of the archive, in which one topic may fill years. Here is the
other half of it: a term that more articles of a block have than one event has accounts is the topic's, and it counts
by the inverse square root of how many have it. Small blocks are left as they are.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from ...index.signatures import Signature, Terms, terms

ACCOUNTS = 14  # articles of one block that may share a term without its losing weight


def contrasted(signatures: Sequence[Signature]) -> list[Signature]:
    """The signatures of a block with the weights of what many of them share lowered, in their order."""
    if len(signatures) <= ACCOUNTS:
        return list(signatures)
    bodies = _lowered([one.body for one in signatures])
    leads = _lowered([one.lead for one in signatures])
    return [replace(one, body=body, lead=lead) for one, body, lead in zip(signatures, bodies, leads, strict=True)]


def _lowered(vectors: Sequence[Terms]) -> list[Terms]:
    hashes, counts = np.unique(np.concatenate([one.hashes for one in vectors]), return_counts=True)
    factors = np.sqrt(np.minimum(1.0, ACCOUNTS / counts))
    return [_times(one, factors[np.searchsorted(hashes, one.hashes)]) for one in vectors]


def _times(vector: Terms, factors: np.ndarray[tuple[int], np.dtype[np.float64]]) -> Terms:
    return terms(vector.hashes, np.rint(vector.weights * factors).astype(np.uint8))
