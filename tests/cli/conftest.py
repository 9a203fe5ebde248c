"""What the tests of the command line share."""

from __future__ import annotations

import asyncio
import shutil
from pathlib import Path

import pytest

from tests.cli.newsroom import fill
from tests.cli.terminal import Terminal


@pytest.fixture
def terminal(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Terminal:
    """A terminal in an empty folder, with loopback allowed and a wide screen."""
    for name, value in (
        ("TELEMON_ALLOW_NETWORKS", "127.0.0.0/8"),
        ("TELEMON_PARSE_PROCESSES", "1"),
        ("TELEMON_READ_PROCESSES", "0"),
        ("TELEMON_HOST_SPACING", "0"),
        ("TELEMON_FETCH_TIMEOUT", "3"),
        ("TELEMON_LOG_LEVEL", "ERROR"),
        ("COLUMNS", "200"),
        ("NO_COLOR", "1"),
    ):
        monkeypatch.setenv(name, value)
    monkeypatch.chdir(tmp_path)
    return Terminal(home=tmp_path / "home", monkeypatch=monkeypatch, capsys=capsys)


@pytest.fixture(scope="session")
def filled_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The home of tests/cli/newsroom.py, made once; to be copied."""
    folder = tmp_path_factory.mktemp("newsroom")
    asyncio.run(fill(folder))
    return folder / "home"


@pytest.fixture
def newsroom(terminal: Terminal, filled_home: Path) -> Terminal:
    """A terminal on a copy of the home of tests/cli/newsroom.py."""
    shutil.copytree(filled_home, terminal.home)
    return terminal
