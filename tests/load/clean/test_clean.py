"""Draft → Article: pages taken off, nothing lost, bare articles left alone."""

# ruff: noqa: E501 — paragraphs and markup read better unbroken

from __future__ import annotations

import re
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from datasette_newswire.load import clean
from datasette_newswire.load.clean import language
from datasette_newswire.load.models import Article, Document, Draft

FERRY = """Ferry to Tarvo Island stops for the winter

The ferry between Port Elsing and Tarvo Island made its last crossing of the year on Sunday, two weeks earlier than planned.

"The pier at Tarvo is no longer safe in a north wind," said harbour master Edda Roslin, who ordered the inspection in October.

About 400 people live on the island. The municipality will fly in mail and medicine twice a week until the pier is mended in April.
"""


def article(text: str, kind: str = "page", **fields: object) -> Article:
    return clean.clean(Draft(body=text, body_kind=kind, **fields), Document("a.txt", b""))  # type: ignore[arg-type]


def words(text: str) -> Counter[str]:
    return Counter(re.findall(r"\w+", text))


def test_first_line_is_the_title_and_no_longer_in_the_body() -> None:
    found = article(FERRY)
    assert found.title == "Ferry to Tarvo Island stops for the winter"
    assert found.title_origin == "first-line"
    assert found.body == FERRY.split("\n\n", 1)[1].strip()
    assert found.lede == found.body.split("\n\n")[0]
    assert found.removed == ()
    assert found.language == "en"


@pytest.mark.parametrize("title", ["橋が再開した", "新图书馆开放", "다리 다시 열려"])
def test_a_short_title_of_a_script_without_spaces_is_not_passed_over_for_the_date(title: str) -> None:
    found = article(
        f"{title}\n\n2020年3月4日\n\n市長は水曜日、修理が終わった橋の開通式に出席した。工事は二年かかったという。"
    )
    assert (found.title, found.published) == (title, "2020-03-04")


def test_a_short_text_in_han_characters_alone_is_chinese() -> None:
    han = "北京市市长周三出席了新桥的通车仪式。工程历时两年，耗资三十亿元。市民表示欢迎。"
    assert language.detect(han) == "zh"
    assert language.detect(han[:12]) is None
    assert language.detect("市長は水曜日、修理が終わった橋の開通式に出席した。工事は二年かかったという。") == "ja"


def test_without_a_headline_the_title_derives_from_the_lede() -> None:
    text = FERRY.split("\n\n", 1)[1]
    found = article(text)
    assert found.title_origin == "lede"
    assert text.startswith(found.title.rstrip("…"))
    assert found.body == text.strip()


def test_a_bar_of_share_links_on_one_line_is_taken_out() -> None:
    bar = "Post to Fark Post to reddit Digg this story Post to Facebook Seed Newsvine"
    found = article(f"{FERRY}\n{bar}\n")
    assert found.body == FERRY.split("\n\n", 1)[1].strip()
    assert [(item.text, item.rule) for item in found.removed] == [(bar, "share")]


PAGE = f"""Harbour News
Home
News
Weather
Sport
Sign in
Subscribe now

{FERRY.splitlines()[0]}

By Malin Oskarsdatter

Share on Facebook
Tweet

{FERRY.split(chr(10), 2)[2]}

See also: New snow plough for Elsing county

Related articles
Snow closes mountain road
Harbour fees rise by a tenth
Council votes on new school

Leave a Reply
Your email address will not be published. Required fields are marked *
Name
E-mail
© Harbour News. All rights reserved.
"""


def test_a_page_as_plain_text_gives_the_article_alone() -> None:
    found = article(PAGE)
    assert found.title == "Ferry to Tarvo Island stops for the winter"
    assert found.body == FERRY.split("\n\n", 1)[1].strip()
    assert found.authors == ("Malin Oskarsdatter",)


