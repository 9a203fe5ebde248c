"""Takes the pictures of the documentation from the demo; or pictures of the mails of any home.

    .venv/bin/python -m scripts.screenshots [--into docs/images]
    .venv/bin/python -m scripts.screenshots --home HOME --into FOLDER
    .venv/bin/python -m scripts.screenshots --stream --into FOLDER

The first runs `telemon demo` in a temporary folder, then photographs the digest at the width of a
desktop and of a phone, in light and dark, as plain text, a mail with stories of several scripts, and
the front page of a telemon on the demo's home. The others photograph the mail with the most stories in
the outbox of a home, or of one made with the starter watchlists from a week of the recorded stream
beside the checkout. Such mails hold texts of publishers: their pictures are not written into the
checkout. Needs a Chromium (CHROMIUM names one).
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
from tests.acceptance.stream import recorded_stream
from tests.outlet.builders import realistic_issue, updated_story

Scheme = Literal["light", "dark"]
SCHEMES: tuple[Scheme, ...] = ("light", "dark")
ROOT = Path(__file__).parents[1]
LARGEST = 200_000  # bytes: people load the README over a phone


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """One picture: CSS pixels wide, cut below the last block that ends before `height`.

    `blocks` is a CSS selector; `scale` device pixels stand for a CSS pixel.
    """

    name: str
    width: int
    height: int
    blocks: str = ".card, .rest, .foot"
    scheme: Scheme = "light"
    scale: float = 1.5
    largest: int = LARGEST


MAILS = (
    Picture(name="digest", width=720, height=1100, scale=1.15),
    Picture(name="digest-dark", width=720, height=800, scheme="dark", scale=1.15),
    Picture(name="digest-phone", width=390, height=900),
)
# Whole mails of a home, to be looked at.
WHOLE = tuple(
    Picture(
        name=f"{name}-{scheme}", width=width, height=9000, scheme=scheme, scale=1, largest=2_000_000
    )
    for name, width in (("mail-desktop", 720), ("mail-phone", 390))
    for scheme in SCHEMES
)
WHOLE_TEXT = replace(WHOLE[0], name="mail-text", width=680, blocks="pre")
POLLS = 29  # the last week of the recorded stream, and the day before it
# An issue of invented news with an Arabic and a Chinese story, late and with an update.
SCRIPTS = (
    Picture(name="digest-scripts", width=720, height=1700, scale=1),
    Picture(name="digest-scripts-phone-dark", width=390, height=2200, scheme="dark", scale=1),
)
TEXT = Picture(name="digest-text", width=680, height=1700, blocks="pre", scale=1)
PAGE = Picture(
    name="page", width=1100, height=1100, scale=1.25, blocks=".stories li, aside table, footer"
)
BOTTOMS = "found => found.map(one => one.getBoundingClientRect().bottom)"


def main() -> int:
    """0 when every picture was taken."""
    parser = argparse.ArgumentParser(description="Takes the pictures of the documentation.")
    parser.add_argument("--into", type=Path, default=ROOT / "docs" / "images")
    parser.add_argument("--home", type=Path, help="photograph the fullest mail in its outbox")
    parser.add_argument("--stream", action="store_true", help="that of a week of the stream")
    options = parser.parse_args()
    into: Path = options.into.resolve()
    private = options.stream or options.home is not None
    if private and into.is_relative_to(ROOT):
        parser.error("such mails hold texts of publishers: name a folder outside of the checkout")
    into.mkdir(parents=True, exist_ok=True)
    chromium = os.environ.get("CHROMIUM") or shutil.which("chromium")
    _tell_of_fonts()
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        if private:
            home = _streamed(Path(folder) / "home") if options.stream else options.home
            _private(browser, _fullest(home), Path(folder), into)
        else:
            _documentation(browser, Path(folder), into)
        browser.close()
    return 0


def _documentation(browser: Browser, folder: Path, into: Path) -> None:
    home = _demo(folder)
    mail = folder / "mail.html"
    mail.write_text(_body(_fullest(home), "html"), "utf-8")
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


def _private(browser: Browser, message: EmailMessage, folder: Path, into: Path) -> None:
    mail = folder / "mail.html"
    mail.write_text(_body(message, "html"), "utf-8")
    for picture in WHOLE:
        _take(browser, mail.as_uri(), picture, into)
    mail.write_text(_plain(_body(message, "plain")), "utf-8")
    _take(browser, mail.as_uri(), WHOLE_TEXT, into)


def _streamed(home: Path) -> Path:
    """A home with the starter's watchlists and one digest of the last week of the recorded stream."""
    with recorded_stream(stall=3.0) as stream:
        telemon = Telemon(home, {"TELEMON_FETCH_TIMEOUT": "1"})
        _do(telemon, "init")
        (home / "config" / "feeds.yaml").write_text("feeds: []\n", "utf-8")
        plans = home / "config" / "digests.yaml"
        weekly = plans.read_text("utf-8").replace("daily 07:30", "weekly sat 06:00", 1)
        plans.write_text(weekly, "utf-8")
        _do(telemon, "feeds", "import", f"{stream.base}/feeds.opml")
        last = stream.polls()
        for index in range(last - POLLS, last):
            _do(telemon, "once", "--now", stream.go_to(index).isoformat())
    return home


def _do(telemon: Telemon, *arguments: str) -> None:
    done = telemon.call(*arguments)
    if done.returncode:
        sys.exit(f"telemon {' '.join(arguments)}: {done.stderr}")


def _tell_of_fonts() -> None:
    """Says so where Chinese would be shown as boxes."""
    if shutil.which("fc-list"):
        found = subprocess.run(["fc-list", ":lang=zh"], capture_output=True, check=True).stdout
        if not found.strip():
            print("no font here has Chinese characters; on Debian: fonts-wqy-microhei")


def _demo(folder: Path) -> Path:
    program = Path(sys.executable).with_name("telemon")
    home = folder / "telemon-demo"
    subprocess.run([program, "--home", home, "demo"], cwd=folder, check=True)
    return home


def _fullest(home: Path) -> EmailMessage:
    """Of the mails in the outbox the one with the most stories, of several the newest."""
    mails = []
    for path in sorted((home / "outbox").glob("*.eml")):
        message = message_from_bytes(path.read_bytes(), policy=default)
        assert isinstance(message, EmailMessage)
        mails.append(message)
    if not mails:
        sys.exit(f"{home / 'outbox'} holds no mail")
    return max(reversed(mails), key=lambda one: _body(one, "html").count("<h2"))


def _body(message: EmailMessage, kind: str) -> str:
    body = message.get_body((kind,))
    assert body is not None
    return str(body.get_content())


def _scripts() -> Rendered:
    """A mail in which stories of several scripts stand: an update, Arabic and Chinese; all invented."""
    issue = realistic_issue(late=True)
    some = [one for one in issue.stories if one.lead.language in ("ar", "zh")]
    told = updated_story().stories[0]
    shown = replace(issue, stories=(told, *some, issue.stories[1]))
    return render(
        shown,
        public_url="https://telemon.example.org",
        issue_id=17,
        unsubscribe_url="https://telemon.example.org/unsubscribe/3mZk1v",
    )


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
    print(
        f"{file}: {size // 1000} KB" + (" (too large: lower its scale)" * (size > picture.largest))
    )


if __name__ == "__main__":
    sys.exit(main())
