"""Bylines: names of authors out of what is printed, without roles, sites, addresses and dates."""

from __future__ import annotations

import re
from collections.abc import Iterable, Set
from functools import cache

from ..headlines import bare, site_key
from ..lexicons import any_of, rows, words
from ..parsing import months
from . import sources as credits

LONGEST = 400  # characters of a byline
LONGEST_NAME = 6  # words
SURNAME = 4  # letters of a family name in capitals; what is shorter can be initials
LONGEST_ALONE = 4  # the same of a name that nothing says is one

# "and" between the last two authors, as printed in the languages of the lexicons.
_AND = r"\s+(?:and|und|et|y|e|en|och|og|ja|i|и|та|dan|ve|with|avec|con|com|mit|&)\s+"
_SEPARATOR = re.compile(rf"\s*[;|/•·\n\t；，、]\s*|\s*,\s*(?!Jr\b|Sr\b|II)|{_AND}|\s*&\s*|\s+[–—-]+\s+", re.I)
_PICTURE = re.compile(r"\W*(?:photo(?:graph)?s?|pictures?|images?|illustrations?)\s+(?:by|courtesy|credits?)\b", re.I)
_WITH = r"(?:with|for|avec|pour|con|para|com|mit|für)"
_BEFORE_OUTLET, _OUTLET_AFTER = re.compile(rf"\s+{_WITH}$", re.I), re.compile(rf"{_WITH}\s+", re.I)
_ADDRESS = re.compile(r"\S+@\S*|https?://\S+|www\.\S+|\(?@\w+\)?")
_BRACKETS = re.compile(r"\([^)]*\)|\[[^\]]*\]|<[^>]*>")
_DEGREE = re.compile(r",?\s+(?:Ph\.?\s?D|M\.?D|MD|MBA|RN|Esq|CFA|CPA|RD|MPH|MS|JD)\b\.?", re.I)
_TRAIL = re.compile(
    r"(?:\s+(?:is|was|has|for|of|at|in|on|from|via|updated|published|posted|last|about)\b|[:|]).*$", re.I
)
# In scripts of India vowels are signs of their own kind, which \w does not know.
_PART = r"(?:[^\W\d_][\w\u0900-\u0d7f.’'`-]*|[A-Z]\.)"
_NAME = re.compile(rf"{_PART}(?:\s+{_PART}){{0,5}}")
# Names in Chinese, Japanese and Korean have no space, or one between family and given name.
_EAST_ASIAN = r"(?:(?:[\u4e00-\u9fff々]\s?){2,5}|[가-힣]{2,4})"
_EAST_ASIAN_BODY = frozenset("部社局網网報报館馆組组会會院台团團者员員")  # a staff, a firm, an office by its last sign
_DATE, _YEAR = re.compile(r"\d"), re.compile(r"\b(?:19|20)\d\d\b")
_PARTICLES = frozenset((
    "de", "da", "do", "dos", "das", "di", "del", "della", "der", "den", "von", "van", "zu", "la", "le", "du", "el",
    "al", "bin", "ibn", "y", "e", "of", "te", "ter", "ten", "af",
))  # fmt: skip
_WHERE = re.compile(r"\s+in\s+(?=[A-Z])[\w .,-]+$")
_WORDS = re.compile(r"[^\W\d_]+")
_LONGEST_SIGNED = 60  # characters of a name with an outlet
_LONGEST_LINE = 160  # characters of a byline that stands alone
_DONE = r"(?P<label>reporting|writing|editing|compiled|reported|written|report|translated)(?:\s+and\s+\w+ing)?"
_CLOSING = re.compile(
    rf"^[\s(\[—–-]*(?:(?:additional\s+)?{_DONE}\s+by|[(\[]\s*(?:from|by)\b|texto de|reportagem de|con informes de"
    r"|mit beiträgen von)\s*:?\s+",
    re.I,
)
_CLAUSES = re.compile(r"\s*[;.]\s+|,?\s+(?=(?:additional reporting|editing|writing|reporting|translated)\b)", re.I)
_CLAUSE_LABEL = re.compile(
    rf"^[\s(\[]*(?:additional\s+)?(?:{_DONE}|from|by|texto|reportagem|con informes|mit beiträgen)\b"
    r"(?:\s+(?:by|de|von))?\s*:?\s*",
    re.I,
)
_NOT_AUTHORS = frozenset(("editing", "translated"))
_FROM = re.compile(r",?\s+(?:of|from|for|in|at|da|de|do)\s+(?:the\s+)?[A-ZÀ-Þ][\w.& ]*?(?=,|;|\)|\band\b|$)")


