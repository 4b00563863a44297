"""JSON objects and rows: columns by name, by content and by the user's word."""

from __future__ import annotations

import json
from typing import Any

import pytest

from datasette_newswire.load.models import Document, Draft, NoArticle, Unreadable
from datasette_newswire.load.parsing import fields
from datasette_newswire.load.prepare import reader_for
from datasette_newswire.load.readers import records

LONG = "The council voted on Monday to repair the old bridge over the river, and nobody was against it. " * 4


def read(record: dict[str, Any], *chosen: tuple[str, str]) -> Draft:
    document = Document("x.json", json.dumps(record).encode(), fields=chosen)
    (draft,) = reader_for(document).read(document)
    return draft


def row(text: str, media_type: str | None = None) -> Draft:
    document = Document("x.csv", text.encode(), media_type=media_type)
    (draft,) = reader_for(document).read(document)
    return draft


def test_names_in_many_fashions() -> None:
    draft = read({
        "Head-Line": "Bridge", "story_text": LONG, "webUrl": "https://a.example/1", "Pub Date": "2022-02-24",
        "author": "Ann Lee", "publisher": {"@type": "Organization", "name": "The Plain Times"}, "inLanguage": "en-US",
        "guid": 7,
    })  # fmt: skip
    assert (draft.title, draft.body, draft.url) == ("Bridge", LONG.strip(), "https://a.example/1")
    assert (draft.published, draft.authors, draft.language) == ("2022-02-24", ("Ann Lee",), "en")
    assert (draft.credits[0].name, draft.external_id, draft.body_kind) == ("The Plain Times", "7", "clean")
    foreign = read({"titre": "Pont", "texte": LONG, "auteurs": ["Ann Lee", {"name": "Bo Ek"}], "langue": "français"})
    assert (foreign.title, foreign.authors, foreign.language) == ("Pont", ("Ann Lee", "Bo Ek"), "fr")


def test_columns_without_a_telling_name_are_known_by_content() -> None:
    draft = read({"c1": "A bridge is repaired", "c2": LONG, "c3": "https://a.example/1", "c4": "2022-02-24"})
    assert (draft.title, draft.published) == ("A bridge is repaired", "2022-02-24")
    assert draft.body == LONG.strip() and draft.url == "https://a.example/1"


def test_the_user_has_the_last_word() -> None:
    record = {"title": "No", "text": "Not this.", "story": {"head": "Bridge", "text": LONG}}
    draft = read(record, ("body", "story.text"), ("title", "story.head"))
    assert (draft.title, draft.body) == ("Bridge", LONG.strip())
    with pytest.raises(Unreadable, match='no column "nowhere"'):
        read(record, ("body", "nowhere"))


def test_nested_records_and_rendered_html() -> None:
    draft = read(
        {"_source": {"title": {"rendered": "Bridge &amp; river"}, "content": {"rendered": f"<p>{LONG}</p><p>End."}}}
    )
    assert (draft.title, draft.body) == ("Bridge & river", f"{LONG.strip()}\n\nEnd.")


def test_a_teaser_is_marked_and_a_title_alone_too() -> None:
    assert "teaser" in read({"title": "Bridge", "description": "Soon."}).notes[0]
    assert "Only a title" in read({"title": "Bridge"}).notes[0]
    whole = read({"title": "Bridge", "description": "Soon.", "text": LONG})
    assert (whole.lede, whole.notes) == ("Soon.", ())
    with pytest.raises(Unreadable, match="--field body=COLUMN"):
        read({"a": 1, "b": None})


def test_damage_hidden_in_escapes_is_put_right() -> None:
    draft = read({"title": "CafÃ©", "text": "A \ud83d lone\x00 half. " + LONG})
    assert (draft.title, draft.body[:13]) == ("Café", "A � lone half")


