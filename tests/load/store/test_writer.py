"""What the writer makes of credits, text and documents that do not fit."""

from __future__ import annotations

import random
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlite_utils import Database

from datasette_newswire import schema
from datasette_newswire.load.discover.arrivals import arrival
from datasette_newswire.load.models import Article, Credit, Document, Options, Prepared
from datasette_newswire.load.store import sources
from datasette_newswire.load.store.originals import compress, decompress, originals
from datasette_newswire.load.store.storable import storable
from datasette_newswire.load.store.writer import Store

CREDITS = (
    Credit("Reuters", "agency", "agency", "reuters.com"),
    Credit("REUTERS", "credit", "outlet"),
    Credit("reuters", "agency", "agency"),
    Credit("Reuters", "publisher", "outlet", "Reuters.com"),
    Credit("The Daily  Lantern", "publisher", "outlet", "lantern.example"),
    Credit("The Daily Lantern", "publisher", "outlet"),
)


@pytest.fixture
def db() -> Iterator[Database]:
    db = Database(memory=True)
    schema.ensure(db)
    db.execute("insert into loads (id, started, version, options) values (1, '', '', '{}')")
    yield db
    db.close()


def put(db: Database, number: int, article: Article | None, text: bytes = b"", **prepared: object) -> str:
    document = Document(f"/news/{number}.txt", text or f"document {number}".encode())
    outcome = "loaded" if article else "failed"
    found = Prepared(document, article, outcome=outcome, **prepared)  # type: ignore[arg-type]
    counts = Store(db, 1).write([(arrival(document, Options()), (found,))])
    return next(iter(counts))


def article(number: int, *credits: Credit, **fields: str) -> Article:
    return Article(**{"title": f"Title {number}", "title_origin": "markup", "body": "Body.", **fields}, credits=credits)  # type: ignore[arg-type]


def sources_of(db: Database) -> list[tuple[object, ...]]:
    return db.execute("select name, kind, domain from sources order by name").fetchall()


def test_a_source_is_the_same_in_any_order_of_its_credits() -> None:
    found = []
    for seed in range(6):
        db = Database(memory=True)
        schema.ensure(db)
        db.execute("insert into loads (id, started, version, options) values (1, '', '', '{}')")
        numbered = list(enumerate(CREDITS))
        random.Random(seed).shuffle(numbered)
        for number, credit in numbered:
            put(db, number, article(number, credit))
        found.append(sources_of(db))
    assert found[0] == [("Reuters", "agency", "reuters.com"), ("The Daily Lantern", "outlet", "lantern.example")]
    assert all(one == found[0] for one in found)


def test_a_source_without_credits_is_gone_and_roles_are_kept_apart(db: Database) -> None:
    put(db, 1, article(1, CREDITS[0], CREDITS[1], CREDITS[2]))
    assert db.execute("select role from article_sources order by role").fetchall() == [("agency",), ("credit",)]
    put(db, 1, article(1), b"changed")
    assert sources_of(db) == []
    assert db.execute("select count(*) from _spellings").fetchone() == (0,)


def test_the_key_of_a_source_ignores_case_and_spaces() -> None:
    assert sources.key_of(" The  DAILY Lantern") == sources.key_of("the daily lantern")


BARE = Credit("tarvopost.example", "publisher", "outlet", "tarvopost.example")
NAMED = Credit("Tarvo Post", "publisher", "outlet", "tarvopost.example")
QUOTED = Credit("Tarvo Post", "credit", "outlet")
SECTION = Credit("Tarvo Sport", "publisher", "outlet", "tarvopost.example")


def credited(db: Database) -> list[tuple[object, ...]]:
    """(article, role, the source's name and domain), and that nothing is left behind."""
    keys = {key for (key,) in db.execute("select key from _source_keys")}
    assert keys == {sources.key_of(name) for (name,) in db.execute("select name from _credits")}
    assert db.execute("select count(*) from _spellings where credits <= 0").fetchone() == (0,)
    return db.execute(
        "select a.title, role, name, domain from article_sources l join articles a on a.id = l.article_id"
        " join sources s on s.id = l.source_id order by 1, 2, 3"
    ).fetchall()


