"""Work on a Dask cluster that exists already, through the same interface as any other pool."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import BrokenExecutor, CancelledError, Executor, Future
from functools import partial
from typing import Any, TypeVar

T = TypeVar("T")
CONNECT = "10s"  # how long the scheduler may take to answer


class NoCluster(Exception):
    """There is no Dask cluster to work on; the message says what to do."""


class Cluster(Executor):
    """The workers of the scheduler at an address, each of which needs this package and the models it is to use.

    A document that kills its workers breaks the executor, as in a process pool. One that hangs cannot be ended from
    here: it is given up, and its worker is lost until the cluster starts it anew. Raises NoCluster.
    """

    def __init__(self, address: str) -> None:
        try:
            from distributed import Client
        except ImportError:
            raise NoCluster("--dask needs the package distributed: pip install 'datasette-newswire[dask]'") from None
        try:
            self._client = Client(address, timeout=CONNECT)
        except (OSError, ValueError, TypeError) as error:
            raise NoCluster(f"No Dask scheduler answers at {address} ({error}). Start one: dask scheduler") from None
        self._executor = self._client.get_executor(pure=False)

    def submit(self, fn: Callable[..., T], /, *args: Any, **kwargs: Any) -> Future[T]:
        future: Future[T] = Future()
        self._executor.submit(fn, *args, **kwargs).add_done_callback(partial(_pass_on, future))
        return future

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        """Leaves the cluster; it goes on without us. Without `wait`, what it has of ours is cancelled."""
        self._executor.shutdown(wait=wait)
        self._client.close()


def _pass_on(future: Future[T], done: Future[T]) -> None:
    """Gives a future what has become of the cluster's: a worker that died is told as process pools tell it."""
    from distributed import KilledWorker

    try:
        future.set_result(done.result())
    except (KilledWorker, CancelledError) as error:
        future.set_exception(BrokenExecutor(str(error)))
    except BaseException as error:  # whatever the work has raised
        future.set_exception(error)
