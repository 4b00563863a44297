"""Makes datasette_newswire/static/vendor/outlines.json: the land and the borders of the world, small enough for a page.

    npm pack world-atlas@2.0.2 && tar xzf world-atlas-2.0.2.tgz
    python tools/build_outlines.py package/countries-50m.json datasette_newswire/static/vendor/outlines.json

Source: Natural Earth 1:50m (public domain), as TopoJSON by Mike Bostock's world-atlas (ISC).
"""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import accumulate, pairwise
from pathlib import Path
from typing import Any

Point = tuple[float, float]
TOLERANCE = 0.09  # degrees that a line may move
SMALLEST = 0.4  # degrees of width or height below which an island is left out


def arcs(topology: dict[str, Any]) -> list[list[Point]]:
    """The topology's lines in degrees. Format: github.com/topojson/topojson-specification."""
    (scale_x, scale_y), (x, y) = topology["transform"]["scale"], topology["transform"]["translate"]
    found = []
    for arc in topology["arcs"]:
        steps = accumulate(arc, lambda one, other: [one[0] + other[0], one[1] + other[1]])
        found.append([(step[0] * scale_x + x, step[1] * scale_y + y) for step in steps])
    return found


def simplified(line: list[Point]) -> list[Point]:
    """The line with fewer points: Douglas & Peucker (1973), without recursion."""
    keep, stack = {0, len(line) - 1}, [(0, len(line) - 1)]
    while stack:
        first, last = stack.pop()
        farthest = max(range(first + 1, last), key=lambda n: distance(line[n], line[first], line[last]), default=None)
        if farthest is not None and distance(line[farthest], line[first], line[last]) > TOLERANCE:
            keep.add(farthest)
            stack += [(first, farthest), (farthest, last)]
    return [line[n] for n in sorted(keep)]


def distance(point: Point, start: Point, end: Point) -> float:
    """From a point to a stretch of line."""
    (x, y), (x1, y1), (x2, y2) = point, start, end
    length = (x2 - x1) ** 2 + (y2 - y1) ** 2
    along = max(0.0, min(1.0, ((x - x1) * (x2 - x1) + (y - y1) * (y2 - y1)) / length)) if length else 0.0
    return float(((x - x1 - along * (x2 - x1)) ** 2 + (y - y1 - along * (y2 - y1)) ** 2) ** 0.5)


def polygons(geometry: dict[str, Any]) -> Iterator[list[list[int]]]:
    """The polygons of a geometry, each a list of rings of arc numbers, holes last; ~n is arc n backwards."""
    for part in geometry.get("geometries", [geometry]):
        yield from part["arcs"] if part["type"] == "MultiPolygon" else [part["arcs"]]


def joined(ring: Iterable[int], lines: list[list[Point]]) -> list[Point]:
    """The points of a ring."""
    points: list[Point] = []
    for number in ring:
        line = lines[number] if number >= 0 else lines[~number][::-1]
        points += line[1:] if points else line
    return points


def unwrapped(points: list[Point]) -> list[Point]:
    """The points without jumps at the 180th meridian: a line that crosses it goes on beyond 180 degrees."""
    out, turn = points[:1], 0.0
    for (before, _), (x, y) in pairwise(points):
        turn += 360.0 * ((before - x > 180) - (x - before > 180))
        out.append((x + turn, y))
    return out


def closed(points: list[Point]) -> list[Point]:
    """A ring without jumps; one that goes around the South Pole runs back along it."""
    ring = unwrapped(points)
    around = abs(ring[-1][0] - ring[0][0]) > 300
    return [*ring, (ring[-1][0], -90.0), (ring[0][0], -90.0), ring[0]] if around else ring


def rounded(points: list[Point]) -> list[list[float]]:
    """Points to a hundredth of a degree, about a kilometre."""
    return [[round(x, 2), round(y, 2)] for x, y in points]


def large(points: list[Point]) -> bool:
    """Whether a ring is worth drawing."""
    xs, ys = zip(*points, strict=True)
    return len(points) > 3 and max(max(xs) - min(xs), max(ys) - min(ys)) > SMALLEST


def outlines(topology: dict[str, Any]) -> dict[str, Any]:
    """GeoJSON of two features: "land" and, as lines, "borders" between countries."""
    lines = [simplified(line) for line in arcs(topology)]
    land = [[closed(joined(ring, lines)) for ring in polygon] for polygon in polygons(topology["objects"]["land"])]
    countries = polygons(topology["objects"]["countries"])
    uses = Counter(n if n >= 0 else ~n for polygon in countries for ring in polygon for n in ring)
    borders = [unwrapped(lines[number]) for number, count in uses.items() if count > 1]
    shown = [[*map(rounded, filter(large, rings))] for rings in land if large(rings[0])]
    shapes = {
        "land": {"type": "MultiPolygon", "coordinates": shown},
        "borders": {"type": "MultiLineString", "coordinates": [rounded(line) for line in borders]},
    }
    features = [{"type": "Feature", "properties": {"name": name}, "geometry": shape} for name, shape in shapes.items()]
    return {"type": "FeatureCollection", "features": features}


if __name__ == "__main__":
    source, target = sys.argv[1:]
    made = outlines(json.loads(Path(source).read_text("utf-8")))
    Path(target).write_text(json.dumps(made, separators=(",", ":")) + "\n", "utf-8")
