"""Polling, beside lemon24/reader: feeds a second when all is new, unchanged, changed, or touched.

    python -m benchmarks.polling [--feeds 500] [--rounds 3] [--reader-venv FOLDER]

Both sides poll the same feeds of benchmarks.farm on loopback, each in a process of its own with a new
database, by turns. telemon also matches 1,000 watchlists and indexes everything; reader does neither
(its search index is an extra step that is not timed here). Prints the best of the rounds and ratios.
`--reader-venv` is an environment with reader; where there is none yet, it is made.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import subprocess
import sys
import tempfile
import venv
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from benchmarks.phases import PHASES, Job, Measured, Steps
from benchmarks.prose import queries

ROOT = Path(__file__).parents[1]
# reader brings a feedparser of its own, which needs the sgmllib that Python 3 dropped
READER = ("reader==3.26", "sgmllib3k==1.0.0")
TARGETS = dict(zip(PHASES, (2.0, 1.5, 4.0, 15.0), strict=True))
Rounds = dict[str, list[Measured]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Served:
    """What the farm offers: where it is told what to change, and its feeds."""

    control: str
    urls: list[str]


def main() -> None:
    """Runs the rounds and prints the table."""
    options = _options()
    python = reader_python(options.reader_venv)
    with farm(options.feeds) as served:
        job = Job(
            control=served.control,
            urls=served.urls,
            watchlists=queries(options.watchlists),
            processes=options.processes,
        )
        rounds: dict[str, Rounds] = {"telemon": {}, "reader": {}}
        commands = {
            "reader": [python, "-m", "benchmarks.side_reader"],
            "telemon": [sys.executable, "-m", "benchmarks.side_telemon"],
        }
        steps: list[Steps] = []
        for _ in range(options.rounds):
            for name, command in commands.items():
                measured, found = side(command, job)
                for each in measured:
                    rounds[name].setdefault(each.phase, []).append(each)
                steps += found
    report(rounds)
    report_shares(rounds["telemon"], steps)


def _options() -> argparse.Namespace:
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--feeds", type=int, default=500)
    asked.add_argument("--watchlists", type=int, default=1000)
    asked.add_argument("--rounds", type=int, default=3)
    asked.add_argument("--processes", type=int, default=2, help="telemon's parse processes")
    usual = Path(tempfile.gettempdir()) / "telemon-benchmark-reader"
    asked.add_argument("--reader-venv", type=Path, default=usual)
    return asked.parse_args()


def reader_python(folder: Path) -> str:
    """The interpreter of an environment with reader, made in `folder` if it is missing there."""
    python = folder / "bin" / "python"
    if not python.exists():
        print(f"making an environment for reader in {folder}", file=sys.stderr)
        venv.create(folder, with_pip=True)
        subprocess.run([python, "-m", "pip", "install", "--quiet", *READER], check=True)
    return str(python)


@contextmanager
def farm(feeds: int, entries: int = 20) -> Iterator[Served]:
    """The farm for the time of the block."""
    command = [sys.executable, "-m", "benchmarks.farm", "--feeds", str(feeds)]
    command += ["--entries", str(entries)]
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)
    try:
        assert process.stdout is not None
        yield Served(**json.loads(process.stdout.readline()))
    finally:
        process.terminate()
        process.wait()


def side(command: list[str], job: Job) -> tuple[list[Measured], list[Steps]]:
    """What one side measured, phase by phase, and its steps if it knows them."""
    done = subprocess.run(
        command, cwd=ROOT, input=job.to_json(), stdout=subprocess.PIPE, text=True, check=True
    )
    lines = [json.loads(line) for line in done.stdout.splitlines()]
    return (
        [Measured(**line) for line in lines if "phase" in line],
        [Steps(**line) for line in lines if "phase" not in line],
    )


def report(rounds: dict[str, Rounds]) -> None:
    """Prints the best of each phase beside each other."""
    load = ", ".join(f"{value:.1f}" for value in os.getloadavg())
    print(f"Python {platform.python_version()}, {os.cpu_count()} cores, load {load}")
    head = ("phase", "telemon/s", "reader/s", "ratio", "target", "CPU ms a feed", "ratio")
    print("{:13} {:>10} {:>9} {:>7} {:>7}   {:>15} {:>7}".format(*head))
    for phase in PHASES:
        ours, theirs = (best(rounds[name][phase]) for name in ("telemon", "reader"))
        ratio = ours.rate / theirs.rate
        own, other = (1000 * each.cpu / each.feeds for each in (ours, theirs))
        print(
            f"{phase:13} {ours.rate:10,.0f} {theirs.rate:9,.0f} {ratio:6.1f}x {TARGETS[phase]:6.1f}x "
            f"  {own:6.2f} : {other:6.2f} {other / own:6.1f}x  "
            f"{'' if ratio >= TARGETS[phase] else '  MISSED'}"
        )
    for name, phases in rounds.items():
        last, first = best(phases[PHASES[-1]]), best(phases[PHASES[0]])
        hits = f", {first.hits / first.stored:.1f} hits an entry" if first.hits else ""
        print(f"{name}: {last.stored:,} entries stored, peak {last.peak_mb:,.0f} MB{hits}")


def report_shares(rounds: Rounds, steps: list[Steps]) -> None:
    """Prints where telemon's CPU goes: by thread and process, and for new entries by step."""
    print("telemon, ms of CPU a feed:")
    print("{:13} {:>9} {:>9} {:>9}".format("phase", "fetching", "parsing", "recording"))
    for phase in PHASES:
        found = best(rounds[phase])
        recording = found.cpu - found.loop - found.workers
        parts = (1000 * part / found.feeds for part in (found.loop, found.workers, recording))
        print("{:13} {:9.2f} {:9.2f} {:9.2f}".format(phase, *parts))
    first, least = best(rounds[PHASES[0]]), min(steps, key=lambda each: each.reading)
    each = first.stored / first.feeds
    known = [each * part for part in (least.reading, least.matching, least.indexing)]
    rest = 1000 * (first.cpu - first.loop - first.workers) / first.feeds - sum(known)
    print(
        "recording what is new: reading {:.1f}, matching {:.1f}, words to index and fingerprints {:.1f}, "
        "the rest (storing, first sight of words) {:.1f}".format(*known, rest)
    )


def best(measured: list[Measured]) -> Measured:
    """The fastest of several rounds: the others shared the machine with something else."""
    return min(measured, key=lambda each: each.seconds)


if __name__ == "__main__":
    main()
