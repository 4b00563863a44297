"""Opening and closing a news database for writing."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

from sqlite_utils import Database

from .. import schema

PATIENCE = 60.0  # seconds to wait for another program that is writing


class Locked(Exception):
    """Another program kept the database locked for longer than we wait."""


@contextmanager
def opened(path: str) -> Iterator[Database]:
    """A news database, made or migrated if need be; whole and in one file again at the end.

    Raises schema.NewerDatabase, Locked, or sqlite3.DatabaseError for a file that is no database.
    """
    conn = sqlite3.connect(path, timeout=PATIENCE, isolation_level=None)
    db = Database(conn)
    try:
        schema.ensure(db)
        yield db
        single_file(db)
    finally:
        conn.close()


@contextmanager
def writing(db: Database) -> Iterator[None]:
    """A transaction that has the right to write from its start. Raises Locked if it cannot get it."""
    if db.execute("pragma journal_mode").fetchone()[0] != "wal":
        db.conn.execute("pragma journal_mode = wal")
    try:
        db.conn.execute("begin immediate")
    except sqlite3.OperationalError as error:
        raise Locked(
            f"Another program has been writing to the database for {PATIENCE:g} seconds. What was loaded before is "
            "safe; load again when that program is done."
        ) from error
    try:
        yield
    except BaseException:
        db.rollback()
        raise
    db.commit()


def single_file(db: Database) -> None:
    """Brings the write-ahead log back into the file, unless another program has the file open."""
    try:
        db.conn.execute("pragma wal_checkpoint(truncate)")
        db.conn.execute("pragma journal_mode = delete")
    except sqlite3.OperationalError:
        pass  # a running Datasette reads it: the last one to close it does this
