"""Every command explains itself, with an example."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from typer.main import get_command

from monitor.cli import app
from tests.cli.terminal import Terminal


def _commands() -> Iterator[tuple[str, ...]]:
    groups: list[tuple[tuple[str, ...], object]] = [((), get_command(app))]
    while groups:
        path, group = groups.pop()
        for name, command in getattr(group, "commands", {}).items():
            if hasattr(command, "commands"):
                groups.append(((*path, name), command))
            else:
                yield (*path, name)


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
        "digests preview", "digests send", "deliveries retry", "channels test",
        "config revisions", "config restore", "evaluate",
    }  # fmt: skip


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
