"""Names of all articles → entities: evidence, namesakes, and the same answer in any order."""

from __future__ import annotations

import json
import random
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlite_utils import Database

from datasette_newswire import schema
from datasette_newswire.load import resolve
from datasette_newswire.load.models import Article, Kind, Mention, Name
from datasette_newswire.load.names import people as people_of
from datasette_newswire.load.names.person_names import parse, relation
from datasette_newswire.load.places.gazetteer import lookup
from datasette_newswire.load.resolve import blocks, ledger, persons
from datasette_newswire.load.resolve.kin import Kin

LINKS = [("person", "people"), ("organization", "organizations"), ("place", "places")]


@dataclass(frozen=True)
class Story:
    """An article by its number and what it names."""

    number: int
    names: tuple[Name, ...]


def name(text: str, *titles: str, kind: Kind = "person", forms: Sequence[str] = (), also: Sequence[str] = ()) -> Name:
    mentions = tuple(Mention(kind, "body", 0, len(one), one, "test@1") for one in (text, *also))
    detail = json.dumps({"forms": list(forms)}) if forms else "{}"
    return Name(kind, text, mentions, titles, "ner", detail)


def body(text: str, *forms: str) -> Name:
    return name(text, kind="organization", forms=forms)


def empty() -> Database:
    db = Database(memory=True)
    schema.ensure(db)
    return db


def add(db: Database, stories: Iterable[Story], whole: bool = True) -> None:
    """Stores one batch as the loader does: rows of articles, their names, then (all, if `whole`) that is dirty."""
    with db.atomic():
        for story in stories:
            known = db.execute("select id from articles where id = ?", [story.number]).fetchone()
            if known:
                resolve.forget(db, story.number)
            else:
                db.execute(
                    "insert into articles (id, title, title_origin, body, word_count) values (?, '', 'lede', '', 0)",
                    [story.number],
                )
            resolve.remember(db, story.number, story.names)
        resolve.settle(db, whole)


def remove(db: Database, number: int) -> None:
    with db.atomic():
        resolve.forget(db, number)
        db.execute("delete from articles where id = ?", [number])
        resolve.settle(db)


def entities(db: Database) -> set[tuple[str, str, frozenset[tuple[int, str]]]]:
    """All entities, ids aside: (kind, name, {(article, what it calls the entity)})."""
    found: dict[tuple[str, int], set[tuple[int, str]]] = {}
    for kind, entity_id, article_id, text in db.execute("select kind, entity_id, article_id, name from _names"):
        found.setdefault((kind, entity_id), set()).add((article_id, text))
    names = {(kind, row[0]): row[1] for kind, table in LINKS for row in db.execute(f"select id, name from {table}")}
    return {(key[0], names[key], frozenset(members)) for key, members in found.items()}


def people(*stories: Story) -> list[set[tuple[int, str]]]:
    db = empty()
    add(db, stories)
    check(db)
    return [set(members) for kind, _, members in entities(db) if kind == "person"]


def check(db: Database) -> None:
    """All that must always be true of the tables."""
    assert db.execute("select count(*) from _dirty").fetchone()[0] == 0
    assert db.execute("select count(*) from _names where entity_id is null").fetchone()[0] == 0
    assert (
        db.execute(
            "select count(*) from mentions join _names on _names.id = name_id"
            " where mentions.entity_id is not _names.entity_id"
        ).fetchone()[0]
        == 0
    )
    kinds = "select count(*) from mentions join _names on _names.id = name_id where mentions.kind != _names.kind"
    assert db.execute(kinds).fetchone()[0] == 0
    spelled = {tuple(row) for row in db.execute("select kind, entity_id, name, mentions from entity_names")}
    counted = {
        tuple(row) for row in db.execute("select kind, entity_id, text, count(*) from mentions group by 1, 2, 3")
    }
    assert spelled == counted
    counted_forms = "select form_id, count(*) from _names where kind != 'place' group by 1 order by 1"
    assert db.execute(counted_forms).fetchall() == db.execute("select id, articles from _forms order by 1").fetchall()
    agreed = "select count(*) from _names join _forms on _forms.id = form_id where owner is not entity_id"
    assert db.execute(f"{agreed} and owner is not null").fetchone()[0] == 0
    for kind, table in LINKS:
        _, link, column = schema.ENTITIES[kind]
        linked = {tuple(row) for row in db.execute(f"select article_id, {column}, mentions from {link}")}
        expected = db.execute(
            "select article_id, entity_id, sum(mentions) from _names where kind = ? group by 1, 2", [kind]
        )
        assert linked == {tuple(row) for row in expected}
        ids = {row[0] for row in db.execute(f"select id from {table}")}
        assert ids == {row[1] for row in linked}, f"{table}: an entity without a mention, or the reverse"


