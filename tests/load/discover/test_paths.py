"""Paths become sources: in a fixed order, and whatever cannot be read says so."""

from __future__ import annotations

import io
import os
import subprocess
from pathlib import Path

from datasette_newswire.load.discover.paths import Source, Trouble, discover, listed, printable, total_size


def names(*paths: Path | str, stdin: bytes | None = None) -> list[str]:
    stream = io.BytesIO(stdin) if stdin is not None else None
    return [Path(found.path).name for found in discover([str(path) for path in paths], stream)]


def test_folders_are_walked_in_the_order_of_names(tmp_path: Path) -> None:
    for name in ("b/2.txt", "b/1.txt", "a.txt", "b/10.txt", "c/deep/er/x.txt"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(name)
    assert names(tmp_path) == ["a.txt", "1.txt", "10.txt", "2.txt", "x.txt"]
    assert total_size([str(tmp_path)]) == len("b/2.txtb/1.txta.txtb/10.txtc/deep/er/x.txt")


def test_a_folder_named_twice_is_walked_once(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("a")
    assert names(tmp_path, tmp_path) == ["a.txt"]


def test_litter_is_told_by_its_name_unless_it_was_asked_for(tmp_path: Path) -> None:
    litter = (".git/HEAD", ".DS_Store", "~$notes.docx", "page_files/frame.html", "page_files/deep/a.css")
    for name in (*litter, "a.txt", "page.html", "2020_files/b.txt", ".hidden/c.txt"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("text")
    found = [one for one in discover([str(tmp_path)]) if isinstance(one, Source)]
    assert {str(Path(one.path).relative_to(tmp_path)) for one in found if one.litter} == {*litter}
    asked = discover([str(tmp_path / "page_files"), str(tmp_path / ".DS_Store")])
    assert [isinstance(one, Source) and one.litter for one in asked] == [None, None, None]


def test_loops_of_links_end(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "a.txt").write_text("a")
    (tmp_path / "in" / "loop").symlink_to(tmp_path / "in")
    (tmp_path / "in" / "self").symlink_to("self")
    found = list(discover([str(tmp_path / "in")]))
    assert [type(one) for one in found] == [Source, Trouble]
    assert "could not read" in found[1].message  # type: ignore[union-attr]


def test_a_very_deep_folder_is_no_recursion(tmp_path: Path) -> None:
    here = os.open(tmp_path, os.O_RDONLY)
    for _ in range(1200):
        os.mkdir("d", dir_fd=here)
        inner = os.open("d", os.O_RDONLY, dir_fd=here)
        os.close(here)
        here = inner
    os.close(here)
    try:
        assert all(isinstance(found, Trouble) for found in discover([str(tmp_path)]))
    finally:  # pytest's own cleaning up is a recursion
        subprocess.run(["rm", "-r", tmp_path / "d"], check=True)


def test_globs_and_what_is_missing(tmp_path: Path) -> None:
    for name in ("a.txt", "b.html", "c.txt", "[d].txt"):
        (tmp_path / name).write_text(name)
    assert names(tmp_path / "*.txt") == ["[d].txt", "a.txt", "c.txt"]
    assert names(tmp_path / "[d].txt") == ["[d].txt"]
    (missing,) = discover([str(tmp_path / "nothing.txt")])
    assert isinstance(missing, Trouble) and "no such file" in missing.message


def test_pipes_are_left_alone(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    (found,) = discover([str(tmp_path)])
    assert isinstance(found, Trouble) and "pipe" in found.message


def test_standard_input_is_named_by_its_content() -> None:
    (one,) = discover(["-"], io.BytesIO(b"An article"))
    (two,) = discover(["-"], io.BytesIO(b"Another article"))
    assert isinstance(one, Source) and isinstance(two, Source)
    assert one.path.startswith("stdin:") and one.path != two.path
    with one.open() as stream:
        assert stream.read() == b"An article"


def test_names_that_are_no_utf_8_can_be_stored(tmp_path: Path) -> None:
    path = os.fsencode(tmp_path) + b"/caf\xe9.txt"
    with open(path, "wb") as file:
        file.write(b"text")
    (found,) = discover([str(tmp_path)])
    assert isinstance(found, Source) and found.path.endswith("caf\\xe9.txt")
    with found.open() as stream:
        assert stream.read() == b"text"
    assert printable("caf\udce9") == "caf\\xe9"


def test_a_list_of_paths_may_have_comments() -> None:
    assert list(listed(["# the archive\n", "\n", " a.txt \n", "b/*.html"])) == ["a.txt", "b/*.html"]
