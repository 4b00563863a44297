"""Articles → stories: which accounts tell one event, and which copy another.

    sign            edges            blocks                  grouping   accounts
    article → signature → likenesses → neighbourhoods → groups → stories, links

Every step is a function of the set of stored articles: any order or batch of loading gives the same stories.
"""

from __future__ import annotations

from sqlite_utils import Database

from ...index.signatures import pack
from ..models import Article
from . import edges
from .explain import explain
from .settling import is_worth_it, regroup
from .sign import signature as signature_of

__all__ = ["explain", "forget", "remember", "settle", "sign"]


def sign(article: Article) -> bytes:
    """What the grouping needs of an article, packed. Pure; computed in the worker."""
    return pack(signature_of(article))


def remember(db: Database, article_id: int, signature: bytes) -> None:
    """Files an article under its signature and marks it for settle()."""
    if signature:
        edges.add(db.conn, article_id, signature)


def forget(db: Database, article_id: int) -> None:
    """Takes an article out of the graph of likenesses and marks all that it was grouped with for settle()."""
    edges.remove(db.conn, article_id)


def settle(db: Database, whole: bool = True) -> None:
    """Groups again all that is marked. Runs after sources.settle() in the transaction of the articles.

    Without `whole`, as between the batches of a load, marks gather until they are worth looking at whole
    neighbourhoods again: until then a new article is in no story.
    """
    if whole or is_worth_it(db.conn):
        regroup(db.conn)
