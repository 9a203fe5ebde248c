"""Follow-ups of one story or one digest stay in one thread, as mail programs make threads."""

from __future__ import annotations

from pathlib import Path

import pytest

from monitor.core.delivery import SmtpSecurity
from tests.flow.house import Files, house
from tests.flow.test_immediate import BAN, FLASH, Press
from tests.jwz import threads
from tests.mailserver import mail_server
from tests.servers import FeedServer

pytestmark = pytest.mark.anyio

MORNING = {
    "id": "morning",
    "watchlists": ["huawei"],
    "channels": ["mail"],
    "schedule": "daily 07:30",
}


async def test_each_story_and_each_digest_is_one_thread(tmp_path: Path) -> None:
    with FeedServer() as server, mail_server() as mail:
        press = Press(server)
        async with house(
            tmp_path,
            Files(feeds=press.feeds, digests=[FLASH, MORNING]),
            smtp_host="127.0.0.1",
            smtp_port=mail.port,
            smtp_security=SmtpSecurity.NONE,
        ) as home:
            await home.once()
            await home.once(minutes=20)
            press.tell(BAN, "wire")
            press.tell("Huawei opens a laboratory of optics in Turin", "post")
            await home.once(minutes=1)
            await home.once(minutes=6)
            for outlets in (("regulator",), ("echo", "star", "globe")):
                press.tell(BAN, *outlets)
                await home.once(minutes=10)
                await home.once(minutes=10)
            for day in range(2):
                press.tell(f"Huawei wins contract {day} for trains of Oslo", "herald")
                await home.once(hours=24)

            found = threads(mail.messages)
            sizes = {str(thread[0]["List-Id"]): len(thread) for thread in found}
            flash = [thread for thread in found if "flash" in str(thread[0]["List-Id"])]
            assert max(len(thread) for thread in flash) >= 2
            subjects = [{str(m["Subject"]).removeprefix("Re: ") for m in t} for t in flash]
            assert all(len(subject) == 1 for subject in subjects), "one subject in one thread"
            assert sizes["<morning.localhost>"] == 2
            assert [t for t in found if len({m["List-Id"] for m in t}) > 1] == []
            assert sum(len(thread) for thread in found) == len(mail.messages)


async def test_repeat_of_an_update_is_the_same_mail(tmp_path: Path) -> None:
    with FeedServer() as server, mail_server() as mail:
        press = Press(server)
        async with house(
            tmp_path,
            Files(feeds=press.feeds, digests=[FLASH]),
            smtp_host="127.0.0.1",
            smtp_port=mail.port,
            smtp_security=SmtpSecurity.NONE,
        ) as home:
            await home.once()
            await home.once(minutes=20)
            press.tell(BAN, "wire")
            await home.once(minutes=1)
            await home.once(minutes=6)
            press.tell(BAN, "regulator")
            await home.once(minutes=1)
            mail.says("END", "451 4.3.0 try again")
            await home.once(minutes=6)
            await home.once(minutes=5)

            first, update = mail.messages
            assert str(update["In-Reply-To"]) == str(first["Message-ID"])
            assert str(update["References"]).split()[0] == str(first["References"])
            assert str(update["Subject"]) == f"Re: {first['Subject']}"
