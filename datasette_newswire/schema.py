"""Every table and index of a news database, and the migrations that bring an older file up to date.

This is the one module that both sides know: the loader writes these tables, the pages read them. Tables whose name
starts with `_` are private: their shape may change with any version.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from typing import NamedTuple

from sqlite_utils import Database, Migrations

migrations = Migrations("datasette_newswire")

TOKENIZE = "porter unicode61 remove_diacritics 2"
AUTOMERGE = 8  # segments of like size that FTS5 makes one of; with its 4, a quarter of a load's time goes into that
TEXTS = ("title", "lede", "byline", "body")  # columns of an article that are searched

# Letters of the scripts written without spaces (Thai, Lao, Myanmar, Khmer, kana, Han), and of Hangul, whose words carry
# their particles: unicode61 takes a whole run of them for one word. Inside the brackets of GLOB and of a regex.
UNSPACED = "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af\uf900-\ufaff"
# A superset of it in two ranges: GLOB takes longer the more ranges there are, and most articles have none of these.
_FAR = "\u0e00-\u1fff\u2e80-\ufaff"


class Linked(NamedTuple):
    """A kind's own table, the table that links it to articles, and that table's column for it."""

    table: str
    link: str
    column: str


ENTITIES = {
    "person": Linked("people", "article_people", "person_id"),
    "place": Linked("places", "article_places", "place_id"),
    "organization": Linked("organizations", "article_organizations", "organization_id"),
}
LINKED = {**ENTITIES, "source": Linked("sources", "article_sources", "source_id")}

PUBLIC_TABLES = (
    "articles",
    "people",
    "places",
    "organizations",
    "sources",
    "article_people",
    "article_places",
    "article_organizations",
    "article_sources",
    "mentions",
    "entity_names",
    "stories",
    "story_links",
    "documents",
    "loads",
    "removed",
    "curation",
)


# Those whose name starts with _ are private.
TABLES = """
create table loads (
    id integer primary key, started text not null, finished text, version text not null, options text not null,
    loaded integer not null default 0, updated integer not null default 0,
    unchanged integer not null default 0, duplicate integer not null default 0,
    skipped integer not null default 0, failed integer not null default 0
);
create table documents (
    id integer primary key, path text not null, member text, sha256 text not null, bytes integer not null,
    media_type text, encoding text, encoding_origin text, outcome text not null, message text,
    load_id integer references loads(id), container_id integer references documents(id), modified real,
    content blob -- last, so that SQLite need not read past it to reach the others
);
create unique index documents_path_member on documents (path, coalesce(member, ''));
create index documents_sha256 on documents (sha256);
create index documents_container on documents (container_id) where container_id is not null;
create index documents_problem on documents (outcome) where message is not null;
create index documents_duplicate on documents (sha256) where outcome = 'duplicate';
create table stories (
    id integer primary key, title text not null, first_published text, last_published text,
    article_count integer not null default 0, source_count integer not null default 0
);
create index stories_last_published on stories (last_published);
create table articles (
    id integer primary key, title text not null, title_origin text not null, url text, published text,
    published_origin text, language text, byline text, authors text not null default '[]', lede text,
    body text not null, word_count integer not null, dateline text, story_id integer references stories(id),
    document_id integer references documents(id)
);
create index articles_published on articles (published);
create index articles_story on articles (story_id);
create index articles_document on articles (document_id);
create index articles_url on articles (url) where url is not null;
-- new articles whose texts are indexed at the end of the transaction in hand: empty when that is over
create table _unindexed (article_id integer primary key);
create table people (id integer primary key, name text not null);
create table places (
    id integer primary key, name text not null, kind text not null, country_code text, admin1 text,
    latitude real, longitude real, population integer, geonames_id integer
);
create index places_name on places (name);
-- articles of a publisher that name a place of each division (0: of any), and the division it is at home in
create table _homes (
    source_id integer not null, division integer not null, articles integer not null,
    primary key (source_id, division)
) without rowid;
create table _home (source_id integer primary key, division integer not null);
create table organizations (id integer primary key, name text not null);
create table sources (id integer primary key, name text not null, kind text not null, domain text);
create unique index sources_name on sources (name);
create table article_people (
    article_id integer not null references articles(id), person_id integer not null references people(id),
    mentions integer not null, primary key (article_id, person_id)
) without rowid;
create index article_people_person on article_people (person_id);
create table article_places (
    article_id integer not null references articles(id), place_id integer not null references places(id),
    mentions integer not null, primary key (article_id, place_id)
) without rowid;
create index article_places_place on article_places (place_id);
create table article_organizations (
    article_id integer not null references articles(id),
    organization_id integer not null references organizations(id),
    mentions integer not null, primary key (article_id, organization_id)
) without rowid;
create index article_organizations_organization on article_organizations (organization_id);
create table article_sources (
    article_id integer not null references articles(id), source_id integer not null references sources(id),
    role text not null, primary key (article_id, source_id, role)
) without rowid;
create index article_sources_source on article_sources (source_id);
-- who was credited with which spelling, and how often: a source's name, kind and domain follow from these
create table _source_keys (
    key text primary key, source_id integer not null references sources(id)
) without rowid;
create index _source_keys_source on _source_keys (source_id);
create table _credits (
    article_id integer not null references articles(id), source_id integer not null references sources(id),
    role text not null, name text not null, kind text not null, domain text not null,
    primary key (article_id, source_id, role, name)
) without rowid;
create table _spellings (
    source_id integer not null references sources(id), name text not null, kind text not null,
    domain text not null, credits integer not null, primary key (source_id, name, kind, domain)
) without rowid;
create index _spellings_domain on _spellings (domain);
-- what an article calls one entity: resolution is a function of these rows alone
create table _names (
    id integer primary key, article_id integer not null references articles(id), kind text not null,
    name text not null, key text not null, titles text not null default '[]', mentions integer not null,
    rule text not null, detail text not null default '{}', entity_id integer,
    reason text, -- why it is of this entity, for `explain` (null until its block is resolved with it)
    lot integer not null default 0, -- a draw that only the article's names decide, for samples
    form_id integer -- the row of `_forms` of a person or an organization
);
create index _names_article on _names (article_id);
create index _names_new on _names (kind, key, entity_id) where reason is null;
create index _names_form on _names (form_id, lot, mentions) where form_id is not null;
create index _names_place on _names (key) where kind = 'place';
create index _names_entity on _names (kind, entity_id);
-- the different rows of `_names` in a block, so that it need not be read article by article: how many articles
-- have each, the entity and reason of them all if they are of one (but for new ones), and whom a sample of them names
-- besides, drawn when so many had it (another number: it has to be drawn again)
create table _forms (
    id integer primary key, kind text not null, key text not null, name text not null, titles text not null,
    others text not null, articles integer not null, owner integer, reason text, company blob, sampled integer
);
create unique index _forms_key on _forms (kind, key, name, titles, others);
-- the people and organizations of an article, 64 bits each: see load/resolve/company.py
create table _company (article_id integer primary key references articles(id), others blob not null);
-- articles that have a folded form as a name of each kind, the kind its unsure names are given for that, and
-- the names whose article alone does not make their kind sure: see load/resolve/kinds.py
create table _kinds (
    form text not null, kind text not null, articles integer not null, taken text not null,
    primary key (form, kind)
) without rowid;
create table _unsure (name_id integer primary key, form text not null, found text not null);
create index _unsure_form on _unsure (form, found);
create table mentions (
    id integer primary key, article_id integer not null references articles(id), kind text not null,
    entity_id integer, field text not null, start integer not null, "end" integer not null,
    text text not null, extractor text not null, rule text not null, confidence real not null,
    name_id integer references _names(id)
);
create index mentions_article on mentions (article_id);
create index mentions_entity on mentions (kind, entity_id);
create index mentions_name on mentions (name_id);
create table entity_names (
    kind text not null, entity_id integer not null, name text not null, mentions integer not null,
    primary key (kind, entity_id, name)
) without rowid;
create index entity_names_name on entity_names (name);
create index entity_names_any_case on entity_names (name collate nocase);
create table removed (
    id integer primary key, article_id integer not null references articles(id), position text not null,
    text text not null, rule text not null
);
create index removed_article on removed (article_id);
-- fingerprints of the source and the first and last paragraphs of an article: see load/store/margins.py
create table _margins (
    article_id integer primary key references articles(id), lines blob not null, taken blob not null
);
create table curation (
    id integer primary key, created text not null, actor text, action text not null, kind text not null,
    names text not null, undone text
);
-- why an article is in its story: the articles of one account are copies or versions of one text
create table story_links (
    article_id integer primary key references articles(id), story_id integer not null references stories(id),
    because_of integer references articles(id), kind text not null, strength real not null,
    shared real not null, direction text not null, reason text not null, account integer not null
);
create index story_links_story on story_links (story_id);
-- how stories are found: see load/stories
create table _signatures (article_id integer primary key references articles(id), signature blob not null);
create table _keys (
    key integer not null, period integer not null, rank integer not null, article_id integer not null,
    primary key (key, period, rank, article_id)
) without rowid;
create table _edges (
    article_id integer not null, other_id integer not null, strength real not null, kind text not null,
    shared real not null, primary key (article_id, other_id)
) without rowid;
create table _blocks (article_id integer primary key, block integer not null, likeness real not null);
create index _blocks_block on _blocks (block);
create table _regroup (article_id integer primary key, renew integer not null, story_id integer);
-- what has changed since it was last resolved: empty when a load has ended
create table _dirty (kind text not null, key text not null, primary key (kind, key)) without rowid;
-- packed copies of the link tables for counting, a row for each kind and 4,096 articles (see index/)
create table _facets (
    kind text not null, chunk integer not null, version integer not null, data blob not null,
    primary key (kind, chunk)
);
-- chunks whose links have changed since they were packed, kept by the triggers below
create table _facets_stale (chunk integer primary key, changes integer not null)
"""


class NewerDatabase(Exception):
    """The file was made by a later version of datasette-newswire than this one."""


class NotNews(Exception):
    """The file has tables of its own that bear the names of ours."""


@migrations()
def m001_first_light(db: Database) -> None:
    """The tables of the first release."""
    for statement in TABLES.split(";"):  # executescript() would commit the migration's transaction
        db.execute(statement)
    for trigger in facet_triggers():
        db.execute(trigger)
    db.table("articles").enable_fts(TEXTS, tokenize=TOKENIZE)
    db.execute("insert into articles_fts (articles_fts, rank) values ('automerge', ?)", [AUTOMERGE])
    for statement in (*unspaced_index(), *text_triggers()):
        db.execute(statement)


def unspaced_index() -> Iterator[str]:
    """An index of three-character pieces for the articles whose script is written without spaces."""
    table = "_articles_trigram"
    yield f"create virtual table {table} using fts5 ({', '.join(TEXTS)}, content='', tokenize='trigram')"
    yield f"create virtual table {table}_terms using fts5vocab ({table}, row)"
    yield f"create virtual table {table}_places using fts5vocab ({table}, instance)"


def text_triggers() -> Iterator[str]:
    """Triggers that keep both full-text indexes in step with the articles, but for those that wait in `_unindexed`."""
    for table, prefix in (("articles_fts", "articles"), ("_articles_trigram", "_articles_trigram")):
        add, drop = indexing(table, "new"), indexing(table, "old", drop=True)
        on = {"ai": ("insert", "new", add), "ad": ("delete", "old", drop)}
        on["au"] = (f"update of {', '.join(TEXTS)}", "old", f"{drop}; {add}")
        for end, (event, row, does) in on.items():
            known = f"{row}.id not in (select article_id from _unindexed)"
            yield f"create trigger {prefix}_{end} after {event} on articles when {known} begin {does}; end"


def indexing(table: str, row: str, source: str = "", drop: bool = False) -> str:
    """SQL that adds to a full-text index the texts of a row, or of all that a FROM clause gives, or drops them.

    In the index of pieces, two spaces after each text let its last one or two characters start a piece too.
    """
    values, where = [f"{row}.{column}" for column in TEXTS], "true"
    if table == "_articles_trigram":
        values = [f"{value} || '  '" for value in values]
        text = f"{row}.title || coalesce({row}.lede, '') || {row}.body"
        ascii = f"length(cast({text} as blob)) = length({text})"  # twenty times as fast as GLOB
        where = f"case when {ascii} then 0 when {text} glob '*[{_FAR}]*' then {text} glob '*[{UNSPACED}]*' else 0 end"
    into, first = (f"{table}, rowid", f"'delete', {row}.id") if drop else ("rowid", f"{row}.id")
    return (
        f"insert into {table} ({into}, {', '.join(TEXTS)}) select {first}, {', '.join(values)} {source} where {where}"
    )


def facet_triggers() -> Iterator[str]:
    """Triggers that mark a chunk of 4,096 articles as changed, whoever changes its links; for an article that waits in
    `_unindexed`, whoever indexes it does so."""
    watched = {linked.link: "article_id" for linked in LINKED.values()} | {"articles": "id"}
    events = {"insert": ["new"], "delete": ["old"], "update": ["old", "new"]}
    for table, column in watched.items():
        for event, rows in events.items():
            counted = f" of published, language, {', '.join(TEXTS)}"  # a story's id may change freely
            of = counted if (table, event) == ("articles", "update") else ""
            marks = "".join(
                f" insert into _facets_stale values ({row}.{column} >> 12, 1)"
                " on conflict (chunk) do update set changes = changes + 1;"
                for row in rows
            )
            known = f"{rows[0]}.{column} not in (select article_id from _unindexed)"
            yield f"create trigger {table}_facets_{event} after {event}{of} on {table} when {known} begin{marks} end"
    yield """create trigger places_facets_update after update of country_code, kind on places begin
        insert into _facets_stale select distinct article_id >> 12, 1 from article_places where place_id = new.id
        on conflict (chunk) do update set changes = changes + 1; end"""


def is_news(conn: sqlite3.Connection) -> bool:
    """Whether this connection's database is one of ours: it has our tables, made by our migrations."""
    try:
        found = conn.execute(
            "select 1 from _sqlite_migrations where migration_set = ? limit 1", [migrations.name]
        ).fetchone()
    except sqlite3.DatabaseError:
        return False
    return found is not None


def check_version(db: Database) -> None:
    """Raises NewerDatabase if the file has migrations that this version does not know."""
    known = {migration.name for migration in [*migrations.applied(db), *migrations.pending(db)]}
    ours = {migration.name for migration in migrations._migrations}
    unknown = sorted(known - ours)
    if unknown:
        raise NewerDatabase(
            f"This database was made by a newer version of datasette-newswire (it has {', '.join(unknown)}). "
            "Upgrade with: pip install -U datasette-newswire"
        )


def ensure(db: Database) -> None:
    """Creates the tables in an empty file, migrates an older one, leaves a current one as it is.

    Raises NewerDatabase for a file made by a later version, NotNews for one whose own tables are in the way.
    """
    if not is_news(db.conn) and (taken := sorted({*PUBLIC_TABLES} & {*db.table_names(), *db.view_names()})):
        raise NotNews(
            f"This database is not one of ours, and has a table called {taken[0]} already. Nothing was changed; "
            "load into another file."
        )
    check_version(db)
    if migrations.pending(db):
        migrations.apply(db)
