"""The recorded stream of the trade's news, served by the tool that lies beside the checkout."""

from __future__ import annotations

import http.client
import json
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

SHARED = Path(__file__).parents[3] / "shared"
SERVER = SHARED / "tools" / "serve_stream.py"
DATA = SHARED / "data" / "stream"


@dataclass(frozen=True, slots=True)
class Stream:
    """A running stream at `base`; its clock is moved from poll to poll."""

    base: str

    def go_to(self, index: int) -> datetime:
        """Moves to a poll and returns its time."""
        answer = json.loads(self._ask(f"/clock?index={index}", method="POST"))
        return datetime.fromisoformat(answer["at"])

    def polls(self) -> int:
        """How many polls were recorded."""
        return int(json.loads(self._ask("/clock"))["polls"])

    def truth(self) -> list[dict[str, str]]:
        """What the feeds list at the current poll: feed, url, title; failures left out."""
        rows: list[dict[str, str]] = json.loads(self._ask("/truth"))
        return rows

    def recorded(self) -> list[dict[str, str]]:
        """For every poll, what the recorder met at each feed, by the feed's name."""
        lines = (DATA / "polls.jsonl").read_text("utf-8").splitlines()
        return [dict(json.loads(line)["status"]) for line in lines]

    def opml(self) -> bytes:
        """Every feed."""
        return self._ask("/feeds.opml")

    def body(self, url: str) -> bytes:
        """What a feed answers at the current poll; b"" when it fails."""
        try:
            return self._ask(url.removeprefix(self.base))
        except (urllib.error.URLError, ConnectionError, http.client.HTTPException):
            return b""

    def _ask(self, path: str, method: str = "GET") -> bytes:
        request = urllib.request.Request(self.base + path, method=method)
        with urllib.request.urlopen(request, timeout=10) as answer:
            body: bytes = answer.read()
            return body


@contextmanager
def recorded_stream(stall: float) -> Iterator[Stream]:
    """The stream for the time of the block; a recorded time-out keeps a client waiting `stall` seconds."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, str(SERVER), "--port", str(port), "--stall", str(stall)]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    stream = Stream(f"http://127.0.0.1:{port}")
    try:
        _wait_for(stream)
        yield stream
    finally:
        process.kill()
        process.wait()


def _wait_for(stream: Stream) -> None:
    deadline = time.monotonic() + 20
    while True:
        try:
            stream.polls()
        except (urllib.error.URLError, ConnectionError):
            if time.monotonic() > deadline:
                raise
            time.sleep(0.1)
        else:
            return
