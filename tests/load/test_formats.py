"""Every format against its samples in demo_data, and the page that shows them."""

from __future__ import annotations

import runpy
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from datasette_newswire.load.containers import CONTAINERS
from datasette_newswire.load.containers.nested import container_of
from datasette_newswire.load.models import Document, Draft, Unreadable
from datasette_newswire.load.prepare import reader_for
from datasette_newswire.load.readers import READERS

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def formats() -> SimpleNamespace:
    """The program that makes the page of formats."""
    return SimpleNamespace(**runpy.run_path(str(ROOT / "docs" / "formats.py")))


def test_the_page_of_formats_is_what_the_readers_take(formats: SimpleNamespace) -> None:
    assert formats.PAGE.read_text("utf-8") == formats.page(), "run: python docs/formats.py"


def test_every_reader_and_every_container_has_a_sample(formats: SimpleNamespace) -> None:
    table = formats.table()
    assert not [reader.name for reader in READERS if f"| `{reader.name}` |" not in table]
    opened = {
        container.name
        for path in (ROOT / "demo_data").glob("*/*")
        if (container := container_of(path.read_bytes()[:4096], path.name))
    }
    assert {one.name for one in CONTAINERS} - opened == {"tar", "warc"}, "these are in gzip"


def test_every_sample_is_told_in_the_readme() -> None:
    told = (ROOT / "demo_data" / "README.md").read_text("utf-8")
    for path in (ROOT / "demo_data").glob("*/*"):
        assert f"{path.parent.name}/{path.name}" in told or f"`{path.parent.name}/`" in told, path


def sample(path: str, formats: SimpleNamespace) -> list[tuple[str, Draft]]:
    """Reader and draft of each article of a sample."""
    found = []
    for document in formats.documents(ROOT / "demo_data" / path):
        if document.skipped:  # a record of a web archive that is no page
            continue
        reader = reader_for(document)
        found += [(reader.name, draft) for draft in reader.read(document)]
    return found


# sample, number of the article, reader, start of title, date, start of body
SAMPLES = [
    ("text/comet-landing.txt", 0, "text", "Philae sits", "2014-11-12T18:40:00+01:00", "DARMSTADT, Germany"),
    ("text/front-matter.txt", 0, "text", "Smallpox is gone", "1980-05-08", "GENEVA"),
    ("text/mir-windows-1251.txt", 0, "text", None, None, "Станция «Мир»"),
    ("text/hayabusa-shift-jis.txt", 0, "text", None, None, "はやぶさ２のカプセル"),
    ("text/mojibake.txt", 0, "text", None, None, "Crédit lines: Noël on the Øresund"),
    ("markdown/voyager.md", 0, "markdown", "Voyager 1 has left", "2013-09-12", "WASHINGTON — The probe Voyager 1"),
    ("html/json-ld.html", 0, "html", "Everest's height", "2020-12-08T14:10:00+05:45", "KATHMANDU, Nepal"),
    ("html/microdata.html", 0, "html", "Erster Zug", "2016-06-01", "ERSTFELD"),
    ("json/article.json", 0, "json", "Dolly the sheep", "1997-02-22T21:00:00+00:00", "EDINBURGH"),
    ("json/api-answer.json", 1, "json", "A record with", None, "KYOTO"),
    ("csv/archiv.csv", 0, "csv", "Kölner Dom", "1880-10-15", "KÖLN"),
    ("csv/dates.tsv", 1, "csv", "Hubble telescope", "1990-04-25", "CAPE CANAVERAL"),
    ("rss/full.xml", 0, "feed", "Wall between", "1989-11-10T07:15:00+01:00", "BERLIN — Thousands"),
    ("rss/full.xml", 1, "feed", "Oslo hosts", "1989-12-10T18:00:00+01:00", "The Dalai Lama"),
    ("rss/atom.xml", 0, "feed", "Le LHC démarre", "2008-09-10T10:45:00+02:00", "GENÈVE"),
    ("rss/rdf.xml", 0, "feed", "Human genome", "2003-04-14T14:00:00+00:00", "WASHINGTON"),
    ("rss/version-0.91.xml", 0, "feed", "Sojourner rolls", None, "PASADENA"),
    ("json-feed/feed.json", 1, "json-feed", "Lorries have", "1994-05-07", "Freight starts"),
    ("ninjs/version-1.json", 0, "ninjs", "Northern Ireland", "1998-04-10T17:30:00+01:00", "BELFAST (Lake Wire)"),
    ("ninjs/version-2.json", 0, "ninjs", "Pluto has", "2015-07-14T13:12:00+00:00", "LAUREL, Maryland"),
    ("ninjs/version-3.json", 0, "ninjs", "All-woman", "2019-10-18T19:02:00+00:00", "HOUSTON (Lake Wire)"),
    ("newsml-g2/message.xml", 0, "newsml-g2", "Huygens lands", "2005-01-14T17:20:00+01:00", "DARMSTADT, Germany - The"),
    ("newsml/item.xml", 0, "newsml", "Des lions peints", "1995-01-18T14:30:00+01:00", "VALLON-PONT-D'ARC, 18 jan"),
    ("nitf/story.xml", 0, "nitf", "Hillary and", "1953-06-02T06:00:00+01:00", "KATHMANDU, Nepal - Edmund"),
    ("iptc7901/message.txt", 0, "wire", "Panama takes over", "1999-12-31T18:15:00+00:00", "Panama City (Lake Wire)"),
    ("anpa/message.tst", 0, "wire", "Lindbergh lands", "1927-05-21T22:24:00+00:00", "PARIS (LW) _ Charles"),
    ("reuters-sgml/stories.sgm", 0, "reuters-sgml", "SWEDISH PLANT", "1986-04-28T21:04:11", "STOCKHOLM, April 28 - W"),
    ("wordpress/export.xml", 0, "wxr", "Krakatoa's cloud", "1883-08-27T20:00:00+00:00", "BATAVIA"),
    ("mail/newsletter.eml", 0, "mail", "Machu Picchu: a city", "1911-07-24T09:00:00-05:00", "CUZCO, Peru – Hiram"),
    ("mail/letters.mbox", 1, "mail", "Amundsen back", "1912-03-07T10:00:00+00:00", "HOBART"),
    ("mhtml/bridge.mhtml", 0, "mhtml", "Walkers open", "1937-05-27T20:00:00-08:00", "SAN FRANCISCO"),
    ("warc/crawl.warc.gz", 0, "warc", "Wright brothers", "1903-12-17", "KITTY HAWK"),
    ("warc/crawl.wacz", 0, "warc", "Marconi hears", "1901-12-12", "ST JOHN’S"),
    ("docx/penicillin.docx", 0, "docx", "Penicillin saves", None, "OXFORD, England — A mould"),
    ("pdf/suez.pdf", 0, "pdf", "Ships enter", None, "PORT SAID"),
    ("archives/letter.txt.bz2", 0, "text", None, None, "Dover rocks again"),
    ("archives/table.csv.xz", 0, "csv", "The bridge of Millau", "2004-12-14", "MILLAU"),
    ("archives/notice.md.gz", 0, "markdown", "The Eiffel Tower", None, "PARIS"),
    ("archives/nested.zip", 1, "text", "Halley's comet", "1758-12", "DRESDEN"),
]  # fmt: skip


