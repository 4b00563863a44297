"""Stories through their public surface: sign, remember, forget, settle on rows of articles."""

from __future__ import annotations

import random
from collections.abc import Iterable, Sequence
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlite_utils import Database

from datasette_newswire import schema
from datasette_newswire.index import neighbours
from datasette_newswire.load import stories
from datasette_newswire.load.models import Article, Credit
from datasette_newswire.load.stories import blocks

FIRE = (
    "Fire destroys the old theatre of Varnholt",
    "A fire destroyed the Lindgren Theatre in Varnholt on Tuesday night, the fire brigade said. Nobody was hurt.\n\n"
    "Flames broke out behind the stage at about 9 p.m., half an hour after the audience had left, said Petra Ohlin, "
    "who leads the brigade of Varnholt. The wooden roof of 1891 fell in within 40 minutes.\n\n"
    "Police are looking into an electrical fault. The theatre had been restored for 12 million crowns.",
)
FIRE_RETOLD = (
    "Varnholt loses its theatre to the flames",
    "The Lindgren Theatre, a wooden landmark of Varnholt, burned down late on Tuesday.\n\n"
    "Brigade chief Petra Ohlin told reporters that the roof had collapsed after 40 minutes and that an electrical "
    "fault behind the stage was likely. The audience had gone home when the flames were seen.\n\n"
    "Built in 1891, the theatre was restored five years ago at a cost of 12 million crowns.",
)
FIRE_ELSEWHERE = (
    "Fire damages a warehouse in Osterby",
    "A fire damaged a furniture warehouse in Osterby on Sunday, the fire brigade said. Two workers were hurt.\n\n"
    "Flames broke out on the loading dock at about 6 a.m., said Anders Quist of the Osterby brigade. Sofas worth "
    "3 million crowns were lost.\n\nPolice are questioning a former employee of Quarndal Furniture.",
)
ELECTION = (
    "Maro Tessen wins the vote in Belgravia county",
    "Maro Tessen of the Farmers' League won the county election in Belgravia with 53 percent of the vote, officials "
    "said on Monday.\n\nTessen beat governor Ilse Krantz, who had held the office for eleven years and conceded at "
    "midnight. Turnout was 71 percent, the highest since 1998.\n\nTessen promised to reopen the railway to Dunmore.",
)


def make(text: tuple[str, str], publisher: str | None = None, **fields: Any) -> Article:
    credits = (Credit(publisher, "publisher"),) if publisher else ()
    return Article(title=text[0], title_origin="first-line", body=text[1], credits=credits, **fields)


class Archive:
    """A news database with rows of articles and sources, written as the store writes them."""

    def __init__(self) -> None:
        self.db = Database(memory=True)
        schema.ensure(self.db)

    def add(self, article: Article, article_id: int | None = None) -> int:
        row = (article_id, article.title, article.title_origin, article.url, article.published, article.body)
        sql = "insert into articles (id, title, title_origin, url, published, body, word_count) values (?,?,?,?,?,?,0)"
        made = int(self.db.conn.execute(sql, row).lastrowid or 0)
        for credit in article.credits:
            self.db.execute("insert or ignore into sources (name, kind) values (?, ?)", [credit.name, credit.kind])
            self.db.execute(
                "insert into article_sources select ?, id, ? from sources where name = ?",
                [made, credit.role, credit.name],
            )
        stories.remember(self.db, made, stories.sign(article))
        return made

    def remove(self, article_id: int) -> None:
        stories.forget(self.db, article_id)
        self.db.execute("delete from article_sources where article_id = ?", [article_id])
        self.db.execute("delete from articles where id = ?", [article_id])

    def load(self, articles: Iterable[Article]) -> list[int]:
        made = [self.add(article) for article in articles]
        stories.settle(self.db)
        return made

    def story(self, article_id: int) -> int:
        return int(self.rows("select story_id from articles where id = ?", article_id)[0][0])

    def rows(self, sql: str, *values: object) -> list[tuple[Any, ...]]:
        return self.db.execute(sql, values).fetchall()

    def state(self) -> list[Any]:
        """All that stories say, articles known by their bodies and stories by their articles."""
        links = self.rows(
            "select a.body, b.body, l.kind, l.strength, l.shared, l.direction, l.reason, l.account, s.title, "
            "s.first_published, s.last_published, s.article_count, s.source_count, (select group_concat(body, '|') "
            "from (select body from articles where story_id = s.id order by body)) from articles a "
            "join story_links l on l.article_id = a.id join stories s on s.id = a.story_id "
            "left join articles b on b.id = l.because_of order by a.body"
        )
        edges = self.rows(
            "select a.body, b.body, e.strength, e.kind, e.shared from _edges e join articles a on a.id = e.article_id "
            "join articles b on b.id = e.other_id order by 1, 2"
        )
        return [links, edges, self.rows("select count(*) from stories"), self.rows("select count(*) from _regroup")]


