"""Readers, one module a format: Document → Draft."""

from ...hookspecs import Reader
from . import text

READERS: tuple[Reader, ...] = (text.READER,)