def _labels(*kinds: str) -> str:
    """A pattern of the words of these kinds that stand before or behind names."""
    return any_of(word for word, kind in rows("byline_labels.csv") if kind in kinds).pattern


@cache
def _prefix() -> re.Pattern[str]:
    """All that can stand before the first name of what is known to be a byline."""
    more = "(?:view|see|read) (?:all|more) (?:posts|articles|stories)"
    word = rf"(?:{more}|{_labels('opens', 'labels', 'skipped', 'behind')})"
    return re.compile(rf"^[\s\W]*(?:{word}(?!\w)[\s:：/／]*(?:(?:and|&)\s+)?)+(?:by\b\s*)?", re.I)


@cache
def _begins() -> re.Pattern[str]:
    """The beginning of a line that is a byline, up to the first name."""
    opens, labels = _labels("opens"), _labels("opens", "labels")
    return re.compile(
        rf"^[\s\W]*(?:{opens})[:\s]+(?-i:(?=[A-ZÀ-ÞА-ЯЁ\u0620-\u064a]))|^\W*(?:{labels})\s?[:：／]\s*(?-i:(?![a-zà-ÿа-яё]))(?=\w)"
        r"|^By(?-i:(?=[A-Z][a-z]))",
        re.I,
    )


@cache
def _label() -> re.Pattern[str]:
    """A line that says that the next one names the authors."""
    return re.compile(rf"(?:{_labels('opens', 'labels')})\s?[:：]?", re.I)


@cache
def _east_asian_line() -> re.Pattern[str]:
    """A line of names in Chinese, Japanese or Korean with their role ("本报记者 林书婷", "박하늘 기자")."""
    role, names = f"(?:{_labels('behind')})", rf"{_EAST_ASIAN}(?:[\s、]+{_EAST_ASIAN})*"
    return re.compile(rf"[\u4e00-\u9fff]{{0,4}}{role}[\s:：／]+(?P<first>{names})|(?P<last>{names})\s?{role}")


@cache
def _east_asian_name() -> re.Pattern[str]:
    return re.compile(rf"(?P<name>{_EAST_ASIAN})\s?(?:{_labels('behind')})?")


@cache
def _roles() -> frozenset[str]:
    return frozenset(row[0] for row in rows("byline_words.csv"))


@cache
def _personal_roles() -> frozenset[str]:
    """Roles that one person has, not a desk or an outlet."""
    return frozenset(row[0] for row in rows("byline_words.csv") if len(row) > 1)


def names(printed: Iterable[str], not_names: Iterable[str] = ()) -> tuple[str, ...]:
    """The authors' names in bylines as printed, in their order and each once.

    `not_names` are names of the site; a byline that is one of them ("Staff", "Reuters") names nobody.
    """
    sites = {site_key(name) for name in not_names}
    found: dict[str, str] = {}
    for text in (text for text in printed if not _PICTURE.match(text)):
        for name in _split(_without_outlet(text, sites)):
            key = bare(name)
            if key and site_key(name) not in sites:
                found.setdefault(key, name)
    return tuple(found.values())


def _without_outlet(text: str, sites: Set[str]) -> str:
    """A byline without the outlet that stands behind the name and nothing between ("Ida Berg USA TODAY")."""
    words = _BRACKETS.sub(" ", text[:LONGEST]).split()
    for size in range(2, min(len(words), LONGEST_NAME)):
        tail = " ".join(words[size:])
        if site_key(tail) in sites or credits.find(tail):
            return _BEFORE_OUTLET.sub("", " ".join(words[:size]))
    return text


