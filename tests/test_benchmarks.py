"""The benchmarks' switches fit the loader's rules, and the table of entities can be read."""

from __future__ import annotations

import subprocess
import sys
from importlib import import_module
from pathlib import Path

import pytest
from sqlite_utils import Database

from datasette_newswire import schema

ROOT = Path(__file__).parent.parent


def test_every_rule_that_can_be_switched_off_is_there(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(str(ROOT))
    rules = import_module("benchmarks.ablation").OFF.values()
    assert all(callable(getattr(module, function)) for rule in rules for module, function, _ in rule)


def test_the_table_marks_what_a_reader_judged_wrong(tmp_path: Path) -> None:
    db = Database(tmp_path / "news.db")
    schema.ensure(db)
    db.table("articles").insert({"id": 1, "title": "", "title_origin": "lede", "body": "", "word_count": 0})
    db.table("people").insert({"id": 1, "name": "Ida Tornquist"})
    db.table("article_people").insert({"article_id": 1, "person_id": 1, "mentions": 2})
    db.close()
    (tmp_path / "wrong.txt").write_text("person\tIda Tornquist\n")
    command = [sys.executable, "-m", "benchmarks.entities", "news.db", "--wrong", "wrong.txt"]
    found = subprocess.run(
        command, cwd=tmp_path, env={"PYTHONPATH": str(ROOT)}, capture_output=True, text=True, check=True
    )
    assert "person, 0 of 1 right: **Ida Tornquist** ✗ 1" in found.stdout


def test_one_worker_and_two_are_measured_with_all_their_processes(tmp_path: Path) -> None:
    pytest.importorskip("spacy")
    text = "Ida Tornquist met the mayor of Osterby on Monday, her office said. They spoke of the bridge.\n"
    (tmp_path / "talks.txt").write_text(f"Tornquist meets the mayor\n\n{text}")
    command = [sys.executable, "-m", "benchmarks.loading", str(tmp_path / "talks.txt"), "--times", "1"]
    found = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    spent = [float(found.partition(f"| {name} |")[2].split("|")[1]) for name in ("1 worker", "2 workers")]
    assert all(spent) and "Two workers are" in found
