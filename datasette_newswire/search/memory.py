"""What was found out is kept for the next who asks, as long as the database stays as it was."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Hashable
from typing import Generic, TypeVar

V = TypeVar("V")


class Memory(Generic[V]):
    """Values by key, all of one state of a database, up to so many bytes: those not asked for longest go first.

    Threads may share it.
    """

    def __init__(self, most: int) -> None:
        self._most, self._bytes = most, 0
        self._state: object = None
        self._kept: OrderedDict[Hashable, tuple[V, int]] = OrderedDict()
        self._lock = threading.Lock()

    def known(self, state: object, key: Hashable) -> V | None:
        """What is kept for a key in this state; from now on nothing is kept of another."""
        with self._lock:
            if state != self._state:
                self._state, self._kept, self._bytes = state, OrderedDict(), 0
            found = self._kept.get(key)
            if found is None:
                return None
            self._kept.move_to_end(key)
            return found[0]

    def keep(self, state: object, key: Hashable, value: V, size: int) -> None:
        """Keeps a value of so many bytes if there can be room, unless somebody has seen another state meanwhile."""
        with self._lock:
            if state != self._state or key in self._kept or size > self._most:
                return
            self._kept[key] = value, size
            self._bytes += size
            while self._bytes > self._most:
                _, (_, dropped) = self._kept.popitem(last=False)
                self._bytes -= dropped
