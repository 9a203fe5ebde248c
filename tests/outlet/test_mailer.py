"""Several mails over one connection: what is shared, what ends it, and that no mail is lost or doubled."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace

import anyio
import pytest

from monitor.core.delivery import Message
from monitor.core.errors import DeliveryError
from monitor.outlet.channels import email
from monitor.outlet.channels.email import Mailer
from tests.mailserver import DIE, MailServer, mail_server, wait_until
from tests.outlet.test_email import message, settings_for

pytestmark = pytest.mark.anyio


@pytest.fixture
def server() -> Iterator[MailServer]:
    with mail_server() as running:
        yield running


def numbered(number: int) -> Message:
    return replace(message(), message_id=f"mail-{number}")


def to(number: int) -> str:
    return f"reader-{number}@example.org"


def got(server: MailServer) -> list[int]:
    """The numbers of the mails that arrived; each must have gone to its own reader."""
    for mail in server.received:
        number = str(mail.message["Message-ID"]).split("@")[0].rpartition("-")[2]
        assert mail.recipients == (to(int(number)),)
    return sorted(
        int(str(mail["Message-ID"]).split("@")[0].rpartition("-")[2]) for mail in server.messages
    )


async def sent(mailer: Mailer, numbers: Sequence[int]) -> list[DeliveryError]:
    """Sends one after the other, and what failed."""
    failed = []
    for number in numbers:
        try:
            await mailer.send(numbered(number), to(number))
        except DeliveryError as error:
            failed.append(error)
    return failed


async def sent_at_once(server: MailServer, count: int) -> list[DeliveryError]:
    failed: list[DeliveryError] = []

    async def one(mailer: Mailer, number: int) -> None:
        failed.extend(await sent(mailer, [number]))

    async with Mailer(settings_for(server)) as mailer, anyio.create_task_group() as group:
        for number in range(count):
            group.start_soon(one, mailer, number)
    return failed


async def test_mails_go_over_one_connection_that_is_left_at_the_end(server: MailServer) -> None:
    async with Mailer(settings_for(server)) as mailer:
        assert await sent(mailer, range(5)) == []
        assert (server.sessions, server.open) == (1, 1)

    assert got(server) == [0, 1, 2, 3, 4]
    wait_until(lambda: server.open == 0)


async def test_mails_of_one_time_have_a_connection_each(server: MailServer) -> None:
    assert await sent_at_once(server, 4) == []

    assert got(server) == [0, 1, 2, 3]
    assert server.sessions == 4


async def test_connection_is_left_after_a_hundred_mails(
    server: MailServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(email, "MAILS_EACH", 3)
    async with Mailer(settings_for(server)) as mailer:
        await sent(mailer, range(7))

    assert got(server) == list(range(7))
    assert server.sessions == 3


async def test_server_that_closes_after_some_mails_gets_the_others_over_new_connections(
    server: MailServer,
) -> None:
    server.mails_each = 2
    async with Mailer(settings_for(server)) as mailer:
        for number in range(7):
            assert await sent(mailer, [number]) == []
            if number % 2:
                wait_until(lambda: server.open == 0)

    assert got(server) == list(range(7))
    assert server.sessions == 4


@pytest.mark.parametrize(
    ("verb", "reply"),
    [
        ("MAIL", "421 4.7.0 too many mails over this connection"),
        ("MAIL", "452 4.5.3 enough for this session"),
        ("MAIL", DIE),
        ("RCPT", "421 4.3.2 closing down"),
        ("RCPT", DIE),
    ],
)
async def test_server_that_has_enough_before_data_is_asked_again_at_once(
    server: MailServer, verb: str, reply: str
) -> None:
    async with Mailer(settings_for(server)) as mailer:
        await sent(mailer, [0])
        server.says(verb, reply)
        assert await sent(mailer, [1, 2]) == []

    assert got(server) == [0, 1, 2]
    assert server.sessions == 2


@pytest.mark.parametrize("reply", ["421 4.7.0 slow down", "451 4.7.1 later"])
async def test_server_that_says_so_over_a_new_connection_too_is_left_alone(
    server: MailServer, reply: str
) -> None:
    async with Mailer(settings_for(server)) as mailer:
        await sent(mailer, [0])
        server.says("MAIL", reply, reply)
        (error,) = await sent(mailer, [1])
        assert error.transient
        assert reply[:3] in str(error)
        assert await sent(mailer, [2]) == []

    assert got(server) == [0, 2]


async def test_idle_connection_that_the_server_ended_is_replaced(server: MailServer) -> None:
    server.idle = 0.05
    async with Mailer(settings_for(server)) as mailer:
        await sent(mailer, [0])
        wait_until(lambda: server.open == 0)
        assert await sent(mailer, [1]) == []

    assert got(server) == [0, 1]


async def test_connection_that_was_idle_for_long_is_not_trusted(
    server: MailServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(email, "IDLE", 0.0)
    async with Mailer(settings_for(server)) as mailer:
        await sent(mailer, [0, 1])

    assert got(server) == [0, 1]
    assert server.sessions == 2


@pytest.mark.parametrize(
    ("verb", "reply", "transient"),
    [
        ("RCPT", "550 5.1.1 no such user", False),
        ("RCPT", "450 4.2.0 greylisted", True),
        ("MAIL", "550 5.7.1 not you", False),
        ("DATA", "554 5.7.1 no", False),
        ("END", "552 5.3.4 too big", False),
        ("END", "451 4.3.0 later", True),
    ],
)
async def test_refused_mail_is_reset_and_the_next_goes_over_the_same_connection(
    server: MailServer, verb: str, reply: str, transient: bool
) -> None:
    async with Mailer(settings_for(server)) as mailer:
        await sent(mailer, [0])
        server.says(verb, reply)
        (error,) = await sent(mailer, [1])
        assert error.transient is transient
        assert await sent(mailer, [2]) == []

    assert got(server) == [0, 2]
    assert server.sessions == 1


@pytest.mark.parametrize(("verb", "stored"), [("DATA", False), ("END", True)])
async def test_mail_whose_end_nobody_knows_is_not_repeated_at_once(
    server: MailServer, verb: str, stored: bool
) -> None:
    async with Mailer(settings_for(server)) as mailer:
        await sent(mailer, [0])
        server.says(verb, DIE)
        (error,) = await sent(mailer, [1])
        assert error.transient
        assert await sent(mailer, [2]) == []

    wait_until(lambda: len(server.received) == 2 + stored)
    assert Counter(got(server)) == Counter([0, 2, *([1] if stored else [])])


async def test_server_that_takes_few_connections_gets_every_mail_over_these(
    server: MailServer,
) -> None:
    server.at_once = 2

    assert await sent_at_once(server, 20) == []

    assert got(server) == list(range(20))
    assert server.refused <= 18, "it is not asked for more, once it said how many"


async def test_server_that_takes_no_connection_is_told_of(server: MailServer) -> None:
    server.at_once = 0

    failed = await sent_at_once(server, 3)

    assert len(failed) == 3
    assert all(error.transient and "too many connections" in str(error) for error in failed)


async def test_server_that_goes_while_others_wait_for_its_connection_strands_nobody(
    server: MailServer,
) -> None:
    server.at_once = 1
    server.mood = lambda verb: DIE if verb == "END" else None

    failed = await sent_at_once(server, 6)

    assert len(failed) == 6
    assert Counter(got(server)).most_common(1)[0][1] == 1
