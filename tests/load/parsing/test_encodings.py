"""Bytes of every kind become text, with the reason kept."""

from __future__ import annotations

import codecs

import pytest
from hypothesis import given
from hypothesis import strategies as st

from datasette_newswire.load.parsing import encodings

SENTENCES = {
    "ru": ("Погода в Москве завтра будет тёплой.", ("cp1251", "koi8-r", "iso8859-5", "cp866")),
    "uk": ("Уряд оголосив про нові заходи підтримки.", ("cp1251", "koi8-u")),
    "de": ("Die Bürger müssen größere Anträge stellen.", ("cp1252", "mac_roman", "cp850")),
    "fr": ("L’été a été très chaud à Genève.", ("cp1252", "mac_roman")),
    "en": ("It’s raining – “cats and dogs”.", ("cp1252", "mac_roman")),
    "es": ("El año pasado se anunció más ayuda, según el ministro.", ("cp1252",)),
    "pl": ("Rząd ogłosił nowe środki wsparcia dla przedsiębiorców.", ("cp1250", "iso8859-2")),
    "cs": ("Vláda oznámila nová opatření na příští týden.", ("cp1250", "iso8859-2")),
    "tr": ("Hükümet işletmeler için yeni önlemler açıkladı.", ("cp1254",)),
    "el": ("Η κυβέρνηση ανακοίνωσε νέα μέτρα.", ("cp1253", "iso8859-7")),
    "he": ("הממשלה הודיעה על צעדים חדשים.", ("cp1255",)),
    "ar": ("أعلنت الحكومة إجراءات جديدة.", ("cp1256",)),
    "th": ("รัฐบาลประกาศมาตรการใหม่", ("cp874",)),
    "zh": ("政府宣布了支持企业的新措施。", ("gb18030",)),
    "zh-Hant": ("政府宣布了支持企業的新措施。", ("big5",)),
    "ja": ("政府は新しい対策を発表した。", ("cp932", "euc_jp", "iso2022_jp")),
    "ko": ("정부는 새로운 대책을 발표했다.", ("cp949",)),
}


@pytest.mark.parametrize(("text", "encoding"), [(text, one) for text, known in SENTENCES.values() for one in known])
def test_a_sentence_that_does_not_say_its_encoding(text: str, encoding: str) -> None:
    found = encodings.decode(text.encode(encoding))
    assert found.text == text
    assert (found.origin, found.replaced) == ("detected", 0)


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        ("США и Польша подписали договор", "cp1251"),  # the Mac's Cyrillic has its capitals elsewhere
        ("Вся моя семья живёт здесь", "cp1251"),
        ("НОВАЯ ШКОЛА\n\nВ посёлке открыли школу.", "cp1251"),
        ("ГОРОДСКОЙ СОВЕТ", "cp866"),
        ("ГОРОДСКОЙ СОВЕТ", "cp1251"),
        ("НОВОСТИ ДНЯ", "koi8-r"),
        ("Яблоки подешевели", "cp1251"),
        ("Яблоки подешевели", "mac-cyrillic"),
        ("Снег и дождь", "mac-cyrillic"),
        ("Дети вернулись в школы", "mac-cyrillic"),
        ("Что будет с ипотекой?", "cp1251"),
        ("СССР запустил спутник", "mac-cyrillic"),
        ("СССР запустил спутник", "cp1251"),
        ("Съезд пройдёт в мае", "koi8-r"),
        ("Щети след бурята в Бургас", "mac-cyrillic"),
        ("NOWA ŚCIEŻKA W ŁODZI", "cp1250"),
        ("DÉFILÉ À ORLÉANS", "cp1252"),
    ],
)
def test_a_line_or_two_with_capitals(text: str, encoding: str) -> None:
    assert encodings.decode(text.encode(encoding)).text == text


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be"])
@pytest.mark.parametrize("text", ["Rain is expected in the north.", "Погода в Москве, дождь и снег."])
def test_wide_text_is_seen_with_and_without_a_mark(text: str, encoding: str) -> None:
    bom = {name: mark for mark, name in encodings.BOMS}[encoding]
    assert encodings.decode(text.encode(encoding)).text == text
    marked = encodings.decode(bom + text.encode(encoding))
    assert (marked.text, marked.origin) == (text, "bom")


def test_what_the_document_declares_is_believed_unless_it_is_utf_8() -> None:
    page = '<meta charset="iso-8859-2"><p>Rząd'
    assert encodings.decode(page.encode("iso8859-2")).encoding == "iso8859-2"
    assert encodings.decode(page.encode("utf-8")).encoding == "utf-8"
    xml = '<?xml version="1.0" encoding="koi8-r"?><p>да</p>'
    assert encodings.decode(xml.encode("koi8-r")).text == xml
    assert encodings.decode("caf\xe9".encode("latin-1"), "ISO-8859-1").origin == "declared"
    assert encodings.decode("Погода в Москве".encode("cp1251"), "no-such-encoding").encoding == "cp1251"


def test_broken_bytes_in_utf_8_are_counted() -> None:
    found = encodings.decode("Zürich, Genève, ".encode() * 5 + b"caf\xe9 \xe2\x80 end")
    assert found.text.endswith("café � end")
    assert (found.encoding, found.origin, found.replaced) == ("utf-8", "mixed", 3)


def test_surrogates_nuls_and_controls_are_put_right() -> None:
    assert encodings.scrub("\ud83d\ude00 \ud83d lone\x00\x01") == ("😀 � lone", 3)
    assert encodings.scrub("a\r\nb\rc\u2029d") == ("a\nb\nc\n\nd", 0)
    assert encodings.decode(b"\xed\xa0\xbd\xed\xb8\x80").text == "😀"


def test_mojibake_is_undone_and_nothing_else() -> None:
    found = encodings.decode("The cafÃ© isnâ€™t “open”".encode())
    assert (found.text, found.origin) == ("The café isn’t “open”", "mojibake")
    for text in ("PÃO DE AÇÚCAR", "L’été — “œuvre”", "ﬁve … ½"):
        assert encodings.decode(text.encode()).text == text


def test_binary_is_told_from_text() -> None:
    assert encodings.is_binary(b"\x89PNG\r\n\x1a\n")
    assert encodings.is_binary(bytes(range(32)) * 10)
    assert not encodings.is_binary("Погода в Москве".encode("utf-16-le"))
    assert not encodings.is_binary(codecs.BOM_UTF16_LE + "x".encode("utf-16-le"))
    assert not encodings.is_binary(b"text with one \x00 in it")
    assert not encodings.is_binary(b"")


@given(st.text())
def test_utf_8_comes_back_as_it_was_written(text: str) -> None:
    plain = encodings.scrub(encodings.repair(text))[0]
    assert encodings.decode(text.encode()).text == plain or "\x00" in text or "\x1b" in text


@given(st.binary(max_size=400), st.sampled_from([None, "utf-8", "gb18030", "utf-16", "hex", "\x00"]))
def test_any_bytes_become_text_that_can_be_stored(content: bytes, declared: str | None) -> None:
    found = encodings.decode(content, declared)
    found.text.encode("utf-8")
    assert "\x00" not in found.text and found.replaced >= 0
