"""Trains the networks that tell blocks of articles from blocks of pages, and measures them across sites.

    python tools/train_blocks.py text PAGES.jsonl.gz… [--bare ARTICLES.jsonl.gz…] --out block_weights.csv
    python tools/train_blocks.py html PAGES.jsonl.gz… --out page_weights.csv

Rows of PAGES: `page_text` (or `html`, or `html_base64`), the article's `text` (or `gold`), `url`. Rows of ARTICLES:
`text`, an article that stands alone. Weights hold nothing of the texts. Without --out only the measurement is made:
each site's pages are judged by a network that has not seen that site.
"""

from __future__ import annotations

import argparse
import base64
import gzip
import hashlib
import json
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import numpy as np

from datasette_newswire.load.clean import boundaries, features, path
from datasette_newswire.load.clean.blocks import blocks
from datasette_newswire.load.clean.features import Matrix
from datasette_newswire.load.clean.network import Network
from datasette_newswire.load.parsing import encodings
from datasette_newswire.load.readers import html
from datasette_newswire.load.webpage import article, evidence, metadata
from datasette_newswire.load.webpage.flatten import flatten

UNITS, SEEDS, FOLDS = 16, (0, 1, 2), 5  # three networks of 16 units, averaged: one of 48
EPOCHS, BATCH, RATE, DECAY = 20, 256, 3e-3, 1e-3
ENOUGH = 0.5  # share of the gold text that must stand on the page
_WORDS = re.compile(r"\w+")
_HEADER = """# Weights of the network that tells blocks of articles from blocks of pages ({used_in}).
# Origin: made by tools/train_blocks.py from {count} news pages and articles with marked bodies; they hold no text of
# them. Licence: CC0-1.0.
# mean and scale of the features; hidden: one unit a row, its bias last; output: one weight a unit, the bias last.
"""


@dataclass(frozen=True)
class Example:
    """A page: its blocks with features, which of them are the article's (0 or 1), and how many words each has."""

    site: str
    texts: list[str]
    table: Matrix
    labels: Matrix
    words: Matrix
    gold: str
    other: str = ""  # trafilatura's choice


def rows(paths: Sequence[Path]) -> Iterator[dict[str, Any]]:
    """The rows of files of JSON lines, packed by gzip or not."""
    for name in paths:
        with gzip.open(name, "rt", encoding="utf-8") if name.suffix == ".gz" else name.open(encoding="utf-8") as lines:
            yield from map(json.loads, lines)


def text_example(row: dict[str, Any]) -> Example:
    """A page as text."""
    found = blocks(row["page_text"])
    return _example(row, [block.text for block in found], features.of(found))


def html_example(row: dict[str, Any]) -> Example | None:
    """A page as HTML; None for one without blocks."""
    content = row["html"].encode() if "html" in row else base64.b64decode(row["html_base64"])
    tree = html.parse(encodings.decode(content).text)
    marked = flatten(tree) if tree is not None else []
    if tree is None or not marked:
        return None
    data, chosen = metadata.read(tree), "\n".join(article.trafilaturas(tree))
    table = evidence.of(marked, chosen, data.title or "", data.body)
    return _example(row, [item.block.text for item in marked], table, chosen)


def bare_example(row: dict[str, Any]) -> Example:
    """An article that stands alone: all of it is article. Weighted less than a page."""
    found = blocks(row["text"])
    words = np.array([float(len(block.text.split())) for block in found])
    return Example(row["text"][:40], [b.text for b in found], features.of(found), np.ones(len(found)), words, "")


def _example(row: dict[str, Any], texts: list[str], table: Matrix, other: str = "") -> Example:
    gold = row.get("gold") or row["text"]
    site = ".".join((urlsplit(row["url"]).hostname or "").split(".")[-2:])
    shares, words = align(texts, gold)
    return Example(site, texts, table, (shares >= 0.5).astype(float), words, gold, other)


def align(texts: Sequence[str], gold: str) -> tuple[Matrix, Matrix]:
    """For each block the share of its words that the gold text has at that place, and how many words it has."""
    tokens = [(word, i) for i, text in enumerate(texts) for word in _WORDS.findall(text.lower())]
    total = Counter(i for _, i in tokens)
    hits: Counter[int] = Counter()
    matcher = SequenceMatcher(None, [word for word, _ in tokens], _WORDS.findall(gold.lower()), autojunk=False)
    for start, _, size in matcher.get_matching_blocks():
        met = Counter(i for _, i in tokens[start : start + size])
        hits.update({i: n for i, n in met.items() if size >= 3 or n == total[i]})
    words = np.array([float(max(total[i], 1)) for i in range(len(texts))])
    return np.array([hits[i] for i in range(len(texts))]) / words, words


def fit(examples: Sequence[Example]) -> Network:
    """Three networks from different starts, put side by side and averaged. Deterministic."""
    table = np.vstack([e.table for e in examples])
    labels = np.hstack([e.labels for e in examples])
    weights = np.hstack([np.sqrt(e.words) / np.sqrt(e.words).sum() * (10 if e.gold else 4) for e in examples])
    mean, scale = table.mean(0), table.std(0) + 1e-6
    nets = [_fit((table - mean) / scale, labels, weights, seed) for seed in SEEDS]
    hidden = np.hstack([np.vstack([w, b]) for w, b, _, _ in nets])
    output = np.hstack([*(o for _, _, o, _ in nets), sum(c[0] for _, _, _, c in nets)]) / len(nets)
    return Network(mean, scale, hidden, output)


