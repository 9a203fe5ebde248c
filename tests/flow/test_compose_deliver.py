"""Stories, digests and deliveries: composed once, sent once, tried again, parked."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from email import message_from_bytes, policy
from pathlib import Path

import pytest
from standardwebhooks import Webhook

from monitor.core.delivery import DeliveryState, SmtpSecurity
from monitor.flow.deliver import deliver
from storage import deliveries, digests, notices
from storage.deliveries import Delivery, DeliveryFilter
from storage.engine import Session
from storage.tables import DeliveryRow
from tests.flow.house import Files, House, house, wire
from tests.mailserver import mail_server, webhook_receiver
from tests.servers import FeedServer, entry, feed

pytestmark = pytest.mark.anyio

SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
TALKS = "Huawei in talks over 5G licensing with a US firm"


def _talks(number: int, title: str = TALKS) -> str:
    return entry(title, guid=str(number), link=f"https://outlet-{number}.example/{number}")


async def _deliveries(home: House) -> list[Delivery]:
    return await home.app.desk.read(lambda s: deliveries.listing(s, DeliveryFilter()))


async def test_story_told_by_three_outlets_stands_once_with_the_others_named(
    tmp_path: Path,
) -> None:
    titles = (TALKS, f"{TALKS} - Wire", TALKS.upper())
    with FeedServer() as server:
        feeds = [
            wire(server.serve(f"/{n}", feed(_talks(n, title))), f"outlet-{n}")
            for n, title in enumerate(titles)
        ]
        async with house(tmp_path, Files(feeds=feeds)) as home:
            await home.once()

            (issue,) = await home.digests()
            (story,) = issue.issue.stories
            assert len(story.also_in) == 2
            assert story.title.text[story.title.marks[0].start :][:6].casefold() == "huawei"


async def test_first_issue_comes_at_once_then_one_a_day(tmp_path: Path) -> None:
    with FeedServer() as server:
        url = server.serve("/feed", feed(_talks(1)))
        async with house(tmp_path, Files(feeds=[wire(url)])) as home:
            await home.once()
            server.serve("/feed", feed(_talks(1), _talks(2, "Huawei opens a laboratory in Turin")))
            await home.once(hours=1)
            assert len(await home.digests()) == 1
            await home.once(hours=24)
            await home.once(hours=1)

            first, second = await home.digests()
            assert [s.title.text for s in first.issue.stories] == [TALKS]
            assert [s.title.text for s in second.issue.stories] == [
                "Huawei opens a laboratory in Turin"
            ]
            assert len(home.outbox) == 2


async def test_issue_after_a_long_sleep_is_late_once_and_says_so(tmp_path: Path) -> None:
    with FeedServer() as server:
        url = server.serve("/feed", feed(_talks(1)))
        async with house(tmp_path, Files(feeds=[wire(url)])) as home:
            await home.once()
            server.serve("/feed", feed(_talks(2, "Huawei opens a laboratory in Turin")))
            await home.once(hours=24 * 5)
            await home.once(minutes=5)

            assert [issue.late for issue in await home.digests()] == [False, True]


async def test_empty_issue_is_skipped_or_sent_as_asked(tmp_path: Path) -> None:
    plan = {"watchlists": ["huawei"], "channels": ["mail"], "schedule": "hourly"}
    plans = [{**plan, "id": "skips"}, {**plan, "id": "sends", "when_empty": "send"}]
    with FeedServer() as server:
        url = server.serve("/feed", feed(entry("Weather stays fine")))
        async with house(tmp_path, Files(feeds=[wire(url)], digests=plans)) as home:
            await home.once()

            assert [issue.digest_id for issue in await home.digests()] == ["sends"]
            assert len(home.outbox) == 1


async def test_each_recipient_gets_a_mail_of_its_own(tmp_path: Path) -> None:
    to = ["a@example.org", "b@example.org"]
    channel = {"id": "mail", "type": "email", "to": to}
    with FeedServer() as server, mail_server() as mail:
        url = server.serve("/feed", feed(_talks(1)))
        async with house(
            tmp_path,
            Files(feeds=[wire(url)], channels=[channel]),
            smtp_host="127.0.0.1",
            smtp_port=mail.port,
            smtp_security=SmtpSecurity.NONE,
        ) as home:
            await home.once()

            assert sorted(r for m in mail.received for r in m.recipients) == to
            assert len({m["Message-ID"] for m in mail.messages}) == 2
            assert len(await home.digests()) == 1


async def test_greylisted_mail_is_sent_later_under_the_same_id(tmp_path: Path) -> None:
    with FeedServer() as server, mail_server() as mail:
        url = server.serve("/feed", feed(_talks(1)))
        async with house(
            tmp_path,
            Files(feeds=[wire(url)]),
            smtp_host="127.0.0.1",
            smtp_port=mail.port,
            smtp_security=SmtpSecurity.NONE,
        ) as home:
            mail.says("RCPT", "451 4.7.1 come back later")
            await home.once()
            (waiting,) = await _deliveries(home)
            assert (waiting.state, waiting.attempts) == (DeliveryState.PENDING, 1)
            assert "451" in (waiting.last_error or "")
            await home.once(minutes=2)

            (sent,) = await _deliveries(home)
            assert sent.state is DeliveryState.SENT
            assert mail.messages[0]["Message-ID"].startswith(f"<{sent.id}@")


async def test_refused_recipient_is_parked_told_to_the_operator_and_revived(
    tmp_path: Path,
) -> None:
    with FeedServer() as server, mail_server() as mail:
        url = server.serve("/feed", feed(_talks(1)))
        async with house(
            tmp_path,
            Files(feeds=[wire(url)]),
            smtp_host="127.0.0.1",
            smtp_port=mail.port,
            smtp_security=SmtpSecurity.NONE,
        ) as home:
            mail.says("RCPT", "550 5.1.1 no such user")
            await home.once()
            (parked,) = await _deliveries(home)
            assert parked.state is DeliveryState.PARKED
            (notice,) = await home.app.desk.read(lambda s: notices.listing(s, open_only=True))
            assert "mail" in notice.subject
            await home.app.desk.write(lambda s: deliveries.retry(s, now=home.clock()))
            await deliver(home.app.desk, home.app.live)

            assert (await _deliveries(home))[0].state is DeliveryState.SENT
            assert await home.app.desk.read(lambda s: notices.listing(s, open_only=True)) == []


async def test_webhook_is_signed_and_tried_again_under_the_same_id(tmp_path: Path) -> None:
    with FeedServer() as server, webhook_receiver() as hook:
        url = server.serve("/feed", feed(_talks(1)))
        channel = {"id": "mail", "type": "webhook", "url": hook.url, "secret": SECRET}
        hook.says(503)
        async with house(tmp_path, Files(feeds=[wire(url)], channels=[channel])) as home:
            await home.once()
            await home.once(minutes=1)

            first, second = hook.requests
            assert first.headers["webhook-id"] == second.headers["webhook-id"]
            at = datetime.fromtimestamp(int(second.headers["webhook-timestamp"]), UTC)
            signed = Webhook(SECRET).sign(second.headers["webhook-id"], at, second.body.decode())
            assert second.headers["webhook-signature"] == signed
            assert json.loads(second.body)["type"] == "digest"


async def test_dead_process_repeats_under_the_same_id_and_shows_it(tmp_path: Path) -> None:
    with FeedServer() as server:
        url = server.serve("/feed", feed(_talks(1)))
        files = Files(feeds=[wire(url)])
        async with house(tmp_path, files) as home:
            await home.once()
            (sent,) = await _deliveries(home)

            def forget(session: Session) -> None:
                deliveries.retry(session, now=home.clock())
                row = session.get_one(DeliveryRow, sent.id)
                row.state, row.next_attempt_at = "pending", home.clock()

            before = home.outbox[0].read_bytes()
            await home.app.desk.write(forget)
        async with house(tmp_path, files) as home:
            await deliver(home.app.desk, home.app.live)

            assert len(home.outbox) == 1
            again = home.outbox[0].read_bytes()
            ids = {
                message_from_bytes(data, policy=policy.default)["Message-ID"]
                for data in (before, again)
            }
            assert len(ids) == 1


async def test_capped_issue_counts_the_rest_and_does_not_bring_it_tomorrow(
    tmp_path: Path,
) -> None:
    plan = {
        "id": "morning",
        "watchlists": ["huawei"],
        "channels": ["mail"],
        "schedule": "daily 07:30",
        "max_stories": 2,
    }
    with FeedServer() as server:
        items = [_talks(n, f"Huawei opens office number {n} in town {n}") for n in range(5)]
        url = server.serve("/feed", feed(*items))
        async with house(tmp_path, Files(feeds=[wire(url)], digests=[plan])) as home:
            await home.once()
            await home.once(hours=24)

            (issue,) = await home.digests()
            assert (issue.story_count, issue.left_out) == (2, 3)
            told = await home.app.desk.read(
                lambda s: [digests.of_story(s, n)[0].shown for n in range(1, 6)]
            )
            assert sorted(told) == [False, False, False, True, True]
            out = await home.app.desk.read(lambda s: digests.left_out(s, issue.id, shown=2))
            assert sorted(out) == [n for n in range(1, 6) if not told[n - 1]]
            shorter = await home.app.desk.read(lambda s: digests.left_out(s, issue.id, shown=1))
            assert shorter == [issue.issue.stories[1].story_id, *out]
            mail = message_from_bytes(home.outbox[0].read_bytes(), policy=policy.default)
            text = mail.get_body(("plain",))
            assert text is not None
            assert f"telemon digests left-out {issue.id}" in " ".join(text.get_content().split())
