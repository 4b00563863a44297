"""Whatever happens to the loader, the database is sound, and the next run completes it to what no accident gives.

The accidents happen in a forked child. Where it dies is chosen by a seed; NEWSWIRE_KILLS sets how often.
"""

from __future__ import annotations

import json
import os
import random
import resource
import signal
import sqlite3
import sys
import tempfile
import threading
import time
import traceback
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

import click
import pytest
from loading import article, contents, installed, load_all, outcomes, registered, rows, write

from datasette_newswire.cli.faults import explained
from datasette_newswire.hookspecs import Extractor, hookimpl
from datasette_newswire.load import pool, workers
from datasette_newswire.load.discover.arrivals import Arrival
from datasette_newswire.load.discover.paths import Source, Trouble
from datasette_newswire.load.models import Article, Mention, Options
from datasette_newswire.load.pool import Crew
from datasette_newswire.load.run import Run
from datasette_newswire.load.store import database
from datasette_newswire.load.store.intake import Intake

KILLS = int(os.environ.get("NEWSWIRE_KILLS", "10"))
pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="accidents happen in a forked child")


class Capitals:
    """An extractor fast enough for tests: towns in the text are places, `Council of X` an organization."""

    __name__ = "capitals"

    @hookimpl
    def newswire_extractors(self) -> list[Extractor]:
        return [Extractor("capitals", frozenset(), lambda articles: [self._found(one) for one in articles])]

    def _found(self, article: Article) -> tuple[Mention, ...]:
        town = article.title.split()[2]
        start = article.title.index(town)
        whole = Mention("organization", "title", 0, start + len(town), article.title[: start + len(town)], "capitals")
        spots = [i for i in range(len(article.body)) if article.body.startswith(town, i)]
        return (whole, *(Mention("place", "body", i, i + len(town), town, "capitals") for i in spots))


