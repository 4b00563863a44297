"""The main path through each page, by mouse and by keyboard, with and without JavaScript."""

from __future__ import annotations

import re
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect


def russia(page: Page) -> Locator:
    """The box of a place in the facets."""
    return page.get_by_role("group", name="Places").get_by_label("Russia", exact=True)


@pytest.mark.parametrize("script", [True, False])
def test_from_search_to_facet_to_article_to_next(visit: Any, script: bool) -> None:
    page = visit("/news/-/newswire", java_script_enabled=script)
    page.get_by_label("Words to search for").fill("geneva -grain")
    page.get_by_role("button", name="Search").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("2 articles")
    russia(page).check()
    if not script:
        page.get_by_role("button", name="Apply filters").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("1 article")
    expect(page).to_have_url(re.compile("q=geneva.*place="))
    page.get_by_role("link", name="Remove filter place Russia").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("2 articles")
    page.locator(".nw-headline a").first.click()
    expect(page.locator(".nw-steps")).to_contain_text("1 of 2")
    expect(page.locator(".nw-text mark").first).to_have_text("Geneva", ignore_case=True)
    page.get_by_role("link", name="Next").click()
    expect(page.locator(".nw-steps")).to_contain_text("2 of 2")
    page.get_by_role("link", name="Back to the search").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("2 articles")


def test_filters_restore_by_the_back_button(visit: Any) -> None:
    page = visit("/news/-/newswire?q=geneva")
    before = page.get_by_role("heading", level=1).inner_text()
    russia(page).check()
    expect(page.get_by_role("heading", level=1)).to_have_text("1 article")
    expect(russia(page)).to_be_checked()
    expect(russia(page)).to_be_focused()
    page.go_back()
    expect(page.get_by_role("heading", level=1)).to_have_text(before)
    expect(russia(page)).not_to_be_checked()


def test_excluding_strikes_through(visit: Any) -> None:
    page = visit("/news/-/newswire?q=geneva%20-grain")
    page.get_by_role("group", name="Places").get_by_role("link", name="not Russia").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("1 article")
    expect(page.locator(".nw-chips .nw-struck")).to_contain_text("Russia")


def test_suggestions_by_keyboard(visit: Any) -> None:
    page = visit("/news/-/newswire")
    box = page.get_by_label("Words to search for")
    box.press_sequentially("blin")
    expect(page.get_by_role("option").first).to_contain_text("Antony Blinken")
    box.press("ArrowDown")
    expect(box).to_have_attribute("aria-activedescendant", "nw-q-list-0")
    box.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Antony Blinken")


def test_the_timeline_filters_by_click_and_drag(visit: Any) -> None:
    page = visit("/news/-/newswire?q=grain")
    bars = page.locator(".nw-chart svg a")
    first, last = bars.first.bounding_box(), bars.nth(2).bounding_box()
    page.mouse.move(first["x"] + 2, first["y"] + 10)
    page.mouse.down()
    page.mouse.move(last["x"] + 2, last["y"] + 10, steps=4)
    page.mouse.up()
    expect(page).to_have_url(re.compile("from=2022-01&to=2022-03"))
    expect(page.get_by_role("heading", level=1)).to_have_text("15 articles")
    page.locator(".nw-chart svg a").first.click(position={"x": 5, "y": 5})
    expect(page).to_have_url(re.compile("from=2022-01&to=2022-01"))


def test_the_timeline_has_a_table(visit: Any) -> None:
    page = visit("/news/-/newswire?q=grain", java_script_enabled=False)
    page.get_by_text("As a table").click()
    page.get_by_role("link", name="March 2022").click()
    expect(page).to_have_url(re.compile("from=2022-03&to=2022-03"))


def test_a_name_opens_its_facts(visit: Any) -> None:
    page = visit("/news/articles/2")
    name = page.locator(".nw-text .nw-person").first
    name.click()
    pop = page.get_by_role("dialog")
    expect(pop).to_contain_text("Antony Blinken")
    expect(pop.get_by_role("link", name="All articles")).to_be_visible()
    page.keyboard.press("Escape")
    expect(pop).to_be_hidden()
    expect(name).to_be_focused()


def test_without_javascript_names_are_links_and_facts_are_beside_the_text(visit: Any) -> None:
    page = visit("/news/articles/2", java_script_enabled=False)
    page.locator("#nw-person-1 summary").click()
    expect(page.locator("#nw-person-1 .nw-contexts li").first).to_be_visible()
    page.locator(".nw-text .nw-person").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Antony Blinken")


def test_kinds_can_be_switched_off(visit: Any) -> None:
    shown = "getComputedStyle(document.querySelector('.nw-text .nw-person')).textDecorationColor"
    page = visit("/news/articles/2")
    before = page.evaluate(shown)
    page.get_by_role("checkbox", name="People").uncheck()
    assert page.evaluate(shown) != before


def test_enter_goes_from_word_to_word(visit: Any) -> None:
    page = visit("/news/articles/2?q=geneva")
    count = page.locator(".nw-article :is(h1, .nw-text) mark").count()
    page.locator("body").press("Enter")
    expect(page.locator("[data-hits] output")).to_have_text(f"1 of {count}")
    page.locator("body").press("Shift+Enter")
    expect(page.locator("[data-hits] output")).to_have_text(f"{count} of {count}")


