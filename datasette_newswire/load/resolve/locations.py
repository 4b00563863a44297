"""Places across the archive: each name's candidates → a row of `places`."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence

from sqlite_utils import Database

from .. import gazetteer
from ..forms import fold
from . import ledger

LIKELY = 0.5  # a place is pinned above this likelihood, else the name stays unresolved
NEAR = 40.0  # km: candidates this near are one place for the map


def settle(db: Database) -> None:
    """Resolves the dirty names of kind place. Runs in the transaction of the articles that made them so."""
    for key in ledger.dirty(db, "place"):
        verdicts: dict[int, ledger.Verdict] = {}
        for name_id, name, detail in list(
            db.execute("select id, name, detail from _names where kind = 'place' and key = ? order by id", [key])
        ):
            verdicts[name_id] = _verdict(db, name, json.loads(detail)["candidates"])
        ledger.assign(db, "place", verdicts)


def _verdict(db: Database, name: str, candidates: Sequence[Sequence[float]]) -> ledger.Verdict:
    chosen = decide(candidates)
    if chosen is None:
        return ledger.Verdict(_unresolved(db, name), "no place is likely enough" if candidates else "not in the gazetteer")
    place, likelihood = chosen
    return ledger.Verdict(_located(db, place), f"likeliest of its name in this article ({likelihood:.2f})")


def decide(candidates: Sequence[Sequence[float]]) -> tuple[gazetteer.Place, float] | None:
    """The likeliest place and its likelihood, that of its near namesakes included; None below LIKELY."""
    if not candidates:
        return None
    places = [(gazetteer.get(int(place_id)), chance) for place_id, chance in candidates]
    best = places[0][0]
    likelihood = sum(chance for place, chance in places if gazetteer.kilometres(best, place) < NEAR or best.contains(place))
    return (best, likelihood) if likelihood >= LIKELY else None


def _located(db: Database, place: gazetteer.Place) -> int:
    values = columns(place)
    row = db.execute(
        "select id from places where name = ? and kind = ? and geonames_id is ?",
        [values["name"], values["kind"], values["geonames_id"]],
    ).fetchone()
    return row[0] if row else ledger.create(db, "place", values)


def _unresolved(db: Database, name: str) -> int:
    """The row of a name that no place is pinned to; spellings that fold alike share it."""
    for place_id, known in db.execute("select id, name from places where kind = 'unresolved' and name like ?", [name]):
        if fold(known) == fold(name):
            return int(place_id)
    return ledger.create(db, "place", {"name": name, "kind": "unresolved"})


def columns(place: gazetteer.Place) -> Mapping[str, object]:
    """A place as a row of `places`; counties and districts are regions there."""
    above = gazetteer.get(place.admin1).name if place.admin1 and place.kind != "admin1" else None
    return {
        "name": place.name,
        "kind": "region" if place.kind == "admin2" else place.kind,
        "country_code": place.country or None,
        "admin1": place.name if place.kind == "admin1" else above,
        "latitude": place.latitude,
        "longitude": place.longitude,
        "population": place.population or None,
        "geonames_id": place.id if place.id > 0 else None,
    }
