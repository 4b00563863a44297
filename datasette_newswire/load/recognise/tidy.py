"""Raw mentions → mentions worth having: trimmed to the name itself, and none that is no name."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from .. import lexicons
from ..models import Article, Field, Kind, Mention
from ..names import titles
from ..names.forms import fold
from ..names.organizations import known_names
from ..names.person_names import given_names, is_family_first
from ..places.clues import is_facility, opens_dateline
from ..places.gazetteer import lookup
from . import priors, rosters
from .beside import is_event, without_things
from .casing import Evidence, heading, is_common
from .titlecase import confirmed
from .vote import vote
from .wider import WIDER, widened

EDGE = " \t\"“”‘’'`´.,;:!?()[]{}*•|/\\-–—_<>=+~#@&©®™"
CLOSING = re.compile(r"['’´]\s?[sS]?$|\s[-–—]$")
LEADING = re.compile(r"(?:an?\s+(?=[A-Z])|(?i:the|both|his|her|its|their|this)\s+|[\w.]+-based\s+)[\"“‘]?(?=\w)")
DAY = r"(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day"
TRAILING = re.compile(rf"(?<=\w)\s+(?:{DAY}|Today|Yesterday)$")
COMMON_TAIL = re.compile(r"(?<=\w)(?:\s(?!party)[a-z][a-z'’-]*)+$")  # "Example news agency", but not "Labour party"
ABBREVIATION = re.compile(r"(?:\b[A-Z]\.)+$|\b(?:Jr|Sr|Inc|Corp|Co|Ltd|Bros|Cos|Md|St)\.$")
COMMA = re.compile(r",\s")
LINE_UP = re.compile(r"[^\W\d_]+(?:, [^\W\d_]+)+")  # "Sackler, Teit, Hufe"
BREAK = re.compile(
    r"\s*\n\s*|:\s+|(?<=\w{4})/(?=\w{4})|\s+['’]s\s+|\s{3,}|\s+[-–—]+\s+|\s+,\s+(?!Inc|Ltd|Corp|Co\b|Jr|Sr)"
    r"|\s+at\s+the\s+|\s*\b\d{4}-\d\d-\d\d\b\s*|\s*;\s*|”(?=\w)|\s*\((?![^)]*\))"
)
TITLE_WORDS = tuple(re.compile(rf"({words})\.?\s+(?=\w)") for words in (r"[\w'’-]+ [\w'’-]+", r"[\w'’-]+"))
CAPITALS = re.compile(r"(?<=[a-z])\s+(?=[A-Z-]{2,}(?:\s[A-Z-]{2,})*$)")
SUFFIX = re.compile(r"\s[IVX]+(?=[\s,.;:)]|$)|\s?,?\s[JS]r\b\.?")  # of a monarch or pope; of a father or son
NEXT_NAME = re.compile(r"[ \u00a0]([A-Z][a-z][\w’'-]+)(?!\w)")
CAPITAL = re.compile(r"\s[A-Z]")
HYPHENED = re.compile(r"(?<![\w-])[A-Z][a-z]+-$")
SMALL_WORD = re.compile(
    r"(?:\s+|^)(?:[a-zà-ÿ]{4,}|and|or|but|the|of|to|at|in|on|by|for|vs?|is|run|not|out|was|has|b|c|st|lbw)(?=\s|$)"
)
FIGURE = re.compile(r"\s*(?<!\w)\S*\d\S*\s*")
JOINING = frozenset({"von", "van", "der", "den", "bin", "ibn", "della", "dos"})  # never the end of a name
PARTICLES = re.compile(r"(?:\s(?:de[nr]?|la|le|dem|[ts]er|ten|zu))*\s[A-Z][\w’'-]*[a-z](?!\w)")
SYLLABLE = re.compile(r"-[a-z]{2,5}(?![\w-])")
GIVEN_BEFORE = re.compile(r"(?<![\w'’-])([A-Z][a-z]+)[ \u00a0]$")
WORDS_TOO = frozenset(
    ["will", "may", "april", "june", "mark", "don", "bill", "art", "grant", "rob", "sue", "al", "the"]
)  # and given names
MONTHS_TOO = frozenset(["may", "march"])  # and family names
MONTH_DAY = re.compile(r"\s+\d")
ORDINARY = 15_000  # rank of a word that is rather one than a name where only the beginning of a sentence has it
ACRONYM = 5  # letters of a word in capitals that can be an abbreviation


def tidy(article: Article, mentions: Sequence[Mention]) -> list[Mention]:
    """The mentions cut to their names, those that name nothing left out, and each form under one kind."""
    wanted = [mention for mention in mentions if fold(mention.text) not in lexicons.words("not_names.csv")]
    cut = [whole for mention in wanted for whole in _cut(article, mention)]
    named = completed(article, [mention for mention in without_things(article, cut) if is_name(mention)])
    return vote(article, rosters.corrected(article, _in_print(article, confirmed(article, widened(article, named)))))


def _in_print(article: Article, mentions: Sequence[Mention]) -> list[Mention]:
    """Without people whom only the capitals of a headline make, and organizations that are common words."""
    evidence = Evidence.of(article)
    return [mention for mention in mentions if mention.rule == WIDER or not _is_word(mention, evidence)]


def _is_word(mention: Mention, evidence: Evidence) -> bool:
    """Whether only capitals make a name of these words: no running text here writes any of them as one."""
    words = mention.text.lower().split()
    if mention.kind == "place":
        return evidence.capitals and _is_common(mention, words, evidence)
    if (
        mention.text.isupper()
        and evidence.title
        and not evidence.capitals
        and not any(evidence.title[word] for word in words)
    ):
        return mention.kind == "person" or (
            len(max(words, key=len)) > ACRONYM
            and (not mention.text.isalpha() or is_common(words[0]))
            and fold(mention.text) not in known_names()
        )
    if _is_common(mention, words, evidence):
        return True
    common = evidence.lower[mention.text.lower()]
    return mention.kind == "organization" and common > sum(
        count[words[0]] for count in (evidence.title, evidence.upper)
    )


def _is_common(mention: Mention, words: Sequence[str], evidence: Evidence) -> bool:
    """Whether a name is of common words with a capital nowhere within a sentence: "Astronauts", "DAWN WITH"."""
    if evidence.capitals and mention.kind == "organization" and fold(mention.text) in priors.general_words():
        return not priors.is_known_organization(mention.text)
    if not all(map(is_common, words)):
        return False
    if evidence.capitals:
        return fold(mention.text) not in priors.known_organizations()
    if len(words) > 1 or mention.text.isupper() or evidence.title[words[0]]:
        return False
    known = given_names() if mention.kind == "person" else priors.known_organizations()
    return is_common(words[0], ORDINARY) and words[0] not in known


def span(article: Article, mention: Mention, start: int, end: int, **changes: object) -> Mention:
    """The mention at another place of its field."""
    text = article.text(mention.field)[start:end]
    return replace(mention, start=start, end=end, text=text, **changes)  # type: ignore[arg-type]


def _cut(article: Article, mention: Mention) -> Iterator[Mention]:
    """The parts of a mention that runs over a line's end, each without what surrounds the name."""
    text = article.text(mention.field)
    start = mention.start
    for part in [*_breaks(text, mention), None]:
        end = mention.start + part.start() if part else mention.end
        trimmed = _trim(text, start, end, mention.kind)
        if trimmed:
            yield span(article, mention, *trimmed)
        start = mention.start + part.end() if part else end


