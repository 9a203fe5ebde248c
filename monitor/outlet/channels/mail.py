"""The bytes of one mail to one recipient (RFC 5322, 2919, 2369, 8058), the same at every repeat."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP, EmailPolicy
from email.utils import format_datetime
from html import escape
from urllib.parse import quote

from monitor.core.delivery import Message
from monitor.core.errors import DeliveryError
from monitor.outlet.channels.bodies import Body, body_of
from monitor.outlet.marks import plain

# Python's default of 78 folds a long List-Unsubscribe into encoded words, which breaks one-click
# (python/cpython#85725). 7bit: not every relay on the way speaks 8BITMIME.
POLICY: EmailPolicy[EmailMessage] = SMTP.clone(max_line_length=998, cte_type="7bit")
_UTF8_POLICY: EmailPolicy[EmailMessage] = POLICY.clone(utf8=True)
# anna@example.org, or a name and <anna@example.org>: stricter than RFC 5322, to keep headers safe.
_PART = r"[^\s@<>(),;:\\\"\[\]\x00-\x1f\x7f]+"
_MAILBOX = re.compile(
    rf"(?:(?P<name>[^<>\r\n]*)<)?(?P<local>{_PART})@(?P<domain>{_PART})(?(name)>)"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Mail:
    """A mail ready for SMTP: its envelope, its bytes, and whether a local part needs SMTPUTF8."""

    sender: str
    recipient: str
    data: bytes
    utf8: bool


def build_mail(
    message: Message,
    recipient: str,
    *,
    mail_from: str,
    mail_domain: str,
    unsubscribe_url: str | None = None,
) -> Mail:
    """The mail of `message` to `recipient`; equal arguments give equal bytes.

    `mail_from` is an address with or without a name. With `unsubscribe_url` (https) the mail offers
    one-click (RFC 8058), always the address to write to. Raises DeliveryError (permanent) for an
    address that is none.
    """
    sender, to = _address(mail_from, "TELEMON_MAIL_FROM"), _address(recipient, "the recipient")
    domain = _ascii_domain(mail_domain, "TELEMON_MAIL_DOMAIN")
    utf8 = not (sender.username.isascii() and to.username.isascii())
    policy = _UTF8_POLICY if utf8 else POLICY
    mail = EmailMessage(policy=policy)
    mail["From"], mail["To"] = sender, to
    mail["Subject"] = plain(message.subject, 200)
    _identify(mail, message, domain)
    _list_headers(mail, message, domain, sender.addr_spec, unsubscribe_url)
    mail["MIME-Version"] = "1.0"
    return Mail(
        sender=sender.addr_spec,
        recipient=to.addr_spec,
        data=mail.as_bytes(policy=policy).rstrip(b"\r\n") + _content(message),
        utf8=utf8,
    )


def _content(message: Message) -> bytes:
    """What follows the other headers: that of the content, and both parts (RFC 2046, 5.1)."""
    boundary, link = f"=_{_token(message.message_id)}", message.link
    parts = (
        _part("plain", body_of(message.text, link.isascii()), link),
        _part("html", body_of(message.html, link.isascii()), escape(link)),
    )
    head = f'\r\nContent-Type: multipart/alternative; boundary="{boundary}"\r\n'
    opened = f"\r\n--{boundary}\r\n".encode()
    return b"".join((head.encode(), *(opened + part for part in parts), opened[:-2], b"--\r\n"))


def _part(kind: str, body: Body, link: str) -> bytes:
    head = (
        f'Content-Type: text/{kind}; charset="utf-8"\r\n'
        f"Content-Transfer-Encoding: {body.encoding}\r\n\r\n"
    )
    return head.encode() + body.with_link(link)


def _identify(mail: EmailMessage, message: Message, domain: str) -> None:
    # All issues of a digest refer to one mail that never existed: programs show them as a thread.
    ids = message.thread or (f"digest.{message.list_id}",)
    thread = [f"<{_token(one)}@{domain}>" for one in ids]
    mail["Message-ID"] = f"<{_token(message.message_id)}@{domain}>"
    mail["In-Reply-To"] = thread[-1]
    mail["References"] = " ".join(thread)
    mail["Date"] = format_datetime(message.created_at.astimezone(UTC))
    mail["Auto-Submitted"] = "auto-generated"
    mail["X-Auto-Response-Suppress"] = "All"


def _list_headers(
    mail: EmailMessage, message: Message, domain: str, owner: str, unsubscribe_url: str | None
) -> None:
    token = _token(message.list_id)
    mail["List-Id"] = f"<{token}.{domain}>"
    if not owner.isascii():
        return
    ways = [f"<mailto:{quote(owner, safe='@')}?subject={quote(f'unsubscribe {token}')}>"]
    if unsubscribe_url:
        if not unsubscribe_url.startswith("https://") or not _printable(unsubscribe_url):
            raise DeliveryError(
                "e-mail: the unsubscribe address must begin with https; correct TELEMON_PUBLIC_URL",
                transient=False,
            )
        ways.insert(0, f"<{unsubscribe_url}>")
        mail["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    mail["List-Unsubscribe"] = ", ".join(ways)


def _address(text: str, whose: str) -> Address:
    """One mailbox, its domain in ASCII; the name is kept, controls in it are not."""
    found = _MAILBOX.fullmatch(text.strip(" "))
    if not found:
        raise DeliveryError(
            f"e-mail: {whose} is no address; write it as name@example.org", transient=False
        )
    name = plain((found["name"] or "").strip(' "'), 100)
    return Address(name, username=found["local"], domain=_ascii_domain(found["domain"], whose))


def _ascii_domain(domain: str, whose: str) -> str:
    try:
        name = domain.encode("idna").decode("ascii")
    except UnicodeError:
        name = ""
    if not name or not _one_word(name) or "@" in name:
        raise DeliveryError(
            f"e-mail: {whose} has no valid domain; write it as example.org", transient=False
        )
    return name


def _token(text: str) -> str:
    """`text` as an id may stand left of the @: letters, digits, dots and dashes."""
    return "".join(c if c.isascii() and (c.isalnum() or c in "-_.") else "-" for c in text)


def _one_word(text: str) -> bool:
    return text.isprintable() and not any(c.isspace() for c in text)


def _printable(url: str) -> bool:
    return url.isascii() and _one_word(url) and not set(url) & set("<>")
