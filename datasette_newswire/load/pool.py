"""Work spread through `concurrent.futures.Executor` and nothing else: in this process, in a pool, on a cluster.

A worker that dies or hangs takes nothing with it but the document it had in hand.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import BrokenExecutor, Executor, Future
from concurrent.futures import TimeoutError as FutureTimeout
from dataclasses import dataclass, replace
from typing import Any, TypeVar

from .cluster import Cluster
from .models import Document, Options, Prepared
from .prepare import prepare
from .workers import GRACE, Processes

_DIED = "The process that read it died, perhaps for want of memory. Load it alone, or split the file."
_HUNG = "The process that read it hung and was ended. Load it alone with a longer --time-limit, or split the file."
IN_HAND = 8  # batches for each worker, so that it has something to do while what it did before is written
Results = list[tuple[Prepared, ...]]
T = TypeVar("T")


class InProcess(Executor):
    """Runs each call at once, in this process."""

    def submit(self, fn: Callable[..., T], /, *args: Any, **kwargs: Any) -> Future[T]:
        future: Future[T] = Future()
        try:
            future.set_result(fn(*args, **kwargs))
        except Exception as error:
            future.set_exception(error)
        return future


@dataclass(frozen=True)
class Crew:
    """Who does the work: this process (one worker), so many processes, or the Dask cluster at an address."""

    workers: int = 1
    dask: str | None = None

    def pool(self, options: Options) -> Pool:
        """A pool that starts its workers when there is work, and gives them enough for a transaction's time."""
        if self.dask:
            return Pool(lambda: Cluster(str(self.dask)), 64, options)
        if self.workers > 1:
            return Pool(lambda: Processes(self.workers, options), self.workers * IN_HAND, options)
        return Pool(InProcess, 1, options)


def _failed(document: Document, message: str) -> tuple[Prepared, ...]:
    return (Prepared(replace(document, content=b""), None, outcome="failed", message=message),)


class Pool:
    """Prepares batches of documents on an executor, the results in the order of the batches."""

    def __init__(self, start: Callable[[], Executor], window: int, options: Options) -> None:
        self._start = start
        self._window = window
        self._options = options
        self._executor: Executor | None = None

    def __enter__(self) -> Pool:
        return self

    def __exit__(self, *error: object) -> None:
        self._stop(force=error[0] is not None)

    def map(self, batches: Iterable[tuple[T, Sequence[Document]]]) -> Iterator[tuple[T, Results]]:
        """Each batch's tag with its results. At most `window` batches wait at any time."""
        waiting: deque[tuple[T, Sequence[Document], Future[Results]]] = deque()
        for tag, documents in batches:
            waiting.append((tag, documents, self._submit(documents)))
            if len(waiting) >= self._window:
                yield self._next(waiting)
        while waiting:
            found = self._next(waiting)
            if not waiting:
                self._stop(wait=False)  # workers end while what they found last is written
            yield found

    def _next(self, waiting: deque[tuple[T, Sequence[Document], Future[Results]]]) -> tuple[T, Results]:
        tag, documents, future = waiting.popleft()
        try:
            return tag, self._wait(future, len(documents))
        except BrokenExecutor:  # whose fault it is cannot be told: other batches were in hand too
            results = self._one_by_one(documents)
        except FutureTimeout:
            results = self._hung(documents)
        again = [(tag, documents, self._submit(documents)) for tag, documents, _ in waiting]
        waiting.clear()
        waiting.extend(again)
        return tag, results

    def _wait(self, future: Future[Results], documents: int) -> Results:
        if isinstance(self._executor, Processes):
            self._executor.await_start(future)
        return future.result(timeout=self._options.time_limit * 2 * max(1, documents) + GRACE)

    def _hung(self, documents: Sequence[Document]) -> Results:
        if len(documents) > 1:
            return self._one_by_one(documents)
        self._stop(force=True)
        return [_failed(documents[0], _HUNG)]

    def _one_by_one(self, documents: Sequence[Document]) -> Results:
        """Documents tried with nothing beside them to be blamed in their place."""
        self._stop(force=True)
        return [self._alone(document) for document in documents]

    def _alone(self, document: Document) -> tuple[Prepared, ...]:
        try:
            return self._wait(self._submit([document]), 1)[0]
        except BrokenExecutor:
            message = _DIED
        except FutureTimeout:
            message = _HUNG
        self._stop(force=True)
        return _failed(document, message)

    def _submit(self, documents: Sequence[Document]) -> Future[Results]:
        if not documents:
            nothing: Future[Results] = Future()
            nothing.set_result([])
            return nothing
        if self._executor is None:
            self._executor = self._start()
        try:
            return self._executor.submit(prepare, documents, self._options)
        except BrokenExecutor as error:  # found out while submitting: the batch takes the same way as any other
            broken: Future[Results] = Future()
            broken.set_exception(error)
            return broken

    def _stop(self, force: bool = False, wait: bool = True) -> None:
        executor, self._executor = self._executor, None
        if isinstance(executor, Processes) and force:
            executor.abandon()
        elif executor is not None:
            executor.shutdown(wait=wait and not force, cancel_futures=True)
