"""More like this, beyond the story of an article."""

from __future__ import annotations

from sqlite_utils import Database

from datasette_newswire import schema
from datasette_newswire.load import stories
from datasette_newswire.load.models import Article
from datasette_newswire.search.similar import similar

TEXTS = (
    ("Ferry runs aground off Marisol", "The ferry Aurelia ran aground off Marisol in fog. Captain Krantz was unhurt."),
    ("Aurelia aground near Marisol", "In fog off Marisol the ferry Aurelia ran aground; captain Krantz is unhurt."),
    (
        "Aurelia back in service",
        "Two years after the fog the ferry Aurelia carries cars to Quillan again under Moreau.",
    ),
    ("Wheat prices rise in Osterby", "Wheat rose to new highs on the grain exchange of Osterby, traders said."),
)
DATES = ("2019-03-04", "2019-03-05", "2021-06-01", "2021-06-01")
TABLES = ("articles", "stories")


def archive() -> Database:
    db = Database(memory=True)
    schema.ensure(db)
    for number, ((title, body), published) in enumerate(zip(TEXTS, DATES, strict=True), 1):
        article = Article(title=title, title_origin="first-line", body=body, published=published)
        row = {"id": number, "title": title, "title_origin": "", "body": body, "word_count": 0, "published": published}
        db.table("articles").insert(row)
        stories.remember(db, number, stories.sign(article))
    stories.settle(db)
    return db


def test_similar_articles_are_beyond_the_story_and_of_any_time() -> None:
    db = archive()
    (found,) = similar(db.conn, 1, TABLES)
    assert found.article_id == 3
    assert 0 < found.likeness < 1
    assert "Aurelia" in found.reason


def test_nothing_is_similar_where_nothing_is_shared_or_open_to_the_reader() -> None:
    db = archive()
    assert similar(db.conn, 4, TABLES) == ()
    assert similar(db.conn, 1, ("articles",)) == ()
    assert similar(db.conn, 99, TABLES) == ()
