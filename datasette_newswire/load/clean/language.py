"""The language of a text, where it can be told with confidence."""

from __future__ import annotations

from functools import cache

from py3langid.langid import MODEL_FILE, LanguageIdentifier

SAMPLE = 1_000  # characters looked at
FIRST = 300  # that are looked at first, and suffice where they leave no doubt
DOUBTLESS = 0.99  # probability that they must give
SHORTEST = 25  # letters; less is a guess
CONFIDENT = 0.9  # probability below which nothing is said


@cache
def _identifier() -> LanguageIdentifier:
    return LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)


def detect(text: str) -> str | None:
    """ISO 639-1 code of the language of a text, or None where it is short, mixed or no language."""
    return _told(text[:FIRST], DOUBTLESS) or _told(text[:SAMPLE], CONFIDENT)


def _told(sample: str, least: float) -> str | None:
    if sum(map(str.isalpha, sample)) < SHORTEST:
        return None
    code, probability = _identifier().classify(sample)
    return str(code) if probability >= least and len(code) == 2 else None
