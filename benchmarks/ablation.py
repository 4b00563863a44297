"""Loads with one rule for names switched off, so that any scorer can tell what the rule brings.

    python -m benchmarks.ablation RULE news.db articles/
    python -m benchmarks.ablation none news.db articles/      # all rules

Without arguments it lists the rules.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from typing import Any

from datasette_newswire.load import names, pipeline, places
from datasette_newswire.load.names import organizations, people
from datasette_newswire.load.recognise import casing, ner, priors, repeats, rosters, tidy, vote
from datasette_newswire.load.resolve import bodies, families, kinds, persons

OFF: Mapping[str, tuple[tuple[Any, str, Callable[..., Any]], ...]] = {
    "none": (),
    "capitals undone": ((ner, "recased", lambda words, evidence, headline: list(words)),),
    "common words of English": ((casing, "is_common", lambda *_: False), (tidy, "is_common", lambda *_: False)),
    "vote within the article": ((tidy, "vote", lambda article, mentions: list(mentions)),),
    "doubtful names left out": ((vote, "without_doubtful", lambda article, mentions, known: list(mentions)),),
    "things, events, offices": ((tidy, "without_things", lambda article, mentions: list(mentions)),),
    "names widened to the whole": ((tidy, "widened", lambda article, mentions: list(mentions)),),
    "names completed": ((tidy, "completed", lambda article, mentions: list(mentions)),),
    "score tables and line-ups": ((rosters, "columns", lambda *_: {}),),
    "missed mentions of known names": ((names, "repeated", lambda article, mentions: list(mentions)),),
    "teams": ((names, "fielded", lambda article, mentions: list(mentions)),),
    "slips of the pen": ((repeats, "_slip", lambda *_: None),),
    "places from the gazetteer": ((places, "find", lambda article, mentions: mentions),),
    "large places, given names, demonyms": (
        (priors, "is_large_place", lambda form: False),
        (priors, "is_like_a_person", lambda form: False),
        (priors, "is_demonym", lambda form: False),
    ),
    "lone names with full ones": ((people, "_owners", lambda *_: ([], "")),),
    "well-known organizations": (
        (organizations, "full", organizations.plain),
        (bodies, "full", organizations.plain),
        (priors, "known_organizations", frozenset),
    ),
    "short forms of organizations": ((organizations, "_owner", lambda form, *_: (form, "ner")),),
    "kinds by the archive": ((kinds, "decide", lambda found, articles: found),),
    "lone names across the archive": ((persons, "_best", lambda *_: None),),
    "likely spellings across the archive": ((families, "merged", lambda groups, _: groups),),
}


def switch_off(rule: str) -> None:
    """Takes a rule out of this process. Raises KeyError for one that is not in the list."""
    for module, function, without in OFF[rule]:
        setattr(module, function, without)


def main(arguments: list[str]) -> int:
    """Loads without a rule; returns the exit status."""
    if len(arguments) < 3 or arguments[0] not in OFF:
        print("\n".join(OFF))
        return 2
    rule, db, *paths = arguments
    switch_off(rule)
    pipeline.load(db, pipeline.Order(tuple(paths)))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
