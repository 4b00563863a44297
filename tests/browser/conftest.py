"""A real browser on a real server that sends a strict Content-Security-Policy."""

from __future__ import annotations

import asyncio
import base64
import hashlib
import os
import re
import shutil
import socket
import threading
import time
from collections.abc import Iterator
from typing import Any

import news
import pytest
import uvicorn
from datasette.app import Datasette
from news import News
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

CHROMIUM = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]  # fmt: skip
# Our modules import others where a page has need of them: once those are there, the page answers to clicks.
READY = """async () => {
    const main = document.querySelector("script[type=module]");
    for (const [name, mark] of [["article", ".nw-article"], ["search", "#nw-results"]])
        if (document.querySelector(mark)) await import(new URL(`${name}.js`, main.src));
}"""
INLINE = re.compile(r"<script>(.*?)</script>", re.DOTALL)

ARTICLES = (
    *news.ARTICLES,
    News(
        "خبر من كييف",
        "قال الوزير إن المحادثات مستمرة.\n\nلم تذكر تفاصيل أخرى.",
        "2022-03-03",
        "ar",
        places=["Kyiv"],
        sources=[("Al Nahar", "publisher")],
        story=7,
    ),
    News(
        '<script>alert("title")</script> & <b>bold</b> \u202eback',
        f"A </script><script>alert(1)</script> line \u2066{'X' * 100_000}\n\n"
        "{{ 7 * 7 }} <img src=x onerror=alert(2)> in Berne.",
        "2022-03-05",
        lede='"><script>alert(3)</script>',
        byline="<i>By</i> " + "Y" * 2000,
        url="javascript:alert(4)",
        people=["<img src=x onerror=alert(5)>"],
        places=["Kyiv"],
        sources=[("<u>Outlet</u>", "publisher")],
        story=8,
    ),
    *(
        News(
            f"Market report {number}",
            "Grain prices rose in Kyiv and Moscow. The harbour of Geneva was quiet." + " Nothing else moved." * 40,
            f"2022-{number % 6 + 1:02}-11",
            people=[f"Trader {number % 12}", *(["Llanfair" * 9] if number == 29 else [])],
            places=["Kyiv", "Moscow", "Geneva"][: number % 4],
            sources=[("The Daily Planet", "publisher")],
            story=100 + number,
        )
        for number in range(30)
    ),
)


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    """Chromium, for as long as the tests of this folder run: Playwright's event loop would be in the way of others."""
    if not CHROMIUM:
        if os.environ.get("CI"):
            pytest.fail("No Chromium: install it, or set CHROMIUM to its path")
        pytest.skip("No Chromium: install it, or set CHROMIUM to its path")
    with sync_playwright() as playwright:
        found = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield found
        found.close()


@pytest.fixture(scope="package")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a Datasette that serves a news database below a base_url."""
    file = news.build(tmp_path_factory.mktemp("site") / "news.db", ARTICLES)
    datasette = Datasette([str(file)], settings={"base_url": "/archive/"})
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    server = uvicorn.Server(uvicorn.Config(Strict(datasette), port=port, log_level="error", lifespan="off"))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.02)
    yield f"http://127.0.0.1:{port}/archive"
    server.should_exit = True
    thread.join()


class Strict:
    """Serves Datasette with a policy that allows no code or style within pages but Datasette's own, by hash."""

    def __init__(self, datasette: Any) -> None:
        self.datasette, self.app, self.lock = datasette, datasette.app(), asyncio.Lock()
        self.policy: str | None = None

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        async with self.lock:
            self.policy = self.policy or await self._policy()

        async def strict(message: dict[str, Any]) -> None:
            if message["type"] == "http.response.start":
                headers = [*message["headers"], (b"content-security-policy", (self.policy or "").encode())]
                message = {**message, "headers": headers}
            await send(message)

        await self.app(scope, receive, strict)

    async def _policy(self) -> str:
        html = (await self.datasette.client.get("/-/actor")).text + (await self.datasette.client.get("/")).text
        hashes = {base64.b64encode(hashlib.sha256(code.encode()).digest()).decode() for code in INLINE.findall(html)}
        scripts = " ".join(f"'sha256-{each}'" for each in sorted(hashes))
        return (
            f"default-src 'none'; script-src 'self' {scripts}; style-src 'self'; img-src 'self' data:; "
            "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
        )


@pytest.fixture
def visit(browser: Browser, site: str) -> Iterator[Any]:
    """Opens pages: visit("/news/-/newswire", **options of a browser context). Fails on errors in the console."""
    contexts: list[BrowserContext] = []
    errors: list[str] = []

    def noted(message: Any) -> None:
        where = message.location.get("url", "")
        missing = "status of 404" in message.text and where == message.page.url  # a page that is not there says so
        if message.type == "error" and "/-/static/" not in where and not missing:
            errors.append(f"{message.text} {where}")

    def open_page(path: str, **options: Any) -> Page:
        context = browser.new_context(**options)
        contexts.append(context)
        page = context.new_page()
        page.on("console", noted)
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.goto(site + path)
        if options.get("java_script_enabled", True):
            page.evaluate(READY)
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert errors == []
