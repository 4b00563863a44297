"""How to cite an article: plain words, BibTeX, RIS and CSL JSON."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

from ..search.articles import Article
from . import words

MEDIA_TYPES: Mapping[str, str] = {
    "bib": "application/x-bibtex; charset=utf-8",
    "ris": "application/x-research-info-systems; charset=utf-8",
    "csl.json": "application/vnd.citationstyles.csl+json",
}
_TEX = {
    "\\": r"\textbackslash{}", "{": r"\{", "}": r"\}", "$": r"\$", "&": r"\&", "#": r"\#", "_": r"\_", "%": r"\%",
    "~": r"\textasciitilde{}", "^": r"\textasciicircum{}",
}  # fmt: skip


def publisher(article: Article) -> str | None:
    """Whose page it is, else the wire it came from."""
    named = {source.role: source.name for source in reversed(article.sources)}
    return named.get("publisher") or named.get("agency")


def parts(article: Article) -> list[str]:
    """What makes a line when each ends in a full stop: authors, title, publisher, date, address."""
    named = [
        ", ".join(article.authors),
        f"“{article.title}”",
        publisher(article),
        words.short_day(article.published) or "n.d.",
        article.url,
    ]
    return [part.rstrip(".") for part in named if part]


def bibtex(article: Article) -> str:
    """An @article entry, escaped for TeX. Field names: Patashnik, "BibTeXing" (1988)."""
    fields = {
        "author": " and ".join(f"{{{_tex(name)}}}" for name in article.authors),
        "title": f"{{{_tex(article.title)}}}",
        "journal": _tex(publisher(article) or ""),
        "date": (article.published or "")[:10],
        "year": (article.published or "")[:4],
        "url": re.sub(r"[{}\\\s]", "", article.url or ""),
        "langid": article.language or "",
    }
    lines = [f"  {name} = {{{value}}}," for name, value in fields.items() if value not in ("", "{}")]
    return "\n".join([f"@article{{article{article.id},", *lines, "}", ""])


def _tex(text: str) -> str:
    return "".join(_TEX.get(character, character) for character in _line(text))


def ris(article: Article) -> str:
    """A record of type NEWS. Tags: RIS format specification, Research Information Systems (2011)."""
    return "".join(f"{tag}  - {_line(value)}\r\n" for tag, value in _ris(article)) + "ER  - \r\n"


def _ris(article: Article) -> Iterator[tuple[str, str]]:
    yield "TY", "NEWS"
    yield from (("AU", name) for name in article.authors)
    yield "TI", article.title
    found = {
        "T2": publisher(article),
        "PY": (article.published or "")[:4],
        "DA": (article.published or "")[:10].replace("-", "/"),
        "UR": article.url,
        "LA": article.language,
    }
    yield from ((tag, value) for tag, value in found.items() if value)


def csl(article: Article) -> str:
    """A list of one item of type article-newspaper. Schema: citationstyles.org, CSL 1.0.2 data."""
    item: dict[str, Any] = {
        "id": f"article{article.id}",
        "type": "article-newspaper",
        "title": article.title,
        "author": [{"literal": name} for name in article.authors],
        "container-title": publisher(article),
        "issued": {"date-parts": [_date_parts(article.published)]} if article.published else None,
        "URL": article.url,
        "language": article.language,
    }
    return json.dumps([{key: value for key, value in item.items() if value}], ensure_ascii=False, indent=2)


def _date_parts(published: str) -> list[int]:
    return [int(part) for part in re.findall(r"\d+", published[:10])]


def _line(text: str) -> str:
    return " ".join(text.split())


FORMS: Mapping[str, Any] = {"bib": bibtex, "ris": ris, "csl.json": csl}
