"""A crash campaign: kill -9 at random moments over composing and sending, receivers that fail half the time.

Feeds grow, the clock jumps (back, too), every process dies; at the end everything settles, and what
the receivers counted is held against what the tables say.
"""

from __future__ import annotations

import random
import sqlite3
import subprocess
import threading
import time
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

from config.home import Home
from tests.acceptance.process import PATIENCE, Telemon, wait_until
from tests.flow.house import Files, wire
from tests.mailserver import (
    DIE,
    HANG,
    Answer,
    MailServer,
    WebhookReceiver,
    mail_server,
    webhook_receiver,
)
from tests.servers import RSS, FeedServer, Request, entry, feed
from tests.servers import Answer as Served

START = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)
SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
DIGESTS: list[dict[str, object]] = [
    {
        "id": "flash",
        "watchlists": ["huawei"],
        "channels": ["mail", "hook"],
        "schedule": "immediate",
        "updates": False,
    },
    {"id": "hours", "watchlists": ["huawei"], "channels": ["mail", "hook"], "schedule": "hourly"},
]
CHANNELS: list[dict[str, object]] = [
    {"id": "mail", "type": "email", "to": ["a@example.org", "b@example.org", "c@example.org"]},
]
READERS = 4  # three addresses and the hook


@dataclass(slots=True, kw_only=True)
class Growing:
    """A feed that lists one entry more at each request, until it is `full`."""

    name: str
    count: int = 0
    asked: int = 0
    full: bool = False

    def __call__(self, _request: Request) -> Served:
        self.asked += 1
        self.count += not self.full
        listed = [
            entry(
                f"Huawei order {self.name}{n} signed",
                guid=f"{self.name}{n}",
                link=f"https://{self.name}.example/{n}",
                published=None,
            )
            for n in range(self.count, max(0, self.count - 30), -1)
        ]
        return Served(headers={"Content-Type": RSS}, body=feed(*listed))


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """What a campaign found; `problems` is empty when nothing was lost or doubled."""

    kills: int
    killed_at_work: int
    stories: int
    deliveries: int
    received: int
    repeats: int
    revived: int
    cut_off: int
    problems: tuple[str, ...]

    def __str__(self) -> str:
        return (
            f"{self.kills} kills ({self.killed_at_work} while composing or sending), "
            f"{self.stories} stories, {self.deliveries} deliveries, {self.received} received, "
            f"{self.repeats} repeats under the same id, {self.revived} revived by hand, "
            f"{self.cut_off} requests cut off, "
            f"{len(self.problems)} problems"
        )