def test_what_is_taken_out_is_kept_with_its_place_and_reason() -> None:
    removed = article(PAGE).removed
    gone = {line: (item.position, item.rule) for item in removed for line in item.text.split("\n")}
    assert gone["Weather"][0] == "before"
    assert gone["Council votes on new school"][0] == "after"
    assert gone["By Malin Oskarsdatter"][1] in ("byline", "before-article")
    assert all(item.rule for item in removed)


def test_wrapped_lines_become_paragraphs() -> None:
    text = """GRAIN SHIPS WAIT OFF KELM AS DOCKERS STRIKE

    KELM, March 3 - Some thirty grain ships lay at anchor off
Kelm on Tuesday as dockers began the second week of a strike
over night shifts, port officials said.
    The union said it would meet the port authority on Friday
if the plan for new shifts was withdrawn first.
"""
    found = article(text)
    assert found.title == "GRAIN SHIPS WAIT OFF KELM AS DOCKERS STRIKE"
    assert found.body.split("\n\n") == [
        "KELM, March 3 - Some thirty grain ships lay at anchor off Kelm on Tuesday as dockers began the second week of"
        " a strike over night shifts, port officials said.",
        "The union said it would meet the port authority on Friday if the plan for new shifts was withdrawn first.",
    ]
    assert found.dateline == "KELM"
    assert found.published is None


def test_wrapped_lines_below_a_menu_become_paragraphs() -> None:
    menu = "\n".join(("Portada", "Deportes", "Cultura", "El tiempo", "Iniciar sesión", "Suscríbete"))
    lines = """El puerto recibe el primer barco del año
Texto de Ida Bergmann

El puerto de Elsing recibió este lunes el primer barco del año, cargado con
madera y pescado seco, después de un mes de hielo en la bahía que impidió
toda navegación.

El capitán contó que el viaje duró doce días y que la tripulación pasó las
fiestas en alta mar."""
    footer = "\n".join(("Comentarios (12)", "Deja tu comentario", "Aviso legal", "Política de privacidad"))
    found = article(f"{menu}\n{lines}\n\n{footer}")
    assert (found.title, found.authors) == ("El puerto recibe el primer barco del año", ("Ida Bergmann",))
    assert found.body.split("\n\n") == [" ".join(part.split()) for part in lines.split("\n\n")[1:]]


def test_a_line_that_breaks_off_is_joined_to_its_rest_where_other_lines_are_whole() -> None:
    whole = "The municipality will fly in mail and medicine twice a week until the pier at Tarvo is mended, which it hopes to see in April."
    broken = "The pier at Tarvo is no longer safe in a north wind, said the\nharbour master, Edda Roslin."
    found = article(f"Ferry to Tarvo Island stops for the winter\n{broken}\n- mail twice a week\n- medicine\n{whole}")
    assert found.body.split("\n\n") == [broken.replace("\n", " "), "- mail twice a week", "- medicine", whole]


@pytest.mark.parametrize("menu", ["Home News World Sport Business", "News | Culture | Opinion | Weather | Alerts"])
def test_the_sections_of_a_site_on_one_line_are_no_title(menu: str) -> None:
    title, text = FERRY.split("\n\n", 1)
    found = article(f"{menu}\n{title}\n\n{text}")
    assert (found.title, found.body) == (title, text.strip())
    assert menu in [item.text for item in found.removed]


def test_a_line_of_a_menu_is_no_title() -> None:
    title, text = FERRY.split("\n\n", 1)
    found = article(f"Home\nPolitics\nSign in\n{title}\nBy Ida Berg with AFP\n{text}")
    assert (found.title, found.authors, found.body) == (title, ("Ida Berg",), text.strip())
    assert words(f"Politics {title}") <= words(" ".join([*(item.text for item in found.removed), found.title]))


def test_no_first_sentence_is_lost_to_a_title_behind_it() -> None:
    text = """Four ferries have been ordered for the winter by the council of Elsing.
            They include the long awaited Northern Light and the Kelm.
            But there is no money for the oldest ship of the fleet, which has been said to leak in every harbour of the
            coast since spring.
            The four ships will be chosen from nine when the council meets in March."""
    found = article(text)
    assert words(text) == words(found.body)


