"""Files in, rows out: what changes the database and what leaves it alone."""

from __future__ import annotations

import io
import json
import os
import random
import sqlite3
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from loading import FAST, article, contents, load_all, outcomes, registered, rows, write

from datasette_newswire.hookspecs import Reader, hookimpl
from datasette_newswire.load import pipeline
from datasette_newswire.load.models import Document, Draft, Options
from datasette_newswire.load.pool import Crew
from datasette_newswire.load.progress import Progress


class Feed:
    """A format of many articles in a document: `name: text` on each line."""

    __name__ = "feed"

    @hookimpl
    def newswire_readers(self) -> list[Reader]:
        def read(document: Document) -> Iterator[Draft]:
            for line in document.content.decode().splitlines():
                name, _, text = line.partition(": ")
                if text == "broken":
                    raise ValueError("a line that no reader understands")
                yield Draft(body=text, title=text[:20], member=name, body_kind="clean")

        return [Reader("feed", lambda document: 1.0 if document.path.endswith(".feed") else 0.0, read)]


@pytest.fixture
def feed() -> Iterator[None]:
    with registered(Feed()):
        yield


def test_the_same_folder_again_writes_nothing_at_all(tmp_path: Path) -> None:
    folder, db = write(tmp_path / "in", range(30)), tmp_path / "news.db"
    assert outcomes(load_all(db, folder)) == {"loaded": 30}
    before = db.read_bytes()
    assert outcomes(load_all(db, folder)) == {"unchanged": 30}
    assert db.read_bytes() == before
    assert sorted(path.name for path in tmp_path.iterdir()) == ["in", "news.db"]


def test_a_touched_file_costs_a_hash_and_writes_nothing(tmp_path: Path) -> None:
    folder, db = write(tmp_path / "in", range(3)), tmp_path / "news.db"
    load_all(db, folder)
    before = db.read_bytes()
    os.utime(folder / "00001.txt", (1, 1))
    assert outcomes(load_all(db, folder)) == {"unchanged": 3}
    assert db.read_bytes() == before


def test_a_file_named_twice_is_loaded_once(tmp_path: Path) -> None:
    folder, db = write(tmp_path / "in", range(2)), tmp_path / "news.db"
    assert outcomes(load_all(db, folder / "00000.txt", folder)) == {"loaded": 2, "unchanged": 1}


def test_a_changed_file_updates_its_article_and_keeps_its_id(tmp_path: Path) -> None:
    folder, db = write(tmp_path / "in", range(5)), tmp_path / "news.db"
    load_all(db, folder)
    (before,) = rows(db, "select a.id from articles a join documents d on d.id = document_id where path like '%3.txt'")
    (folder / "00003.txt").write_text(article(77), "utf-8")
    assert outcomes(load_all(db, folder)) == {"updated": 1, "unchanged": 4}
    (after,) = rows(
        db, "select a.id, title from articles a join documents d on d.id = document_id where path like '%3.txt'"
    )
    assert after == (before[0], "Council of Haifa votes on theatre number 77")  # fmt: skip
    fresh = tmp_path / "fresh.db"
    load_all(fresh, folder)
    assert _without_outcomes(contents(db)) == _without_outcomes(contents(fresh))


def _without_outcomes(found: dict[str, list[object]]) -> dict[str, list[object]]:
    documents = [(*row[:6], *row[7:]) for row in found["documents"]]  # type: ignore[misc]
    return {**found, "documents": sorted(documents, key=repr)}


def test_copies_are_documents_of_one_article(tmp_path: Path) -> None:
    folder, db = write(tmp_path / "in", range(2)), tmp_path / "news.db"
    (folder / "copy.txt").write_text(article(0), "utf-8")
    assert outcomes(load_all(db, folder)) == {"loaded": 2, "duplicate": 1}
    assert len(rows(db, "select * from articles")) == 2
    assert rows(db, "select outcome, content from documents where path like '%copy.txt'") == [("duplicate", None)]


def test_a_copy_takes_over_when_its_model_changes(tmp_path: Path) -> None:
    folder, db = write(tmp_path / "in", range(2)), tmp_path / "news.db"
    (folder / "copy.txt").write_text(article(0), "utf-8")
    load_all(db, folder)
    (folder / "00000.txt").write_text(article(9), "utf-8")
    load_all(db, folder)
    titles = rows(db, "select path, title from articles a join documents d on d.id = document_id order by path")
    assert [(Path(path).name, title[-2:]) for path, title in titles] == [
        ("00000.txt", " 9"), ("00001.txt", " 1"), ("copy.txt", " 0"),
    ]  # fmt: skip


