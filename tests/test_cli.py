"""`datasette newswire …` as people type it."""

from __future__ import annotations

import contextlib
import fcntl
import json
import os
import pty
import signal
import sqlite3
import struct
import subprocess
import sys
import termios
import time
from pathlib import Path

import click
import pytest
from click.testing import CliRunner, Result
from loading import article, rows, write

from datasette_newswire import cli

FAST = ("--extractor", "none")


def run(*arguments: object, stdin: bytes | None = None) -> Result:
    return CliRunner().invoke(cli.newswire, [str(argument) for argument in arguments], input=stdin)


def loaded(tmp_path: Path, count: int = 3) -> tuple[Path, Path]:
    folder, db = write(tmp_path / "in", range(count)), tmp_path / "news.db"
    assert run("load", db, folder, *FAST).exit_code == 0
    return folder, db


def test_a_load_says_what_it_did(tmp_path: Path) -> None:
    folder, db = write(tmp_path / "in", range(3)), tmp_path / "news.db"
    result = run("load", db, folder, *FAST)
    assert result.exit_code == 0
    assert "3 articles written" in result.output and "3 loaded" in result.output
    assert "3 unchanged" in run("load", db, folder, *FAST).output


def test_the_summary_for_scripts(tmp_path: Path) -> None:
    folder, db = write(tmp_path / "in", range(3)), tmp_path / "news.db"
    summary = json.loads(run("load", db, folder, "--json", *FAST).output)
    assert summary["counts"] == {"loaded": 3} and summary["articles"] == 3 and not summary["stopped"]


def test_failures_give_status_1_and_problems_say_what_to_do(tmp_path: Path) -> None:
    folder, db = write(tmp_path / "in", range(3)), tmp_path / "news.db"
    (folder / "empty.txt").write_bytes(b"")
    result = run("load", db, folder, *FAST)
    assert result.exit_code == 1 and "empty.txt" in result.output and "The file is empty" in result.output
    for name in "bcd":
        (folder / f"{name}.txt").write_bytes(b"")
    assert "newswire problems" in run("load", db, folder, *FAST).output
    for name in "bcd":
        (folder / f"{name}.txt").unlink()
    assert run("load", db, folder, "--prune", *FAST).exit_code == 1
    shown = run("problems", db)
    assert shown.exit_code == 0
    assert "empty.txt" in shown.output and "The file is empty" in shown.output and "1 failed" in shown.output
    (problem,) = json.loads(run("problems", db, "--json").output)
    assert problem["outcome"] == "failed"
    assert "No problems" in run("problems", loaded(tmp_path / "other")[1]).output


def test_what_is_skipped_for_one_reason_is_one_line(tmp_path: Path) -> None:
    folder, db = write(tmp_path / "in", range(1)), tmp_path / "news.db"
    for number in range(3):
        (folder / f"{number}.png").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes([number]))
    assert run("load", db, folder, *FAST).exit_code == 0
    shown = run("problems", db).output
    assert "0.png and 2 more" in shown and "1.png" not in shown and "3 skipped" in shown
    assert len(json.loads(run("problems", db, "--json").output)) == 3


@pytest.mark.parametrize(
    "arguments",
    [
        ("load", "news.db"),
        ("load", "news.db", "x", "--field", "body"),
        ("load", "news.db", "x", "--workers", "0"),
        ("load", "news.db", "x", "--field", "boddy=text"),
        ("load", "news.db", "x", "--format", "no such format"),
        ("load", "news.db", "demo", "--extractor", "no such extractor"),
        ("load", "news.db", "demo", "--model", "no_such_model"),
        ("status", "missing.db"),
        ("nonsense",),
    ],
)
def test_usage_errors_give_status_2(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, arguments: tuple[str, ...]
) -> None:
    monkeypatch.chdir(tmp_path)
    write(tmp_path / "demo", [1])
    assert run(*arguments).exit_code == 2


def test_files_that_are_no_news_database_are_named_and_left_alone(tmp_path: Path) -> None:
    other, articles, folder = tmp_path / "other.db", tmp_path / "articles.db", write(tmp_path / "in", [1])
    other.write_bytes(b"this is no database at all, but long enough to be looked at" * 20)
    sqlite3.connect(articles).execute("create table articles (id integer primary key)").connection.close()
    for path, said in ((other, "no SQLite database"), (articles, "a table called articles already")):
        before = path.read_bytes()
        result = run("load", path, folder, *FAST)
        assert result.exit_code == 1 and said in result.output
        for command in ("status", "problems", "search", "reprocess"):
            result = run(command, path)
            assert result.exit_code == 1 and "no news database" in result.output
        assert path.read_bytes() == before


