"""What a search should find, worked out the slow way from the articles themselves: no SQL, no index."""

from __future__ import annotations

import math
import random
import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from news import ORGANIZATIONS, PEOPLE, PLACES, SOURCES, WORDS, News, signature

from datasette_newswire.index import passages
from datasette_newswire.index.signatures import unpack
from datasette_newswire.search import ranked, support
from datasette_newswire.search.plan import least

KINDS = ("person", "place", "organization", "source", "country", "language")
PLACE_NAMES = [*PLACES, "Lower Wherever"]
FEW = 10


@dataclass
class Asked:
    """A random search in plain values; `pairs` is the same as a URL has it."""

    words: list[str] = field(default_factory=list)
    either: list[str] = field(default_factory=list)
    phrase: list[str] = field(default_factory=list)
    without: list[str] = field(default_factory=list)
    include: dict[str, list[str]] = field(default_factory=dict)
    exclude: dict[str, list[str]] = field(default_factory=dict)
    role: list[str] = field(default_factory=list)
    since: str = ""
    until: str = ""
    undated: bool = False
    sort: str = ""

    @property
    def q(self) -> str:
        parts = [*self.words, *(f"-{word}" for word in self.without)]
        parts += [f"({' OR '.join(self.either)})"] * bool(self.either)
        parts += [f'"{" ".join(self.phrase)}"'] * bool(self.phrase)
        return " ".join(parts)

    @property
    def pairs(self) -> list[tuple[str, str]]:
        pairs = [("q", self.q), ("from", self.since), ("to", self.until), ("sort", self.sort)]
        pairs += [(kind, value) for kind, values in self.include.items() for value in values]
        pairs += [(f"not_{kind}", value) for kind, values in self.exclude.items() for value in values]
        pairs += [("role", role) for role in self.role] + [("undated", "1")] * self.undated
        return [(key, value) for key, value in pairs if value]

    @property
    def order(self) -> str:
        wanted = bool(self.words or self.either or self.phrase)
        order = self.sort or ("relevance" if self.q else "newest")
        return "newest" if order == "relevance" and not wanted else order


def random_search(rng: random.Random) -> Asked:
    """Any mixture of words and filters, often of few, so that most searches find something."""
    names = {
        "person": PEOPLE,
        "place": PLACE_NAMES,
        "organization": ORGANIZATIONS,
        "source": [name for name, _ in SOURCES],
        "country": ["UA", "RU", "JP", "CH"],
        "language": ["en", "fr"],
    }

    def some(values: list[str], most: int) -> list[str]:
        return rng.sample(values, rng.choice([0, 0, *range(most + 1)]))

    def chosen(chance: float) -> dict[str, list[str]]:
        kinds = [kind for kind in KINDS if rng.random() < chance]
        picked = {kind: rng.sample([*dict.fromkeys(names[kind]), "none"], rng.randint(1, 2)) for kind in kinds}
        if "place" in picked and rng.random() < 0.3:
            picked["place"].append("unresolved")
        return picked

    words = list(WORDS)
    return Asked(
        words=some(words, 5),
        either=rng.sample(words, rng.choice([0, 0, 0, 2])),
        phrase=rng.sample(words, rng.choice([0, 0, 0, 0, 2])),
        without=rng.sample(words, rng.choice([0, 0, 0, 1])),
        include=chosen(0.15),
        exclude=chosen(0.07),
        role=rng.sample(["publisher", "agency", "credit"], rng.choice([0, 0, 0, 1, 2])),
        since=rng.choice(["", "", "", "2021-05-10", "2021-08", "2022"]),
        until=rng.choice(["", "", "", "2022-03-15", "2022-06", "2021"]),
        undated=rng.random() < 0.1,
        sort=rng.choice(["", "", "newest", "oldest", "relevance"]),
    )


