"""The page in a real browser: no error, no foreign request, nothing cut off on a phone."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from config.home import Home
from tests.acceptance.process import Telemon, running, wait_until
from tests.flow.house import Files, wire
from tests.servers import FeedServer, entry, feed

CHROMIUM = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
PAGES = ("/", "/stories", "/feeds", "/digests", "/digests/1")
LONG = "Huawei" + "verlängerungsgenehmigungsverfahren" * 4

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.skipif(CHROMIUM is None, reason="no Chromium here"),
]


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """A Chromium without a window."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def telemon(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Telemon]:
    """A running telemon with a few stories, one with a title that cannot be broken at a space."""
    folder = tmp_path_factory.mktemp("browser")
    with FeedServer() as server:
        listed = [
            entry(title, guid=title, published=None) for title in (LONG, "Huawei wins a 5G order")
        ]
        url = server.serve("/feed", feed(*listed))
        named = wire(url, name="Telecommunications Authority")
        Files(feeds=[named]).write(Home(folder / "home"))
        with running(Telemon(folder / "home")) as telemon:
            wait_until(lambda: telemon.ask("/digests/1")[0] == 200, lambda: telemon.log)
            yield telemon


def _visit(page: Page, telemon: Telemon, path: str) -> list[str]:
    """Opens a page and returns what went wrong: console errors and requests to other hosts."""
    wrong: list[str] = []
    base = f"http://127.0.0.1:{telemon.port}"
    page.on("console", lambda said: wrong.append(said.text) if said.type == "error" else None)
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.on(
        "request",
        lambda asked: None if asked.url.startswith(base) else wrong.append(asked.url),
    )
    answer = page.goto(base + path, wait_until="networkidle")
    assert answer is not None
    assert answer.status == 200
    return wrong


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize("width", [390, 1100])
def test_page_is_whole(browser: Browser, telemon: Telemon, path: str, width: int) -> None:
    page = browser.new_page(viewport={"width": width, "height": 800})
    try:
        wrong = _visit(page, telemon, path)
        assert wrong == []
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        assert (
            page.evaluate("getComputedStyle(document.querySelector('main')).maxWidth") == "1080px"
        )
    finally:
        page.close()


def test_the_way_from_the_front_page_to_a_story_list(browser: Browser, telemon: Telemon) -> None:
    page = browser.new_page()
    try:
        _visit(page, telemon, "/")
        page.get_by_role("link", name="All stories").click()
        assert page.get_by_role("heading", name="Huawei wins a 5G order").is_visible()
    finally:
        page.close()


def test_the_list_of_feeds_can_be_read_on_a_phone(browser: Browser, telemon: Telemon) -> None:
    page = browser.new_page(viewport={"width": 390, "height": 800})
    try:
        _visit(page, telemon, "/feeds")
        box = page.get_by_text("Telecommunications Authority").bounding_box()
        assert box is not None
        assert box["height"] < 30  # one line
    finally:
        page.close()


def test_the_mail_of_a_digest_fits_a_phone(browser: Browser, telemon: Telemon) -> None:
    page = browser.new_page(viewport={"width": 390, "height": 800}, color_scheme="dark")
    try:
        assert _visit(page, telemon, "/digests/1/mail") == []
        assert page.evaluate("document.documentElement.scrollWidth") <= 390
        card = "getComputedStyle(document.querySelector('td.card')).backgroundColor"
        assert page.evaluate(card) == "rgb(24, 32, 41)"
    finally:
        page.close()
