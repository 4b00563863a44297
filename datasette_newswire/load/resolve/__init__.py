"""Names of all articles → people, places, organizations: resolution across the archive.

Everything here is a function of the rows of `_names` (and of `article_sources`, for a source's home): any order or
batch of loading gives the same entities. `_dirty` says which names must be looked at again.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping

from sqlite_utils import Database

from ..models import Kind, Name
from ..names.forms import fold
from . import blocks, bodies, company, families, kinds, ledger, locations, persons
from .explain import explain

__all__ = ["explain", "forget", "remember", "settle"]


def block(name: Name) -> str:
    """The block of a name: names that could be of one entity share it."""
    return KEYS[name.kind](name.name)


KEYS: Mapping[Kind, Callable[[str], str]] = {"person": persons.key, "organization": bodies.key, "place": fold}


def own(name: str) -> Iterator[tuple[str, str]]:
    """The blocks, (kind, key), that have a name in them if it is a person's or an organization's."""
    yield from ((kind, KEYS[kind](name)) for kind in ("person", "organization"))


def remember(db: Database, article_id: int, names: Collection[Name]) -> None:
    """Writes an article's names and mentions, not yet resolved, and marks them dirty."""
    blocked = [(name, block(name)) for name in names]
    ledger.remember(db, article_id, blocked)
    company.remember(db, article_id, ((name.kind, key) for name, key in blocked if name.kind != "place"))
    locations.remember(db, article_id, names)
    kinds.remember(db, article_id, names)


def forget(db: Database, article_id: int) -> None:
    """Removes an article's names, mentions and links and marks the names dirty."""
    locations.forget(db, article_id)
    kinds.forget(db, article_id)
    company.forget(db, article_id)
    ledger.forget(db, article_id)


def settle(db: Database, whole: bool = True) -> None:
    """Resolves all that is dirty. Runs in the transaction of the articles that made it so.

    Without `whole`, as between the batches of a load, people and bodies whose blocks are large and have hardly changed
    get what their names alone say, and stay dirty: so a batch costs the same in an archive of any size.
    """
    kinds.settle(db, block)
    blocks.settle(db, "person", families.clusters, persons.key, own, whole)
    blocks.settle(db, "organization", bodies.clusters, bodies.key, own, whole)
    locations.settle(db)
    ledger.sweep(db)
