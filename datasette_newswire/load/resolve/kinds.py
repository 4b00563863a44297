"""What kind of thing a name is, by what the rest of the archive takes it for.

An article alone may take "Tornquist" for a company that fifty others have as a person. `_kinds` counts, for each
folded form, the articles that found it to be of each kind; the names of an article that nothing there makes sure
stand in `_unsure`. Where one kind is found at least FEWEST times and RATIO times as often as the one that an unsure
name was found as, the name is taken for that. Counts and verdicts are functions of the stored articles alone: what
was found is kept, and a name goes back when the evidence does.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping

from sqlite_utils import Database

from ..models import Kind, Name
from ..names.forms import fold
from ..places import weigh
from ..recognise import priors
from ..recognise.teams import TEAM
from . import ledger, locations

FEWEST = 3  # articles that have a form as another kind
RATIO = 3  # and how many times as many they must be
LONGEST = 3  # words of a form that is counted
UNSURE = 0.89  # most that a place is thought likely whose article took it for something else
Block = Callable[[Name], str]


def remember(db: Database, article_id: int, names: Collection[Name]) -> None:
    """Counts the forms of an article's names, and writes down those names whose kind is not sure."""
    _count(db, _forms((name.kind, mention.text) for name in names for mention in name.mentions), 1)
    unsure = {(name.kind, name.name) for name in names if not is_sure(name)}
    rows = db.execute("select id, kind, name from _names where article_id = ?", [article_id]).fetchall()
    db.conn.executemany(
        "insert into _unsure (name_id, form, found) values (?, ?, ?)",
        [(name_id, fold(name), kind) for name_id, kind, name in rows if (kind, name) in unsure],
    )


def forget(db: Database, article_id: int) -> None:
    """Takes an article's names out of the count."""
    found = db.execute(
        "select coalesce(found, _names.kind), text from mentions join _names on _names.id = mentions.name_id"
        " left join _unsure on _unsure.name_id = _names.id where mentions.article_id = ?",
        [article_id],
    )
    _count(db, _forms(found), -1)
    db.execute("delete from _unsure where name_id in (select id from _names where article_id = ?)", [article_id])


def is_sure(name: Name) -> bool:
    """Whether an article alone makes sure of what kind a name is."""
    form = fold(name.name)
    if name.kind == "place":
        return bool(locations.candidates_of(name.detail))
    if name.kind == "person":
        return bool(name.titles) or priors.is_like_a_person(form)
    if name.rule == TEAM or form in priors.known_organizations():
        return True
    return bool(priors.organization_words().intersection(form.split()))


def settle(db: Database, block: Block) -> None:
    """Gives the unsure names of the forms whose counts have changed the kind that the archive takes them for."""
    changed: dict[int, ledger.Typed] = {}
    for form, counts in _counts(db):
        for found, (_, taken) in counts.items():
            kind = decide(found, {kind: articles for kind, (articles, _) in counts.items()})
            if kind != taken:
                db.execute("update _kinds set taken = ? where form = ? and kind = ?", [kind, form, found])
            if kind != taken or kind != found:
                names = _of_another(db, form, found, kind)
                changed |= {name_id: _typed(name, found, kind, block) for name_id, name in names.items()}
    ledger.clean(db, "form")
    ledger.retype(db, changed)


def decide(found: str, articles: Mapping[str, int]) -> str:
    """The kind of a form that an article found to be `found`; `articles` counts the articles by kind."""
    best = max(sorted(articles), key=lambda kind: articles[kind])
    return best if articles[best] >= max(FEWEST, RATIO * articles[found]) else found


def _forms(pairs: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    """The different (folded form, kind) of an article."""
    forms = {(fold(text), kind) for kind, text in pairs}
    return sorted((form, kind) for form, kind in forms if form and form.count(" ") < LONGEST)


def _count(db: Database, forms: Collection[tuple[str, str]], change: int) -> None:
    db.conn.executemany(
        "insert into _kinds (form, kind, articles, taken) values (:form, :kind, :change, :kind)"
        " on conflict do update set articles = articles + excluded.articles",
        [{"form": form, "kind": kind, "change": change} for form, kind in forms],
    )
    ledger.mark(db, "form", {form for form, _ in forms})


def _counts(db: Database) -> Iterator[tuple[str, dict[str, tuple[int, str]]]]:
    """(form, {kind: (articles, the kind that its names are taken for)}) of the marked forms with several kinds."""
    db.execute("delete from _kinds where articles <= 0 and form in (select key from _dirty where kind = 'form')")
    found: dict[str, dict[str, tuple[int, str]]] = defaultdict(dict)
    rows = db.execute(
        "select form, _kinds.kind, articles, taken from _dirty join _kinds on form = key where _dirty.kind = 'form'"
        " order by form, _kinds.kind"
    )
    for form, kind, articles, taken in rows:
        found[form][kind] = (articles, taken)
    for form, counts in found.items():
        if len(counts) > 1 or any(kind != taken for kind, (_, taken) in counts.items()):
            yield form, counts


def _of_another(db: Database, form: str, found: str, kind: str) -> dict[int, str]:
    """{id: name} of the unsure names of a form that were found as one kind and do not have the other yet."""
    rows = db.execute(
        "select id, name from _unsure join _names on id = name_id where form = ? and found = ? and kind != ?",
        [form, found, kind],
    )
    return dict(rows.fetchall())


def _typed(name: str, found: str, kind: str, block: Block) -> ledger.Typed:
    """What a name's row must say when it is of this kind."""
    wanted: Kind = kind  # type: ignore[assignment]
    candidates = None
    if kind == "place" and kind != found:
        weighed = weigh.weigh([weigh.Toponym(name)], {})[0][:1]
        candidates = json.dumps([[place.id, round(min(UNSURE, chance), 4)] for place, chance in weighed])
    return ledger.Typed(kind, block(Name(wanted, name, ())), candidates)
