"""The built-in readers, containers, extractors and source recognisers, registered through our own hooks."""

from __future__ import annotations

from collections.abc import Iterable

from ..hookspecs import Container, Extractor, Reader, hookimpl
from . import containers, readers, recognise


@hookimpl
def newswire_readers() -> Iterable[Reader]:
    return readers.READERS


@hookimpl
def newswire_containers() -> Iterable[Container]:
    return containers.CONTAINERS


@hookimpl
def newswire_extractors() -> Iterable[Extractor]:
    return recognise.extractors()
