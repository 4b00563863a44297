"""Answers kept whole: the same question about the same state of a database has the same answer, made once.

Whether anything was committed since, by whomever, is told by SQLite's `data_version`, which counts what one connection
sees of others' commits: https://www.sqlite.org/pragma.html#pragma_data_version. So each database has a connection that
asks for nothing else. An answer is kept where that number was the same before it was made and after.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Awaitable, Callable, Hashable
from typing import Any, TypeVar
from weakref import WeakKeyDictionary

from ..search.memory import Memory

V = TypeVar("V")
MEMORY = 16 * 1024 * 1024  # bytes of answers kept for a database


class _Kept:
    """The answers of one database; it is not held here, so that they go when it goes."""

    def __init__(self) -> None:
        self.memory: Memory[Any] = Memory(MEMORY)
        self._watch: sqlite3.Connection | None = None

    def state(self, database: Any) -> int | None:
        """What differs after each commit; None where it cannot be told at once: in memory, or while a load locks it."""
        if not database.is_mutable:
            return 0
        if not database.path:
            return None
        try:
            if self._watch is None:
                self._watch = database.connect()
                self._watch.execute("pragma busy_timeout = 0")  # it is asked where nobody may wait
            return int(self._watch.execute("pragma data_version").fetchall()[0][0])
        except sqlite3.Error:
            return None


_of_database: WeakKeyDictionary[Any, _Kept] = WeakKeyDictionary()


async def once(
    datasette: Any, database: str, key: Hashable, make: Callable[[], Awaitable[V]], size: Callable[[V], int | None]
) -> V:
    """What `make()` gives, from memory if it was made of the present state of the database.

    The key names all else that it follows from. `size` tells its bytes, None for what must not be kept.
    """
    found = datasette.get_database(database)
    kept = _of_database.setdefault(found, _Kept())
    state = kept.state(found)
    known: V | None = None if state is None else kept.memory.known(state, key)
    if known is not None:
        return known
    made = await make()
    room = size(made)
    if state is not None and room is not None and state == kept.state(found):
        kept.memory.keep(state, key, made, room)
    return made
