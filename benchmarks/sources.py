"""How well the sources of articles are told: precision and recall by role, against labels of your own.

    python -m benchmarks.sources LABELS.tsv news.db [--errors]

LABELS: a row for each source of an article, with the name of its file (the end of `documents.path`), the role
(`publisher`, `agency`, `credit`) and the source's name, other names of it behind bars; a row with a file alone stands
for an article without any source. Articles that have no row are not counted.
"""

from __future__ import annotations

import argparse
import csv
import sqlite3
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

from datasette_newswire.load.headlines import site_key

ROLES = ("publisher", "agency", "credit")
_FOUND = """
    select documents.path, article_sources.role, sources.name from articles
    join documents on documents.id = articles.document_id
    left join article_sources on article_sources.article_id = articles.id
    left join sources on sources.id = article_sources.source_id
"""
Sources = Mapping[str, set[tuple[str, str]]]  # by file: (role, name); of labels, names behind bars


@dataclass
class Score:
    """Sources of one role: those that are labelled and found, found only, labelled only."""

    right: int = 0
    wrong: list[str] = field(default_factory=list)
    missed: list[str] = field(default_factory=list)

    def line(self) -> str:
        """Precision and recall as text; a dash where there is nothing to count."""
        found, gold = self.right + len(self.wrong), self.right + len(self.missed)
        precision = f"{self.right / found:.3f}" if found else "-"
        recall = f"{self.right / gold:.3f}" if gold else "-"
        return f"precision {precision} ({self.right} of {found}), recall {recall} ({self.right} of {gold})"


def read_labels(path: Path) -> Sources:
    """The labels in a file of tab-separated rows (see above)."""
    labels: dict[str, set[tuple[str, str]]] = defaultdict(set)
    with path.open(encoding="utf-8", newline="") as file:
        for name, *source in csv.reader(file, delimiter="\t"):
            labels[name] |= {(source[0], source[1])} if any(source) else set()
    return labels


def read_found(db: Path) -> Sources:
    """The sources of all articles of a news database."""
    found: dict[str, set[tuple[str, str]]] = defaultdict(set)
    with sqlite3.connect(f"file:{db}?mode=ro", uri=True) as conn:
        for path, role, name in conn.execute(_FOUND):
            found[PurePosixPath(path).name] |= {(role, name)} if role else set()
    return found


def score(labels: Sources, found: Sources) -> dict[str, Score]:
    """One Score for each role. A name is right if it is one of a label's, capitals and "the" aside."""
    scores = {role: Score() for role in ROLES}
    for file, gold in labels.items():
        left = {(role, site_key(name)): name for role, name in found.get(file, ())}
        for role, names in gold:
            hit = next((k for name in names.split("|") if (k := (role, site_key(name))) in left), None)
            if hit:
                scores[role].right += 1
                del left[hit]
            else:
                scores[role].missed.append(f"{file}: {names}")
        for (role, _), name in left.items():
            scores[role].wrong.append(f"{file}: {name}")
    return scores


def main(arguments: Iterable[str] | None = None) -> None:
    """Prints precision and recall of each role."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.sources", description=(__doc__ or "").splitlines()[0])
    parser.add_argument("labels", type=Path)
    parser.add_argument("db", type=Path)
    parser.add_argument("--errors", action="store_true", help="also list what is wrong and what is missed")
    args = parser.parse_args(None if arguments is None else list(arguments))
    labels = read_labels(args.labels)
    print(f"{len(labels)} articles labelled")
    for role, result in score(labels, read_found(args.db)).items():
        print(f"{role:10} {result.line()}")
        for kind in ("wrong", "missed") if args.errors else ():
            for line in sorted(getattr(result, kind)):
                print(f"    {kind}: {line}")


if __name__ == "__main__":
    main()
