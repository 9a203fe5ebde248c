"""A terminal: commands through the real entry point, in this process because a start takes a second."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

import pytest

from config.home import Home
from monitor.cli import main
from tests.flow.house import Files


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What a command printed and how it ended."""

    code: int
    out: str
    err: str

    def rows(self) -> list[dict[str, object]]:
        """The listing it printed as JSON."""
        found: list[dict[str, object]] = json.loads(self.out)
        return found


@dataclass(frozen=True, slots=True, kw_only=True)
class Terminal:
    """Commands on one home."""

    home: Path
    monkeypatch: pytest.MonkeyPatch
    capsys: pytest.CaptureFixture[str]

    @property
    def files(self) -> Home:
        """Where the home's files are."""
        return Home(self.home)

    def write(self, files: Files) -> None:
        """Writes the operator's files."""
        files.write(self.files)

    def call(self, *arguments: str) -> Said:
        """Runs a command; whatever it was, no traceback may be shown."""
        self.capsys.readouterr()
        self.monkeypatch.setattr("sys.argv", ["telemon", "--home", str(self.home), *arguments])
        try:
            main()
            code = 0
        except SystemExit as end:
            code = end.code if isinstance(end.code, int) else int(end.code is not None)
        printed = self.capsys.readouterr()
        assert "Traceback" not in printed.out + printed.err
        return Said(code=code, out=printed.out, err=printed.err)

    def do(self, *arguments: str) -> Said:
        """Runs a command that must succeed."""
        said = self.call(*arguments)
        assert said.code == 0, said.out + said.err
        return said

    def fail(self, code: int, *arguments: str) -> str:
        """Runs a command that must end with `code`; what it said about it."""
        said = self.call(*arguments)
        assert said.code == code, said.out + said.err
        assert said.err.strip()
        return said.err
