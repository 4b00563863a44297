"""Sources, bylines, datelines, headlines, languages: what stands around the text of an article."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from loading import article, load_all, rows

from datasette_newswire.load import headlines
from datasette_newswire.load.clean import language
from datasette_newswire.load.credits import biographies, bylines, datelines, lines
from datasette_newswire.load.credits import sources as credits


@pytest.mark.parametrize(
    ("printed", "names"),
    [
        ("By Malin Oskarsdatter", ("Malin Oskarsdatter",)),
        ("By IDA BERG, PER HOLT and ANN O'NEIL", ("Ida Berg", "Per Holt", "Ann O'Neil")),
        ("Ida Berg, Senior Staff Writer", ("Ida Berg",)),
        ("By Ida Berg | Coast News", ("Ida Berg",)),
        ("Por Joana Prado e Luís de Melo", ("Joana Prado", "Luís de Melo")),
        ("Von Jürgen Kraft und Änne Voß", ("Jürgen Kraft", "Änne Voß")),
        ("Ida Berg (@idaberg) ida@example.org", ("Ida Berg",)),
        ("Ida Berg, AP National Writer", ("Ida Berg",)),
        ("Newsroom Staff", ()),
        ("Photograph by Ida Berg, Coast Pictures", ()),
        ("Text and photos by Ida Berg", ("Ida Berg",)),
        ("March 3, 2021", ()),
        ("Harbour News", ()),
        ("Martin Luther King Jr.", ("Martin Luther King Jr",)),
        ("Anna June Berg", ("Anna June Berg",)),
        ("作者：陈小雨", ("陈小雨",)),
        ("森本 花子、大川次郎", ("森本 花子", "大川次郎")),
        ("박하늘 기자", ("박하늘",)),
        ("港町新聞編集部", ()),
        ("Ida BERG", ("Ida Berg",)),
        ("DJ Holm", ("DJ Holm",)),
        ("रमेश तिवारी", ("रमेश तिवारी",)),
    ],
)
def test_names_in_bylines(printed: str, names: tuple[str, ...]) -> None:
    assert bylines.names([printed]) == names


def test_the_site_is_no_author() -> None:
    assert bylines.names(["Coast Ledger", "Ida Berg"], not_names={"The Coast Ledger"}) == ("Ida Berg",)


@pytest.mark.parametrize(
    "text", ["By the time they had left the pier, it was dark.", "By now all is well", "PAR FOR COURSE"]
)
def test_sentences_are_no_bylines(text: str) -> None:
    assert bylines.line(text) == ()


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Автор: Ольга Лунд", ("Ольга Лунд",)),
        ("Ein Kommentar von Ida Berg", ("Ida Berg",)),
        ("Review by Per Holt Contributor", ("Per Holt",)),
        ("Text: Ida Berg", ("Ida Berg",)),
        ("Text: who pays for the new pier?", ()),
        ("本报记者 林书婷", ("林书婷",)),
        ("박하늘 기자 sky@pub.example", ("박하늘",)),
        ("記者会見が開かれた", ()),
        ("بقلم: هدى السالمي", ("هدى السالمي",)),
    ],
)
def test_lines_that_are_bylines(text: str, names: tuple[str, ...]) -> None:
    assert bylines.line(text) == names


@pytest.mark.parametrize(
    ("text", "others"),
    [
        ("Translated from the Welsh by Ida Berg", True),
        ("Illustration: Per Holt", True),
        ("责任编辑：王晓", True),
        ("Photographs by Ida Berg", True),
        ("Translation is an art", False),
        ("By Ida Berg", False),
    ],
)
def test_those_who_did_something_else_than_write(text: str, others: bool) -> None:
    assert bylines.is_of_others(text) == others


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("(Reporting by Ida Berg and Per Holt; Editing by Ann Lee)", ("Ida Berg", "Per Holt")),
        ("(From Ada Lund of Reuters and Ines Vall, from CNN)", ("Ada Lund", "Ines Vall")),
        ("Editing by Ann Lee", ()),
        ("Reporting on the war has become dangerous.", ()),
    ],
)
def test_closing_bylines(text: str, names: tuple[str, ...]) -> None:
    assert bylines.closing(text) == names


def test_biographies() -> None:
    found = biographies.read("Ida Berg is a senior reporter for the Coast Ledger. She lives in Elsing.")
    assert found == biographies.Biography("Ida Berg", "Coast Ledger")
    assert biographies.read("Ida Berg is mayor of Elsing and spoke on Monday.") is None
    assert biographies.read("Ida Berg was talking to Per Holt, a freelance journalist from Elsing.") is None


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ("Source: CNN Brasil", [("CNN Brasil", "credit", "cnnbrasil.com.br")]),
        ("Fonte: Agência Brasil", [("Agência Brasil", "credit", "agenciabrasil.ebc.com.br")]),
        ("Source: Coast Ledger", [("Coast Ledger", "credit", None)]),
        ("Quelle: dpa, AFP", [("dpa", "credit", "dpa.com"), ("Agence France-Presse", "credit", "afp.com")]),
        ("(From Ada Lund of Reuters)", [("Reuters", "credit", "reuters.com")]),
        ("The minister told CNN on Monday.", []),
        ("Sources said the talks had failed.", []),
    ],
)
def test_credit_lines(line: str, found: list[tuple[str, str, str | None]]) -> None:
    assert [(c.name, c.role, c.domain) for c in lines.of_line(line)] == found


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("as shown in the data collected by Efe.", ["EFE"]),
        ("com informações da Reuters", ["Reuters"]),
        ("He told CNN that Reuters had asked him.", []),
        ("This article originally appeared on CNN.", ["CNN"]),
        ("The pier is closed.\n\nThe Associated Press contributed to this report.", ["Associated Press"]),
    ],
)
def test_sources_credited_in_the_text(text: str, names: list[str]) -> None:
    assert [c.name for c in lines.of_text(text)] == names


@pytest.mark.parametrize(
    ("line", "name"),
    [("REUTER", "Reuters"), ("(dpa)", "dpa"), ("— AP", "Associated Press"), ("CNN", None), ("ap", None)],
)
def test_sign_offs(line: str, name: str | None) -> None:
    found = lines.of_tail(line)
    assert (found and found.name) == name


@pytest.mark.parametrize(
    ("url", "domain", "name"),
    [
        ("https://edition.cnn.com/2021/a.html", "cnn.com", "CNN"),
        ("https://www.cnnbrasil.com.br/x", "cnnbrasil.com.br", "CNN Brasil"),
        ("http://news.coastledger.co.uk/1", "coastledger.co.uk", None),
        ("http://127.0.0.1/", None, None),
        ("http://[broken", None, None),
    ],
)
def test_domains(url: str, domain: str | None, name: str | None) -> None:
    assert credits.domain_of(url) == domain
    outlet = credits.outlet_of(domain) if domain else None
    assert (outlet and outlet.name) == name


@pytest.mark.parametrize(
    ("text", "place", "agency", "published"),
    [
        ("SYDNEY, Feb 3 (Reuters) - Ships", "SYDNEY", "Reuters", None),
        ("TALLAHASSEE, Fla. (AP) — The", "TALLAHASSEE, Fla.", "Associated Press", None),
        ("LONDON 1996-08-30 The", "LONDON", None, "1996-08-30"),
        ("KIGALI, Jun 15 2022 (IPS) - The", "KIGALI", "Inter Press Service", "2022-06-15"),
        ("Madrid, 22 feb (EFE).- El", "Madrid", "EFE", None),
        ("BEIJING, Sept. 15, 2021 (Xinhua) -- The", "BEIJING", "Xinhua", "2021-09-15"),
        ("NEW YORK -- The", "NEW YORK", None, None),
        ("(Reuters) - The", None, "Reuters", None),
        ("ELSING, Ky. (WXYZ-TV) -- The", "ELSING, Ky.", None, None),
        ("(CNN) A small", None, "CNN", None),
        ("Tirana, Albania (CNN) Some", "Tirana, Albania", "CNN", None),
        ("Holzhausen (dpa/lnw) - Bei", "Holzhausen", "dpa", None),
        ("PORT-LANNEC (Finistère) (AFP) - Un", "PORT-LANNEC (Finistère)", "Agence France-Presse", None),
        ("(ANSA) - BELLAGO, 02 GIU 2023 - È", "BELLAGO", "ANSA", "2023-06-02"),
        ("(서울=연합뉴스) 박하늘 기자 = 다리가", "서울", "Yonhap", None),
    ],
)
def test_datelines(text: str, place: str | None, agency: str | None, published: str | None) -> None:
    found = datelines.find(text)
    assert found is not None
    assert (found.place, found.agency and found.agency.name, found.published) == (place, agency, published)


@pytest.mark.parametrize(
    "text",
    [
        "The US - he said",
        "President Ida Berg said on Friday (AP) - x",
        "SOCCER - CUP GOES NORTH",
        "In 2021 - again",
        "",
    ],
)
def test_no_datelines(text: str) -> None:
    assert datelines.find(text) is None


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("Shillong: Two roads reopened", "Shillong"),
        ("Mumbai, India – For ten years", "Mumbai, India"),
        ("Cape Town - “We are glad,”", "Cape Town"),
        ("KUWAIT: The harbour", "KUWAIT"),
        ("Reading: A habit that lasts", None),
        ("March - A month of rain", None),
        ("Brazil: A harbour of glass", None),  # a country is the subject as often as the place
        ("Tarvo Post - The island", None),
    ],
)
def test_a_town_alone_is_a_dateline_if_it_is_known(text: str, place: str | None) -> None:
    found = datelines.opening(text)
    assert (found and found.place) == place


@pytest.mark.parametrize(
    ("text", "agency"),
    [
        ("The road reopened, he said. (KUNA)", "KUNA"),
        ("“The road is open,” he said. – Bernama", "Bernama"),
        ("The road leads to Elsing (KUNA)", None),
        ("Die Straße ist wieder frei. (ib/dpa)", "dpa"),
        ("La carretera está abierta. EFE", "EFE"),
        ("道路已恢复通行。（新华社）", "Xinhua"),
        ("He spoke of the UN.", None),
    ],
)
def test_the_agency_behind_the_last_sentence(text: str, agency: str | None) -> None:
    assert [found.name for found in lines.of_end(text)] == ([agency] if agency else [])


@pytest.mark.parametrize(
    ("title", "sites", "bare"),
    [
        ("Ferry stops for the winter | Coast Ledger", [], "Ferry stops for the winter"),
        ("Ferry stops for the winter - Coast Ledger", ["Coast Ledger"], "Ferry stops for the winter"),
        ("Ferry tries - and fails - to land", ["Coast Ledger"], "Ferry tries - and fails - to land"),
        ("Coast Ledger: Ferry stops for winter", ["The Coast Ledger"], "Ferry stops for winter"),
        ("Opinion | Why the ferry matters", [], "Why the ferry matters"),
    ],
)
def test_titles_without_their_site(title: str, sites: list[str], bare: str) -> None:
    assert headlines.without_site(title, sites) == bare


@pytest.mark.parametrize(
    ("body", "title"),
    [
        ("The ferry stopped on Sunday. It was late.", "The ferry stopped on Sunday"),
        ("FERRY STOPS . ELSING 1996-08-30 The ferry", "FERRY STOPS"),
        ("Mr. Holt of the U.S. office left. He", "Mr. Holt of the U.S. office left"),
        ("渡し船は日曜日に止まった。冬の間は運休する。", "渡し船は日曜日に止まった"),
    ],
)
def test_titles_derived(body: str, title: str) -> None:
    assert headlines.derived(body) == title


def test_long_sentences_are_cut_where_a_clause_ends() -> None:
    sentence = (
        "The ferry between Port Elsing and Tarvo Island stopped on Sunday, " + "and it did so much too early " * 5
    )
    assert headlines.derived(sentence) == "The ferry between Port Elsing and Tarvo Island stopped on Sunday…"


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("The ferry made its last crossing of the year on Sunday.", "en"),
        ("Die Fähre machte am Sonntag ihre letzte Fahrt in diesem Jahr.", "de"),
        ("A balsa fez no domingo a sua última viagem deste ano, segundo a prefeitura.", "pt"),
        ("渡し船は日曜日に今年最後の運航を行った。冬の間は運休すると発表した。", "ja"),
        ("Паром совершил последний рейс в этом году в воскресенье.", "ru"),
        ("12 | 14 | 3:1", None),
        ("", None),
    ],
)
def test_language(text: str, code: str | None) -> None:
    assert language.detect(text) == code


@pytest.mark.parametrize(
    ("url", "name"),
    [
        ("https://edition.cnn.com/2022/02/22/ferry.html", "CNN"),
        ("https://www.cnnbrasil.com.br/ferry", "CNN Brasil"),
        ("https://news.tarvopost.example/ferry", "tarvopost.example"),
        ("https://web.archive.org/web/2022/https://www.theguardian.com/ferry", "The Guardian"),
        ("https://tarvo.blogspot.com/ferry", "tarvo.blogspot.com"),
        ("https://bit.ly/3xyz", None),
        ("file:///tmp/ferry.html", None),
        ("no address", None),
    ],
)
def test_whose_page_an_address_is(url: str, name: str | None) -> None:
    found = credits.publisher_of(url)
    assert (found.name if found else None) == name


@pytest.mark.parametrize(
    ("text", "name", "role"),
    [
        ("Associated Press writers Ida Berg and Jon Lind contributed to this report.", "Associated Press", "agency"),
        ("This story originally appeared in the winter 2021 issue of Tarvo Review.", "Tarvo Review", "credit"),
        ("This article was originally published by Tarvo Review. Read it there.", "Tarvo Review", "credit"),
        ("This article was first published on Monday, before the council met.", None, None),
        ("Information from: Port Elsing Times, http://www.elsing.example", "Port Elsing Times", "credit"),
        ("SOURCE Tarvo Ferries", "Tarvo Ferries", "credit"),
        ("Credit: Ida Berg/Shutterstock", None, None),
        ("The captain told CNN that the pier was safe.", None, None),
    ],
)  # fmt: skip
def test_phrases_that_name_a_source(text: str, name: str | None, role: str | None) -> None:
    found = [*lines.of_text(text), *lines.of_line(text)]
    assert [(credit.name, credit.role) for credit in found] == ([(name, role)] if name else [])


def test_agencies_in_copyright_lines_and_bylines() -> None:
    whole = lines.of_copyright("Copyright 2017 The Associated Press. All rights reserved.")
    assert whole and (whole.name, whole.role) == ("Associated Press", "agency")
    assert lines.of_copyright("© 2017 Tarvo Post") is None
    byline = lines.of_byline("Ida Berg The Associated Press")
    assert byline and (byline.name, byline.role) == ("Associated Press", "agency")
    assert lines.of_byline("Ida Berg") is None


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("Harbour reopens after the storm | CNN", "CNN"),
        ("Harbour reopens after the storm - BBC Sport", "BBC News"),
        ("Porto reabre depois da tempestade | CNN Brasil", "CNN Brasil"),
        ("Harbour reopens after the storm | CNN Elsewhere", None),
        ("Harbour reopens | what we know", None),
        ("CNN", None),
    ],
)
def test_mastheads_behind_titles(title: str, name: str | None) -> None:
    found = credits.masthead(title)
    assert (found and found.name) == name


def test_a_record_loses_the_outlets_name_from_its_title(tmp_path: Path) -> None:
    """And gets a publisher; what was cut off is kept."""
    record = {"title": "Harbour reopens after the storm | CNN Business", "text": article(1)}
    (tmp_path / "export.jsonl").write_text(json.dumps(record))
    load_all(tmp_path / "news.db", tmp_path / "export.jsonl")
    assert rows(tmp_path / "news.db", "select title from articles") == [("Harbour reopens after the storm",)]
    published = "select name from sources join article_sources on source_id = id where role = 'publisher'"
    assert rows(tmp_path / "news.db", published) == [("CNN",)]
    assert rows(tmp_path / "news.db", "select text, rule from removed") == [("CNN Business", "title")]


def test_the_lede_of_a_long_paragraph_is_its_first_sentences() -> None:
    sentence = "The harbour of the town was closed for a second day because of the storm. "
    assert headlines.lede("Short one.\n\nMore.") == "Short one."
    assert headlines.lede("") is None
    cut = headlines.lede(sentence * 40)
    assert cut is not None and cut.endswith("storm.") and len(cut) <= headlines.LONGEST_LEDE
    assert len(headlines.lede("x" * 5000) or "") == headlines.LONGEST_LEDE
