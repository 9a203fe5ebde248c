"""Follow-ups of one story or one digest stay in one thread, as mail programs make threads."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from copy import deepcopy
from email.message import EmailMessage
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


def _ids(found: Iterable[Iterable[EmailMessage]]) -> set[frozenset[str]]:
    """The threads as sets of Message-IDs."""
    return {frozenset(str(one["Message-ID"]) for one in thread) for thread in found}


def _bare(messages: Iterable[EmailMessage], *without: str) -> list[EmailMessage]:
    """Copies under subjects of their own, so that nothing but headers can join them."""
    copies = [deepcopy(one) for one in messages]
    for number, one in enumerate(copies):
        one.replace_header("Subject", f"Subject number {number}")
        for header in without:
            del one[header]
    return copies


def _by_headers(messages: Sequence[EmailMessage]) -> set[frozenset[str]]:
    """The threads by headers alone; References and In-Reply-To must each be enough."""
    found = _ids(threads(_bare(messages), subjects=False))
    assert _ids(threads(_bare(messages, "In-Reply-To"), subjects=False)) == found
    assert _ids(threads(_bare(messages, "References"), subjects=False)) == found
    nothing = threads(_bare(messages, "References", "In-Reply-To"), subjects=False)
    assert len(nothing) == len(messages), "only these headers join them"
    return found


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
            assert _ids(found) == _by_headers(mail.messages)
            sizes = {str(thread[0]["List-Id"]): len(thread) for thread in found}
            flash = [thread for thread in found if "flash" in str(thread[0]["List-Id"])]
            assert max(len(thread) for thread in flash) >= 3
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