def test_accounts_of_one_event_are_one_story_and_look_alikes_are_not() -> None:
    archive = Archive()
    fire, retold, elsewhere, vote = archive.load(map(make, (FIRE, FIRE_RETOLD, FIRE_ELSEWHERE, ELECTION)))
    assert archive.story(fire) == archive.story(retold)
    assert len({archive.story(fire), archive.story(elsewhere), archive.story(vote)}) == 3


def test_every_article_has_a_story_also_alone() -> None:
    archive = Archive()
    (only,) = archive.load([make(ELECTION, published="2021-05-03")])
    assert archive.rows(
        "select id, title, first_published, last_published, article_count, source_count from stories"
    ) == [(archive.story(only), ELECTION[0], "2021-05-03", "2021-05-03", 1, 1)]
    assert archive.rows("select because_of, strength, account from story_links") == [(None, 0.0, 1)]


def test_a_link_says_why_an_article_is_in_its_story() -> None:
    archive = Archive()
    fire, retold = archive.load([make(FIRE, published="2021-05-04"), make(FIRE_RETOLD, published="2021-05-06")])
    ((because, kind, strength, direction, reason),) = archive.rows(
        "select because_of, kind, strength, direction, reason from story_links where article_id = ?", retold
    )
    assert (because, kind, direction) == (fire, "account", "earlier")
    assert 0 < strength <= 1
    assert "Lindgren" in reason
    assert "Varnholt" in reason


def test_a_reprint_is_a_copy_and_no_account_of_its_own() -> None:
    archive = Archive()
    agency = make(FIRE, "Norrland Wire", published="2021-05-04")
    reprint = make((FIRE[0], FIRE[1] + "\n\nThe mayor will speak today."), "Varnholt Post", published="2021-05-05")
    retold = make(FIRE_RETOLD, "Evening Star", published="2021-05-05")
    first, copy, other = archive.load([agency, reprint, retold])
    kinds = dict(archive.rows("select article_id, kind from story_links"))
    accounts = dict(archive.rows("select article_id, account from story_links"))
    assert (kinds[copy], accounts[copy]) == ("copy", accounts[first])
    assert accounts[other] != accounts[first]
    assert archive.rows("select article_count, source_count from stories") == [(3, 2)]
    ((shared, direction),) = archive.rows("select shared, direction from story_links where article_id = ?", copy)
    assert shared > 0.7
    assert direction == "earlier"


def test_a_later_text_at_the_same_address_is_a_version() -> None:
    archive = Archive()
    changed = (FIRE[0], FIRE[1].replace("Nobody was hurt", "Three actors and a firefighter were hurt"))
    _, later = archive.load(
        [make(FIRE, url="https://post.example/f/1"), make(changed, url="http://www.post.example/f/1")]
    )
    assert archive.rows("select kind from story_links where article_id = ?", later) == [("version",)]


