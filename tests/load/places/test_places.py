"""Places of an article and of the archive: found, told apart, and pinned only where one is likely."""

from __future__ import annotations

import json
import random
from collections.abc import Iterable
from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlite_utils import Database

from datasette_newswire import schema
from datasette_newswire.load import places, resolve
from datasette_newswire.load.models import Article, Credit, Kind, Mention, Name
from datasette_newswire.load.places.weigh import candidates
from datasette_newswire.load.resolve import locations
from datasette_newswire.load.store import sources


def article(body: str, title: str = "A day in the news") -> Article:
    return Article(title, "first-line", body)


def named(item: Article, *texts: str) -> tuple[Mention, ...]:
    """Every occurrence of these texts in the body as a recogniser's mention."""
    found = []
    for text in texts:
        start = item.body.find(text)
        while start >= 0:
            found.append(Mention("place", "body", start, start + len(text), text, "test@1"))
            start = item.body.find(text, start + len(text))
    return tuple(sorted(found, key=lambda mention: mention.start))


def pinned(body: str, *texts: str) -> dict[str, str]:
    """{name: "place, division, country" or "unresolved"}"""
    item = article(body)
    out = {}
    for name in places.within(item, named(item, *texts)):
        chosen = locations.decide(locations.candidates_of(name.detail))
        values = locations.columns(chosen[0]) if chosen else {"name": "unresolved"}
        out[name.name] = ", ".join(str(values[x]) for x in ("name", "admin1", "country_code") if x in values)
    return out


@pytest.mark.parametrize(
    ("body", "text", "expected"),
    [
        ("A fire broke out in Springfield, Illinois, on Friday.", "Springfield", "Springfield, Illinois, US"),
        ("A fire broke out in Springfield, Mo., on Friday.", "Springfield", "Springfield, Missouri, US"),
        ("The mill in Lebanon, Pa., closed.", "Lebanon", "Lebanon, Pennsylvania, US"),
        ("The mill in Bangor, Maine, closed.", "Bangor", "Bangor, Maine, US"),
        ("Talks in Paris went on.", "Paris", "Paris, Île-de-France, FR"),
        ("The port of Lebanon was quiet.", "Lebanon", "Lebanon, None, LB"),
        ("They met in the capital of Peru.", "Peru", "Peru, None, PE"),
        ("Snow fell on Mt Kenya.", "Mt Kenya", "Mount Kenya, None, KE"),
        ("They built a well in Elmira, Ghana, in May.", "Elmira", "unresolved"),
        ("In Geneva, Iran agreed to talks.", "Geneva", "Geneva, Geneva, CH"),
        ("They moved to Oklahoma in May.", "Oklahoma", "Oklahoma, Oklahoma, US"),
        ("Growers in Washington state expect rain.", "Washington", "Washington, Washington, US"),
        ("The senator returned to Washington.", "Washington", "Washington, District of Columbia, US"),
        ("Shares rose in New York.", "New York", "New York City, New York, US"),
        ("The bridge at Buffalo, New York, is shut.", "New York", "New York, New York, US"),
        ("Fighting went on in northern Iraq.", "northern Iraq", "Iraq, None, IQ"),
        ("A dam broke in Calif. on Sunday.", "Calif", "California, California, US"),
        ("Envoys from Armenia, Georgia, Iraq and Iran met.", "Iraq", "Iraq, None, IQ"),
        ("Storms reached the Philippines at night.", "Philippines", "Philippines, None, PH"),
        ("Farmers in Laos wait for rain.", "Laos", "Laos, None, LA"),
        ("Barges on the Danube River stood still.", "Danube River", "Danube, None, None"),
        ("Snow fell all over Yorkshire.", "Yorkshire", "Yorkshire, None, GB"),
        ("Schools in Jammu and Kashmir are shut.", "Jammu and Kashmir", "Jammu and Kashmir, Jammu and Kashmir, IN"),
        ("The minister flew to Korea.", "Korea", "South Korea, None, KR"),
        ("Boats left Muscat for the Governorate of Muscat.", "Governorate of Muscat", "Muscat, Masqaţ, OM"),
        ("Nobody was hurt at Athens International Airport.", "Athens International Airport", "Athens, Attica, GR"),
        ("The votes of Bungoma County were lost.", "Bungoma County", "Bungoma, Bungoma, KE"),
        ("The club moved to Incheon.", "Incheon", "Incheon, Incheon, KR"),
        ("Trains from La Paz were late.", "La Paz", "La Paz, La Paz, BO"),
        ("Rockets hit South Lebanon again.", "South Lebanon", "Lebanon, None, LB"),
        ("A ferry left Sydney, N.S., at noon.", "Sydney", "Sydney, Nova Scotia, CA"),
        ("They raced over North America.", "North America", "North America, None, None"),
    ],
)
def test_what_a_name_means(body: str, text: str, expected: str) -> None:
    others = [other for other in ("Illinois", "Maine", "Armenia", "Georgia", "Iran", "Buffalo") if other in body]
    assert pinned(body, text, *others)[text] == expected


