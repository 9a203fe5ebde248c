"""WebSub: signatures, leases, and when a hub is asked again."""

from __future__ import annotations

import hashlib
import hmac
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qs

import pytest

from monitor.core.websub import lease_of, renewed_at, retried_at, signed, subscribing

NOW = datetime(2026, 11, 2, 9, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
BODY = b"<rss/>"


@pytest.mark.parametrize("method", ["sha1", "sha256", "sha384", "sha512"])
def test_signature_of_the_secret_holds(method: str) -> None:
    made = hmac.new(b"secret", BODY, getattr(hashlib, method)).hexdigest()

    assert signed("secret", BODY, f"{method}={made}")
    assert signed("secret", BODY, f" {method.upper()}={made.upper()} ")
    assert not signed("other", BODY, f"{method}={made}")
    assert not signed("secret", BODY + b" ", f"{method}={made}")
    assert not signed("secret", BODY, f"{method}={made[:-1]}")


@pytest.mark.parametrize(
    "signature", ["", "=", "sha256=", "md5=900150983cd24fb0", "sha256", "sha256=é", "\0=1"]
)
def test_what_is_no_signature_does_not_hold(signature: str) -> None:
    assert not signed("secret", BODY, signature)


@pytest.mark.parametrize(
    ("text", "lease"),
    [
        ("86400", DAY),
        ("1", timedelta(minutes=5)),
        ("99999999", 30 * DAY),
        ("", 7 * DAY),
        ("0", 7 * DAY),
        ("-5", 7 * DAY),
        ("soon", 7 * DAY),
        ("9" * 400, 7 * DAY),
        ("٣", 7 * DAY),
    ],
)
def test_lease_is_taken_within_reason(text: str, lease: timedelta) -> None:
    assert lease_of(text) == lease


def test_lease_is_renewed_while_there_is_time_to_try_again() -> None:
    assert renewed_at(NOW, 4 * DAY) == NOW + 3 * DAY


def test_failing_hub_is_asked_again_later_and_later() -> None:
    waits = [(retried_at(NOW, failures) - NOW) / HOUR for failures in range(8)]

    assert waits == [1, 1, 2, 4, 8, 16, 24, 24]


def test_form_asks_for_all_that_is_needed() -> None:
    form = parse_qs(subscribing("https://a.example/?x=1&y=2", "https://b.example/t", "s").decode())

    assert form == {
        "hub.mode": ["subscribe"],
        "hub.topic": ["https://a.example/?x=1&y=2"],
        "hub.callback": ["https://b.example/t"],
        "hub.secret": ["s"],
        "hub.lease_seconds": ["604800"],
    }
