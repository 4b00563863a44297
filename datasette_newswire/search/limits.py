"""Questions to the database under Datasette's time limits."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Callable
from typing import TypeVar

from datasette.utils import sqlite_timelimit

T = TypeVar("T")
LATE = "interrupted"  # what SQLite says of a statement that was stopped


def within(conn: sqlite3.Connection, milliseconds: int, question: Callable[[], T]) -> T:
    """What `question()` gives, each of its statements stopped when the time is up.

    Raises OperationalError, with LATE in its message if time was the reason: FTS5 that is stopped while it opens its
    index says something else by itself.
    """
    end = time.perf_counter() + milliseconds / 1000
    try:
        with sqlite_timelimit(conn, milliseconds):
            return question()
    except sqlite3.OperationalError as error:
        if LATE not in str(error) and time.perf_counter() >= end:
            raise sqlite3.OperationalError(LATE) from error
        raise
