"""Organizations across the archive: which articles' names are of one body."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from ..models import Name
from ..organizations import acronyms, initials, plain
from .blocks import Cluster, Form


def key(name: Name) -> str:
    """The block of an organization's name: its initials, or its first words if it has too few for an acronym."""
    form = plain(name.name)
    form = acronyms().get(form, form)
    short = initials(form)
    return short if len(short) > 2 else form


def clusters(forms: Sequence[Form]) -> Iterable[Cluster]:
    grouped: dict[str, list[Form]] = {}
    for form in forms:
        name = plain(form.name)
        grouped.setdefault(acronyms().get(name, name), []).append(form)
    for group in grouped.values():
        yield Cluster(group[0].name, tuple((form, "same name") for form in group))
