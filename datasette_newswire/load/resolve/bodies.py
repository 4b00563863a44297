"""Organizations across the archive: which articles' names are of one body."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence

from ..names.organizations import full, initials, is_acronym, printed
from .blocks import Block, Cluster, Form, Member, articles, spellings

RARER = 4  # an acronym that no article spells out stands for no name that is met so many times more seldom
ACRONYM = 4  # letters of a name that is printed in capitals for what it is and not for where it stands
USUAL = 4  # times as many articles as have a name in capitals that another spelling may be rarer


def key(name: str) -> str:
    """The block of an organization's name: its initials if it has three or more words, else the name itself."""
    form = full(name)
    short = initials(form)
    return short if len(short) > 2 else form


def clusters(block: Block) -> Iterator[Cluster]:
    """The organizations of a block: one a plain name, and its acronym with the one name that it stands for."""
    named: dict[str, list[Form]] = defaultdict(list)
    for form in block.forms:
        named[full(form.name)].append(form)
    short = next((name for name in named if " " not in name and name in {initials(other) for other in named}), None)
    owner = _spelled_out(short, named, block) if short else None
    for name in sorted(named):
        if name == short and owner:
            continue
        members: list[tuple[Member, str]] = [(form, "the same name") for form in named[name]]
        if name == owner and short:
            members += [(form, f"short for {name}") for form in named[short]]
        yield Cluster(_display_name(members), tuple(members))


def _spelled_out(short: str, named: dict[str, list[Form]], block: Block) -> str | None:
    """What an acronym is short for: what most articles say that have both, else the name in the same company."""
    attested = +Counter({name: articles(form for form in named[name] if short in form.others) for name in named})
    if attested:
        best = min(attested, key=lambda name: (-attested[name], name))
        return best if attested[best] > 0.5 * attested.total() else None
    mine = block.others(named[short])
    company = {
        name: len(mine & block.others(forms))
        for name, forms in named.items()
        if initials(name) == short and articles(forms) * RARER >= articles(named[short])
    }
    if not company:
        return None
    best = min(company, key=lambda name: (-company[name], name))
    return best if company[best] and list(company.values()).count(company[best]) == 1 else None


def _display_name(members: Sequence[tuple[Member, str]]) -> str:
    """The form that most articles have, a spelled-out one before an acronym, one in capitals throughout only if that is
    usual; a well-known party and not its members."""
    counts = spellings(member for member, _ in members)
    shouted = {text for text in counts if text.isupper() and len(text) > ACRONYM}
    best = max(
        counts, key=lambda text: (" " in text, counts[text] * (1 if text in shouted else USUAL), len(text), text)
    )
    return best if " " in best or is_acronym(best) else printed().get(full(best), best)
