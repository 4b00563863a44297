"""A small network with one hidden layer: features of blocks → log-odds that they belong to the article."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np

from ..lexicons import rows
from .features import Matrix


@dataclass(frozen=True, slots=True)
class Network:
    """Weights as `tools/train_blocks.py` writes them; the last row of `hidden` and the last of `output` are biases."""

    mean: Matrix
    scale: Matrix
    hidden: Matrix
    output: Matrix

    def log_odds(self, features: Matrix) -> Matrix:
        """One number a row: above zero speaks for the article."""
        # einsum: a product this small is slower on the threads that `@` sets to work, and workers have none to spare.
        units = np.tanh(np.einsum("ij,jk->ik", (features - self.mean) / self.scale, self.hidden[:-1]) + self.hidden[-1])
        odds: Matrix = np.einsum("ij,j->i", units, self.output[:-1]) + self.output[-1]
        return odds


@cache
def load(name: str) -> Network:
    """The network in `load/data/NAME`: rows of kind and weights (mean, scale, one hidden unit each, output)."""
    table: dict[str, list[list[float]]] = {}
    for kind, *values in rows(name):
        table.setdefault(kind, []).append([float(value) for value in values])
    mean, scale, output = (np.array(table[kind][0]) for kind in ("mean", "scale", "output"))
    return Network(mean, scale, np.array(table["hidden"]).T, output)
