"""Plain text."""

from __future__ import annotations

from collections.abc import Iterable

from ...hookspecs import Reader
from ..models import Document, Draft


def read(document: Document) -> Iterable[Draft]:
    yield Draft(body=document.content.decode("utf-8", "replace"), encoding="utf-8", encoding_origin="utf-8")


READER = Reader("text", lambda document: 0.1, read)