def _breaks(text: str, mention: Mention) -> list[re.Match[str]]:
    """Where a mention runs on from one name into the next.

    That is at a line's end or dash, where the capitals of a dateline follow a byline ("Ann Example NEW YORK, Aug 3"),
    and in a person's name also at a small word that is no particle.
    """
    found = list(BREAK.finditer(mention.text))
    if opens_dateline(text, mention.end):
        found += CAPITALS.finditer(mention.text)
    if mention.kind != "place" and LINE_UP.fullmatch(mention.text):
        found += COMMA.finditer(mention.text)
    if mention.kind == "person":
        particles = lexicons.words("particles.csv")
        found += [match for match in SMALL_WORD.finditer(mention.text) if match[0].strip() not in particles]
        found += FIGURE.finditer(mention.text)
    return sorted(found, key=lambda match: match.start())


def _trim(text: str, start: int, end: int, kind: Kind) -> tuple[int, int] | None:
    """The name's own start and end: no quotes, possessive, article, and for a person no title."""
    while start < end and text[start] in EDGE:
        start += 1
    while start < end:
        piece = text[start:end]
        closing = CLOSING.search(piece)
        if closing:
            end -= len(closing[0])
        elif piece[-1] in EDGE and not ABBREVIATION.search(piece):
            end -= 1
        else:
            break
    first = LEADING.match(text, start, end)
    if first:
        start = first.end()
    last = TRAILING.search(text[start:end])
    if not last and (kind == "place" or (kind == "organization" and not NEXT_NAME.match(text, end))):
        last = COMMON_TAIL.search(text[start:end])
    if last:
        end = start + last.start()
    if kind == "person" and start < end:
        start = _without_title(text, start, end)
        suffix = SUFFIX.match(text, end)
        end = suffix.end() if suffix else end
    return (start, end) if start < end else None


def _without_title(text: str, start: int, end: int) -> int:
    """Where the name starts after the titles, of one word or two, that a recogniser took in with it."""
    while True:
        found = (words.match(text, start, end) for words in TITLE_WORDS)
        title = next((match for match in found if match and _is_title(match[1])), None)
        if not title:
            return start
        start = title.end()


def _is_title(word: str) -> bool:
    """A word of address, or of office that is no given name ("Dean", "Major") as well."""
    plain = fold(word)
    return plain in titles.honorifics() or (plain in titles.roles() and plain not in lexicons.words("given_names.csv"))