def values_of(news: News, kind: str, role: Iterable[str] = ()) -> set[str]:
    """The names (or codes) that an article has of a kind."""
    roles = set(role)
    if kind == "source":
        return {name for name, its_role in news.sources if not roles or its_role in roles}
    if kind == "country":
        return {code for name in news.places if (code := PLACES.get(name, (None, None))[1])}
    if kind == "language":
        return {news.language} if news.language else set()
    return set({"person": news.people, "place": news.places, "organization": news.organizations}[kind])


def weights_of(news: News) -> dict[int, int]:
    """The most telling words of an article, as hashes, with their weights."""
    body = unpack(signature(news)).body
    return dict(zip(body.hashes.tolist(), body.weights.tolist(), strict=True))


def cosine(one: dict[int, int], other: dict[int, int]) -> float:
    """The cosine of two vectors of words; 0 where one has none."""
    product = sum(weight * other.get(word, 0) for word, weight in one.items())
    return product / math.hypot(*one.values()) / math.hypot(*other.values()) if product else 0.0


class Oracle:
    """The articles of a database, with ids from 1 in their order."""

    def __init__(self, articles: list[News]) -> None:
        self.articles = dict(enumerate(articles, 1))

    def found(self, asked: Asked, but: str | None = None) -> list[int]:
        """The ids of the articles, in rising order; `but` leaves out what was chosen of one facet."""
        return self._filtered(asked, but, least(len(asked.words)) if self._few(asked) else len(asked.words))

    def _few(self, asked: Asked) -> bool:
        """Whether some of the words are enough."""
        return len(asked.words) >= 3 and len(self._filtered(asked, None, len(asked.words))) < FEW

    def _filtered(self, asked: Asked, but: str | None, least_words: int) -> list[int]:
        return [id_ for id_, news in self.articles.items() if self._has(news, asked, but, least_words)]

    def _has(self, news: News, asked: Asked, but: str | None, least_words: int) -> bool:
        fields = [news.title.lower().split(), (news.lede or "").lower().split(), news.body.lower().split()]
        words = {word for text in fields for word in text}
        phrase = asked.phrase
        return (
            sum(word in words for word in asked.words) >= least_words
            and (not asked.either or any(word in words for word in asked.either))
            and (not phrase or any(phrase in [text[i : i + 2] for i in range(len(text))] for text in fields))
            and not any(word in words for word in asked.without)
            and all(_chosen(news, kind, values, asked.role) for kind, values in asked.include.items() if kind != but)
            and not any(_chosen(news, kind, values, asked.role) for kind, values in asked.exclude.items())
            and (but == "published" or _dated(news, asked))
        )

    def ordered(self, asked: Asked) -> list[int]:
        """The ids in order of date; for relevance in no order that matters."""
        found = self.found(asked)
        dated = [id_ for id_ in found if self.articles[id_].published]
        undated = [id_ for id_ in found if not self.articles[id_].published]
        newest = asked.order != "oldest"
        dated.sort(key=lambda id_: (self.articles[id_].published, id_), reverse=newest)
        return dated + sorted(undated, reverse=newest)

    def scores(self, asked: Asked) -> dict[int, float]:
        """What each article scores: the sum over what is wanted of bm25, times how often those that have it use it."""
        texts = {
            id_: [words_in(text) for text in (news.title, news.lede, news.byline, news.body)]
            for id_, news in self.articles.items()
        }
        lengths = {id_: sum(map(len, fields)) for id_, fields in texts.items()}
        average = sum(lengths.values()) / len(lengths)
        wanted = list(dict.fromkeys([*((word,) for word in (*asked.words, *asked.either)), tuple(asked.phrase)]))
        found, weights = dict.fromkeys(texts, 0.0), {}
        for phrase in filter(None, wanted):
            uses = {id_: weighted(fields, phrase) for id_, fields in texts.items()}
            uses = {id_: number for id_, number in uses.items() if number}
            idf = max(1e-6, math.log((len(texts) - len(uses) + 0.5) / (len(uses) + 0.5)))
            usual = len(phrase) > 1 or len(list(filter(None, wanted))) == 1
            ratio = 1.0 if usual else (sum(uses.values()) + 12.0) / (len(uses) + 4) / 3.0
            factor = 2 ** (round(1.5 * math.log2(ratio)) / 2)
            if uses and len(phrase) == 1:
                weights[phrase[0]] = factor * idf
            for id_, number in uses.items():
                length = 1.2 * (0.25 + 0.75 * lengths[id_] / average)
                found[id_] += factor * idf * number * 2.2 / (number + length)
        if not self._few(asked):
            return found
        said = {id_: max(said_in_one_passage(words, weights) for words in fields) for id_, fields in texts.items()}
        return found | self._moved_up(asked, found, said)

    def _moved_up(self, asked: Asked, scores: dict[int, float], said: dict[int, float]) -> dict[int, float]:
        """The new scores of the first articles of a sentence: those move up that say much of it in one passage, and
        that are like the best one and like others that score well."""
        key = lambda id_: (round(scores[id_], 8), self.articles[id_].published or "", id_)  # noqa: E731
        first = sorted(self.found(asked), key=key, reverse=True)[: ranked.FIRST]
        words = {id_: weights_of(self.articles[id_]) for id_ in first}
        moved = {}
        for id_ in first:
            like = {other: cosine(words[id_], words[other]) for other in first} | {id_: 1.0}
            nearest = sorted(like.values(), reverse=True)[: support.NEAREST + 1]
            near = {other: much for other, much in like.items() if much >= nearest[-1]}
            company = sum(much * scores[other] for other, much in near.items()) / sum(near.values())
            moved[id_] = scores[id_] + (like[first[0]] + said[id_]) * scores[first[0]] + company / 2
        return moved

    def counts(self, asked: Asked, kind: str) -> Counter[str]:
        """Articles by value of a facet, without its own choice."""
        found = self.found(asked, but=kind)
        return Counter(value for id_ in found for value in values_of(self.articles[id_], kind, asked.role))

    def none(self, asked: Asked, kind: str) -> int:
        """Articles without any value of a facet."""
        found = self.found(asked, but=kind)
        return sum(not values_of(self.articles[id_], kind, asked.role) for id_ in found)

    def months(self, asked: Asked, length: int) -> Counter[str]:
        """Articles by period, without the search's own dates."""
        found = self.found(asked, but="published")
        return Counter(date[:length] for id_ in found if (date := self.articles[id_].published))


