"""What the tests of the command line share."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.terminal import Terminal


@pytest.fixture
def terminal(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Terminal:
    """A terminal in an empty folder, with loopback allowed and a wide screen."""
    for name, value in (
        ("TELEMON_ALLOW_NETWORKS", "127.0.0.0/8"),
        ("TELEMON_PARSE_PROCESSES", "1"),
        ("TELEMON_FETCH_TIMEOUT", "3"),
        ("TELEMON_LOG_LEVEL", "ERROR"),
        ("COLUMNS", "200"),
        ("NO_COLOR", "1"),
    ):
        monkeypatch.setenv(name, value)
    monkeypatch.chdir(tmp_path)
    return Terminal(home=tmp_path / "home", monkeypatch=monkeypatch, capsys=capsys)
