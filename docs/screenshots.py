"""Takes the pictures in docs/img from the demo data: `make screenshots`, or python docs/screenshots.py."""

from __future__ import annotations

import os
import shutil
import socket
import sqlite3
import subprocess
import sys
import tempfile
import time
from contextlib import suppress
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

from playwright.sync_api import Browser, sync_playwright

IMAGES = Path(__file__).parent / "img"
DATASETTE = [sys.executable, "-m", "datasette"]
CHROMIUM = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
# The two accounts of one story that name most in common, and the person and source with most articles.
PICKED = {
    "left": """select l.article_id from mentions l
        join mentions r on r.kind = l.kind and r.entity_id = l.entity_id and r.article_id > l.article_id
        join articles a on a.id = l.article_id join articles b on b.id = r.article_id and b.story_id = a.story_id
        join stories s on s.id = a.story_id where s.source_count > 1
        group by l.article_id, r.article_id order by count(distinct l.kind || l.entity_id) desc, 1 limit 1""",
    "right": "select max(id) from articles where story_id = (select story_id from articles where id = {left})",
    "story": "select story_id from articles where id = {left}",
    "person": "select person_id from article_people group by person_id order by count(*) desc, person_id limit 1",
    "source": "select source_id from article_sources group by source_id order by count(*) desc, source_id limit 1",
}
PAGES = {
    "start": "/-/newswire",
    "search": "/-/newswire?q=president&sort=newest",
    "article": "/articles/{left}",
    "person": "/people/{person}",
    "source": "/sources/{source}",
    "story": "/stories/{story}",
    "compare": "/-/newswire/compare?left={left}&right={right}",
}
LOOKS = {"": ("light", 1280, 900), "-dark": ("dark", 1280, 900), "-phone": ("light", 390, 844)}
IN_EVERY_LOOK = ("search", "article")


def main() -> None:
    IMAGES.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        file = Path(folder) / "demo.db"
        subprocess.run([*DATASETTE, "newswire", "demo", str(file)], check=True, stdout=subprocess.DEVNULL)
        port = free_port()
        command = [*DATASETTE, "serve", str(file), "--port", str(port)]
        server = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        try:
            wait_for(f"http://127.0.0.1:{port}/")
            browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])
            take_all(browser, f"http://127.0.0.1:{port}/demo", picked(file))
        finally:
            server.terminate()


def picked(file: Path) -> dict[str, int]:
    """The ids that the pages are about."""
    found: dict[str, int] = {}
    with sqlite3.connect(file) as conn:
        for name, sql in PICKED.items():
            found[name] = conn.execute(sql.format(**found)).fetchone()[0]
    return found


def take_all(browser: Browser, site: str, ids: dict[str, int]) -> None:
    """Each page in the first look, two of them in the others too."""
    for look, (scheme, width, height) in LOOKS.items():
        size = {"width": width, "height": height}
        page = browser.new_page(viewport=size, color_scheme=scheme, reduced_motion="reduce")  # type: ignore[arg-type]
        for name, path in PAGES.items():
            if look and name not in IN_EVERY_LOOK:
                continue
            page.goto(site + path.format(**ids), wait_until="networkidle")
            page.screenshot(path=IMAGES / f"{name}{look}.png")
        page.close()


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


def wait_for(url: str) -> None:
    """Returns when the server answers. Raises TimeoutError after 30 seconds."""
    for _ in range(150):
        with suppress(URLError):
            urlopen(url).close()
            return
        time.sleep(0.2)
    raise TimeoutError(f"No answer from {url}")


if __name__ == "__main__":
    main()
