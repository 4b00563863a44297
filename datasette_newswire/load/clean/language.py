"""The language of a text, where it can be told with confidence."""

from __future__ import annotations

import re
from functools import cache

from py3langid.langid import MODEL_FILE, LanguageIdentifier

SAMPLE = 1_000  # characters looked at
FIRST = 300  # that are looked at first, and suffice where they leave no doubt
DOUBTLESS = 0.99  # probability that they must give
SHORTEST = 25  # letters; less is a guess
CONFIDENT = 0.9  # probability below which nothing is said

_HAN = re.compile(r"[\u3400-\u9fff]")
_KANA = re.compile(r"[\u3040-\u30ff]")


@cache
def _identifier() -> LanguageIdentifier:
    return LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)


def ready() -> None:
    """Loads what detect() needs, which takes longer than most texts."""
    _identifier()


def detect(text: str) -> str | None:
    """ISO 639-1 code of the language of a text, or None where it is short, mixed or no language."""
    return _told(text[:FIRST], DOUBTLESS) or _told(text[:SAMPLE], CONFIDENT) or _by_script(text[:SAMPLE])


def _by_script(sample: str) -> str | None:
    """Chinese for Han characters without kana and nearly without other letters, which models take for Japanese, too."""
    han, letters = len(_HAN.findall(sample)), sum(map(str.isalpha, sample))
    return "zh" if SHORTEST <= han > 0.9 * letters and not _KANA.search(sample) else None


def _told(sample: str, least: float) -> str | None:
    if sum(map(str.isalpha, sample)) < SHORTEST:
        return None
    code, probability = _identifier().classify(sample)
    return str(code) if probability >= least and len(code) == 2 else None