def test_prune_takes_out_what_is_gone_and_leaves_the_copy(tmp_path: Path) -> None:
    folder, db = write(tmp_path / "in", range(4)), tmp_path / "news.db"
    (folder / "copy.txt").write_text(article(0), "utf-8")
    load_all(db, folder)
    (folder / "00000.txt").unlink()
    (folder / "00001.txt").unlink()
    assert outcomes(load_all(db, folder)) == {"unchanged": 3}
    assert load_all(db, folder, prune=True).removed == 2
    fresh = tmp_path / "fresh.db"
    load_all(fresh, folder)
    assert _without_outcomes(contents(db)) == _without_outcomes(contents(fresh))


def test_a_renamed_file_keeps_its_article(tmp_path: Path) -> None:
    folder, db = write(tmp_path / "in", range(3)), tmp_path / "news.db"
    load_all(db, folder)
    ids = rows(db, "select id, title from articles order by id")
    (folder / "00001.txt").rename(folder / "renamed.txt")
    assert outcomes(load_all(db, folder, prune=True)) == {"duplicate": 1, "unchanged": 2}
    assert rows(db, "select id, title from articles order by id") == ids
    fresh = tmp_path / "fresh.db"
    load_all(fresh, folder)
    assert _without_outcomes(contents(db)) == _without_outcomes(contents(fresh))


def lines(*numbers: int) -> str:
    """JSON lines of these articles."""
    return "".join(
        json.dumps(dict(zip(("title", "body"), article(n).split("\n\n", 1), strict=True))) + "\n" for n in numbers
    )


def test_records_that_move_in_their_file_keep_their_articles(tmp_path: Path) -> None:
    source, db = tmp_path / "news.jsonl", tmp_path / "news.db"
    source.write_text(lines(1, 2, 3, 4, 4))
    assert outcomes(load_all(db, source)) == {"loaded": 5, "duplicate": 1}
    ids = dict(rows(db, "select title, id from articles"))
    source.write_text(lines(9, 1, 3, 2, 4, 4))
    assert outcomes(load_all(db, source)) == {"loaded": 1, "updated": 1, "unchanged": 5}
    assert ids.items() <= dict(rows(db, "select title, id from articles")).items()


def test_records_that_are_gone_from_their_file_stay_until_they_are_pruned(tmp_path: Path) -> None:
    source, db = tmp_path / "news.jsonl", tmp_path / "news.db"
    source.write_text(lines(1, 2, 3, 4))
    load_all(db, source)
    source.write_text(lines(1, 3, 4))
    assert outcomes(load_all(db, source)) == {"updated": 1, "unchanged": 3}
    assert len(rows(db, "select * from articles")) == 4
    assert outcomes(load_all(db, source)) == {"unchanged": 5}
    assert load_all(db, source, prune=True).removed == 1
    fresh = tmp_path / "fresh.db"
    load_all(fresh, source)
    assert _without_outcomes(contents(db)) == _without_outcomes(contents(fresh))


def test_rows_that_are_gone_from_their_table_are_pruned(tmp_path: Path) -> None:
    other, db = tmp_path / "other.db", tmp_path / "news.db"
    with sqlite3.connect(other) as conn:
        conn.execute("create table posts (slug text primary key, title text, body text)")
        conn.executemany(
            "insert into posts values (?, ?, ?)", [(f"p{n}", *article(n).split("\n\n", 1)) for n in range(4)]
        )
    load_all(db, other, table="posts")
    with sqlite3.connect(other) as conn:
        conn.execute("delete from posts where slug = 'p2'")
    assert outcomes(load_all(db, other, table="posts")) == {"unchanged": 3}
    assert load_all(db, other, table="posts", prune=True).removed == 1
    assert rows(db, "select member from documents order by 1") == [("posts/p0",), ("posts/p1",), ("posts/p3",)]


def test_members_of_an_archive_are_pruned_but_not_what_a_feed_in_it_was(tmp_path: Path) -> None:
    source, db = tmp_path / "a.zip", tmp_path / "news.db"

    def pack(issue: str, *numbers: int) -> None:
        with zipfile.ZipFile(source, "w") as archive:
            archive.writestr(
                "feed.xml", f"<rss><channel><item><guid>{issue}</guid><title>{issue}</title></item></channel></rss>"
            )
            for number in numbers:
                archive.writestr(f"{number}.txt", article(number))

    pack("March", 1, 2)
    load_all(db, source)
    pack("April", 1)
    load_all(db, source)
    assert load_all(db, source, prune=True).removed == 1
    assert sorted(title[-6:].strip() for (title,) in rows(db, "select title from articles")) == [
        "April",
        "March",
        "mber 1",
    ]


