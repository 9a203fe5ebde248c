"""The command line inside the test's own process: starting one of its own costs seconds."""

from __future__ import annotations

import csv
import json
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from io import StringIO
from pathlib import Path

import pytest

from monitor.cli import main

Row = dict[str, object]


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What a command left: its exit code, and what it wrote to standard output and error."""

    code: int
    out: str
    err: str

    @property
    def rows(self) -> list[Row]:
        """The listing printed with `--format json`."""
        found = json.loads(self.out)
        assert isinstance(found, list), found
        return found

    @property
    def object(self) -> Row:
        """The object printed with `--format json`."""
        found = json.loads(self.out)
        assert isinstance(found, dict), found
        return found

    @property
    def lines(self) -> list[Row]:
        """The listing printed with `--format jsonl`."""
        return [json.loads(line) for line in self.out.splitlines()]

    @property
    def table(self) -> list[dict[str, str]]:
        """The listing printed with `--format csv`."""
        return list(csv.DictReader(StringIO(self.out)))


@dataclass(slots=True, kw_only=True)
class Command:
    """`telemon --home home ...`, run as the installed command runs it: by `main`."""

    home: Path
    monkeypatch: pytest.MonkeyPatch
    capsys: pytest.CaptureFixture[str]
    settings: dict[str, str] = field(default_factory=dict)

    def __call__(self, *arguments: str | Path) -> Outcome:
        """Runs one command to its end; an error that `main` lets through fails the test."""
        self.capsys.readouterr()
        with self.monkeypatch.context() as patch:
            for name, value in self.settings.items():
                patch.setenv(name, value)
            words = ["telemon", "--home", str(self.home), *map(str, arguments)]
            patch.setattr(sys, "argv", words)
            with pytest.raises(SystemExit) as ended:
                main()
        written = self.capsys.readouterr()
        return Outcome(code=int(ended.value.code or 0), out=written.out, err=written.err)

    def well(self, *arguments: str | Path) -> Outcome:
        """Runs a command that must succeed."""
        outcome = self(*arguments)
        assert outcome.code == 0, outcome
        return outcome

    def refused(self, *arguments: str | Path, code: int = 2) -> str:
        """Runs a command that must fail with `code`; what it says on standard error."""
        outcome = self(*arguments)
        assert outcome.code == code, outcome
        assert outcome.err.strip(), outcome
        assert "Traceback" not in outcome.err
        return outcome.err

    def rows(self, *arguments: str | Path) -> list[Row]:
        """Runs a command that lists, as JSON."""
        return self.well(*arguments, "--format", "json").rows

    @property
    def config(self) -> Path:
        """The folder of the operator's files."""
        return self.home / "config"

    def read(self, name: str) -> str:
        """One of the operator's files."""
        return (self.config / name).read_text("utf-8")

    def write(self, **files: str) -> None:
        """Writes the operator's files: `feeds="..."` is feeds.yaml."""
        self.config.mkdir(parents=True, exist_ok=True)
        for stem, text in files.items():
            (self.config / f"{stem}.yaml").write_text(text, "utf-8")


EMPTY: Mapping[str, str] = {
    "feeds": "feeds: []\n",
    "watchlists": "watchlists: []\n",
    "digests": "channels: []\ndigests: []\n",
}


def texts(rows: Sequence[Mapping[str, object]], name: str) -> list[object]:
    """One column of a listing."""
    return [row[name] for row in rows]
