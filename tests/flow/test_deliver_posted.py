"""Deliveries to webhooks and chats in the whole house: the wait asked for, a dead channel told."""

from __future__ import annotations

from pathlib import Path

import pytest

from monitor.core.delivery import DeliveryState
from storage import deliveries
from storage.deliveries import Delivery, DeliveryFilter
from tests.flow.house import Files, House, house, wire
from tests.mailserver import Answer, WebhookReceiver, webhook_receiver
from tests.outlet.chats import CHECKS
from tests.servers import FeedServer, entry, feed

pytestmark = pytest.mark.anyio

TALKS = "Huawei in talks over 5G licensing with a US firm"
KINDS = ["webhook", "slack", "teams", "discord", "mattermost", "ntfy"]
# Every kind takes this for success.
OK = Answer(status=200, body=b"ok")


def files(feeds: str, kind: str, receiver: WebhookReceiver) -> Files:
    """A digest over one channel of `kind`; notices go there and into the outbox."""
    url = receiver.url.partition("?")[0]
    if kind == "apprise":
        pytest.importorskip("apprise", reason="the extra telemon[apprise] is not installed")
        url = url.replace("http://", "json://")
    return Files(
        feeds=[wire(feeds)],
        channels=[
            {"id": "room", "type": kind, "url": url},
            {"id": "mail", "type": "email", "to": ["ops@example.org"]},
        ],
        digests=[
            {"id": "d", "watchlists": ["huawei"], "channels": ["room"], "schedule": "daily 07:30"}
        ],
        extra={"notices": {"channels": ["room", "mail"]}},
    )


async def _digest(home: House) -> Delivery:
    wanted = DeliveryFilter(digest_id="d")
    (found,) = await home.app.desk.read(lambda s: deliveries.listing(s, wanted))
    return found


@pytest.mark.parametrize("kind", sorted(CHECKS))
async def test_a_chat_gets_the_digest_once(tmp_path: Path, kind: str) -> None:
    with FeedServer() as server, webhook_receiver() as receiver:
        receiver.says(OK)
        url = server.serve("/feed", feed(entry(TALKS)))
        async with house(tmp_path, files(url, kind, receiver)) as home:
            await home.once()
            await home.once(minutes=10)

            assert (await _digest(home)).state is DeliveryState.SENT
            (request,) = receiver.requests
            assert "in talks over" in CHECKS[kind](request.body.decode())


@pytest.mark.parametrize("kind", [*KINDS, "apprise"])
async def test_a_dead_channel_is_parked_and_told_over_another_one(
    tmp_path: Path, kind: str
) -> None:
    with FeedServer() as server, webhook_receiver() as receiver:
        receiver.says(410)
        url = server.serve("/feed", feed(entry(TALKS)))
        async with house(tmp_path, files(url, kind, receiver)) as home:
            await home.once()
            await home.once(hours=12)

            parked = await _digest(home)
            assert (parked.state, parked.attempts) == (DeliveryState.PARKED, 1)
            assert f"{kind} room is gone (410)" in (parked.last_error or "")
            assert len(receiver.requests) == 1
            assert "room does not take deliveries" in home.outbox[0].read_text()


@pytest.mark.parametrize("kind", KINDS)
async def test_a_busy_receiver_is_left_alone_as_long_as_it_asks(tmp_path: Path, kind: str) -> None:
    with FeedServer() as server, webhook_receiver() as receiver:
        receiver.says(Answer(status=429, headers={"Retry-After": "3600"}))
        receiver.says(OK)
        url = server.serve("/feed", feed(entry(TALKS)))
        async with house(tmp_path, files(url, kind, receiver)) as home:
            await home.once()
            await home.once(minutes=59)
            assert len(receiver.requests) == 1
            await home.once(minutes=2)

            sent = await _digest(home)
            assert (sent.state, sent.attempts) == (DeliveryState.SENT, 2)
            first, second = receiver.requests
            assert first.body == second.body
