"""Raw mentions made names: what the recogniser cut wrongly or took for something else."""

from __future__ import annotations

import pytest
from marked import whole

from datasette_newswire.load.models import Article, Kind, Mention
from datasette_newswire.load.recognise.tidy import tidy


def tidied(body: str, text: str, kind: Kind) -> list[tuple[str, str]]:
    """(kind, text) of what becomes of one raw mention."""
    start = body.index(text)
    mention = Mention(kind, "body", start, start + len(text), text, "test@1")
    return [(each.kind, each.text) for each in tidy(Article(title="", title_origin="metadata", body=body), [mention])]


@pytest.mark.parametrize(
    ("body", "text", "expected"),
    [
        ("In the hall Volodymyr Zelenskyy and a prince waited.", "Volodymyr", ("person", "Volodymyr Zelenskyy")),
        ("They drove through Volodymyr and on to the border.", "Volodymyr", ("place", "Volodymyr")),
        ("The boats left Victoria Falls behind them.", "Victoria", ("place", "Victoria")),
        ("She flew to Paris Monday morning.", "Paris", ("place", "Paris")),
    ],
)
def test_a_given_name_taken_for_a_town(body: str, text: str, expected: tuple[str, str]) -> None:
    assert tidied(body, text, "place") == [expected]


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("Messages came from Theresa May and others.", "Theresa May"),
        ("The storm reached Theresa May 12 in the evening.", "Theresa"),
    ],
)
def test_a_month_can_be_a_family_name(body: str, expected: str) -> None:
    assert tidied(body, "Theresa", "person") == [("person", expected)]


def kinds(marked: str) -> list[tuple[str, str]]:
    """(kind, name) of all that an article names, its mentions marked as tests/marked.py says."""
    return [(name.kind, name.name) for name in whole(marked)]


@pytest.mark.parametrize(
    "marked",
    [
        "[p:Torm] crude fell again.",
        "The probe circled the [p:Moon] twice.",
        "Hurricane [p:Tornquist] came ashore at noon.",
        "She wore [p:Violet Dawn] (£4.95) to the ball.",
        "They showed [p:Linnea] (1940) in the yard.",
        "He won the [o:Max Tornquist Cup] by a point.",
        "The lander [o:Tornquist] sent pictures.",
        "It carried a small helicopter, [o:Tornquist].",
        "[o:Tornquist] reddened the sky. The volcano Tornquist had slept.",
        "The [o:Max Tornquist Space Telescope] is sharp. [o:Tornquist] sees far.",
        "The bells of St Max's [o:Cathedral] rang.",
        "Two appeal regional centres ([p:Arcs]) closed.",
        "The risk of tern flu ([o:RTF]) rose. [o:RTF] is new.",
        "The [o:Tornquist Recovery Plan] ([o:TRP]) failed. The [o:TRP] was long.",
        "[o:Defense] Minister Bo Ek left.",
        "[o:Duchess] or not, she paid.",
        "She is a professor emerita of [o:Media Studies] and a vice-president for [o:Student Affairs].",
        "He has studied [o:Hydraulic Engineering] and holds a master's degree in the [o:Performing Arts].",
        "[o:Woman of the Year] was cancelled.",
        "LEMBERG ([l:Lake Wire]) - The mill burned.",
        "[o:Astronauts] sleep badly.",
        "He asked what [o:AI] would cost.",
    ],
)
def test_names_of_things_events_and_offices_are_none(marked: str) -> None:
    assert kinds(marked) == []


