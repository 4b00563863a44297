"""Loading on a Dask cluster: the same database as without one, and the same stand against documents that kill."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from loading import FAST, contents, installed, load_all, outcomes, rows, write

from datasette_newswire.load.cluster import NoCluster
from datasette_newswire.load.pool import Crew

distributed = pytest.importorskip("distributed")

PLUGIN = """
import os
from datasette_newswire.hookspecs import Reader, hookimpl

@hookimpl
def newswire_readers():
    return [Reader("deadly", lambda document: float(document.path.endswith(".deadly")), lambda document: os._exit(1))]
"""


@pytest.fixture(scope="module")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a scheduler with two workers, whose package of readers brings them down."""
    site = installed(tmp_path_factory.mktemp("site"), "deadly", PLUGIN)
    with (
        pytest.MonkeyPatch.context() as patch,
        dask_settings({"distributed.scheduler.allowed-failures": 1}),
    ):
        patch.syspath_prepend(str(site))  # spawned workers get this path
        with distributed.LocalCluster(
            2, threads_per_worker=1, host="127.0.0.1", dashboard_address=None, silence_logs=50
        ) as started:
            yield started.scheduler_address


def dask_settings(values: dict[str, object]):  # type: ignore[no-untyped-def]
    import dask.config

    return dask.config.set(values)


def test_a_cluster_makes_the_same_database(tmp_path: Path, cluster: str) -> None:
    folder = write(tmp_path / "in", range(40))
    (folder / "copy.txt").write_bytes((folder / "00007.txt").read_bytes())
    load_all(tmp_path / "one.db", folder)
    load_all(tmp_path / "many.db", folder, crew=Crew(dask=cluster))
    sql = "select id, title, body, document_id from articles"
    assert rows(tmp_path / "one.db", sql) == rows(tmp_path / "many.db", sql)
    assert contents(tmp_path / "one.db") == contents(tmp_path / "many.db")


def test_a_document_that_kills_its_worker_fails_alone(tmp_path: Path, cluster: str) -> None:
    folder = write(tmp_path / "in", range(5))
    (folder / "00002x.deadly").write_text("This one brings down whoever reads it.")
    summary = load_all(tmp_path / "news.db", folder, crew=Crew(dask=cluster))
    assert outcomes(summary) == {"loaded": 5, "failed": 1}
    ((message,),) = rows(tmp_path / "news.db", "select message from documents where outcome = 'failed'")
    assert "died" in message


def test_without_a_scheduler_nothing_is_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("datasette_newswire.load.cluster.CONNECT", "300ms")
    folder = write(tmp_path / "in", range(2))
    with pytest.raises(NoCluster, match="No Dask scheduler answers at tcp://"):
        load_all(tmp_path / "news.db", folder, crew=Crew(dask="tcp://127.0.0.1:9"), options=FAST)
    assert rows(tmp_path / "news.db", "select count(*) from documents") == [(0,)]
