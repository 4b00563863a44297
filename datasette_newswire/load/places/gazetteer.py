"""The gazetteer: places by name and by GeoNames id, read straight from sorted files without loading them.

`data/gazetteer-names.tsv` and `data/gazetteer-places.tsv` (made by `tools/build_gazetteer.py`) are mapped into memory
and searched by halving, so that a worker starts at once and all workers share the same pages. Data: GeoNames
(https://www.geonames.org), CC BY 4.0.
"""

from __future__ import annotations

import math
import mmap
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import as_file
from typing import Literal, cast

from .. import lexicons
from ..lexicons import DATA
from ..names.forms import fold

PlaceKind = Literal["country", "admin1", "admin2", "city", "region"]
LARGE = 200_000  # people of a capital that is what its name means
EARTH = 12742.0  # km: twice the mean radius
KNOWN = 1 << 16  # names and places kept at hand


@dataclass(frozen=True, slots=True)
class Place:
    """A place of the gazetteer. `kind` admin1 is a state or province, admin2 a county or district.

    `id` is the GeoNames id, below zero for what our own list of regions adds; `country` an ISO 3166-1 code, empty for
    what lies in several; `admin1` and `admin2` the ids of the divisions it lies in, its own where it is one.
    """

    id: int
    kind: PlaceKind
    name: str
    country: str
    admin1: int | None
    admin2: int | None
    latitude: float
    longitude: float
    population: int

    def contains(self, other: Place) -> bool:
        """Whether the other lies in this country or division (or is it)."""
        if self.kind == "country":
            return bool(self.country) and self.country == other.country
        if self.kind == "admin1":
            return self.id == other.admin1
        return self.id == (other.admin2 if self.kind == "admin2" else other.id)


@dataclass(frozen=True, slots=True)
class Match:
    """A place that a name can mean; `own` if it is the place's first name, not one of its others.

    `listed` if our own list of names says so: what the name means where nothing speaks against it.
    """

    place: Place
    own: bool
    listed: bool = False


class SortedFile:
    """Lines of tab-separated cells, sorted by the first, after a head of `#` lines."""

    def __init__(self, name: str) -> None:
        with as_file(DATA.joinpath(name)) as path, path.open("rb") as file:
            self._bytes = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        self._first = 0
        while self._bytes[self._first : self._first + 1] == b"#":
            self._first = self._bytes.find(b"\n", self._first) + 1

    def find(self, wanted: str | int) -> list[str] | None:
        """The cells of the line whose first cell this is; a number finds a number."""
        goal = wanted if isinstance(wanted, int) else wanted.encode()
        low, high = self._first, len(self._bytes)
        while low < high:
            start = self._bytes.rfind(b"\n", low, (low + high) // 2) + 1 or low
            end = self._bytes.find(b"\n", start)
            cell = self._bytes[start : self._bytes.find(b"\t", start)]
            here = int(cell) if isinstance(goal, int) else cell
            if here == goal:
                return self._bytes[start:end].decode().split("\t")
            if here < goal:  # type: ignore[operator]
                low = end + 1
            else:
                high = start
        return None


@cache
def _file(name: str) -> SortedFile:
    return SortedFile(name)


def kilometres(one: Place, other: Place) -> float:
    """The great-circle distance of two places (haversine)."""
    north, south = math.radians(one.latitude), math.radians(other.latitude)
    half = math.sin((south - north) / 2) ** 2
    half += math.cos(north) * math.cos(south) * math.sin(math.radians(other.longitude - one.longitude) / 2) ** 2
    return EARTH * math.asin(min(1.0, math.sqrt(half)))


@lru_cache(KNOWN)
def get(place_id: int) -> Place:
    """The place of an id. Raises KeyError if there is none."""
    if place_id in _regions():
        return _regions()[place_id]
    cells = _file("gazetteer-places.tsv").find(place_id)
    if cells is None:
        raise KeyError(place_id)
    _, kind, name, country, *above, latitude, longitude, population = cells
    inside = dict(zip(("admin1", "admin2"), (int(place) if place else None for place in above), strict=True))
    if kind in inside:
        inside[kind] = place_id
    return Place(
        place_id, cast(PlaceKind, kind), name, country, inside["admin1"], inside["admin2"],
        float(latitude), float(longitude), int(population),
    )  # fmt: skip


@lru_cache(KNOWN)
def lookup(name: str) -> tuple[Match, ...]:
    """The places that a name can mean: those of our own lists first, then the gazetteer's, the larger before.

    What our lists have in capitals alone ("LA") is not meant by a word with one capital ("La"). "Mt" is "Mount".
    """
    folded = fold(name)
    found: dict[int, Match] = {}
    listed = () if folded in _codes() and name[1:].islower() and name[0].isupper() else _listed().get(folded, ())
    for match in (*listed, *_filed(folded)):
        found.setdefault(match.place.id, match)
    if not found and folded.startswith("mt "):
        return lookup(f"mount {folded[3:]}")
    return tuple(found.values())


def _filed(folded: str) -> Iterator[Match]:
    cells = _file("gazetteer-names.tsv").find(folded) if folded else None
    if cells:
        _, own, other = cells
        yield from (Match(get(int(place_id)), True) for place_id in own.split())
        yield from (Match(get(int(place_id)), False) for place_id in other.split())


@cache
def _regions() -> Mapping[int, Place]:
    """{id: region}; without a GeoNames id one below zero, the same as long as the name is the same."""
    found = {}
    for name, kind, country, latitude, longitude, _, geonames_id in lexicons.rows("places_regions.csv"):
        place_id = int(geonames_id) if geonames_id else -zlib.crc32(name.encode())
        point = float(latitude), float(longitude)
        found[place_id] = Place(place_id, cast(PlaceKind, kind), name, country, None, None, *point, 0)
    return found


@cache
def _listed() -> Mapping[str, tuple[Match, ...]]:
    """{folded name: places} of our own lists."""
    found: dict[str, tuple[Match, ...]] = {}
    for place, row in zip(_regions().values(), lexicons.rows("places_regions.csv"), strict=True):
        for name in [place.name, *filter(None, row[5].split("|"))]:
            found[fold(name)] = (*found.get(fold(name), ()), Match(place, True))
    for name, known_as, country, kind in lexicons.rows("places_names.csv"):
        places = [match.place for match in _filed(fold(known_as))]
        known = next(place for place in places if (place.country, place.kind) == (country, kind))
        found[fold(name)] = (*found.get(fold(name), ()), Match(known, True, True))
    for capital in _capitals():
        found[fold(capital.name)] = (*found.get(fold(capital.name), ()), Match(capital, True, True))
    return found


@cache
def _codes() -> frozenset[str]:
    """Folded names of our own lists that are written in capitals alone, without full stops: "la", "uk"."""
    return frozenset(fold(name) for name, *_ in lexicons.rows("places_names.csv") if name.isupper() and name.isalpha())


def _capitals() -> Iterator[Place]:
    """The capitals that are large enough to be what their name means."""
    for code, _, _, _, _, capital, _ in lexicons.rows("places_countries.csv")[1:]:
        towns = [match.place for match in _filed(fold(capital)) if match.place.kind == "city"]
        yield from [town for town in towns if town.country == code and town.population > LARGE][:1]
