"""`telemon demo`: the whole flow on the invented newsroom."""

from __future__ import annotations

import shutil
from ipaddress import ip_network
from pathlib import Path

import typer
import yaml

from config.home import Home
from config.settings import load_settings
from monitor import loop
from monitor.app import App, open_app, utc_now
from monitor.cli.output import console
from monitor.core.errors import UsageError
from monitor.logs import set_up_logs
from monitor.newsroom.server import Newsroom, open_newsroom
from monitor.tasks import once
from storage import digests
from storage.status import status

WATCHLISTS = [
    {"id": "huawei", "name": "Huawei", "query": "Huawei"},
    {"id": "5g-licensing", "name": "5G licensing", "query": "5G licensing"},
    {"id": "spectrum-auction", "name": "Spectrum auctions", "query": "spectrum auction"},
    {"id": "submarine-cable", "name": "Submarine cables", "query": "submarine cable"},
    {"id": "orange", "name": "Orange (the company)", "query": "Orange"},
]
MARK = ".telemon-demo"


def run_demo(folder: Path, *, keep: bool = False) -> None:
    """Runs the demo in `folder` and prints where to look.

    An earlier demo there is removed first; a folder that is no demo's is refused.
    """
    set_up_logs("console", "WARNING")
    _clear(folder, keep=keep)
    home = Home(folder).ensure()
    (folder / MARK).write_text("made by telemon demo; may be deleted\n", "utf-8")
    with open_newsroom(utc_now()) as newsroom, home.lock():
        _write_files(home, newsroom)
        typer.echo(f"{len(newsroom.outlets)} invented outlets answer on {newsroom.base}")
        loop.run(_run(folder))


def _clear(folder: Path, *, keep: bool) -> None:
    if not folder.exists() or keep:
        return
    if any(folder.iterdir()) and not (folder / MARK).exists():
        raise UsageError(f"{folder}: is not a demo's home; name another one with --home")
    shutil.rmtree(folder)


def _write_files(home: Home, newsroom: Newsroom) -> None:
    feeds = [
        {
            "id": outlet.slug,
            "url": newsroom.feed_url(outlet),
            "name": outlet.name,
            "kind": outlet.kind,
            "language": outlet.language,
            "weight": outlet.weight,
            **({"country": outlet.country} if outlet.country else {}),
        }
        for outlet in newsroom.outlets
    ]
    digest = {
        "id": "demo",
        "name": "Demo digest",
        "watchlists": [watchlist["id"] for watchlist in WATCHLISTS],
        "channels": ["mail"],
        "schedule": "daily 07:30",
        "when_empty": "send",
    }
    channel = {"id": "mail", "type": "email", "to": ["reader@example.org"]}
    _write(home.feeds_file, {"feeds": feeds})
    _write(home.watchlists_file, {"watchlists": WATCHLISTS})
    _write(home.digests_file, {"channels": [channel], "digests": [digest]})


def _write(path: Path, content: dict[str, object]) -> None:
    path.write_text(yaml.safe_dump(content, allow_unicode=True, sort_keys=False), "utf-8")


async def _run(folder: Path) -> None:
    settings = load_settings(
        home=folder,
        allow_networks=(ip_network("127.0.0.0/8"),),
        fetch_timeout=5.0,
        parse_processes=1,
    ).model_copy(
        update={"database_url": None, "smtp_host": None, "public_url": None, "host_spacing": 0.0}
    )
    async with open_app(settings, baseline=False) as app:
        await once(app)
        _report(app)


def _report(app: App) -> None:
    with app.desk.database.read() as session:
        counts = status(session)
        issues = digests.listing(session, limit=1)
    out = console()
    verdicts = ", ".join(f"{n} {name}" for name, n in sorted(counts.feeds_by_verdict.items()))
    out.print(f"feeds: {verdicts}")
    out.print(f"{counts.entries} entries, {counts.hits} hits, {counts.stories} stories")
    for story in issues[0].issue.stories if issues else ():
        also = ", ".join(source.outlet for source in story.also_in)
        why = ", ".join(reason.name for reason in story.reasons)
        out.print(f"  {story.title.text}", markup=False)
        out.print(f"    {story.lead.outlet}" + (f", also in {also}" if also else ""), markup=False)
        out.print(f"    because of: {why}", markup=False)
    for mail in sorted(app.home.outbox.glob("*.eml")):
        out.print(f"the digest: {mail.absolute()} (open it with a mail program)", soft_wrap=True)
    home = app.home.path
    out.print(f"look further: telemon --home {home} status | hits | stories | feeds health")
