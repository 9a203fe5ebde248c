"""`telemon digests`, `deliveries`, `channels`: what is due, sent, refused and tried again."""

from __future__ import annotations

import asyncio
import json
import shutil
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from config.settings import load_settings
from monitor.app import open_app
from tests.cli.terminal import Terminal
from tests.flow.flood import pour
from tests.flow.house import Files, house, wire
from tests.mailserver import MailServer, mail_server, webhook_receiver
from tests.servers import FeedServer, entry, feed

BEGAN = datetime.now(UTC) - timedelta(hours=2)


@pytest.fixture(scope="module")
def waiting_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home in which one story waits for the digest; to be copied."""

    async def fill(folder: Path) -> None:
        old = entry("Old news", guid="0")
        with FeedServer() as server:
            url = server.serve("/a", feed(old))
            async with house(folder, Files(feeds=[wire(url)])) as made:
                made.clock.now = BEGAN  # `digests send` looks back thirty days from now
                await made.once()
                server.serve("/a", feed(entry("Huawei wins an order", guid="1"), old))
                await made.once(hours=1)

    folder = tmp_path_factory.mktemp("waiting")
    asyncio.run(fill(folder))
    return folder / "home"


@pytest.fixture
def told(terminal: Terminal, waiting_home: Path) -> Terminal:
    """A terminal on a home in which one story waits for the digest."""
    shutil.copytree(waiting_home, terminal.home)
    return terminal


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

    said = terminal.do("digests", "next", "--now", "2026-10-23T08:00:00+02:00", "-f", "json")

    moments = [datetime.fromisoformat(str(row["at"])) for row in said.rows()]
    assert [moment.isoformat() for moment in moments] == [
        "2026-10-26T07:30:00+01:00", "2026-10-27T07:30:00+01:00", "2026-10-28T07:30:00+01:00",
        "2026-10-29T07:30:00+01:00", "2026-10-30T07:30:00+01:00",
    ]  # fmt: skip


def test_next_moments_tell_of_a_pause_of_holidays_and_of_quiet_hours(terminal: Terminal) -> None:
    common = {"watchlists": ["huawei"], "channels": ["mail"], "timezone": "Europe/Berlin"}
    paused = {"id": "paused", "schedule": "daily 07:30", "paused_until": "2026-12-30", **common}
    nights = {
        "id": "nights", "schedule": "daily 05:00", "quiet": ["22:00-06:30"],
        "holidays": ["2026-12-24", "2026-12-25"], **common,
    }  # fmt: skip
    plain = {"id": "plain", "schedule": "daily 07:30", **common}
    terminal.write(Files(digests=[paused, nights, plain]))

    said = terminal.do("digests", "next", "--now", "2026-12-23T12:00:00+01:00", "-f", "json")

    rows = {str(row["digest"]): row for row in reversed(said.rows())}  # the first of each
    assert rows["paused"]["at"] == "2026-12-30T07:30:00+01:00"
    assert rows["paused"]["paused_until"] == "2026-12-30T00:00:00+01:00"
    assert rows["paused"]["note"] == "paused until 2026-12-30 00:00"
    assert rows["nights"]["at"] == "2026-12-26T06:30:00+01:00"
    assert rows["nights"]["moved_from"] == "2026-12-26T05:00:00+01:00"
    assert rows["nights"]["holidays"] == ["2026-12-24", "2026-12-25"]
    assert rows["nights"]["note"] == (
        "none on 2026-12-24, 2026-12-25 (holidays); moved from Sat 05:00 by quiet hours"
    )
    assert [row["note"] for row in said.rows() if row["digest"] == "plain"] == [""] * 5
    table = terminal.do("digests", "next", "--now", "2026-12-23T12:00:00+01:00").out
    assert table.count("paused until 2026-12-30 00:00") == 1


def test_preview_shows_what_send_then_sends_once(told: Terminal, tmp_path: Path) -> None:
    preview = told.do("digests", "preview", "morning").out
    assert "wins an order" in preview
    assert "Unsubscribe: mailto:telemon@localhost?subject=unsubscribe%20morning\n" in preview
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


def test_digest_is_paused_and_resumed_in_the_file_with_its_comments_kept(
    terminal: Terminal,
) -> None:
    terminal.write(Files())
    file = terminal.files.digests_file
    file.write_text(
        "# mine\n" + file.read_text("utf-8").replace("  schedule:", "  # early\n  schedule:")
    )

    said = terminal.do("digests", "pause", "morning", "--until", "2027-01-04 07:00").out
    assert "morning pauses until 2027-01-04 07:00" in said
    (first, *_) = terminal.do("digests", "next", "--now", "2026-12-23", "-f", "json").rows()
    assert first["paused_until"] == "2027-01-04T07:00:00+00:00"
    assert "# mine" in file.read_text("utf-8")
    assert "# early" in file.read_text("utf-8")
    terminal.do("digests", "resume", "morning")
    assert "paused_until" not in file.read_text("utf-8")
    assert "# early" in file.read_text("utf-8")

    before = file.read_text("utf-8")
    assert "did you mean morning?" in terminal.fail(
        2, "digests", "pause", "mornin", "--until", "2027-01-04"
    )
    assert "is no day" in terminal.fail(2, "digests", "pause", "morning", "--until", "soon")
    assert file.read_text("utf-8") == before


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


def test_each_kind_of_message_is_tried_with_a_sample(terminal: Terminal) -> None:
    with webhook_receiver() as hook:
        channel = {"id": "hook", "type": "webhook", "url": hook.url}
        plan = {"id": "d", "watchlists": ["huawei"], "channels": ["hook"], "schedule": "hourly"}
        terminal.write(Files(channels=[channel], digests=[plan]))
        for kind in ("digest", "story.created", "story.updated", "notice"):
            terminal.do("channels", "test", "hook", "--kind", kind)

        kinds = [json.loads(request.body)["type"] for request in hook.requests]
        assert kinds == ["digest", "story.created", "story.updated", "notice"]
        assert "story.deleted" in terminal.fail(
            2, "channels", "test", "hook", "--kind", "story.deleted"
        )


def test_doctor_tells_of_a_channel_whose_extra_is_missing(terminal: Terminal) -> None:
    channel = {"id": "phone", "type": "apprise", "url": "json://127.0.0.1/"}
    plan = {"id": "d", "watchlists": ["huawei"], "channels": ["phone"], "schedule": "hourly"}
    terminal.write(Files(channels=[channel], digests=[plan]))
    terminal.monkeypatch.setitem(sys.modules, "apprise", None)

    told = terminal.call("doctor", "-f", "json")

    (row,) = [row for row in told.rows() if row["what"] == "channels"]
    assert row["verdict"] == "bad"
    assert "pip install 'telemon[apprise]'" in str(row["detail"])
    assert "pip install" in terminal.fail(1, "channels", "test", "phone")


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


@pytest.mark.parametrize(
    ("options", "count"),
    [
        ((), 6),
        (("--state", "parked"), 2),
        (("--state", "sent"), 4),
        (("--state", "cancelled"), 0),
        (("--digest", "morning"), 4),
        (("--channel", "hook"), 2),
        (("--channel", "mail", "--limit", "3"), 3),
    ],
)
def test_deliveries_are_narrowed_by(
    newsroom: Terminal, options: tuple[str, ...], count: int
) -> None:
    assert len(newsroom.do("deliveries", "list", *options, "-f", "json").rows()) == count


def test_one_parked_delivery_is_made_due_alone(newsroom: Terminal) -> None:
    first, _ = newsroom.do("deliveries", "list", "--state", "parked", "-f", "json").rows()
    assert "1 parked" in newsroom.do("deliveries", "retry", str(first["id"])).out
    (pending,) = newsroom.do("deliveries", "list", "--state", "pending", "-f", "json").rows()
    assert pending["id"] == first["id"]


def test_tries_of_a_delivery_are_shown_and_its_channel_is_replayed(newsroom: Terminal) -> None:
    (parked, *_) = newsroom.do("deliveries", "list", "--state", "parked", "-f", "json").rows()

    (tried,) = newsroom.do("deliveries", "show", str(parked["id"]), "-f", "json").rows()
    assert (tried["number"], tried["outcome"]) == (1, "refused for good")
    assert newsroom.do("deliveries", "retry", "--channel", "mail").out.startswith("0 parked")
    channel = str(parked["channel"])
    assert newsroom.do("deliveries", "retry", "--channel", channel).out.startswith("2 parked")


def test_only_a_parked_delivery_is_tried_again(newsroom: Terminal) -> None:
    sent, *_ = newsroom.do("deliveries", "list", "--state", "sent", "-f", "json").rows()
    assert "only parked ones" in newsroom.fail(2, "deliveries", "retry", str(sent["id"]))
    assert "deliveries list" in newsroom.fail(2, "deliveries", "retry", "no-such-id")


def test_digests_are_listed_newest_first(newsroom: Terminal) -> None:
    rows = newsroom.do("digests", "list", "--digest", "morning", "-f", "json").rows()
    periods = [str(row["period"]) for row in rows]
    assert periods == ["2026-11-03T07:30:00+00:00", "2026-11-02T07:30:00+00:00"]
    newest = newsroom.do("digests", "list", "-n", "1", "-f", "json").rows()
    assert [row["id"] for row in newest] == [max(int(str(row["id"])) for row in newest)]
    assert len(newsroom.do("digests", "list").out.splitlines()) == 5


def test_what_an_issue_left_out_is_listed_by_its_id_or_that_of_its_digest(told: Terminal) -> None:
    folder = told.files
    text = folder.digests_file.read_text("utf-8")
    folder.digests_file.write_text(
        text.replace("schedule:", "max_stories: 1\n  schedule:"), "utf-8"
    )

    async def fill() -> None:
        async with open_app(load_settings(home=told.home), clock=lambda: BEGAN) as app:
            await app.desk.write(lambda session: pour(session, 5, BEGAN))

    asyncio.run(fill())
    told.do("digests", "send", "morning")
    (issue,) = told.do("digests", "list", "-n", "1", "-f", "json").rows()
    assert issue["left_out"] == 3

    by_id = told.do("digests", "left-out", str(issue["id"]), "-f", "json").rows()
    assert by_id == told.do("digests", "left-out", "morning", "-f", "json").rows()
    assert len(by_id) == 3
    assert {tuple(row) for row in by_id} == {("story", "title", "outlets", "url")}
    shown = told.do("digests", "preview", "morning", "--stored", str(issue["id"])).out
    assert f"left-out {issue['id']}" in " ".join(shown.split())
    for missing in ("999", "evening", "9" * 30):
        assert "digests list" in told.fail(2, "digests", "left-out", missing)


def test_channels_are_listed_with_who_uses_them(newsroom: Terminal) -> None:
    rows = newsroom.do("channels", "list", "-f", "json").rows()
    assert rows == [
        {"id": "mail", "type": "email", "recipients": 2, "digests": ["morning"]},
        {"id": "hook", "type": "webhook", "recipients": 1, "digests": ["board"]},
    ]


def test_webhook_that_is_not_there_is_named_without_its_secrets(newsroom: Terminal) -> None:
    told = newsroom.fail(1, "channels", "test", "hook")
    assert "hook" in told
    assert "sesame" not in told


@pytest.mark.parametrize("now", ["never", "9999-12-31T23:00", "0001-01-01"])
def test_time_out_of_any_calendar_is_refused(newsroom: Terminal, now: str) -> None:
    assert "is no time" in newsroom.fail(2, "digests", "next", "--now", now)
    assert "is no time" in newsroom.fail(2, "once", "--now", now)


@pytest.mark.parametrize("listing", ["deliveries", "digests"])
def test_limit_that_no_database_counts_to_is_refused(newsroom: Terminal, listing: str) -> None:
    assert "--limit" in newsroom.fail(2, listing, "list", "--limit", "9" * 30)


def test_sending_an_unknown_digest_names_a_near_one(newsroom: Terminal) -> None:
    assert "did you mean morning?" in newsroom.fail(2, "digests", "send", "mornin")