def test_a_whole_page_in_a_field_is_read_as_a_page() -> None:
    page = f"<!DOCTYPE html><html><head><title>x</title></head><body><article><p>{LONG}</p></article></body>"
    draft = read({"html": page, "url": "https://a.example/1", "date": "2022-02-24"})
    assert draft.body == LONG.strip()
    assert (draft.url, draft.published) == ("https://a.example/1", "2022-02-24")


@pytest.mark.parametrize("line", [b"null", b'"a text"', b"17", b"broken line", b"[]"])
def test_a_line_among_records_that_is_none_is_no_text(line: bytes) -> None:
    document = Document("x.jsonl", line, member="4", media_type="application/json")
    with pytest.raises(Unreadable, match="JSON"):
        list(reader_for(document).read(document))


ROME, OSLO = {"title": "Rome", "text": LONG, "date": "2022-02-24"}, {"title": "Oslo", "text": LONG}


@pytest.mark.parametrize("text", [
    json.dumps({"a-1": ROME, "a-2": OSLO}), "\n".join(json.dumps(one, indent=2) for one in (ROME, OSLO)),
    f"{json.dumps(ROME)},\n{json.dumps(OSLO)}",
])  # fmt: skip
def test_no_record_of_several_in_one_document_is_lost(text: str) -> None:
    document = Document("x.json", text.encode())
    found = list(reader_for(document).read(document))
    assert [draft.title for draft in found] == ["Rome", "Oslo"]
    assert [draft.member for draft in found] in (["a-1", "a-2"], ["1", "2"])
    assert "body from text" in records.columns(document)


def test_an_empty_record_among_several_is_skipped_alone() -> None:
    document = Document("x.json", json.dumps({"a": ROME, "b": {"title": "", "text": ""}}).encode())
    first, second = reader_for(document).read(document)
    assert first.title == "Rome" and not second.title and second.notes
    single = read({"article": ROME})
    assert single.title == "Rome" and single.member is None


def test_what_stands_between_objects_is_told() -> None:
    with pytest.raises(Unreadable, match="not valid JSON"):
        read_text('{"title": "Rome"} and {"title": "Oslo"}')


def read_text(text: str) -> list[Draft]:
    return list(records.read_json(Document("x.json", text.encode())))


def test_rows_in_the_dialect_of_their_table() -> None:
    draft = row('Titel;Text;Datum\nBrücke;"Ein; ""Wort""\nmehr";03/04/2022\n', "text/csv; charset=utf-8; dates=mdy")
    assert (draft.title, draft.body, draft.published) == ("Brücke", 'Ein; "Wort"\nmehr', "2022-03-04")
    assert row("title\ttext\ta\nBridge\tIt | is, so\n").body == "It | is, so"
    with pytest.raises(Unreadable, match="no row"):
        row("title,text\n")


def test_dry_run_tells_the_columns() -> None:
    told = records.columns(Document("x.csv", b"title;text;pages\nA;B;3\n"))
    assert "title from title" in told and "body from text" in told and "not used: pages" in told
    assert "no body" in records.columns(Document("x.json", b'{"a": 1}'))
    assert records.columns(Document("x.txt", b"text")) == ""


@pytest.mark.parametrize(("column", "field"), [
    ("Pub_Date", "published"), ("meta.og:title", "title"), ("dc:creator", "authors"), ("正文", "body"), ("x", None),
    ("Article Headline", "title"), ("Main Copy", "body"), ("authorName", "authors"), ("full_name", None),
])  # fmt: skip
def test_names_of_columns(column: str, field: str | None) -> None:
    assert fields.field_of(column) == field


def test_ninjs_under_keys_with_a_role_and_without_text() -> None:
    item = {"uri": "urn:x:1", "type": "text", "versioncreated": "2013-07-09T10:37:00Z", "headline_main": "Bridge"}
    draft = read({**item, "body_main": LONG, "body_note": "For editors."})
    assert (draft.title, draft.body) == ("Bridge", LONG.strip())
    with pytest.raises(NoArticle, match="its type is picture"):
        read({**item, "type": "picture"})