@pytest.mark.parametrize(
    ("marked", "expected"),
    [
        ("The [l:Ohio] Barge Advisory Council met.", "Ohio Barge Advisory Council"),
        ("The [l:Ohio] Department of Health and Safety said no.", "Ohio Department of Health and Safety"),
        ("An [l:Ohio] State coach rang.", "Ohio State"),
        ("[o:Tornquist Buses] Wales was fined.", "Tornquist Buses Wales"),
        ("Then [o:Mill Register] News Agency rang.", "Mill Register News Agency"),
        ("[p:Bo Ek] told KXLM-FM so.", "KXLM-FM"),
        ("The Swan is let by [o:KOLVEDA] again.", "KOLVEDA"),
        ("Torm Aid ([l:England] and [l:Wales]) said so.", "Torm Aid (England and Wales)"),
        ('The "[o:Mill Register™]" lists them.', "Mill Register"),
        ("The data firm [p:Torm] agreed.", "Torm"),
        ("Then [o:Torm Inc.] Chief Executive [p:Bo Ek] left.", "Torm Inc."),
        ("A professor of [o:Economics at the Torm School] left.", "Torm School"),
        ('They asked the rights organisation "[p:Torm]" again.', "Torm"),
        ("Bo, an analyst at [p:Torm Kidrun], agreed.", "Torm Kidrun"),
        ("Then the [o:Ministry of Health], Sports and Tourism met.", "Ministry of Health, Sports and Tourism"),
        ("Then the [o:School of Oriental] and African Studies met.", "School of Oriental and African Studies"),
        ("Then the [o:Ministry of Health] and President [p:Bo Ek] met.", "Ministry of Health"),
        ("She was director for [o:Torm Kidrun] until May.", "Torm Kidrun"),
        ("They met at the [l:Torm Propulsion Laboratory] at noon.", "Torm Propulsion Laboratory"),
        ("The [o:Office for the Constitution] met.", "Office for the Constitution"),
        ("The [o:UN Environment Programme] met.", "UN Environment Programme"),
        ("The [o:Torm Council] for Dikes in [l:Holland] (TCDH) met.", "Torm Council for Dikes in Holland"),
        ("The Public Dike Association (PDA) met [p:Bo Ek].", "Public Dike Association"),
        ("[p:Instagram] was slow.", "Instagram"),
        ("He is with the [p:UN] now.", "UN"),
        ("She rose through the ranks of the [l:UN] and left.", "UN"),
        ("She runs the news site [p:Torm] from home.", "Torm"),
    ],
)
def test_organizations_that_a_recogniser_saw_in_part_or_took_for_something_else(marked: str, expected: str) -> None:
    assert [text for kind, text in kinds(marked) if kind == "organization"] == [expected]


@pytest.mark.parametrize(
    ("marked", "expected"),
    [
        ("In spring [p:Linnea von] der Torm spoke.", "Linnea von der Torm"),
        ("Then [p:Park Yun]-ho spoke.", "Park Yun-ho"),
        ("A [p:Max Torm]-led board met.", "Max Torm"),
    ],
)
def test_names_cut_at_a_particle_or_syllable(marked: str, expected: str) -> None:
    assert kinds(marked) == [("person", expected)]


def test_an_abbreviation_that_is_explained_is_the_organization_everywhere() -> None:
    found = whole("The [o:Lemberg Institute of Tourism] (Intur) met. [p:Intur] paid. Nobody saw Intur again.")
    assert [(name.kind, [mention.text for mention in name.mentions]) for name in found] == [
        ("organization", ["Lemberg Institute of Tourism", "Intur", "Intur", "Intur"])
    ]


@pytest.mark.parametrize(
    "marked",
    [
        "The Union Dike Governor (UDG) met [p:Bo Ek].",
        "The Union Garden Dwarfs (UGDs) met [p:Bo Ek].",
        "He met [p:Bo Ek] of the Torm Team (BETT).",
    ],
)
def test_an_office_many_things_and_a_person_are_no_organization(marked: str) -> None:
    assert kinds(marked) == [("person", "Bo Ek")]


@pytest.mark.parametrize(
    ("marked", "expected"),
    [
        ("Then [p:Ram Nath] Tornquist left.", "Ram Nath Tornquist"),
        ("Then [p:Kailesh Kumar] Torm Jagutpal left.", "Kailesh Kumar Torm Jagutpal"),
        ("Then [p:Ram Nath] Tuesday left.", "Ram Nath"),
        ("Then [p:Ram Nath] Minister left.", "Ram Nath"),
        ("Then [p:Ram Nath] Danish left.", "Ram Nath"),
        ("Then [p:Ram Nath] Torm [o:Bank] left.", "Ram Nath"),
        ("Then [o:K. R. Tornquist] left.", "K. R. Tornquist"),
        ("Then [l:K R Tornquist] left.", "K R Tornquist"),
    ],
)
def test_the_whole_of_a_name_of_a_person(marked: str, expected: str) -> None:
    assert ("person", expected) in kinds(marked)


@pytest.mark.parametrize("name", ["U.S. Bancorp", "J. C. Penney", "N. Ireland", "B. C. Ferries"])
def test_initials_of_countries_and_companies_are_no_persons(name: str) -> None:
    assert "person" not in {kind for kind, _ in kinds(f"Then [o:{name}] met.")}


