"""Two months of recorded news, poll by poll: nothing lost, nothing doubled, every failure named."""

from __future__ import annotations

from collections import Counter
from functools import partial
from pathlib import Path

import pytest

from config.home import Home
from monitor.app import open_app
from monitor.core.delivery import SmtpSecurity
from monitor.core.feed import Verdict
from monitor.intake.opml import read_opml
from storage import digests, entries, feeds, notices
from storage.engine import Session
from storage.entries import EntryFilter
from storage.status import Status, status
from tests.acceptance.stream import SERVER, Stream, recorded_stream
from tests.flow.house import Clock, Files, House, settings_for
from tests.mailserver import MailServer, mail_server

pytestmark = [
    pytest.mark.anyio,
    pytest.mark.stream,
    pytest.mark.slow,
    pytest.mark.timeout(900),
    pytest.mark.skipif(
        not SERVER.exists(), reason="the recorded stream is not beside the checkout"
    ),
]

PLAN = {
    "id": "morning",
    "watchlists": ["huawei"],
    "channels": ["mail"],
    "schedule": "daily 07:30",
    "when_empty": "send",
}
# What the recorder wrote down, and what is to be said of it.
VERDICTS = {
    "HTTP Error 403": Verdict.BLOCKED,
    "HTTP Error 404": Verdict.NOT_FOUND,
    "HTTP Error 409": Verdict.REJECTED,
    "HTTP Error 415": Verdict.REJECTED,
    "HTTP Error 50": Verdict.SERVER_ERROR,
    "timed out": Verdict.TIMEOUT,
    "unreachable": Verdict.UNREACHABLE,
    "Temporary failure": Verdict.UNREACHABLE,
}
READ = {Verdict.FRESH, Verdict.QUIET, Verdict.SILENT, Verdict.UNDATED}


def _files(stream: Stream) -> Files:
    listed = read_opml(stream.opml())
    return Files(
        feeds=[{"id": Path(feed.url).stem, "url": feed.url, "name": feed.title} for feed in listed],
        digests=[PLAN],
    )


async def _replay(home: House, stream: Stream) -> dict[str, set[str]]:
    """Goes through every poll, each feed well named; returns all titles ever served, by address."""
    served: dict[str, set[str]] = {}
    recorded = stream.recorded()
    for index in range(stream.polls()):
        home.clock.now = stream.go_to(index)
        truth = stream.truth()
        for row in truth:
            served.setdefault(row["url"], set()).add(row["title"])
        await home.once()
        speaking = {row["feed"] for row in truth}
        await home.app.desk.read(partial(_check_verdicts, recorded[index], speaking))
    return served


async def _status(home: House) -> Status:
    return await home.app.desk.read(status)


async def test_two_months_of_news_are_kept_whole_and_told_once_a_day(tmp_path: Path) -> None:
    with recorded_stream(stall=1.5) as stream, mail_server() as mail:
        settings = settings_for(
            tmp_path,
            fetch_timeout=0.7,
            smtp_host="127.0.0.1",
            smtp_port=mail.port,
            smtp_security=SmtpSecurity.NONE,
        )
        _files(stream).write(Home(settings.home))
        clock = Clock(stream.go_to(0))
        async with open_app(settings, clock=clock) as app:
            home = House(app, clock)
            served = await _replay(home, stream)
            before = await _status(home)
            await home.once()

            assert await _status(home) == before
            await home.app.desk.read(lambda session: _check_entries(session, served))
            await home.app.desk.read(_check_notices)
            _check_mails(mail, await home.app.desk.read(lambda s: digests.listing(s, limit=999)))


def _check_entries(session: Session, served: dict[str, set[str]]) -> None:
    stored = entries.listing(session, EntryFilter(), 10_000)
    urls = Counter(entry.url for entry in stored)
    assert set(urls) == set(served)
    assert set(urls.values()) == {1}
    assert len(stored) == 1_060

    edited = {url for url, titles in served.items() if len(titles) > 1}
    revised = {entry.url for entry in stored if entry.revision}
    assert revised == edited
    assert len(edited) == 15
    for entry in stored:
        if entry.url in edited:
            first = entries.revisions(session, entry.id)[0].title
            assert {first, entry.title} == served[entry.url]


def _check_verdicts(recorded: dict[str, str], speaking: set[str], session: Session) -> None:
    """Each of the feeds is named as the recorder met it."""
    states = feeds.states(session)
    assert len(states) == 31
    for state in states:
        assert state.verdict in _expected(recorded.get(state.name), state.name in speaking), state


def _expected(status: str | None, speaks: bool) -> set[Verdict]:
    if status is None:  # a feed that the recorder did not know yet is served as a 404
        return {Verdict.NOT_FOUND}
    if status.startswith("ok"):
        return READ if speaks else {Verdict.EMPTY}
    return {verdict for sign, verdict in VERDICTS.items() if sign in status}


def _check_notices(session: Session) -> None:
    """Who was in trouble for long was told once each time, and what ended was told as ended."""
    told: dict[str, list[str]] = {}
    for notice in reversed(notices.listing(session, limit=1000)):
        told.setdefault(notice.key.split(":")[1], []).append(notice.kind)
    failing, empty, well = "feed-failing", "feed-empty", "feed-well"

    assert told == {
        "nokia-blog": [failing],
        "ericsson-blog": [failing],
        "telecoms-com": [failing],
        "telecoms-tech-news": [failing],  # refused, empty and timed out by turns: one trouble
        "telecomtv": [failing],
        "3g4g-blog": [failing],
        "fcc-headlines": [failing],  # timed out for a month, then refused: one trouble
        "telecompetitor": [failing],
        "european-spaceflight": [failing, well, failing, well],  # in two weeks, 8 days apart
        "rcr-wireless": [empty],
        "etsi-news": [empty],
        "the-fast-mode": [empty],
        "3gpp-news": [empty],
        "6g-ia": [empty],
        "advanced-television": [empty, well],
        "spacenews": [empty, well],
        "datacenterdynamics": [empty, well],
    }


def _check_mails(mail: MailServer, composed: list[digests.Digest]) -> None:
    days = Counter(digest.scheduled_at.date() for digest in composed)
    assert len(days) == 61
    assert set(days.values()) == {1}
    assert len({message["Message-ID"] for message in mail.messages}) == 61
    assert len(mail.messages) == 61