def _split(text: str) -> list[str]:
    plain = _ADDRESS.sub(" ", _BRACKETS.sub(" ", text[:LONGEST]))
    author, bar, _ = plain.partition("|")  # behind a bar stand role, site and date
    plain = author if bar and len(author.split()) > 1 else plain
    plain = _DEGREE.sub("", _prefix().sub("", plain))
    parts = [part for part in _SEPARATOR.split(plain) if part]
    return [name for part in parts if (name := _east_asian(part) or name_of(part))]


def _east_asian(part: str) -> str | None:
    """A name of Chinese, Japanese or Korean signs alone in one part of a byline, or None."""
    match = _east_asian_name().fullmatch(part.strip())
    name = match["name"].strip() if match else ""
    return name if name and name[-1] not in _EAST_ASIAN_BODY and not credits.find(name) else None


def name_of(part: str) -> str | None:
    """A person's name out of one part of a byline, or None if it is a role, a site, a date or no name."""
    text = _TRAIL.sub("", _prefix().sub("", part)).strip(" \t.,;:-–—|*'\"“”’")
    text = " ".join(text.split())
    match = _NAME.fullmatch(text)
    if not match or _DATE.search(text) or len(text) > 60:
        return None
    words = _once(_without_role(text.split()))
    if len(words) == 1 or any(word.casefold().strip(".") in _roles() for word in words):
        return None
    lower = [word for word in words if word[0].islower() and word.casefold() not in _PARTICLES]
    if (lower and len(lower) < len(words)) or credits.find(text):
        return None
    if words[0].isupper() and not text.isupper() and credits.find(words[0]):  # "AP National Writer"
        return None
    return _cased(words)


def _once(words: list[str]) -> list[str]:
    """The words of a name that may be printed twice, as a link and as text ("Ida Berg Ida Berg")."""
    half = len(words) // 2
    return words[:half] if words[:half] == words[half:] else words


def _without_role(words: list[str]) -> list[str]:
    """The words of a name without the role behind it ("Ida Berg Senior Editor", "Ida Berg Staff Writer")."""
    size, roles = len(words), _personal_roles()
    while size > 2 and words[size - 1].casefold().strip(".") in roles:
        size, roles = size - 1, _roles()
    return words[:size]


def _cased(words: list[str]) -> str:
    """Capitals and small letters as a name has them, where all of it was printed in one case."""
    joined = " ".join(words)
    if not (joined.isupper() and len(joined) > 5) and not joined.islower():  # "Ida BERG"
        return " ".join(_capital(w) if w.isupper() and len(w) >= SURNAME else w for w in words)
    return " ".join(w if w.endswith(".") and len(w) <= 3 else _capital(w) for w in words)


def _capital(word: str) -> str:
    if word.casefold() in _PARTICLES:
        return word.casefold()
    cased = re.sub(r"(^|[-’'])(\w)", lambda m: m[1] + m[2].upper(), word.casefold())
    return re.sub(r"^Mc(\w)", lambda m: "Mc" + m[1].upper(), cased)


def line(text: str) -> tuple[str, ...]:
    """The names in a line that is a byline ("By A and B"), or none."""
    if len(text) > _LONGEST_LINE:
        return ()
    if role := _east_asian_line().fullmatch(_ADDRESS.sub(" ", text).strip(" ()[]【】（）=")):
        return names([role["first"] or role["last"]])
    match = _begins().match(text)
    if not match or (match[0].isupper() and match[0].strip()[-1] not in "Y:"):  # PAR, DI, … begin headlines in capitals
        return ()
    ended = text.rstrip(' "”’')
    sentence = len(text.split()) > 8 and ended.endswith((".", ",")) and not ended.endswith(".m.")  # "11:08 a.m."
    return () if sentence else names([_undated(text[match.end() :])])


def begins(text: str) -> bool:
    """Whether a line begins as a byline does, whomever it names ("By Reuters")."""
    return len(text) <= _LONGEST_LINE and _begins().match(text) is not None


def is_label(text: str) -> bool:
    """Whether a line says that the next one names the authors ("By", "Author:", "Written by")."""
    return _label().fullmatch(text.strip()) is not None


