"""The facet index: packed copies of the link tables in private tables, for speed alone.

Both sides use it, so it stands beside them: the loader calls `refresh`, the search reads. Nothing may depend on it
for correctness: without it, or when it is stale, every answer is the same and only slower.
"""

from __future__ import annotations

from sqlite_utils import Database


def refresh(db: Database) -> None:
    """Brings the packed copies up to date with the link tables."""
