"""Takes the pictures of the documentation from the demo: the digest as mail, and the page.

    .venv/bin/python -m scripts.screenshots [--into docs/images]

Runs `telemon demo` in a temporary folder, then photographs the digest at the width of a desktop and
of a phone, in light and dark, as plain text, a mail with stories of several scripts, and the front
page of a telemon on the demo's home. Needs a Chromium (CHROMIUM names one).
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass, replace
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from html import escape
from pathlib import Path
from typing import Literal

from playwright.sync_api import Browser, sync_playwright

from monitor.outlet.render import Rendered, render
from tests.acceptance.process import Telemon, running, wait_until
from tests.outlet.builders import realistic_issue, updated_story


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """One picture: CSS pixels wide, cut below the last block that ends before `height`.

    `blocks` is a CSS selector; `scale` device pixels stand for a CSS pixel.
    """

    name: str
    width: int
    height: int
    blocks: str = ".card, .rest, .foot"
    scheme: Literal["light", "dark"] = "light"
    scale: float = 1.5


MAILS = (
    Picture(name="digest", width=720, height=1100, scale=1.15),
    Picture(name="digest-dark", width=720, height=800, scheme="dark", scale=1.15),
    Picture(name="digest-phone", width=390, height=900),
)
# An issue of invented news with an Arabic and a Chinese story, late and with an update.
SCRIPTS = (
    Picture(name="digest-scripts", width=720, height=1700, scale=1),
    Picture(name="digest-scripts-phone-dark", width=390, height=2200, scheme="dark", scale=1),
)
TEXT = Picture(name="digest-text", width=640, height=1600, blocks="pre", scale=1)
PAGE = Picture(
    name="page", width=1100, height=1100, scale=1.25, blocks=".stories li, aside table, footer"
)
LARGEST = 200_000  # bytes: people load the README over a phone
BOTTOMS = "found => found.map(one => one.getBoundingClientRect().bottom)"


def main() -> int:
    """0 when every picture was taken."""
    parser = argparse.ArgumentParser(description="Takes the pictures of the documentation.")
    parser.add_argument("--into", type=Path, default=Path("docs/images"))
    into: Path = parser.parse_args().into
    into.mkdir(parents=True, exist_ok=True)
    chromium = os.environ.get("CHROMIUM") or shutil.which("chromium")
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        home = _demo(Path(folder))
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        mail = Path(folder) / "mail.html"
        mail.write_text(_html(home), "utf-8")
        for picture in MAILS:
            _take(browser, mail.as_uri(), picture, into)
        scripts = _scripts()
        mail.write_text(scripts.html, "utf-8")
        for picture in SCRIPTS:
            _take(browser, mail.as_uri(), picture, into)
        mail.write_text(_plain(scripts.text), "utf-8")
        _take(browser, mail.as_uri(), TEXT, into)
        telemon = Telemon(home)
        with running(telemon):
            wait_until(lambda: "Latest stories" in telemon.ask("/")[1])
            _take(browser, f"http://127.0.0.1:{telemon.port}/", PAGE, into)
        browser.close()
    return 0


def _demo(folder: Path) -> Path:
    program = Path(sys.executable).with_name("telemon")
    home = folder / "telemon-demo"
    subprocess.run([program, "--home", home, "demo"], cwd=folder, check=True)
    return home


def _html(home: Path) -> str:
    newest = max((home / "outbox").glob("*.eml"))
    message = message_from_bytes(newest.read_bytes(), policy=default)
    assert isinstance(message, EmailMessage)
    body = message.get_body(preferencelist=("html",))
    assert body is not None
    return str(body.get_content())


def _scripts() -> Rendered:
    """A mail in which stories of several scripts stand: an update, Arabic and Chinese; all invented."""
    issue = realistic_issue(late=True)
    some = [one for one in issue.stories if one.lead.language in ("ar", "zh")]
    told = updated_story().stories[0]
    return render(replace(issue, stories=(told, *some, issue.stories[1])))


def _plain(text: str) -> str:
    """A page with a plain text as a mail program shows it."""
    style = "margin:0;padding:18px 24px;font:14px/20px monospace;background:#fff"
    return f"<meta charset=utf-8><body style='margin:0'><pre style='{style}'>{escape(text)}"


def _take(browser: Browser, url: str, picture: Picture, into: Path) -> None:
    page = browser.new_page(
        viewport={"width": picture.width, "height": picture.height},
        color_scheme=picture.scheme,
        device_scale_factor=picture.scale,
    )
    page.goto(url, wait_until="networkidle")
    bottoms: list[float] = page.eval_on_selector_all(picture.blocks, BOTTOMS)
    height = max(bottom for bottom in bottoms if bottom <= picture.height)
    file = into / f"{picture.name}.png"
    page.screenshot(path=file, clip={"x": 0, "y": 0, "width": picture.width, "height": int(height)})
    page.close()
    size = file.stat().st_size
    print(f"{file}: {size // 1000} KB" + (" (too large: lower its scale)" * (size > LARGEST)))


if __name__ == "__main__":
    sys.exit(main())
