"""What SQLite takes as text: hostile input holds things that it does not."""

from __future__ import annotations

import re
from dataclasses import fields, is_dataclass, replace
from typing import Any, TypeVar, cast

V = TypeVar("V")
_UNSTORABLE = re.compile("[\0\ud800-\udfff]")


def storable(value: V) -> V:
    """A value with all text in it such as SQLite takes: no NULs, no lone surrogates (JSON can spell both)."""
    return cast(V, _storable(value))


def _storable(value: Any) -> Any:
    if isinstance(value, str):
        return _clean(value) if not value.isascii() or "\0" in value else value
    if isinstance(value, tuple):
        parts = tuple(_storable(one) for one in value)
        return parts if any(new is not old for new, old in zip(parts, value, strict=True)) else value
    if is_dataclass(value) and not isinstance(value, type):
        old = {field.name: getattr(value, field.name) for field in fields(value)}
        changed = {name: new for name, part in old.items() if (new := _storable(part)) is not part}
        return replace(value, **changed) if changed else value
    return value


def _clean(text: str) -> str:
    return _UNSTORABLE.sub(lambda found: "" if found[0] == "\0" else "\ufffd", text)