def test_words_divided_at_the_end_of_a_line() -> None:
    text = """GRAIN SHIPS WAIT OFF KELM AS DOCKERS STRIKE

Some thirty grain ships lay at anchor off Kelm on Tuesday, as an inspec-
tion of the port and of its well-
known cranes went on over the strike of the dockers, officials said, and
the union said it would meet the port authority on Friday if the plan for
new shifts was withdrawn first.
"""
    assert "an inspection of the port and of its well-known cranes" in article(text).body
    german = "Der Hafen von Tarvo bleibt bis zum Sommer gesperrt, teilte die Ver-\nwaltung am Freitag mit."
    assert "teilte die Verwaltung am Freitag" in article(f"Hafen gesperrt\n\n{german}").body


@pytest.mark.parametrize("last", ["He was not hurt.", "Ferries run again from the first of April."])
def test_links_under_a_heading_go_and_the_paragraph_behind_them_stays(last: str) -> None:
    found = article(f"{FERRY}\n\nRelated stories\n\nStorm damages harbour wall\n\n{last}")
    assert found.body.endswith(f"April.\n\n{last}")
    assert ("related", "Related stories\nStorm damages harbour wall") in {(r.rule, r.text) for r in found.removed}
    assert article(f"{FERRY}\n\nRelated stories\n\nStorm damages harbour wall\n\nWho pays?").body.endswith("April.")


@pytest.mark.parametrize(
    ("damaged", "mended"),
    [
        ("Minister Clara HolmenHe left the meeting early.", "Minister Clara Holmen He left the meeting early."),
        ("He said so in data from the office. .", "He said so in data from the office."),
        ("The vote was close , the speaker said.", "The vote was close, the speaker said."),
        ("They met on Monday.The talks failed.", "They met on Monday. The talks failed."),
        ("Her iPhone and the MacLaren family's YouTube page.", "Her iPhone and the MacLaren family's YouTube page."),
        ("It is on GoFundMe, said McTarvoHe.", "It is on GoFundMe, said McTarvoHe."),
        ("McKenzie Ltd and DeVries joined LinkedIn.", "McKenzie Ltd and DeVries joined LinkedIn."),
        (
            "Read the sectionComments below, with words by Ida Berg.",
            "Read the section Comments below, with words by Ida Berg.",
        ),
        (
            "They were accused oftrying to sell meat followingin the rules.",
            "They were accused of trying to sell meat following in the rules.",
        ),
        ("H arbours along the coast are closed.", "Harbours along the coast are closed."),
        ("T cells were found in the samples.", "T cells were found in the samples."),
        ("Published byReuters and, says Reuters, by others.", "Published by Reuters and, says Reuters, by others."),
        ("GlowWorks sued; GlowWorks had glow lamps.", "GlowWorks sued; GlowWorks had glow lamps."),
        ("A cidade votou na quinta-feiraO prefeito perdeu.", "A cidade votou na quinta-feira O prefeito perdeu."),
        ("They met yesterdayA vote is due, vitaminX or not.", "They met yesterday A vote is due, vitaminX or not."),
    ],
)
def test_glued_words_and_stray_punctuation(damaged: str, mended: str) -> None:
    assert article(f"{FERRY}\n\n{damaged}").body.split("\n\n")[-1] == mended


