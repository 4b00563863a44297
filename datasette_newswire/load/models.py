"""The plain values that flow through the loader, one way only.

    Document → Draft → Article → Prepared → rows
    (discover) (read)  (clean)   (recognise) (store)

Every value is frozen, picklable (workers are processes) and holds Python's own types alone.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Literal, get_args

Kind = Literal["person", "place", "organization"]
Field = Literal["title", "body"]
Position = Literal["before", "within", "after"]  # beside the article's text
Role = Literal["publisher", "agency", "credit"]
SourceKind = Literal["outlet", "agency"]
TitleOrigin = Literal["metadata", "markup", "first-line", "lede"]
DateOrigin = Literal["metadata", "markup", "url", "dateline", "text"]
Outcome = Literal["loaded", "updated", "unchanged", "duplicate", "skipped", "failed"]
OUTCOMES: tuple[Outcome, ...] = get_args(Outcome)

FIRST_MARGINS, LAST_MARGINS = 2, 3  # paragraphs at the start and at the end of an article that are its margins


class Packed:
    """A value that is pickled as its class and its fields: for dataclasses with slots half of the time it takes else.

    It is for those of which an article has many, on their way from a worker to the writer.
    """

    __slots__ = ()
    __match_args__: ClassVar[tuple[str, ...]]

    def __reduce__(self) -> tuple[type[Packed], tuple[object, ...]]:
        return type(self), tuple([getattr(self, name) for name in self.__match_args__])


@dataclass(frozen=True, slots=True)
class Options:
    """What the user asked of a load; the same for every document of it, and kept in the table `loads`."""

    extractor: str = "auto"  # name of an extractor, "auto" for the best one installed, "none" for no names at all
    model: str | None = None  # an installed spaCy model to use instead of ours
    format: str | None = None  # name of the reader or container to use, whatever the content looks like
    fields: tuple[tuple[str, str], ...] = ()  # (our field, the input's column or key), for records
    max_bytes: int = 20_000_000  # a document larger than this is not read
    time_limit: float = 60.0  # seconds that one document may take


@dataclass(frozen=True, slots=True)
class Document:
    """One input as it was met: a file, a member of an archive or a record of a file of records.

    `path` is the file as the ledger names it; `member` the name inside an archive or the number of the record, None
    for a plain file. `content` is the original bytes, unchanged, and alone enough to read the article again.
    """

    path: str
    content: bytes
    member: str | None = None
    media_type: str | None = None
    modified: float | None = None  # seconds since 1970, of the file
    format: str | None = None  # name of the reader that the user asked for with --format
    fields: tuple[tuple[str, str], ...] = ()  # Options.fields, for readers of records
    repeated: frozenset[int] = frozenset()  # lines to take out, by their fingerprints (see clean/margins.py)
    problem: str | None = None  # why a member of an archive could not be taken out: content is empty, outcome failed
    skipped: str | None = None  # why a member holds no article (a picture in a web archive): content is empty
    measured: tuple[str, int] = ("", 0)  # SHA-256 and size of the bytes of a skipped member

    @property
    def name(self) -> str:
        """Its own name: of a member, that in its archive."""
        return self.member or self.path


@dataclass(frozen=True, slots=True)
class Text:
    """Bytes made text: what was taken for the encoding, why, and how many characters had to be replaced."""

    text: str
    encoding: str
    origin: str  # "bom", "declared", "utf-8", "detected", "mojibake", …
    replaced: int = 0


@dataclass(frozen=True, slots=True)
class Removed:
    """Text that belongs to the page and not to the article: where it stood, and the rule that took it out."""

    text: str
    position: Position
    rule: str


@dataclass(frozen=True, slots=True)
class Credit:
    """A source of an article: whose page it is, the wire it came from, or who is named as the origin."""

    name: str
    role: Role
    kind: SourceKind = "outlet"
    domain: str | None = None
    rule: str = ""


@dataclass(frozen=True, slots=True)
class Draft:
    """What a reader makes of a document: the fields that its format gives, the body not yet cleaned.

    `body_kind` says what to expect of `body`: "page" is the text of a whole page with its leftovers, "clean" comes
    from a field that holds the article alone. `member` tells several articles of one document apart. A draft without
    body and title stands for a part that is no article (a picture among the news): it is skipped, its notes say why.
    """

    body: str
    body_kind: Literal["page", "clean"] = "page"
    title: str | None = None
    title_origin: TitleOrigin | None = None
    url: str | None = None
    published: str | None = None  # ISO 8601
    published_origin: DateOrigin | None = None
    language: str | None = None  # ISO 639-1
    byline: str | None = None
    authors: tuple[str, ...] = ()
    lede: str | None = None
    credits: tuple[Credit, ...] = ()
    removed: tuple[Removed, ...] = ()
    notes: tuple[str, ...] = ()  # what was doubtful, in words for `problems`
    member: str | None = None
    external_id: str | None = None  # the publisher's own id (guid, urn), the same in later versions
    encoding: str | None = None
    encoding_origin: str | None = None


@dataclass(frozen=True, slots=True)
class Article:
    """An article without the page it came from; the fields are those of the table `articles`."""

    title: str
    title_origin: TitleOrigin
    body: str
    url: str | None = None
    published: str | None = None
    published_origin: DateOrigin | None = None
    language: str | None = None
    byline: str | None = None
    authors: tuple[str, ...] = ()
    lede: str | None = None
    dateline: str | None = None  # the place of the dateline as printed
    credits: tuple[Credit, ...] = ()
    removed: tuple[Removed, ...] = ()
    notes: tuple[str, ...] = ()
    external_id: str | None = None
    margins: tuple[int, ...] = ()  # fingerprints of the source and of the lines at the article's edges
    taken: tuple[int, ...] = ()  # those of them that were taken out, as the source repeats them

    def text(self, field: Field) -> str:
        """The text of a field that names can stand in."""
        return self.title if field == "title" else self.body

    @property
    def named_in(self) -> tuple[Field, ...]:
        """The fields to look for names in: a title that was made of the body has none of its own."""
        return ("body",) if self.title_origin == "lede" else ("title", "body")


@dataclass(frozen=True, slots=True)
class Mention(Packed):
    """A stretch of an article's text that names somebody or something: `text` is exactly `field[start:end]`.

    `rule` says what found it or put it with the others of its name: "ner", "surname", "misspelling", …
    """

    kind: Kind
    field: Field
    start: int
    end: int
    text: str
    extractor: str  # name and version
    confidence: float = 1.0
    rule: str = "ner"

    @property
    def order(self) -> tuple[bool, int]:
        """Sorts the mentions of an article as they are read, the title first."""
        return self.field != "title", self.start


@dataclass(frozen=True, slots=True)
class Name(Packed):
    """What an article calls one person, place or organization: all mentions there that mean the same.

    `name` is the fullest form the article has; `titles` are the roles it is named with ("foreign minister"); `rule` is
    what put the mentions together. `detail` is JSON text: what else the kind needs to be resolved across the archive.
    """

    kind: Kind
    name: str
    mentions: tuple[Mention, ...]
    titles: tuple[str, ...] = ()
    rule: str = "exact"
    detail: str = "{}"


@dataclass(frozen=True, slots=True)
class Prepared:
    """All that a worker can find out about one document by itself; storing and resolving it are left.

    One for each article; a document that gives none has one with `article` None and says why in `message`.
    """

    document: Document
    article: Article | None
    names: tuple[Name, ...] = ()
    outcome: Outcome = "loaded"
    message: str | None = None
    member: str | None = None
    encoding: str | None = None
    encoding_origin: str | None = None
    signature: bytes = b""  # what stories.sign() made of the article


class Unreadable(Exception):
    """A document that gives no article. The message says what is wrong with it and what to do about it."""


class NoArticle(Unreadable):
    """A document that holds none, and nothing is wrong with that (a picture, a vocabulary): skipped, not failed."""
