"""Places across the archive: each name's candidates, and the home of the article's publisher → a row of `places`.

A publisher's home is the division that most of its articles are about, if any stands out: a local paper's "Lebanon" is
the town down the road. `_homes` counts, for each publisher, the articles that surely name a place of each division
(division 0: all its articles that surely name any), `_home` holds the home that names were last decided with. Both are
functions of the stored articles; a new home sends the publisher's doubtful names back to be decided again.
"""

from __future__ import annotations

import json
import math
from collections.abc import Collection, Iterable, Mapping, Sequence
from functools import lru_cache

from sqlite_utils import Database

from ..models import Name
from ..places import gazetteer
from . import ledger

LIKELY = 0.5  # a place is pinned above this likelihood, else the name stays unresolved
SURE = 0.9  # above it a name counts for its publisher's home, and needs none
NEAR = 40.0  # km: candidates this near are one place on the map
HOME = 2.5  # what a publisher's home adds to the logarithm of a candidate's likelihood
FEWEST = 5  # articles that make a home
SHARE = 0.4  # of a publisher's articles that its home is in
ALL = 0  # stands in `_homes` for any division
DOUBTFUL = "no place of the name is likely enough"
UNKNOWN = "not in the gazetteer"
PUBLISHERS = "select source_id from article_sources where role = 'publisher' and article_id = :article"

Candidates = Sequence[tuple[gazetteer.Place, float]]


def remember(db: Database, article_id: int, names: Collection[Name]) -> None:
    """Counts an article's places for the home of its publisher."""
    _count(db, article_id, (name.detail for name in names if name.kind == "place"), 1)


def forget(db: Database, article_id: int) -> None:
    """Takes an article's places out of the count."""
    _count(db, article_id, _details(db, article_id), -1)


def again(db: Database, article_id: int) -> None:
    """Counts an article's places for another publisher, after forget(), and has the doubtful ones decided again."""
    _count(db, article_id, _details(db, article_id), 1)
    db.execute(
        "update _names set reason = null where kind = 'place' and article_id = ?"
        " and json_extract(detail, '$.candidates[0][1]') < ?",
        [article_id, SURE],
    )


def _details(db: Database, article_id: int) -> list[str]:
    rows = db.execute("select detail from _names where kind = 'place' and article_id = ?", [article_id])
    return [row[0] for row in rows]


def settle(db: Database) -> None:
    """Decides the names of kind place that have no entity yet, and those that a new home may change."""
    for source_id in ledger.dirty(db, "home"):
        _settle_home(db, int(source_id))
    ledger.clean(db, "home")
    _decide(db, "n.reason is null", ledger.NEW)
    ledger.clean(db, "place")
    ledger.clean(db, "lost:place")
    _name_unresolved(db)


def decide(candidates: Candidates, home: int | None = None) -> tuple[gazetteer.Place, float] | None:
    """The likeliest place and its likelihood, that of its near namesakes included; None below LIKELY.

    `home` is the id of the division that the article's publisher is at home in.
    """
    weighed = _at_home(candidates, home)
    if not weighed:
        return None
    best = max(weighed, key=lambda pair: (pair[1], -pair[0].id))[0]
    likelihood = sum(chance for place, chance in weighed if _is_same(best, place))
    return (best, likelihood) if likelihood >= LIKELY else None


def _is_same(best: gazetteer.Place, other: gazetteer.Place) -> bool:
    """Whether two places of one name are one on the map: a town and the division named after it, or near ones."""
    inside = other.kind in ("admin1", "admin2") and other.contains(best)
    return inside or best.contains(other) or gazetteer.kilometres(best, other) < NEAR


def _at_home(candidates: Candidates, home: int | None) -> Candidates:
    """The likelihoods with the publisher's home as evidence; what they lack to one is an unknown place's.

    A sure name stays as it is: only doubtful ones are decided again when a home changes.
    """
    if home is None or not candidates or candidates[0][1] >= SURE:
        return candidates
    unknown = max(0.0, 1 - sum(chance for _, chance in candidates))
    raised = [(place, chance * math.exp(HOME * (place.admin1 == home))) for place, chance in candidates]
    total = unknown + sum(chance for _, chance in raised)
    return [(place, chance / total) for place, chance in raised]


@lru_cache(4096)
def candidates_of(detail: str) -> Candidates:
    """The candidates that `places.within` wrote down."""
    return [(gazetteer.get(int(place_id)), chance) for place_id, chance in json.loads(detail).get("candidates", ())]