@pytest.mark.parametrize(
    ("damaged", "mended"),
    [
        ("They were accused oftrying to sell it.", "They were accused of trying to sell it."),
        ("Longsecurity linescould form there.", "Long security lines could form there."),
        ("ICEagents and theUS consul left.", "ICE agents and the US consul left."),
        ("He wasarrested inElsingand sentenced.", "He was arrested in Elsing and sentenced."),
        ("Holmen’slatest visit was onMonday.", "Holmen’s latest visit was on Monday."),
        ("The council,according tothe mayor,met.", "The council, according to the mayor, met."),
        (
            "In2019 and 2020after it was around$450 afterthe vote.",
            "In2019 and 2020 after it was around $450 after the vote.",
        ),
        ("The “loyal”ones called“old friends” ofthe port.", "The “loyal” ones called “old friends” of the port."),
    ],
)
def test_spaces_that_links_lost_are_put_back(damaged: str, mended: str) -> None:
    assert article(f"{FERRY}\n\n{damaged}").body.split("\n\n")[-1] == mended


def test_names_and_compounds_stay_whole_in_a_damaged_text() -> None:
    line = (
        "Andover, Goodman and McDonald of DeepMind, eBay and YouTube; NGOs, MPs, a ticketmaster, snowpack, "
        "counterterrorism and overspending, 10mph and 5th; JPMorgan, LaGuardia, iPhones."
    )
    assert article(f"{FERRY}\n\n{line} It is partof thetext.").body.endswith(f"{line} It is part of the text.")


def test_a_sound_text_keeps_its_odd_words() -> None:
    line = "The undersold superfan,says one,met WebGrid and a shopfellow."
    assert article(f"{FERRY}\n\n{line}").body.endswith(line)


def test_tokenised_text_keeps_its_spaces() -> None:
    line = "The team , led by Ida Berg , won the cup , the first in years , on Sunday ."
    assert article(f"{FERRY}\n\n{line}").body.endswith(line)


@pytest.mark.parametrize(
    "line",
    [
        "Leia também: Chuvas fecham estrada no sul",
        "Lire aussi : La neige ferme une route",
        "Lesen Sie auch: Schnee schließt Passstraße",
        "Leggi anche: La neve chiude una strada",
        "Lee también: La nieve cierra una carretera",
        "Sign up for our newsletter and never miss a story.",
        "Story continues below advertisement",
    ],
)
def test_lines_of_the_page_within_a_clean_body(line: str) -> None:
    first, rest = FERRY.split("\n\n", 1)[1].split("\n\n", 1)
    found = article(f"{first}\n\n{line}\n\n{rest}", kind="clean", title="Ferry stops")
    assert line not in found.body
    assert [(item.position, item.text) for item in found.removed] == [("within", line)]


def test_dialogue_lists_and_tables_stay() -> None:
    parts = ["What they found:", "1. Two cracked piles", "2. A loose fender", "Year | Crossings | Delays", "2021 | 704 | 31",
             "Is it safe?", "“No.”"]  # fmt: skip
    found = article(FERRY + "\n\n" + "\n\n".join(parts) + "\n\n" + FERRY.split("\n\n")[1].replace("Sunday", "Monday"))
    assert all(part in found.body.split("\n\n") for part in parts)


def test_closing_lines_give_authors_and_sources() -> None:
    found = article(
        f"{FERRY}\n(From Ada Lund and Per Holt of Reuters and Ines Vall, from CNN)\nSource: CNN Brasil\n\n"
        "I’m Nora Field, a seasoned news writer for Coast Ledger. I have been writing about the sea for ten years."
    )
    assert found.authors == ("Ada Lund", "Per Holt", "Ines Vall", "Nora Field")
    assert {(c.name, c.role) for c in found.credits} == {
        ("Reuters", "credit"), ("CNN", "credit"), ("CNN Brasil", "credit"), ("Coast Ledger", "publisher"),
    }  # fmt: skip
    assert found.body == FERRY.split("\n\n", 1)[1].strip()


def test_text_given_twice_is_kept_once() -> None:
    body = FERRY.split("\n\n", 1)[1].strip()
    found = article(f"{body}\n\n{body}", kind="clean", title="Ferry stops")
    assert found.body == body
    assert {item.rule for item in found.removed} == {"repeated"}


def test_name_of_the_site_behind_the_title() -> None:
    found = article(FERRY.replace("winter\n", "winter | Harbour News\n", 1))
    assert found.title == "Ferry to Tarvo Island stops for the winter"
    assert found.removed[0].text == "| Harbour News"


