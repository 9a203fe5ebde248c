"""Troubles of the machine: database, disk, rights. Each is said in a sentence, nothing is lost."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from tests.cli.terminal import Terminal
from tests.flow.house import Files, wire
from tests.servers import FeedServer, entry, feed

NOBODY = 65534


@pytest.fixture
def read_only(terminal: Terminal, filled_home: Path) -> Iterator[Terminal]:
    """A home used before, now shut for writing; everybody may look at it."""
    with TemporaryDirectory() as name:
        folder = Path(name)
        found = replace(terminal, home=folder / "home")
        terminal.monkeypatch.chdir(folder)
        shutil.copytree(filled_home, found.home)
        found.do("check")  # as root, who may read the libraries that this loads
        _set_modes(folder, 0o555, 0o444)
        yield found
        _set_modes(folder, 0o755, 0o644)
        terminal.monkeypatch.chdir("/")


def _set_modes(folder: Path, folders: int, files: int) -> None:
    folder.chmod(folders)
    for path in folder.rglob("*"):
        path.chmod(folders if path.is_dir() else files)


@contextmanager
def ordinary_user() -> Iterator[None]:
    """As somebody whom modes bind; root, whom they do not, is nobody for the time of the block."""
    if os.geteuid() != 0:
        yield
        return
    os.setresuid(NOBODY, NOBODY, 0)
    try:
        yield
    finally:
        os.setresuid(0, 0, 0)


@pytest.mark.parametrize(
    ("url", "code", "said"),
    [
        ("mysql://localhost/db", 2, "postgresql"),
        ("nonsense", 2, "sqlite"),
        ("postgresql://127.0.0.1:notaport/db", 2, "port"),
        ("postgresql://nobody:x@127.0.0.1:9/db", 1, "127.0.0.1"),
        ("postgresql://nobody:x@127.0.0.1:99999/db", 1, "99999"),
        ("postgresql://nobody:x@[::1/db", 1, "postgresql+psycopg://"),
        ("sqlite://file.db", 1, "sqlite:////"),
        ("sqlite://", 2, "keeps nothing"),
        ("sqlite:////nowhere/at/all/telemon.db", 1, "/nowhere/at/all"),
    ],
)
def test_wrong_database_url_is_named(terminal: Terminal, url: str, code: int, said: str) -> None:
    terminal.write(Files())
    terminal.monkeypatch.setenv("TELEMON_DATABASE_URL", url)
    told = terminal.fail(code, "once")
    assert said in told
    assert "nobody:x" not in told, "no password in a message"


@pytest.mark.parametrize("command", ["once", "hits", "status", "migrate"])
def test_folder_in_place_of_the_database_is_named(terminal: Terminal, command: str) -> None:
    terminal.write(Files())
    terminal.monkeypatch.setenv("TELEMON_DATABASE_URL", f"sqlite:///{terminal.home / 'config'}")
    assert "is a folder. Name a file" in terminal.fail(1, command)


def test_file_that_is_no_database_is_named_and_kept(terminal: Terminal) -> None:
    terminal.write(Files())
    file = terminal.home / "telemon.db"
    diary = b"this is my diary " * 500
    file.write_bytes(diary)
    for command in ("once", "hits", "migrate"):
        assert "telemon.db: file is not a database" in terminal.fail(1, command)
    found = terminal.call("doctor", "-f", "json")
    assert found.code == 1
    assert [row["what"] for row in found.rows() if row["verdict"] == "bad"] == ["database"]
    assert file.read_bytes() == diary


def test_damaged_database_is_named_with_the_way_to_mend_it(newsroom: Terminal) -> None:
    file = newsroom.home / "telemon.db"
    content = bytearray(file.read_bytes())
    content[8192::512] = b"\xff" * len(content[8192::512])
    file.write_bytes(content)
    assert "backup" in newsroom.fail(1, "entries", "Huawei")
    assert "bad" in newsroom.call("doctor").out


def test_full_disk_is_said_and_what_was_stored_stays(terminal: Terminal) -> None:
    with FeedServer() as server:
        url = server.serve("/feed", feed(entry("First", guid="0")))
        terminal.write(Files(feeds=[wire(url)]))
        terminal.do("once")
        pages = (terminal.home / "telemon.db").stat().st_size // 4096 + 2
        body = "word " * 400
        many = [entry(f"Huawei order {n}", guid=f"g{n}", summary=f"{n} {body}") for n in range(40)]
        server.serve("/feed", feed(*many))
        terminal.monkeypatch.setenv("TELEMON_SQLITE_MAX_PAGES", str(pages))
        said = terminal.fail(1, "once")
        assert "full" in said

        assert [row["title"] for row in terminal.do("entries", "-f", "json").rows()] == ["First"]
        terminal.monkeypatch.delenv("TELEMON_SQLITE_MAX_PAGES")
        terminal.do("once")
        assert len(terminal.do("hits", "-n", "100", "-f", "json").rows()) == 40


@pytest.mark.parametrize(
    "arguments",
    [
        ("init",),
        ("once",),
        ("migrate",),
        ("channels", "test", "mail"),
        ("feeds", "add", "https://a.example/feed", "--unchecked"),
        ("watchlists", "set", "huawei", "--query", "ZTE"),
        ("config", "restore", "1"),
    ],
    ids=" ".join,
)
def test_home_that_cannot_be_written_is_named(
    read_only: Terminal, arguments: tuple[str, ...]
) -> None:
    with ordinary_user():
        told = read_only.fail(1, *arguments)
    assert str(read_only.home) in told
    assert "cannot be written" in told
    assert "right to write" in told


def test_home_that_cannot_be_written_is_checked_all_the_same(read_only: Terminal) -> None:
    with ordinary_user():
        assert "fine: " in read_only.do("check").out


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


@pytest.mark.parametrize(
    "arguments", [("feeds", "export", "-o"), ("digests", "preview", "morning", "--html")]
)
def test_full_disk_under_a_written_file_is_said(
    terminal: Terminal, arguments: tuple[str, ...]
) -> None:
    terminal.write(Files())
    assert "free space" in terminal.fail(1, *arguments, "/dev/full")


def test_output_that_cannot_be_written_is_no_success(tmp_path: Path) -> None:
    done = _shell("schema > /dev/full", tmp_path)
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    assert "No space left" in done.stderr


def test_real_command_tells_a_mistake_in_a_line_and_its_exit_code(tmp_path: Path) -> None:
    done = _shell("watchlists test '(Huawei OR ZTE' x", tmp_path)
    assert done.returncode == 2
    assert done.stdout == ""
    assert done.stderr.splitlines()[1:] == ["  (Huawei OR ZTE", "  ^"]


def test_reader_that_has_seen_enough_is_no_error(tmp_path: Path) -> None:
    done = _shell("feeds catalogue -f jsonl | head -1", tmp_path)
    assert done.stdout.startswith("{")
    assert done.stderr == ""
    assert list(tmp_path.iterdir()) == []


def _shell(command: str, folder: Path) -> subprocess.CompletedProcess[str]:
    """`telemon COMMAND` in a shell whose working directory is `folder`."""
    program = Path(sys.executable).with_name("telemon")
    environment = {k: v for k, v in os.environ.items() if not k.startswith("TELEMON_")}
    return subprocess.run(
        f"{program} {command}",
        shell=True, capture_output=True, text=True, timeout=60, check=False, cwd=folder,
        env=environment,
    )  # fmt: skip
