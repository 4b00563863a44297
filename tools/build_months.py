"""Writes load/data/months.csv: the names of months and weekdays in the languages that news is written in.

    pip install babel && python tools/build_months.py

The names are those of the Unicode Common Locale Data Repository (https://cldr.unicode.org), as Babel carries them.
"""

from __future__ import annotations

import csv
import unicodedata
from multiprocessing import Pool
from pathlib import Path

import babel
from babel import Locale

OUT = Path(__file__).parent.parent / "datasette_newswire" / "load" / "data" / "months.csv"
# In the order in which a month's name of several languages is read where the language is not known.
LOCALES = (
    "en es fr de it pt nl ru uk pl sv da nb nn fi cs sk hu ro bg hr bs sr sr_Latn mk sl el tr az ar ar_SY ar_DZ he fa "
    "ur hi bn id ms th et lv lt ca gl eu ga is sq hy ka kk be sw"
)
HEAD = """\
# Names of months (1-12) and weekdays (0), without capitals and marks: language (ISO 639-1), number, names (by |).
# Origin: Unicode CLDR as carried by Babel {version}, written by tools/build_months.py. Licence: Unicode-3.0.
"""


def plain(name: str) -> str:
    """A name as it is compared: small letters, without accents, vowel signs and the full stop of an abbreviation."""
    apart = unicodedata.normalize("NFKD", name.casefold())
    return "".join(c for c in apart if not unicodedata.combining(c)).strip(" .\u200f")


def names_of(code: str) -> dict[tuple[str, int], list[str]]:
    """(language, month or 0) → the names that one locale has."""
    locale = Locale.parse(code)
    names: dict[tuple[str, int], list[str]] = {}
    for context in ("format", "stand-alone"):
        for width in ("wide", "abbreviated"):
            months = locale.months[context][width].items()
            for number, name in [*months, *((0, day) for day in locale.days[context][width].values())]:
                if len(plain(name)) > 1 and " " not in plain(name) and not plain(name)[0].isdigit():
                    names.setdefault((locale.language, number), []).append(plain(name))
    return names


def main() -> None:
    names: dict[tuple[str, int], dict[str, None]] = {}
    with Pool(1, maxtasksperchild=1) as pool:  # Babel's locales inherit from one another what was read before
        for found in pool.imap(names_of, LOCALES.split(), chunksize=1):
            for key, more in found.items():
                names.setdefault(key, {}).update(dict.fromkeys(more))
    with OUT.open("w", encoding="utf-8", newline="") as file:
        file.write(HEAD.format(version=babel.__version__))
        writer = csv.writer(file, lineterminator="\n")
        writer.writerows((language, number, "|".join(found)) for (language, number), found in names.items())


if __name__ == "__main__":
    main()