def test_dates_without_a_year_are_not_completed() -> None:
    assert article("KELM, March 3 (Reuters) - Ships waited off the port on Tuesday, officials said.").published is None
    dated = article("KELM 1996-08-30 Ships waited off the port on Friday, officials said in a statement.")
    assert (dated.published, dated.published_origin) == ("1996-08-30", "dateline")


def test_fields_of_the_format_win() -> None:
    found = article(
        FERRY, kind="clean", title="Ferry stops", title_origin="metadata", authors=("A. Reporter",), published="2021-11-02",
        published_origin="metadata", language="en", external_id="x1",
    )  # fmt: skip
    assert (found.title, found.title_origin, found.authors) == ("Ferry stops", "metadata", ("A. Reporter",))
    assert (found.published, found.published_origin, found.external_id) == ("2021-11-02", "metadata", "x1")


@pytest.mark.parametrize("text", ["", " \n\n ", "…", "Comments", "Share\nTweet\n", "\x00\ufeff", "a"])
def test_texts_without_an_article(text: str) -> None:
    found = article(text)
    assert words(found.body) <= words(text)


LINES = st.lists(
    st.one_of(
        st.text(max_size=60),
        st.sampled_from(
            ["Home", "Comments", "See also: more", "By Ida Berg", "* item", "Source: EFE", "March 3, 2021"]
        ),
        st.sampled_from([part for part in FERRY.split("\n") if part]),
    ),
    max_size=25,
)


@given(LINES, st.sampled_from(["page", "clean"]))
def test_nothing_is_lost(lines: list[str], kind: str) -> None:
    text = re.sub("[\u200b-\u200f\u202a-\u202e\u2060\ufeff\u00ad\x00-\x1f\x7f-\x9f]", " ", "\n".join(lines)).replace(
        "\n ", "\n"
    )
    text = "\n".join(re.sub(r"([a-zß-ÿ])(?=[A-ZÀ-Þ])", r"\1 ", line) for line in lines) if text else text
    found = article(text, kind)
    left = words(found.body)
    for item in found.removed:
        left += words(item.text)
    if found.title_origin == "first-line":
        left += words(found.title)
    normal = words("\n".join(block.text for block in clean.blocks(text)))
    assert not normal - left


@given(st.text(max_size=400), st.sampled_from(["page", "clean"]))
def test_never_raises(text: str, kind: str) -> None:
    article(text, kind)


def test_cleaning_twice_changes_nothing() -> None:
    once = article(PAGE)
    twice = article(once.body, kind="clean", title=once.title)
    assert (twice.body, twice.title, twice.removed) == (once.body, once.title, ())


