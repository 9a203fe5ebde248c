"""What a mail server may do, each by its name: whatever it is, the other recipients are not touched."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path

import pytest

from monitor.core.delivery import DeliveryState, SmtpSecurity
from storage import deliveries, notices
from storage.deliveries import Delivery, DeliveryFilter
from tests.flow.house import Files, House, house, wire
from tests.mailserver import DIE, MailServer, mail_server, wait_until, webhook_receiver
from tests.servers import FeedServer, entry, feed

pytestmark = pytest.mark.anyio

TO = ["a@example.org", "b@example.org", "c@example.org"]
PLAN = {"id": "d", "watchlists": ["huawei"], "channels": ["mail"], "schedule": "daily 07:30"}


@asynccontextmanager
async def _house(
    folder: Path, mail: MailServer, hook: str = "", to: Sequence[str] = TO
) -> AsyncIterator[House]:
    channels: list[dict[str, object]] = [{"id": "mail", "type": "email", "to": list(to)}]
    extra: dict[str, object] = {}
    if hook:
        channels.append({"id": "ops", "type": "webhook", "url": hook})
        extra = {"notices": {"channels": ["mail", "ops"]}}
    with FeedServer() as server:
        url = server.serve("/feed", feed(entry("Huawei opens a laboratory", guid="1")))
        files = Files(feeds=[wire(url)], channels=channels, digests=[PLAN], extra=extra)
        async with house(
            folder,
            files,
            smtp_host="127.0.0.1",
            smtp_port=mail.port,
            smtp_security=SmtpSecurity.NONE,
        ) as home:
            yield home


async def _deliveries(home: House) -> list[Delivery]:
    return await home.app.desk.read(lambda s: deliveries.listing(s, DeliveryFilter(digest_id="d")))


def _got(mail: MailServer) -> list[str]:
    return sorted(recipient for one in mail.received for recipient in one.recipients)


async def test_mails_to_many_share_connections_and_each_arrives_once(tmp_path: Path) -> None:
    many = [f"reader-{number}@example.org" for number in range(60)]
    with mail_server() as mail:
        mail.mails_each = 10
        async with _house(tmp_path, mail, to=many) as home:
            await home.once()

            assert sorted(_got(mail)) == sorted(many)
            assert mail.sessions <= 60 / 10 + 8
            wait_until(lambda: mail.open == 0)


async def test_one_recipient_of_many_refused_is_parked_alone(tmp_path: Path) -> None:
    with mail_server() as mail:
        mail.says("RCPT", "550 5.1.1 no such user")
        async with _house(tmp_path, mail) as home:
            await home.once()
            await home.once(hours=12)

            states = sorted(one.state for one in await _deliveries(home))
            assert states == [DeliveryState.PARKED, DeliveryState.SENT, DeliveryState.SENT]
            (parked,) = [d for d in await _deliveries(home) if d.state is DeliveryState.PARKED]
            assert "refused the recipient" in (parked.last_error or "")
            assert "example.org" not in (parked.last_error or "")
            assert parked.recipient not in _got(mail)
            assert len(mail.received) == 2


@pytest.mark.parametrize(
    ("verb", "reply", "repeated"),
    [
        ("DATA", DIE, False),  # dies in the middle of DATA
        ("END", DIE, True),  # dies after the mail and before its answer
        ("RCPT", "450 4.2.0 greylisted, come back later", False),
        ("MAIL", "421 4.7.0 too many mails, slow down", False),  # throttling
        ("END", "452 4.3.1 insufficient system storage", False),
        ("DATA", "451 4.3.0 try again later", False),
    ],
)
async def test_what_may_pass_is_tried_again_under_the_same_id(
    tmp_path: Path, verb: str, reply: str, repeated: bool
) -> None:
    with mail_server() as mail:
        mail.says(verb, reply)
        async with _house(tmp_path, mail) as home:
            await home.once()
            waiting = [d for d in await _deliveries(home) if d.state is DeliveryState.PENDING]
            assert len(waiting) == 1
            wait = waiting[0].next_attempt_at
            assert wait is not None
            assert timedelta(minutes=1) <= wait - home.clock.now <= timedelta(minutes=1.1)
            await home.once(minutes=2)

            assert {one.state for one in await _deliveries(home)} == {DeliveryState.SENT}
            assert sorted(set(_got(mail))) == TO
            assert len(mail.received) == len(TO) + repeated
            ids = {str(message["Message-ID"]) for message in mail.messages}
            assert ids == {f"<{one.id}@localhost>" for one in await _deliveries(home)}
            assert len({one.data for one in mail.received}) == len(TO), (
                "a repeat has the same bytes"
            )


async def test_server_that_is_gone_for_days_is_told_over_another_channel(tmp_path: Path) -> None:
    with mail_server() as mail, webhook_receiver() as hook:
        mail.mood = lambda verb: "421 4.3.2 shutting down" if verb == "MAIL" else None
        async with _house(tmp_path, mail, hook.url) as home:
            await home.once()
            for _ in range(11):
                await home.once(hours=30)
            (parked, *_) = [d for d in await _deliveries(home) if d.state is DeliveryState.PARKED]
            assert parked.reason == "every try failed"
            assert parked.attempts == 10
            told = await home.app.desk.read(lambda s: notices.listing(s, open_only=True))
            assert [notice.kind for notice in told] == ["channel-parked"]
            (request,) = hook.requests
            assert "Channel mail does not take deliveries" in request.body.decode()
            mail.mood = None
            revived = await home.app.desk.write(lambda s: deliveries.retry(s, now=home.clock.now))
            await home.once(minutes=1)

            assert revived > 0
            assert {one.state for one in await _deliveries(home)} == {DeliveryState.SENT}
            assert sorted(set(_got(mail))) == TO
            assert await home.app.desk.read(lambda s: notices.listing(s, open_only=True)) == []