def words_in(text: str | None) -> list[str]:
    """The words of a field in lower case."""
    return re.findall(r"\w+", (text or "").lower())


def weighted(fields: list[list[str]], phrase: tuple[str, ...]) -> float:
    """How often a phrase stands in title, lede, byline and body, each counting by its weight."""
    counts = [sum(tuple(words[at : at + len(phrase)]) == phrase for at in range(len(words))) for words in fields]
    return sum(weight * count for weight, count in zip((2.0, 0.25, 0.5, 1.375), counts, strict=True))


def said_in_one_passage(words: list[str], weights: dict[str, float]) -> float:
    """How much of the weight of some words stands in one passage of a field."""
    starts = range(max(1, len(words) - passages.PASSAGE + 1))
    said = [{*words[at : at + passages.PASSAGE]} for at in starts]
    return max(sum(weight for word, weight in weights.items() if word in each) for each in said) / sum(weights.values())


def _chosen(news: News, kind: str, values: list[str], role: list[str]) -> bool:
    own = values_of(news, kind, role)
    if "none" in values and not own:
        return True
    if kind == "place" and "unresolved" in values and any(name not in PLACES for name in own):
        return True
    return bool(own & set(values))


def _dated(news: News, asked: Asked) -> bool:
    if not (asked.since or asked.until or asked.undated):
        return True
    if news.published is None:
        return asked.undated
    if not (asked.since or asked.until):
        return False
    until = news.published[: len(asked.until)] <= asked.until if asked.until else True
    return until and (news.published >= asked.since or asked.since.startswith(news.published))
