"""Organizations across the archive: which articles' names are of one body."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence

from ..models import Name
from ..names.organizations import full, initials, is_acronym, printed
from .blocks import Cluster, Companions, Row, sample

RARER = 4  # an acronym that no article spells out stands for no name that is met so many times more seldom


def key(name: Name) -> str:
    """The block of an organization's name: its initials if it has three or more words, else the name itself."""
    form = full(name.name)
    short = initials(form)
    return short if len(short) > 2 else form


def clusters(rows: Sequence[Row], ask: Callable[[Iterable[Row]], Companions]) -> Iterator[Cluster]:
    """The organizations of a block: one a plain name, and its acronym with the one name that it stands for."""
    named: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        named[full(row.name)].append(row)
    short = next((form for form in named if " " not in form and form in {initials(other) for other in named}), None)
    owner = _spelled_out(short, named, ask) if short else None
    for form in sorted(named):
        if form == short and owner:
            continue
        members = [(row, "the same name") for row in named[form]]
        if form == owner and short:
            members += [(row, f"short for {form}") for row in named[short]]
        yield Cluster(_display_name(members), tuple(members))


def _spelled_out(short: str, named: dict[str, list[Row]], ask: Callable[[Iterable[Row]], Companions]) -> str | None:
    """What an acronym is short for: what most articles say that have both, else the name in the same company."""
    attested = Counter(form for form, rows in named.items() for row in rows if short in row.forms)
    if attested:
        best = min(attested, key=lambda form: (-attested[form], form))
        return best if attested[best] > 0.5 * attested.total() else None
    mine = {other for found in ask(sample(named[short])).values() for other in found}
    company = {
        form: len(mine & {other for found in ask(sample(rows)).values() for other in found})
        for form, rows in named.items()
        if initials(form) == short and len(rows) * RARER >= len(named[short])
    }
    if not company:
        return None
    best = min(company, key=lambda form: (-company[form], form))
    return best if company[best] and list(company.values()).count(company[best]) == 1 else None


def _display_name(members: Sequence[tuple[Row, str]]) -> str:
    """The form that most articles have, a spelled-out one before an acronym; a well-known party and not its members."""
    counts = Counter(row.name for row, _ in members)
    best = max(counts, key=lambda text: (" " in text, counts[text], len(text), text))
    return best if " " in best or is_acronym(best) else printed().get(full(best), best)