def alone(text: str) -> tuple[str, ...]:
    """The names in a line that is nothing but names ("Ida Berg", "Ida Berg and Jon Holm in Tarvo"), or none."""
    if len(text) > _LONGEST_SIGNED or _DATE.search(text) or text.rstrip().endswith((".", ":", "?", "!")):
        return ()
    parts = _SEPARATOR.split(_WHERE.sub("", text))
    found = [name for part in parts if (name := name_of(part)) and len(name.split()) <= LONGEST_ALONE]
    if len(found) < len(parts) or any(_TRAIL.search(part) or not part[0].isupper() for part in parts):
        return ()  # "Ida Berg: what the sea taught me" is no name
    return tuple(found) if all(is_named(name) or _is_no_phrase(name) for name in found) else ()


def _is_no_phrase(name: str) -> bool:
    """Whether a line with capitals is no country and has no word that running text writes small ("Evidence Based")."""
    small = (word.casefold() in words("words_en.txt") for word in _WORDS.findall(name) if len(word) > 1)
    return not any(small) and not any(name == row[1] for row in rows("places_countries.csv"))


def _undated(text: str) -> str:
    """A byline without the day behind it ("Ida Berg on Monday, November 18th, 2019 at 11:08 a.m.")."""
    words = _DATE.split(text, maxsplit=1)[0].split()
    while words and _DATE.search(text) and months.is_of_date(words[-1].strip(" ,|·–—-")):
        words.pop()
    return " ".join(words)


@cache
def _of_others() -> re.Pattern[str]:
    """The beginning of a line that names who translated, edited or illustrated a text, up to the name."""
    foreign = r"translated from (?:the )?\w+ by|aus dem \w+ von|traduit (?:de l['’]|du )\w+ par|traducido del \w+ por"
    return re.compile(rf"^\W*(?:(?:{_labels('others')})(?:\s?[:：／]\s*|(?<=y)\s+(?=[A-Z]))|(?:{foreign})\s+)", re.I)


def is_of_others(text: str) -> bool:
    """Whether a line names those who did something else than write ("Translated from the Welsh by Ida Berg")."""
    match = _of_others().match(text) if len(text) <= _LONGEST_LINE else None
    return match is not None and bool(names([text[match.end() :]]))


def is_anonymous(text: str) -> bool:
    """Whether a line is a byline that names nobody ("By staff reporters", "Por: Redação")."""
    match = _begins().match(text) if len(text) <= _LONGEST_LINE else None
    words = _WORDS.findall(text[match.end() :].casefold()) if match else []
    return bool(words) and all(word in _roles() or word in _PARTICLES for word in words)


def signed(text: str) -> tuple[str, ...]:
    """The name in a line that is an author's and the outlet's or agency's ("Ida Berg, Reuters"), or none.

    So is a common given name with another, a role or a day behind them ("Ida Berg Editor", "Ida Berg - May 3, 2019").
    """
    if len(text) > _LONGEST_SIGNED:
        return ()
    author, *others = re.split(r"\s*[,|•·/]\s*|\s+[–—-]\s+", text, maxsplit=2)
    if not others and len(shorter := _without_outlet(text, frozenset())) < len(text):  # "Ida Berg USA TODAY"
        author, others = shorter, [_OUTLET_AFTER.sub("", text[len(shorter) :].strip(), count=1)]
    name = name_of(author) if any(credits.find(other) for other in others) else None
    beside = _YEAR.search(text) or not _DATE.search(text)
    if not name and beside and is_named(found := name_of(_undated(text)) or "") and found.split() != text.split():
        name = found
    return (name,) if name else ()


def is_named(name: str) -> bool:
    """Whether a name begins with a common given name, and is no longer than most people's."""
    parts = name.split()
    return 2 <= len(parts) <= 3 and bare(parts[0]) in words("given_names.csv")


def closing(text: str) -> tuple[str, ...]:
    """The authors in a closing credit: "(Reporting by A; Editing by B)", "(From A and B of Reuters and C, from CNN)".

    Editors and translators are no authors.
    """
    if len(text) > LONGEST or not _CLOSING.match(text):
        return ()
    found: list[str] = []
    for clause in _CLAUSES.split(text.strip().strip("()[]—– ")):
        label = _CLAUSE_LABEL.match(clause)
        if label and (label["label"] or "").lower() not in _NOT_AUTHORS:
            found.append(_FROM.sub(" ", clause[label.end() :]))
    return names(found)
