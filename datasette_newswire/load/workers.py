"""Worker processes: how they start, and how they are thrown away."""

from __future__ import annotations

import multiprocessing
import signal
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import replace
from multiprocessing import forkserver
from multiprocessing.connection import Connection
from time import monotonic
from typing import Any, TypeVar

from .models import Document, Options

GRACE = 120.0  # seconds beyond the documents' own limit before a worker counts as hanging: it may load a model first
START = 300.0  # seconds until the first worker of a pool must be up; they are no document's fault
# How workers start: never by a plain fork, which copies locks that other threads hold.
METHOD = "forkserver" if "forkserver" in multiprocessing.get_all_start_methods() else "spawn"
# What the server that workers are forked from has, once for all; what it lacks, each worker imports and loads itself.
SHARED = ["datasette_newswire.load.prepare", "datasette_newswire.load.builtins"]
NAMES = ["datasette_newswire.load.preload"]  # the same, for workers that use our own models
T = TypeVar("T")


def begin(extractor: str, model: str | None) -> None:
    """Starts the server that workers are forked from: called early, it loads what they share while we import ours."""
    if METHOD != "forkserver":
        return
    forkserver.set_forkserver_preload(SHARED + (NAMES if extractor == "auto" and model is None else []))
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})  # while it imports, Ctrl-C would end it
    try:
        forkserver.ensure_running()
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


class Processes(ProcessPoolExecutor):
    """A process pool whose workers leave Ctrl-C to the parent, and which can be thrown away while one hangs."""

    def __init__(self, workers: int, options: Options) -> None:
        begin(options.extractor, options.model)
        context = multiprocessing.get_context(METHOD)
        self._before = set(multiprocessing.active_children())
        self._up, up = context.Pipe(duplex=False)
        super().__init__(workers, mp_context=context, initializer=_start, initargs=(options, up))

    def submit(self, fn: Callable[..., T], /, *args: Any, **kwargs: Any) -> Future[T]:
        """A call for a worker; this is where workers start."""
        with _program_apart():
            return super().submit(fn, *args, **kwargs)

    def await_start(self, future: Future[T]) -> None:
        """Returns when a worker is up, or the call ended because none could start, or after START seconds."""
        end = monotonic() + START
        while not (self._up.poll(0.05) or future.done() or monotonic() > end):
            pass

    def abandon(self) -> None:
        """Ends the workers, whatever they do."""
        self.shutdown(wait=False, cancel_futures=True)
        for process in set(multiprocessing.active_children()) - self._before:
            process.kill()


@contextmanager
def _program_apart() -> Iterator[None]:
    """Keeps new processes from running the program's file anew, as they do for what it defines: we send them nothing
    of that, and Datasette's takes a second."""
    program = vars(sys.modules["__main__"])
    file = program.pop("__file__", None)
    try:
        yield
    finally:
        if file is not None:
            program["__file__"] = file


def _start(options: Options, up: Connection) -> None:
    """Readies a worker and says so: lexicons and model are loaded before the first document's time starts to run."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    with suppress(Exception):  # what is wrong shows again, with a message, when there is a document to answer for
        from .prepare import prepare

        document = Document("ready", b"The worker is ready\n\nIt has all it needs.", format="text")
        prepare([document], replace(options, time_limit=GRACE))
    up.send_bytes(b"up")  # never read, so the pipe stays ready; a pipe, because a killed worker can leave a lock locked
