"""Articles with their mentions marked in the text, for tests of what the mentions are taken for."""

from __future__ import annotations

import re
from dataclasses import replace

from datasette_newswire.load import names
from datasette_newswire.load.models import Article, Kind, Mention, Name

LETTER: dict[str, Kind] = {"p": "person", "l": "place", "o": "organization"}


def read(marked: str, title: str = "", **fields: object) -> tuple[Article, tuple[Mention, ...]]:
    """An article and its mentions, marked as in "[p:Ann Example] went to [l:Paris]"."""
    body, mentions, last = "", [], 0
    for match in re.finditer(r"\[([plo]):([^\]]+)\]", marked):
        body += marked[last : match.start()]
        start = len(body)
        body += match[2]
        mentions.append(Mention(LETTER[match[1]], "body", start, len(body), match[2], "test"))
        last = match.end()
    article = Article(title=title, title_origin="metadata", body=body + marked[last:], language="en")
    return replace(article, **fields), tuple(mentions)  # type: ignore[arg-type]


def found(marked: str, kind: Kind = "person", **fields: object) -> dict[str, list[str]]:
    """{name: texts of its mentions} of what an article names."""
    return {name.name: [m.text for m in name.mentions] for name in whole(marked, **fields) if name.kind == kind}


def whole(marked: str, **fields: object) -> tuple[Name, ...]:
    return names.within(*read(marked, **fields))
