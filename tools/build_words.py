"""Makes load/data/words_en.txt, English words that running text writes in lower case, most common first, and
load/data/unsplit_en.txt, words and names that could be read as two words with the space between them lost.

    pip install spacy-lookups-data==1.0.5 && python tools/build_words.py

Its table of log probabilities knows "party" and "Party" apart. A word is taken if its lower-case form is common and not
the rarer of the two (capitals at the beginning of a sentence count against it), and if no lexicon has it as a name.
What is met about as often as its halves would be beside each other is a word, too ("snowpack"); what is met more
seldom is two that somebody wrote without the space ("thefirst").
"""

from __future__ import annotations

import gzip
import json
import math
import re
from collections.abc import Iterator
from importlib.resources import files

from datasette_newswire.load.clean import spaces
from datasette_newswire.load.lexicons import DATA, ranks, rows
from datasette_newswire.load.names.forms import fold
from datasette_newswire.load.names.person_names import given_names
from datasette_newswire.load.places.clues import demonyms
from datasette_newswire.load.recognise.priors import is_country

COMMON = -16.0  # natural logarithm of a word's share of all words
LOWER = 0.2  # how much likelier the lower-case form is
HEAD = """\
# English words that running text writes in lower case, the most common first; made by tools/build_words.py
# Origin: counted from en_lexeme_prob of spacy-lookups-data 1.0.5 (Explosion). Licence: MIT
"""


RARE = -18.0  # the same for words that could be read as two
HALF, HALF_NAME = 20_000, -15.0  # rank of their halves; natural logarithm of a name's share
OFTEN = 10**-1.5  # how often they are met, beside how often their halves would be beside each other
MARGIN = 0.5  # log10 of how much likelier two words may be in an article than `spaces` has them at large
ABUSE = re.compile("fuck|shit|cunt|dick|rape|rapist|whore|nigg|fag|retard|porn|pussy|hooker|jerk|wank|tits|boob|slut")
HEAD_UNSPLIT = """\
# English words and names that could be read as two words without the space between them; made by tools/build_words.py
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
    rows.cache_clear()
    text = "\n".join(sorted(unsplit(known)))
    DATA.joinpath("unsplit_en.txt").write_text(f"{HEAD_UNSPLIT}{text}\n", "utf-8")  # type: ignore[attr-defined]


def unsplit(known: dict[str, float]) -> Iterator[str]:
    """The words, in small letters, that `spaces` would take apart if it did not know them."""
    shares: dict[str, float] = {}  # log10, of a word however it is written
    for word, share in known.items():
        if word.isalpha() and word.isascii() and share > RARE:
            shares[word.casefold()] = max(shares.get(word.casefold(), -math.inf), share / math.log(10))
    names = {word.casefold() for word, share in known.items() if word.istitle() and len(word) > 2 and share > HALF_NAME}
    sure = given_names() | set(places())
    for word in (word for word in shares.keys() | sure if 5 <= len(word) <= 20 and not ABUSE.search(word)):
        apart = [found for i in range(1, len(word) - 1) if (found := together(word[:i], word[i:], names, shares))]
        likely = max(apart, default=-math.inf)
        known_whole = word in sure or shares[word] > likely + math.log10(OFTEN)
        if known_whole and word not in spaces.shares_at_large() and likely + MARGIN > spaces.unknown(word):
            yield word


def places() -> Iterator[str]:
    """The names of places that are one word, in small letters."""
    for line in DATA.joinpath("gazetteer-names.tsv").read_text("utf-8").splitlines():
        name = line.partition("\t")[0]
        if not line.startswith("#") and name.isalpha() and name.isascii():
            yield name.casefold()


def together(one: str, other: str, names: set[str], shares: dict[str, float]) -> float | None:
    """log10 of how often two words stand beside each other if chance decides; None for what is no two words."""
    first, second = _half(one), _half(other)
    if first is None and one in names and other not in ("a", "an"):
        first = shares.get(one)
    return None if first is None or second is None else first + second


def _half(word: str) -> float | None:
    """log10 of a word's share of English, if it is common enough to be half of what is no word."""
    return spaces.shares_at_large().get(word) if ranks("words_en.txt").get(word, HALF) < HALF else None


def starters(known: dict[str, float]) -> list[str]:
    """Words that begin a sentence so often that they are rather written with a capital: "if", "however"."""
    return [word for word, share in known.items() if share > -9.5 and word.isalpha() and word.islower() and word != "i"]


def is_name(word: str) -> bool:
    form = fold(word)
    return form in given_names() or form in demonyms() or is_country(form)


if __name__ == "__main__":
    main()
