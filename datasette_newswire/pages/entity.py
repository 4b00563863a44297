"""The pages of a person, a place and an organization."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import Any

from datasette import NotFound, Response

from ..search import profiles
from ..search.profiles import Profile, Subject
from ..search.results import Period
from . import words
from .charts import Chart, chart
from .frame import Parts, ask, page
from .links import EMPTY, Links

COMPANY = ("person", "place", "organization")


async def _show(
    kind: str, datasette: Any, request: Any, database: str, tables: frozenset[str], entity_id: int
) -> Response:
    """The HTML page of an entity. Raises NotFound, TimedOut."""
    subject = Subject(kind, entity_id)
    found = await ask(datasette, database, profiles.read_profile, subject, tables)
    if found is None:
        raise NotFound(f"There is no {kind} {entity_id} in {database}")
    context = await parts(datasette, database, subject, tables)
    return await page(datasette, request, database, "entity", {"entity": found, **context, **_words(found)})


show_person = partial(_show, "person")
show_place = partial(_show, "place")
show_organization = partial(_show, "organization")


async def parts(datasette: Any, database: str, subject: Subject, tables: frozenset[str]) -> dict[str, Any]:
    """What the pages of entities and sources share. A part that ran out of time is named in `late`."""
    gathered = Parts(datasette, database)
    company = {
        kind: await gathered.ask(words.PLURALS[kind], profiles.company, subject, kind, tables) or [] for kind in COMPANY
    }
    over_time = await gathered.ask("the timeline", profiles.over_time, subject)
    return {
        "company": company,
        "chart": timeline(subject, Links(datasette, database), *over_time) if over_time else None,
        "publishers": await gathered.ask("sources", profiles.sources_by_role, subject, "publisher", tables) or [],
        "agencies": await gathered.ask("agencies", profiles.sources_by_role, subject, "agency", tables) or [],
        "latest": await gathered.ask("latest articles", profiles.latest, subject, tables) or [],
        "late": gathered.late,
        "feed": links_feed(subject, Links(datasette, database)),
    }


def timeline(subject: Subject, links: Links, interval: str, periods: Sequence[Period]) -> Chart:
    """A subject's articles over time, each period linked to its search."""
    chosen = replace(EMPTY, include=((subject.kind, str(subject.id)),))
    return chart(interval, periods, lambda value: links.search(replace(chosen, since=value, until=value)))


def links_feed(subject: Subject, links: Links) -> str:
    """The Atom feed of a subject's newest articles."""
    return links.search(replace(EMPTY, include=((subject.kind, str(subject.id)),), sort="newest"), ".atom")


def _words(profile: Profile) -> Mapping[str, Any]:
    others = [(name, times) for name, times in profile.spellings if name != profile.name]
    return {"spellings": others, "kind_name": words.DETAILS.get(profile.detail or "", profile.detail or profile.kind)}
