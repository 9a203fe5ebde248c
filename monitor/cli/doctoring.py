"""The examinations of `telemon doctor`."""

from __future__ import annotations

import socket
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from config.home import Home
from config.settings import Settings, unknown_variables
from monitor.app import open_database
from monitor.cli.common import environment
from monitor.core.delivery import ChannelType
from monitor.core.errors import ConfigError, HomeLockedError, TelemonError
from monitor.core.feed import Verdict
from monitor.outlet.channels.apprise import objection
from monitor.reload import check_files
from storage import schema
from storage.status import Status, status


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One thing examined; `verdict` is good, note or bad."""

    what: str
    verdict: str
    detail: str


def examine(settings: Settings) -> list[Finding]:
    """Every examination, in an order in which later ones may rest on earlier ones."""
    home = Home(settings.home)
    checks: tuple[tuple[str, Callable[[], Iterator[Finding]]], ...] = (
        ("settings", _settings),
        ("home", lambda: _home(home)),
        ("files", lambda: _files(home)),
        ("database", lambda: _database(settings)),
        ("channels", lambda: _channels(home)),
        ("mail", lambda: _mail(settings)),
        ("page", lambda: _page(settings)),
    )
    findings: list[Finding] = []
    for what, check in checks:
        try:
            findings.extend(check())
        except TelemonError as error:
            findings.append(Finding(what=what, verdict="bad", detail=str(error)))
    return findings


def _settings() -> Iterator[Finding]:
    unknown = list(unknown_variables(environment()))
    for sentence in unknown:
        yield Finding(what="settings", verdict="note", detail=sentence)
    if not unknown:
        yield Finding(what="settings", verdict="good", detail="every TELEMON_* is known")


def _home(home: Home) -> Iterator[Finding]:
    home.ensure()
    try:
        with home.lock():
            detail = f"{home.path} is writable; nothing runs on it"
    except HomeLockedError as error:
        detail = f"in use: {error}"
    yield Finding(what="home", verdict="good", detail=detail)


def _files(home: Home) -> Iterator[Finding]:
    try:
        loaded = check_files(home, environment())
    except ConfigError as error:
        for problem in error.problems:
            yield Finding(what="files", verdict="bad", detail=str(problem))
        return
    for warning in loaded.warnings:
        yield Finding(what="files", verdict="note", detail=str(warning))
    yield Finding(what="files", verdict="good", detail=f"{len(loaded.configuration.feeds)} feeds")


def _channels(home: Home) -> Iterator[Finding]:
    """The channels that cannot send as they are."""
    try:
        channels = check_files(home, environment()).configuration.channels
    except ConfigError:
        return  # told of the files
    for channel in channels:
        why = objection(channel) if channel.type is ChannelType.APPRISE else None
        if why is not None:
            yield Finding(what="channels", verdict="bad", detail=why)


def _database(settings: Settings) -> Iterator[Finding]:
    with open_database(settings) as database:
        complaints = database.check_integrity()
        for complaint in complaints[:5]:
            yield Finding(what="database", verdict="bad", detail=complaint)
        where = f"{database.dialect}, schema {schema.current(database)}"
        if not complaints:
            yield Finding(what="database", verdict="good", detail=where)
        with database.read() as session:
            yield from _contents(status(session))


def _contents(found: Status) -> Iterator[Finding]:
    failing = {
        name: count for name, count in found.feeds_by_verdict.items() if Verdict(name).troubled
    }
    told = ", ".join(f"{count} {name}" for name, count in failing.items())
    yield Finding(
        what="feeds",
        verdict="note" if failing else "good",
        detail=f"{told}: see `telemon feeds health`"
        if failing
        else f"{found.feeds}, none in trouble",
    )
    parked = found.deliveries.get("parked", 0)
    if parked:
        detail = f"{parked} parked: see `telemon deliveries list --state parked`"
        yield Finding(what="deliveries", verdict="bad", detail=detail)


def _mail(settings: Settings) -> Iterator[Finding]:
    if settings.smtp_host is None:
        detail = f"no TELEMON_SMTP_HOST: mails go to {Home(settings.home).outbox}"
        yield Finding(what="mail", verdict="note", detail=detail)
        return
    where = f"{settings.smtp_host}:{settings.smtp_port}"
    try:
        with socket.create_connection((settings.smtp_host, settings.smtp_port), timeout=5):
            yield Finding(what="mail", verdict="good", detail=f"{where} answers")
    except OSError as error:
        detail = f"{where}: {error}; check TELEMON_SMTP_HOST and TELEMON_SMTP_PORT"
        yield Finding(what="mail", verdict="bad", detail=detail)


def _page(settings: Settings) -> Iterator[Finding]:
    links = settings.public_url or "none: mails carry no page links (TELEMON_PUBLIC_URL)"
    detail = f"http://{settings.bind}; public address {links}"
    yield Finding(what="page", verdict="good", detail=detail)