def completed(article: Article, mentions: Sequence[Mention]) -> list[Mention]:
    """The people's mentions with the parts of the name that the recogniser left beside them."""
    edges = {(mention.field, place) for mention in mentions for place in (mention.start, mention.end)}
    ways = {"person": _completed, "place": _person_after_all, "organization": _royal}
    return [ways[mention.kind](article, mention, edges) if mention.kind in ways else mention for mention in mentions]


def _person_after_all(article: Article, mention: Mention, edges: set[tuple[Field, int]]) -> Mention:
    """A given name taken for the small town of that name, with the family name that follows it: a person."""
    word = fold(mention.text)
    if word not in given_names() or word in WORDS_TOO or priors.is_large_place(word):
        return mention
    following = NEXT_NAME.match(article.text(mention.field), mention.end)
    if not following or (mention.field, mention.end + 1) in edges:
        return mention
    last = fold(following[1])
    if last in lexicons.words("not_names.csv") or last in priors.organization_words() or lookup(f"{word} {last}"):
        return mention
    return span(article, mention, mention.start, following.end(), kind="person")


def _royal(article: Article, mention: Mention, _: set[tuple[Field, int]]) -> Mention:
    """ "Crown Prince Example" taken for an organization: a person, without the title."""
    words = fold(mention.text).split()
    if not 1 < len(words) < 4 or words[-2] not in titles.royal() or is_common(words[-1]):
        return mention
    start = mention.end - len(mention.text.split()[-1])
    return span(article, mention, start, mention.end, kind="person")


def _completed(article: Article, mention: Mention, edges: set[tuple[Field, int]]) -> Mention:
    """ "Jose Miguel" + "Insulza" where all words are given names; "Joe-" + "Max Example" where a hyphen was a break."""
    text = article.text(mention.field)
    words = fold(mention.text).split()
    headed = len(text) if mention.field == "title" else heading(article)
    start, end = mention.start, mention.end
    if given_names().issuperset(words) and (mention.field, end + 1) not in edges:
        following = NEXT_NAME.match(text, end)
        if following and _can_be_family(following, text):
            end = following.end()
    if len(words) > 1 and mention.start >= headed:
        end = _continued(text, end, mention.field, edges)
    end = _tail(text, start, end)
    if len(words) > 1 and (mention.field, start - 1) not in edges:
        start -= _missing_before(text[max(0, start - 20) : start], words[0])
    return mention if (start, end) == (mention.start, mention.end) else span(article, mention, start, end)


def _can_be_family(following: re.Match[str], text: str) -> bool:
    """Whether a word behind a given name can be the family name: no day or role, and a month only without a day."""
    word = fold(following[1])
    if word in MONTHS_TOO:
        return not MONTH_DAY.match(text, following.end())
    return word not in lexicons.words("not_names.csv")


def _continued(text: str, end: int, field: Field, edges: set[tuple[Field, int]]) -> int:
    """Where a name of several words ends that goes on with words which are no others': "Ram Example" + "Kovind"."""
    reached = end
    while (field, reached + 1) not in edges and (following := NEXT_NAME.match(text, reached)):
        if not _is_unknown(fold(following[1])):
            return end
        reached = following.end()
    return reached if reached - end and (field, reached + 1) not in edges and not CAPITAL.match(text, reached) else end


def _is_unknown(word: str) -> bool:
    """Whether a folded word is neither a common word nor known as anything but a part of a name."""
    known = (lexicons.words("not_names.csv"), titles.roles(), titles.honorifics(), priors.organization_words())
    return not is_common(word) and not any(word in words for words in known) and not priors.is_demonym(word)


def _tail(text: str, start: int, end: int) -> int:
    """Where a name ends that was cut at a particle ("Ann von" + "der Berg") or a syllable ("Moon Jae" + "-in")."""
    particles = PARTICLES.match(text, end) if fold(text[start:end].split()[-1]) in JOINING else None
    syllable = SYLLABLE.match(text, end)
    if syllable and is_family_first(fold(text[start : syllable.end()]).split()):
        return syllable.end()
    return particles.end() if particles else end


def _missing_before(ahead: str, first: str) -> int:
    """How many characters before a full name belong to it: "Joe-" or another given name."""
    hyphened = HYPHENED.search(ahead)
    if hyphened:
        return len(hyphened[0])
    given = GIVEN_BEFORE.search(ahead) if first in given_names() else None
    if given and given[1].lower() in given_names() and not _is_title(given[1]) and given[1].lower() not in WORDS_TOO:
        return len(given[0])
    return 0


def is_name(mention: Mention) -> bool:
    """Whether a mention can name something of its kind at all."""
    folded = fold(mention.text)
    if len(folded) < 2 or folded in lexicons.words("not_names.csv") or not any(map(str.isupper, mention.text)):
        return False

    words = folded.split()
    if is_event(mention.text):
        return False
    if mention.kind == "person":
        return titles.is_personal(mention.text)
    if mention.kind == "organization" and all(titles.roles().get(word) == "head" for word in words):
        return False
    if mention.kind == "organization" and len(words) == 1 and is_facility(f"the {folded}"):
        return False  # "Cathedral" of "St Paul's Cathedral"
    return any(map(str.isalpha, mention.text))
