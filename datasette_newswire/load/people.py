"""People: the parts of a person's name, and which names are of one person."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from .forms import fold
from .models import Name
from .resolve.blocks import Cluster, Form


def key(name: Name) -> str:
    return fold(name.name).split(" ")[-1]


def clusters(forms: Sequence[Form]) -> Iterable[Cluster]:
    grouped: dict[str, list[Form]] = {}
    for form in forms:
        grouped.setdefault(fold(form.name), []).append(form)
    for group in grouped.values():
        yield Cluster(group[0].name, tuple((form, "same name") for form in group))
