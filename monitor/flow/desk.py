"""What every deed works with: the database, the clock, the ways in and out, and the live configuration."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from typing import TypeVar

import anyio.to_thread

from monitor.core.concept import Concepts
from monitor.core.configuration import Configuration
from monitor.core.delivery import Channel
from monitor.core.errors import TelemonError
from monitor.core.feed import Feed
from monitor.core.mute import Mute, resolved
from monitor.core.query import Matcher
from monitor.core.watchlist import Watchlist
from monitor.flow.readers import Readers
from monitor.intake.article import Manners, PagePool
from monitor.intake.client import Client
from monitor.intake.parse import ParsePool
from monitor.intake.writer import Writer
from monitor.outlet.channels.smtp import SmtpSettings
from storage.engine import Database, Session

T = TypeVar("T")
Clock = Callable[[], datetime]


@dataclass(frozen=True, slots=True, kw_only=True)
class Live:
    """One accepted revision of the configuration, ready to be used; replaced whole by a reload."""

    revision: int
    configuration: Configuration
    concepts: Concepts
    matcher: Matcher
    feeds: Mapping[str, Feed]
    watchlists: Mapping[str, Watchlist]
    channels: Mapping[str, Channel]
    mutes: tuple[Mute, ...] = ()

    @classmethod
    def of(
        cls, revision: int, configuration: Configuration, concepts: Concepts, matcher: Matcher
    ) -> Live:
        """The live form of `configuration`, with everything to be found by its id."""
        return cls(
            revision=revision,
            configuration=configuration,
            concepts=concepts,
            matcher=matcher,
            feeds={feed.id: feed for feed in configuration.feeds},
            watchlists={watchlist.id: watchlist for watchlist in configuration.watchlists},
            channels={channel.id: channel for channel in configuration.channels},
            mutes=resolved(configuration.mutes, concepts),
        )

    @property
    def names(self) -> dict[str, str]:
        """The name of each watchlist by its id."""
        return {watchlist.id: watchlist.name for watchlist in self.configuration.watchlists}


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """How the deeds behave, from the settings: intervals and limits."""

    poll_interval: timedelta = timedelta(minutes=15)
    concurrency: int = 50
    per_host: int = 2
    host_spacing: timedelta = timedelta(seconds=0.5)
    baseline: bool = True
    keep: timedelta = timedelta(days=400)
    keep_pages: bool = False
    public_url: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Outgoing:
    """Where mail goes: an SMTP server, or (without one) the folder `outbox`.

    `templates`: the operator's own, None where there are none.
    """

    smtp: SmtpSettings | None
    outbox: Path
    templates: Path | None = None
    mail_from: str
    mail_domain: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """The tools of the deeds. `clock` gives aware UTC; in `once --now` it stands still.

    `writer` is None where the operator names no model.
    """

    database: Database
    clock: Clock
    client: Client
    pool: ParsePool
    readers: Readers
    pages: PagePool
    manners: Manners
    outgoing: Outgoing
    rules: Rules = field(default_factory=Rules)
    writer: Writer | None = None

    async def read(self, work: Callable[[Session], T]) -> T:
        """Runs `work` in a read unit, in a thread."""
        return await anyio.to_thread.run_sync(partial(self._read, work))

    async def write(self, work: Callable[[Session], T]) -> T:
        """Runs `work` in one unit of work, in a thread: all of it is recorded, or nothing."""
        return await anyio.to_thread.run_sync(partial(self._write, work))

    def _read(self, work: Callable[[Session], T]) -> T:
        with self.database.read() as session:
            return work(session)

    def _write(self, work: Callable[[Session], T]) -> T:
        with self.database.write() as session:
            return work(session)


@contextmanager
def plain_errors() -> Iterator[None]:
    """Raises the first TelemonError of a task group by itself: its text is meant for people."""
    try:
        yield
    except BaseExceptionGroup as group:
        found: BaseException | None = group.subgroup(TelemonError)
        while isinstance(found, BaseExceptionGroup):
            found = found.exceptions[0]
        if found is None:
            raise
        raise found from group


Progress = Callable[[int, int], None]


def no_progress(_done: int, _total: int) -> None:
    """Shows nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """What one run of a deed did: `done` counts its units (0: there was nothing to do)."""

    deed: str
    done: int
    facts: Mapping[str, int] = field(default_factory=dict)


Deed = Callable[[Desk, Live], Awaitable[Report]]
