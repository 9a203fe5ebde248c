"""The side of telemon: a whole house on a new home, polled through its own flow."""

from __future__ import annotations

import asyncio
import tempfile
import time
from collections.abc import Sequence
from functools import partial
from ipaddress import ip_network
from pathlib import Path

import yaml

from benchmarks.phases import Job, Side, Steps, go_through
from config.home import Home
from config.settings import Settings, load_settings
from monitor import loop
from monitor.app import App, open_app
from monitor.core.query import index_lexemes
from monitor.core.story import Told, fingerprint
from monitor.flow.desk import Live
from monitor.flow.matching import document_of_stored
from monitor.flow.poll import poll
from storage import entries
from storage.entries import Entry, EntryFilter

SAMPLE = 500  # entries that are read once more, to see what each step costs


def main() -> None:
    """Goes through the phases on a new home."""
    job = Job.from_stdin()
    with tempfile.TemporaryDirectory() as folder:
        settings = settings_of(Path(folder), job)
        write_home(Home(settings.home), job)
        with loop.runner() as runner:
            house = open_app(settings)
            app = runner.run(house.__aenter__())
            try:
                go_through(job, _side(runner, app))
            finally:
                runner.run(house.__aexit__(None, None, None))


def settings_of(folder: Path, job: Job) -> Settings:
    """The settings that ship, on a home in `folder`."""
    made = load_settings(
        home=folder / "home", allow_networks=(ip_network("127.0.0.0/8"),), log_level="ERROR"
    )
    # Every origin stands for a host of its own: what is measured is the work, not the courtesy.
    return made.model_copy(update={"parse_processes": job.processes, "host_spacing": 0.0})


def _side(runner: asyncio.Runner, app: App) -> Side:
    ids = sorted(app.live.feeds)

    def once() -> int:
        report = runner.run(poll(app.desk, app.live, ids=ids))
        if report.done != len(ids) or report.facts["failed"]:
            raise SystemExit(f"polled {report.done} of {len(ids)} feeds: {report.facts}")
        return report.facts["hits"]

    def stored() -> int:
        return runner.run(app.desk.read(lambda session: entries.count_since(session, None)))

    def steps() -> Steps:
        wanted = partial(entries.listing, wanted=EntryFilter(), limit=SAMPLE)
        return steps_of(app.live, runner.run(app.desk.read(wanted)))

    def workers() -> tuple[int, ...]:
        return (*app.desk.pool.workers, *app.desk.readers.helping)

    return Side(poll=once, stored=stored, workers=workers, steps=steps)


def steps_of(live: Live, stored: Sequence[Entry]) -> Steps:
    """The steps again, one by one, with entries that are stored: what a poll does with new ones."""
    clock, matcher = time.process_time, live.matcher
    begun = clock()
    readings = [matcher.read(document_of_stored(entry)) for entry in stored]
    read = clock()
    for reading in readings:
        for match in matcher.match(reading):
            _ = match.spans
    matched = clock()
    for entry, reading in zip(stored, readings, strict=True):
        index_lexemes(reading)
        told = Told(outlet=entry.outlet, canonical_url=entry.url, seen_at=entry.first_seen_at)
        fingerprint(reading, told, live.concepts).text()
    ended, each = clock(), 1000 / max(len(stored), 1)
    return Steps(
        reading=(read - begun) * each,
        matching=(matched - read) * each,
        indexing=(ended - matched) * each,
    )


def write_home(home: Home, job: Job) -> None:
    """Writes the files of the job's feeds and watchlists."""
    home.ensure()
    feeds = [
        {"id": f"wire-{n}", "url": url, "name": f"Wire {n}", "language": "en"}
        for n, url in enumerate(job.urls)
    ]
    watchlists = [
        {"id": f"list-{n}", "name": f"List {n}", "query": query}
        for n, query in enumerate(job.watchlists)
    ]
    for path, content in (
        (home.feeds_file, {"feeds": feeds}),
        (home.watchlists_file, {"watchlists": watchlists}),
        (home.digests_file, {"channels": [], "digests": []}),
    ):
        path.write_text(yaml.safe_dump(content, allow_unicode=True, sort_keys=False), "utf-8")


if __name__ == "__main__":
    main()
