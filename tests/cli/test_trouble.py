"""Troubles of the machine: database, disk, rights. Each is said in a sentence, nothing is lost."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.acceptance.process import Telemon
from tests.cli.terminal import Terminal
from tests.flow.house import Files, wire
from tests.servers import FeedServer, entry, feed


@pytest.mark.parametrize(
    ("url", "code", "said"),
    [
        ("mysql://localhost/db", 2, "postgresql"),
        ("nonsense", 2, "sqlite"),
        ("postgresql://127.0.0.1:notaport/db", 2, "port"),
        ("postgresql://nobody:x@127.0.0.1:9/db", 1, "127.0.0.1"),
        ("sqlite:////nowhere/at/all/telemon.db", 1, "/nowhere/at/all"),
    ],
)
def test_wrong_database_url_is_named(terminal: Terminal, url: str, code: int, said: str) -> None:
    terminal.write(Files())
    terminal.monkeypatch.setenv("TELEMON_DATABASE_URL", url)
    told = terminal.fail(code, "once")
    assert said in told
    assert "x@" not in told, "no password in a message"


def test_file_that_is_no_database_is_named_and_kept(terminal: Terminal) -> None:
    terminal.write(Files())
    file = terminal.home / "telemon.db"
    file.write_bytes(b"this is my diary " * 500)
    assert "telemon.db" in terminal.fail(1, "once")
    assert file.read_bytes().startswith(b"this is my diary")


def test_full_disk_is_said_and_what_was_stored_stays(terminal: Terminal) -> None:
    with FeedServer() as server:
        url = server.serve("/feed", feed(entry("First", guid="0")))
        terminal.write(Files(feeds=[wire(url)]))
        terminal.do("once")
        pages = (terminal.home / "telemon.db").stat().st_size // 4096 + 2
        body = "word " * 2000
        many = [entry(f"Huawei order {n}", guid=f"g{n}", summary=f"{n} {body}") for n in range(80)]
        server.serve("/feed", feed(*many))
        terminal.monkeypatch.setenv("TELEMON_SQLITE_MAX_PAGES", str(pages))
        said = terminal.fail(1, "once")
        assert "full" in said

        assert [row["title"] for row in terminal.do("entries", "-f", "json").rows()] == ["First"]
        terminal.monkeypatch.delenv("TELEMON_SQLITE_MAX_PAGES")
        terminal.do("once")
        assert len(terminal.do("hits", "-n", "100", "-f", "json").rows()) == 80


@pytest.mark.skipif(os.geteuid() == 0, reason="root ignores modes")
def test_home_that_cannot_be_written_is_named(terminal: Terminal) -> None:
    terminal.write(Files())
    terminal.home.chmod(0o500)
    try:
        assert str(terminal.home) in terminal.fail(1, "once")
    finally:
        terminal.home.chmod(0o700)


def test_wrong_settings_are_named_all_at_once(terminal: Terminal) -> None:
    terminal.monkeypatch.setenv("TELEMON_SMTP_PORT", "many")
    terminal.monkeypatch.setenv("TELEMON_BIND", "here")
    said = terminal.fail(2, "check")
    assert "TELEMON_SMTP_PORT" in said
    assert "TELEMON_BIND" in said


def test_folder_in_place_of_a_file_is_named(terminal: Terminal, tmp_path: Path) -> None:
    terminal.write(Files())
    terminal.do("once")
    said = terminal.fail(1, "digests", "preview", "morning", "--html", str(tmp_path))
    assert str(tmp_path) in said


def test_reader_that_has_seen_enough_is_no_error(tmp_path: Path) -> None:
    telemon = Telemon(tmp_path / "home")
    program = Path(sys.executable).with_name("telemon")
    done = subprocess.run(
        f"{program} feeds list --catalogue -f jsonl | head -1",
        shell=True, capture_output=True, text=True, timeout=60, check=False, cwd=tmp_path,
    )  # fmt: skip
    assert done.stdout.startswith("{")
    assert done.stderr == ""
    assert not telemon.home.exists()
