"""ninjs 1–3, IPTC's news in JSON: https://iptc.org/standards/ninjs/"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from ...hookspecs import Reader
from ..models import Credit, Document, Draft, NoArticle, Text, Unreadable
from ..parsing import drafts, fields, jsontext, languages, markup

READABLE = ("text/", "application/xhtml")  # types of content that are for reading
# Keys that only ninjs has, as it spells them in any version; their case and underscores differ.
MARKS = frozenset(
    ("versioncreated", "bodyhtml", "bodyxhtml", "bodytext", "bodies", "headlines", "descriptiontext", "renditions")
)


def matches(document: Document) -> float:
    """An object with a URI and a key that is the standard's own."""
    value = jsontext.peek(document.content)
    if not isinstance(value, dict):
        return 0.0
    keys = _keys(value)
    return 0.9 if {"uri", "guid", "standard"} & keys.keys() and MARKS & keys.keys() else 0.0


def read(document: Document) -> Iterator[Draft]:
    """The draft of the item. Raises NoArticle for an item without text."""
    value, found = jsontext.load(document.content)
    if not isinstance(value, dict):
        raise Unreadable("This JSON is not a ninjs item, which is an object.")
    yield _draft(_keys(value), found)


def _keys(item: Mapping[str, Any]) -> dict[str, Any]:
    """An item under the keys that versions 1 (body_html) and 2 (bodyHtml) have in common."""
    return {key.lower().replace("_", "").replace("-", ""): value for key, value in item.items()}


def _draft(item: dict[str, Any], found: Text) -> Draft:
    bodies = ("bodyxhtml", "bodyhtml", "bodytext", *_named(item, "body"))
    body = _chosen(item, "bodies", ("main", "body")) or _first(item, *bodies)
    titles = ("headline", "title", *_named(item, "headline"))
    title = markup.line(_chosen(item, "headlines", ("main", "headline")) or _first(item, *titles))
    if not body and _first(item, "type") == "text":
        body = _chosen(item, "descriptions", ("text",))
    if not body:
        kind = _first(item, "type")
        what = "its text is in another file, if anywhere" if kind in ("", "text") else f"its type is {kind}"
        raise NoArticle(f"This ninjs item holds no text in itself: {what}.")
    uri = _first(item, "uri", "guid")
    byline = markup.line(_first(item, "byline", "by"))
    draft = Draft(
        body="",
        title=title or None,
        url=drafts.address(_first(item, "url", "canonicalurl") or uri),
        language=languages.code(_first(item, "language")),
        byline=byline or None,
        authors=() if byline else drafts.people(fields.text_of(one) for one in _list(item.get("authors"))),
        credits=_credits(item),
        external_id=uri or None,
    )
    summary = _chosen(item, "descriptions", ("summary", "lead", "abstract")) or _first(
        item, "descriptiontext", "summary"
    )
    draft = drafts.with_body(draft, drafts.without_title(markup.plain(body), title), summary)
    date = _first(item, "firstcreated", "contentcreated", "versioncreated")
    return drafts.made(draft, date, _first(item, "language"), found)


def _named(item: Mapping[str, Any], name: str) -> list[str]:
    """The keys of a name with a role of the provider's own, which version 1 allows ("body_main"): "main" first."""
    return sorted((key for key in item if key.startswith(name)), key=lambda key: (key != f"{name}main", key))


def _first(item: Mapping[str, Any], *keys: str) -> str:
    """The text of the first key that has one."""
    return next((value for key in keys if (value := drafts.mended(fields.text_of(item.get(key))))), "")


def _chosen(item: Mapping[str, Any], key: str, roles: tuple[str, ...]) -> str:
    """From a list of {role, contentType, value}: one with a wanted role, else the longest; for reading if possible."""
    entries = [_keys(one) for one in _objects(item, key)]
    readable = [one for one in entries if str(one.get("contenttype", "text/")).startswith(READABLE)] or entries
    wanted = [one for one in readable if str(one.get("role", "")).lower() in roles] or readable
    return max((drafts.mended(fields.text_of(one.get("value"))) for one in wanted), key=len, default="")


def _objects(item: Mapping[str, Any], key: str) -> list[Mapping[str, Any]]:
    return [one for one in _list(item.get(key)) if isinstance(one, Mapping)]


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def _credits(item: Mapping[str, Any]) -> tuple[Credit, ...]:
    """The provider of the item, else who holds the copyright; and where it has its information from."""
    origins = [fields.text_of(one.get("name")) for one in _objects(item, "infosources")]
    provider = _first(item, "provider", "copyrightholder") or next(iter(origins), "")
    return drafts.provided(provider, origins, "ninjs")


READER = Reader("ninjs", matches, read)