@pytest.mark.parametrize(
    "filler", ["a", "aA", "((", '" ', "1.", "a.A", "- ", "|", "http : / / ", "By A ", "é—", "data "]
)
def test_a_line_of_a_million_characters(filler: str) -> None:
    """Patterns that backtrack would take hours here."""
    found = article(filler * (1_000_000 // len(filler)) + "\n\n" + FERRY)
    assert "harbour master" in found.body


SHARED = "\n".join(("Share", "Facebook", "Twitter", "Email", "Print", "Copy link", "Comments", "0 shares", "Listen"))


@pytest.mark.parametrize(
    ("line", "day", "authors"),
    [
        ("By Ida Berg on Monday, November 18th, 2019 at 11:08 a.m.", "2019-11-18", ("Ida Berg",)),
        ("By Ida Berg | November 18, 2019 -- 19:14 GMT (19:14 GMT) | Topic: Ferries", "2019-11-18", ("Ida Berg",)),
        ("Written by Ida Berg, RN on November 18, 2019", "2019-11-18", ("Ida Berg",)),
        ("PUBLISHED: November 18, 2019 at 8:59 pm | UPDATED: November 19, 2019 at 7:16 am", "2019-11-18", ()),
        ("Por Ida Berg, 18 de noviembre de 2019", "2019-11-18", ("Ida Berg",)),
        ("Von Ida Berg 18. November 2019, 9:05 Uhr", "2019-11-18", ("Ida Berg",)),
        ("By Ida Berg Staff Writer", None, ("Ida Berg",)),
        ("Ida Berg Senior Editor", None, ("Ida Berg",)),
        ("Ida Berg - November 18, 2019", "2019-11-18", ("Ida Berg",)),
        ("Ida Berg Published: November 18, 2019", "2019-11-18", ("Ida Berg",)),
        ("Port Elsing, November 18, 2019", "2019-11-18", ()),
        ("Ida Berg 23", None, ()),
        ("Photo: Ida Berg, Reuters", None, ()),
        ("Her father left Port Elsing on November 18, 2019.", None, ()),
    ],
)
def test_the_line_under_the_title_tells_day_and_author(line: str, day: str | None, authors: tuple[str, ...]) -> None:
    title, text = FERRY.split("\n\n", 1)
    for between in ("", f"{SHARED}\n"):  # share links stand between it and the text on many pages
        found = article(f"{title}\n{line}\n{between}{text}")
        assert ((found.published or "")[:10] or None, found.authors) == (day, authors)


ANNOUNCED = [
    ("Leia também: Chuvas fecham estradas no norte", "A obra custou 4 milhões e foi paga pelo governo estadual."),
    ("Leggi anche: Le piogge chiudono le strade", "L'opera è costata quattro milioni di euro."),
    ("Читайте также: Дожди закрыли дороги", "Жители отметили это событие музыкой и хлебом."),
    ("See also: Rain closes roads in the north", "The work cost four million."),
    ("関連記事：雨で北部の道路が閉鎖", "店を営むテレスさんは「長く待った」と話した。"),
]


@pytest.mark.parametrize(("line", "last"), ANNOUNCED)
def test_a_line_that_names_another_article_does_not_end_this_one(line: str, last: str) -> None:
    found = article(f"{FERRY}\n{line}\n\n{last}\n")
    assert found.body.endswith(last)
    assert [item.text for item in found.removed] == [line]


def test_a_heading_ends_the_article_with_the_titles_below_it() -> None:
    found = article(f"{FERRY}\nLeia mais\nChuvas fecham estradas no norte\nFestival começa na sexta\n")
    assert found.body == FERRY.split("\n\n", 1)[1].strip()


def test_a_derived_title_does_without_the_dateline() -> None:
    first = FERRY.split("\n\n", 2)[1]
    found = article(f"PORT ELSING, Feb 3 (Reuters) - {first}")
    assert (found.title_origin, found.dateline) == ("lede", "PORT ELSING")
    assert found.title.startswith("The ferry between")
    assert found.body.startswith("PORT ELSING")


@pytest.mark.parametrize(
    ("text", "place", "agency"),
    [
        ("МОСКВА, 3 февраля. /ТАСС/. Мост через реку вновь открыт, сообщил мэр города.", "МОСКВА", "TASS"),
        ("新华社北京11月18日电（记者 王小明）河上的大桥周一在三个月的施工后重新开放。", "北京", "Xinhua"),
        ("Madrid, 22 feb (EFE).- El ministro anunció este martes un acuerdo.", "Madrid", "EFE"),
        ("Choose 5 must-have tools for the garden, says a new book on winter work.", None, None),
    ],
)
def test_datelines_in_several_scripts(text: str, place: str | None, agency: str | None) -> None:
    found = article(text, kind="clean")
    assert (found.dateline, next((credit.name for credit in found.credits), None)) == (place, agency)


@pytest.mark.parametrize(
    ("line", "name"), [("来源：新华社", "Xinhua"), ("المصدر: رويترز", "Reuters"), ("（共同）", "Kyodo News")]
)
def test_credit_lines_in_several_scripts(line: str, name: str) -> None:
    found = article(f"{FERRY}\n{line}\n")
    assert [credit.name for credit in found.credits] == [name]
    assert line not in found.body


def test_the_outlet_in_the_title_of_the_window_is_the_publisher() -> None:
    title, text = FERRY.split("\n\n", 1)
    menu = "\n".join(("News", "Sport", "Weather", "Culture", "Travel", "Log in", "Subscribe", "Newsletters"))
    found = article(f"{title} - Los Angeles Times\n{menu}\n{title}\nBy Ida Berg\n{text}")
    assert found.title == title
    assert [(credit.name, credit.role) for credit in found.credits] == [("Los Angeles Times", "publisher")]


def test_the_publisher_behind_an_author_is_no_credit() -> None:
    title, text = FERRY.split("\n\n", 1)
    found = article(f"{title}\nBy Ida Berg, Los Angeles Times\n{text}", url="https://www.latimes.com/ferry")
    assert [(credit.name, credit.role) for credit in found.credits] == [("Los Angeles Times", "publisher")]


HEADLINE, _, STORY = FERRY.partition("\n\n")


@pytest.mark.parametrize(
    ("lines", "authors"),
    [
        ("By\n\nMalin Oskarsdatter", ("Malin Oskarsdatter",)),
        ("Author:\n\nMalin Oskarsdatter, Jon Holm", ("Malin Oskarsdatter", "Jon Holm")),
        ("Malin Oskarsdatter\n\nMay 3, 2019", ("Malin Oskarsdatter",)),
        (
            "Malin Oskarsdatter and Jon Holm in Tarvo\n\nHarbour reporter\n\n3 May 2019",
            ("Malin Oskarsdatter", "Jon Holm"),
        ),
        ("Ida Berg USA TODAY", ("Ida Berg",)),
        ("By Ida Berg Ida Berg", ("Ida Berg",)),
        ("Tarvo Island", ()),
        ("United Kingdom\n\nMay 3, 2019", ()),
        ("Evidence Based\n\nMay 3, 2019", ()),
        ("LOGIN SUBSCRIBE\n\nMay 3, 2019", ()),
    ],
)
def test_authors_on_lines_of_their_own(lines: str, authors: tuple[str, ...]) -> None:
    assert article(f"{HEADLINE}\n\n{lines}\n\n{STORY}").authors == authors


@pytest.mark.parametrize(
    "caption",
    [
        "The pier of Tarvo after the storm. (Image: COAST LEDGER)",
        "Image copyright Coast Ledger Image caption The pier of Tarvo",
        "Edda Roslin at the pier (AP Photo/Ida Berg)",
    ],
)
def test_captions_in_the_text_go(caption: str) -> None:
    assert caption not in article(f"{FERRY}\n\n{caption}\n\nFerries run again from the first of April.").body


def test_a_credit_line_is_no_title() -> None:
    found = article(f"Source: Reuters\n\n{STORY}")
    assert found.title_origin == "lede" and found.title.startswith("The ferry between Port Elsing")


def test_names_over_a_text_that_does_not_speak_of_them_are_its_authors() -> None:
    text = FERRY.split("\n\n", 1)[1]
    found = article(f"MALIN OSKARSDATTER\n\n{text}")
    assert (found.authors, found.title_origin, found.body) == (("Malin Oskarsdatter",), "lede", text.strip())
    for title in ("Edda Roslin", "Per Holt: what the sea taught me", "Per Holt's last stand - The Guardian"):
        assert article(f"{title}\n\n{text}").title == title


def test_a_byline_can_be_the_last_line_and_the_only_one() -> None:
    found = article(f"{FERRY}\n\nBy Malin Oskarsdatter")
    assert (found.authors, found.body) == (("Malin Oskarsdatter",), FERRY.split("\n\n", 1)[1].strip())
    paragraph = STORY.replace("\n\n", " ")
    assert article(f"{HEADLINE}\n\nBy Per Holt\n\n{paragraph}\n\nBy Malin Oskarsdatter").authors == ("Per Holt",)


def test_the_title_stands_above_the_standfirst_that_shares_more_words_with_the_text() -> None:
    menu = "Home\nNews\nSport\nWeather\nShop\nJobs\nSign in\n"
    standfirst = "Port Elsing and Tarvo Island lose the ferry two weeks early as the pier is no longer safe"
    text = FERRY.split("\n\n", 1)[1]
    found = article(
        f"{menu}\nThe ferry to Tarvo Island made its last crossing\n{standfirst}\nBy Per Holt\n\n{text}\n{menu}"
    )
    assert found.title == "The ferry to Tarvo Island made its last crossing"


def test_a_photographer_with_an_agency_is_no_author_beside_a_byline() -> None:
    title, text = FERRY.split("\n\n", 1)
    for lines in ("Ida Berg, Reuters\nBy Jan Holm", "By Jan Holm\nIda Berg, Reuters"):
        found = article(f"{title}\n{lines}\n{text}")
        assert (found.authors, found.body) == (("Jan Holm",), text.strip())


def test_captions_of_archive_pictures_are_taken_out() -> None:
    title, first, *rest = FERRY.split("\n\n")
    caption = "FILE PHOTO: A ferry lies at the pier of Tarvo, June 3, 2018. REUTERS/Ida Berg"
    found = article("\n\n".join([title, first, caption, *rest]))
    assert "FILE PHOTO" not in found.body
    assert caption in [item.text for item in found.removed]


def test_the_address_over_a_text_gives_publisher_and_date() -> None:
    found = article(f"http : / / www . theguardian . com / 2021 / nov / 02 / ferry - stops\n{FERRY}")
    assert found.url == "http://www.theguardian.com/2021/nov/02/ferry-stops"
    assert (found.published, found.published_origin) == ("2021-11-02", "url")
    assert [(c.name, c.role) for c in found.credits] == [("The Guardian", "publisher")]


def test_a_dateline_behind_a_standfirst_names_the_agency() -> None:
    headline, *paragraphs = FERRY.strip().split("\n\n")
    found = article("\n\n".join([headline, paragraphs[1], f"TARVO, Nov 2 (UPI) -- {paragraphs[0]}", paragraphs[2]]))
    assert found.dateline == "TARVO"
    assert [(c.name, c.role) for c in found.credits] == [("United Press International", "agency")]


def test_a_closing_credit_names_the_author_and_the_outlet() -> None:
    found = article(f"{FERRY}\n(Texto de Maria Souza, da CNN Brasil)")
    assert found.authors == ("Maria Souza",)
    assert [(credit.name, credit.role) for credit in found.credits] == [("CNN Brasil", "credit")]


@pytest.mark.parametrize(
    ("fields", "head", "expected"),
    [
        ({"url": "https://site.example/2023/02/ferry"}, "TARVO, Feb 8 (Reuters) - ", ("2023-02-08", "dateline")),
        ({"url": "https://site.example/2023/02/ferry"}, "TARVO, 31 Jan (Reuters) - ", ("2023-02", "url")),
        ({"url": "https://site.example/2023/02/ferry"}, "", ("2023-02", "url")),
        ({"url": "https://site.example/2023/02/09/ferry"}, "TARVO, Feb 8 (Reuters) - ", ("2023-02-09", "url")),
        ({"published": "1996", "published_origin": "metadata"}, "TARVO, August 30 - ", ("1996-08-30", "dateline")),
        ({}, "TARVO, Feb 8 (Reuters) - ", (None, None)),
    ],
)
def test_a_dateline_without_a_year_is_of_the_year_that_is_known(
    fields: dict[str, str], head: str, expected: tuple[str | None, str | None]
) -> None:
    title, text = FERRY.split("\n\n", 1)
    found = article(f"{head}{text.strip()}", "article", title=title, **fields)
    assert (found.published, found.published_origin) == expected