def test_any_order_gives_the_same_database(tmp_path: Path) -> None:
    write(tmp_path / "a", range(0, 40, 2)), write(tmp_path / "b", range(1, 40, 2))
    found = []
    for order in (["a", "b"], ["b", "a"], ["."]):
        db = tmp_path / f"{len(found)}.db"
        for folder in order:
            load_all(db, tmp_path / folder, options=Options(extractor="none", format="text"))
            db = db.rename(tmp_path / "hidden") if order == ["."] else db
        found.append(contents(db))
    documents = [[row for row in one.pop("documents") if row[0].endswith(".txt#")] for one in found]
    assert documents[0] == documents[1] == documents[2]
    assert found[0] == found[1]


def test_bad_input_is_named_and_the_rest_loads(tmp_path: Path) -> None:
    folder, db = write(tmp_path / "in", range(3)), tmp_path / "news.db"
    (folder / "empty.txt").write_bytes(b"")
    (folder / "picture.txt").write_bytes(b"\x89PNG\r\n\x1a\n" + random.Random(1).randbytes(5000))
    (folder / "long.txt").write_bytes(b"a" * 2_000_000)
    (folder / "nothing.txt").write_bytes(b" \n\t\n")
    (folder / ".DS_Store").write_bytes(b"It is text, and no article.")
    os.symlink("missing", folder / "broken.txt")
    summary = load_all(db, folder, folder / "gone", options=Options(extractor="none", max_bytes=1_000_000))
    messages = {Path(path).name: (outcome, message) for path, outcome, message in
                rows(db, "select path, outcome, message from documents where message is not null")}  # fmt: skip
    assert summary.counts["loaded"] == 3
    assert messages["empty.txt"][0] == "failed" and "empty" in messages["empty.txt"][1]
    assert messages["picture.txt"][0] == "skipped" and "PNG" in messages["picture.txt"][1]
    assert messages[".DS_Store"][0] == "skipped"
    assert messages["long.txt"][0] == "failed" and "--max-bytes 2000000" in messages["long.txt"][1]
    assert messages["nothing.txt"][0] == "failed"
    assert messages["broken.txt"][0] == "failed"
    assert messages["gone"][0] == "failed" and "no such file" in messages["gone"][1]
    assert sum(summary.counts.values()) == 10 == len(rows(db, "select * from documents"))
    before = db.read_bytes()
    again = load_all(db, folder, folder / "gone", options=Options(extractor="none", max_bytes=1_000_000))
    assert outcomes(again) == {"unchanged": 3, "failed": 5, "skipped": 2}
    assert db.read_bytes() == before


