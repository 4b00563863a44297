"""Checks of markup: nesting, ids, and nothing in our pages that could run or style itself."""

from __future__ import annotations

from html.parser import HTMLParser

VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}


class Strict(HTMLParser):
    """Notes what is not well nested, ids used twice, and what an article's text must never make: code and styles."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.ids: list[str] = []
        self.problems: list[str] = []
        self.ours = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        names = dict(attrs)
        self.ours = self.ours or names.get("class") == "nw"
        if self.ours and any(name.startswith("on") or name == "style" for name in names):
            self.problems.append(f"<{tag}> with inline code or style")
        if self.ours and tag in ("script", "style", "iframe"):
            self.problems.append(f"<{tag}> in the page")
        if "id" in names:
            self.ids.append(names["id"] or "")
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        pass

    def handle_endtag(self, tag: str) -> None:
        if not self.open or self.open[-1] != tag:
            self.problems.append(f"</{tag}> closes <{self.open[-1] if self.open else None}>")
        else:
            self.open.pop()
        self.ours = self.ours and len(self.open) > 3

    def result(self) -> list[str]:
        twice = {name for name in self.ids if self.ids.count(name) > 1}
        return [*self.problems, *(f"open: {tag}" for tag in self.open), *(f"id twice: {name}" for name in twice)]


def problems(html: str) -> list[str]:
    """What is wrong with the markup of one of our pages."""
    parser = Strict()
    parser.feed(html)
    return parser.result()
