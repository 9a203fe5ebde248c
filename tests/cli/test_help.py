"""Every command explains itself, with an example."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator

import pytest
from typer.main import get_command

from monitor.cli import app
from monitor.cli.later import Commands
from tests.cli.terminal import Terminal


def _telemon() -> Commands:
    found = get_command(app)
    assert isinstance(found, Commands)
    return found


def _commands() -> Iterator[tuple[str, ...]]:
    telemon = _telemon()
    for name in telemon.places:
        within = getattr(telemon.load(name), "commands", {})
        yield from ((name, inner) for inner in within) if within else ((name,),)


COMMANDS = sorted(_commands())


@pytest.mark.parametrize("path", COMMANDS, ids=" ".join)
def test_command_has_help_with_an_example_of_itself(
    terminal: Terminal, path: tuple[str, ...]
) -> None:
    text = " ".join(terminal.do(*path, "--help").out.split())

    example = text.split("Example: ")[1]
    assert example.startswith("telemon")
    assert " ".join(path) in example


def test_commands_of_the_design_are_there() -> None:
    names = {" ".join(path) for path in COMMANDS}

    assert names >= {
        "init", "check", "schema", "run", "once", "status", "doctor", "hits", "entries",
        "stories list", "stories show", "stories split", "stories merge", "stories refold",
        "explain", "demo", "migrate", "feeds add", "feeds import", "feeds export", "feeds health",
        "watchlists test", "watchlists set", "watchlists rehearse", "digests next",
        "digests left-out", "digests preview", "digests send", "deliveries retry", "channels test",
        "config revisions", "config restore", "evaluate",
    }  # fmt: skip


@pytest.mark.parametrize("name", _telemon().places)
def test_list_of_commands_says_of_each_what_it_says_of_itself(name: str) -> None:
    telemon = _telemon()

    told = " ".join((telemon.load(name).help or "").split("\n\n")[0].split())

    assert told == telemon.places[name].help


def test_version_and_help_start_without_the_rooms_behind_them() -> None:
    heavy = ("monitor.app", "storage.engine", "sqlalchemy", "httpx", "feedparser", "config.load")
    program = f"import sys, monitor.cli; print([one for one in {heavy} if one in sys.modules])"

    done = subprocess.run([sys.executable, "-c", program], capture_output=True, check=True)

    assert done.stdout.strip() == b"[]"


def test_help_documents_the_exit_codes(terminal: Terminal) -> None:
    assert "Exit code 0: done; 1: it failed; 2: " in terminal.do("--help").out


def test_version_is_told(terminal: Terminal) -> None:
    assert terminal.do("--version").out.startswith("telemon ")


def test_misspelt_command_is_named(terminal: Terminal) -> None:
    assert "hist" in terminal.fail(2, "hist")


def test_shell_completion_is_offered(terminal: Terminal) -> None:
    terminal.monkeypatch.setenv("_TELEMON_COMPLETE", "complete_bash")
    terminal.monkeypatch.setenv("COMP_WORDS", "telemon wat")
    terminal.monkeypatch.setenv("COMP_CWORD", "1")
    assert "watchlists" in terminal.call().out


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_completion_script_is_printed(terminal: Terminal, shell: str) -> None:
    terminal.monkeypatch.setenv("_TELEMON_COMPLETE", f"source_{shell}")
    script = terminal.do().out
    assert "telemon" in script
    assert f"complete_{shell}" in script
