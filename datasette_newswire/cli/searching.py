"""The command that asks: the same search as the web page, in the terminal."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click

from .. import schema
from ..search.answer import answer
from ..search.paging import BadToken
from ..search.query import FACETS, KINDS, ROLES, SORTS, Search
from ..search.results import Facet, Hit, Results
from .reports import as_json, news, reading

FILTERS = (*KINDS, *(f"not_{kind}" for kind in KINDS))


def _filters(command: Any) -> Any:
    """An option for each filter of the web page, repeatable."""
    for name in reversed(FILTERS):
        about = f"Without this {name[4:]}." if name.startswith("not_") else f"With this {name}: a name or an id."
        command = click.option(f"--{name.replace('_', '-')}", name, multiple=True, metavar="NAME", help=about)(command)
    return command


@click.command(context_settings={"ignore_unknown_options": True})
@news
@click.argument("words", nargs=-1, type=click.UNPROCESSED)
@_filters
@click.option("--role", multiple=True, type=click.Choice(ROLES), help="What counts as a source.")
@click.option("--from", "since", help="First date, month or year.")
@click.option("--to", "until", help="Last date, month or year.")
@click.option("--undated", is_flag=True, help="Articles without a date.")
@click.option("--exact", is_flag=True, help="The words as typed: no other spellings, all words.")
@click.option("--sort", type=click.Choice(SORTS), help="Default: relevance with words, newest without.")
@click.option("--size", type=click.IntRange(1, 100), default=20, show_default=True, help="Articles a page.")
@click.option("--next", "token", help="The token of the next page.")
@click.option("--facet", multiple=True, type=click.Choice([*FACETS, "none"]), help="Facets to count (default: none).")
@as_json
def search(db: str, words: tuple[str, ...], as_json: bool, **options: Any) -> None:
    """Search the database DB for WORDS, as its search page does.

    \b
    datasette newswire search news.db storm '"state of emergency"' -hail
    datasette newswire search news.db --person 'Ana Moreau' --from 2022-02 --json
    """
    if unknown := [word for word in words if word.startswith("--")]:  # "-word" is one to leave out
        raise click.NoSuchOption(unknown[0])
    asked = Search.from_args(_pairs(words, options, as_json))
    with reading(db) as opened:
        try:
            results = answer(opened.conn, asked, schema.PUBLIC_TABLES)
        except BadToken as error:
            raise click.UsageError(str(error)) from error
    if as_json:
        click.echo(json.dumps(_as_json(db, results), indent=2, ensure_ascii=False))
        return
    for line in _lines(results):
        click.echo(line)


def _pairs(words: tuple[str, ...], options: dict[str, Any], as_json: bool) -> list[tuple[str, str]]:
    """The search as the pairs of a URL. The terminal shows no facets unless it is asked to."""
    pairs = [("q", " ".join(words)), ("size", str(options["size"]))]
    pairs += [(name, value) for name in (*FILTERS, "role") for value in options[name]]
    pairs += [("facet", name) for name in options["facet"] or (() if as_json else ("none",))]
    names = {"from": "since", "to": "until", "sort": "sort", "next": "token"}
    pairs += [(key, options[name]) for key, name in names.items() if options[name]]
    return pairs + [(key, "1") for key in ("undated", "exact") if options[key]]


def _as_json(db: str, results: Results) -> dict[str, Any]:
    """The same JSON as the web page's, with paths for URLs."""
    from datasette.app import Datasette

    from ..pages import api
    from ..pages.links import Links

    return api.as_json(results, api.Urls(Links(Datasette([db]), Path(db).stem)))


def _lines(results: Results) -> Iterator[str]:
    articles = "1 article" if results.total == 1 else f"{results.total:,} articles"
    yield click.style(articles, bold=True)
    yield from (f"Also searched for {', '.join(also.spellings)}" for also in results.also)
    yield from results.notes
    for number, hit in enumerate(results.hits, results.offset + 1):
        yield ""
        yield from _hit_lines(number, hit)
    for facet in results.facets.values():
        yield ""
        yield from _facet_lines(facet)
    if results.timeline:
        yield f"\nBy {results.timeline.interval}"
        yield from (f"  {period.count:>6,}  {period.value}" for period in results.timeline.values)
    if results.suggestions:
        yield "\nDid you mean: " + "; ".join(each.label for each in results.suggestions)
    if results.next:
        yield f"\nMore: --next {results.next}"


def _hit_lines(number: int, hit: Hit) -> Iterator[str]:
    sources = dict.fromkeys(source.name for source in hit.sources if source.role != "credit")
    about = " · ".join(part for part in ((hit.published or "undated")[:10], *sources) if part)
    yield f"{number}. {click.style(_marked(hit.title, hit.title_highlights), bold=True)}  [{hit.id}]"
    yield f"   {about}"
    yield f"   {_marked(hit.snippet, hit.highlights)}"


def _facet_lines(facet: Facet) -> Iterator[str]:
    yield f"{facet.kind.capitalize()} ({facet.options:,})"
    yield from (f"  {value.count:>6,}  {value.label}" for value in (*facet.values, *facet.specials))


def _marked(text: str, spans: tuple[tuple[int, int], ...]) -> str:
    """The text with the words found underlined (in a terminal), and no control characters in it."""
    out, position = "", 0
    for start, end in spans:
        out += _safe(text[position:start]) + click.style(_safe(text[start:end]), underline=True)
        position = end
    return out + _safe(text[position:])


def _safe(text: str) -> str:
    return "".join(char if char.isprintable() else " " for char in text)


COMMANDS: tuple[click.Command, ...] = (search,)