@dataclass(slots=True, kw_only=True)
class Campaign:
    """One campaign on a home of its own; `dice` decides every moment, jump and mood."""

    telemon: Telemon
    mail: MailServer
    hook: WebhookReceiver
    sources: Sequence[Growing]
    dice: random.Random
    now: datetime = START
    length: float = 1.0
    at_work: int = 0
    revived: int = 0
    _pause: threading.Event = field(default_factory=threading.Event)

    def run(self, kills: int, seconds: float) -> Figures:
        """Kills as many processes (fewer if `seconds` are over), settles, and counts."""
        end = time.monotonic() + seconds
        self._pass()
        self._calibrate()
        self._kill_before_it_knows()
        self._fail_half_of_the_time()
        done = 1
        while done < kills and time.monotonic() < end:
            self._jump()
            if not self._kill_one():  # a pass that came to its end before is no kill
                continue
            done += 1
            if done % 4 == 0:  # now and then a pass comes to its end
                self._pass()
        self.mail.mood = self.hook.mood = None
        for source in self.sources:
            source.full = True
        self._settle()
        return self._figures(done)

    def _fail_half_of_the_time(self) -> None:
        refusals = {
            "RCPT": ("451 4.7.1 come back later",),
            "DATA": (DIE, "421 4.3.2 closing"),
            "END": (DIE, "452 4.3.1 disk full"),
        }

        def smtp(verb: str) -> str | None:
            time.sleep(0.004)  # a server that takes its time is met in the middle more often
            bad = verb in refusals and self.dice.random() < 0.2  # of three verbs: half of the mails
            return self.dice.choice(refusals[verb]) if bad else None

        def http() -> Answer:
            time.sleep(0.01)
            return Answer(status=self.dice.choice((204, 204, 503, 429)))

        self.mail.mood, self.hook.mood = smtp, http

    def _calibrate(self) -> None:
        """How long a pass goes on after it has asked the last feed."""
        self._jump()
        process = self._polled()
        began = time.monotonic()
        process.wait(timeout=PATIENCE)
        self.length = time.monotonic() - began

    def _polled(self) -> subprocess.Popen[bytes]:
        """Starts a pass and waits until it has asked every feed."""
        before = [source.asked for source in self.sources]
        self.telemon.start("once", "--now", self.now.isoformat())
        wait_until(
            lambda: all(s.asked > n for s, n in zip(self.sources, before, strict=True)),
            lambda: self.telemon.log,
        )
        assert self.telemon.process is not None
        return self.telemon.process

    def _jump(self) -> None:
        """Mostly forward, now and then back, as clocks do."""
        back = self.dice.random() < 0.1
        self.now += timedelta(minutes=-30 if back else self.dice.uniform(2, 40))

    def _pass(self) -> None:
        done = self.telemon.call("once", "--now", self.now.isoformat())
        assert done.returncode == 0, done.stderr

    def _kill_one(self) -> bool:
        """Ends a pass at a random moment after polling: it folds, composes or sends then.

        False where the pass had ended by itself.
        """
        before = self._counts()
        process = self._polled()
        self._pause.wait(self.length * self.dice.uniform(0, 1.1))
        alive = process.poll() is None
        self.telemon.kill()
        self.at_work += alive and self._counts() != before
        return alive

    def _kill_before_it_knows(self) -> None:
        """Ends a pass whose mail the server has taken without an answer: it must come again."""
        self.now += timedelta(minutes=70)
        before = len(self.mail.received)
        self.mail.mood = lambda verb: HANG if verb == "END" else None
        self.telemon.start("once", "--now", self.now.isoformat())
        try:
            wait_until(lambda: len(self.mail.received) > before, lambda: self.telemon.log)
        finally:
            self.telemon.kill()
        self.at_work += 1

    def _settle(self) -> None:
        """Lets every wait pass; what used up its tries is revived, as an operator would."""
        for _ in range(14):
            self.now += timedelta(hours=25)
            self._pass()
            self.now += timedelta(minutes=10)
            self._pass()
            waiting = self.rows("SELECT count(*) FROM delivery WHERE state = 'pending'")
            parked = self.rows("SELECT count(*) FROM delivery WHERE state = 'parked'")
            if parked != [(0,)]:
                self.revived += int(str(parked[0][0]))
                self.telemon.call("deliveries", "retry")
                self.now = max(self.now, datetime.now(UTC))  # due by the clock of who revives
            elif waiting == [(0,)]:
                return

    def _counts(self) -> list[tuple[object, ...]]:
        return self.rows(
            "SELECT (SELECT count(*) FROM digest), (SELECT count(*) FROM attempt),"
            " (SELECT count(*) FROM attempt WHERE finished_at IS NOT NULL)"
        )

    def rows(self, sql: str) -> list[tuple[object, ...]]:
        """What the tables say."""
        path = Home(self.telemon.home).path / "telemon.db"
        with closing(sqlite3.connect(path, timeout=10)) as connection:
            return connection.execute(sql).fetchall()

    def _figures(self, kills: int) -> Figures:
        mails = [
            (str(m["Message-ID"]), one.data)
            for one, m in zip(self.mail.received, self.mail.messages, strict=True)
        ]
        hooks = [(one.headers["webhook-id"], one.body) for one in self.hook.requests]
        news = self.rows(
            "SELECT DISTINCT story_id FROM entry JOIN hit ON hit.entry_id = entry.id"
            " WHERE NOT hit.baseline"
        )
        deliveries = self.rows("SELECT id, state, channel_id FROM delivery")
        return Figures(
            kills=kills,
            killed_at_work=self.at_work,
            stories=len(news),
            deliveries=len(deliveries),
            received=len(mails) + len(hooks),
            repeats=len(mails) + len(hooks) - len(dict(mails)) - len(dict(hooks)),
            revived=self.revived,
            cut_off=self.hook.cut_off,
            problems=(
                *self._doubled(),
                *self._lost(len(news)),
                *_strangers(deliveries, mails, hooks),
                *_changed("mail", mails),
                *_changed("webhook", hooks),
            ),
        )

    def _doubled(self) -> list[str]:
        twice = self.rows(
            "SELECT d.digest_id, d.channel_id, d.recipient, t.story_id, count(*) FROM delivery d"
            " JOIN digest_story t ON t.digest_pk = d.digest_pk WHERE t.shown"
            " GROUP BY 1, 2, 3, 4 HAVING count(*) > 1"
        )
        return [f"told twice: {row}" for row in twice]

    def _lost(self, stories: int) -> list[str]:
        told = self.rows(
            "SELECT d.digest_id, d.channel_id, d.recipient, count(DISTINCT t.story_id)"
            " FROM delivery d JOIN digest_story t ON t.digest_pk = d.digest_pk GROUP BY 1, 2, 3"
        )
        found = [f"of {stories} stories told: {row}" for row in told if row[3] != stories]
        missing = len(DIGESTS) * READERS - len(told)
        return found + [f"{missing} readers got nothing"] * bool(missing)


