"""HTML in a field (a feed's content, a wire's body) → clean text, its paragraphs separated by one blank line."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator

from lxml import etree

LARGEST = 5_000_000  # characters of HTML in one field

BLOCKS = frozenset(
    (
        "address", "article", "aside", "blockquote", "body", "center", "dd", "details", "div", "dl", "dt", "fieldset",
        "figure", "footer", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hl1", "hl2", "hr", "html", "li", "main",
        "nav", "ol", "p", "pre", "section", "summary", "table", "tbody", "tr", "ul",
    )
)  # fmt: skip
# Not text of the article: code, controls, headings of the page, pictures and what stands under them.
SKIPPED = frozenset(
    (
        "audio", "button", "canvas", "figcaption", "form", "head", "header", "iframe", "input", "media", "nav",
        "noscript", "object", "script", "select", "style", "svg", "template", "textarea", "video",
    )
)  # fmt: skip
_TAG = re.compile(
    r"</?(?:a|abbr|article|b|big|blockquote|body|br|center|cite|code|dd|div|dl|dt|em|figure|font|h[1-6]|hr|html|i|img"
    r"|li|ol|p|pre|q|s|section|small|span|strong|sub|sup|table|tbody|td|tr|u|ul)(?:\s[^<>]{0,2000})?/?>",
    re.I,
)
_PAGE = re.compile(r"\s*(?:<\?xml[^>]*>\s*)?(?:<!--.{0,500}?-->\s*)?<(?:!doctype\s+html|html|head)\b", re.I | re.S)
_ENTITY = re.compile(r"&(?:[a-z]{2,8}\d?|#\d{2,6}|#x[\da-f]{2,6});", re.I)
_CODE = re.compile(r"<(/?)(?:script|style)\b", re.I)
_ANY_TAG = re.compile(r"<[^<>]{0,2000}>")


def is_markup(value: str) -> bool:
    """Whether a field's text is HTML: it has a known tag or a character reference."""
    return bool(_TAG.search(value) or _ENTITY.search(value))


def is_page(value: str) -> bool:
    """Whether it is a whole HTML page rather than a fragment."""
    return bool(_PAGE.match(value))


def plain(value: str) -> str:
    """The text of a field that may or may not be HTML."""
    return text(value) if is_markup(value) else value.strip()


def line(value: str) -> str:
    """The text of a field of one line (a title, a name) that may or may not be HTML."""
    return " ".join(plain(value).split())


def text(value: str) -> str:
    """The text of HTML, block by block; markup that was escaped twice is read as markup. Never raises."""
    found = _once(value[:LARGEST])
    return _once(found) if _TAG.search(found) and "</" in found else found


def _once(value: str) -> str:
    root = _parse(value)
    if root is None:  # tags nested without end: then without a tree
        return tidy(html.unescape(_ANY_TAG.sub("\n\n", _without_code(value))))
    return tidy("".join(of_tree(root)))


def _without_code(value: str) -> str:
    """HTML without its scripts and styles, in one go over it."""
    text, end, *rest = [*_CODE.split(value), ""]
    kept = [text]
    for part, following in zip(rest[::2], rest[1::2], strict=False):
        if end:
            kept.append(part[part.find(">") + 1 :])
        end = following
    return " ".join(kept)


def _parse(value: str) -> etree._Element | None:
    """The tree of a fragment, None if the parser gives nothing or gives up. No network, errors recovered."""
    parser = etree.HTMLParser(encoding="utf-8", no_network=True, remove_comments=True, remove_pis=True, huge_tree=False)
    try:
        root = etree.fromstring(f"<div>{value}</div>".encode("utf-8", "replace"), parser)
    except (etree.LxmlError, ValueError):
        return None
    return None if any("depth" in error.message for error in parser.error_log) else root


def of_tree(root: etree._Element) -> Iterator[str]:
    """The text of a tree in pieces: white space as it stands made single, a blank line around blocks.

    Works without recursion: depth is the sender's choice. Names of elements are taken without their namespace.
    """
    skipped = 0
    for event, element in etree.iterwalk(root, events=("start", "end")):
        name = local(element).lower()
        if name in SKIPPED:
            skipped += 1 if event == "start" else -1
        elif not skipped:
            yield _break(name, event)
            if event == "start" and name:
                yield _inline(element.text)
        if event == "end" and not skipped and element is not root:
            yield _inline(element.tail)


def local(element: etree._Element) -> str:
    """The name of an element without its namespace or prefix; empty for comments and the like."""
    return re.split("[}:]", element.tag)[-1] if isinstance(element.tag, str) else ""


def _break(name: str, event: str) -> str:
    if name in BLOCKS:
        return "\n\n"
    if name == "br" and event == "start":
        return "\n"
    return " " if name in ("td", "th") else ""


def _inline(value: str | None) -> str:
    return re.sub(r"\s+", " ", value) if value else ""


def tidy(value: str) -> str:
    """Spaces single, lines trimmed, paragraphs separated by exactly one blank line."""
    lines = (" ".join(part.split()) for part in value.split("\n"))
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()