def _decide(db: Database, where: str, index: str = "", **values: object) -> None:
    """Gives these rows of `_names n` their places; `index` says how to find them."""
    rows = db.execute(
        f"select n.id, n.key, n.name, n.detail, min(h.division) from _names n {index}"
        " left join article_sources s on s.article_id = n.article_id and s.role = 'publisher'"
        f" left join _home h on h.source_id = s.source_id where n.kind = 'place' and {where} group by n.id",
        values,
    ).fetchall()
    verdicts: dict[int, ledger.Verdict] = {}
    unresolved: dict[str, int] = {}
    for name_id, key, name, detail, home in rows:
        candidates = candidates_of(detail)
        chosen = decide(candidates, home)
        if chosen:
            verdicts[name_id] = ledger.Verdict(_located(db, chosen[0]), _reason(candidates, *chosen, home))
        else:
            unresolved[key] = unresolved.get(key) or _unresolved(db, key, name)
            verdicts[name_id] = ledger.Verdict(unresolved[key], DOUBTFUL if candidates else UNKNOWN)
    ledger.assign(db, "place", verdicts)
    ledger.mark(db, "entity:place", map(str, unresolved.values()))


def _reason(candidates: Candidates, place: gazetteer.Place, likelihood: float, home: int | None) -> str:
    told = " and at home there" if home == place.admin1 is not None and candidates[0][1] < SURE else ""
    return f"likeliest of its name in this article{told} ({likelihood:.2f})"


def _count(db: Database, article_id: int, details: Iterable[str], change: int) -> None:
    """Adds an article's divisions to those of its publishers, or with -1 takes them away."""
    divisions = {best.admin1 for best in map(_sure, details) if best and best.admin1}
    if not divisions:
        return
    for (source_id,) in db.execute(PUBLISHERS, {"article": article_id}).fetchall():
        db.conn.executemany(
            "insert into _homes (source_id, division, articles) values (?, ?, ?)"
            " on conflict do update set articles = articles + excluded.articles",
            [(source_id, division, change) for division in (ALL, *sorted(divisions))],
        )
        ledger.mark(db, "home", [str(source_id)])


def _sure(detail: str) -> gazetteer.Place | None:
    candidates = candidates_of(detail)
    return candidates[0][0] if candidates and candidates[0][1] >= SURE else None


def _settle_home(db: Database, source_id: int) -> None:
    """Finds a publisher's home anew and, if it is another, decides its doubtful names again."""
    db.execute("delete from _homes where source_id = ? and articles <= 0", [source_id])
    home = _home(dict(db.execute("select division, articles from _homes where source_id = ?", [source_id])))
    before = db.execute("select division from _home where source_id = ?", [source_id]).fetchone()
    if home == (before[0] if before else None):
        return
    db.execute("delete from _home where source_id = ?", [source_id])
    if home is not None:
        db.execute("insert into _home (source_id, division) values (?, ?)", [source_id, home])
    doubtful = (
        "n.entity_id is not null and json_extract(n.detail, '$.candidates[0][1]') < :sure and n.article_id in"
        " (select article_id from article_sources where role = 'publisher' and source_id = :source)"
    )
    _decide(db, doubtful, "indexed by _names_article", sure=SURE, source=source_id)


def _home(articles: Mapping[int, int]) -> int | None:
    """The division of most articles, if they are enough and a great enough share."""
    counts = {division: count for division, count in articles.items() if division != ALL}
    if not counts:
        return None
    home = min(counts, key=lambda division: (-counts[division], division))
    return home if counts[home] >= max(FEWEST, SHARE * articles[ALL]) else None


def _located(db: Database, place: gazetteer.Place) -> int:
    """The row of a place, made if there is none."""
    values = columns(place)
    row = db.execute(
        "select id from places where name = ? and kind = ? and geonames_id is ?",
        [values["name"], values["kind"], values["geonames_id"]],
    ).fetchone()
    return int(row[0]) if row else ledger.create(db, "place", values)


def _unresolved(db: Database, key: str, name: str) -> int:
    """The row of the names of a block that no place is pinned to, made if there is none."""
    row = db.execute(
        "select p.id from _names n indexed by _names_place join places p on p.id = n.entity_id"
        " where n.kind = 'place' and n.key = ? and p.kind = 'unresolved' limit 1",
        [key],
    ).fetchone()
    return int(row[0]) if row else ledger.create(db, "place", {"name": name, "kind": "unresolved"})


def _name_unresolved(db: Database) -> None:
    """Names the unresolved rows that changed by the spelling met most often."""
    db.execute(
        "update places set name = (select name from entity_names where kind = 'place' and entity_id = places.id"
        " order by mentions desc, name limit 1) where kind = 'unresolved'"
        " and id in (select cast(key as integer) from _dirty where kind = 'entity:place')"
        " and exists (select 1 from entity_names where kind = 'place' and entity_id = places.id)"
    )


def columns(place: gazetteer.Place) -> Mapping[str, object]:
    """A place as a row of `places`; counties and districts are regions there."""
    return {
        "name": place.name,
        "kind": "region" if place.kind == "admin2" else place.kind,
        "country_code": place.country or None,
        "admin1": gazetteer.get(place.admin1).name if place.admin1 else None,
        "latitude": place.latitude,
        "longitude": place.longitude,
        "population": place.population or None,
        "geonames_id": place.id if place.id > 0 else None,
    }
