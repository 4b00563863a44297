"""Answers kept whole are those that would be made anew: after every change, for every viewer, under every name."""

from __future__ import annotations

import random
import sqlite3
import threading
from pathlib import Path
from typing import Any

import news
import pytest
from datasette import __version__
from datasette.app import Datasette

from datasette_newswire.search import answer as answering
from datasette_newswire.search.memory import Memory

ADDRESSES = [".json", ".json?q=geneva", ".json?q=storm+talks&sort=newest", ".json?person=1&facet_size=2",
             ".json?q=person:%22Antony+Blinken%22", ".atom?q=storm", ".geojson", "/suggest.json?q=bli",
             "/facet/person.json", "/facet/place.json?facet_q=ky", "/articles/1.json", "/articles/1.bib",
             "/compare.json?left=1&right=2", "/openapi.json"]  # fmt: skip
PATIENT = {"sql_time_limit_ms": 20_000, "facet_time_limit_ms": 20_000}
# What a load or a curator changes, in tables of all kinds.
CHANGES = [
    "update people set name = name || '!' where id = {n}",
    "update places set name = name || '!', latitude = 1, longitude = {n} where id = {n}",
    "update sources set name = name || '!' where id = {n}",
    "update articles set title = title || ' storm' where id = {n}",
    "update articles set published = '2021-01-0{n}' where id = {n}",
    "update articles set story_id = {n} where id = 1",
    "update stories set title = title || '!' where id = {n}",
    "update article_sources set role = 'credit' where article_id = {n}",
    "delete from article_people where article_id = {n}",
    "delete from entity_names where kind = 'person' and entity_id = {n}",
    "insert into entity_names (kind, entity_id, name, mentions) values ('person', {n}, 'geneva', 3)",
    "delete from articles where id = 7",
]


async def answer(site: Datasette, address: str, host: str = "localhost", actor: dict[str, str] | None = None) -> Any:
    cookies = {"ds_actor": site.sign({"a": actor}, "actor")} if actor else {}
    reply = await site.client.get(f"/news/-/newswire{address}", headers={"host": host}, cookies=cookies)
    return reply.status_code, reply.text, reply.headers.get("etag")


def change(path: Path, sql: str) -> None:
    conn = sqlite3.connect(path)
    with conn:
        conn.execute(sql)
    conn.close()


@pytest.mark.parametrize("journal", ["wal", "delete"])
async def test_after_every_change_the_answer_is_new(tmp_path: Path, journal: str) -> None:
    rng = random.Random(journal)
    path = news.build(tmp_path / "news.db", [*news.ARTICLES, *news.random_articles(rng, 20)])
    change(path, f"pragma journal_mode = {journal}")
    site = Datasette([str(path)], settings=PATIENT)
    steps = [sql.format(n=rng.randint(1, 5)) for sql in rng.sample(CHANGES, 6)]
    for sql in ["a load", *steps]:
        before = {address: [await answer(site, address) for _ in range(2)] for address in ADDRESSES}
        assert all(first == again for first, again in before.values())
        if sql in steps:
            change(path, sql)
        else:
            news.build(path, news.random_articles(rng, 3))
        fresh = Datasette([str(path)], settings=PATIENT)
        for address in ADDRESSES:
            assert await answer(site, address) == await answer(fresh, address), (sql, address)


async def test_the_same_question_is_answered_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = news.build(tmp_path / "news.db")
    for site in (Datasette([str(path)], settings=PATIENT), Datasette([], immutables=[str(path)], settings=PATIENT)):
        await answer(site, ".json?q=geneva")
        with monkeypatch.context() as patched:
            patched.setattr(answering, "answer", None)
            assert (await answer(site, ".json?q=geneva"))[0] == 200
            assert (await answer(site, ".json?q=kyiv"))[0] == 500


async def test_who_may_see_less_gets_what_they_may_see(tmp_path: Path) -> None:
    """One after another, whoever asked before."""
    path = news.build(tmp_path / "news.db")
    rules = {"databases": {"news": {"tables": {"people": {"allow": {"id": "maria"}}, "sources": {"allow": False}}}}}
    key = "metadata" if __version__.startswith("0.") else "config"
    site, actors = (
        Datasette([str(path)], settings=PATIENT, **{key: rules}),
        (None, {"id": "maria"}, {"id": "otto"}, {"id": "maria"}, None),
    )
    for actor in actors:
        fresh = Datasette([str(path)], settings=PATIENT, **{key: rules})
        for address in ADDRESSES:
            assert await answer(site, address, actor=actor) == await answer(fresh, address, actor=actor), address
    seen = ['"kind": "person"' in (await answer(site, "/articles/1.json", actor=actor))[1] for actor in actors]
    assert seen == [False, True, False, True, False]


async def test_urls_are_those_of_the_host_that_was_asked(tmp_path: Path) -> None:
    site = Datasette([str(news.build(tmp_path / "news.db"))])
    for host in ("one.example", "two.example", "one.example"):
        assert f"http://{host}/news/" in (await answer(site, ".json", host))[1]


async def test_what_ran_out_of_time_is_asked_again(tmp_path: Path) -> None:
    path = news.build(tmp_path / "news.db", [news.News("Storm", "storm " * 50) for _ in range(400)])
    site = Datasette([str(path)], settings=PATIENT)
    limits, site._settings = site._settings, {**site._settings, "sql_time_limit_ms": 0.001}
    late = await answer(site, ".json?q=storm")
    site._settings = limits
    assert late[2] is None and (await answer(site, ".json?q=storm"))[0] == 200


async def test_a_locked_database_keeps_nobody_waiting(tmp_path: Path) -> None:
    """Nothing can be told about a file that is being written to in the old way; the event loop does not wait for it."""
    path = news.build(tmp_path / "news.db")
    change(path, "pragma journal_mode = delete")
    site = Datasette([str(path)], settings=PATIENT)
    kept = await answer(site, ".json?q=geneva")
    writer = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
    writer.execute("begin exclusive")
    timer = threading.Timer(0.3, writer.rollback)
    timer.start()
    assert await answer(site, ".json?q=geneva") == kept  # from the database, when it may be read again
    timer.join()
    writer.close()


def test_a_memory_keeps_one_state_and_so_many_bytes() -> None:
    memory: Memory[str] = Memory(100)
    assert memory.known(1, "a") is None
    memory.keep(1, "a", "A", 60)
    memory.keep(2, "b", "B", 1)  # of a state that nobody has asked about
    assert (memory.known(1, "a"), memory.known(1, "b")) == ("A", None)
    memory.keep(1, "c", "C", 60)
    assert (memory.known(1, "a"), memory.known(1, "c")) == (None, "C")
    memory.keep(1, "d", "D", 101)
    assert (memory.known(1, "c"), memory.known(1, "d")) == ("C", None)
    assert memory.known(2, "c") is None and memory.known(1, "c") is None


async def test_long_addresses_take_room_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Strangers choose them: a server must not keep more than it says."""
    site = Datasette([str(news.build(tmp_path / "news.db"))], settings=PATIENT)
    sizes: list[int] = []
    monkeypatch.setattr(Memory, "keep", lambda self, state, key, value, size: sizes.append(size))
    for address in ("/suggest.json?q=x", "/suggest.json?q=x&y=" + "y" * 50_000):
        await answer(site, address)
    assert max(sizes) > 50_000