def _strangers(
    deliveries: Sequence[tuple[object, ...]],
    mails: Sequence[tuple[str, bytes]],
    hooks: Sequence[tuple[str, bytes]],
) -> list[str]:
    """Deliveries that no receiver has, and what a receiver has that is no delivery."""
    problems = [f"not sent: {row}" for row in deliveries if row[1] != "sent"]
    sent = {str(row[0]) for row in deliveries}
    got = {identifier.strip("<>").partition("@")[0] for identifier, _ in mails}
    got |= {identifier for identifier, _ in hooks}
    problems += [f"lost: {one}" for one in sorted(sent - got)]
    return problems + [f"unknown: {one}" for one in sorted(got - sent)]


def _changed(what: str, received: Sequence[tuple[str, bytes]]) -> list[str]:
    """Repeats under one id must be the same message."""
    bodies: dict[str, set[bytes]] = {}
    for identifier, body in received:
        bodies.setdefault(identifier, set()).add(body)
    return [
        f"{what} {one} came in {len(some)} forms, of {sorted(map(len, some))} bytes"
        for one, some in bodies.items()
        if len(some) > 1
    ]


def campaign(folder: Path, *, kills: int, seed: int, seconds: float = 1e9) -> Figures:
    """One campaign in `folder`, with servers of its own."""
    with FeedServer() as server, mail_server() as mail, webhook_receiver() as hook:
        sources = [Growing(name=name) for name in "abc"]
        feeds = [wire(server.script(f"/{one.name}", one), one.name) for one in sources]
        channels: list[dict[str, object]] = [
            *CHANNELS,
            {"id": "hook", "type": "webhook", "url": hook.url, "secret": SECRET},
        ]
        settings = {
            "TELEMON_SMTP_HOST": "127.0.0.1",
            "TELEMON_SMTP_PORT": str(mail.port),
            "TELEMON_SMTP_SECURITY": "none",
        }
        telemon = Telemon(folder / "home", settings)
        Files(feeds=feeds, channels=channels, digests=DIGESTS).write(Home(telemon.home))
        dice = random.Random(seed)
        made = Campaign(telemon=telemon, mail=mail, hook=hook, sources=sources, dice=dice)
        return made.run(kills, seconds)