ANNA = name("Anna Tornquist", "foreign minister")


def test_one_full_name_is_one_person() -> None:
    assert people(Story(1, (ANNA,)), Story(2, (name("Anna Tornquist"),))) == [
        {(1, "Anna Tornquist"), (2, "Anna Tornquist")}
    ]


def test_a_likely_spelling_needs_evidence() -> None:
    one, other = name("Dmytro Tornquist"), name("Dmitriy Tornquist")
    assert len(people(Story(1, (one,)), Story(2, (other,)))) == 2
    assert len(people(Story(1, (one, name("Bo Ek"))), Story(2, (other, name("Bo Ek"))))) == 2  # with Bo Ek
    assert (
        len(people(Story(1, (name("Dmytro Tornquist", "envoy"),)), Story(2, (name("Dmitriy Tornquist", "envoy"),))))
        == 1
    )


def test_likeness_of_letters_is_no_evidence() -> None:
    company = name("Bo Ek", "envoy")
    assert len(people(Story(1, (name("John Kerry"), company)), Story(2, (name("John Kelly"), company)))) == 3


def test_a_lone_family_name_needs_evidence() -> None:
    full = Story(1, (ANNA, name("Bo Ek")))
    assert len(people(full, Story(2, (name("Tornquist"),)))) == 3
    assert {(1, "Anna Tornquist"), (2, "Tornquist")} in people(full, Story(2, (name("Tornquist"), name("Bo Ek"))))
    assert {(1, "Anna Tornquist"), (2, "Tornquist")} in people(full, Story(2, (name("Tornquist", "foreign minister"),)))


def test_a_lone_family_name_between_two_is_neither() -> None:
    company = name("Bo Ek")
    found = people(
        Story(1, (name("Anna Tornquist"), company)),
        Story(2, (name("Carl Tornquist"), company)),
        Story(3, (name("Tornquist"), company)),
    )
    assert {(3, "Tornquist")} in found


def test_namesakes_of_different_walks_of_life_are_two() -> None:
    found = people(
        Story(1, (name("Bo Berg", "striker"), name("Cy Carr"))),
        Story(2, (name("Bo Berg", "striker"), name("Cy Carr"))),
        Story(3, (name("Bo Berg", "judge"), name("Di Dorn"))),
    )
    assert {(1, "Bo Berg"), (2, "Bo Berg")} in found
    assert {(3, "Bo Berg")} in found


def test_namesakes_in_the_same_company_are_one() -> None:
    found = people(
        Story(1, (name("Bo Berg", "striker"), name("Cy Carr"))), Story(2, (name("Bo Berg", "senator"), name("Cy Carr")))
    )
    assert {(1, "Bo Berg"), (2, "Bo Berg")} in found


def test_father_and_son_stay_two() -> None:
    company = name("Cy Carr")
    found = people(Story(1, (name("Bo Berg Jr."), company)), Story(2, (name("Bo Berg"), company)))
    assert len(found) == 3


def test_the_best_attested_form_is_the_name() -> None:
    db = empty()
    add(db, [Story(number, (name("Bill Tornquist"), name("Bo Ek"))) for number in (1, 2, 3)])
    add(db, [Story(4, (name("William Tornquist"), name("Bo Ek")))])
    assert {text for kind, text, _ in entities(db) if kind == "person"} == {"Bill Tornquist", "Bo Ek"}


def test_an_acronym_is_the_organization_that_articles_spell_out() -> None:
    db = empty()
    add(
        db,
        [Story(1, (body("Lemberg Egg Board", "leb"),)), Story(2, (body("LEB"),)), Story(3, (body("Lviv Egg Board"),))],
    )
    found = {members for kind, _, members in entities(db) if kind == "organization"}
    assert frozenset({(1, "Lemberg Egg Board"), (2, "LEB")}) in found
    assert frozenset({(3, "Lviv Egg Board")}) in found


@pytest.mark.parametrize("short", ["UN", "U.N.", "United Nations", "the United Nations"])
def test_well_known_organizations_are_one(short: str) -> None:
    db = empty()
    add(db, [Story(1, (body("United Nations"),)), Story(2, (body(short),))])
    assert len(entities(db)) == 1


