"""`telemon digests`, `deliveries`, `channels`: what is due, sent, refused and tried again."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest

from tests.cli.terminal import Terminal
from tests.flow.house import Files, wire
from tests.mailserver import MailServer, mail_server
from tests.servers import FeedServer, entry, feed


@pytest.fixture
def told(terminal: Terminal) -> Iterator[Terminal]:
    """A home in which one story waits for the digest."""
    with FeedServer() as server:
        url = server.serve("/a", feed(entry("Old news", guid="0")))
        terminal.write(Files(feeds=[wire(url)]))
        terminal.do("once", "--now", "2026-11-02T09:00:00Z")
        server.serve(
            "/a", feed(entry("Huawei wins an order", guid="1"), entry("Old news", guid="0"))
        )
        terminal.do("once", "--now", "2026-11-02T10:00:00Z")
        yield terminal


def _mail_to(terminal: Terminal, server: MailServer, **more: str) -> None:
    for name, value in {
        "HOST": "127.0.0.1", "PORT": str(server.port), "SECURITY": "none", **more
    }.items():  # fmt: skip
        terminal.monkeypatch.setenv(f"TELEMON_SMTP_{name}", value)


def test_next_moments_are_in_the_digests_zone(terminal: Terminal) -> None:
    plan = {
        "id": "morning", "watchlists": ["huawei"], "channels": ["mail"],
        "schedule": "weekdays 07:30", "timezone": "Europe/Berlin",
    }  # fmt: skip
    terminal.write(Files(digests=[plan]))
    terminal.do("once")

    said = terminal.do("digests", "next", "--now", "2026-10-23T08:00:00+02:00", "-f", "json")

    moments = [datetime.fromisoformat(str(row["at"])) for row in said.rows()]
    assert [moment.isoformat() for moment in moments] == [
        "2026-10-26T07:30:00+01:00", "2026-10-27T07:30:00+01:00", "2026-10-28T07:30:00+01:00",
        "2026-10-29T07:30:00+01:00", "2026-10-30T07:30:00+01:00",
    ]  # fmt: skip


def test_preview_shows_what_send_then_sends_once(told: Terminal, tmp_path: Path) -> None:
    preview = told.do("digests", "preview", "morning").out
    assert "wins an order" in preview
    told.do("digests", "preview", "morning", "--html", str(tmp_path / "m.html"))
    assert "wins an order" in (tmp_path / "m.html").read_text("utf-8")

    with mail_server() as server:
        _mail_to(told, server)
        assert "1 sent" in told.do("digests", "send", "morning").out
        assert "nothing to send" in told.do("digests", "send", "morning").out
    (mail,) = server.messages
    body = mail.get_body(("plain",))
    assert body is not None
    assert "wins an order" in body.get_content()
    (row, *_) = told.do("digests", "list", "-f", "json").rows()
    assert row["stories"] == 1
    assert (
        "wins an order" in told.do("digests", "preview", "morning", "--stored", str(row["id"])).out
    )


def test_unknown_digest_and_channel_are_named(told: Terminal) -> None:
    assert "morning" in told.fail(2, "digests", "preview", "mroning")
    assert "mail" in told.fail(2, "channels", "test", "male")
    assert "digests list" in told.fail(2, "digests", "preview", "morning", "--stored", "99")


def test_parked_delivery_is_listed_and_tried_again(told: Terminal) -> None:
    with mail_server() as server:
        _mail_to(told, server)
        server.says("RCPT", "550 5.1.1 no such user")
        told.do("digests", "send", "morning")
        (row,) = told.do("deliveries", "list", "--state", "parked", "-f", "json").rows()
        assert "no such user" in str(row["last_error"])

        assert "1 parked" in told.do("deliveries", "retry").out
        told.do("once")
        states = [r["state"] for r in told.do("deliveries", "list", "-f", "json").rows()]
        assert states == ["sent"]
    assert len(server.messages) == 1


def test_channel_is_tried_with_a_sample(told: Terminal) -> None:
    assert "outbox" in told.do("channels", "test", "mail").out
    with mail_server(login=("user", "secret")) as server:
        _mail_to(told, server, USER="user", PASSWORD="secret")
        assert "a@example.org" in told.do("channels", "test", "mail").out
        assert len(server.messages) == 1


@pytest.mark.parametrize("password", ["wrong", ""])
def test_refused_login_is_said_with_the_settings_to_look_at(told: Terminal, password: str) -> None:
    with mail_server(login=("user", "secret")) as server:
        _mail_to(told, server, USER="user", PASSWORD=password)
        said = told.fail(1, "channels", "test", "mail")
    assert "TELEMON_SMTP_" in said
    assert "secret" not in said


def test_mail_server_that_is_not_there_is_named(told: Terminal) -> None:
    with mail_server() as server:
        _mail_to(told, server)
    said = told.fail(1, "channels", "test", "mail")
    assert f"127.0.0.1:{server.port}" in said