@pytest.mark.parametrize(("path", "number", "reader", "title", "published", "body"), SAMPLES)
def test_a_sample_gives_its_article(
    path: str, number: int, reader: str, title: str | None, published: str | None, body: str, formats: SimpleNamespace
) -> None:
    name, draft = sample(path, formats)[number]
    assert name == reader
    assert (draft.title or "").startswith(title or "\0" * bool(draft.title))
    assert draft.published == published
    assert draft.body.startswith(body)


def test_what_stands_besides_the_text(formats: SimpleNamespace) -> None:
    def only(path: str, number: int = 0) -> Draft:
        return sample(path, formats)[number][1]

    assert [(c.name, c.role) for c in only("nitf/story.xml").credits] == [
        ("The Meridian Post", "publisher"), ("Lake Wire", "agency"),
    ]  # fmt: skip
    assert only("nitf/story.xml").authors == ("Clara Whitfield",)
    assert "The summit" not in only("nitf/story.xml").body.split("\n\n")
    assert only("newsml-g2/message.xml").lede == "A European probe has touched down on Saturn's largest moon."
    assert [bool(draft.body) for _, draft in sample("newsml-g2/message.xml", formats)] == [True, False]
    assert "picture" in only("newsml-g2/message.xml", 1).notes[0]
    assert "teaser" in only("rss/full.xml", 1).notes[0] and not only("rss/full.xml").notes
    assert "track()" not in only("rss/full.xml").body
    assert only("rss/atom.xml").language == "fr"
    assert only("wordpress/export.xml").authors == ("Peter Okonjo",)
    assert "lithograph" not in only("wordpress/export.xml").body
    assert only("iptc7901/message.txt").removed[0].text.startswith("Notebook")
    assert only("mail/newsletter.eml").credits[0].domain == "harbourledger.example"
    assert only("mail/letters.mbox").authors == ("Tomas Lindqvist",)
    assert only("mail/letters.mbox").body.count("\n\nFrom the note") == 1
    assert only("mhtml/bridge.mhtml").url == "https://meridianpost.example/1937/05/27/golden-gate"
    assert only("warc/crawl.warc.gz").url == "https://northfieldgazette.example/1903/12/17/wright"
    assert "long ago" not in only("docx/penicillin.docx").body
    assert only("csv/archiv.csv").encoding == "cp1252"
    assert "1970-01-01" in only("json/api-answer.json", 1).notes[0]
    assert "no text" in only("reuters-sgml/stories.sgm", 1).notes[0]


