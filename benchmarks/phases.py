"""The four phases that both sides go through, and how each is timed. Standard library only.

A side is a process of its own: it reads a Job from standard input and writes a line of JSON for each
phase. CPU is user and system time of the process and of its workers that live.
"""

from __future__ import annotations

import json
import os
import sys
import time
import urllib.request
from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass
from pathlib import Path

PHASES = ("new", "304", "30 % changed", "same body")
SHARE, NEW = 0.3, 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """What a side is to poll, and (for telemon) which watchlists it matches meanwhile."""

    control: str
    urls: list[str]
    watchlists: list[str]
    processes: int

    @classmethod
    def from_stdin(cls) -> Job:
        """The job that the parent process wrote."""
        return cls(**json.load(sys.stdin))

    def to_json(self) -> str:
        """The job for `from_stdin`."""
        return json.dumps(asdict(self))


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """One phase of one side. `stored` counts all entries there are at its end; `hits` those made.

    Of `cpu` (seconds), `loop` was spent by the thread that polls, `workers` by worker processes.
    """

    phase: str
    feeds: int
    seconds: float
    cpu: float
    loop: float
    workers: float
    answers: dict[str, int]
    stored: int
    hits: int
    peak_mb: float

    @property
    def rate(self) -> float:
        """Feeds a second."""
        return self.feeds / self.seconds


@dataclass(frozen=True, slots=True, kw_only=True)
class Steps:
    """What the steps of entering one entry cost, in ms of CPU: read, matched, indexed and folded."""

    reading: float
    matching: float
    indexing: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Side:
    """What is timed: `poll` visits every feed once and returns the hits it made.

    `steps` is asked once all is over.
    """

    poll: Callable[[], int]
    stored: Callable[[], int]
    workers: Callable[[], Iterable[int]] = tuple
    steps: Callable[[], Steps] | None = None


def go_through(job: Job, side: Side) -> None:
    """All phases, a line for each, and one for the steps where the side knows them."""
    ask(job, "/reset")
    for phase in PHASES:
        if phase == "30 % changed":
            ask(job, f"/change?share={SHARE}&new={NEW}")
        elif phase == "same body":
            ask(job, "/touch")
        print(json.dumps(asdict(_measure(job, side, phase))), flush=True)
    if side.steps is not None:
        print(json.dumps(asdict(side.steps())), flush=True)


def _measure(job: Job, side: Side, phase: str) -> Measured:
    ask(job, "/counts")
    own, others = time.process_time(), workers_cpu(side.workers())
    loop, started = time.thread_time(), time.perf_counter()
    hits = side.poll()
    seconds, loop = time.perf_counter() - started, time.thread_time() - loop
    pids = tuple(side.workers())
    own, others = time.process_time() - own, workers_cpu(pids) - others
    return Measured(
        phase=phase,
        feeds=len(job.urls),
        seconds=seconds,
        cpu=own + others,
        loop=loop,
        workers=others,
        answers=json.loads(ask(job, "/counts")),
        stored=side.stored(),
        hits=hits,
        peak_mb=peak_mb(pids),
    )


def ask(job: Job, path: str) -> bytes:
    """What the farm answers on its control address."""
    with urllib.request.urlopen(job.control + path) as answer:
        body: bytes = answer.read()
        return body


def workers_cpu(pids: Iterable[int]) -> float:
    """Seconds that processes which live have spent so far."""
    return sum(map(_cpu_of, pids))


def _cpu_of(pid: int) -> float:
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def peak_mb(pids: Iterable[int]) -> float:
    """The largest memory of this process and of `pids`, each at its own moment, in MB."""
    status = (Path(f"/proc/{pid}/status").read_text() for pid in ("self", *pids))
    return sum(int(text.partition("VmHWM:")[2].split()[0]) for text in status) / 1024