@pytest.fixture(autouse=True)
def capitals(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr("datasette_newswire.load.run.COMMIT", 20)
    with registered(Capitals()):
        yield


NAMES = Options(extractor="capitals")


def in_child(work: Callable[[], None]) -> int:
    """Runs something in a forked child; returns its wait status."""
    pid = os.fork()
    if pid == 0:
        try:
            work()
        except BaseException:
            traceback.print_exc(file=sys.stderr)
            os._exit(3)
        os._exit(0)
    return os.waitpid(pid, 0)[1]


def dying_at(statement: int) -> None:
    """From now on this process ends, as by kill -9, when SQLite starts its n-th statement."""
    connect = database.connect
    left = statement

    def count(sql: str) -> None:
        nonlocal left
        left -= 1
        if left == 0:
            os.kill(os.getpid(), signal.SIGKILL)

    def traced(path: str) -> sqlite3.Connection:
        conn = connect(path)
        conn.set_trace_callback(count)
        return conn

    database.connect = traced


def statements_of(db: Path, folder: Path) -> int:
    """How many statements a load takes."""
    seen: list[str] = []
    connect = database.connect

    def traced(path: str) -> sqlite3.Connection:
        conn = connect(path)
        conn.set_trace_callback(seen.append)
        return conn

    database.connect = traced
    try:
        load_all(db, folder, options=NAMES)
    finally:
        database.connect = connect
    return len(seen)


def first_version(folder: Path) -> Path:
    write(folder, range(60))
    (folder / "copy.txt").write_bytes((folder / "00007.txt").read_bytes())
    (folder / "empty.txt").write_bytes(b"")
    records(folder / "records.jsonl", range(100, 140))
    return folder


def records(path: Path, numbers: Iterable[int]) -> None:
    """Writes articles as JSON lines."""
    parts = (article(number).split("\n\n", 1) for number in numbers)
    path.write_text("".join(json.dumps({"title": title, "body": body}) + "\n" for title, body in parts))


def second_version(folder: Path) -> Path:
    """Some changed, some gone, some new."""
    write(folder, range(60, 80))
    for number in range(0, 60, 7):
        (folder / f"{number:05}.txt").write_bytes(f"Another text number {number}\n\nQuite another one.".encode())
    records(folder / "records.jsonl", [200, *range(100, 120), *range(121, 140)])
    return folder


def test_killed_anywhere_in_a_first_load(tmp_path: Path) -> None:
    folder = first_version(tmp_path / "in")
    statements = statements_of(tmp_path / "whole.db", folder)
    expected = contents(tmp_path / "whole.db")
    chance = random.Random(1)
    for number in range(KILLS):
        db = tmp_path / f"{number}.db"
        point = chance.randrange(1, statements)
        status = in_child(lambda db=db, point=point: (dying_at(point), load_all(db, folder, options=NAMES)))
        assert os.WTERMSIG(status) == signal.SIGKILL, f"kill point {point} of {statements}"
        load_all(db, folder, options=NAMES)
        assert contents(db) == expected, f"kill point {point} of {statements}"


def test_killed_anywhere_in_an_update(tmp_path: Path) -> None:
    folder, before = first_version(tmp_path / "in"), tmp_path / "before.db"
    load_all(before, folder, options=NAMES)
    second_version(folder)
    whole = tmp_path / "whole.db"
    whole.write_bytes(before.read_bytes())
    statements = statements_of(whole, folder)
    expected = contents(whole)
    chance = random.Random(2)
    for number in range(KILLS):
        db = tmp_path / f"{number}.db"
        db.write_bytes(before.read_bytes())
        point = chance.randrange(1, statements)
        in_child(lambda db=db, point=point: (dying_at(point), load_all(db, folder, options=NAMES)))
        load_all(db, folder, options=NAMES)
        assert contents(db) == expected, f"kill point {point} of {statements}"


def test_whole_articles_only_after_a_kill(tmp_path: Path) -> None:
    folder, db = first_version(tmp_path / "in"), tmp_path / "news.db"
    statements = statements_of(tmp_path / "whole.db", folder)
    in_child(lambda: (dying_at(statements // 2), load_all(db, folder, options=NAMES)))
    contents(db)
    assert rows(db, "select count(*) from articles where id not in (select article_id from mentions)") == [(0,)]
    assert rows(db, "select count(*) from _dirty") == [(0,)]


@pytest.mark.parametrize("limit", ["pages", "file size"])
def test_a_full_disk(tmp_path: Path, limit: str) -> None:
    folder, db = first_version(tmp_path / "in"), tmp_path / "news.db"
    load_all(tmp_path / "whole.db", folder, options=NAMES)
    size = (tmp_path / "whole.db").stat().st_size

    def cramped() -> None:
        if limit == "pages":
            connect = database.connect

            def small(path: str) -> sqlite3.Connection:
                conn = connect(path)
                conn.execute(f"pragma max_page_count = {size // 4096 * 2 // 3}")
                return conn

            database.connect = small
        else:
            resource.setrlimit(resource.RLIMIT_FSIZE, (size * 3 // 4, size))
        with pytest.raises(sqlite3.OperationalError):
            load_all(db, folder, options=NAMES)

    assert in_child(cramped) == 0
    contents(db)
    load_all(db, folder, options=NAMES)
    assert contents(db) == contents(tmp_path / "whole.db")


NOBODY = 65534


def test_what_may_not_be_read_or_is_gone_by_then_is_named_and_the_rest_loads(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with tempfile.TemporaryDirectory() as open_to_all:  # pytest's own folders are closed to others
        top = Path(open_to_all)
        top.chmod(0o777)
        folder = write(top / "in", range(3))
        (folder / "00001.txt").chmod(0o000)
        (folder / "closed").mkdir(mode=0o000)
        (folder / "gone.txt").write_text("It is deleted after it was listed.")
        load_all(top / "warm.db", folder / "00000.txt")  # so that the child need not import anything
        opened = Intake._opened

        def deleting(self: Intake, source: Source | Trouble) -> Iterator[Arrival]:
            Path(source.path).unlink() if source.path.endswith("gone.txt") else None
            return opened(self, source)

        def as_nobody() -> None:
            folder.chmod(0o777)
            if os.geteuid() == 0:
                os.setuid(NOBODY)
            monkeypatch.setattr(Intake, "_opened", deleting)
            load_all(top / "news.db", folder)

        assert in_child(as_nobody) == 0
        said = {
            Path(path).name: (outcome, message)
            for path, outcome, message in rows(top / "news.db", "select path, outcome, message from documents")
        }
        (folder / "closed").chmod(0o700)
    assert [said[f"0000{number}.txt"][0] for number in range(3)] == ["loaded", "failed", "loaded"]
    assert all(said[name][0] == "failed" and "No permission" in said[name][1] for name in ("00001.txt", "closed"))
    assert said["gone.txt"][0] == "failed" and "It is gone" in said["gone.txt"][1]


def test_a_database_that_may_not_be_written_is_not_waited_for() -> None:
    with tempfile.TemporaryDirectory() as open_to_all:
        top = Path(open_to_all)
        top.chmod(0o777)
        folder, db = write(top / "in", [1]), top / "news.db"
        load_all(db, folder)
        db.chmod(0o444)
        write(folder, [2])

        def as_nobody() -> None:
            if os.geteuid() == 0:
                os.setuid(NOBODY)
            with pytest.raises(click.ClickException, match="no permission to write"), explained(str(db)):
                load_all(db, folder)

        assert in_child(as_nobody) == 0


def test_a_database_locked_for_a_while_is_waited_for(tmp_path: Path) -> None:
    folder, db = write(tmp_path / "in", range(3)), tmp_path / "news.db"
    load_all(db, folder)
    write(folder, [4])
    other = sqlite3.connect(db, isolation_level=None, check_same_thread=False)
    other.execute("begin immediate")
    timer = threading.Timer(0.5, lambda: other.execute("rollback"))
    timer.start()
    assert outcomes(load_all(db, folder)) == {"loaded": 1, "unchanged": 3}
    timer.join()
    other.close()


def test_a_database_locked_for_too_long_is_left_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder, db = write(tmp_path / "in", range(3)), tmp_path / "news.db"
    load_all(db, folder)
    write(folder, [4])
    monkeypatch.setattr(database, "PATIENCE", 0.2)
    other = sqlite3.connect(db, isolation_level=None)
    other.execute("begin exclusive")
    with pytest.raises(database.Locked, match="Another program"):
        load_all(db, folder)
    other.close()
    assert outcomes(load_all(db, folder)) == {"loaded": 1, "unchanged": 3}


def test_readers_go_on_and_see_whole_articles(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder, db = first_version(tmp_path / "in"), tmp_path / "news.db"
    load_all(db, write(tmp_path / "some", [99]), options=NAMES)
    seen: list[tuple[int, int]] = []
    done = threading.Event()

    def read() -> None:
        conn = sqlite3.connect(db)
        whole = """id in (select article_id from mentions)
            and id in (select rowid from articles_fts where articles_fts match 'council')"""
        while not done.is_set():
            seen.append(conn.execute(f"select count(*), count(*) filter (where {whole}) from articles").fetchone())
        conn.close()

    write_batch = Run.process
    reader = threading.Thread(target=read)
    reader.start()
    monkeypatch.setattr(Run, "process", lambda self, *a, **k: (time.sleep(0.05), write_batch(self, *a, **k))[1])
    load_all(db, folder, options=NAMES)
    done.set()
    reader.join()
    assert len(seen) > 3
    assert all(articles == whole for articles, whole in seen)


def test_the_file_is_one_file_at_the_end(tmp_path: Path) -> None:
    db = tmp_path / "news.db"
    load_all(db, write(tmp_path / "in", range(3)))
    assert [path.name for path in tmp_path.iterdir() if path.is_file()] == ["news.db"]
    with sqlite3.connect(f"file:{db}?immutable=1", uri=True) as conn:
        assert conn.execute("select count(*) from articles").fetchone() == (3,)


PLUGIN = """
import os, signal, time
from datasette_newswire.hookspecs import Reader, hookimpl
from datasette_newswire.load.models import Draft

def read(document):
    text = document.content.decode()
    if text.startswith("die"):
        os.kill(os.getpid(), signal.SIGKILL)
    if text.startswith("hang"):
        signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGALRM])
        time.sleep(600)
    if text.startswith("slow"):
        while True:
            pass
    yield Draft(body=text, body_kind="clean")

@hookimpl
def newswire_readers():
    return [Reader("fault", lambda document: 1.0 if document.path.endswith(".fault") else 0.0, read)]
"""


@pytest.fixture
def faults(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with documents that bring workers down, and an installed package that reads them."""
    monkeypatch.syspath_prepend(installed(tmp_path / "site", "faults", PLUGIN))
    monkeypatch.setattr(pool, "GRACE", 6.0)  # a short text must be read by then on a busy machine too
    monkeypatch.setattr("datasette_newswire.load.run.BATCH", 1)
    monkeypatch.setattr(workers, "METHOD", "spawn")  # a fork server started by another test has another path
    return write(tmp_path / "in", range(6))


def test_workers_that_die_or_hang_cost_one_document_each(tmp_path: Path, faults: Path) -> None:
    for name in ("die", "hang", "slow"):
        (faults / f"00003{name}.fault").write_text(f"{name}\n\nThis brings a worker down.")
    db = tmp_path / "news.db"
    summary = load_all(db, faults, options=Options(extractor="none", time_limit=2.0), crew=Crew(workers=2))
    assert outcomes(summary) == {"loaded": 6, "failed": 3}, rows(db, "select path, message from documents")
    failed = dict(rows(db, "select substr(path, -10), message from documents where outcome = 'failed'"))
    assert "died" in failed["3die.fault"] and "hung" in failed["hang.fault"] and "--time-limit" in failed["slow.fault"]


def test_workers_that_start_slowly_cost_no_document(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    slow = "import multiprocessing, time\n\nif multiprocessing.parent_process():\n    time.sleep(5)\n"
    monkeypatch.syspath_prepend(installed(tmp_path / "site", "sleeper", slow))
    monkeypatch.setattr(pool, "GRACE", 1.0)
    monkeypatch.setattr("datasette_newswire.load.run.BATCH", 1)
    monkeypatch.setattr(workers, "METHOD", "spawn")
    options = Options(extractor="none", time_limit=1.0)
    summary = load_all(tmp_path / "news.db", write(tmp_path / "in", range(3)), options=options, crew=Crew(workers=2))
    assert outcomes(summary) == {"loaded": 3}


def test_one_worker_and_many_make_the_same_database(tmp_path: Path) -> None:
    folder = first_version(tmp_path / "in")
    load_all(tmp_path / "one.db", folder)
    load_all(tmp_path / "many.db", folder, crew=Crew(workers=2))
    everything = "select * from articles_fts", "select id, title, body, document_id from articles"
    for sql in everything:
        assert rows(tmp_path / "one.db", sql) == rows(tmp_path / "many.db", sql)
    assert contents(tmp_path / "one.db") == contents(tmp_path / "many.db")
