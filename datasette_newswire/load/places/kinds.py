"""Words for kinds of places ("province", "village"), of which several patterns are made."""

from __future__ import annotations

from .. import lexicons


def pattern(where: str, kinds: tuple[str, ...] = ("admin1", "admin2", "city", ""), number: str = "one many") -> str:
    """A regular expression for the words of some kinds that stand `where` ("behind", "of", "called", "part" as the
    lexicon says), in lower case; `number` says whether for "one", for "many", or both."""
    rows = [row for row in lexicons.rows("place_words.csv") if row[2] in kinds and where in row[3].split()]
    found = [word for one, many, *_ in rows for word, of in ((one, "one"), (many, "many")) if of in number.split()]
    return f"(?:{'|'.join(sorted(found, key=lambda word: (-len(word), word)))})"


def kind_of(word: str) -> str | None:
    """The kind of place that a word tells of, in whatever number and case: "admin1" for "Provinces"; None for any."""
    rows = lexicons.rows("place_words.csv")
    return next((told for one, many, told, _ in rows if word.lower() in (one, many)), "") or None
