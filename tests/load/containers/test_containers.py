"""Archives and files of records: one stream, many documents, within limits."""

from __future__ import annotations

import bz2
import gzip
import hashlib
import io
import json
import lzma
import stat
import tarfile
import tracemalloc
import warnings
import zipfile
from collections.abc import Iterator

import pytest
import zstandard
from hypothesis import given, settings
from hypothesis import strategies as st

from datasette_newswire.load.containers import CONTAINERS, jsonlists, limits, records, wordpress
from datasette_newswire.load.containers.limits import Budget, Guarded, Limits, TooMuch
from datasette_newswire.load.containers.nested import Member, container_of, documents
from datasette_newswire.load.models import Document

LINES = b'{"title": "One", "text": "a {b} \\" ]"}\n\n{"title": "Two"}\n'


def split(content: bytes, name: str) -> list[Document]:
    container = container_of(content[:4096], name)
    assert container is not None, f"nothing opens {name}"
    return list(container.split(io.BytesIO(content), Document(name, b"")))


def members(content: bytes, name: str) -> dict[str | None, bytes]:
    found = split(content, name)
    assert len({one.member for one in found}) == len(found)
    return {one.member: one.content for one in found}


def zipped(files: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return out.getvalue()


def tarred(files: dict[str, bytes], link: str | None = None) -> bytes:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as archive:
        for name, content in files.items():
            info = tarfile.TarInfo(name)
            info.size = len(content)
            archive.addfile(info, io.BytesIO(content))
        if link:
            info = tarfile.TarInfo(link)
            info.type, info.linkname = tarfile.SYMTYPE, "/etc/hostname"
            archive.addfile(info)
    return out.getvalue()


PACK = {"gz": gzip.compress, "bz2": bz2.compress, "xz": lzma.compress, "zst": zstandard.compress}


@pytest.mark.parametrize("suffix", PACK)
def test_a_compressed_file_holds_what_it_would_unpacked(suffix: str) -> None:
    pack = PACK[suffix]
    assert members(pack(b"hello"), f"a/note.txt.{suffix}") == {"note.txt": b"hello"}
    assert list(members(pack(LINES), f"x.jsonl.{suffix}")) == ["x.jsonl/1", "x.jsonl/3"]
    assert next(iter(members(pack(tarred({"n/a.txt": b"a"})), f"x.t{suffix}"))).endswith("/n/a.txt")
    twice = members(pack(b"one ") + pack(b"two"), f"n.txt.{suffix}")
    assert twice == {"n.txt": b"one two"}


def test_archives_within_archives_are_opened_to_a_depth() -> None:
    inner = zipped({"deep.txt": b"deep", "r.jsonl": LINES})
    found = members(zipped({"a.txt": b"a", "b.zip": inner, "c.txt.gz": gzip.compress(b"c")}), "x.zip")
    assert list(found) == ["a.txt", "b.zip/deep.txt", "b.zip/r.jsonl/1", "b.zip/r.jsonl/3", "c.txt.gz/c.txt"]
    nest = zipped({"bottom.txt": b"x"})
    for _ in range(8):
        nest = zipped({"n.zip": nest})
    (one,) = split(nest, "x.zip")
    assert one.problem and "archives within each other" in one.problem and one.content == b""


def test_a_damaged_member_fails_alone() -> None:
    cut = gzip.compress(b"words that are cut " * 50)[:-30]
    found = split(zipped({"a.txt": b"a", "cut.txt.gz": cut, "z.txt": b"z"}), "x.zip")
    assert [(one.member, bool(one.problem)) for one in found] == [
        ("a.txt", False), ("cut.txt.gz/cut.txt", True), ("z.txt", False),
    ]  # fmt: skip


def test_links_and_locked_members_are_named_and_not_followed() -> None:
    *_, link = split(tarred({"a.txt": b"a"}, link="link.txt"), "x.tar")
    assert link.problem and "link" in link.problem
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        info = zipfile.ZipInfo("link.txt")
        info.external_attr = (stat.S_IFLNK | 0o777) << 16
        archive.writestr(info, "/etc/hostname")
    (one,) = split(out.getvalue(), "x.zip")
    assert one.problem and one.content == b""


def test_names_that_lead_out_of_the_archive_are_only_names() -> None:
    assert members(zipped({"../../etc/passwd": b"x"}), "x.zip") == {"../../etc/passwd": b"x"}


def test_office_documents_are_no_archives() -> None:
    assert container_of(zipped({"[Content_Types].xml": b"", "word/document.xml": b""})[:4096], "x.bin") is None


def test_a_bomb_stops_at_its_budget() -> None:
    budget = Budget(100, Limits(ratio=10, free_bytes=5_000, member_bytes=2_000))
    with pytest.raises(TooMuch, match="unpacks to more than 5,000 bytes"):
        Guarded(io.BytesIO(bytes(10_000)), budget, 1).read()
    parent = Document("x.zip", b"")
    budget = Budget(100, Limits(free_bytes=50_000, member_bytes=2_000))
    (one,) = documents(Member(parent, "big.txt", lambda: io.BytesIO(b"x" * 3_000), budget, 1))
    assert one.problem and "more than 2,000 bytes" in one.problem


def test_a_large_file_of_records_is_not_held_in_memory() -> None:
    record = json.dumps({"title": "x" * 50, "text": "word " * 400}).encode() + b"\n"
    packed = gzip.compress(record * 6_000)  # 13 MB
    (container,) = [one for one in CONTAINERS if one.name == "gzip"]
    tracemalloc.start()
    count = sum(1 for _ in container.split(io.BytesIO(packed), Document("x.jsonl.gz", b"")))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert count == 6_000
    assert peak < 3_000_000


def test_a_line_without_end_is_one_failed_record(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(records, "RECORD", 1_000)
    found = split(b'{"title": "short"}\n{"title": "' + b"x" * 5_000 + b'"}\n{"title": "next"}\n', "x.jsonl")
    assert [(one.member, bool(one.problem)) for one in found] == [("1", False), ("2", True), ("3", False)]


@pytest.mark.parametrize(
    "content",
    [
        b'[{"a": "]}{\\" \\\\"}, {"b": [{"c": 2}]} ]',
        b'{"status": "ok", "articles": [{"a": 1},\n {"b": 2}], "more": {}}',
        b'\xef\xbb\xbf [ {"a":1} ,{"b":2}]',
    ],
)
@pytest.mark.parametrize("block", [64_000, 40])  # of 40 bytes, most end within an object
def test_the_objects_of_a_list_are_taken_as_they_stand(
    content: bytes, block: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(jsonlists, "BLOCK", block)
    found = members(content, "x.json")
    assert list(found) == ["1", "2"]
    assert all(json.loads(one) and one in content for one in found.values())


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-32"])
def test_records_in_wide_encodings_are_taken_apart_too(encoding: str) -> None:
    lines = '{"title": "Zürich"}\n{"title": "Genève, ĊĢ"}\n'
    assert list(members(lines.encode(encoding), "x.jsonl").values()) == lines.encode().splitlines()
    assert list(members(lines.encode(encoding), "x.txt").values()) == lines.encode().splitlines()
    listed = f"[{lines.strip()}]".replace("\n", ", ")
    assert list(members(listed.encode(encoding), "x.json").values()) == lines.encode().splitlines()
    packed = gzip.compress(lines.encode(encoding))
    assert list(members(packed, "x.jsonl.gz").values()) == lines.encode().splitlines()


WXR = b"<rss xmlns:wp='http://wordpress.org/export/1.2/'><channel><title>The Plain Times</title>"


def test_an_export_of_wordpress_is_read_item_by_item(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(wordpress, "BLOCK", 7)  # every tag is cut in two somewhere
    items = [b"<item><title><![CDATA[</item> is a tag]]></title></item>", b"<item a='b'><title>Two</title></item>"]
    found = members(WXR + b"<wp:tag>x</wp:tag>" + b"\n".join(items) + b"\n</channel></rss>", "x.xml")
    assert list(found.values()) == [WXR + item + b"</channel></rss>" for item in items]
    with pytest.raises(ValueError, match="breaks off"):
        split(WXR + items[0] + items[1][:-3], "x.xml")


def test_lists_that_belong_to_an_article_or_a_feed_stay_in_it() -> None:
    assert container_of(b'{"title": "T", "items": [{"a": 1}]}', "x.json") is None
    assert container_of(b'{"items": [{"a": 1}], "version": "https://jsonfeed.org/version/1"}', "x.json") is None


def test_rows_carry_their_header_encoding_and_order_of_dates() -> None:
    table = 'Titel;Text;Datum\r\nEins;"Erste\r\nZeile; groß";03/04/2022\r\n\r\nZwei;Mehr;14/04/2022\r\n'
    found = split(table.encode("cp1252"), "x.csv")
    assert [one.member for one in found] == ["1", "2"]
    assert found[0].content == 'Titel;Text;Datum\r\nEins;"Erste\r\nZeile; groß";03/04/2022\r\n'.encode("cp1252")
    assert found[1].media_type == "text/csv; charset=cp1252; dates=dmy"


def test_tables_without_a_name_or_a_header() -> None:
    assert len(split(b"title,text,date\na,b,c\nd,e,f\n", "plain.txt")) == 2
    assert container_of(b"Dear reader, hello\nGood day, sir\nYes, no\n", "letter.txt") is None
    one, _ = split(b"2022-02-24,https://a.example/,Text\n2022-02-25,https://b.example/,Text\n", "x.csv")
    assert one.content.startswith(b"column 1,column 2,column 3\n2022-02-24")
    assert split("title\ttext\nä\tö\n".encode("utf-16"), "x.tsv")[0].content == "title\ttext\nä\tö\n".encode()


def test_a_mailbox_and_its_quoted_lines() -> None:
    first = b"From a@b Thu Feb 24 10:00:00 2022\nFrom: a\nSubject: x\n\n>From me\n\n"
    box = first + b"From c Thu Feb 24 10:00:00 2022\nTo: d\n\nyo\n"
    assert members(box, "m") == {"1": b"From: a\nSubject: x\n\nFrom me\n\n", "2": b"To: d\n\nyo\n"}


def test_standard_input_cannot_be_sought_in() -> None:
    class Pipe(io.BytesIO):
        def seekable(self) -> bool:
            return False

    held = limits.seekable(Pipe(b"abc"))
    assert held.seek(1) == 1 and held.read() == b"bc"


def warc(*records: tuple[str, str, bytes]) -> bytes:
    """A web archive of records (type, media type, block)."""
    parts = []
    for number, (kind, media_type, block) in enumerate(records):
        head = f"WARC/1.0\r\nWARC-Type: {kind}\r\nWARC-Record-ID: <urn:uuid:{number}>\r\nContent-Type: {media_type}\r\n"
        parts.append(f"{head}Content-Length: {len(block)}\r\n\r\n".encode() + block + b"\r\n\r\n")
    return b"".join(parts)


def test_what_is_no_page_of_a_web_archive_is_measured_and_says_what_it_is() -> None:
    page = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n<p>Hello"
    picture = b"HTTP/1.1 200 OK\r\nContent-Type: image/png\r\n\r\n" + b"\x89PNG" * 20_000
    gone = b"HTTP/1.1 404 Not Found\r\nContent-Type: text/html\r\n\r\n<p>Gone"
    http = "application/http"
    archive = warc(
        ("warcinfo", "application/warc-fields", b"software: x"), ("request", http, b"GET / HTTP/1.1"),
        ("response", http, page), ("response", http, picture), ("response", http, gone), ("revisit", http, b""),
        ("resource", "video/mp4", b"mp4"),
    )  # fmt: skip
    documents = split(archive, "x.warc")
    assert [one.member for one in documents] == list("1234567")
    assert [bool(one.content) for one in documents] == [False, False, True, False, False, False, False]
    said = [one.skipped for one in documents]
    assert said[2] is None and "image/png" in str(said[3]) and "404" in str(said[4]) and "video/mp4" in str(said[6])
    assert documents[3].measured == (hashlib.sha256(picture).hexdigest(), len(picture))


def test_members_of_one_name_and_litter_are_told_apart() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for name in ("a.txt", "a.txt", "__MACOSX/._a.txt"):
            archive.writestr(name, b"text")
    assert [(one.member, bool(one.skipped)) for one in split(out.getvalue(), "x.zip")] == [
        ("a.txt", False), ("a.txt (2)", False), ("__MACOSX/._a.txt", True),
    ]  # fmt: skip


@st.composite
def damaged(draw: st.DrawFn) -> bytes:
    whole = draw(st.sampled_from([
        zipped({"a.txt": b"abc" * 30, "b.jsonl": LINES}), gzip.compress(LINES * 9), bz2.compress(LINES * 9),
        lzma.compress(LINES * 9), zstandard.compress(LINES * 9), tarred({"a.txt": b"abc" * 99}), LINES,
        b'[{"a": 1}, {"b": "c"}]', b"title,text\na,b\nc,d\n", b"WARC/1.0\r\nWARC-Type: response\r\n\r\n",
        b"From a@b Thu Feb 24 10:00:00 2022\nFrom: a\n\nx\n", b'<REUTERS A="1">x</REUTERS>',
    ]))  # fmt: skip
    content = bytearray(whole[: draw(st.integers(0, len(whole)))] if draw(st.booleans()) else whole)
    for _ in range(draw(st.integers(0, 6))):
        if content:
            content[draw(st.integers(0, len(content) - 1))] = draw(st.integers(0, 255))
    return bytes(content)


def opened(content: bytes) -> Iterator[Document]:
    budget = Budget(len(content), Limits(free_bytes=10_000_000))
    return documents(Member(Document("p", b""), "x", lambda: io.BytesIO(content), budget, 1))


@settings(max_examples=120)
@given(damaged())
def test_damage_becomes_a_message(content: bytes) -> None:
    for document in opened(content):
        assert document.path == "p" and document.member
        assert not ((document.problem or document.skipped) and document.content)
