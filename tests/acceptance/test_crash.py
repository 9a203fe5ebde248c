"""kill -9 at random moments: nothing that the feeds served is lost, doubled or told twice."""

from __future__ import annotations

import random
import sqlite3
import threading
from collections import Counter
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from config.home import Home
from tests.acceptance.process import Telemon, wait_until
from tests.flow.house import Files, wire
from tests.mailserver import HANG, MailServer, mail_server
from tests.servers import RSS, Answer, FeedServer, Request, entry, feed

pytestmark = [pytest.mark.slow, pytest.mark.timeout(150)]

FEEDS = 4
KILLS = 10
PLAN = {
    "id": "flash",
    "watchlists": ["huawei"],
    "channels": ["mail"],
    "schedule": "immediate",
}


class Growing:
    """A feed that lists one entry more at each request, until it is `full`."""

    def __init__(self, name: str) -> None:
        self.name, self.count, self.full = name, 0, False

    def __call__(self, _request: Request) -> Answer:
        self.count += not self.full
        listed = [
            entry(f"Huawei order {self.name}{n} signed", guid=f"{self.name}{n}", published=None)
            for n in range(self.count, 0, -1)
        ]
        return Answer(headers={"Content-Type": RSS}, body=feed(*listed))


def _rows(telemon: Telemon, sql: str) -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(Home(telemon.home).path / "telemon.db", timeout=10)) as connection:
        return connection.execute(sql).fetchall()


def _kill_at_random(telemon: Telemon, seed: int) -> None:
    """Lets `run` come up and kills it within two seconds after that, again and again."""
    moments = random.Random(seed)
    pause = threading.Event()
    for _ in range(KILLS):
        telemon.start()
        try:
            wait_until(telemon.answers, lambda: telemon.log)
            pause.wait(moments.uniform(0, 2))
        finally:
            telemon.kill()


def _kill_while_sending(telemon: Telemon, mail: MailServer, moment: datetime) -> None:
    """Kills a pass that has sent a mail and cannot know yet that it arrived."""
    before = len(mail.received)
    mail.says("END", HANG)
    telemon.start("once", "--now", moment.isoformat())
    try:
        wait_until(lambda: len(mail.received) > before, lambda: telemon.log)
    finally:
        telemon.kill()


def _settle(telemon: Telemon, moment: datetime) -> None:
    """One pass to its end."""
    done = telemon.call("once", "--now", moment.isoformat())
    assert done.returncode == 0, done.stderr


def test_ten_kills_lose_and_double_nothing(tmp_path: Path) -> None:
    sources = [Growing(name) for name in "abcd"[:FEEDS]]
    with FeedServer() as server, mail_server() as mail:
        feeds = [wire(server.script(f"/{source.name}", source), source.name) for source in sources]
        settings = {
            "TELEMON_POLL_INTERVAL": "1",
            "TELEMON_SMTP_HOST": "127.0.0.1",
            "TELEMON_SMTP_PORT": str(mail.port),
            "TELEMON_SMTP_SECURITY": "none",
        }
        telemon = Telemon(tmp_path / "home", settings)
        Files(feeds=feeds, digests=[PLAN]).write(Home(telemon.home))

        _kill_at_random(telemon, seed=7)
        now = datetime.now(UTC)
        _kill_while_sending(telemon, mail, now + timedelta(minutes=10))
        for source in sources:
            source.full = True
        for minutes in (20, 40):
            _settle(telemon, now + timedelta(minutes=minutes))

        _check_memory(telemon, sources)
        _check_mails(telemon, mail)


def _check_memory(telemon: Telemon, sources: list[Growing]) -> None:
    served = {f"Huawei order {s.name}{n} signed" for s in sources for n in range(1, s.count + 1)}
    titles = Counter(row[0] for row in _rows(telemon, "SELECT title FROM entry"))
    hits = Counter(row[0] for row in _rows(telemon, "SELECT entry_id FROM hit"))
    print(f"{KILLS} kills, {len(served)} served, {len(titles)} entries, {len(hits)} hits")  # noqa: T201 (figures)

    assert _rows(telemon, "PRAGMA integrity_check") == [("ok",)]
    assert set(titles) == served
    assert set(titles.values()) == {1}
    assert len(hits) == len(served)
    assert set(hits.values()) == {1}


def _check_mails(telemon: Telemon, mail: MailServer) -> None:
    told = Counter(row[0] for row in _rows(telemon, "SELECT story_id FROM digest_story"))
    news = _rows(
        telemon,
        "SELECT DISTINCT story_id FROM entry JOIN hit ON hit.entry_id = entry.id"
        " WHERE NOT hit.baseline",
    )
    issues = _rows(telemon, "SELECT id FROM digest WHERE NOT skipped")
    mails = Counter(message["Message-ID"] for message in mail.messages)
    print(f"{len(issues)} issues of {len(told)} stories, {len(mail.messages)} mails")  # noqa: T201 (figures)

    assert news
    assert set(told) == {row[0] for row in news}
    assert set(told.values()) == {1}
    assert len(mails) == len(issues)
    assert sum(mails.values()) > len(issues), "the killed pass's mail is sent again"
