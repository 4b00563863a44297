"""Documents → prepared articles: all that can be found out about a document by itself. This is what workers do.

Whatever goes wrong with one document becomes a message about that document; it never ends the load.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from dataclasses import replace

from ..hookspecs import Reader, plugin_manager, readers
from . import clean, names, recognise, stories
from .limits import TooSlow, limited
from .models import Article, Document, Draft, Mention, NoArticle, Options, Outcome, Prepared, Unreadable
from .parsing import signatures
from .store.storable import storable

UNSURE = 0.1  # how sure a reader must be to read what bears the signature of a picture, a program …
BATCH = 16  # articles recognised at once: larger batches cost memory and are no faster


def prepare(documents: Sequence[Document], options: Options) -> list[tuple[Prepared, ...]]:
    """For each document what it gives: one Prepared an article, or a single one that says why there is none.

    The documents of the results are without their content, which the caller has already.
    """
    found = [_articles(document, options) for document in _watched(documents)]
    flat = [prepared for group in found for prepared in group]
    named = iter(_named(flat, options))
    return [tuple(next(named) for _ in group) for group in found]


class InHand:
    """Which document this process is reading just now, for whoever watches it from another thread, and since when."""

    name: str | None = None
    since: float = 0.0  # time.monotonic()


def _watched(documents: Sequence[Document]) -> Iterator[Document]:
    for document in documents:
        InHand.name = f"{document.path} → {document.member}" if document.member else document.path
        InHand.since = time.monotonic()
        yield document
    InHand.name = None


def _articles(document: Document, options: Options) -> list[Prepared]:
    """The document read and cleaned, its names still to be found."""
    bare = replace(document, content=b"")
    try:
        with limited(options.time_limit):
            drafts = _drafts(document)
            return [_guarded(draft, document, bare, options) for draft in drafts]
    except Exception as error:  # a reader's fault, a cleaner's or a plugin's: whatever it is, the rest must load
        return [failure(bare, error, options)]


def _guarded(draft: Draft, document: Document, bare: Document, options: Options) -> Prepared:
    """An article, or what is wrong with it: others in the same document have no part in that."""
    try:
        return storable(_article(draft, document, bare))
    except TooSlow:
        raise
    except Exception as error:
        return replace(failure(bare, error, options), member=draft.member)


def _drafts(document: Document) -> list[Draft]:
    if not document.content:
        raise Unreadable("The file is empty. Export or download it again.")
    drafts = list(reader_for(document).read(document))
    if not drafts:
        raise Unreadable("There is no article in this document.")
    return drafts


def _article(draft: Draft, document: Document, bare: Document) -> Prepared:
    if not (draft.body.strip() or draft.title):
        raise NoArticle(" ".join(draft.notes) or "It has neither a title nor a text.")
    article = clean.clean(draft, document)
    changed = plugin_manager().hook.newswire_post_process(article=article, document=document)
    article = changed if changed is not None else article
    if not article.body.strip() and not article.title.strip():
        raise Unreadable("There is no text in this document.")
    return Prepared(
        document=bare,
        article=article,
        message=" ".join(dict.fromkeys((*_guessed(draft), *draft.notes, *article.notes))) or None,
        member=draft.member,
        encoding=draft.encoding,
        encoding_origin=draft.encoding_origin,
    )


def _guessed(draft: Draft) -> tuple[str, ...]:
    """A note for `problems` where nothing but the letters themselves told the encoding."""
    if draft.encoding_origin != "detected":
        return ()
    return (f"Its encoding is not declared; it was read as {draft.encoding}. If it looks wrong, save it as UTF-8.",)


def reader_for(document: Document) -> Reader:
    """The reader asked for, else the one most certain of the document. Raises Unreadable if there is none."""
    asked = next((reader for reader in readers() if reader.name == document.format), None)
    if asked:
        return asked
    score, best = max(((reader.matches(document), reader) for reader in readers()), key=lambda pair: pair[0])
    if score <= 0 or (score < UNSURE and signatures.format_of(document.content)):
        raise NoArticle(signatures.unknown(document.content, document.media_type))
    return best


def failure(document: Document, error: BaseException, options: Options) -> Prepared:
    """What the ledger says of a document that gave no article."""
    outcome: Outcome = "skipped" if isinstance(error, NoArticle) else "failed"
    return Prepared(document, None, outcome=outcome, message=storable(_explained(error, options)))


def _explained(error: BaseException, options: Options) -> str:
    if isinstance(error, Unreadable):
        return str(error)
    if isinstance(error, TooSlow):
        return (
            f"It took longer than the limit of {options.time_limit:g} seconds. Give it more with "
            f"--time-limit {options.time_limit * 10:g}, or split the file."
        )
    return (
        f"The loader could not make sense of it ({type(error).__name__}: {str(error)[:300]}). The original is kept: "
        "`datasette newswire reprocess` reads it again after an upgrade. Please report it with the file."
    )


def _named(found: Sequence[Prepared], options: Options) -> Iterator[Prepared]:
    """The articles with their names, in batches; documents without an article as they are."""
    for start in range(0, len(found), BATCH):
        batch = found[start : start + BATCH]
        articles = [prepared.article for prepared in batch if prepared.article]
        mentions = iter(_mentions(articles, options))
        for prepared in batch:
            yield _finish(prepared, next(mentions), options) if prepared.article else prepared


def _mentions(articles: Sequence[Article], options: Options) -> list[tuple[Mention, ...] | Exception]:
    """The mentions of each article, or what went wrong with it: then the others are recognised without it."""
    if options.extractor == "none":
        return [() for _ in articles]
    try:
        with limited(options.time_limit * max(1, len(articles))):
            return list(recognise.recognise(articles, options.extractor, options.model))
    except (recognise.NoExtractor, ImportError, OSError):
        raise  # not the articles' fault: nothing can be recognised at all
    except Exception as error:
        if len(articles) == 1:
            return [error]
        return [found for article in articles for found in _mentions([article], options)]


def _finish(prepared: Prepared, mentions: tuple[Mention, ...] | Exception, options: Options) -> Prepared:
    assert prepared.article is not None
    if isinstance(mentions, Exception):
        return failure(prepared.document, mentions, options)
    try:
        found = () if options.extractor == "none" else names.within(prepared.article, mentions)
        return replace(prepared, names=found, signature=stories.sign(prepared.article))
    except Exception as error:
        return failure(prepared.document, error, options)
