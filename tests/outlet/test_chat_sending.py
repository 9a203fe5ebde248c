"""Chats over a real receiver: what is posted where, and what each answer means."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import timedelta
from urllib.parse import urlsplit

import pytest

from monitor.core.delivery import Channel, ChannelType, Message
from monitor.core.errors import DeliveryError
from monitor.outlet.channels.chat.send import send_chat
from monitor.outlet.render import render, render_notice
from tests.mailserver import Answer, WebhookReceiver, webhook_receiver
from tests.outlet.builders import NOW, realistic_issue
from tests.outlet.chats import CHECKS
from tests.outlet.test_webhook import post

pytestmark = pytest.mark.anyio

OK = {
    "slack": Answer(status=200, body=b"ok"),
    "teams": Answer(status=202),
    "discord": Answer(status=200, body=b'{"id": "1"}'),
    "mattermost": Answer(status=200, body=b"ok"),
    "ntfy": Answer(status=200, body=b'{"id": "abc", "event": "message"}'),
}
CHATS = sorted(OK)


@pytest.fixture
def receiver() -> Iterator[WebhookReceiver]:
    with webhook_receiver() as running:
        yield running


def room(chat: str, url: str, secret: str | None = None) -> Channel:
    return Channel(id="room", type=ChannelType(chat), url=url, secret=secret)


def digest() -> Message:
    rendered = render(realistic_issue())
    return rendered.message(message_id="0a1b2c", list_id="morning", created_at=NOW)


def notice() -> Message:
    rendered = render_notice("feed-silent", "Signal Post is silent", "Since Friday.", now=NOW)
    return rendered.message(message_id="0a1b2d", list_id="notices", created_at=NOW)


async def failure(chat: str, receiver: WebhookReceiver, answer: Answer) -> DeliveryError:
    receiver.says(answer)
    with pytest.raises(DeliveryError) as raised:
        await send_chat(room(chat, receiver.url), digest(), post=post, now=NOW)
    assert f"{chat} room" in str(raised.value)
    assert "sesame" not in str(raised.value)
    return raised.value


@pytest.mark.parametrize("chat", CHATS)
async def test_digests_and_notices_arrive_in_the_form_of_the_chat(
    receiver: WebhookReceiver, chat: str
) -> None:
    url = receiver.url.partition("?")[0]
    for message in (digest(), notice()):
        receiver.says(OK[chat])
        await send_chat(room(chat, url), message, post=post, now=NOW)

    first, second = receiver.requests
    assert first.headers["content-type"].startswith("application/json")
    assert "US firm" in CHECKS[chat](first.body.decode())
    assert "Since Friday." in CHECKS[chat](second.body.decode())


async def test_discord_is_asked_to_answer_only_when_the_message_is_stored(
    receiver: WebhookReceiver,
) -> None:
    receiver.says(OK["discord"])

    await send_chat(room("discord", receiver.url), digest(), post=post, now=NOW)

    assert receiver.requests[0].path == "/hook?token=sesame&wait=true"


async def test_ntfy_gets_topic_and_token_and_an_id_that_a_repeat_bears_again(
    receiver: WebhookReceiver,
) -> None:
    parts = urlsplit(receiver.url)
    channel = room("ntfy", f"http://{parts.netloc}/base/telecom", "tk_sesame")
    for _ in range(2):
        receiver.says(OK["ntfy"])
        await send_chat(channel, digest(), post=post, now=NOW)

    first, second = receiver.requests
    assert first.path.rstrip("?") == "/base/"
    assert first.headers["authorization"] == "Bearer tk_sesame"
    assert json.loads(first.body)["topic"] == "telecom"
    assert json.loads(first.body)["sequence_id"] == "0a1b2c"
    assert first.body == second.body


@pytest.mark.parametrize(
    ("chat", "status", "said"),
    [
        ("slack", 404, b"no_service"),
        ("slack", 410, b"channel_is_archived"),
        ("slack", 403, b"no_team"),
        ("discord", 404, b'{"message": "Unknown Webhook", "code": 10015}'),
        ("discord", 401, b'{"message": "Invalid Webhook Token", "code": 50027}'),
        ("teams", 404, b'{"error": {"code": "WorkflowNotFound"}}'),
        ("mattermost", 410, b""),
        ("ntfy", 410, b""),
    ],
)
async def test_a_webhook_that_somebody_removed_is_gone(
    receiver: WebhookReceiver, chat: str, status: int, said: bytes
) -> None:
    error = await failure(chat, receiver, Answer(status=status, body=said))

    assert error.gone
    assert f"is gone ({status})" in str(error)


@pytest.mark.parametrize(
    ("chat", "status", "said"),
    [
        ("slack", 400, b"invalid_blocks"),
        ("slack", 403, b"action_prohibited"),
        ("slack", 404, b"channel_not_found"),
        ("discord", 400, b'{"code": 50035, "message": "Invalid Form Body"}'),
        ("teams", 400, b'{"error": {"code": "TriggerInputSchemaMismatch"}}'),
        ("teams", 401, b'{"error": {"code": "DirectApiAuthorizationRequired"}}'),
        ("mattermost", 400, b'{"message": "Invalid webhook"}'),
        ("ntfy", 403, b'{"code": 40301, "error": "forbidden"}'),
    ],
)
async def test_a_refusal_is_permanent_and_told_in_the_words_of_the_chat(
    receiver: WebhookReceiver, chat: str, status: int, said: bytes
) -> None:
    error = await failure(chat, receiver, Answer(status=status, body=said))

    assert (error.transient, error.gone) == (False, False)
    assert said.decode()[:40] in str(error)


@pytest.mark.parametrize("chat", CHATS)
@pytest.mark.parametrize("status", [429, 500, 503])
async def test_a_chat_that_is_busy_is_tried_again_when_it_wishes(
    receiver: WebhookReceiver, chat: str, status: int
) -> None:
    error = await failure(chat, receiver, Answer(status=status, headers={"Retry-After": "30"}))

    assert error.transient
    assert error.retry_after == timedelta(seconds=30)


@pytest.mark.parametrize(
    ("said", "wait"),
    [
        (b'{"message": "You are being rate limited.", "retry_after": 64.57}', 64.57),
        (b'{"retry_after": 1e9}', 86_400),
        (b'{"retry_after": "soon"}', 7),
        (b"[1]", 7),
        (b"busy", 7),
    ],
)
async def test_the_wait_in_the_answer_of_discord_counts(
    receiver: WebhookReceiver, said: bytes, wait: float
) -> None:
    answer = Answer(status=429, headers={"Retry-After": "7"}, body=said)

    error = await failure("discord", receiver, answer)

    assert error.retry_after == timedelta(seconds=wait)


@pytest.mark.parametrize("chat", CHATS)
async def test_a_page_is_no_answer_of_a_chat(receiver: WebhookReceiver, chat: str) -> None:
    error = await failure(
        chat, receiver, Answer(status=200, body=b"\n<!doctype html><title>Log in")
    )

    assert not error.transient
    assert "check its url" in str(error)


async def test_slack_says_ok_and_nothing_else(receiver: WebhookReceiver) -> None:
    assert not (await failure("slack", receiver, Answer(status=200, body=b"queued"))).transient


@pytest.mark.parametrize("chat", CHATS)
async def test_redirects_are_not_followed(receiver: WebhookReceiver, chat: str) -> None:
    error = await failure(chat, receiver, Answer(status=302, headers={"Location": "/login"}))

    assert not error.transient
    assert len(receiver.requests) == 1


async def test_nobody_at_the_address_is_tried_again() -> None:
    nobody = room("slack", "http://127.0.0.1:1/sesame")

    with pytest.raises(DeliveryError) as raised:
        await send_chat(nobody, digest(), post=post, now=NOW)

    assert raised.value.transient
    assert "sesame" not in str(raised.value)
