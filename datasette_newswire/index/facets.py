"""Packed chunks → counts: how many of the articles found name each person, place, organization or source."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from .packing import Links, read_links, unpack

Ids = NDArray[np.int32]
NO_LINKS: Links = (np.empty(0, np.int32), np.empty(0, np.int32))
# Below this share of all articles the links of the hits are looked up one article at a time, above it a mask over all
# links is faster (measured at 1,000,000 articles: they meet between one in 20 and one in 40).
FEW = 1 / 32

# Kinds whose numbers are few but large: sorting them is quicker than counting into an array as long as the largest.
SPARSE = frozenset({"country", "day", "language", "tokens"})

Stamp = tuple[int, int]  # version of the packed chunk (0: none), changes since it was packed


@dataclass
class _Kind:
    """The links of one kind: a piece for each chunk, and all of them in one run for counting."""

    stamps: dict[int, Stamp] = field(default_factory=dict)
    pieces: dict[int, Links] = field(default_factory=dict)
    links: Links = NO_LINKS


class FacetIndex:
    """The links of one database in memory, read lazily, a kind at a time, and kept current chunk by chunk.

    One instance serves a database file for as long as the server runs; `links` must run inside the same read
    transaction as the query whose hits are counted, so that both see the same articles. Not thread-safe by itself:
    a reader replaces whole values only, so that at worst two threads do the same work.
    """

    def __init__(self) -> None:
        self._kinds: dict[str, _Kind] = {}

    def links(self, conn: sqlite3.Connection, kind: str) -> Links:
        """All links of a kind (a key of packing.KINDS) as they stand in this connection's snapshot."""
        stamps = _stamps(conn, kind)
        known = self._kinds.get(kind)
        if known is None or known.stamps != stamps:
            known = self._kinds[kind] = _read(conn, kind, stamps, known or _Kind())
        return known.links

    def count(self, conn: sqlite3.Connection, kind: str, hits: Ids | None) -> tuple[Ids, Ids]:
        """(linked ids, in how many of the hits each stands), both rising by id; zero counts are left out.

        `hits` are the ids of articles, rising and each once; None stands for all articles.
        """
        linked = self.linked(conn, kind, hits)
        if kind in SPARSE:
            numbers, found = np.unique(linked, return_counts=True)
            return numbers, found.astype(np.int32)
        counts = np.bincount(linked)
        ids = np.flatnonzero(counts)
        return ids.astype(np.int32), counts[ids].astype(np.int32)

    def linked(self, conn: sqlite3.Connection, kind: str, hits: Ids | None) -> Ids:
        """What the hits are linked to, an entry for each link."""
        articles, linked = self.links(conn, kind)
        if hits is None or not len(articles) or not len(hits):
            return linked if hits is None else linked[:0]
        if len(hits) < FEW * len(articles):
            return linked[_spans(articles, hits)]
        mask = np.zeros(max(int(articles[-1]), int(hits[-1])) + 1, dtype=bool)
        mask[hits] = True
        return linked[mask[articles]]

    def with_links(self, conn: sqlite3.Connection, kind: str) -> Ids:
        """The articles that are linked to anything of the kind, rising."""
        articles, _ = self.links(conn, kind)
        return articles[np.append(np.diff(articles) > 0, True)] if len(articles) else articles


def _spans(articles: Ids, hits: Ids) -> NDArray[np.int64]:
    """The positions of all links of the hits in a rising run of articles."""
    first = np.searchsorted(articles, hits, "left")
    lengths = np.searchsorted(articles, hits, "right") - first
    starts = np.repeat(first - np.cumsum(lengths) + lengths, lengths)
    return np.asarray(starts + np.arange(len(starts)), dtype=np.int64)


def _stamps(conn: sqlite3.Connection, kind: str) -> dict[int, Stamp]:
    packed = dict(conn.execute("select chunk, version from _facets where kind = ?", [kind]))
    changes = dict(conn.execute("select chunk, changes from _facets_stale"))
    return {chunk: (packed.get(chunk, 0), changes.get(chunk, 0)) for chunk in sorted(packed.keys() | changes.keys())}


def _read(conn: sqlite3.Connection, kind: str, stamps: dict[int, Stamp], known: _Kind) -> _Kind:
    pieces = {
        chunk: known.pieces[chunk] if known.stamps.get(chunk) == stamp else _piece(conn, kind, chunk, stamp)
        for chunk, stamp in stamps.items()
    }
    runs = list(pieces.values()) or [NO_LINKS]
    links = np.concatenate([run[0] for run in runs]), np.concatenate([run[1] for run in runs])
    return _Kind(stamps, pieces, links)


def _piece(conn: sqlite3.Connection, kind: str, chunk: int, stamp: Stamp) -> Links:
    version, changes = stamp
    if version and not changes:
        data = conn.execute("select data from _facets where kind = ? and chunk = ?", [kind, chunk]).fetchone()[0]
        try:
            return unpack(data)
        except ValueError:  # a damaged blob costs time and no answer
            pass
    return read_links(conn, kind, chunk)
