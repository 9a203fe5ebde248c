"""Composing and sending: many recipients, several digests, a local SMTP server.

    python -m benchmarks.delivery [--recipients 1000] [--digests 12] [--stories 60]

Every digest goes to every recipient. Checks that content is composed once for all who get the same,
and that each mail arrives once; prints seconds, mails a second and ms of processor a mail.
"""

from __future__ import annotations

import argparse
import asyncio
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from monitor.core.delivery import SmtpSecurity
from monitor.flow.compose import compose
from monitor.flow.deliver import deliver
from storage import digests
from tests.flow.flood import pour
from tests.flow.house import START, Files, House, house, wire


@dataclass(frozen=True, slots=True)
class Sink:
    """The SMTP server; `counted` gives mails and distinct Message-IDs."""

    process: subprocess.Popen[str]
    port: int

    def counted(self) -> tuple[int, int]:
        """What arrived so far."""
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        print(file=self.process.stdin, flush=True)
        mails, ids = self.process.stdout.readline().split()
        return int(mails), int(ids)


def main() -> int:
    """0 when every mail arrived once."""
    parser = argparse.ArgumentParser(description="Composes and sends many digests.")
    parser.add_argument("--recipients", type=int, default=1000)
    parser.add_argument("--digests", type=int, default=12)
    parser.add_argument("--stories", type=int, default=60)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder, _sink() as sink:
        return asyncio.run(
            _measure(Path(folder), sink, options.recipients, options.digests, options.stories)
        )


async def _measure(folder: Path, sink: Sink, people: int, plans: int, stories: int) -> int:
    async with house(
        folder,
        _files(people, plans),
        smtp_host="127.0.0.1",
        smtp_port=sink.port,
        smtp_security=SmtpSecurity.NONE,
        log_level="ERROR",
    ) as home:
        await home.app.desk.write(lambda session: pour(session, stories, START))
        home.clock.now = START.replace(day=3)
        composing = _timed()
        await compose(home.app.desk, home.app.live)
        composed = composing()
        sending = _timed()
        while (await deliver(home.app.desk, home.app.live)).done:
            pass
        sent = sending()
        return await _print(home, sink, people * plans, composed, sent)


async def _print(
    home: House, sink: Sink, wanted: int, composed: tuple[float, float], sent: tuple[float, float]
) -> int:
    editions = await home.app.desk.read(lambda session: digests.listing(session, limit=10_000))
    mails, ids = sink.counted()
    print(f"composed {len(editions)} editions for {wanted} deliveries in {composed[0]:.1f} s")
    print(
        f"sent {mails} mails under {ids} ids in {sent[0]:.1f} s: {mails / sent[0]:.0f} mails a "
        f"second, {1000 * sent[1] / mails:.1f} ms of processor a mail"
    )
    return 0 if mails == ids == wanted else 1


def _files(people: int, plans: int) -> Files:
    to = [f"reader-{n}@example.org" for n in range(people)]
    return Files(
        feeds=[wire("http://127.0.0.1:9/feed", enabled=False)],
        channels=[{"id": "mail", "type": "email", "to": to}],
        digests=[
            {
                "id": f"digest-{n}",
                "watchlists": ["huawei"],
                "channels": ["mail"],
                "schedule": "daily 07:30",
                "max_stories": 20 + n,
            }
            for n in range(plans)
        ],
    )


@contextmanager
def _sink() -> Iterator[Sink]:
    process = subprocess.Popen(
        [sys.executable, "-m", "benchmarks.smtp_sink"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    try:
        yield Sink(process, int(process.stdout.readline()))
    finally:
        process.kill()
        process.wait()


def _timed() -> Callable[[], tuple[float, float]]:
    """A clock: seconds on the wall and of the processor since now."""
    wall, cpu = time.monotonic(), time.process_time()
    return lambda: (time.monotonic() - wall, time.process_time() - cpu)


if __name__ == "__main__":
    sys.exit(main())
