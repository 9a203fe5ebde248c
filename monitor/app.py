"""The one place where things are built: from settings to an application that can run."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from importlib.metadata import version

import anyio.to_thread

from config.home import Home
from config.settings import Settings, read_environment
from monitor.core.errors import StorageError
from monitor.flow.desk import Clock, Desk, Live, Outgoing, Report, Rules
from monitor.flow.memory import Memory
from monitor.flow.readers import Readers
from monitor.intake.article import Manners, PagePool
from monitor.intake.client import Client
from monitor.intake.egress import Egress
from monitor.intake.parse import ParsePool
from monitor.intake.writer import LARGEST_ANSWER, Writer
from monitor.outlet.channels.smtp import SmtpSettings
from monitor.reload import Reloader
from monitor.trending import Reckoned
from storage import articles, deliveries, feeds, schema
from storage.engine import Database


@dataclass(slots=True, kw_only=True)
class App:
    """A running application: `live` is replaced whole when the configuration changes.

    `memory` is what folding remembers of the last days; `trending` what was told more than usual when
    that was last reckoned, None before the first time.
    """

    settings: Settings
    home: Home
    desk: Desk
    reloader: Reloader
    live: Live
    memory: Memory = field(default_factory=Memory)
    trending: Reckoned | None = None

    async def reload(self) -> Report:
        """Takes over edited files; the report says whether it did."""
        live = await anyio.to_thread.run_sync(self.reloader.refresh, self.live)
        if live is None:
            return Report(deed="reloaded", done=0)
        changed = live.revision != self.live.revision
        self.live = live
        return Report(deed="reloaded", done=int(changed), facts={"revision": live.revision})


def utc_now() -> datetime:
    """The time, aware, in UTC."""
    return datetime.now(UTC)


@contextmanager
def open_database(settings: Settings, *, migrate: bool = True) -> Iterator[Database]:
    """The database of the settings; closed at the end.

    With `migrate` its schema is brought up to date, which needs the home's lock; without, an empty
    database gets its schema and an old one is refused.
    """
    home = Home(settings.home)
    if settings.database_url is None:
        home.ensure()
    database = Database(
        settings.database_url or home.database_url, max_pages=settings.sqlite_max_pages
    )
    try:
        if migrate or schema.current(database) is None:
            schema.migrate(database)
        elif schema.current(database) != schema.head():
            raise StorageError(
                "the database has another schema: stop telemon, run `telemon migrate`"
            )
        yield database
    finally:
        database.close()


@asynccontextmanager
async def open_app(
    settings: Settings, *, clock: Clock = utc_now, baseline: bool = True
) -> AsyncIterator[App]:
    """An application on the home of `settings`, which must hold the home's lock.

    Claims that an earlier process left are given back: it is alone with its home. `baseline` False
    makes every entry of a feed's first poll news.
    """
    home = Home(settings.home).ensure()
    with open_database(settings) as database:
        with database.write() as session:
            feeds.release_claims(session)
            articles.release_claims(session)
            deliveries.release_claims(session)
        reloader = Reloader(
            home=home, database=database, environment=read_environment(), clock=clock
        )
        live = await anyio.to_thread.run_sync(reloader.start)
        async with open_desk(settings, home, database, clock, baseline=baseline) as desk:
            yield App(settings=settings, home=home, desk=desk, reloader=reloader, live=live)


@asynccontextmanager
async def open_desk(
    settings: Settings, home: Home, database: Database, clock: Clock, *, baseline: bool = True
) -> AsyncIterator[Desk]:
    """The tools of the deeds: the ways in and out, opened for the time of the block."""
    async with (
        make_client(settings) as client,
        ParsePool(processes=settings.parse_processes) as pool,
        Readers(processes=settings.read_processes) as readers,
        PagePool(processes=min(settings.parse_processes, 1)) as pages,
    ):
        yield Desk(
            database=database,
            clock=clock,
            client=client,
            pool=pool,
            readers=readers,
            pages=pages,
            manners=Manners(client, spacing=timedelta(seconds=settings.article_spacing)),
            outgoing=_outgoing(settings, home),
            rules=_rules(settings, baseline=baseline),
            writer=_writer(settings),
        )


def make_client(settings: Settings) -> Client:
    """The HTTP client of the settings, behind egress; to be entered."""
    return Client(
        egress=Egress(settings.allow_networks),
        user_agent=_user_agent(settings),
        timeout=timedelta(seconds=settings.fetch_timeout),
        max_bytes=settings.max_bytes,
        max_inflated_bytes=settings.max_inflated_bytes,
        concurrency=settings.fetch_concurrency,
    )


def _writer(settings: Settings) -> Writer | None:
    """The model that writes summaries, behind the same egress with limits of its own."""
    if settings.summary_url is None or settings.summary_model is None:
        return None
    key = settings.summary_key
    client = Client(
        egress=Egress(settings.allow_networks),
        user_agent=_user_agent(settings),
        timeout=timedelta(seconds=settings.summary_timeout),
        max_bytes=LARGEST_ANSWER,
        max_inflated_bytes=LARGEST_ANSWER,
        concurrency=1,
    )
    return Writer(
        client,
        url=settings.summary_url,
        model=settings.summary_model,
        key=key.get_secret_value() if key else None,
    )


def _user_agent(settings: Settings) -> str:
    about = settings.public_url or "self-hosted telecom news monitor"
    return f"telemon/{version('telemon')} (+{about})"


def _rules(settings: Settings, *, baseline: bool) -> Rules:
    return Rules(
        poll_interval=timedelta(seconds=settings.poll_interval),
        concurrency=settings.fetch_concurrency,
        host_spacing=timedelta(seconds=settings.host_spacing),
        baseline=baseline,
        keep=timedelta(days=settings.keep_days),
        keep_pages=settings.article_text == "all",
        public_url=settings.public_url,
    )


def _outgoing(settings: Settings, home: Home) -> Outgoing:
    smtp = None
    if settings.smtp_host is not None:
        password = settings.smtp_password
        smtp = SmtpSettings(
            host=settings.smtp_host,
            port=settings.smtp_port,
            security=settings.smtp_security,
            user=settings.smtp_user,
            password=password.get_secret_value() if password else None,
            mail_from=settings.mail_from,
            mail_domain=settings.mail_domain,
        )
    return Outgoing(
        smtp=smtp,
        outbox=home.outbox,
        templates=home.templates,
        mail_from=settings.mail_from,
        mail_domain=settings.mail_domain,
    )