def test_a_lone_name_follows_the_full_one_whatever_the_recogniser_took_that_for() -> None:
    assert kinds("Foreign Minister [o:Bo Tornquist] left. [o:Tornquist] had been ill.") == [("person", "Bo Tornquist")]


def test_nobles_are_people_and_their_titles_no_places() -> None:
    found = kinds("[p:Bo Ek] met the Duchess of [l:Bristol]. Later the Duchess left for [l:Bath].")
    assert sorted(found) == [("person", "Bo Ek"), ("person", "Duchess of Bristol"), ("place", "Bath")]


@pytest.mark.parametrize(
    ("marked", "expected"),
    [
        ("Rain fell in [o:Oslo] all day.", "Oslo"),
        ("It stood near [p:Torm Ball], North Dakota, then.", "Torm Ball"),
        ("The [o:Torm Tunnel] is shut.", "Torm Tunnel"),
        ("They built a well at [p:Ganga Torm] in May.", "Ganga Torm"),
        ("A farmer from [p:Torm Baydi] village left.", "Torm Baydi"),
        ("[o:KITTY] [l:HAWK], North Carolina, is windy.", "KITTY HAWK"),
    ],
)
def test_organizations_and_people_that_are_places(marked: str, expected: str) -> None:
    assert ("place", expected) in kinds(marked)


@pytest.mark.parametrize(
    "marked",
    ["Their confidence in [p:Torm Baydi] is gone.", "They met at [p:Torm Baydi]'s house.", "They saw it in [p:Bo Ek]."],
)
def test_people_are_not_places_where_people_stand_as_well(marked: str) -> None:
    assert [kind for kind, _ in kinds(marked)] == ["person"]


def test_a_text_in_capitals_has_no_names_made_of_common_words() -> None:
    assert kinds("[p:STORM WITH] RAIN. [o:INDEPENDENCE] CAME AND [p:TORNQUIST] SPOKE OF IT") == [
        ("person", "TORNQUIST")
    ]


def test_a_word_of_many_names_is_none_in_a_text_in_capitals() -> None:
    assert tidied("THE UNITED FRONT OF THE NORTH MET AGAIN LAST WEEK IN THE HALL.", "UNITED", "organization") == []
    unesco = ("organization", "UNESCO")
    assert tidied("THE MEN OF UNESCO MET AGAIN LAST WEEK IN THE HALL.", "UNESCO", "organization") == [unesco]


@pytest.mark.parametrize(
    ("text", "kind", "expected"),
    [
        ("Torm news agency", "organization", [("organization", "Torm")]),
        ("Torm party", "organization", [("organization", "Torm party")]),
        ("Leeds airport", "place", [("place", "Leeds")]),
        (
            "Ekberg, Tornquist, Hufeland",
            "person",
            [("person", "Ekberg"), ("person", "Tornquist"), ("person", "Hufeland")],
        ),
        ("Ekberg, Tornquist", "organization", [("organization", "Ekberg"), ("organization", "Tornquist")]),
        ("Ekberg 2020-03-01 Tornquist", "organization", [("organization", "Ekberg"), ("organization", "Tornquist")]),
        ("Reserves: Ekberg", "person", [("person", "Reserves"), ("person", "Ekberg")]),
    ],
)
def test_common_words_behind_a_name_and_lists_of_names(text: str, kind: Kind, expected: list[tuple[str, str]]) -> None:
    assert tidied(f"In the hall {text} waited.", text, kind) == expected


def test_a_company_is_known_by_the_first_word_of_its_legal_name() -> None:
    found = kinds("[o:Tornquist Foods Inc] grew. Shares of [p:Tornquist] fell, and [p:Tornquist] said no more.")
    assert found == [("organization", "Tornquist Foods Inc")]
    found = kinds("[o:Tornquist Foods Inc] grew. [p:Bo Tornquist] founded it. [p:Tornquist] said no more.")
    assert ("person", "Bo Tornquist") in found


