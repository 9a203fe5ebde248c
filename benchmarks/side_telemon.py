"""The side of telemon: a whole house on a new home, polled through its own flow."""

from __future__ import annotations

import asyncio
import tempfile
from ipaddress import ip_network
from pathlib import Path

import yaml

from benchmarks.phases import Job, Side, go_through
from config.home import Home
from config.settings import Settings, load_settings
from monitor.app import App, open_app
from monitor.flow.poll import poll
from storage import entries


def main() -> None:
    """Goes through the phases on a new home."""
    job = Job.from_stdin()
    with tempfile.TemporaryDirectory() as folder:
        settings = _settings(Path(folder), job)
        _write(Home(settings.home), job)
        with asyncio.Runner() as runner:
            house = open_app(settings)
            app = runner.run(house.__aenter__())
            try:
                go_through(job, _side(runner, app))
            finally:
                runner.run(house.__aexit__(None, None, None))


def _settings(folder: Path, job: Job) -> Settings:
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

    return Side(poll=once, stored=stored, workers=lambda: app.desk.pool.workers)


def _write(home: Home, job: Job) -> None:
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