def test_a_text_that_everybody_prints_is_one_story(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(neighbours, "COMMON", 5)
    monkeypatch.setattr(blocks, "LARGEST", 8)
    archive = Archive()
    for paper in range(20):
        archive.load([make((FIRE[0], f"{FIRE[1]}\n\nMore in issue {paper} of the Post."))])
    assert archive.rows("select article_count, source_count from stories") == [(20, 1)]


def report(day: int, prices: Sequence[float]) -> tuple[str, str]:
    """An issue of a market report: the same words, other numbers."""
    lines = [
        f"Wheat for delivery in {day % 9 + 2} weeks closed at {prices[0]} crowns on the Osterby grain exchange.",
        f"Barley was quoted at {prices[1]} crowns, oats at {prices[2]} and rye at {prices[3]} crowns a tonne.",
        f"Traders sold {prices[4]} tonnes in all; ferries carried {prices[5]} tonnes to the mills of Dunmore.",
    ]
    return f"Osterby grain market, May {day}", "\n\n".join(lines)


def test_issues_of_a_recurring_format_stay_apart() -> None:
    archive = Archive()
    rng = random.Random(4)
    issues = [make(report(day, [rng.randint(100, 999) for _ in range(6)])) for day in range(3, 9)]
    made = archive.load(issues)
    assert len({archive.story(article) for article in made}) == len(made)


def test_accounts_years_apart_are_not_one_story() -> None:
    archive = Archive()
    one, other = archive.load([make(FIRE, published="2011-05-04"), make(FIRE_RETOLD, published="2019-05-04")])
    assert archive.story(one) != archive.story(other)


@pytest.mark.parametrize(
    "text", ["", " ", "¡", "火災で劇場が全焼した。", "a" * 5000, "1 2 3 4", "\ud800 lone surrogate"]
)
def test_any_text_can_be_signed_and_grouped(text: str) -> None:
    archive = Archive()
    (made,) = archive.load([Article(title="x", title_origin="lede", body=text.replace("\ud800", "�"))])
    assert archive.story(made)
    assert stories.sign(Article(title=text, title_origin="lede", body=text))


def test_a_story_keeps_its_id_while_articles_come_and_go() -> None:
    archive = Archive()
    fire, vote = archive.load([make(FIRE), make(ELECTION)])
    before = archive.story(fire)
    (retold,) = archive.load([make(FIRE_RETOLD)])
    assert archive.story(retold) == archive.story(fire) == before
    archive.remove(fire)
    archive.remove(vote)
    stories.settle(archive.db)
    assert archive.story(retold) == before
    assert archive.rows("select id, title from stories") == [(before, FIRE_RETOLD[0])]


def test_reading_an_article_again_changes_nothing() -> None:
    archive = Archive()
    made = archive.load([make(FIRE), make(FIRE_RETOLD), make(ELECTION)])
    before = archive.state(), archive.rows("select id from stories order by id")
    stories.forget(archive.db, made[0])
    stories.remember(archive.db, made[0], stories.sign(make(FIRE)))
    stories.settle(archive.db)
    assert (archive.state(), archive.rows("select id from stories order by id")) == before


PEOPLE = "Okafor Lindqvist Tanaka Moreau Petrov Haddad Novak Silva".split()  # noqa: SIM905
TOWNS = "Brackwell Sundsund Tarnow Oakridge Velden Marisol Quillan Ferrybank".split()  # noqa: SIM905
EVENTS = (
    "strike halts trams depot drivers union pay talks",
    "flood evacuates valley dam engineers rain shelters",
    "trial verdict jury fraud banker accountant sentence",
    "festival opens orchestra premiere composer stage",
)


def synthetic(seed: int) -> list[Article]:
    """Some thirty articles on a dozen events that share people, towns and words, with copies and issues among them."""
    rng = random.Random(seed)
    made: list[Article] = []
    for event in range(rng.randint(6, 12)):
        who, town, words = rng.choice(PEOPLE), rng.choice(TOWNS), rng.choice(EVENTS).split()
        day = rng.choice([None, f"2022-03-{rng.randint(1, 28):02}"])
        for account in range(rng.randint(1, 5)):
            told = rng.sample(words, k=min(len(words), rng.randint(4, 7)))
            lines = [
                f"{who} of {town} and the {word} number {rng.randint(2, 90)}, said {rng.choice(PEOPLE)}."
                for word in told
            ]
            text = f"{who} {told[0]} {town}", " ".join(lines) + f" Account {event}-{account}."
            made.append(make(text, rng.choice([None, "Post", "Star", "Wire"]), published=day))
            if rng.random() < 0.2:
                made.append(make((text[0], f"{text[1]} Reprinted {len(made)}."), "Echo", published=day))
    return made


@settings(max_examples=12)
@given(seed=st.integers(0, 10_000), choice=st.randoms(use_true_random=False))
def test_any_order_and_batches_give_the_same_stories(seed: int, choice: random.Random) -> None:
    limits = neighbours.COMMON, blocks.LARGEST
    neighbours.COMMON, blocks.LARGEST = choice.choice([(100, 200), (6, 8), (3, 4)])  # so small that limits bite
    try:
        articles = synthetic(seed)
        whole = Archive()
        whole.load(articles)
        assert shuffled(articles, choice).state() == whole.state()
    finally:
        neighbours.COMMON, blocks.LARGEST = limits


def shuffled(articles: Sequence[Article], choice: random.Random) -> Archive:
    """The same articles in another order, settled now and then, some of them removed in between and added again."""
    archive = Archive()
    order = list(articles)
    choice.shuffle(order)
    ids: dict[int, Article] = {}
    for number, article in enumerate(order):
        ids[archive.add(article, article_id=1000 - number)] = article
        if choice.random() < 0.3:
            stories.settle(archive.db)
        if choice.random() < 0.2:
            gone = choice.choice(sorted(ids))
            archive.remove(gone)
            if choice.random() < 0.5:
                stories.settle(archive.db)
            archive.add(ids[gone], article_id=gone)
    stories.settle(archive.db)
    return archive
