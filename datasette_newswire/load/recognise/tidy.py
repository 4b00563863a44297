"""Raw mentions → mentions worth having: trimmed to the name itself, and none that is no name."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace

from .. import lexicons
from ..models import Article, Field, Kind, Mention
from ..names import titles
from ..names.forms import fold
from ..names.organizations import known_names, outlets, plain
from ..names.person_names import given_names, is_family_first, parse
from ..places.clues import is_facility, is_inside_it
from ..places.gazetteer import lookup
from . import priors, rosters
from .beside import without_things
from .casing import Evidence, is_common
from .titlecase import confirmed
from .wider import WIDER, closing_words, widened

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
    r"|\s*\b\d{4}-\d\d-\d\d\b\s*|\s*;\s*|”(?=\w)|\s*\((?![^)]*\))"
)
CAPITALS = re.compile(r"(?<=[a-z])\s+(?=[A-Z-]{2,}(?:\s[A-Z-]{2,})*$)")
DATELINE = re.compile(r"(?:\s?,\s[A-Z][\w.]+)?\s?,?\s*(?:\d|\(|--?\s|—|[A-Z][a-z]{2,8}\.?\s\d)")
SUFFIX = re.compile(r"\s[IVX]+(?=[\s,.;:)]|$)|\s?,?\s[JS]r\b\.?")  # of a monarch or pope; of a father or son
NEXT_NAME = re.compile(r"[ \u00a0]([A-Z][a-z][\w’'-]+)(?!\w)")
HYPHENED = re.compile(r"(?<![\w-])[A-Z][a-z]+-$")
SMALL_WORD = re.compile(
    r"(?:\s+|^)(?:[a-zà-ÿ]{4,}|and|or|but|the|of|to|at|in|on|by|for|vs?|is|run|not|out|was|has|b|c|st|lbw)(?=\s|$)"
)
FIGURE = re.compile(r"\s*(?<!\w)\S*\d\S*\s*")
JOINING = frozenset({"von", "van", "der", "den", "bin", "ibn", "della", "dos"})  # never the end of a name
PARTICLES = re.compile(r"(?:\s(?:de[nr]?|la|le|dem|[ts]er|ten|zu))*\s[A-Z][\w’'-]*[a-z](?!\w)")
SYLLABLE = re.compile(r"-[a-z]{2,5}(?![\w-])")
GIVEN_BEFORE = re.compile(r"(?<![\w'’-])([A-Z][a-z]+)[ \u00a0]$")
BODY_BEFORE = re.compile(r"\b((?:news )?[a-z-]+)\s$")
WORDS_TOO = frozenset(
    ["will", "may", "april", "june", "mark", "don", "bill", "art", "grant", "rob", "sue", "al", "the"]
)  # and given names
MONTHS_TOO = frozenset(["may", "march"])  # and family names
MONTH_DAY = re.compile(r"\s+\d")
ORDINARY = 15_000  # rank of a word that is rather one than a name where only the beginning of a sentence has it
ACRONYM = 5  # letters of a word in capitals that can be an abbreviation
LEAD = 400  # characters of a body in which its dateline stands
FIRM = 3  # votes of the recogniser that a lexicon does not overrule
KINDS: tuple[Kind, ...] = ("person", "organization", "place")  # who wins a tied vote


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
            len(max(words, key=len)) > ACRONYM and fold(mention.text) not in known_names()
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
    if DATELINE.match(text, mention.end):
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
    """Where the name starts after the titles that a recogniser took in with it."""
    while True:
        match = re.match(r"([\w'’-]+)\.?\s+(?=\w)", text[start:end])
        if not match or not _is_title(match[1]):
            return start
        start += match.end()


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
    start, end = mention.start, mention.end
    if given_names().issuperset(words) and (mention.field, end + 1) not in edges:
        following = NEXT_NAME.match(text, end)
        if following and _can_be_family(following, text):
            end = following.end()
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
    if len(words) > 1 and words[-1] in lexicons.words("event_words.csv"):
        return False
    if mention.kind == "person":
        return is_personal(mention.text)
    if mention.kind == "organization" and all(titles.roles().get(word) == "head" for word in words):
        return False
    if mention.kind == "organization" and len(words) == 1 and is_facility(f"the {folded}"):
        return False  # "Cathedral" of "St Paul's Cathedral"
    return any(map(str.isalpha, mention.text))


def is_personal(text: str) -> bool:
    """Whether a text has the shape of a person's name: up to six words, none of a role or a day, no digits."""
    words = text.split()
    folded = fold(text).split()
    if len(words) > 6 or not folded or any(map(str.isdigit, text)) or (len(folded[-1]) < 2 and len(folded) < 2):
        return False
    if all(word in titles.roles() or word in lexicons.words("not_names.csv") for word in folded):
        return False
    return words[0][0].isupper() or folded[0] in lexicons.words("particles.csv")


