"""The built-in readers, containers, extractors and source recognisers, registered through our own hooks."""

from __future__ import annotations

from collections.abc import Iterable

from ..hookspecs import Container, Extractor, Reader, hookimpl
from . import containers, readers, recognise


@hookimpl(trylast=True)  # another package's come first
def newswire_readers() -> Iterable[Reader]:
    return readers.READERS


@hookimpl(trylast=True)  # another package's come first
def newswire_containers() -> Iterable[Container]:
    return containers.CONTAINERS


@hookimpl(trylast=True)  # another package's come first
def newswire_extractors() -> Iterable[Extractor]:
    return recognise.extractors()