def whole() -> Iterator[Document]:
    """The documents of all samples, as the readers get them."""
    for path in sorted((ROOT / "demo_data").glob("*/*")):
        content = path.read_bytes()
        if len(content) < 20_000 and container_of(content[:4096], path.name) is None:
            yield Document(path.name, content)


@st.composite
def broken(draw: st.DrawFn) -> Document:
    """A sample with bytes changed, cut off, or a piece of another one in it."""
    documents = list(whole())
    document = draw(st.sampled_from(documents))
    content = bytearray(document.content)
    for _ in range(draw(st.integers(0, 8))):
        content[draw(st.integers(0, len(content) - 1))] = draw(st.integers(0, 255))
    if draw(st.booleans()):
        content = content[: draw(st.integers(0, len(content)))]
    if draw(st.booleans()):
        other = draw(st.sampled_from(documents)).content
        at = draw(st.integers(0, len(content)))
        content[at:at] = other[draw(st.integers(0, len(other))) :][:500]
    return Document(draw(st.sampled_from([document.path, "x", "x.txt", "x.json", "x.html"])), bytes(content))


@settings(max_examples=100)
@given(broken())
def test_a_broken_document_gives_drafts_or_a_reason(document: Document) -> None:
    try:
        drafts = list(reader_for(document).read(document))
    except Unreadable as reason:
        assert str(reason).endswith(".")
    else:
        assert all(isinstance(draft.body, str) and "\0" not in draft.body for draft in drafts)


@given(st.sampled_from(READERS), st.binary(max_size=300), st.sampled_from(["x", "x.txt", "x.csv", "x.md", "x.mhtml"]))
def test_every_reader_stands_any_bytes(reader: object, content: bytes, name: str) -> None:
    document = Document(name, content)
    assert 0 <= reader.matches(document) <= 1  # type: ignore[attr-defined]
    try:
        list(reader.read(document))  # type: ignore[attr-defined]
    except Unreadable as reason:
        assert str(reason)


HOSTILE = {
    "deep.json": b'{"a":' * 100_000,
    "deep-list.json": b"[" * 100_000 + b"]" * 100_000,
    "number.json": b'{"title": ' + b"9" * 100_000 + b"}",
    "laughs.xml": b'<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY a "ha ha">'
    + b"".join(b'<!ENTITY a%d "%s">' % (n, b"&a%d;" % (n - 1) * 10 if n else b"&a;" * 10) for n in range(12))
    + b"]><rss><channel><item><title>&a11;</title></item></channel></rss>",
    "file.xml": b'<?xml version="1.0"?><!DOCTYPE nitf [<!ENTITY x SYSTEM "%s">]>' % Path(__file__).as_uri().encode()
    + b"<nitf><body><body.head><hedline><hl1>&x;</hl1></hedline></body.head></body></nitf>",
    "deep.xml": b"<rss><channel>" + b"<item>" * 5_000,
    "tags.json": b'{"title": "T", "body": "' + b"<div>" * 50_000 + b'"}',
    "open.json": b'{"title": "T", "body": "' + b"<a " * 50_000 + b'"}',
    "parts.eml": b"From: a\nSubject: b\nDate: c\nContent-Type: multipart/mixed; boundary=x\n\n"
    + b"--x\nContent-Type: multipart/mixed; boundary=x\n\n" * 3_000,
    "header.txt": b"a: b\n" * 100_000,
    "front.txt": b"---\n" + b"a: [" * 20_000 + b"\n---\n",
    "spaces.txt": b"Title: " + b" " * 200_000 + b"\nDate: " + b"1" * 100_000 + b"\n\nbody",
    "wire.txt": b"\x16" * 200_000,
    "wires.txt": b"\x01abc0042 4 i 96\x02text\x03" + b"\x16" * 200_000,
    "titles.sgm": b"<REUTERS A='1'>" + b"<TITLE>" * 100_000 + b"</REUTERS>",
    "types.xml": b"<rss>" + b"<!DOCTYPE [" * 100_000,
    "comments.xml": b"<!--" * 100_000,
    "shortcodes.xml": b"<rss xmlns:wp='http://wordpress.org/export/1.2/'><channel><item><title>T</title>"
    + b"<content:encoded xmlns:content='http://purl.org/rss/1.0/modules/content/'>"
    + b"[caption &lt;!-- [aa " * 30_000
    + b"</content:encoded></item></channel></rss>",
    "scripts.json": b'{"title": "T", "body": "' + b"<b>" * 300 + b"<script>" * 50_000 + b'"}',
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_input_ends_soon(name: str) -> None:
    document = Document(name, HOSTILE[name])
    try:
        drafts = list(reader_for(document).read(document))
    except Unreadable:
        return
    text = " ".join(f"{draft.title} {draft.body}" for draft in drafts)
    assert len(text) < 2_000_000
    assert "ha ha ha ha" not in text
    assert "HOSTILE" not in text