def test_the_other_places_decide() -> None:
    georgia = pinned("Rain fell in Atlanta and Savannah, and all over Georgia.", "Atlanta", "Savannah", "Georgia")
    assert georgia["Georgia"] == "Georgia, Georgia, US"
    assert georgia["Savannah"] == "Savannah, Georgia, US"
    caucasus = pinned("Georgia shut its border with Armenia; Tbilisi protested.", "Georgia", "Armenia", "Tbilisi")
    assert caucasus["Georgia"] == "Georgia, None, GE"
    ontario = pinned("Ottawa and Toronto sent help to London and Kingston.", "Ottawa", "Toronto", "London", "Kingston")
    assert ontario["Kingston"] == "Kingston, Ontario, CA"


def test_a_capital_is_not_its_namesake_among_other_states() -> None:
    body = "Senators from Ohio, Maine, Utah and Iowa left Washington after the vote."
    means = pinned(body, "Ohio", "Maine", "Utah", "Iowa", "Washington")["Washington"]
    assert means == "Washington, District of Columbia, US"


def test_adjectives_tell_of_a_country() -> None:
    plain = pinned("The mayor of Valencia resigned.", "Valencia")
    told = pinned("The mayor of Valencia resigned. " + "Venezuelans were glad, Venezuelan unions too. " * 3, "Valencia")
    assert plain["Valencia"].endswith("ES")
    assert told["Valencia"] == "unresolved"
    body = "The mayor of Valencia resigned; Venezuelans in Caracas were glad, Venezuelan unions in Maracay too."
    assert pinned(body, "Valencia", "Caracas", "Maracay")["Valencia"].endswith("VE")


def test_states_inside_longer_names_are_evidence_and_no_places() -> None:
    body = "The Kentucky State Police and the Madison County Sheriff's Office searched a house in Richmond."
    assert pinned(body, "Richmond") == {"Richmond": "Richmond, Kentucky, US"}


@pytest.mark.parametrize("text", ["European", "Germans", "Muslim", "Interstate 64", "Main Street"])
def test_what_is_no_place(text: str) -> None:
    assert pinned(f"The {text} was there again, and so on.", text) == {}


@pytest.mark.parametrize(
    ("body", "text"),
    [
        ("Volunteers of the VITA scheme help with forms.", "VITA"),
        ("The wall between East and West Berlin fell.", "East"),
        ("He praised what the Kingdom had built.", "Kingdom"),
        ("Prices of the DD brand in shops rose.", "DD"),
        ("It took the second place. (KUNA)", "KUNA"),
        ("DIG is built to help farmers.", "DIG"),
    ],
)
def test_capitals_and_quarters_of_the_sky_are_no_places(body: str, text: str) -> None:
    item = article(body)
    assert places.within(item, named(item, text)) == ()


def test_a_general_word_is_a_place_where_its_kind_or_state_is_told() -> None:
    assert pinned("Floods hit Delta state.", "Delta") == {"Delta": "Delta, Delta, NG"}
    assert pinned("He lives in Republic, Missouri.", "Republic", "Missouri")["Republic"] == "Republic, Missouri, US"


