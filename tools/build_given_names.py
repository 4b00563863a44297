"""Writes load/data/given_names_many.txt: given names usual in two languages or more, for texts without a model.

    pip install faker && python tools/build_given_names.py

The names are those of Faker (https://github.com/joke2k/faker), whose locales have lists of given names. Left out are
common words, well-known places, titles, and what our other lists have.
"""

from __future__ import annotations

from collections import defaultdict
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules

import faker
from faker.providers import person

from datasette_newswire.load.lexicons import DATA, words
from datasette_newswire.load.names import titles
from datasette_newswire.load.names.forms import fold
from datasette_newswire.load.names.person_names import given_names
from datasette_newswire.load.recognise import priors
from datasette_newswire.load.recognise.casing import is_common

OUT = Path(str(DATA)) / "given_names_many.txt"
LANGUAGES = 2  # that have a name
SHORTEST = 4  # letters
LAST = "\u052f"  # of the Latin, Greek and Cyrillic letters, which alone say how a name is written in Latin ones
VIETNAMESE = "vi"  # names of syllables that are words and family names as well
HEAD = """\
# Given names, folded, that are usual in two languages or more, beside those of given_names.csv.
# Origin: Faker {version} (https://github.com/joke2k/faker), written by tools/build_given_names.py. Licence: MIT,
# Copyright (c) 2012 Daniele Faraglia.
"""


def names_of(locale: str) -> set[str]:
    """The folded given names of one of Faker's locales."""
    provider = import_module(f"faker.providers.person.{locale}").Provider
    lists = [getattr(provider, name) for name in dir(provider) if name.startswith("first_name") and name.count("_") < 3]
    names = {name for found in lists if isinstance(found, list | tuple | dict) for name in found}
    return {fold(name) for name in names if max(name) <= LAST}


def is_wanted(name: str) -> bool:
    """Whether a folded name is long enough, and nothing else that news speaks of."""
    if len(name) < SHORTEST or not name.isalpha() or is_common(name) or priors.is_town(name) or priors.is_demonym(name):
        return False
    lists = (titles.honorifics(), titles.roles(), priors.organization_words(), words("not_names.csv"))
    return not any(name in known for known in (*lists, words("family_first.csv"), words("particles.csv")))


def main() -> None:
    languages: dict[str, set[str]] = defaultdict(set)
    for module in iter_modules(person.__path__):
        language = module.name.split("_")[0]
        for name in names_of(module.name) if language != VIETNAMESE else ():
            languages[name].add(language)
    found = sorted(name for name, of in languages.items() if len(of) >= LANGUAGES and name not in given_names())
    text = "\n".join(name for name in found if is_wanted(name))
    OUT.write_text(HEAD.format(version=faker.VERSION) + text + "\n", "utf-8")


if __name__ == "__main__":
    main()
