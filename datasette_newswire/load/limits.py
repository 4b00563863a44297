"""A limit to the time that one piece of work may take."""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType


class TooSlow(Exception):
    """Something took longer than the time limit."""


@contextmanager
def limited(seconds: float) -> Iterator[None]:
    """Raises TooSlow in the block after so many seconds.

    Signals reach only a process's main thread; in another one (a Dask worker's) the limit is left to the pool. A
    library that never returns from C is beyond it too; the pool then ends the worker.
    """
    if threading.current_thread() is not threading.main_thread() or not hasattr(signal, "setitimer"):
        yield
        return
    before = signal.signal(signal.SIGALRM, _stop)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


def _stop(number: int, frame: FrameType | None) -> None:
    raise TooSlow