def test_a_word_behind_a_list_tells_the_kind_of_all_in_it() -> None:
    body = "He moved to Los Angeles. Voters in Los Angeles, Orange and San Bernardino Counties are many."
    item = article(body)
    names = places.within(item, named(item, "Los Angeles", "Orange", "San Bernardino"))
    means = [locations.decide(locations.candidates_of(name.detail)) for name in names]
    assert [place and place[0].name for place in means] == [
        "Los Angeles",
        "Los Angeles County",
        "Orange County",
        "San Bernardino County",
    ]


def test_codes_of_divisions_are_told_by_the_article() -> None:
    perth = pinned("Perth and Fremantle are the first in WA to try it.", "Perth", "Fremantle", "WA")
    assert perth["WA"] == "Western Australia, Western Australia, AU"
    seattle = pinned("Seattle and Tacoma are the first in WA to try it.", "Seattle", "Tacoma", "WA")
    assert seattle["WA"] == "Washington, Washington, US"


def test_the_states_are_a_country_only_behind_their_article() -> None:
    assert candidates("the Southern States") == ()
    assert pinned("OTHER STATES WOULD JOIN", "STATES") == {}
    assert pinned("She came back from the States.", "States") == {"States": "United States, None, US"}


def test_countries_in_capitals_are_places() -> None:
    assert pinned("Aid reached the DRC and the UAE by air.", "DRC", "UAE")["DRC"].endswith("CD")


def test_bynames_of_common_words_are_nowhere_on_the_map() -> None:
    assert pinned("They drove to the edge of Magic City.", "Magic City") == {"Magic City": "unresolved"}


def test_a_place_in_a_longer_name_is_none() -> None:
    item = article("Boston College won. Boston slept.")
    names = places.within(item, named(item, "Boston"))
    assert [len(name.mentions) for name in names] == [1]


def test_metonyms_are_marked() -> None:
    item = article("Moscow said the talks failed. Snow fell in Moscow.")
    (name,) = places.within(item, named(item, "Moscow"))
    assert [mention.rule for mention in name.mentions] == ["metonym", "ner"]


def test_a_name_that_nobody_knows_needs_a_word_of_place() -> None:
    assert pinned("The car stopped near Xyzzyville.", "Xyzzyville") == {"Xyzzyville": "unresolved"}
    assert pinned("Xyzzyville never came up again.", "Xyzzyville") == {}


def found(item: Article, *mentions: Mention) -> dict[str, str]:
    return {mention.text: mention.rule for mention in places.find(item, mentions) if mention.kind == "place"}


def test_missed_places_are_found() -> None:
    item = article(
        "ROCKPORT — A jury sat in Oxford, Miss., and in Wayne County. Britain and the U.S. President agreed; "
        "Chad Smith did not, nor did New Zealand First.",
        "TALKS IN ICELAND TELL US LITTLE",
    )
    rules = found(item)
    assert rules == {
        "ICELAND": "gazetteer", "ROCKPORT": "dateline", "Oxford": "container", "Miss.": "container",
        "Wayne County": "county", "Britain": "gazetteer", "U.S.": "gazetteer",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("dateline", "expected"),
    [("Ann Torm MINSK", ["MINSK"]), ("TORMVILLE, Faroe Islands", ["TORMVILLE", "Faroe Islands"]), ("TORMVILLE", [])],
)
def test_the_town_of_a_dateline_in_the_middle_of_a_line_is_a_place(dateline: str, expected: list[str]) -> None:
    item = replace(article(f"Mill burns . {dateline} 1996-08-31 A mill burned down."), dateline=dateline)
    assert [mention.text for mention in places.find(item, ())] == expected


def test_a_slug_is_no_dateline() -> None:
    assert found(article("READING - MATCH ABANDONED AFTER RAIN\n\nNo play was possible.")) == {}


