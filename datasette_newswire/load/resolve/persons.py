"""People across the archive: which articles' names are of one person."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from ..models import Name
from ..person_names import parse, sound
from .blocks import Cluster, Form


def key(name: Name) -> str:
    """The block of a person's name: how the family name sounds."""
    parsed = parse(name.name)
    return sound(parsed.surname) or parsed.surname


def clusters(forms: Sequence[Form]) -> Iterable[Cluster]:
    grouped: dict[tuple[str, ...], list[Form]] = {}
    for form in forms:
        grouped.setdefault(parse(form.name).tokens, []).append(form)
    for group in grouped.values():
        yield Cluster(group[0].name, tuple((form, "same name") for form in group))
