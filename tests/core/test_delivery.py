"""What follows a failed attempt, and who gets a delivery."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from monitor.core.delivery import (
    Channel,
    ChannelType,
    DeliveryReason,
    DeliveryState,
    Next,
    after_failure,
    delivery_key,
    waits_of,
)

NOW = datetime(2026, 11, 23, 6, 30, tzinfo=UTC)


def failed(
    attempts: int = 1,
    *,
    channel: ChannelType = ChannelType.EMAIL,
    transient: bool = True,
    gone: bool = False,
    retry_after: timedelta | None = None,
    jitter: float = 0.0,
) -> Next:
    return after_failure(
        channel=channel,
        attempts=attempts,
        transient=transient,
        gone=gone,
        retry_after=retry_after,
        now=NOW,
        jitter=jitter,
    )


def waits(channel: ChannelType) -> list[timedelta]:
    """The waits that the schedule yields, until it gives up."""
    found: list[timedelta] = []
    for attempts in range(1, 100):
        at = failed(attempts, channel=channel).at
        if at is None:
            return found
        found.append(at - NOW)
    raise AssertionError("the tries never end")


def test_mail_is_tried_ten_times_over_two_days() -> None:
    minutes = [wait.total_seconds() / 60 for wait in waits(ChannelType.EMAIL)]

    assert minutes == [1, 5, 15, 60, 120, 240, 480, 720, 1440]


def test_webhook_is_tried_as_standard_webhooks_says() -> None:
    found = waits(ChannelType.WEBHOOK)

    assert found[:3] == [timedelta(seconds=5), timedelta(minutes=5), timedelta(minutes=30)]
    assert [wait / timedelta(hours=1) for wait in found[3:]] == [2, 5, 10, 14, 20, 24]


@pytest.mark.parametrize("channel", list(ChannelType))
def test_delivery_is_parked_when_the_tries_are_used_up(channel: ChannelType) -> None:
    follows = failed(len(waits_of(channel)) + 1, channel=channel)

    assert follows == Next(state=DeliveryState.PARKED, reason=DeliveryReason.USED_UP)


def test_permanent_failure_is_parked_at_once() -> None:
    assert failed(transient=False).reason is DeliveryReason.PERMANENT
    assert failed(transient=False, gone=True).reason is DeliveryReason.GONE
    assert failed(transient=False).state is DeliveryState.PARKED


def test_jitter_adds_at_most_a_tenth() -> None:
    assert failed(4, jitter=0.999).at == NOW + timedelta(minutes=60) * 1.0999


@pytest.mark.parametrize(
    ("asked", "waited"),
    [
        (timedelta(seconds=5), timedelta(minutes=1)),
        (timedelta(minutes=10), timedelta(minutes=10)),
        (timedelta(days=30), timedelta(days=1)),
    ],
)
def test_receiver_may_ask_for_more_time_but_for_a_day_at_most(
    asked: timedelta, waited: timedelta
) -> None:
    assert failed(retry_after=asked).at == NOW + waited


def test_each_address_is_a_recipient_and_a_webhook_is_one() -> None:
    mail = Channel(id="team", type=ChannelType.EMAIL, to=("a@example.org", "b@example.org"))
    hook = Channel(id="ops", type=ChannelType.WEBHOOK, url="https://example.org/secret")

    assert mail.recipients == ("a@example.org", "b@example.org")
    assert hook.recipients == ("ops",)


def test_channel_shows_neither_address_nor_secret() -> None:
    hook = Channel(id="ops", type=ChannelType.WEBHOOK, url="https://e.org/tok", secret="whsec_x")

    assert "tok" not in repr(hook)
    assert "whsec" not in repr(hook)


def test_key_is_stable_and_keeps_its_parts_apart() -> None:
    assert len(delivery_key("a")) == 32
    assert delivery_key("ab", "c") != delivery_key("a", "bc")
    assert delivery_key("ab", "c") == delivery_key("ab", "c")
