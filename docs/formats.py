"""Makes the table of docs/formats.md: what each format's reader takes from the samples in demo_data.

python docs/formats.py
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

from datasette_newswire.hookspecs import HEAD
from datasette_newswire.load.containers.nested import container_of
from datasette_newswire.load.models import Document, Draft
from datasette_newswire.load.prepare import reader_for

ROOT = Path(__file__).parent.parent
PAGE = ROOT / "docs" / "formats.md"
START, END = "<!-- table: made by docs/formats.py -->", "<!-- end of table -->"
TAKEN = ("title", "published", "byline", "authors", "language", "url", "lede", "credits", "external_id", "removed")
WORDS = {"published": "date", "credits": "source", "external_id": "publisher's id", "removed": "what was left out"}


def documents(path: Path) -> Iterator[Document]:
    """The documents of one sample."""
    document = Document(path.relative_to(ROOT / "demo_data").as_posix(), b"")
    with path.open("rb") as stream:
        container = container_of(stream.read(HEAD), path.name)
        stream.seek(0)
        if container is None:
            yield Document(document.path, stream.read())
        else:
            yield from container.split(stream, document)


def samples() -> Iterator[tuple[str, str, Draft]]:
    """Reader, sample and draft of every article in demo_data."""
    for path in sorted((ROOT / "demo_data").glob("*/*")):
        if path.parent.name == "damaged":  # on purpose, to show what the ledger says of it
            continue
        for document in documents(path):
            if document.skipped:
                continue
            reader = reader_for(document)
            for draft in reader.read(document):
                if draft.body or draft.title:  # else it is a picture among the news
                    yield reader.name, document.path, draft


def table() -> str:
    """A row a reader: its samples, how many articles they have, and which fields were found in any of them."""
    paths: dict[str, dict[str, None]] = defaultdict(dict)
    counts: dict[str, int] = defaultdict(int)
    fields: dict[str, set[str]] = defaultdict(set)
    for reader, path, draft in samples():
        paths[reader][path] = None
        counts[reader] += 1
        fields[reader] |= {field for field in TAKEN if getattr(draft, field)}
    rows = ["| reader | samples in demo_data | articles | taken besides the text |", "| --- | --- | --- | --- |"]
    for reader in sorted(paths):
        shown = ", ".join(f"`{path}`" for path in paths[reader])
        taken = ", ".join(WORDS.get(field, field) for field in TAKEN if field in fields[reader])
        rows.append(f"| `{reader}` | {shown} | {counts[reader]} | {taken} |")
    return "\n".join(rows)


def page() -> str:
    """The page with its table made anew."""
    before, _, rest = PAGE.read_text("utf-8").partition(START)
    return f"{before}{START}\n{table()}\n{END}{rest.partition(END)[2]}"


if __name__ == "__main__":
    PAGE.write_text(page(), "utf-8")
