"""Apprise over its json:// service to a real receiver: what is sent, and what each failure means."""

from __future__ import annotations

import io
import json
import logging
import socket
import sys
from collections.abc import Iterator
from dataclasses import replace
from urllib.parse import urlsplit

import pytest

from monitor.core.delivery import Channel, ChannelType, Message
from monitor.core.digest import Event
from monitor.core.errors import DeliveryError
from monitor.outlet.channels.apprise import INSTALL, objection, send_apprise, written
from monitor.outlet.render import render, render_notice
from tests.mailserver import Answer, WebhookReceiver, webhook_receiver
from tests.outlet.builders import NOW, issue, marked, realistic_issue, story, updated_story

pytest.importorskip("apprise", reason="the extra telemon[apprise] is not installed")
pytestmark = pytest.mark.anyio


@pytest.fixture
def receiver() -> Iterator[WebhookReceiver]:
    with webhook_receiver() as running:
        yield running


@pytest.fixture
def log() -> Iterator[io.StringIO]:
    """What the root logger is told: pytest's own fixture listens to loggers that tell it nothing, too."""
    text, root = io.StringIO(), logging.getLogger()
    handler = logging.StreamHandler(text)
    root.addHandler(handler)
    yield text
    root.removeHandler(handler)


def room(url: str) -> Channel:
    return Channel(id="room", type=ChannelType.APPRISE, url=url)


def at(receiver: WebhookReceiver) -> Channel:
    """The channel whose service is the receiver; its address holds a key."""
    return room(f"json://user:sesame@{urlsplit(receiver.url).netloc}/hook")


def digest() -> Message:
    rendered = render(realistic_issue(), public_url="https://t.example.org")
    return rendered.message(message_id="0a1b2c", list_id="morning", created_at=NOW)


def notice(text: str = "Since Friday.") -> Message:
    rendered = render_notice("feed-silent", "Signal Post is silent", text, now=NOW)
    return rendered.message(message_id="0a1b2d", list_id="notices", created_at=NOW)


async def failure(channel: Channel) -> DeliveryError:
    with pytest.raises(DeliveryError) as raised:
        await send_apprise(channel, digest(), now=NOW)
    assert "apprise room" in str(raised.value)
    assert "sesame" not in str(raised.value)
    return raised.value


async def test_digest_and_notice_arrive_as_plain_text_under_our_name(
    receiver: WebhookReceiver,
) -> None:
    await send_apprise(at(receiver), digest(), now=NOW)
    await send_apprise(at(receiver), notice(), now=NOW)

    first, second = (json.loads(request.body) for request in receiver.requests)
    assert first["title"].startswith("Huawei in talks over 5G licensing with a US firm (+19)")
    assert "Huawei in talks over 5G licensing with a US firm\nHuawei is" in first["message"]
    assert "Why: Huawei (Huawei), 5G licensing" in first["message"]
    assert "https://example.org/a" in first["message"]
    assert "14 more stories are not in this message" in first["message"]
    assert first["message"].endswith("https://t.example.org")
    assert first["type"] == "info"
    assert (second["title"], second["message"], second["type"]) == (
        "Notice: Signal Post is silent", "Since Friday.", "warning",
    )  # fmt: skip
    assert receiver.requests[0].headers["user-agent"] == "telemon"
    assert "pprise" not in receiver.requests[0].body.decode()


async def test_update_says_what_is_new(receiver: WebhookReceiver) -> None:
    message = replace(digest(), about=replace(updated_story(), event=Event.STORY_UPDATED))

    await send_apprise(at(receiver), message, now=NOW)

    assert "an official source speaks" in json.loads(receiver.requests[0].body)["message"]


async def test_text_of_a_feed_rings_nobody(receiver: WebhookReceiver) -> None:
    loud = issue(story(marked("Huawei tells @everyone <b>", "Huawei"), "@here too"))

    await send_apprise(at(receiver), replace(digest(), about=loud), now=NOW)

    said = json.loads(receiver.requests[0].body)["message"]
    assert "@everyone" not in said
    assert "@here" not in said
    assert "everyone <b>" in said


@pytest.mark.parametrize("limit", [120, 500, 4096, 12_000])
def test_message_keeps_the_limit_of_the_service_and_counts_what_it_leaves_out(limit: int) -> None:
    many = issue(*(story(f"Story number {n}", "word " * 80, story_id=n) for n in range(100)))

    made = written(replace(digest(), about=many), limit)

    assert len(made.body) <= limit
    told = made.body.count("Story number")
    assert limit < 400 or f"{100 - told} more stories" in made.body
    assert limit < 4096 or told > 10
    assert len(written(notice("word " * 900), limit).body) <= limit


@pytest.mark.parametrize(
    ("status", "transient", "gone"),
    [
        (410, False, True),
        (400, False, False),
        (401, False, False),
        (404, False, False),
        (302, False, False),
        (408, True, False),
        (429, True, False),
        (500, True, False),
        (503, True, False),
    ],
)
async def test_status_decides_whether_to_try_again(
    receiver: WebhookReceiver, status: int, transient: bool, gone: bool
) -> None:
    receiver.says(Answer(status=status, headers={"Location": "/elsewhere"}))

    error = await failure(at(receiver))

    assert (error.transient, error.gone) == (transient, gone)
    assert str(status) in str(error)
    assert len(receiver.requests) == 1, "no redirect is followed, nothing is repeated at once"


async def test_status_is_heard_however_quiet_the_log_is(
    receiver: WebhookReceiver, caplog: pytest.LogCaptureFixture
) -> None:
    receiver.says(Answer(status=410))

    with caplog.at_level(logging.CRITICAL):
        error = await failure(at(receiver))

    assert (error.transient, error.gone) == (False, True)


async def test_nobody_at_the_address_is_tried_again() -> None:
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        error = await failure(room(f"json://u:sesame@127.0.0.1:{closed.getsockname()[1]}/"))

    assert error.transient
    assert "cannot be reached" in str(error)


@pytest.mark.parametrize("url", ["nosuch://sesame", "tgram://sesame", "json://"])
async def test_address_that_apprise_does_not_know_is_parked_and_not_logged(
    url: str, log: io.StringIO, capfd: pytest.CaptureFixture[str]
) -> None:
    error = await failure(room(url))

    assert not error.transient
    assert "none that Apprise knows" in str(error)
    shown = capfd.readouterr()
    assert "sesame" not in log.getvalue() + shown.out + shown.err


async def test_missing_extra_is_told_with_what_to_install(
    receiver: WebhookReceiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert objection(at(receiver)) is None
    monkeypatch.setitem(sys.modules, "apprise", None)  # what an import finds without the package

    error = await failure(at(receiver))

    assert not error.transient
    assert INSTALL in str(error)
    assert objection(at(receiver)) == str(error)
    assert receiver.requests == []
