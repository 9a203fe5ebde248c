"""Bodies of mails: encoded once for all who get the same, and read back by the standard library."""

from __future__ import annotations

from dataclasses import replace
from email import message_from_bytes
from email.policy import default
from html import escape

from hypothesis import example, given, settings
from hypothesis import strategies as st

from monitor.core.delivery import LINK, Message
from monitor.outlet.channels.bodies import body_of
from monitor.outlet.channels.mail import build_mail
from monitor.outlet.render import render
from tests.outlet.builders import NOW, realistic_issue

LINKS = ("", "https://t.example.org/u/" + "x" * 60, "mailto:a@b.c?subject=off&body=x", "https://ü/")


def built(message: Message, to: str = "anna@example.org") -> bytes:
    return build_mail(message, to, mail_from="n@example.org", mail_domain="example.org").data


def read(data: bytes, kind: str) -> str:
    """The part as a mail program reads it, with plain line ends."""
    body = message_from_bytes(data, policy=default).get_body((kind,))
    assert body is not None
    return str(body.get_content()).replace("\r\n", "\n")


def message(text: str, html: str, link: str = "") -> Message:
    return Message(
        message_id="0a1b", subject="S", html=html, text=text, payload="{}", list_id="d",
        created_at=NOW, link=link,
    )  # fmt: skip


CONTENT = st.lists(
    st.sampled_from(
        ["a", " ", "\n", ".", "=", "é", "华为", "\t", "From ", "-" * 90, "w" * 1200, LINK]
    ),
    max_size=30,
).map("".join)


@given(text=CONTENT, html=CONTENT, link=st.sampled_from(LINKS))
@example("a \n.\n" + LINK, "华" * 500 + LINK + " \n" + LINK + "é", LINKS[1])
@example("", "w" * 1200 + " ", "")
@example("", "é" + "w" * 70 + LINK, LINKS[1])
@example("é" + "w" * 74 + "\t\n", "é" + "w" * 69 + " \n", "")
@settings(max_examples=150, deadline=None)
def test_any_body_is_read_back_with_the_link_in_its_places(text: str, html: str, link: str) -> None:
    data = built(message(text, html, link))

    assert read(data, "plain").rstrip("\n") == text.replace(LINK, link).rstrip("\n")
    assert read(data, "html").rstrip("\n") == html.replace(LINK, escape(link)).rstrip("\n")
    assert data.isascii()
    for part in data.split(b"--=_0a1b"):
        if b"quoted-printable" in part or b"base64" in part:
            assert max(map(len, part.split(b"\r\n"))) <= 76, "RFC 2045, 6.7 and 6.8"
    assert max(map(len, data.split(b"\r\n"))) <= 998
    assert b"\n" not in data.replace(b"\r\n", b"")
    assert b"\r" not in data.replace(b"\r\n", b"")


def test_mails_to_many_are_encoded_once_and_differ_by_their_link_alone() -> None:
    rendered = render(realistic_issue(), unsubscribe_url=LINK)
    shared = rendered.message(message_id="0a1b", list_id="d", created_at=NOW)
    body_of.cache_clear()

    links = [f"https://t.example.org/unsubscribe/{number:040}" for number in range(50)]
    mails = [built(replace(shared, link=link)) for link in links]

    assert body_of.cache_info().misses == 2
    for link, data in zip(links, mails, strict=True):
        assert read(data, "html").count(link) == 1
        assert read(data, "plain").count(link) == 1
        assert LINK not in read(data, "html")


def test_script_of_many_bytes_is_not_made_three_times_as_long() -> None:
    data = built(message("华" * 3000, "<p>" + "华" * 30_000 + "</p>"))

    assert len(data) < 99_000 * 1.5