def _fit(table: Matrix, labels: Matrix, weights: Matrix, seed: int) -> list[Matrix]:
    """Logistic loss, Adam (Kingma and Ba 2015), learning rate falling as a cosine."""
    random = np.random.RandomState(seed)
    width = table.shape[1]
    net = [random.randn(width, UNITS) / np.sqrt(width), np.zeros(UNITS), random.randn(UNITS) * 0.3, np.zeros(1)]
    first, second, step = [0 * p for p in net], [0 * p for p in net], 0
    for epoch in range(EPOCHS):
        rate = RATE * 0.5 * (1 + np.cos(np.pi * epoch / EPOCHS))
        order = random.permutation(len(table))
        for start in range(0, len(table), BATCH):
            chosen = order[start : start + BATCH]
            step += 1
            for k, slope in enumerate(_slopes(net, table[chosen], labels[chosen], weights[chosen])):
                first[k] = 0.9 * first[k] + 0.1 * slope
                second[k] = 0.999 * second[k] + 0.001 * slope**2
                net[k] = net[k] - rate * (first[k] / (1 - 0.9**step)) / (np.sqrt(second[k] / (1 - 0.999**step)) + 1e-8)
    return net


def _slopes(net: list[Matrix], table: Matrix, labels: Matrix, weights: Matrix) -> list[Matrix]:
    units = np.tanh(table @ net[0] + net[1])
    error = (1 / (1 + np.exp(-(units @ net[2] + net[3]))) - labels) * weights / weights.mean() / len(labels)
    back = np.outer(error, net[2]) * (1 - units * units)
    return [table.T @ back + DECAY * net[0], back.sum(0), units.T @ error + DECAY * net[2], np.array([error.sum()])]


def measure(examples: Sequence[Example], kind: str) -> dict[str, float]:
    """Precision, recall and F1 of bodies (word 4-grams, means over pages), each site judged unseen."""
    precision, recall = [], []
    for fold in range(FOLDS):
        net = fit([e for e in examples if _fold(e.site) != fold])
        for example in (e for e in examples if e.gold and _fold(e.site) == fold):
            body = chosen_by(net, example, kind)
            gold, found = shingles(example.gold), shingles(body)
            hits = sum((gold & found).values())
            precision += [hits / sum(found.values())] if body else []
            recall.append(hits / max(sum(gold.values()), 1))
    p, r = float(np.mean(precision)), float(np.mean(recall))
    return {"pages": len(recall), "precision": p, "recall": r, "f1": 2 * p * r / (p + r)}


def _fold(site: str) -> int:
    return int(hashlib.md5(site.encode(), usedforsecurity=False).hexdigest(), 16) % FOLDS


def chosen_by(net: Network, example: Example, kind: str) -> str:
    """The body as the loader would choose it with this network."""
    prices = article.PRICES if kind == "html" else boundaries.PRICES
    states = path.judged(net.log_odds(example.table), example.words, prices)
    kept = [text for text, state in zip(example.texts, states, strict=True) if state == path.ARTICLE]
    size, other = (features.word_count(text) for text in (" ".join(kept), example.other))
    return example.other if kind == "html" and article.differ(size, other) else "\n".join(kept)


def shingles(text: str) -> Counter[tuple[str, ...]]:
    """The runs of four words of a text."""
    words = _WORDS.findall(text)
    return Counter(tuple(words[i : i + 4]) for i in range(max(1, len(words) - 3)))


def write(net: Network, name: Path, used_in: str, count: int) -> None:
    """Writes the weights as the loader reads them."""

    def line(kind: str, values: Matrix) -> str:
        return ",".join([kind, *(f"{value:.4g}" for value in values)]) + "\n"

    lines = [line("mean", net.mean), line("scale", net.scale), *(line("hidden", unit) for unit in net.hidden.T)]
    name.write_text(_HEADER.format(used_in=used_in, count=count) + "".join(lines) + line("output", net.output))


def main() -> None:
    """Parses the arguments, measures, trains."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("kind", choices=["text", "html"])
    parser.add_argument("pages", nargs="+", type=Path)
    parser.add_argument("--bare", nargs="*", type=Path, default=[])
    parser.add_argument("--out", type=Path)
    args = parser.parse_args()
    made = [text_example(row) if args.kind == "text" else html_example(row) for row in rows(args.pages)]
    examples = [e for e in made if e and (e.labels * e.words).sum() >= ENOUGH * len(_WORDS.findall(e.gold))]
    examples += [bare_example(row) for row in rows(args.bare)]
    print(json.dumps(measure(examples, args.kind)))
    if args.out:
        used_in = "load/webpage/article.py" if args.kind == "html" else "load/clean/boundaries.py"
        write(fit(examples), args.out, used_in, len(examples))


if __name__ == "__main__":
    main()
