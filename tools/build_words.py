"""Makes load/data/words_en.txt: English words that running text writes in lower case, most common first.

    pip install spacy-lookups-data==1.0.5 && python tools/build_words.py

Its table of log probabilities knows "party" and "Party" apart. A word is taken if its lower-case form is common and not
the rarer of the two (capitals at the beginning of a sentence count against it), and if no lexicon has it as a name.
"""

from __future__ import annotations

import gzip
import json
from importlib.resources import files

from datasette_newswire.load.lexicons import DATA
from datasette_newswire.load.names.forms import fold
from datasette_newswire.load.names.person_names import given_names
from datasette_newswire.load.recognise.priors import demonyms, is_country

COMMON = -16.0  # natural logarithm of a word's share of all words
LOWER = 0.2  # how much likelier the lower-case form is
HEAD = """\
# English words that running text writes in lower case, the most common first; made by tools/build_words.py
# Origin: counted from en_lexeme_prob of spacy-lookups-data 1.0.5 (Explosion). Licence: MIT
"""


def main() -> None:
    source = files("spacy_lookups_data").joinpath("data/en_lexeme_prob.json.gz").read_bytes()
    known: dict[str, float] = json.loads(gzip.decompress(source))
    words = [word for word in known if word.isalpha() and word.islower() and len(word) > 1 and word.isascii()]
    taken = [word for word in words if known[word] > max(COMMON, known.get(word.capitalize(), -99.0) + LOWER)]
    taken = [word for word in taken if not is_name(word)] + starters(known) + ["cannot"]  # two tokens there
    text = "\n".join(sorted(set(taken), key=lambda word: (-known.get(word, COMMON), word)))
    DATA.joinpath("words_en.txt").write_text(f"{HEAD}{text}\n", "utf-8")  # type: ignore[attr-defined]


def starters(known: dict[str, float]) -> list[str]:
    """Words that begin a sentence so often that they are rather written with a capital: "if", "however"."""
    return [word for word, share in known.items() if share > -9.5 and word.isalpha() and word.islower() and word != "i"]


def is_name(word: str) -> bool:
    form = fold(word)
    return form in given_names() or form in demonyms() or is_country(form)


if __name__ == "__main__":
    main()
