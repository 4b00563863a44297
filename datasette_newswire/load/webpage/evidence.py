"""Blocks of a page with their markup → numbers, beside those of their text (`clean.features`)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import numpy as np

from ..clean import features
from ..clean.features import Matrix
from .flatten import HEADINGS, Marked


def of(marked: Sequence[Marked], extracted: str, title: str, body: str) -> Matrix:
    """One row a block. `extracted`: the text another extractor chose; `body`: what JSON-LD gives as the article's."""
    if not marked:
        return np.zeros((0, 0))
    blocks = [item.block for item in marked]
    chosen, given = squeezed(extracted), squeezed(body)
    weight: Counter[int] = Counter()
    for item in marked:
        weight[item.path] += len(item.block.text) if item.linked < 0.5 and len(item.block.text) > 80 else 0
    top = max(weight.values(), default=0) or 1
    rows = [_row(item, chosen, given, title, weight[item.path] / top) for item in marked]
    own = np.array(rows)
    return np.hstack([features.of(blocks), own, _neighbours(own[:, :5]), _alike(marked, own[:, 0])])


def squeezed(text: str) -> str:
    """Text without its spaces: how texts that were spaced differently are compared."""
    return "".join(text.split())


def _row(item: Marked, chosen: str, given: str, title: str, weight: float) -> list[float]:
    text = squeezed(item.block.text)
    return [
        float(text in chosen), float(text in given), item.linked, weight, float(item.tag == "p"),
        float(not given), float(item.tag in HEADINGS), float(item.tag == "li"), float(item.tag == "tr"),
        float(item.tag == "blockquote"), float(item.tag in ("figcaption", "figure", "button", "option")),
        float(item.furniture > 0), float(item.furniture > 1), float(item.body), float(item.article),
        float(item.hidden), min(item.depth / 20, 2.0), float(item.block.text == title),
    ]  # fmt: skip


def _neighbours(columns: Matrix) -> Matrix:
    """The same of the blocks before and after, and their mean over five on each side."""
    n = len(columns)
    padded = np.vstack([np.zeros((5, columns.shape[1])), columns, np.zeros((5, columns.shape[1]))])
    before = sum(padded[5 - k : 5 - k + n] for k in range(1, 6)) / 5
    after = sum(padded[5 + k : 5 + k + n] for k in range(1, 6)) / 5
    return np.hstack([padded[4 : 4 + n], padded[6 : 6 + n], before, after])


def _alike(marked: Sequence[Marked], chosen: Matrix) -> Matrix:
    """What a block shares with those inside the same elements, as paragraphs of one article stand: the part of their
    text that another extractor chose (`chosen`: 1 or 0 a block), how much text it is, and its part of that choice."""
    sizes = np.array([len(item.block.text) for item in marked], dtype=np.float64)
    _, group = np.unique([item.path for item in marked], return_inverse=True)
    text, taken = np.bincount(group, sizes), np.bincount(group, sizes * chosen)
    table = np.column_stack([taken / text, np.log1p(text) / 10, taken / (taken.sum() or 1.0)])
    alike: Matrix = table[group]
    return alike
