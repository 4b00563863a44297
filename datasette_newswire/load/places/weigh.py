"""What a name means among the places it can mean, by how well known they are and by the article's other places.

Every candidate has a score, the logarithm of how likely it is up to a constant. It starts from the place itself (kind,
population) and what stands beside the name ("Springfield, Illinois"); then the names of an article are read together,
a few rounds long: what a name probably means lends weight to the candidates of the others in the same country and
division and nearby (mean-field; the idea of coherence goes back to Leidner, Toponym Resolution in Text, 2007). The
constants were set on three public corpora of articles with coordinates, by coordinate descent.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from ..gazetteer import Match, Place, kilometres, lookup

ROUNDS = 3
MOST = 150  # candidates of one name that are weighed, the largest
KIND = {"country": 4.0, "admin1": 1.5, "region": 6.0, "admin2": -1.0, "city": 0.0}
POPULATION = 1.0  # weight of the decimal logarithm
CAPITAL = 1.0
OTHER_NAME = -1.0  # for a name that is not the place's first
INSIDE = 8.0  # beside the name of what it lies in
SAME = {"country": 0.6, "admin1": 1.2, "admin2": 1.0, "near": 1.2}
NEAR = 80.0  # km
SHARPNESS = 1.0  # of the likelihoods: set so that they say how often they are right


@dataclass(frozen=True)
class Toponym:
    """A name to weigh: its text, how often it stands in the article and what was said beside it.

    `container` is the name of what it lies in, where the article says so; `kind` the kind that a word beside it tells.
    """

    text: str
    mentions: int = 1
    container: str | None = None
    kind: str | None = None



def weigh(toponyms: Sequence[Toponym]) -> list[list[tuple[Place, float]]]:
    """For each name its candidates with their scores, the best first. Does not depend on the order of the names."""
    prior = [_prior(toponym) for toponym in toponyms]
    scores = prior
    for _ in range(ROUNDS):
        beliefs = [_beliefs(candidates) for candidates in scores]
        scores = [_coherent(index, candidates, toponyms, beliefs) for index, candidates in enumerate(prior)]
    return [sorted(found, key=lambda pair: (-pair[1], pair[0].id)) for found in scores]


def _prior(toponym: Toponym) -> list[tuple[Place, float]]:
    matches = lookup(toponym.text)[:MOST]
    scored = [(match.place, _known(match)) for match in matches]
    if toponym.kind:
        scored = [(place, score + INSIDE * (place.kind == toponym.kind)) for place, score in scored]
    if toponym.container:
        above = [match.place for match in lookup(toponym.container)]
        inside = {place.id for place, _ in scored if any(one.contains(place) and one != place for one in above)}
        scored = [(place, score + INSIDE * (place.id in inside)) for place, score in scored]
    return scored


def _known(match: Match) -> float:
    """How likely a place is meant by its name, before the article is looked at."""
    place = match.place
    return KIND[place.kind] + POPULATION * math.log10(place.population + 100) + OTHER_NAME * (not match.own)


def probabilities(scored: Sequence[tuple[Place, float]]) -> list[tuple[Place, float]]:
    """Scores as likelihoods, in the same order, that add up to one."""
    top = max((score for _, score in scored), default=0.0)
    weights = [math.exp(SHARPNESS * (score - top)) for _, score in scored]
    return [(place, weight / sum(weights)) for (place, _), weight in zip(scored, weights, strict=True)]


def _beliefs(scored: Sequence[tuple[Place, float]]) -> list[tuple[Place, float]]:
    """Scores as probabilities, the least left out."""
    if not scored:
        return []
    top = max(score for _, score in scored)
    weights = [(place, math.exp(score - top)) for place, score in scored]
    total = sum(weight for _, weight in weights)
    return [(place, weight / total) for place, weight in weights if weight > 0.02 * total]


def _coherent(
    index: int,
    prior: list[tuple[Place, float]],
    toponyms: Sequence[Toponym],
    beliefs: Sequence[list[tuple[Place, float]]],
) -> list[tuple[Place, float]]:
    """The prior scores of one name with what the article's other names add."""
    if len(prior) < 2:
        return prior
    others = [
        (place, weight)
        for other, candidates in enumerate(beliefs)
        if other != index and toponyms[other].text != toponyms[index].text
        for place, weight in candidates
    ]
    masses = _masses(others)
    out = []
    for place, score in prior:
        near = sum(w for other, w in others if other.kind in ("city", "admin2") and kilometres(place, other) < NEAR)
        score += SAME["near"] * math.log1p(near) * (place.kind in ("city", "admin2"))
        score += SAME["country"] * math.log1p(masses["country", place.country] if place.country else 0)
        score += SAME["admin1"] * math.log1p(masses["admin1", place.admin1] if place.admin1 else 0)
        score += SAME["admin2"] * math.log1p(masses["admin2", place.admin2] if place.admin2 else 0)
        out.append((place, score))
    return out


def _masses(others: Sequence[tuple[Place, float]]) -> Mapping[tuple[str, object], float]:
    """How much of the article lies in each country and division."""
    masses: dict[tuple[str, object], float] = defaultdict(float)
    for place, weight in others:
        masses["country", place.country] += weight
        masses["admin1", place.admin1] += weight
        masses["admin2", place.admin2] += weight
    return masses