def test_a_guessed_encoding_is_loaded_with_a_doubt(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    words = "Der Bürgermeister eröffnete die Brücke über die Möhne.\n\nZur Eröffnung kamen über hundert Gäste.\n"
    (tmp_path / "in" / "latin.txt").write_bytes(words.encode("windows-1252"))
    db = tmp_path / "news.db"
    assert outcomes(load_all(db, tmp_path / "in")) == {"loaded": 1}
    ((message,),) = rows(db, "select message from documents")
    assert "encoding" in message and "UTF-8" in message


def test_what_failed_is_tried_again_with_other_options(tmp_path: Path) -> None:
    folder, db = write(tmp_path / "in", range(2)), tmp_path / "news.db"
    tight = Options(extractor="none", max_bytes=10)
    assert outcomes(load_all(db, folder, options=tight)) == {"failed": 2}
    assert outcomes(load_all(db, folder, options=tight)) == {"failed": 2}
    assert outcomes(load_all(db, folder)) == {"updated": 2}


def test_a_reader_that_raises_fails_its_document_only(tmp_path: Path, feed: None) -> None:
    folder, db = write(tmp_path / "in", range(2)), tmp_path / "news.db"
    (folder / "a.feed").write_text("1: one\n2: broken\n")
    summary = load_all(db, folder)
    assert outcomes(summary) == {"loaded": 2, "failed": 1}
    ((message, content),) = rows(db, "select message, content from documents where outcome = 'failed'")
    assert "no reader understands" in message and content


def test_a_feed_keeps_the_articles_it_no_longer_has(tmp_path: Path, feed: None) -> None:
    source, db = tmp_path / "a.feed", tmp_path / "news.db"
    source.write_text("one: The first article\ntwo: The second article\n")
    assert outcomes(load_all(db, source)) == {"loaded": 3}
    ids = dict(rows(db, "select title, id from articles"))
    source.write_text("two: The second article\nthree: The third article\n")
    assert outcomes(load_all(db, source)) == {"updated": 1, "unchanged": 1, "loaded": 1}
    after = dict(rows(db, "select title, id from articles"))
    assert set(after) == {"The first article", "The second article", "The third article"}
    assert ids.items() <= after.items()
    home = rows(db, "select c.member, c.content is not null from documents d join documents c on c.id = d.container_id "
                    "where d.member = 'one'")  # fmt: skip
    assert home[0][0].startswith("@") and home[0][1]
    before = contents(db)
    pipeline.reprocess(str(db), FAST, Crew())
    assert _without_outcomes(contents(db)) == _without_outcomes(before)


def test_a_feed_that_moves_on_leaves_the_articles_and_their_ids(tmp_path: Path) -> None:
    source, db = tmp_path / "feed.xml", tmp_path / "news.db"

    def issue(*names: str) -> None:
        items = "".join(f"<item><guid>{name}</guid><title>News of {name}</title></item>" for name in names)
        source.write_text(f"<rss version='2.0'><channel>{items}</channel></rss>")
        load_all(db, source)

    issue("Ardmore", "Cork")
    ids = dict(rows(db, "select title, id from articles"))
    issue("Dresden", "Ardmore")
    after = dict(rows(db, "select title, id from articles"))
    assert set(after) == {"News of Ardmore", "News of Cork", "News of Dresden"}
    assert ids.items() <= after.items()


def test_reprocess_equals_loading_anew(tmp_path: Path, feed: None) -> None:
    folder, db = write(tmp_path / "in", range(20)), tmp_path / "news.db"
    (folder / "a.feed").write_text("one: The first article\ntwo: The second article\n")
    (folder / "empty.txt").write_bytes(b"")
    load_all(db, folder)
    before, ids = contents(db), rows(db, "select id, title from articles order by id")
    with sqlite3.connect(db) as conn:
        conn.execute("update articles set title = 'wrong', body = 'wrong'")
    pipeline.reprocess(str(db), FAST, Crew())
    assert _without_outcomes(contents(db)) == _without_outcomes(before)
    assert rows(db, "select id, title from articles order by id") == ids


def test_standard_input_is_known_by_its_content(tmp_path: Path) -> None:
    db = tmp_path / "news.db"
    for expected in ("loaded", "unchanged"):
        summary = load_all(db, "-", stdin=io.BytesIO(article(1).encode()))
        assert outcomes(summary) == {expected: 1}
    assert outcomes(load_all(db, "-", stdin=io.BytesIO(article(2).encode()))) == {"loaded": 1}
    assert len(rows(db, "select * from articles")) == 2


def test_a_stop_finishes_the_batch_in_hand_and_the_next_load_goes_on(tmp_path: Path) -> None:
    folder, db = write(tmp_path / "in", range(60)), tmp_path / "news.db"

    class Impatient(Progress):
        def met(self, sources):  # type: ignore[no-untyped-def]
            for number, source in enumerate(sources):
                if number == 25:
                    self.stop()
                yield source

    order = pipeline.Order((str(folder),), FAST)
    first = pipeline.load(str(db), order, Impatient())
    assert first.stopped and 0 < first.counts["loaded"] < 60
    second = load_all(db, folder)
    assert first.counts["loaded"] + second.counts["loaded"] == 60


def test_the_loads_say_what_went_in(tmp_path: Path) -> None:
    folder, db = write(tmp_path / "in", range(7)), tmp_path / "news.db"
    (folder / "empty.txt").write_bytes(b"")
    load_all(db, folder)
    write(folder, [8])
    load_all(db, folder)
    counted = rows(db, "select loaded, updated, unchanged, duplicate, skipped, failed from loads order by id")
    assert counted == [(7, 0, 0, 0, 0, 1), (1, 0, 7, 0, 0, 1)]
    assert all(finished and version for finished, version in rows(db, "select finished, version from loads"))


def test_a_table_of_another_database_is_input(tmp_path: Path) -> None:
    other, db = tmp_path / "other.db", tmp_path / "news.db"
    with sqlite3.connect(other) as conn:
        conn.execute("create table posts (slug text primary key, title text, body text, published text)")
        conn.executemany(
            "insert into posts values (?, ?, ?, ?)",
            [(f"p{n}", *article(n).split("\n\n", 1), f"2024-03-0{n + 1}") for n in range(5)],
        )
    assert outcomes(load_all(db, other, table="posts")) == {"loaded": 5}
    assert outcomes(load_all(db, other, table="posts")) == {"unchanged": 5}
    assert rows(db, "select member from documents order by id limit 1") == [("posts/p0",)]
    assert rows(db, "select published from articles order by id limit 1") == [("2024-03-01",)]


def test_without_an_extractor_there_are_no_names_at_all(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "a.txt").write_text(article(1) + "\n\nMinisters met in Paris, France, and in Kyiv.\n")
    load_all(tmp_path / "news.db", tmp_path / "in", options=Options(extractor="none"))
    assert rows(tmp_path / "news.db", "select count(*) from mentions") == [(0,)]
