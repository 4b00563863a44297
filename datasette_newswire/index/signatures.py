"""What the comparison of articles needs of each, packed: the loader writes signatures, both sides read them."""

from __future__ import annotations

import struct
from dataclasses import dataclass
from hashlib import blake2b

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.uint32]

VERSION = 1
HEAD = struct.Struct("<BiIIQQQQBBBHH")
UNDATED = -(2**31)


@dataclass(frozen=True, slots=True)
class Terms:
    """Stemmed words as rising 32-bit hashes, and their weights from 1 to 255. Whole numbers keep every sum exact,
    so that no order of adding them changes a result."""

    hashes: Ints
    weights: NDArray[np.uint8]
    norm: float  # length of the vector of weights


@dataclass(frozen=True, slots=True)
class Signature:
    """An article as the grouping sees it. `url`, `external_id`, `publisher` and `title` are hashes, 0 for none."""

    day: int | None  # days since 0001-01-01
    words: int  # length of the text
    shingles: int  # distinct runs of words, those that `sketch` samples
    url: int
    external_id: int
    publisher: int
    title: int  # of the title with its numbers and days masked
    body: Terms
    lead: Terms  # title and first paragraph
    keys: Ints  # the most telling terms, best first
    sketch: NDArray[np.uint16]  # MinHash of the shingles
    numbers: frozenset[str]
    title_numbers: frozenset[str]
    telling: tuple[str, ...]  # the most telling words as printed, best first
    digest: bytes = b""  # of the packed signature: an order of articles that does not depend on ids


def pack(signature: Signature) -> bytes:
    """The signature as bytes, `digest` left out."""
    texts = "\n".join(
        [
            " ".join(sorted(signature.numbers)),
            " ".join(sorted(signature.title_numbers)),
            " ".join(signature.telling),
        ]
    ).encode("utf-8", "replace")
    head = HEAD.pack(
        VERSION,
        UNDATED if signature.day is None else signature.day,
        signature.words,
        signature.shingles,
        signature.url,
        signature.external_id,
        signature.publisher,
        signature.title,
        len(signature.body.hashes),
        len(signature.lead.hashes),
        len(signature.keys),
        len(signature.sketch),
        len(texts),
    )
    runs = (signature.body.hashes, signature.lead.hashes, signature.keys)
    parts = [head, *(run.astype("<u4").tobytes() for run in runs), signature.sketch.astype("<u2").tobytes()]
    return b"".join([*parts, signature.body.weights.tobytes(), signature.lead.weights.tobytes(), texts])


def unpack(data: bytes) -> Signature:
    """The signature in the bytes. Raises ValueError if they are of another version."""
    if not data or data[0] != VERSION:
        raise ValueError("a signature of another version: reprocess the database")
    _, day, words, shingles, url, external_id, publisher, title, *sizes = HEAD.unpack_from(data)
    body, lead, keys, sketch, texts = sizes
    offset = HEAD.size
    runs = []
    for count, kind in ((body, "<u4"), (lead, "<u4"), (keys, "<u4"), (sketch, "<u2"), (body, "u1"), (lead, "u1")):
        runs.append(np.frombuffer(data, kind, count, offset))
        offset += count * runs[-1].itemsize
    numbers, title_numbers, telling = (part.split() for part in data[offset : offset + texts].decode().split("\n"))
    return Signature(
        day=None if day == UNDATED else day,
        words=words,
        shingles=shingles,
        url=url,
        external_id=external_id,
        publisher=publisher,
        title=title,
        body=terms(runs[0], runs[4]),
        lead=terms(runs[1], runs[5]),
        keys=runs[2],
        sketch=runs[3],
        numbers=frozenset(numbers),
        title_numbers=frozenset(title_numbers),
        telling=tuple(telling),
        digest=blake2b(data, digest_size=16).digest(),
    )


def terms(hashes: Ints, weights: NDArray[np.uint8]) -> Terms:
    """Terms with their norm; both runs in the order of rising hashes."""
    wide = weights.astype(np.int64)
    return Terms(hashes, weights, float(np.sqrt(np.dot(wide, wide))))
