"""How a name is compared: folded forms and their parts."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from anyascii import anyascii

POSSESSIVE = re.compile(r"\s*['’‘`´]\s*(?:s|S)?$")
INNER_DOT = re.compile(r"(?<=\w)\.(?=\w)")


@lru_cache(maxsize=65536)
def fold(text: str) -> str:
    """A name as it is compared: lower case, Latin letters without accents, single spaces, no punctuation or 'the'.

    "U.N." and "UN" fold to the same, as do "O’Neill's" and "oneill".
    """
    plain = anyascii(unicodedata.normalize("NFKC", POSSESSIVE.sub("", text.strip()))).lower()
    plain = INNER_DOT.sub("", plain).replace("'", "")
    return " ".join(re.findall(r"[a-z0-9&]+", plain)).removeprefix("the ")
