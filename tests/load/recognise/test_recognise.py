"""Text → mentions: what the model sees, which extractor reads an article, and that offsets are exact."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from datasette_newswire.load import recognise
from datasette_newswire.load.models import Article
from datasette_newswire.load.recognise import lexical, ner
from datasette_newswire.load.recognise.casing import Evidence, capitalised, closed, is_tokenised, recased

needs_model = pytest.mark.skipif(not ner.installed("en"), reason="no English model is installed")


def article(body: str, title: str = "", language: str | None = "en") -> Article:
    return Article(title=title, title_origin="metadata", body=body, language=language)


def texts(found: Article, kind: str, **options: str) -> list[str]:
    return [mention.text for mention in recognise.recognise([found], **options)[0] if mention.kind == kind]


def test_capitals_of_a_headline_are_undone_by_the_articles_own_words() -> None:
    evidence = Evidence.of_text("The envoy Ida Tornquist resigned while talks go on in Lemberg.")
    words = ["TORNQUIST", "RESIGNED", "AS", "TALKS", "GO", "ON"]
    assert recased(words, evidence, headline=0) == ["Tornquist", "resigned", "as", "talks", "go", "on"]


def test_capitals_of_a_whole_text_leave_common_words_small_and_names_as_names() -> None:
    words = ["IN", "NEW", "YORK", "THE", "SUPREME", "COURT", "HEARD", "A", "PLEA", "OF", "THE", "POET", "TORNQUIST"]
    found = ["in", "New", "York", "the", "Supreme", "Court", "heard", "a", "plea", "of", "the", "poet", "Tornquist"]
    assert recased(words, Evidence.of_text("THE POET SPOKE"), headline=0) == found


def test_an_abbreviation_keeps_its_capitals() -> None:
    evidence = Evidence.of_text("NATO said so. Then NATO left.")
    assert recased(["Then", "NATO", "left"], evidence, headline=0) == ["Then", "NATO", "left"]


def test_the_place_of_a_dateline_is_written_as_a_name() -> None:
    words = ["HELSINKI", ",", "Aug", "30"]
    assert recased(words, Evidence.of_text(""), headline=0)[0] == "Helsinki"


def test_title_case_is_undone_where_the_body_has_the_word_small() -> None:
    evidence = Evidence.of_text("The minister will visit the harbour with Ida Tornquist.")
    words = ["Ida", "Tornquist", "Will", "Visit", "Harbour", "With", "Minister"]
    assert recased(words, evidence, headline=len(words))[2:5] == ["will", "visit", "harbour"]


def test_common_words_of_a_headline_that_the_body_lacks_are_written_small() -> None:
    words = ["Three", "Torvald", "Scouts", "Become", "Winners", "At", "White", "House"]
    assert recased(words, Evidence.of_text("They got a badge."), headline=len(words))[3:] == [
        "become", "winners", "at", "White", "House"
    ]  # fmt: skip


def test_a_headline_at_the_beginning_of_a_body_is_no_evidence() -> None:
    title = "Mayor Joins Harbour Race Again"
    body = f"{title}. The mayor joins late."
    assert not Evidence.of(Article(title, "lede", body)).title["joins"]


@pytest.mark.parametrize(
    ("word", "name"), [("O'NEILL", "O'Neill"), ("SMITH-JONES", "Smith-Jones"), ("MCDONALD", "McDonald")]
)
def test_capitalised(word: str, name: str) -> None:
    assert capitalised(word) == name


def test_tokenised_text_is_closed_up() -> None:
    assert is_tokenised("He said , well , no . Then ( perhaps ) he left .")
    assert not is_tokenised("He said, well, no. Then (perhaps) he left.")
    assert closed(["no", ".", "(", "x", ")"], [True] * 5) == [False, True, False, False, True]


@given(st.text(max_size=300), st.integers(20, 60))
def test_pieces_are_the_whole_text(text: str, size: int) -> None:
    found = list(ner.pieces(text, size))
    assert "".join(piece for _, piece in found) == text
    assert all(text[start : start + len(piece)] == piece for start, piece in found)


@needs_model
def test_the_model_finds_people_places_and_organizations() -> None:
    found = article("Angela Merkel flew from Berlin to Paris to meet the World Bank.")
    assert texts(found, "person") == ["Angela Merkel"]
    assert texts(found, "place") == ["Berlin", "Paris"]


@needs_model
def test_a_headline_in_capitals_is_read() -> None:
    found = article("Angela Merkel has arrived in Berlin, she said.", title="MERKEL ARRIVES IN BERLIN")
    mentions = recognise.recognise([found])[0]
    assert {mention.text for mention in mentions if mention.field == "title"} >= {"BERLIN"}


@needs_model
def test_numbers_of_a_line_up_are_no_part_of_a_name() -> None:
    found = article("Teams: 1-Peter Schmeichel, 2-Paul Parker, 3-Denis Irwin, 4-Steve Bruce.")
    assert "Paul Parker" in texts(found, "person")


@needs_model
def test_a_title_taken_from_the_body_is_not_read_twice() -> None:
    found = Article(
        title="Angela Merkel spoke", title_origin="lede", body="Angela Merkel spoke in Berlin.", language="en"
    )
    assert {mention.field for mention in recognise.recognise([found])[0]} == {"body"}


@needs_model
@given(
    st.lists(
        st.sampled_from(["Ann", "PARIS", "said", ",", ".", "\n\n", "1-Bo", "“", "it’s", "é", "U.S.", "😀"]), max_size=30
    )
)
def test_offsets_are_exact(words: list[str]) -> None:
    for text in (" ".join(words), "".join(words)):
        found = article(text, title=text)
        for extractor in ("auto", "rules"):
            for mention in recognise.recognise([found], extractor)[0]:
                assert getattr(found, mention.field)[mention.start : mention.end] == mention.text


def test_another_language_is_read_by_rules_and_says_so() -> None:
    found = article("El presidente Juan García López viajó a Sevilla con la Universidad de Cádiz.", language="es")
    if ner.installed("es"):
        pytest.skip("a Spanish model is installed")
    mentions = recognise.recognise([found])[0]
    assert {mention.extractor for mention in mentions} == {lexical.EXTRACTOR}
    assert {(mention.text, mention.kind) for mention in mentions} >= {
        ("Juan García López", "person"),
        ("Sevilla", "place"),
        ("Universidad de Cádiz", "organization"),
    }


def test_rules_know_no_months_peoples_or_first_words_of_a_sentence() -> None:
    found = article("Yesterday it rained. In March the Swedish team won. Yesterday was Monday; yesterday again.")
    assert recognise.recognise([found], "rules")[0] == ()


def test_rules_take_no_preposition_for_a_given_name() -> None:
    found = article("Ab Dezember fuhr man durch das Tal der Torm, von Zürich aus. Ben von der Torm kam mit.", "", "de")
    people = [mention.text for mention in recognise.recognise([found], "rules")[0] if mention.kind == "person"]
    assert people == ["Ben von der Torm"]


@pytest.mark.parametrize(
    ("language", "body", "expected"),
    [
        ("de", "Auch der erste Zug und der Bau in der Stadt kosten Geld; sie fuhr nach Zug.", ["Zug"]),
        ("de", "Aus München und Österreich kamen Gäste, auch aus der Schweiz.", ["München", "Österreich", "Schweiz"]),
        ("es", "Viajó de España a Bruselas con la Universidad de Torvia y el Banco de Torvia.",
         ["España", "Bruselas", "Universidad de Torvia", "Banco de Torvia"]),
        ("fr", "Selon la Banque de France, il vient de Côte d'Ivoire.", ["Banque de France", "Côte d'Ivoire"]),
        ("pt", "O Supremo Tribunal Federal ouviu o ministro em Lisboa.", ["Supremo Tribunal Federal", "Lisboa"]),
        ("fr", "Selon la Banque de Torvie et l'Institut Dorvel, tout va.", ["Banque de Torvie", "Institut Dorvel"]),
        ("fr", "Il a vu l'Organisation mondiale de la santé (OMS) ici.", ["OMS"]),
        ("es", "Habló con las Naciones Unidas.", ["Naciones Unidas"]),
        ("it", "Ha visto Giorgia Torviani.", ["Giorgia Torviani"]),
    ],
)  # fmt: skip
def test_rules_in_other_languages(language: str, body: str, expected: list[str]) -> None:
    found = recognise.recognise([article(body, "", language)], "rules")[0]
    assert [mention.text for mention in found] == expected


@pytest.mark.parametrize(
    ("language", "body", "expected"),
    [
        ("pt", "O presidente Zefo Nandaru chegou; a ministra Ilma de Torvia saiu.", ["Zefo Nandaru", "Ilma de Torvia"]),
        ("es", "La alcaldesa Yara Quisbe habló con el primer ministro Oro Vantes.", ["Yara Quisbe", "Oro Vantes"]),
        ("fr", "Le président Zéphan Dorvel a reçu la maire Ysa Brond.", ["Zéphan Dorvel", "Ysa Brond"]),
        ("de", "Die Ministerin Zilla Borvik traf Kanzler Vank, den Minister Deutschlands.", ["Zilla Borvik", "Vank"]),
        ("it", "Il sindaco Zeno Parvi è qui.", ["Zeno Parvi"]),
    ],
)
def test_rules_know_who_holds_an_office_in_other_languages(language: str, body: str, expected: list[str]) -> None:
    found = recognise.recognise([article(body, "", language)], "rules")[0]
    assert [(mention.kind, mention.text) for mention in found] == [("person", name) for name in expected]


def test_articles_of_several_languages_come_back_in_their_order() -> None:
    batch = [article("John Smith left Paris.", language=language) for language in ("en", "xx", "en")]
    found = recognise.recognise(batch)
    assert len(found) == 3
    assert found[0] == found[2]
    assert {mention.extractor for mention in found[1]} == {lexical.EXTRACTOR}


def test_an_unknown_extractor_is_an_error_that_names_the_known_ones() -> None:
    with pytest.raises(recognise.NoExtractor, match="rules"):
        recognise.recognise([article("Text.")], "no-such-thing")


@needs_model
def test_a_model_can_be_named_for_a_language() -> None:
    name = ner.installed("en")
    found = article("Angela Merkel flew to Paris with John Smith.", language="pt")
    mentions = recognise.recognise([found], model=f"pt={name}")[0]
    assert mentions
    assert mentions[0].extractor.startswith("spacy/")


def test_a_model_that_is_not_installed_is_an_error() -> None:
    pytest.importorskip("spacy")
    with pytest.raises(OSError):
        recognise.recognise([article("Text.")], model="no_such_model")
