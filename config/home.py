"""The home folder: where the operator's files, the database and the outbox are."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from filelock import FileLock, Timeout

from monitor.core.errors import HomeError, HomeLockedError

FEEDS = "feeds.yaml"
WATCHLISTS = "watchlists.yaml"
DIGESTS = "digests.yaml"
REGISTRY = "registry.yaml"


@dataclass(frozen=True, slots=True)
class Home:
    """The home folder `path`; it need not exist until `ensure`."""

    path: Path

    @property
    def config_dir(self) -> Path:
        return self.path / "config"

    @property
    def feeds_file(self) -> Path:
        return self.config_dir / FEEDS

    @property
    def watchlists_file(self) -> Path:
        return self.config_dir / WATCHLISTS

    @property
    def digests_file(self) -> Path:
        return self.config_dir / DIGESTS

    @property
    def registry_file(self) -> Path:
        """The operator's own companies and subjects; may be missing."""
        return self.config_dir / REGISTRY

    @property
    def database_url(self) -> str:
        """The SQLite file of this home, used when `TELEMON_DATABASE_URL` is not set."""
        return f"sqlite:///{self.path.absolute() / 'telemon.db'}"

    @property
    def outbox(self) -> Path:
        """Where mails go as long as there is no SMTP server."""
        return self.path / "outbox"

    @property
    def templates(self) -> Path:
        """The operator's own templates of mails; may be missing."""
        return self.path / "templates"

    def ensure(self) -> Home:
        """Makes the folders where they are missing; HomeError when they cannot be written."""
        for folder in (self.path, self.config_dir, self.outbox):
            _make(folder)
        return self

    @contextmanager
    def lock(self) -> Iterator[None]:
        """Holds the home for this process; HomeLockedError when another one holds it.

        The operating system holds the lock, so that it ends with the process, however that ends.
        The home must exist.
        """
        file = self.path / "telemon.lock"
        lock = FileLock(file, timeout=0)
        try:
            lock.acquire()
        except Timeout as error:
            raise HomeLockedError(_held(self.path)) from error
        except OSError as error:
            raise HomeError(_refusal(self.path, error)) from error
        pid = self.path / "telemon.pid"
        try:
            # Apart from the lock file, which taking the lock empties. It only words a message: a
            # full disk must not stop the process for it.
            with suppress(OSError):
                pid.write_text(f"{os.getpid()}\n")
            yield
        finally:
            with suppress(OSError):
                pid.unlink()
            lock.release()


def _make(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise HomeError(_refusal(folder, error)) from error
    if not os.access(folder, os.W_OK | os.X_OK):
        raise HomeError(_refusal(folder, PermissionError("read-only for this user")))


def _refusal(folder: Path, error: OSError) -> str:
    if isinstance(error, FileExistsError | NotADirectoryError):
        return f"{folder}: is not a folder; name another one with --home or TELEMON_HOME"
    reason = error.strerror or str(error)
    return (
        f"{folder}: cannot be written ({reason}); give this user the right to write there, "
        "or name another folder with --home or TELEMON_HOME"
    )


def _held(path: Path) -> str:
    try:
        pid = (path / "telemon.pid").read_text().strip()
    except OSError:
        pid = ""
    by = f"process {pid}" if pid.isdigit() else "another process"
    return (
        f"{path}: {by} runs on this home; stop it first, or use another home "
        "with --home or TELEMON_HOME"
    )
