"""People of an article: which mentions are of one person."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from ..models import Article, Mention, Name
from .forms import fold
from .person_names import PersonName, given_relation, is_respelling, parse, relation
from .titles import Title, after, before


@dataclass
class Person:
    """A person of the article while its mentions are put together: forms with their mentions, titles met."""

    forms: dict[str, list[Mention]] = field(default_factory=lambda: defaultdict(list))
    titles: Counter[str] = field(default_factory=Counter)
    rivals: set[str] = field(default_factory=set)  # others of the article whom a lone name could have meant
    gender: Counter[str] = field(default_factory=Counter)

    def add(self, mention: Mention, title: Title, rule: str) -> None:
        self.forms[mention.text].append(mention if rule == "ner" else replace(mention, rule=rule))
        if title.role:
            self.titles[title.role] += 1
        if title.gender:
            self.gender[title.gender] += 1

    @property
    def names(self) -> list[PersonName]:
        """The different full names, the commonest first."""
        texts = sorted(self.forms, key=lambda text: (-len(self.forms[text]), -len(text), text))
        return list(dict.fromkeys(parse(text) for text in texts))

    @property
    def mentions(self) -> tuple[Mention, ...]:
        found = [mention for mentions in self.forms.values() for mention in mentions]
        return tuple(sorted(found, key=lambda mention: mention.order))

    @property
    def name(self) -> str:
        """The fullest form among those that are met often enough not to be a slip."""

        def rank(text: str) -> tuple[bool, int, int, bool, int, str]:
            tokens = parse(text).tokens
            whole = (len(tokens) > 1 and len(tokens[0]) > 1) or parse(text).whole
            return (whole, len(tokens) if whole else 0, len(self.forms[text]), not text.isupper(), len(text), text)

        return max(self.forms, key=rank)


def within(article: Article, mentions: Sequence[Mention]) -> list[Name]:
    """The people that an article is about. Its authors are not among them."""
    titles = {id(mention): title_of(article, mention) for mention in mentions}
    full = [mention for mention in mentions if parse(mention.text).whole]
    people = _whole(full, titles)
    rest = [mention for mention in mentions if not parse(mention.text).whole]
    people = _with_parts(people, rest, titles)
    authors = [parse(author) for author in article.authors]
    found = [person for person in people if not any(relation(name, a) for name in person.names for a in authors)]
    return [_named(person) for person in found]


def title_of(article: Article, mention: Mention) -> Title:
    """What the article says that the mentioned person is, here: before the name, else after it."""
    text = article.text(mention.field)
    ahead = before(text, mention.start)
    return ahead if ahead.role else replace(ahead, role=after(text, mention.end).role)


def _whole(mentions: Sequence[Mention], titles: dict[int, Title]) -> list[Person]:
    """Full names, those that can be of one person together: the longest first, so that a fuller one takes a shorter."""
    forms: dict[PersonName, list[Mention]] = defaultdict(list)
    for mention in mentions:
        forms[parse(mention.text)].append(mention)
    order = sorted(forms, key=lambda name: (-len(" ".join(name.tokens)), name.tokens))
    people: list[Person] = []
    for name in order:
        matches = [(person, link) for person in people if (link := _link(name, person))]
        person, rule = max(matches, key=lambda pair: len(pair[0].mentions)) if matches else (Person(), "ner")
        if not matches:
            people.append(person)
        for mention in forms[name]:
            person.add(mention, titles[id(mention)], "ner" if rule == "same" else rule)
    return people


def _link(name: PersonName, person: Person) -> str | None:
    links = [relation(name, other) for other in person.names]
    return next((link for link in links if link), None) if all(links) else None


def _with_parts(people: list[Person], mentions: Sequence[Mention], titles: dict[int, Title]) -> list[Person]:
    """Lone family and given names, each with the one of that name, or as somebody of its own."""
    forms: dict[str, list[Mention]] = defaultdict(list)
    for mention in mentions:
        forms[fold(mention.text)].append(mention)
    lone: list[Person] = []
    for form, found in sorted(forms.items(), key=lambda item: (-len(item[1]), item[0])):
        candidates, rule = _owners(form, people)
        if candidates:
            for mention in found:
                chosen = _choose(candidates, titles[id(mention)])
                chosen.add(mention, titles[id(mention)], rule)
                chosen.rivals |= {f"{mention.text}: {one.name}" for one in candidates if one is not chosen}
            continue
        person, rule = _respelled(form, lone) or (Person(), "ner")
        if rule == "ner":
            lone.append(person)
        for mention in found:
            person.add(mention, titles[id(mention)], rule)
    return people + lone


def _owners(form: str, people: Iterable[Person]) -> tuple[list[Person], str]:
    """The people that a lone name can be of, by its likeliest part: family name, given name, or a slip of the pen."""
    tests = (
        ("surname", lambda name: form == " ".join(name.family) or form.split(" ")[-1] == name.surname),
        ("given name", lambda name: form == (name.given or ("",))[0]),
        ("part of name", lambda name: form in name.tokens),
        ("nickname", lambda name: bool(name.given) and given_relation(form, name.given[0]) == "nickname"),
        ("misspelling", lambda name: is_respelling(form, name.surname)),
    )
    for rule, test in tests:
        found = [person for person in people if any(test(name) for name in person.names)]
        if found:
            return found, rule
    return [], ""


def _choose(candidates: Sequence[Person], title: Title) -> Person:
    """Of several with that family name: the one with the title, of the gender, then the one most spoken of."""

    def rank(person: Person) -> tuple[bool, bool, int]:
        same_role = bool(title.role) and title.role in person.titles
        other_gender = bool(title.gender) and bool(person.gender) and title.gender not in person.gender
        return (same_role, not other_gender, len(person.mentions))

    return max(candidates, key=rank)  # the earlier one of equals


def _respelled(form: str, lone: Iterable[Person]) -> tuple[Person, str] | None:
    found = [person for person in lone if any(is_respelling(form, name.surname) for name in person.names)]
    return (found[0], "misspelling") if found else None


def _named(person: Person) -> Name:
    rules = Counter(mention.rule for mention in person.mentions)
    roles = tuple(sorted(person.titles))
    detail = json.dumps({"rejected": sorted(person.rivals)}, ensure_ascii=False) if person.rivals else "{}"
    return Name("person", person.name, person.mentions, roles, rules.most_common(1)[0][0], detail)
