"""The demo: everything once on the invented newsroom, without a network."""

from __future__ import annotations

import email
import email.policy
import subprocess
import sys
from pathlib import Path


def test_story_of_four_outlets_stands_once_with_its_marks(tmp_path: Path) -> None:
    start = "from monitor.cli import main; main()"
    command = [sys.executable, "-c", start, "--home", str(tmp_path / "home"), "demo"]
    done = subprocess.run(
        command, cwd=tmp_path, capture_output=True, text=True, timeout=120, check=False
    )

    assert done.returncode == 0, done.stderr
    assert done.stdout.count("Huawei in talks over 5G licensing") == 1
    assert "Signal Post, also in Bandwidth Daily, Carrier Courier, Spectrum Notes" in done.stdout
    (mail,) = (tmp_path / "home" / "outbox").glob("*.eml")
    message = email.message_from_bytes(mail.read_bytes(), policy=email.policy.default)
    told = message.get_body(("plain",))
    assert told is not None
    text = told.get_content()
    assert "*Huawei* in talks over *5G licensing* with a US firm" in text
    # Three events of spectrum, each with a band of its own, are three stories.
    assert "Telecommunications Authority of Norland, also in" not in done.stdout
    assert "Netz und Funk, also in" not in done.stdout
    assert "5G-Lizenzen" in text
    assert "Gadget Lane" not in text
