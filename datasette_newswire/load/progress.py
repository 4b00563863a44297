"""What a load has done so far, for people at a terminal; and their wish to stop it."""

from __future__ import annotations

import signal
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from types import FrameType
from typing import TYPE_CHECKING

from .discover.paths import Source, Trouble

if TYPE_CHECKING:
    from .discover.arrivals import Arrival

SLOW = 5.0  # seconds without news after which the file in hand is named


@dataclass
class Summary:
    """What a run did: documents by outcome, the articles and words written, the seconds it took."""

    counts: Counter[str] = field(default_factory=Counter)
    articles: int = 0
    words: int = 0
    removed: int = 0
    seconds: float = 0.0
    stopped: bool = False

    @property
    def changed(self) -> int:
        """Documents that were new or other than before."""
        return sum(count for outcome, count in self.counts.items() if outcome != "unchanged")


class Progress:
    """A load's progress that nobody watches. It can be told to stop, and then the batch in hand is the last."""

    def __init__(self) -> None:
        self._stop = threading.Event()

    @property
    def stopped(self) -> bool:
        """Whether somebody asked to stop."""
        return self._stop.is_set()

    def stop(self) -> None:
        """Asks the load to stop after the batch in hand."""
        self._stop.set()

    def wait(self, seconds: float) -> None:
        """Sleeps so long, or until somebody asks to stop."""
        self._stop.wait(seconds)

    def met(self, sources: Iterable[Source | Trouble]) -> Iterator[Source | Trouble]:
        """Passes sources on, taking note of each."""
        yield from sources

    def passed(self, arrival: Arrival) -> None:
        """Takes note of a document that is on its way to the workers."""

    def stored(self, summary: Summary) -> None:
        """Takes note of what a transaction has added."""

    def finished(self) -> None:
        """Takes note that all has been done."""

    def close(self) -> None:
        """Takes the display away."""


class Bar(Progress):
    """A line on standard error: how much is done, files, articles, time left, and the file in hand when it is slow.

    `total` is the size of all files in bytes: an archive of a million records is one file, and takes its time. The
    last hundredth is kept for what is met and not stored yet, so that 100 % means that all is done.
    """

    def __init__(self, total: int) -> None:
        super().__init__()
        from tqdm import tqdm

        from .prepare import InHand

        self._in_hand = InHand

        self._bar = tqdm(total=total, unit="B", unit_scale=True, file=sys.stderr, dynamic_ncols=True, smoothing=0.1)
        self._path = ""
        self._news = self._started = time.monotonic()
        self._size = self._within = self._before = self._files = 0
        self._most = total * 99 // 100
        self._closed = threading.Event()
        threading.Thread(target=self._name_slow_files, daemon=True).start()

    def met(self, sources: Iterable[Source | Trouble]) -> Iterator[Source | Trouble]:
        for source in sources:
            self._path, self._news = source.path, time.monotonic()
            self._files += 1
            self._size, self._within = (source.size if isinstance(source, Source) else 0), 0
            yield source
            self._before += self._size
            self._show(self._before)

    def passed(self, arrival: Arrival) -> None:
        self._within = min(self._size, self._within + arrival.size)  # what an archive unpacks to may be more
        self._news = time.monotonic()
        self._show(self._before + self._within)

    def _show(self, done: int) -> None:
        self._bar.update(max(0, min(done, self._most) - self._bar.n))

    def stored(self, summary: Summary) -> None:
        rate = summary.articles / max(time.monotonic() - self._started, 0.001)
        failed = f", {summary.counts['failed']:,} failed" if summary.counts["failed"] else ""
        self._bar.set_postfix_str(f"{self._files:,} files, {summary.articles:,} articles, {rate:,.0f}/s{failed}")

    def finished(self) -> None:
        self._bar.update(max(0, (self._bar.total or 0) - self._bar.n))

    def close(self) -> None:
        self._closed.set()
        self._bar.close()

    def _name_slow_files(self) -> None:
        while not self._closed.wait(1):
            waited = time.monotonic() - max(self._news, self._in_hand.since)
            if waited > SLOW:
                # Workers do not tell what they are at; what they were given last is not far from it.
                where = self._in_hand.name or f"or shortly before {self._path}"
                self._bar.set_postfix_str(f"{waited:.0f} s at {where}")


@contextmanager
def stoppable(progress: Progress) -> Iterator[None]:
    """Ctrl-C and SIGTERM ask the progress to stop; a second one ends the program at once."""

    def ask(number: int, frame: FrameType | None) -> None:
        if progress.stopped:
            raise KeyboardInterrupt
        progress.stop()
        print("\nStopping after the batch in hand (once more to stop at once) …", file=sys.stderr)

    before = {number: signal.signal(number, ask) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