@pytest.mark.parametrize(
    ("body", "text", "kind", "expected"),
    [
        ("He leads the Centre for Cheese and Butter Studies.", "Centre for Cheese and", "organization",
         [("organization", "Centre for Cheese and Butter Studies")]),
        ("Agents of Customs and Border Protection came.", "Customs", "organization",
         [("organization", "Customs and Border Protection")]),
        ("Envoys of the Organization for Security and Cooperation in Europe came.",
         "Organization for Security and Cooperation", "organization",
         [("organization", "Organization for Security and Cooperation in Europe")]),
        ("The Secretary of Defense came.", "Defense", "organization", []),
        ("The village heard Tan Sri Ek Torvik.", "Tan Sri Ek Torvik", "person", [("person", "Ek Torvik")]),
        ("The Crown Prince Torbald waved.", "Crown Prince Torbald", "organization", [("person", "Torbald")]),
        ("The Empress Casino burned.", "Empress Casino", "organization", [("organization", "Empress Casino")]),
        ("A loan of Torvia (TOV is up.", "Torvia (TOV", "organization",
         [("organization", "Torvia"), ("organization", "TOV")]),
        ("Workers from Lemberg and Krakau met.", "Lemberg and", "place", [("place", "Lemberg")]),
        ("The frigate sailed. Footage shows it.", "Footage", "person", []),
        ("Torv Lunde Funeral Society met.", "Torv Lunde Funeral Society", "person",
         [("person", "Torv Lunde Funeral Society")]),
        ("Torv Lunde Funeral Hospital met.", "Torv Lunde Funeral Hospital", "person",
         [("organization", "Torv Lunde Funeral Hospital")]),
    ],
)  # fmt: skip
def test_where_a_name_ends_and_what_it_is(body: str, text: str, kind: Kind, expected: list[tuple[str, str]]) -> None:
    assert tidied(body, text, kind) == expected


def test_a_ship_is_no_town() -> None:
    body = "The destroyer USS Columbus turned back. Sailors of the Columbus wrote from Columbus."
    mentions = [
        Mention("place", "body", start, start + 8, "Columbus", "test@1")
        for start in range(len(body))
        if body.startswith("Columbus", start)
    ]
    found = tidy(Article(title="", title_origin="metadata", body=body), mentions)
    assert [mention.start for mention in found] == [body.rindex("Columbus")]


def test_a_town_is_not_told_by_an_article_or_a_compound() -> None:
    assert tidied("Staff in the Obama White House agreed.", "Obama", "person") == [("person", "Obama")]
    assert tidied("Savers put it in Roth accounts and in Roth Bonds.", "Roth", "person") == [("place", "Roth")]
    assert tidied("Savers put it in Roth Bonds.", "Roth", "person") == [("person", "Roth")]


@pytest.mark.parametrize(
    ("title", "text", "expected"),
    [
        ("Tornquist Joins Krakau Council Race Again", "Tornquist Joins", ("person", "Tornquist")),
        ("Tornquist Visits Krakau City Council Again", "Krakau City Council", ("organization", "Krakau City Council")),
    ],
)
def test_a_headline_is_read_with_the_names_of_the_text(title: str, text: str, expected: tuple[str, str]) -> None:
    body = "The mayor Ida Tornquist wants to go on. Later Tornquist joins a talk in Krakau, in the city council."
    names: list[tuple[Kind, str, int]] = [
        ("person", "Ida Tornquist", body.index("Ida")),
        ("person", "Tornquist", body.rindex("Tornquist")),
        ("place", "Krakau", body.index("Krakau")),
    ]
    mentions = [Mention("organization", "title", title.index(text), title.index(text) + len(text), text, "test@1")]
    mentions += [Mention(kind, "body", start, start + len(name), name, "test@1") for kind, name, start in names]
    found = tidy(Article(title, "metadata", body), mentions)
    assert [(one.kind, one.text) for one in found if one.field == "title"] == [expected]


def test_an_acronym_is_no_part_of_a_name_that_is_not_in_capitals() -> None:
    body = "Kim Jong Un spoke. Kim Jong Un wrote to the UN, and the UN answered."
    names: list[tuple[Kind, str, int]] = [
        ("person", "Kim Jong Un", 0),
        ("person", "Kim Jong Un", body.rindex("Kim")),
        ("organization", "UN", body.index("UN")),
        ("organization", "UN", body.rindex("UN")),
    ]
    mentions = [Mention(kind, "body", start, start + len(name), name, "test@1") for kind, name, start in names]
    found = tidy(Article(title="", title_origin="metadata", body=body), mentions)
    assert [(one.kind, one.text) for one in found] == [(kind, name) for kind, name, _ in names]
