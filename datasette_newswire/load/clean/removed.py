"""What was taken out of a page, block by block → one value for each run of blocks."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from itertools import groupby

from ..models import Removed


def joined(found: Iterable[Removed | None]) -> tuple[Removed, ...]:
    """Blocks that follow each other and went for the same reason, joined to one; None is a block that stays."""
    runs = (list(run) for _, run in groupby(found, key=lambda one: one and (one.position, one.rule)))
    return tuple(replace(run[0], text="\n".join(one.text for one in run if one)) for run in runs if run[0])