def test_the_archive_tells_the_kind_of_a_name_that_one_article_is_unsure_of() -> None:
    db = empty()
    add(db, [Story(1, (body("Quillonby"), name("Anna Tornquist")))])
    assert ("organization", "Quillonby", frozenset({(1, "Quillonby")})) in entities(db)
    add(db, [Story(number, (name("Max Quillonby", also=["Quillonby"]), ANNA)) for number in range(2, 7)])
    check(db)
    assert not any(kind == "organization" for kind, _, _ in entities(db))
    assert (
        "person",
        "Max Quillonby",
        frozenset((n, "Quillonby" if n == 1 else "Max Quillonby") for n in range(1, 7)),
    ) in (entities(db))
    assert "found as organization, but 5 have a person" in "\n".join(resolve.explain(db, "quillonby"))
    for number in range(3, 7):
        remove(db, number)
    check(db)
    assert ("organization", "Quillonby", frozenset({(1, "Quillonby")})) in entities(db)


def test_what_was_found_as_another_kind_is_no_company_for_itself() -> None:
    db = empty()
    known = [Story(number, (name("Quillonby", "judge"),)) for number in range(3, 9)]
    add(db, [Story(1, (body("Quillonby"),)), Story(2, (body("Quillonby"),)), *known])
    check(db)
    found = entities(db)
    assert {kind for kind, _, _ in found} == {"person"}
    assert {frozenset({(1, "Quillonby")}), frozenset({(2, "Quillonby")})} < {members for _, _, members in found}


def test_company_of_a_name_that_changed_its_kind_still_speaks_for_it() -> None:
    db = empty()
    known = [Story(number, (name("Quillonby", "judge"),)) for number in range(3, 9)]
    add(db, [Story(1, (body("Quillonby"), body("NATO"))), Story(2, (body("Quillonby"), body("NATO"))), *known])
    assert ("person", "Quillonby", frozenset({(1, "Quillonby"), (2, "Quillonby")})) in entities(db)


def test_what_an_article_is_sure_of_stays() -> None:
    db = empty()
    titled = name("Quillonby", "foreign minister")
    add(db, [Story(1, (titled,)), *(Story(number, (body("Quillonby"),)) for number in range(2, 20))])
    assert ("person", "Quillonby", frozenset({(1, "Quillonby")})) in entities(db)


def test_ids_last_when_articles_are_added() -> None:
    db = empty()
    add(db, [Story(1, (ANNA,))])
    before = db.execute("select id from people").fetchone()[0]
    add(db, [Story(number, (ANNA,)) for number in range(2, 6)])
    assert [row[0] for row in db.execute("select id from people")] == [before]


def test_forgetting_an_article_leaves_no_trace() -> None:
    db = empty()
    add(db, [Story(1, (ANNA, body("UN")))])
    kept = entities(db)
    add(db, [Story(2, (name("Bo Ek"), body("NATO"), ANNA))])
    remove(db, 2)
    check(db)
    assert entities(db) == kept


def test_a_settled_database_costs_nothing_to_settle() -> None:
    db = empty()
    add(db, [Story(1, (ANNA,))])
    changes = db.conn.total_changes
    resolve.settle(db)
    assert db.conn.total_changes == changes
    assert ledger.dirty(db, "person") == []


def test_explain_tells_spellings_reasons_and_namesakes() -> None:
    db = empty()
    add(
        db,
        [
            Story(1, (ANNA, name("Bo Ek"))),
            Story(2, (name("Tornquist"), name("Bo Ek"))),
            Story(3, (name("Carl Tornquist"),)),
        ],
    )
    text = "\n".join(resolve.explain(db, "tornquist"))
    assert "Anna Tornquist (person" in text
    assert "the family name alone, in the same company" in text
    assert "kept apart from 'Carl Tornquist'" in text
    assert "test@1" in text
    assert resolve.explain(db, "nobody") == []


def test_explain_knows_an_entity_by_the_name_it_is_shown_under() -> None:
    db = empty()
    kyiv = json.dumps({"candidates": [[lookup("Kyiv")[0].place.id, 0.9]]})
    add(db, [Story(1, (Name("place", "Kiev", name("Kiev", kind="place").mentions, (), "place", kyiv),))])
    assert db.execute("select name from places").fetchone()[0] == "Kyiv"
    assert resolve.explain(db, "kyiv") == resolve.explain(db, "Kiev") != []


