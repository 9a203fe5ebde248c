"""The real command as a process of its own, to be watched, stopped and killed."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

PATIENCE = 30.0


def free_port() -> int:
    """A port of loopback that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@dataclass(slots=True)
class Telemon:
    """`telemon` on a home of its own; `settings` are added to the environment."""

    home: Path
    settings: Mapping[str, str] = field(default_factory=dict)
    port: int = field(default_factory=free_port)
    process: subprocess.Popen[bytes] | None = None

    def call(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Runs one command to its end."""
        return subprocess.run(
            self._command(*arguments),
            env=self._environment(),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )

    def start(self, *arguments: str) -> None:
        """Begins `telemon run`, or the command given, its log to the home's `run.log`."""
        self.home.mkdir(parents=True, exist_ok=True)
        with (self.home / "run.log").open("ab") as log:
            self.process = subprocess.Popen(
                self._command(*(arguments or ("run",))),
                env=self._environment(),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )

    def kill(self) -> None:
        """kill -9, the parsing children too; nothing where all have ended by themselves."""
        assert self.process is not None
        with suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()

    def stop(self) -> int:
        """SIGTERM; the exit code."""
        assert self.process is not None
        self.process.terminate()
        return self.process.wait(timeout=PATIENCE)

    def ask(self, path: str) -> tuple[int, str]:
        """Status and body of a page."""
        url = f"http://127.0.0.1:{self.port}{path}"
        try:
            with urllib.request.urlopen(url, timeout=5) as answer:
                return answer.status, answer.read().decode()
        except urllib.error.HTTPError as error:
            return error.code, error.read().decode()

    def answers(self) -> bool:
        """Whether the page is up."""
        try:
            return self.ask("/healthz")[0] in (200, 503)
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            return False

    @property
    def log(self) -> str:
        """What `run` wrote so far."""
        return (self.home / "run.log").read_text("utf-8")

    def _command(self, *arguments: str) -> list[str]:
        program = Path(sys.executable).with_name("telemon")
        return [str(program), "--home", str(self.home), *arguments]

    def _environment(self) -> dict[str, str]:
        kept = {k: v for k, v in os.environ.items() if not k.startswith("TELEMON_")}
        return {
            **kept,
            "TELEMON_BIND": f"127.0.0.1:{self.port}",
            "TELEMON_ALLOW_NETWORKS": "127.0.0.0/8",
            "TELEMON_PARSE_PROCESSES": "1",
            "TELEMON_HOST_SPACING": "0",
            **self.settings,
        }


@contextmanager
def running(telemon: Telemon) -> Iterator[Telemon]:
    """`telemon run` for the time of the block, its page up; killed at the end if it still runs."""
    telemon.start()
    try:
        wait_until(telemon.answers, lambda: telemon.log)
        yield telemon
    finally:
        assert telemon.process is not None
        if telemon.process.poll() is None:
            telemon.kill()


def wait_until(
    true: Callable[[], bool], told: Callable[[], str] = str, seconds: float = PATIENCE
) -> None:
    """Waits for a condition; after `seconds` fails with what `told` says."""
    deadline = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < deadline, told()
        time.sleep(0.05)