def test_a_mistyped_option_of_a_search_is_no_word_to_leave_out(tmp_path: Path) -> None:
    _, db = loaded(tmp_path)
    result = run("search", db, "bridge", "--sizes", "5")
    assert result.exit_code == 2 and "--sizes" in result.output
    assert run("search", db, "council", "-bridge").exit_code == 0


def test_a_place_for_the_database_that_is_none_is_named(tmp_path: Path) -> None:
    result = run("load", tmp_path / "missing" / "news.db", write(tmp_path / "in", [1]), *FAST)
    assert result.exit_code == 1 and f"there is no folder {tmp_path / 'missing'}" in result.output


def test_standard_input_and_a_list_of_files(tmp_path: Path) -> None:
    db = tmp_path / "news.db"
    assert "1 loaded" in run("load", db, "-", *FAST, stdin=article(1).encode()).output
    folder = write(tmp_path / "in", [2, 3, 4])
    (tmp_path / "list").write_text(f"# these\n{folder}/00002.txt\n{folder}/0000[34].txt\n")
    assert "3 loaded" in run("load", db, "--files-from", tmp_path / "list", *FAST).output


def test_a_dry_run_shows_and_writes_nothing(tmp_path: Path) -> None:
    folder, db = write(tmp_path / "in", range(2)), tmp_path / "news.db"
    (folder / "empty.txt").write_bytes(b"")
    result = run("load", db, folder, "--dry-run", *FAST)
    assert result.exit_code == 0
    assert "Council of Belgrade" in result.output and "The file is empty" in result.output and "[text]" in result.output
    assert not db.exists()


def test_status_counts_and_tells_what_is_stale(tmp_path: Path) -> None:
    _, db = loaded(tmp_path)
    shown = run("status", db)
    assert shown.exit_code == 0 and "Nothing is stale" in shown.output
    found = json.loads(run("status", db, "--json").output)
    assert found["tables"]["articles"] == 3 and found["documents"] == {"loaded": 3}
    assert found["loads"][0]["loaded"] == 3


def test_reprocess_needs_no_input(tmp_path: Path) -> None:
    folder, db = loaded(tmp_path)
    for file in folder.iterdir():
        file.unlink()
    result = run("reprocess", db, *FAST)
    assert result.exit_code == 0 and "3 updated" in result.output
    assert rows(db, "select count(*) from articles") == [(3,)]


def test_prune(tmp_path: Path) -> None:
    folder, db = loaded(tmp_path)
    (folder / "00000.txt").unlink()
    assert "1 removed" in run("load", db, folder, "--prune", *FAST).output


def test_the_demo_loads_and_says_what_comes_next(tmp_path: Path) -> None:
    db = tmp_path / "demo.db"
    result = run("demo", db, *FAST)
    assert result.exit_code == 0
    assert f"datasette {db}" in result.output and "/demo/-/newswire" in result.output
    assert "on purpose" in result.output and "Get a whole copy" not in result.output
    assert rows(db, "select count(*) from articles")[0][0] >= 60


