"""Two months of recorded news, poll by poll: nothing lost, nothing doubled, every failure named."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from config.home import Home
from monitor.app import open_app
from monitor.core.delivery import SmtpSecurity
from monitor.core.feed import Verdict
from monitor.intake.opml import read_opml
from storage import digests, entries, feeds
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
VERDICTS = {
    "HTTP 403": Verdict.BLOCKED,
    "HTTP 404": Verdict.NOT_FOUND,
    "HTTP 502": Verdict.SERVER_ERROR,
}


def _files(stream: Stream) -> Files:
    listed = read_opml(stream.opml())
    return Files(
        feeds=[{"id": Path(feed.url).stem, "url": feed.url, "name": feed.title} for feed in listed],
        digests=[PLAN],
    )


async def _replay(home: House, stream: Stream) -> dict[str, set[str]]:
    """Goes through every poll; returns all titles that were ever served, by address."""
    served: dict[str, set[str]] = {}
    for index in range(stream.polls()):
        home.clock.now = stream.go_to(index)
        for row in stream.truth():
            served.setdefault(row["url"], set()).add(row["title"])
        await home.once()
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
            await home.app.desk.read(_check_verdicts)
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


def _check_verdicts(session: Session) -> None:
    """At the last poll ten feeds failed or were empty: each says how, none is called well."""
    states = feeds.states(session)
    assert len(states) == 31
    for state in states:
        told = (state.verdict_detail or "")[:8]
        if told in VERDICTS:
            assert state.verdict is VERDICTS[told]
        else:
            assert state.verdict in {Verdict.OK, Verdict.EMPTY, Verdict.UNDATED}
    counts = Counter(state.verdict for state in states)
    assert counts[Verdict.BLOCKED] == 5
    assert counts[Verdict.NOT_FOUND] == 2
    assert counts[Verdict.SERVER_ERROR] == 1


def _check_mails(mail: MailServer, composed: list[digests.Digest]) -> None:
    days = Counter(digest.scheduled_at.date() for digest in composed)
    assert len(days) == 61
    assert set(days.values()) == {1}
    assert len({message["Message-ID"] for message in mail.messages}) == 61
    assert len(mail.messages) == 61
