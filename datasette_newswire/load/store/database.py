"""Opening and closing a news database for writing."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from sqlite_utils import Database

from ... import schema

PATIENCE = 60.0  # seconds to wait for another program that is writing
CACHE = 64_000  # kilobytes of pages: the full-text index is touched all over


class Locked(Exception):
    """Another program kept the database locked for longer than we wait."""


@contextmanager
def opened(path: str) -> Iterator[Database]:
    """A news database, made or migrated if need be; in the end whole and one file again.

    Raises schema.NewerDatabase, schema.NotNews, Locked, or sqlite3.DatabaseError for a file that is no database.
    """
    with _patiently():
        conn = connect(path)
    try:
        db = Database(conn)
        with _patiently():
            schema.ensure(db)
        yield db
        single_file(db)
    finally:
        conn.close()


def connect(path: str) -> sqlite3.Connection:
    """A connection that leaves transactions to us."""
    conn = sqlite3.connect(path, timeout=PATIENCE, isolation_level=None)
    conn.execute(f"pragma cache_size = -{CACHE}")
    return conn


@contextmanager
def writing(db: Database) -> Iterator[None]:
    """A transaction that has the right to write from its start. Raises Locked if it cannot get it.

    While we write the database is in WAL mode, so that others go on reading. What a transaction has committed
    survives the end of the program, however sudden; the last ones before a power cut may be lost, and are loaded anew.
    """
    with _patiently():
        _use_wal(db)
        db.conn.execute("begin immediate")
    try:
        yield
    except BaseException:
        db.rollback()
        raise
    db.commit()


def single_file(db: Database) -> None:
    """Brings the write-ahead log back into the file, unless another program has the file open."""
    if _mode(db) == "wal":
        with suppress(sqlite3.OperationalError):  # a running Datasette reads it: whoever closes it last does this
            db.conn.execute("pragma wal_checkpoint(truncate)").fetchone()
            db.conn.execute("pragma busy_timeout = 0")
            db.conn.execute("pragma journal_mode = delete").fetchone()


def _use_wal(db: Database) -> None:
    """SQLite does not wait for others when it changes the mode, so we do."""
    until = time.monotonic() + PATIENCE
    while _mode(db) != "wal" and not _switched(db, patient=time.monotonic() < until):
        time.sleep(0.05)
    db.conn.execute("pragma synchronous = normal")


def _switched(db: Database, patient: bool) -> bool:
    """Asks SQLite to use WAL; False, where one is `patient`, if another program has the database locked."""
    try:
        db.conn.execute("pragma journal_mode = wal").fetchone()
    except sqlite3.OperationalError as error:
        if "locked" not in str(error) or not patient:
            raise
        return False
    return True


def _mode(db: Database) -> str:
    return str(db.conn.execute("pragma journal_mode").fetchone()[0])


@contextmanager
def _patiently() -> Iterator[None]:
    """Says in words for people that the waiting is over."""
    try:
        yield
    except sqlite3.OperationalError as error:
        if "locked" not in str(error):
            raise
        raise Locked(
            f"Another program has had the database locked for {PATIENCE:g} seconds. What was loaded before is safe; "
            "load again when that program is done."
        ) from error