@pytest.mark.parametrize(
    ("body", "kind", "text", "expected"),
    [
        ("A boat left French Guiana today.", "person", "Guiana", [("place", "French Guiana")]),
        ("Fires burn in the Amazon again.", "organization", "Amazon", [("place", "Amazon")]),
        ("The Amazon Web Services outage is over.", "organization", "Amazon", [("organization", "Amazon")]),
    ],
)
def test_regions_and_longer_names_of_places_win(
    body: str, kind: Kind, text: str, expected: list[tuple[str, str]]
) -> None:
    item = article(body)
    start = body.index(text)
    found = places.find(item, [Mention(kind, "body", start, start + len(text), text, "test@1")])
    assert [(mention.kind, mention.text) for mention in found] == expected


def test_a_country_taken_for_an_organization_is_a_place() -> None:
    item = article("Germany beat Peru. Jordan scored.")
    germany = Mention("organization", "body", 0, 7, "Germany", "test@1")
    taken = [germany, Mention("person", "body", 19, 25, "Jordan", "test@1")]
    kinds = {mention.text: mention.kind for mention in places.find(item, taken)}
    assert kinds == {"Germany": "place", "Peru": "place", "Jordan": "person"}


WORDS = st.sampled_from(
    ["Paris", "Georgia", "Ga.", "U.S.", "in", "of", ",", ".", "—", "\n", "LIMA", "Wayne County", "Jr.", "the", "said",
     "South", "Sudan", "'s", "Oxford, Miss.", "état", "Washington", "New", "York", "\u2019", "(", "City of", "Ohio"]
)  # fmt: skip


@given(st.lists(WORDS, max_size=40).map(" ".join), st.lists(WORDS, max_size=8).map(" ".join))
@settings(max_examples=60)
def test_offsets_are_exact_and_nothing_overlaps(body: str, title: str) -> None:
    item = article(body, title)
    mentions = places.find(item, ())
    for mention in mentions:
        assert getattr(item, mention.field)[mention.start : mention.end] == mention.text
    for one, other in pairwise(mentions):
        assert one.field != other.field or one.end <= other.start
    kept = [mention for name in places.within(item, mentions) for mention in name.mentions]
    assert len(kept) == len({(mention.field, mention.start) for mention in kept}) <= len(mentions)


@given(st.permutations(["Paris", "Georgia", "London", "Lebanon", "Cambridge", "Boston", "Ontario", "Kyiv"]))
@settings(max_examples=20)
def test_likelihoods_do_not_depend_on_the_order_and_pins_are_likely(order: list[str]) -> None:
    body = " met ".join(order)
    item = article(body)
    names = places.within(item, named(item, *order))
    assert {name.name: name.detail for name in names} == BASE
    for name in names:
        candidates = locations.candidates_of(name.detail)
        assert sum(chance for _, chance in candidates) <= 1.001
        chosen = locations.decide(candidates)
        assert chosen is None or chosen[1] >= locations.LIKELY


def _base() -> dict[str, str]:
    texts = ["Paris", "Georgia", "London", "Lebanon", "Cambridge", "Boston", "Ontario", "Kyiv"]
    item = article(" met ".join(texts))
    return {name.name: name.detail for name in places.within(item, named(item, *texts))}


BASE = _base()


# Across the archive


def of(body: str, *texts: str) -> tuple[Name, ...]:
    item = article(body)
    return places.within(item, named(item, *texts))


LOCAL = [
    of("A barn burned in Harrisburg, Pennsylvania.", "Harrisburg", "Pennsylvania"),
    of("A fair opened in Reading, Pa., and in York, Pa.", "Reading", "York", "Pa."),
    of("Voters in Scranton, Pennsylvania, chose a mayor.", "Scranton", "Pennsylvania"),
    of("A bridge in Erie, Pennsylvania, was shut.", "Erie", "Pennsylvania"),
    of("Bakers met in Allentown, Pennsylvania.", "Allentown", "Pennsylvania"),
    of("Rain flooded cellars in Lancaster.", "Lancaster"),
    of("The council of Lancaster met near Xyzzyville.", "Lancaster", "Xyzzyville"),
]
Batch = list[tuple[int, tuple[Name, ...]]]


def empty() -> Database:
    db = Database(memory=True)
    schema.ensure(db)
    return db