def test_the_missing_extra_is_one_command(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("datasette_newswire.cli.loading.NEEDED", ("no_such_package",))
    result = run("load", tmp_path / "news.db", tmp_path)
    assert result.exit_code == 2 and "pip install 'datasette-newswire[load]'" in result.output


def test_every_command_explains_itself() -> None:
    for name, command in cli.newswire.commands.items():
        result = run(name, "--help")
        assert result.exit_code == 0 and command.help, name
        assert all(option.help for option in command.params if isinstance(option, click.Option)), name


def start(*arguments: object, stderr: int = subprocess.PIPE) -> subprocess.Popen[str]:
    program = "from datasette_newswire.cli import newswire; newswire()"
    return subprocess.Popen(
        [sys.executable, "-c", program, *map(str, arguments)], stdout=subprocess.PIPE, stderr=stderr, text=True
    )


def until(condition: object, seconds: float = 30) -> None:
    """Waits for something that another process does."""
    end = time.monotonic() + seconds
    while not condition():  # type: ignore[operator]
        assert time.monotonic() < end
        time.sleep(0.05)


def test_a_terminal_shows_how_far_it_is(tmp_path: Path) -> None:
    folder, db = write(tmp_path / "in", range(40)), tmp_path / "news.db"
    shown, hidden = pty.openpty()
    fcntl.ioctl(hidden, termios.TIOCSWINSZ, struct.pack("HHHH", 30, 120, 0, 0))
    process = start("load", db, folder, *FAST, stderr=hidden)
    os.close(hidden)
    seen = b""
    with contextlib.suppress(OSError):  # the end of a terminal
        while block := os.read(shown, 4096):
            seen += block
    process.communicate(timeout=60)
    os.close(shown)
    assert process.returncode == 0
    assert b"100%" in seen and b"40 articles" in seen


def test_watch_loads_what_arrives_and_stops_cleanly(tmp_path: Path) -> None:
    folder, db = write(tmp_path / "in", [1]), tmp_path / "news.db"
    os.utime(folder / "00001.txt", (1, 1))
    process = start("load", db, folder, "--watch", "--every", "0.2", *FAST)
    try:
        until(lambda: db.exists() and _articles(db) == 1)
        write(folder, [2])
        until(lambda: _articles(db) == 2)
    finally:
        process.send_signal(signal.SIGTERM)
        output, errors = process.communicate(timeout=30)
    assert process.returncode == 0, errors
    assert output.count("1 loaded") == 2


def _articles(db: Path) -> int:
    try:
        return int(rows(db, "select count(*) from articles")[0][0])
    except Exception:  # being made
        return 0


def test_ctrl_c_finishes_the_batch_and_says_how_to_go_on(tmp_path: Path) -> None:
    folder, db = write(tmp_path / "in", range(3000)), tmp_path / "news.db"
    process = start("load", db, folder, "--json", *FAST)
    until(db.exists)
    time.sleep(1)
    process.send_signal(signal.SIGINT)
    output, errors = process.communicate(timeout=60)
    assert process.returncode == 130, errors
    summary = json.loads(output)
    assert summary["stopped"] and summary["articles"] == _articles(db) < 3000
    assert [path.name for path in tmp_path.iterdir() if path.is_file()] == ["news.db"]


def test_status_says_which_extractor_has_several_versions(tmp_path: Path) -> None:
    db = tmp_path / "news.db"
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "a.txt").write_text("Harbour opens\n\nThe harbour opened on Monday, and ships came in at once.\n")
    run("load", db, folder, "--extractor", "none")
    conn = sqlite3.connect(db)
    for extractor in ("spacy/model@1", "gazetteer@1"):
        conn.execute(
            """insert into mentions (article_id, kind, field, start, "end", text, extractor, rule, confidence)
            values (1, 'place', 'title', 0, 1, 'H', ?, 'test', 1)""",
            [extractor],
        )
    conn.commit()
    assert "several versions" not in run("status", db).output
    conn.execute("update mentions set extractor = 'spacy/model@2' where extractor = 'gazetteer@1'")
    conn.commit()
    conn.close()
    assert "several versions of spacy/model" in run("status", db).output


def test_explain_tells_why_an_article_is_in_its_story(tmp_path: Path) -> None:
    db = tmp_path / "news.db"
    folder = tmp_path / "in"
    folder.mkdir()
    text = (
        "Ferry runs aground off Stavanger\n\nThe ferry Hildegard ran aground off Stavanger on Monday night with 214 "
        "people on board. The coast guard brought all of them to land before dawn, Captain Aksel Brandt said.\n"
    )
    (folder / "a.txt").write_text(text)
    (folder / "b.txt").write_text(text.replace("before dawn", "by morning"))
    (folder / "c.txt").write_text("Orchard wins prize\n\nA pear orchard near Lund won a prize for its old trees.\n")
    run("load", db, folder, "--extractor", "none")
    told = run("explain", db, "--article", "1").output
    assert "2 articles" in told and "article 2" in told and "strength" in told
    assert "is alone in story" in run("explain", db, "--article", "3").output
    assert run("explain", db, "--article", "99").exit_code == 1
    assert run("explain", db).exit_code == 2


@pytest.mark.parametrize("command", ["load", "status", "problems", "reprocess", "search", "explain"])
def test_a_database_of_a_newer_version_is_refused(tmp_path: Path, command: str) -> None:
    db, text = tmp_path / "news.db", tmp_path / "a.txt"
    text.write_text("Harbour opens\n\nThe harbour opened on Monday, and ships came in at once.\n")
    run("load", db, text, "--extractor", "none")
    conn = sqlite3.connect(db)
    conn.execute(
        "insert into _sqlite_migrations (migration_set, name, applied_at) values ('datasette_newswire', 'm999', 'x')"
    )
    conn.commit()
    conn.close()
    more = {"load": [text], "search": ["harbour"], "explain": ["Bergen"]}.get(command, [])
    refused = run(command, db, *more)
    assert refused.exit_code == 1
    assert "newer version" in refused.output and "pip install -U datasette-newswire" in refused.output
