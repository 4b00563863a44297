"""axe finds nothing on any page, light, dark and under a finger; every page fits from a phone to a wide screen."""

from __future__ import annotations

from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe

PAGES = {
    "start": "/news/-/newswire",
    "search": "/news/-/newswire?q=geneva&not_place=5&sort=oldest",
    "empty": "/news/-/newswire?q=nothingatall&person=1",
    "facet": "/news/-/newswire/facet/person",
    "article": "/news/articles/2?q=geneva",
    "right to left": "/news/articles/8",
    "person": "/news/people/1",
    "place": "/news/places/2",
    "source": "/news/sources/2",
    "story": "/news/stories/1",
    "compare": "/news/-/newswire/compare?left=1&right=2",
    "hostile": "/news/articles/9?q=alert",
    "missing": "/news/articles/9999",
}


@pytest.mark.parametrize("name", PAGES)
def test_axe_finds_nothing(visit: Any, name: str) -> None:
    page = visit(PAGES[name], color_scheme="light", reduced_motion="reduce")
    # Datasette's own header and footer are not ours to change.
    found = Axe().run(page, context=".nw", options={"resultTypes": ["violations"]})
    assert found.response["violations"] == [], found.generate_report()
    page.emulate_media(color_scheme="dark")
    found = Axe().run(page, context=".nw", options={"runOnly": ["color-contrast"]})
    assert found.response["violations"] == [], found.generate_report()
    page.set_viewport_size({"width": 390, "height": 844})
    found = Axe().run(page, context=".nw", options={"runOnly": ["target-size"]})
    assert found.response["violations"] == [], found.generate_report()


@pytest.mark.parametrize("width", [390, 2560])
def test_nothing_is_wider_than_the_screen(visit: Any, width: int) -> None:
    page = visit(PAGES["start"], viewport={"width": width, "height": 800}, java_script_enabled=False)
    site = page.url.removesuffix(PAGES["start"])
    long = "a" * 500
    hostile = (f"/news/-/newswire/facet/person?facet_q={long}", f"/news/-/newswire?q={long}&person={long}")
    for path in (*PAGES.values(), *hostile):
        page.goto(site + path)
        assert page.evaluate("document.documentElement.scrollWidth") <= width, path