def add(db: Database, batch: Iterable[tuple[int, tuple[Name, ...]]]) -> None:
    """Stores articles of one publisher as the loader does."""
    with db.atomic():
        for number, names in batch:
            db.execute(
                "insert into articles (id, title, title_origin, body, word_count) values (?, '', 'lede', '', 0)",
                [number],
            )
            sources.remember(db, number, [Credit("The Valley Paper", "publisher")])
            resolve.remember(db, number, names)
        sources.settle(db)
        resolve.settle(db)


def remove(db: Database, number: int) -> None:
    with db.atomic():
        resolve.forget(db, number)
        sources.forget(db, number)
        db.execute("delete from articles where id = ?", [number])
        sources.settle(db)
        resolve.settle(db)


def state(db: Database) -> dict[str, list[object]]:
    """All that is public about places, by natural keys."""
    place = "p.name, p.kind, p.country_code, p.admin1, p.geonames_id"
    queries = {
        "places": f"select {place} from places p",
        "links": f"select l.article_id, l.mentions, {place} from article_places l join places p on p.id = l.place_id",
        "mentions": f"select m.article_id, m.start, m.text, m.rule, m.confidence, {place}"
        " from mentions m join places p on p.id = m.entity_id where m.kind = 'place'",
        "names": f"select e.name, e.mentions, {place} from entity_names e join places p on p.id = e.entity_id",
        "why": "select article_id, name, reason from _names",
    }
    return {what: sorted(db.execute(sql).fetchall(), key=repr) for what, sql in queries.items()}


def lancaster(db: Database) -> set[str | None]:
    rows = db.execute("select p.admin1 from mentions m join places p on p.id = m.entity_id where m.text = 'Lancaster'")
    return {row[0] for row in rows}


def test_the_publishers_home_decides_and_is_followed_when_it_changes() -> None:
    db = empty()
    add(db, [(6, LOCAL[5])])
    assert lancaster(db) != {"Pennsylvania"}
    add(db, list(enumerate(LOCAL[:5], 10)))
    assert lancaster(db) == {"Pennsylvania"}
    (reason,) = db.execute("select reason from _names where name = 'Lancaster'").fetchone()
    assert "at home there" in reason
    remove(db, 10)
    assert lancaster(db) != {"Pennsylvania"}


def test_any_order_and_batch_gives_the_same_places() -> None:
    numbered = list(enumerate(LOCAL, 1))
    whole = empty()
    add(whole, numbered)
    wanted = state(whole)
    shuffle = random.Random(5)
    for _ in range(12):
        order = shuffle.sample(numbered, len(numbered))
        cut = shuffle.randrange(1, len(order))
        db = empty()
        add(db, [*order[:cut], (99, LOCAL[0])])
        add(db, order[cut:])
        remove(db, 99)
        assert state(db) == wanted


def test_unresolved_names_share_one_row_without_a_point() -> None:
    db = empty()
    add(db, [(1, LOCAL[6]), (2, of("They left Xyzzyville for XYZZYVILLE.", "Xyzzyville", "XYZZYVILLE"))])
    rows = db.execute("select name, latitude, geonames_id from places where kind = 'unresolved' and name like 'xyzzy%'")
    assert rows.fetchall() == [("Xyzzyville", None, None)]


def test_counties_are_regions_and_spellings_one_place() -> None:
    db = empty()
    body = "Kiev and Kyiv are one; Cook County, Illinois, is not."
    add(db, [(1, of(body, "Kiev", "Kyiv", "Cook County", "Illinois"))])
    rows = dict(db.execute("select name, kind from places"))
    assert rows == {"Kyiv": "city", "Cook County": "region", "Illinois": "admin1"}
    spellings = db.execute(
        "select e.name from entity_names e join places p on p.id = e.entity_id"
        " where e.kind = 'place' and p.name = 'Kyiv'"
    )
    assert sorted(row[0] for row in spellings) == ["Kiev", "Kyiv"]


def test_the_writer_survives_names_without_candidates() -> None:
    db = empty()
    mention = Mention("place", "body", 0, 5, "Nowhe", "test@1")
    add(db, [(1, (Name("place", "Nowhe", (mention,), detail=json.dumps({})),))])
    assert db.execute("select kind from places").fetchall() == [("unresolved",)]