def test_explain_tells_what_a_doubtful_name_could_have_meant() -> None:
    db = empty()
    text = "Anna Tornquist and Bo Tornquist met. Tornquist, the foreign minister, said no."
    article = Article(title="Talks", title_origin="metadata", body=text, language="en")
    spans = [("Anna Tornquist", 0), ("Bo Tornquist", 19), ("Tornquist", 37)]
    found = people_of.within(article, [Mention("person", "body", at, at + len(one), one, "t@1") for one, at in spans])
    add(db, [Story(1, tuple(found))])
    assert "could have meant, but had less for it: Tornquist: Bo Tornquist" in "\n".join(
        resolve.explain(db, "Anna Tornquist")
    )


def test_explain_tells_the_other_places_of_a_name() -> None:
    db = empty()
    wanted = [match.place.id for match in lookup("Georgia")[:2]]
    place = Name("place", "Georgia", name("Georgia", kind="place").mentions, (), "place", json.dumps(
        {"candidates": [[wanted[0], 0.7], [wanted[1], 0.2]]}
    ))  # fmt: skip
    add(db, [Story(1, (place,))])
    assert any("Georgia, " in line and "0.20" in line for line in resolve.explain(db, "Georgia"))


def test_an_acronym_is_not_the_rare_name_that_has_its_initials() -> None:
    db = empty()
    stories = [Story(number, (body("LWC"), name("Bo Ek"))) for number in range(12)]
    add(db, [*stories, Story(20, (body("Lemberg Water Council"), name("Bo Ek")))])
    assert len(entities(db)) == 3


def test_a_monarch_is_one_in_all_articles() -> None:
    assert len(people(Story(1, (name("Otto IX"),)), Story(2, (name("Otto IX"),)), Story(3, (name("Otto VIII"),)))) == 2


def test_members_of_a_party_are_the_party() -> None:
    db = empty()
    add(db, [Story(1, (body("Republicans"),)), Story(2, (body("GOP"),)), Story(3, (body("Republican Party"),))])
    assert {found for _, found, _ in entities(db)} == {"Republican Party"}


GIVEN = ["Bill", "William", "W.", "Dmytro", "Dmitriy", "Anna", "Bo", ""]
FAMILY = ["Tornquist", "Ek", "Zelensky", "Zelenskyy"]
TITLES = ["foreign minister", "striker", "judge", ""]
KINDS: list[Kind] = ["person", "person", "person", "person", "person", "organization", "place"]
BODIES = ["UN", "United Nations", "Lemberg Egg Board", "LEB", "Lviv Egg Board"]


def any_story(number: int, chance: random.Random) -> Story:
    chosen = {f"{chance.choice(GIVEN)} {chance.choice(FAMILY)}".strip() for _ in range(chance.randint(0, 4))}
    persons = [name(text, *filter(None, [chance.choice(TITLES)])) for text in sorted(chosen)]
    bodies = [
        body(text, *(["leb"] if text == "Lemberg Egg Board" else []))
        for text in chance.sample(BODIES, chance.randint(0, 2))
    ]
    doubtful = [name("Quillonby", kind=chance.choice(KINDS)) for _ in range(chance.randint(0, 1))]
    return Story(number, (*persons, *bodies, *doubtful))


@settings(max_examples=40)
@given(st.integers(0, 10**6), st.integers(1, 24))
def test_any_order_and_any_batches_give_the_same(seed: int, count: int) -> None:
    chance = random.Random(seed)
    stories = [any_story(number, chance) for number in range(count)]
    whole = empty()
    add(whole, stories)
    check(whole)
    shuffled = chance.sample(stories, len(stories))
    parts = empty()
    while shuffled:
        size = chance.randint(1, len(shuffled))
        add(parts, shuffled[:size])
        shuffled = shuffled[size:]
    check(parts)
    assert entities(parts) == entities(whole)


@settings(max_examples=25)
@given(st.integers(0, 10**6))
def test_names_of_very_many_articles_give_the_same_in_any_order(seed: int) -> None:
    chance = random.Random(seed)
    stories = [any_story(number, chance) for number in range(40)]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(persons, "MOST", 5)
        patch.setattr(blocks, "SAMPLE", 3)
        whole, parts = empty(), empty()
        add(whole, stories)
        check(whole)
        for story in chance.sample(stories, len(stories)):
            add(parts, [story], whole=chance.random() < 0.5)
        for number in (3, 5):
            remove(parts, number)
            add(parts, [stories[number]])
        resolve.settle(parts)
        check(parts)
    assert entities(parts) == entities(whole)


ALIKE = ["Bill", "William", "B.", "Anna", "A.", "Anna Maria", "Dmytro", "Dmitriy", ""]
FAMILIES = ["Tornquist", "Tornquest", "Ek", "Zelensky", "Zelenskyy"]


