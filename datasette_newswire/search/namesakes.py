"""What tells places of one name apart: Athens in Greece, Athens in Georgia, an Athens that was not resolved."""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from . import codes
from .results import FacetValue


def told_apart(conn: sqlite3.Connection, kind: str, values: Sequence[FacetValue]) -> tuple[FacetValue, ...]:
    """The values; places that share their name with another of them say in `detail` which they are."""
    if kind != "place":
        return tuple(values)
    often = Counter(value.label for value in values)
    known = details(conn, [value.value for value in values if often[value.label] > 1])
    return tuple(replace(value, detail=known.get(value.value)) for value in values)


def details(conn: sqlite3.Connection, ids: Sequence[str]) -> dict[str, str]:
    """{place id: where it lies ("Georgia, United States") or, failing that, what it is ("country", "unresolved")}"""
    if not ids:
        return {}
    rows = conn.execute(
        f"select id, kind, admin1, country_code from places where id in ({', '.join('?' * len(ids))})", [*ids]
    )
    return {str(id_): _detail(*rest) for id_, *rest in rows}


def _detail(kind: str, admin1: str | None, country: str | None) -> str:
    lies_in = codes.name("country", country) if country else None
    if kind == "city":
        return ", ".join(name for name in (admin1, lies_in) if name) or kind
    return (lies_in if kind == "admin1" else None) or kind
