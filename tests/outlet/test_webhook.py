"""Webhooks over a real receiver: signed, judged by status, documented by a schema."""

from __future__ import annotations

import http.client
import json
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit

import anyio.to_thread
import pytest
from standardwebhooks.webhooks import Webhook, WebhookVerificationError

from monitor.core.delivery import Channel, ChannelType, Message
from monitor.core.errors import DeliveryError, FeedError
from monitor.outlet.channels.exchange import Posted, retry_after
from monitor.outlet.channels.webhook import send_webhook
from monitor.outlet.render import render
from tests.mailserver import Answer, Request, WebhookReceiver, webhook_receiver
from tests.outlet.builders import NOW, realistic_issue

pytestmark = pytest.mark.anyio

SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
OLD_SECRET = "whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD"


@pytest.fixture
def receiver() -> Iterator[WebhookReceiver]:
    with webhook_receiver() as running:
        yield running


async def post(url: str, body: bytes, headers: Mapping[str, str]) -> Posted:
    return await anyio.to_thread.run_sync(_post, url, body, headers)


def _post(url: str, body: bytes, headers: Mapping[str, str]) -> Posted:
    parts = urlsplit(url)
    connection = http.client.HTTPConnection(parts.netloc, timeout=5)
    try:
        connection.request("POST", f"{parts.path}?{parts.query}", body, dict(headers))
        answer = connection.getresponse()
        return Posted(status=answer.status, headers=dict(answer.headers), body=answer.read())
    finally:
        connection.close()


def hook(url: str, secret: str | None = SECRET) -> Channel:
    return Channel(id="ops-hook", type=ChannelType.WEBHOOK, url=url, secret=secret)


def message() -> Message:
    rendered = render(realistic_issue())
    return rendered.message(message_id="0a1b2c", list_id="morning", created_at=NOW)


async def send(receiver: WebhookReceiver, secret: str | None = SECRET) -> Request:
    now = datetime.now(UTC)
    await send_webhook(hook(receiver.url, secret), message(), post=post, now=now)
    return receiver.requests[-1]


async def failure(channel: Channel, now: datetime = NOW) -> DeliveryError:
    with pytest.raises(DeliveryError) as raised:
        await send_webhook(channel, message(), post=post, now=now)
    assert "sesame" not in str(raised.value)
    return raised.value


async def test_receiver_verifies_the_signature(receiver: WebhookReceiver) -> None:
    request = await send(receiver)

    verified = Webhook(SECRET).verify(request.body, dict(request.headers))
    assert verified == json.loads(message().payload)
    assert request.headers["webhook-id"] == "0a1b2c"
    assert request.headers["content-type"].startswith("application/json")


async def test_changed_body_does_not_verify(receiver: WebhookReceiver) -> None:
    request = await send(receiver)

    with pytest.raises(WebhookVerificationError):
        Webhook(SECRET).verify(request.body + b" ", dict(request.headers))


async def test_both_keys_verify_while_a_key_is_changed(receiver: WebhookReceiver) -> None:
    request = await send(receiver, f"{SECRET} {OLD_SECRET}")

    for secret in (SECRET, OLD_SECRET):
        Webhook(secret).verify(request.body, dict(request.headers))


async def test_zone_of_the_clock_does_not_matter(receiver: WebhookReceiver) -> None:
    now = datetime.now(UTC).astimezone()

    await send_webhook(hook(receiver.url), message(), post=post, now=now)

    request = receiver.requests[0]
    Webhook(SECRET).verify(request.body, dict(request.headers))


async def test_repeat_has_the_same_id_and_its_own_timestamp(receiver: WebhookReceiver) -> None:
    for minutes in (0, 5):
        now = NOW + timedelta(minutes=minutes)
        await send_webhook(hook(receiver.url), message(), post=post, now=now)

    first, second = (request.headers for request in receiver.requests)
    assert first["webhook-id"] == second["webhook-id"]
    assert int(second["webhook-timestamp"]) - int(first["webhook-timestamp"]) == 300
    assert receiver.requests[0].body == receiver.requests[1].body


async def test_without_a_secret_there_is_no_signature(receiver: WebhookReceiver) -> None:
    request = await send(receiver, None)

    assert "webhook-signature" not in request.headers
    assert request.headers["webhook-id"] == "0a1b2c"


@pytest.mark.parametrize("status", [200, 201, 202, 204])
async def test_any_2xx_is_success(receiver: WebhookReceiver, status: int) -> None:
    receiver.says(status)

    await send(receiver)

    assert len(receiver.requests) == 1


@pytest.mark.parametrize(
    ("status", "transient", "gone"),
    [
        (301, False, False),
        (307, False, False),
        (400, False, False),
        (401, False, False),
        (404, False, False),
        (408, True, False),
        (410, False, True),
        (425, True, False),
        (429, True, False),
        (500, True, False),
        (503, True, False),
    ],
)
async def test_status_decides_whether_to_try_again(
    receiver: WebhookReceiver, status: int, transient: bool, gone: bool
) -> None:
    receiver.says(status)

    error = await failure(hook(receiver.url))

    assert (error.transient, error.gone) == (transient, gone)
    assert str(status) in str(error)
    assert "ops-hook" in str(error)


async def test_receiver_may_ask_to_wait(receiver: WebhookReceiver) -> None:
    receiver.says(Answer(status=429, headers={"Retry-After": "120"}))

    error = await failure(hook(receiver.url))

    assert error.retry_after == timedelta(minutes=2)


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("0", timedelta()),
        (" 120 ", timedelta(minutes=2)),
        ("9999999999999", timedelta(days=1)),
        ("Mon, 23 Nov 2026 06:35:00 GMT", timedelta(minutes=5)),
        ("Mon, 23 Nov 2026 06:25:00 GMT", timedelta()),
        ("Mon, 23 Nov 2029 06:25:00 GMT", timedelta(days=1)),
        ("soon", None),
        ("-5", None),
        ("", None),
    ],
)
def test_retry_after_is_read_as_seconds_or_date(value: str, expected: timedelta | None) -> None:
    assert retry_after({"retry-AFTER": value}, NOW) == expected


async def test_nobody_at_the_address_is_tried_again() -> None:
    error = await failure(hook("http://127.0.0.1:1/hook?token=sesame"))

    assert error.transient
    assert "cannot be reached" in str(error)


async def test_refusal_of_our_own_client_is_told_without_the_address() -> None:
    async def refusing(url: str, _body: bytes, _headers: Mapping[str, str]) -> Posted:
        raise FeedError(url, f"{url.upper()}/ leads to 127.0.0.1, a private address")

    with pytest.raises(DeliveryError) as raised:
        await send_webhook(hook("https://a.example/sesame"), message(), post=refusing, now=NOW)

    assert "private address" in str(raised.value)
    assert "sesame" not in str(raised.value).lower()


@pytest.mark.parametrize("secret", ["whsec_", "whsec_!!!", "whsec_a"])
async def test_secret_that_is_none_is_named_and_nothing_is_sent(
    receiver: WebhookReceiver, secret: str
) -> None:
    error = await failure(hook(receiver.url, secret))

    assert not error.transient
    assert "whsec_ and 24 to 64 bytes" in str(error)
    assert receiver.requests == []
