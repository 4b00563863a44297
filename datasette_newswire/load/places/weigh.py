"""What a name means among the places it can mean, by how well known they are and by the article's other places.

Every candidate has a score, the logarithm of how likely it is up to a constant. It starts from the place itself (kind,
population) and what stands beside the name ("Springfield, Illinois"); then the names of an article are read together,
a few rounds long: what a name probably means lends weight to the candidates of the others in the same country and
division and nearby (mean-field; the idea of coherence goes back to Leidner, Toponym Resolution in Text, 2007). One
candidate of every name is a place that the gazetteer does not know. The constants were set by coordinate descent on
articles with gold coordinates (local and world news, reports on epidemics), and then by hand so that the name of a
great city alone means that city.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from .. import lexicons
from ..names.forms import fold
from .clues import definite
from .gazetteer import LARGE, Match, Place, kilometres, lookup
from .kinds import pattern

ROUNDS = 3
MOST = 150  # candidates of one name that are weighed, the largest
KIND = {"country": 3.0, "admin1": 0.0, "region": 6.0, "admin2": -1.0, "city": 0.0}
POPULATION = 0.9  # weight of the decimal logarithm
LISTED = 2.0  # for a name of our own lists
OTHER_NAME = -0.5  # for a name that is not the place's first
UNKNOWN = 3.25  # score of a place that the gazetteer does not know
INSIDE = 5.0  # beside the name of what it lies in
ELSEWHERE = 100_000  # people of a town that is meant although it does not lie in what is named beside it
OF_KIND = 5.0  # beside a word that tells its kind
# weights of what lies in the same country, division and county, of what is near, of divisions and countries named side
# by side, and of a division's own towns
SAME = {"country": 0.9, "admin1": 1.7, "admin2": 1.5, "near": 1.7, "sisters": 1.0, "inside": 0.8}
NEAR = 100.0  # km
ADJECTIVE = 1.0  # what "Canadian" tells of Canada, beside a mention of Canada itself
FAINT = 0.02  # candidates less likely than this lend no weight
OVERSHADOWED = -1.5  # for a division whose name alone is a great city of its country elsewhere: "Washington"
SHARPNESS = 1.25  # of the likelihoods: set so that they say how often they are right

PART = re.compile(
    r"(?i)^(?:(?:north|south|east|west|central|northern|southern|eastern|western|north-?eastern|north-?western|"
    r"south-?eastern|south-?western|upper|lower|greater|mainland|downtown|rural|occupied|"
    rf"{pattern('of')} of)\s+(?:the\s)?)+"
    r"|\s+(?:(?:local|district|metropolitan|metro|autonomous|union)\s)?"
    rf"(?:{pattern('part')}|twp|territory)\.?$"
)
GATEWAY = re.compile(r"(?i)\s+(?:(?:international )?airport|(?:sea ?)?port|harbou?r)$")  # of a town, if it is large

TOWN = 10_000  # people of a place that keeps its name for itself

Scored = list[tuple[Place, float]]


@dataclass(frozen=True)
class Toponym:
    """A name to weigh: its text, and what was said beside it.

    `container` is the name of what it lies in, where the article says so; `kind` the kind that a word beside it tells.
    """

    text: str
    container: str | None = None
    kind: str | None = None


def weigh(toponyms: Sequence[Toponym], told: Mapping[str, int]) -> list[Scored]:
    """For each name its candidates with their likelihoods, the best first; what is left to one is "unknown".

    `told` counts how often adjectives tell of a country. Does not depend on the order of the names.
    """
    prior = [_prior(toponym) for toponym in toponyms]
    keys = [fold(toponym.text) for toponym in toponyms]
    beliefs = [likelihoods(candidates) for candidates in prior]
    for _ in range(ROUNDS):
        contexts = _contexts(keys, beliefs, told)
        beliefs = [likelihoods(context.add(scored)) for context, scored in zip(contexts, prior, strict=True)]
    return [sorted(found, key=lambda pair: (-pair[1], pair[0].id)) for found in beliefs]


def likelihoods(scored: Scored) -> Scored:
    """Scores as likelihoods, in the same order; the unknown place takes its share."""
    top = max((score for _, score in scored), default=0.0)
    weights = [math.exp(SHARPNESS * (score - top)) for _, score in scored]
    total = sum(weights) + math.exp(min(50.0, SHARPNESS * (UNKNOWN - top)))
    return [(place, weight / total) for (place, _), weight in zip(scored, weights, strict=True)]


def _prior(toponym: Toponym) -> Scored:
    """The candidates of a name with their scores before the article's other names are looked at."""
    beyond = toponym.text in lexicons.words("places_beyond.txt") and not toponym.container
    matches = () if beyond else candidates(toponym.text)[:MOST]
    scores = {match.place: _known(match) for match in matches}
    _prefer_towns(scores, matches)
    above = [match.place for match in lookup(toponym.container)] if toponym.container else []
    inside = {place for place in scores if any(one != place and one.contains(place) for one in above)}
    for place in scores:
        scores[place] += OF_KIND * ((place.kind == toponym.kind) - (toponym.kind == "city"))  # an unknown one is a town
        scores[place] += INSIDE * (place in inside)
        if above and not inside and place.kind in ("city", "admin2") and place.population < ELSEWHERE:
            scores[place] -= INSIDE  # rather an unknown one there
    return list(scores.items())


