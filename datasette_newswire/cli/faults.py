"""What can go wrong with a whole load, in words for people."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click

from ..schema import NewerDatabase, NotNews

SAFE = "What was stored before is safe; when the cause is mended, run the same command again."


@contextmanager
def explained(db: str) -> Iterator[None]:
    """Turns the exceptions of a load into DB into one line each; those the user's options are to blame for have the
    exit status 2."""
    from ..load.cluster import NoCluster
    from ..load.discover.sqlite_tables import NoTable
    from ..load.recognise import NoExtractor
    from ..load.recognise.ner import NoModel
    from ..load.store.database import Locked

    try:
        yield
    except (NewerDatabase, NotNews, Locked, NoCluster) as error:
        raise click.ClickException(str(error)) from error
    except (NoExtractor, NoModel, NoTable) as error:
        raise click.UsageError(str(error)) from error
    except sqlite3.DatabaseError as error:
        raise click.ClickException(_in_words(Path(db), str(error))) from error


def _in_words(db: Path, error: str) -> str:
    """What to do about an error of SQLite's, by its message: Python 3.10 knows no error codes."""
    folder = db.absolute().parent
    if not folder.is_dir():
        return f"{db}: there is no folder {folder}. Make it, or give another place."
    if "not a database" in error:
        return f"{db} is a file of another kind, no SQLite database. Nothing was changed; give another name."
    if "readonly" in error or "unable to open" in error:
        what = f"the file {db}" if db.exists() and not os.access(db, os.W_OK) else f"the folder {folder}"
        return f"{db}: no permission to write. Give yourself the right to write to {what}, or load into another place."
    return f"{db}: {error}. {SAFE}"
