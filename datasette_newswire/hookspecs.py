"""Our own hooks: how another package teaches the loader a format, an extractor or a source.

A package declares the entry-point group `datasette_newswire` and implements any of these functions with `@hookimpl`.
The built-in readers, extractors and recognisers come in through the same hooks, so that they are worked examples.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, BinaryIO

import pluggy

if TYPE_CHECKING:
    from .load.models import Article, Credit, Document, Draft, Mention

GROUP = "datasette_newswire"
HEAD = 4_096  # bytes of a file that containers are told apart by
hookspec = pluggy.HookspecMarker(GROUP)
hookimpl = pluggy.HookimplMarker(GROUP)


@dataclass(frozen=True)
class Reader:
    """Turns one document of a format into drafts of articles.

    `matches(document)` looks at the content first and the name second, and answers from 0 (not mine) to 1 (certain);
    the reader with the highest answer reads the document. `read(document)` yields a draft for each article, or raises
    `load.models.Unreadable`, whose message says what is wrong and what to do.
    """

    name: str
    matches: Callable[[Document], float]
    read: Callable[[Document], Iterable[Draft]]


@dataclass(frozen=True)
class Container:
    """Splits a file of many documents (an archive, a file of records) without holding it in memory.

    `matches(head, name)` sees the first HEAD bytes and the name, and answers from 0 to 1. `split(stream, parent)`
    yields the documents in their order; each one's content must be enough to read it alone.
    """

    name: str
    matches: Callable[[bytes, str], float]
    split: Callable[[BinaryIO, Document], Iterator[Document]]


@dataclass(frozen=True)
class Extractor:
    """Finds the mentions in articles. `languages` are ISO 639-1 codes; empty means any language."""

    name: str
    languages: frozenset[str]
    extract: Callable[[Sequence[Article]], list[tuple[Mention, ...]]]


@hookspec
def newswire_readers() -> Iterable[Reader]:  # type: ignore[empty-body]
    """Readers of file formats."""


@hookspec
def newswire_containers() -> Iterable[Container]:  # type: ignore[empty-body]
    """Splitters of archives and of files of records."""


@hookspec
def newswire_extractors() -> Iterable[Extractor]:  # type: ignore[empty-body]
    """Extractors of mentions; `--extractor NAME` chooses one."""


@hookspec
def newswire_credits(draft: Draft, body: str) -> Iterable[Credit]:  # type: ignore[empty-body]
    """Sources of an article, beyond those found already. `body` is the text with its leftovers."""


@hookspec(firstresult=True)
def newswire_post_process(article: Article, document: Document) -> Article | None:
    """A changed article, or None to leave it as it is. Runs after cleaning and before recognition."""


@cache
def plugin_manager() -> pluggy.PluginManager:
    """The loader's plugin manager with the built-ins and all installed packages registered."""
    manager = pluggy.PluginManager(GROUP)
    manager.add_hookspecs(sys.modules[__name__])
    manager.load_setuptools_entrypoints(GROUP)
    return manager


def readers() -> list[Reader]:
    """All readers, other packages' before the built-in ones."""
    return [reader for found in plugin_manager().hook.newswire_readers() for reader in found]


def containers() -> list[Container]:
    """All containers, other packages' before the built-in ones."""
    return [container for found in plugin_manager().hook.newswire_containers() for container in found]


def extractors() -> list[Extractor]:
    """All extractors, other packages' before the built-in ones."""
    return [extractor for found in plugin_manager().hook.newswire_extractors() for extractor in found]