def candidates(text: str) -> tuple[Match, ...]:
    """The places that a name can mean; for a part of one that has no name of its own ("northern Iraq"), the whole.

    A part of a country is meant rather than a village of that name: "South Lebanon".
    """
    known, whole = lookup(text), PART.sub("", text)
    if whole == text or fold(whole) in lexicons.words("places_general.txt") or fold(whole) in definite():
        return known or _gateways(text)
    if all(match.place.kind == "city" and match.place.population < TOWN for match in known):
        of_country = tuple(match for match in lookup(whole) if match.place.kind == "country")
        return (*of_country, *known) or lookup(whole)
    return known


def _gateways(text: str) -> tuple[Match, ...]:
    """The cities that an airport or port is named after: "Athens International Airport", but not "Logan Airport"."""
    town = GATEWAY.sub("", text)
    return tuple(match for match in lookup(town) if match.place.population >= LARGE) if town != text else ()


def _known(match: Match) -> float:
    """How likely a place is meant by its name."""
    place = match.place
    score = KIND[place.kind] + POPULATION * math.log10(place.population + 100)
    return score + LISTED * match.listed + OTHER_NAME * (not match.own)


def _prefer_towns(scores: dict[Place, float], matches: Sequence[Match]) -> None:
    """A town and the division named after it change places: "New York" alone is the city, not what lies around it; nor
    is "Washington" alone the state far away, however many other states an article names."""
    towns = [match for match in matches if match.place.kind == "city"]
    for division in [match for match in matches if match.place.kind in ("admin1", "admin2")]:
        town = next((one.place for one in towns if one.listed or _is_namesake(division, one)), None)
        if town and scores[town] < scores[division.place]:
            scores[town], scores[division.place] = scores[division.place], scores[town]
        if any(one.listed and _is_elsewhere(division, one) for one in towns):
            scores[division.place] += OVERSHADOWED


def _is_namesake(division: Match, town: Match) -> bool:
    """Whether a division is named after a town in it, by a name as good as the division's."""
    return division.place.contains(town.place) and town.own >= division.own


def _is_elsewhere(division: Match, town: Match) -> bool:
    """Whether a town lies in the same country as a division and not in it."""
    return division.place.country == town.place.country and not division.place.contains(town.place)


@dataclass(frozen=True)
class Context:
    """What the other names of an article say: how much of it lies where."""

    countries: Mapping[str, float]
    divisions: Mapping[int | None, float]
    sisters: Mapping[str | None, float]
    points: Sequence[tuple[Place, float]]

    def add(self, scored: Scored) -> Scored:
        """The scores with what the context adds to each."""
        return [(place, score + self._support(place)) for place, score in scored]

    def _support(self, place: Place) -> float:
        score = SAME["country"] * math.log1p(self.countries.get(place.country, 0.0) if place.country else 0.0)
        score += SAME["admin1"] * math.log1p(self.divisions.get(place.admin1, 0.0) if place.admin1 else 0.0)
        score += SAME["admin2"] * math.log1p(self.divisions.get(place.admin2, 0.0) if place.admin2 else 0.0)
        if place.kind in ("country", "admin1"):
            score += SAME["sisters"] * math.log1p(self.sisters.get(_family(place), 0.0))
            score += SAME["inside"] * math.log1p(self.divisions.get(place.id, 0.0))
        if place.kind in ("city", "admin2"):
            near = sum(weight for other, weight in self.points if _is_near(place, other))
            score += SAME["near"] * math.log1p(near)
        return score


def _family(place: Place) -> str | None:
    """Countries are named beside countries, a country's divisions beside each other."""
    return {"country": "", "admin1": place.country}.get(place.kind)


def _is_near(one: Place, other: Place) -> bool:
    """Whether two places lie within NEAR of each other; far ones are told by their latitude alone."""
    return abs(one.latitude - other.latitude) < NEAR / 110 and kilometres(one, other) < NEAR


def _contexts(keys: Sequence[str], beliefs: Sequence[Scored], told: Mapping[str, int]) -> list[Context]:
    """For each name what all others of another spelling say."""
    strong = [[(place, weight) for place, weight in found if weight > FAINT] for found in beliefs]
    contexts = []
    for key in keys:
        others = [pair for other, found in zip(keys, strong, strict=True) if other != key for pair in found]
        contexts.append(_context(others, told))
    return contexts


def _context(others: Sequence[tuple[Place, float]], told: Mapping[str, int]) -> Context:
    countries: Counter[str] = Counter()
    divisions: Counter[int | None] = Counter()
    sisters: Counter[str | None] = Counter()
    for country in sorted(told):
        countries[country] += ADJECTIVE * math.log1p(told[country])  # type: ignore[assignment]
    for place, weight in others:
        countries[place.country] += weight  # type: ignore[assignment]
        sisters[_family(place)] += weight  # type: ignore[assignment]
        divisions[place.admin1] += weight  # type: ignore[assignment]
        divisions[place.admin2] += weight  # type: ignore[assignment]
    points = [(place, weight) for place, weight in others if place.kind in ("city", "admin2")]
    return Context(countries, divisions, sisters, points)
