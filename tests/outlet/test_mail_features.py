"""What mail programs do not do: every row that the lint finds in our mails is explained in the docs."""

from __future__ import annotations

import email
import email.policy
import re
import subprocess
import sys
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from monitor.core.digest import Ahead, Rise
from monitor.outlet.render import render, render_notice
from tests.outlet.builders import NOW, realistic_issue, updated_story
from tests.outlet.test_summing import FIRST, SECOND

ROOT = Path(__file__).parents[2]
LINT = ROOT.parent / "shared" / "tools" / "email_lint.py"
GUIDE = (ROOT / "docs" / "digests.md").read_text("utf-8")
DOCS = GUIDE.split("## What mail programs do not do")[1].split("\n## ")[0]
EXPLAINED = {
    name for row in re.findall(r"^\| (`.*?) \|", DOCS, re.M) for name in row.split("`")[1::2]
}

pytestmark = pytest.mark.skipif(
    not LINT.exists(), reason="the lint of mails does not lie beside the checkout"
)


def lint(html: str, folder: Path) -> tuple[set[str], str]:
    """The features of which some program lacks a part, and all that was printed."""
    file = folder / "mail.html"
    file.write_text(html, "utf-8")
    done = subprocess.run(
        [sys.executable, str(LINT), str(file)], capture_output=True, text=True, check=True
    )
    return set(re.findall(r"^((?:css|html|image)-\S+)", done.stdout, re.M)), done.stdout


def rich_mail() -> str:
    """A mail in which everything stands that a template knows; all of it invented."""
    late = realistic_issue(late=True)
    told = replace(late.stories[0], sentences=(FIRST, SECOND))
    whole = replace(
        late,
        stories=(*updated_story().stories, told, *late.stories[1:]),
        rises=(Rise(watchlist="huawei", name="Huawei", reports=14, usual=2.0),),
        deadlines=(
            Ahead(
                due=date(2027, 1, 4),
                about="comments",
                title="T",
                outlet="O",
                url="https://o.example",
            ),
        ),
        muted=2,
        collected=3,
    )
    page = "https://t.example.org"
    return render(whole, public_url=page, issue_id=7, unsubscribe_url=f"{page}/u", sample=True).html


def demo_mail(folder: Path) -> str:
    """The digest that `telemon demo` makes."""
    program = "from monitor.cli import main; main()"
    command = [sys.executable, "-c", program, "--home", str(folder / "home"), "demo"]
    subprocess.run(command, cwd=folder, capture_output=True, check=True, timeout=120)
    (mail,) = (folder / "home" / "outbox").glob("*.eml")
    body = email.message_from_bytes(mail.read_bytes(), policy=email.policy.default).get_body(
        ("html",)
    )
    assert body is not None
    return str(body.get_content())


def test_every_row_of_the_lint_is_explained_and_none_that_is_not_there(tmp_path: Path) -> None:
    mails = {
        "demo": demo_mail(tmp_path),
        "rich": rich_mail(),
        "notice": render_notice("feed-silent", "Silent", "Since Friday.\nIts id: a", now=NOW).html,
    }
    found: set[str] = set()
    for name, html in mails.items():
        rows, printed = lint(html, tmp_path)
        assert "WARN" not in printed, name
        assert "OVER" not in printed, name
        assert rows - EXPLAINED == set(), f"docs/digests.md does not explain what {name} uses"
        found |= rows

    assert EXPLAINED - found == set(), "docs/digests.md explains what no mail uses any more"
