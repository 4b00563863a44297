"""Readers, one module a format: Document → Draft."""

from ...hookspecs import Reader
from . import html, markdown, records, text

READERS: tuple[Reader, ...] = (text.READER, markdown.READER, html.READER, records.JSON_READER, records.CSV_READER)
