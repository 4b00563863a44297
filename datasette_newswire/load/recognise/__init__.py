"""Text → mentions: the NER engine behind one small function."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import cache, partial

from ... import hookspecs
from ...hookspecs import Extractor
from ..models import Article, Mention
from . import lexical, ner

DEFAULT_LANGUAGE = "en"  # of an article whose language nobody could tell


class NoExtractor(ValueError):
    """There is no extractor of the name that was asked for; the message lists those there are."""


def recognise(
    articles: Sequence[Article], extractor: str = "auto", model: str | None = None
) -> list[tuple[Mention, ...]]:
    """The raw mentions of each article, in reading order and without overlaps.

    `extractor` is the name of one, or "auto": for each article the first that knows its language. `model` names the
    spaCy models to use instead of ours: a name for English, or "pt=NAME" for a language, several with commas.
    Raises NoExtractor for an unknown extractor, ner.NoModel for a model that is not installed.
    """
    models = _models(model)
    chosen = [_choose(article.language or DEFAULT_LANGUAGE, extractor, models) for article in articles]
    found: list[tuple[Mention, ...]] = [() for _ in articles]
    for name in dict.fromkeys(one.name for one in chosen):
        places = [index for index, one in enumerate(chosen) if one.name == name]
        results = chosen[places[0]].extract([articles[index] for index in places])
        for index, mentions in zip(places, results, strict=True):
            found[index] = mentions
    return found


def extractors() -> Iterable[Extractor]:
    """The built-in extractors, the best one first."""
    for language in sorted(ner.languages()):
        name = ner.installed(language)
        if name:
            yield _spacy(name, language)
    yield Extractor("rules", frozenset(), lexical.extract)


def _spacy(name: str, language: str) -> Extractor:
    return Extractor(f"spacy:{name}", frozenset({language}), partial(ner.extract, name=name))


def _models(model: str | None) -> Mapping[str, str]:
    """ "NAME,pt=NAME" → {language: name}."""
    pairs = [part.rpartition("=") for part in (model or "").split(",") if part.strip()]
    return {language.strip() or DEFAULT_LANGUAGE: name.strip() for language, _, name in pairs}


def _choose(language: str, wanted: str, models: Mapping[str, str]) -> Extractor:
    if wanted == "auto" and language in models:
        return _spacy(models[language], language)
    for one in _known():
        if wanted == one.name or (wanted == "auto" and (not one.languages or language in one.languages)):
            return one
    raise NoExtractor(f"No extractor {wanted!r}; there are: {', '.join(one.name for one in _known())}")


@cache
def _known() -> tuple[Extractor, ...]:
    """All extractors, found once: which models are installed does not change."""
    return tuple(hookspecs.extractors())
