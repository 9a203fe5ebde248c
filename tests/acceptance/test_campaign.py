"""A small crash campaign; benchmarks/crashes.py runs the long one."""

from __future__ import annotations

import socket
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from tests.acceptance.campaign import campaign
from tests.mailserver import wait_until, webhook_receiver

pytestmark = [pytest.mark.slow, pytest.mark.timeout(240)]


def test_request_whose_sender_was_killed_is_no_message() -> None:
    with webhook_receiver() as hook:
        address = urlsplit(hook.url)
        with socket.create_connection((str(address.hostname), int(address.port or 0))) as sender:
            sender.sendall(b"POST /hook HTTP/1.1\r\nHost: here\r\nContent-Length: 10\r\n\r\n{12")
        wait_until(lambda: hook.cut_off > 0)

        assert hook.requests == []


def test_kills_over_composing_and_sending_lose_and_double_nothing(tmp_path: Path) -> None:
    figures = campaign(tmp_path, kills=6, seed=11)
    print(figures)  # noqa: T201 (figures)

    assert figures.problems == ()
    assert figures.stories > 10
    assert figures.killed_at_work > 0
    assert figures.repeats > 0
