"""A whole house for flow tests: a home, files, a clock that the test moves, real servers around it."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from ipaddress import ip_network
from pathlib import Path

import yaml

from config.home import Home
from config.settings import Settings, load_settings
from monitor.app import App, open_app
from monitor.flow.desk import Report
from monitor.tasks import once
from storage import digests, entries, feeds, hits
from storage.digests import Digest
from storage.entries import Entry, EntryFilter
from storage.feeds import FeedState
from storage.hits import Hit, HitFilter

START = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)
Rows = Sequence[Mapping[str, object]]


@dataclass(slots=True)
class House:
    """A running application, and what its tests ask of it."""

    app: App
    clock: Clock

    async def once(self, **later: float) -> list[Report]:
        """Moves the clock (`hours=1`), then does everything once."""
        self.clock.now += timedelta(**later)
        return await once(self.app)

    async def entries(self) -> list[Entry]:
        """Every entry, oldest first."""
        found = await self.app.desk.read(lambda s: entries.listing(s, EntryFilter(), 10_000))
        return found[::-1]

    async def hits(self) -> list[Hit]:
        """Every hit, oldest first."""
        found = await self.app.desk.read(lambda s: hits.listing(s, HitFilter(), 10_000))
        return found[::-1]

    async def digests(self) -> list[Digest]:
        """Every composed edition, oldest first."""
        return (await self.app.desk.read(lambda s: digests.listing(s, limit=1000)))[::-1]

    async def feed(self, identifier: str = "wire") -> FeedState:
        """How a feed stands."""
        return (await self.app.desk.read(lambda s: feeds.states(s, [identifier])))[0]

    @property
    def outbox(self) -> list[Path]:
        """The mails that were written."""
        return sorted(self.app.home.outbox.glob("*.eml"))


@dataclass(slots=True)
class Clock:
    """A clock that stands still until a test moves it."""

    now: datetime = START

    def __call__(self) -> datetime:
        """The time."""
        return self.now


@dataclass(frozen=True, slots=True, kw_only=True)
class Files:
    """What the operator wrote; defaults are valid."""

    feeds: Rows = ()
    watchlists: Rows = ({"id": "huawei", "name": "Huawei", "query": "Huawei"},)
    channels: Rows = ({"id": "mail", "type": "email", "to": ["a@example.org"]},)
    digests: Rows = (
        {
            "id": "morning",
            "watchlists": ["huawei"],
            "channels": ["mail"],
            "schedule": "daily 07:30",
        },
    )
    extra: Mapping[str, object] = field(default_factory=dict)

    def write(self, home: Home) -> None:
        """Writes the three files."""
        home.ensure()
        for path, content in (
            (home.feeds_file, {"feeds": list(self.feeds)}),
            (home.watchlists_file, {"watchlists": list(self.watchlists)}),
            (
                home.digests_file,
                {"channels": list(self.channels), "digests": list(self.digests), **self.extra},
            ),
        ):
            path.write_text(yaml.safe_dump(content, allow_unicode=True, sort_keys=False), "utf-8")


def wire(url: str, identifier: str = "wire", **more: object) -> dict[str, object]:
    """A feed for the files."""
    return {"id": identifier, "url": url, "name": identifier.title(), "language": "en", **more}


def settings_for(folder: Path, **more: object) -> Settings:
    """Settings of a house in `folder`: loopback allowed, parsing in a thread, short time-outs."""
    made = load_settings(
        home=folder / "home",
        allow_networks=(ip_network("127.0.0.0/8"), ip_network("::1/128")),
        fetch_timeout=2.0,
        log_level="ERROR",
    )
    here = {"parse_processes": 0, "read_processes": 0, "host_spacing": 0.0}
    return made.model_copy(update={**here, **more})


@asynccontextmanager
async def house(folder: Path, files: Files, **settings: object) -> AsyncIterator[House]:
    """A house on `folder` with `files`; opened again on the same folder it goes on."""
    made = settings_for(folder, **settings)
    files.write(Home(made.home))
    clock = Clock()
    async with open_app(made, clock=clock) as app:
        yield House(app, clock)
