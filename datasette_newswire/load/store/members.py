"""What has become of the records of a file that has changed: each is followed by its content to its new place.

Records are known by their number, and one more line on top moves all of them. So before a changed file is read, the
rows of those that it still has get the numbers they have now, and keep their articles and ids. Rows of those that it
has no longer are marked: `load --prune` takes them out.
"""

from __future__ import annotations

from collections.abc import Iterable

from sqlite_utils import Database

from ..discover.arrivals import Arrival
from .database import writing
from .writer import EARLIER

GONE = "* @" + "[0-9a-f]" * 16  # GLOB of the member of a record that is no longer in its file: the start of its hash


def follow(db: Database, path: str, arrivals: Iterable[Arrival], within: str = "") -> None:
    """Brings the rows of a file's records in line with those that it has now.

    `within` is what the members start with if only some of the file's are meant (those of a table). A file that
    could not be read to its end leaves everything as it is.
    """
    if not _note(db, arrivals):
        return
    with writing(db):
        moves = db.conn.execute(_MOVED, {"path": path}).fetchall()
        db.conn.executemany("update documents set member = ' @' || id where id = ?", [(row,) for row, _ in moves])
        taken = {member for _, member in moves}
        for row, member, sha256, there in db.conn.execute(_OTHERS, {"path": path, "within": within + "*"}).fetchall():
            if member in taken or not (there or _earlier_version(db, member)):
                _mark(db, path, row, member, sha256)
        db.conn.executemany("update documents set member = ? where id = ?", [(member, row) for row, member in moves])


def _note(db: Database, arrivals: Iterable[Arrival]) -> bool:
    """Writes down which records a file has now; returns whether it could be read to its end."""
    db.conn.execute("create temp table if not exists _now (number integer primary key, member text, sha256 text)")
    db.conn.execute("create index if not exists temp._now_member on _now (member)")
    db.conn.execute("delete from temp._now")
    whole = True
    for arrival in arrivals:
        if arrival.document.member is not None:
            values = [arrival.document.member, arrival.sha256]
            db.conn.execute("insert into temp._now (member, sha256) values (?, ?)", values)
        elif arrival.prepared is not None and arrival.prepared.outcome == "failed":
            whole = False
    return whole


# Rows of records that are now elsewhere in the file, and where; copies are matched in their order. Documents of many
# articles stay: their parts are named after them.
_MOVED = """
    with old as (
        select id, sha256, row_number() over (partition by sha256 order by id) as nth from documents d
        where path = :path and member is not null and container_id is null and sha256 <> ''
            and not exists (select 1 from temp._now where _now.member = d.member and _now.sha256 = d.sha256)
            and not exists (select 1 from documents part where part.container_id = d.id)
    ), new as (
        select member, sha256, row_number() over (partition by sha256 order by number) as nth from temp._now
        where not exists (
            select 1 from documents d where d.path = :path and coalesce(d.member, '') = _now.member
                and d.sha256 = _now.sha256 and container_id is null
        )
    )
    select old.id, new.member from old join new using (sha256, nth)
"""
# Rows whose number no record has now, or one with other content.
_OTHERS = f"""
    select id, member, sha256, exists (select 1 from temp._now where _now.member = d.member) from documents d
    where path = :path and container_id is null and member glob :within and member not glob '{GONE}'
        and member not glob ' @*'
        and not exists (select 1 from temp._now where _now.member = d.member and _now.sha256 = d.sha256)
"""


def _earlier_version(db: Database, member: str) -> bool:
    """Whether this is what a feed within the file was before, and the feed is still there."""
    feed = EARLIER.sub("", member)
    return feed != member and bool(db.conn.execute("select 1 from temp._now where member = ?", [feed]).fetchone())


def _mark(db: Database, path: str, row: int, member: str, sha256: str) -> None:
    """Marks the row of a record that is gone: its number is free for another."""
    taken = "select 1 from documents where path = ? and coalesce(member, '') = ?"
    mark = f" @{sha256[:16]}"
    while db.conn.execute(taken, [path, member + mark]).fetchone():  # it was there before, and went before
        mark *= 2
    db.conn.execute("update documents set member = ? where id = ?", [member + mark, row])
