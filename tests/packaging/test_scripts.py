"""The scripts behind `make run` and `make test`."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.packaging.project import ROOT, texts


def write_command(path: Path, body: str) -> None:
    """Make a shell command of the name of `path` that does `body`."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"#!/bin/sh\n{body}\n", encoding="utf-8")
    path.chmod(0o755)


def run_script(
    name: str, *arguments: str, folder: Path, **environment: str
) -> subprocess.CompletedProcess[str]:
    """Run scripts/`name` in `folder`, with only the `environment` given."""
    return subprocess.run(
        ["/bin/sh", str(ROOT / "scripts" / name), *arguments],
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )


def test_find_python_passes_over_a_shim_that_fails(tmp_path: Path) -> None:
    commands = tmp_path / "bin"
    write_command(commands / "python3.11", "exit 127")
    write_command(commands / "python3.12", f'exec "{sys.executable}" "$@"')

    found = run_script("find-python.sh", folder=tmp_path, PATH=f"{commands}:{os.environ['PATH']}")

    assert found.returncode == 0
    assert found.stdout.strip() == sys.executable


def test_find_python_prefers_the_one_that_was_named(tmp_path: Path) -> None:
    named = tmp_path / "my-python"
    write_command(named, f'exec "{sys.executable}" "$@"')

    found = run_script("find-python.sh", folder=tmp_path, PATH="/usr/bin:/bin", PYTHON=str(named))

    assert found.stdout.strip() == sys.executable


@pytest.fixture
def telemon(tmp_path: Path) -> Path:
    """A telemon that only notes what it is asked; returns the folder it and its notes are in."""
    write_command(tmp_path / "bin" / "telemon", f'echo "$*" >>"{tmp_path}/asked"')
    return tmp_path


def asked(folder: Path) -> list[str]:
    return (folder / "asked").read_text(encoding="utf-8").splitlines()


def test_start_prepares_an_empty_home_first(telemon: Path) -> None:
    run_script("start.sh", folder=telemon, PATH=f"{telemon}/bin:/usr/bin:/bin")

    assert asked(telemon) == ["init", "run"]


@pytest.mark.parametrize("home_is_named_in", ["environment", ".env", "nothing"])
def test_start_leaves_a_prepared_home_alone(telemon: Path, home_is_named_in: str) -> None:
    home = telemon / ("telemon-home" if home_is_named_in == "nothing" else "my home")
    (home / "config").mkdir(parents=True)
    (home / "config" / "feeds.yaml").touch()
    environment = {"PATH": f"{telemon}/bin:/usr/bin:/bin"}
    if home_is_named_in == "environment":
        environment["TELEMON_HOME"] = str(home)
    if home_is_named_in == ".env":
        (telemon / ".env").write_text(f'TELEMON_HOME="{home}"\n', encoding="utf-8")

    run_script("start.sh", "run", folder=telemon, **environment)

    assert asked(telemon) == ["run"]


def test_start_passes_any_other_command_on(telemon: Path) -> None:
    run_script("start.sh", "feeds", "list", folder=telemon, PATH=f"{telemon}/bin:/usr/bin:/bin")

    assert asked(telemon) == ["feeds list"]


def test_every_make_target_that_a_document_names_exists() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    targets = set(re.findall(r"^([a-z][a-z-]*):", makefile, re.MULTILINE))
    named = {
        target
        for name, text in texts()
        if name.endswith(".md")
        for target in re.findall(r"(?:`|^\s*\$? ?)make ([a-z][a-z-]*)", text, re.MULTILINE)
    }

    assert {"setup", "run", "test", "check", "lock", "demo", "clean", "help"} <= targets
    assert named - targets == set()


def test_continuous_integration_runs_make_test() -> None:
    script = ROOT / ".ci" / "run"

    assert os.access(script, os.X_OK)
    assert "make test" in script.read_text(encoding="utf-8")
