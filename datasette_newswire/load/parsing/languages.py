"""Names and tags of languages → ISO 639-1."""

from __future__ import annotations

from functools import cache

from ..lexicons import rows


def code(label: str | None) -> str | None:
    """ISO 639-1 of a tag ("en-GB", "eng"), or of a language's name in English or its own; None if it is none."""
    label = (label or "").strip().lower()
    primary = label.replace("_", "-").partition("-")[0]
    return _codes().get(label) or _codes().get(primary)


@cache
def _codes() -> dict[str, str]:
    found: dict[str, str] = {}
    for short, longer, names in rows("languages.csv"):
        found.update(dict.fromkeys((short, *longer.split(), *names.split()), short))
    return found
