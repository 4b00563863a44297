"""What takes long to load and is the same in all worker processes. The server that they are forked from imports this
module and so loads it for all of them, who share the memory and are ready sooner."""

from __future__ import annotations

from contextlib import suppress
from threading import Thread

from .clean import language
from .recognise import DEFAULT_LANGUAGE, ner


def _load() -> None:
    """Loads what tells languages beside the model that is usual: unpacking it leaves Python's lock to others."""
    beside = Thread(target=language.ready)
    beside.start()
    name = ner.installed(DEFAULT_LANGUAGE)
    if name:
        ner.load(name)
    beside.join()


with suppress(Exception):  # what is wrong shows again in the workers, with a message
    _load()