def vote(article: Article, mentions: Sequence[Mention]) -> list[Mention]:
    """Each form under one kind: what most of its mentions say, weighed with what article and lexicons know."""
    votes: dict[str, Counter[Kind]] = defaultdict(Counter)
    for mention in mentions:
        votes[fold(mention.text)][mention.kind] += 1
    introduced = {fold(mention.text) for mention in mentions if _is_introduced(article, mention)}
    located = {fold(mention.text) for mention in mentions if _is_there(article, mention)}
    bodies = {fold(mention.text) for mention in mentions if _is_called_a_body(article, mention)}
    known = {fold(mention.text) for mention in mentions if priors.is_known_organization(mention.text)}
    known |= {head for mention in mentions if mention.kind == "organization" for head in _firm(mention.text)}
    texts = {fold(mention.text): mention.text for mention in reversed(mentions)}
    kinds: dict[str, Kind] = {}
    parts = Counter[str]()  # how often each lone name stands in the full name of a person
    for form in sorted(votes, key=lambda form: (-form.count(" "), form)):
        if form in bodies and not parts[form] and form not in introduced:
            kinds[form] = "organization"
        else:
            kinds[form] = _winner(form, votes[form], parts[form], form in introduced, form in located, form in known)
        if kinds[form] == "person":
            parts.update(dict.fromkeys(_parts(texts[form]), votes[form].total()))
    out = []
    for mention in mentions:
        kind = kinds[fold(mention.text)]
        if kind != mention.kind:
            mention = replace(mention, kind=kind, rule="vote", confidence=mention.confidence * 0.8)
        form = fold(mention.text)
        demonym = priors.is_demonym(form) and form not in given_names() and not parts[form]
        if (kind != "person" or is_personal(mention.text)) and (kind == "place" or not demonym):
            out.append(mention)
    return out


def _parts(text: str) -> Iterator[str]:
    """The family names, and the given name, of a full name; the middle one of three may be a first family name."""
    name = parse(text)
    if name.given and "of" not in name.given:
        yield from {name.surname, " ".join(name.family), name.given[0], name.given[-1]}


def _firm(text: str) -> Iterator[str]:
    """What a company is called in short when it was named with its legal form: "example" of "Example Foods Inc"."""
    name = plain(text)
    if name != fold(text):
        yield from {name, name.split()[0]}


def _is_introduced(article: Article, mention: Mention) -> bool:
    """Whether an honorific or an office with a capital stands before it: then it is a person."""
    words = mention.text.split()
    if len(words) > 3 or any(word[0].islower() for word in words):
        return False
    return titles.before(article.text(mention.field), mention.start).office


def _is_called_a_body(article: Article, mention: Mention) -> bool:
    """Whether a word before a mention says that it is an organization: "the data firm Example"."""
    before = article.text(mention.field)[max(0, mention.start - 20) : mention.start]
    word = BODY_BEFORE.search(before)
    return bool(word) and word[1] in lexicons.words("organization_nouns.txt")  # type: ignore[index]


def _is_there(article: Article, mention: Mention) -> bool:
    """Whether a mention of a town says that it is one: something is in it, or it is in a state."""
    if mention.rule == "container":
        return " " in mention.text or priors.is_town(fold(mention.text))
    if mention.text.isupper() and mention.start < LEAD and DATELINE.match(article.text(mention.field), mention.end):
        return mention.field == "body" and priors.is_town(fold(mention.text))
    return is_inside_it(article, mention) and priors.is_town(fold(mention.text))


def _is_body(form: str) -> bool:
    """Whether the last of several folded words is an organization's and the first no given name."""
    first, *_, last = form.split() if " " in form else ("", "")
    return last in closing_words() and first not in given_names()


def _winner(form: str, votes: Counter[Kind], whole: int, introduced: bool, located: bool, known: bool) -> Kind:
    """The kind of a form. `whole` counts the full names that it is part of; `located`: something is in it; `known`:
    as an organization."""
    scores = {kind: float(votes[kind]) for kind in KINDS}
    if introduced:
        scores["person"] += votes.total()
    elif is_facility(form) or (located and not whole and not known):
        scores["place"] += votes.total() + 0.5
    elif known and not priors.is_large_place(form):
        scores["organization"] += votes.total() + 0.5
    elif form in outlets():
        alone = form not in given_names() and not priors.is_large_place(form)  # the name of nothing else
        scores["organization"] += votes.total() + 0.5 * alone
    if whole and (scores["place"] <= scores["person"] + whole or not lookup(form)):
        scores["person"] += scores["organization"] + whole
    elif not introduced and scores["person"] and form not in given_names() and priors.is_large_place(form):
        scores["place"] += min(votes.total(), FIRM - 1) + 0.5
    elif scores["person"] and not introduced and _is_body(form):
        scores["organization"] += votes.total() + 0.5
    elif scores["organization"] and priors.is_like_a_person(form):
        scores["person"] += min(votes.total(), FIRM - 1) + 0.5
    return max(KINDS, key=lambda kind: (scores[kind], -KINDS.index(kind)))