@settings(max_examples=15)
@given(st.integers(0, 10**6))
def test_one_article_more_or_less_gives_what_all_at_once_give(seed: int) -> None:
    """Entities and reasons, though only what an article can concern is resolved again."""
    chance = random.Random(seed)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(persons, "MOST", chance.choice([3, 5, 1000]))
        patch.setattr(blocks, "SAMPLE", chance.choice([1, 3, 64]))
        patch.setitem(globals(), "GIVEN", ALIKE)
        patch.setitem(globals(), "FAMILY", FAMILIES)
        stories = [any_story(number, chance) for number in range(30)]
        whole, parts = empty(), empty()
        add(whole, stories)
        for story in chance.sample(stories, len(stories)):
            add(parts, [story], whole=chance.random() < 0.8)
        for story in chance.sample(stories, 4):
            remove(parts, story.number)
            add(parts, [any_story(99, chance)])
            remove(parts, 99)
            add(parts, [story])
        check(parts)
    assert entities(parts) == entities(whole)
    reasons = "select kind, name, article_id, reason from _names order by 1, 2, 3, 4"
    assert parts.execute(reasons).fetchall() == whole.execute(reasons).fetchall()


@settings(max_examples=20)
@given(st.integers(0, 10**6), st.integers(1, 9))
def test_what_waits_between_batches_is_made_good_at_the_end(seed: int, size: int) -> None:
    chance = random.Random(seed)
    stories = [any_story(number, chance) for number in range(60)]
    whole, parts = empty(), empty()
    add(whole, stories)
    for start in range(0, 60, size):
        add(parts, stories[start : start + size], whole=False)
        assert parts.execute("select count(*) from _names where entity_id is null").fetchone()[0] == 0
    resolve.settle(parts)
    check(parts)
    assert entities(parts) == entities(whole)


def test_a_large_block_waits_and_its_new_rows_have_an_entity_meanwhile() -> None:
    db = empty()
    add(db, [Story(number, (ANNA,)) for number in range(40)])
    add(db, [Story(41, (ANNA, name("Carl Tornquist")))], whole=False)
    assert ledger.dirty(db, "person") == ["trnkst"]
    owners = db.execute("select name, entity_id from _names where article_id = 41 order by name").fetchall()
    assert owners[0][1] == db.execute("select id from people where name = 'Anna Tornquist'").fetchone()[0]
    assert owners[1][1] not in (None, owners[0][1])
    resolve.settle(db)
    check(db)


@settings(max_examples=25)
@given(st.integers(0, 10**6))
def test_changed_and_removed_articles_leave_what_a_fresh_load_gives(seed: int) -> None:
    chance = random.Random(seed)
    stories = [any_story(number, chance) for number in range(12)]
    db = empty()
    add(db, stories)
    changed = [any_story(number, chance) for number in range(4)]
    add(db, changed)
    remove(db, 11)
    check(db)
    fresh = empty()
    add(fresh, [*changed, *stories[4:11]])
    assert entities(db) == entities(fresh)


NAMES = [
    "Yevgeny Ek", "Evgeny Ek", "Bill Ek", "William Ek", "W. Ek", "Ann Maria Ek", "Ann Ek", "J. Edgar Ek", "Edgar Ek",
    "Dmytro Ek", "Dmitry Ek", "Moon Jae-in", "Jae-in Moon", "M. Moon", "Aung San Suu Kyi", "Suu Kyi", "Elizabeth II",
    "Jonathan Eck", "Jonathon Ek", "Ludwig van der Ek", "Ludwig Ek", "Bo Ek Jr", "Kim Ek",
]  # fmt: skip


def test_all_names_that_can_be_one_person_are_compared() -> None:
    parsed = [parse(text) for text in NAMES]
    linked = {(a, b) for a, b in combinations(range(len(parsed)), 2) if relation(parsed[a], parsed[b])}
    assert len(linked) == 10
    kin = Kin(parsed)
    assert linked == {(a, b) for a, b in combinations(range(len(parsed)), 2) if parsed[b] in set(kin.of(parsed[a]))}


def test_a_name_in_capitals_is_shown_only_if_that_is_usual() -> None:
    stories = [Story(1, (body("TORMVILLE"),)), Story(2, (body("TORMVILLE"),)), Story(3, (body("Tormville"),))]
    db = empty()
    add(db, stories)
    assert [name for _, name, _ in entities(db)] == ["Tormville"]