def test_a_site_known_by_its_domain_alone_is_the_one_that_other_articles_name(db: Database) -> None:
    put(db, 1, article(1, BARE))
    assert sources_of(db) == [("tarvopost.example", "outlet", "tarvopost.example")]
    put(db, 2, article(2, QUOTED))  # a name alone says nothing of a domain
    assert len(sources_of(db)) == 2
    put(db, 3, article(3, NAMED))
    assert sources_of(db) == [("Tarvo Post", "outlet", "tarvopost.example")]
    put(db, 4, article(4, BARE))
    assert sources_of(db) == [("Tarvo Post", "outlet", "tarvopost.example")]
    put(db, 5, article(5, SECTION))  # now the domain has two names, and belongs to neither
    assert [name for name, *_ in sources_of(db)] == ["Tarvo Post", "Tarvo Sport", "tarvopost.example"]
    put(db, 5, article(5), b"changed")
    put(db, 3, article(3), b"changed")
    assert [name for name, *_ in sources_of(db)] == ["Tarvo Post", "tarvopost.example"]


def test_sites_that_share_a_part_of_their_names_stay_two(db: Database) -> None:
    put(db, 1, article(1, Credit("Tarvo", "publisher", "outlet", "tarvo.example")))
    put(db, 2, article(2, Credit("Tarvo Brasil", "publisher", "outlet", "tarvo.com.example")))
    put(db, 3, article(3, Credit("tarvo.com.example", "publisher", "outlet", "tarvo.com.example")))
    assert [name for *_, name, _ in credited(db)] == ["Tarvo", "Tarvo Brasil", "Tarvo Brasil"]


@given(st.lists(st.sampled_from([(BARE,), (NAMED,), (QUOTED,), (SECTION,), (NAMED, BARE), ()]), max_size=9), st.data())
def test_domains_and_names_are_one_source_in_any_order(kinds: list[tuple[Credit, ...]], data: st.DataObject) -> None:
    """Articles written in another order, some of them with other credits first."""
    found = []
    numbered = list(enumerate(kinds))
    for order in (numbered, data.draw(st.permutations(numbered))):
        db = Database(memory=True)
        schema.ensure(db)
        db.execute("insert into loads (id, started, version, options) values (1, '', '', '{}')")
        if order is not numbered:
            for number, credits in data.draw(st.lists(st.sampled_from(numbered), max_size=3)) if numbered else ():
                put(db, number, article(number, *credits[1:], SECTION), f"once {number}".encode())
        for number, credits in order:
            put(db, number, article(number, *credits))
        found.append(credited(db))
        db.close()
    assert found[0] == found[1]


def test_what_cannot_be_stored_fails_alone(db: Database) -> None:
    broken = article(1, title="lone \ud800 surrogate")
    assert put(db, 1, broken) == "failed"
    assert put(db, 2, article(2)) == "loaded"
    message = db.execute("select message from documents where outcome = 'failed'").fetchone()[0]
    assert "could not be stored" in message
    assert db.execute("select count(*) from articles").fetchone() == (1,)


def test_removed_text_stays_beside_its_article(db: Database) -> None:
    from datasette_newswire.load.models import Removed

    cleaned = Article("Title", "markup", "Body.", removed=(Removed("Share this", "after", "cue"),))
    put(db, 1, cleaned)
    assert db.execute("select position, text, rule from removed").fetchall() == [("after", "Share this", "cue")]
    put(db, 1, article(1), b"changed")
    assert db.execute("select count(*) from removed").fetchone() == (0,)


def test_originals_come_back_as_they_were_met(db: Database) -> None:
    put(db, 1, article(1), b"\xff\x00 anything")
    (found,) = originals(db, frozenset())
    assert (found.document.path, found.document.content) == ("/news/1.txt", b"\xff\x00 anything")
    assert decompress(compress(b"")) == b""


@given(st.text(alphabet=st.characters(codec=None, exclude_categories=()), max_size=40))
def test_any_text_becomes_storable(text: str) -> None:
    found = storable(article(1, Credit(text, "credit"), title=text))
    found.title.encode("utf-8")
    found.credits[0].name.encode("utf-8")
    assert "\0" not in found.title
    assert storable(found) is found