def test_maps_are_drawn_from_our_own_files(visit: Any) -> None:
    page = visit("/news/articles/1")
    page.locator("[data-map]").scroll_into_view_if_needed()
    expect(page.locator(".nw-canvas path.leaflet-interactive").first).to_be_attached()
    page = visit("/news/-/newswire?q=grain%20-peace")
    page.evaluate("window.stays = true")
    page.locator(".nw-canvas path.leaflet-interactive").last.click()
    expect(page).to_have_url(re.compile("place="))
    expect(page.locator(".nw-chips")).to_contain_text("place")
    assert page.evaluate("window.stays")
    expect(page.locator(".nw-canvas path.leaflet-interactive").first).to_be_attached()


def test_filters_stay_open_on_a_phone_until_the_results_are_asked_for(visit: Any) -> None:
    page = visit("/news/-/newswire?q=geneva%20-grain", viewport={"width": 390, "height": 800})
    expect(page.locator(".nw-canvas")).to_be_hidden()
    page.get_by_text("Map", exact=True).click()
    expect(page.locator(".nw-canvas path.leaflet-interactive").first).to_be_attached()
    page.get_by_role("link", name="Filters").click()
    russia(page).check()
    expect(page.get_by_role("link", name="See 1 article")).to_be_visible()
    expect(russia(page)).to_be_visible()
    page.get_by_role("link", name="See 1 article").click()
    expect(russia(page)).to_be_hidden()
    expect(page.get_by_role("link", name="Filters (1)")).to_be_visible()


def test_a_facet_in_full_opens_beside_the_search(visit: Any) -> None:
    page = visit("/news/-/newswire?q=grain")
    page.get_by_role("link", name="More people").click()
    full = page.get_by_role("dialog", name="People")
    expect(full.get_by_role("searchbox")).to_be_focused()
    page.keyboard.type("trader 1")
    expect(full.get_by_role("status")).to_contain_text("3 people")
    full.get_by_label("Trader 11").check()
    expect(full.get_by_label("Trader 11")).to_be_focused()
    expect(page).to_have_url(re.compile("q=grain&person="))
    full.get_by_role("button", name="Done").click()
    expect(page.get_by_role("link", name="Remove filter person Trader 11")).to_be_visible()


def test_hostile_words_of_a_search_show_as_text(visit: Any) -> None:
    page = visit("/news/-/newswire?q=%3Cscript%3Ealert(1)%3C/script%3E")
    expect(page.get_by_label("Words to search for")).to_have_value("<script>alert(1)</script>")


@pytest.mark.parametrize("script", [True, False])
def test_a_hostile_article_shows_as_text(visit: Any, script: bool) -> None:
    page = visit("/news/articles/9?q=berne", java_script_enabled=script)
    expect(page.get_by_role("heading", level=1)).to_contain_text('<script>alert("title")</script> & <b>bold</b>')
    expect(page.locator(".nw-text")).to_contain_text("{{ 7 * 7 }} <img src=x onerror=alert(2)> in Berne.")
    expect(page.locator(".nw-what").first).to_have_text("<img src=x onerror=alert(5)>")
    assert page.locator("a[href^=javascript]").count() == 0


def test_text_from_right_to_left_begins_at_the_right(visit: Any) -> None:
    page = visit("/news/articles/8")
    for part in (page.get_by_role("heading", level=1), page.locator(".nw-text p").first):
        assert part.evaluate("each => [getComputedStyle(each).direction, getComputedStyle(each).textAlign]") == [
            "rtl",
            "start",
        ]


def test_nothing_moves_for_those_who_ask_for_it(visit: Any) -> None:
    page = visit("/news/articles/2?q=geneva", reduced_motion="reduce")
    assert page.evaluate("getComputedStyle(document.body).scrollBehavior") == "auto"


def tab_to(page: Page, role: str, name: str) -> None:
    """Goes on by the tab key until the element of this role and name has the focus."""
    wanted = page.get_by_role(role, name=name).first
    for _ in range(200):
        page.keyboard.press("Tab")
        if wanted.evaluate("element => element === document.activeElement"):
            return
    raise AssertionError(f"{name} cannot be reached")


def test_a_walk_by_keyboard_alone(visit: Any) -> None:
    page = visit("/news/-/newswire")
    tab_to(page, "combobox", "Words to search for")
    page.keyboard.type("geneva -grain")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("2 articles")
    tab_to(page, "checkbox", "Geneva")
    page.keyboard.press("Space")
    expect(page.get_by_role("link", name="Remove filter place Geneva")).to_be_visible()
    tab_to(page, "link", "Talks in Geneva end without agreement")
    page.keyboard.press("Enter")
    expect(page.locator(".nw-steps")).to_contain_text("1 of 2")
    tab_to(page, "link", "Next")
    page.keyboard.press("Enter")
    expect(page.locator(".nw-steps")).to_contain_text("2 of 2")
    tab_to(page, "link", "Skip to the main part")


def test_printing_leaves_the_article_alone(visit: Any) -> None:
    page = visit("/news/articles/1")
    page.emulate_media(media="print")
    expect(page.locator(".nw-side")).to_be_hidden()
    expect(page.locator(".nw-text")).to_be_visible()
