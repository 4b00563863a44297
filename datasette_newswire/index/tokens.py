"""Words → the terms that the full-text index keeps for them."""

from __future__ import annotations

import sqlite3
import threading
from functools import lru_cache

from ..schema import TOKENIZE

_lock = threading.Lock()


@lru_cache(maxsize=1)
def _tokenizer() -> sqlite3.Connection:
    """SQLite gives no way to call a tokenizer but to index something with it."""
    conn = sqlite3.connect(":memory:", check_same_thread=False, isolation_level=None)
    conn.execute(f"create virtual table words using fts5 (word, tokenize = '{TOKENIZE}')")
    conn.execute("create virtual table terms using fts5vocab (words, instance)")
    return conn


@lru_cache(maxsize=4096)
def tokens(text: str) -> tuple[str, ...]:
    """The index terms of a text in its order: ("run",) for "Running", two for "foo-bar", none for "?!"."""
    with _lock:
        conn = _tokenizer()
        conn.execute("begin")
        try:
            conn.execute("insert into words (word) values (?)", [text])
            return tuple(row[0] for row in conn.execute("select term from terms order by offset"))
        finally:
            conn.execute("rollback")
