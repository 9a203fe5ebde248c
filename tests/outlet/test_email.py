"""Mail over real SMTP servers: what is on the wire, and what each failure means."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.core.delivery import Message, SmtpSecurity
from monitor.core.errors import DeliveryError
from monitor.outlet.channels.email import send_mail
from monitor.outlet.channels.mail import build_mail
from monitor.outlet.channels.smtp import LOGIN_WAIT, SmtpSettings
from monitor.outlet.render import render
from tests.mailserver import CERTIFICATE, DIE, MailServer, mail_server, wait_for
from tests.outlet.builders import NOW, realistic_issue

pytestmark = pytest.mark.anyio

TO = "anna@example.org"
LONG_TOKEN = "x" * 300


def message() -> Message:
    rendered = render(realistic_issue(), unsubscribe_mailto="news@example.org")
    return rendered.message(message_id="0a1b2c", list_id="morning", created_at=NOW)


def settings_for(
    server: MailServer | int,
    security: SmtpSecurity = SmtpSecurity.NONE,
    *,
    login: tuple[str, str] = ("", ""),
    timeout: float = 5.0,
) -> SmtpSettings:
    return SmtpSettings(
        host="127.0.0.1",
        port=server if isinstance(server, int) else server.port,
        security=security,
        user=login[0] or None,
        password=login[1] or None,
        mail_from="telemon <news@example.org>",
        mail_domain="news.example.org",
        timeout=timeout,
        ca_file=str(CERTIFICATE),
    )


@pytest.fixture
def server() -> Iterator[MailServer]:
    with mail_server() as running:
        yield running


async def failure(
    settings: SmtpSettings, to: str = TO, msg: Message | None = None
) -> DeliveryError:
    with pytest.raises(DeliveryError) as raised:
        await send_mail(settings, msg or message(), to)
    assert to not in str(raised.value)
    return raised.value


async def test_mail_arrives_whole_with_text_and_html(server: MailServer) -> None:
    sent = message()

    await send_mail(settings_for(server), sent, TO)

    (received,) = server.received
    text = received.message.get_body(("plain",))
    html = received.message.get_body(("html",))
    assert (received.sender, received.recipients) == ("news@example.org", (TO,))
    assert received.message.get_content_type() == "multipart/alternative"
    assert text is not None
    assert html is not None
    assert text.get_content().splitlines() == sent.text.splitlines()
    assert html.get_content().splitlines() == sent.html.splitlines()
    assert "华为" in sent.text
    assert received.data.isascii()
    assert max(map(len, received.data.split(b"\r\n"))) <= 998


async def test_headers_say_what_the_mail_is(server: MailServer) -> None:
    await send_mail(settings_for(server), message(), TO)

    mail = server.messages[0]
    assert mail["From"] == "telemon <news@example.org>"
    assert mail["To"] == TO
    assert mail["Subject"] == message().subject
    assert mail["Message-ID"] == "<0a1b2c@news.example.org>"
    assert mail["References"] == mail["In-Reply-To"] == "<digest.morning@news.example.org>"
    assert mail["List-Id"] == "<morning.news.example.org>"
    assert mail["Auto-Submitted"] == "auto-generated"
    assert mail["Date"].datetime == NOW
    assert mail["List-Unsubscribe"] == "<mailto:news@example.org?subject=unsubscribe%20morning>"
    assert "List-Unsubscribe-Post" not in mail


async def test_long_unsubscribe_address_is_one_line_on_the_wire(server: MailServer) -> None:
    url = f"https://telemon.example.org/unsubscribe/{LONG_TOKEN}"

    await send_mail(settings_for(server), message(), TO, unsubscribe_url=url)

    lines = server.received[0].head.split("\r\n")
    mailto = "mailto:news@example.org?subject=unsubscribe%20morning"
    assert f"List-Unsubscribe: <{url}>, <{mailto}>" in lines
    assert "List-Unsubscribe-Post: List-Unsubscribe=One-Click" in lines


async def test_repeat_has_the_same_bytes(server: MailServer) -> None:
    await send_mail(settings_for(server), message(), TO)
    await send_mail(settings_for(server), message(), TO)

    first, second = server.received
    assert first.data == second.data


async def test_starttls_protects_mail_and_login() -> None:
    with mail_server(starttls=True, login=("user", "geheim")) as server:
        await send_mail(
            settings_for(server, SmtpSecurity.STARTTLS, login=("user", "geheim")), message(), TO
        )

    assert [(mail.tls, mail.user) for mail in server.received] == [(True, "user")]


async def test_tls_from_the_start_protects_mail() -> None:
    with mail_server(tls=True) as server:
        await send_mail(settings_for(server, SmtpSecurity.TLS), message(), TO)

    assert [mail.tls for mail in server.received] == [True]


async def test_nothing_is_sent_in_clear_when_starttls_is_missing(server: MailServer) -> None:
    error = await failure(settings_for(server, SmtpSecurity.STARTTLS, login=("user", "geheim")))

    assert not error.transient
    assert "does not offer STARTTLS" in str(error)
    assert "TELEMON_SMTP_SECURITY" in str(error)
    assert server.received == []


async def test_unknown_certificate_is_refused_and_tried_again_later() -> None:
    with mail_server(starttls=True) as server:
        unknown = replace(settings_for(server, SmtpSecurity.STARTTLS), ca_file=None)
        error = await failure(unknown)

    assert error.transient
    assert "certificate" in str(error)
    assert server.received == []


async def test_plain_server_on_a_tls_port_is_named(server: MailServer) -> None:
    error = await failure(settings_for(server, SmtpSecurity.TLS, timeout=1))

    assert error.transient


async def test_refused_login_says_which_settings_to_check_and_waits() -> None:
    with mail_server(starttls=True, login=("user", "geheim")) as server:
        error = await failure(
            settings_for(server, SmtpSecurity.STARTTLS, login=("user", "wrong-one"))
        )

    assert error.transient
    assert error.retry_after == LOGIN_WAIT
    assert "TELEMON_SMTP_USER and TELEMON_SMTP_PASSWORD" in str(error)
    assert "wrong-one" not in str(error)


async def test_server_without_login_says_which_settings_to_check(server: MailServer) -> None:
    error = await failure(settings_for(server, login=("user", "geheim")))

    assert error.transient
    assert "refuses the login" in str(error)


@pytest.mark.parametrize(
    ("verb", "reply", "transient", "says"),
    [
        ("RCPT", "451 4.7.1 greylisted, come back", True, "451"),
        ("RCPT", "450 4.2.1 too many mails", True, "450"),
        ("RCPT", f"550 5.1.1 <{TO}> unknown", False, "refused the recipient"),
        ("MAIL", "553 5.1.8 not your domain", False, "TELEMON_MAIL_FROM"),
        ("MAIL", "421 4.3.2 closing down", True, "421"),
        ("DATA", "452 4.3.1 disk full", True, "452"),
        ("DATA", "554 5.7.1 no", False, "554"),
        ("END", "451 4.3.0 try later", True, "451"),
        ("END", "552 5.3.4 too big", False, "refused the mail"),
    ],
)
async def test_reply_code_decides_whether_to_try_again(
    server: MailServer, verb: str, reply: str, transient: bool, says: str
) -> None:
    server.says(verb, reply)

    error = await failure(settings_for(server))

    assert error.transient is transient
    assert says in str(error)
    assert server.received == []


async def test_greylisted_mail_goes_through_at_the_second_try(server: MailServer) -> None:
    server.says("RCPT", "451 4.7.1 greylisted")

    await failure(settings_for(server))
    await send_mail(settings_for(server), message(), TO)

    assert len(server.received) == 1


async def test_server_that_dies_in_the_middle_of_data_is_tried_again(server: MailServer) -> None:
    server.says("DATA", DIE)

    error = await failure(settings_for(server))

    assert error.transient
    assert server.received == []


async def test_repeat_after_a_lost_answer_bears_the_same_message_id(server: MailServer) -> None:
    server.says("END", DIE)

    error = await failure(settings_for(server))
    await send_mail(settings_for(server), message(), TO)

    wait_for(server.received, 2)
    assert error.transient
    assert len({mail["Message-ID"] for mail in server.messages}) == 1


async def test_nobody_at_the_port_is_tried_again() -> None:
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        error = await failure(settings_for(closed.getsockname()[1]))

    assert error.transient
    assert "cannot be reached" in str(error)


async def test_server_that_says_nothing_is_given_up_in_time() -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        error = await failure(settings_for(silent.getsockname()[1], timeout=0.2))

    assert error.transient
    assert "did not answer in time" in str(error)


async def test_domain_beyond_ascii_is_written_in_ascii(server: MailServer) -> None:
    await send_mail(settings_for(server), message(), "anna@bücher.example")

    assert server.received[0].recipients == ("anna@xn--bcher-kva.example",)
    assert server.messages[0]["To"] == "anna@xn--bcher-kva.example"


async def test_local_part_beyond_ascii_needs_a_server_that_takes_it(server: MailServer) -> None:
    await send_mail(settings_for(server), message(), "jürgen@example.org")

    assert server.received[0].recipients == ("jürgen@example.org",)
    assert "To: jürgen@example.org" in server.received[0].head
    with mail_server(utf8=False) as old:
        error = await failure(settings_for(old), "jürgen@example.org")
        assert not error.transient
        assert "SMTPUTF8" in str(error)


@pytest.mark.parametrize(
    "address",
    [
        "",
        "anna",
        "anna@",
        "@example.org",
        "anna@example.org\r\nBcc: eve@example.org",
        "anna@example.org\nBcc: eve@example.org",
        "anna@example.org, eve@example.org",
        "anna@exa mple.org",
        "anna@example.org>",
        "anna@" + "a" * 64 + ".org",
    ],
)
async def test_what_is_no_single_address_is_refused_for_good(
    server: MailServer, address: str
) -> None:
    with pytest.raises(DeliveryError, match=r"is no address|no valid domain") as raised:
        await send_mail(settings_for(server), message(), address)

    assert not raised.value.transient
    assert server.sessions == 0


@given(subject=st.text(max_size=300), list_id=st.text(min_size=1, max_size=40))
@settings(max_examples=60, deadline=None)
def test_no_text_can_add_a_header(subject: str, list_id: str) -> None:
    msg = Message(
        message_id=list_id,
        subject=subject + "\r\nBcc: eve@example.org",
        html="<p>a</p>",
        text="a",
        payload="{}",
        list_id=list_id,
        created_at=datetime(2026, 11, 23, tzinfo=UTC),
    )

    mail = build_mail(msg, TO, mail_from="news@example.org", mail_domain="example.org")

    head = mail.data.split(b"\r\n\r\n", 1)[0]
    names = [line.split(b":")[0] for line in head.split(b"\r\n") if not line.startswith(b" ")]
    assert b"Bcc" not in names
    assert sorted(names) == sorted(set(names))
    assert len(names) == 13


def test_unsubscribe_page_must_be_https() -> None:
    with pytest.raises(DeliveryError, match="TELEMON_PUBLIC_URL"):
        build_mail(
            message(),
            TO,
            mail_from="news@example.org",
            mail_domain="example.org",
            unsubscribe_url="http://telemon.example.org/u/1",
        )


def test_settings_do_not_show_the_password() -> None:
    shown = repr(replace(settings_for(25), password="geheim"))

    assert "geheim" not in shown
    assert timedelta(hours=1) == LOGIN_WAIT
