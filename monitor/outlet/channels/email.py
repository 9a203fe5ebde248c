"""Sending a mail by SMTP: one recipient, and what a failure means for the next try."""

from __future__ import annotations

import ssl
from dataclasses import dataclass, field
from datetime import timedelta
from functools import cache

import aiosmtplib
import anyio

from monitor.core.delivery import Message, SmtpSecurity
from monitor.core.errors import DeliveryError
from monitor.outlet.channels.mail import Mail, build_mail
from monitor.outlet.marks import plain

# The operator can mend a refused login, so the digest is kept; but not every minute, or the server
# locks the account.
LOGIN_WAIT = timedelta(hours=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class SmtpSettings:
    """Where mail is handed in. `timeout` is in seconds: for each step; five times it for all.

    `ca_file` names certificates (PEM) to trust instead of the system's.
    """

    host: str
    port: int = 587
    security: SmtpSecurity = SmtpSecurity.STARTTLS
    user: str | None = None
    password: str | None = field(default=None, repr=False)
    mail_from: str
    mail_domain: str
    timeout: float = 30.0
    ca_file: str | None = None


async def send_mail(
    settings: SmtpSettings,
    message: Message,
    recipient: str,
    *,
    unsubscribe_url: str | None = None,
) -> None:
    """Hands `message` for `recipient` to the server; returns when the server has taken it over.

    Raises DeliveryError: transient for 4xx, time-outs, lost connections and TLS; permanent for 5xx,
    for an address that is none and for a server that lacks STARTTLS. A refused login is transient,
    with an hour's wait. No error names the recipient.
    """
    mail = build_mail(
        message,
        recipient,
        mail_from=settings.mail_from,
        mail_domain=settings.mail_domain,
        unsubscribe_url=unsubscribe_url,
    )
    try:
        with anyio.fail_after(settings.timeout * 5):
            await _deliver(settings, mail)
    except (aiosmtplib.SMTPException, OSError, ValueError) as error:
        raise _failure(settings, mail, error) from error


async def _deliver(settings: SmtpSettings, mail: Mail) -> None:
    smtp = aiosmtplib.SMTP(
        hostname=settings.host,
        port=settings.port,
        use_tls=settings.security is SmtpSecurity.TLS,
        start_tls=False,  # _protect does it: the library's "if offered" falls back to clear text
        tls_context=_tls(settings.ca_file) if settings.security is SmtpSecurity.TLS else None,
        timeout=settings.timeout,
        local_hostname=settings.mail_domain.encode("idna").decode("ascii"),
    )
    try:
        await smtp.connect()
        await _protect(smtp, settings)
        await _login(smtp, settings)
        await _hand_over(smtp, settings, mail)
        await _goodbye(smtp)
    finally:
        smtp.close()


async def _protect(smtp: aiosmtplib.SMTP, settings: SmtpSettings) -> None:
    await smtp.ehlo()
    if settings.security is not SmtpSecurity.STARTTLS:
        return
    if not smtp.supports_extension("starttls"):
        raise DeliveryError(
            f"{_place(settings)} does not offer STARTTLS, so nothing was sent; "
            "set TELEMON_SMTP_SECURITY to tls (mostly port 465), or to none on a network you trust",
            transient=False,
        )
    await smtp.starttls(tls_context=_tls(settings.ca_file), server_hostname=settings.host)
    await smtp.ehlo()


async def _login(smtp: aiosmtplib.SMTP, settings: SmtpSettings) -> None:
    if not settings.user:
        return
    try:
        await smtp.login(settings.user, settings.password or "")
    except (aiosmtplib.SMTPServerDisconnected, aiosmtplib.SMTPTimeoutError):
        raise
    except aiosmtplib.SMTPException as error:
        raise DeliveryError(
            f"{_place(settings)} refuses the login ({_reply(error)}); "
            "check TELEMON_SMTP_USER and TELEMON_SMTP_PASSWORD",
            transient=True,
            retry_after=LOGIN_WAIT,
        ) from error


async def _hand_over(smtp: aiosmtplib.SMTP, settings: SmtpSettings, mail: Mail) -> None:
    if mail.utf8 and not smtp.supports_extension("smtputf8"):
        raise DeliveryError(
            f"{_place(settings)} takes no addresses beyond ASCII (SMTPUTF8); use an ASCII address",
            transient=False,
        )
    options = ["SMTPUTF8"] if mail.utf8 else []
    encoding = "utf-8" if mail.utf8 else "ascii"
    await smtp.mail(mail.sender, options=options, encoding=encoding)
    await smtp.rcpt(mail.recipient, encoding=encoding)
    await smtp.data(mail.data)


async def _goodbye(smtp: aiosmtplib.SMTP) -> None:
    """The server has the mail: whatever goes wrong from here must not send it again."""
    try:
        await smtp.quit()
    except (aiosmtplib.SMTPException, OSError):
        return


def _failure(settings: SmtpSettings, mail: Mail, error: Exception) -> DeliveryError:
    place = _place(settings)
    if isinstance(error, aiosmtplib.SMTPResponseException) and 200 <= error.code < 600:
        what = _REFUSED.get(type(error), "refused the mail")
        reply = _reply(error).replace(mail.recipient, "the recipient")
        return DeliveryError(f"{place} {what} ({reply})", transient=error.code < 500)
    if isinstance(error, (TimeoutError, aiosmtplib.SMTPTimeoutError)):
        return DeliveryError(f"{place} did not answer in time", transient=True)
    if isinstance(error, ssl.SSLError) or isinstance(error.__cause__, ssl.SSLError):
        return DeliveryError(
            f"{place}: no secure connection ({plain(str(error), 200)}); check the host name, the "
            "certificate and TELEMON_SMTP_SECURITY",
            transient=True,
        )
    return DeliveryError(f"{place} cannot be reached ({plain(str(error), 200)})", transient=True)


_REFUSED: dict[type[Exception], str] = {
    aiosmtplib.SMTPSenderRefused: "refused the sender; check TELEMON_MAIL_FROM",
    aiosmtplib.SMTPRecipientRefused: "refused the recipient",
    aiosmtplib.SMTPDataError: "refused the mail",
    aiosmtplib.SMTPConnectResponseError: "refused the connection",
    aiosmtplib.SMTPHeloError: "refused the greeting; check TELEMON_MAIL_DOMAIN",
}


def _reply(error: Exception) -> str:
    if isinstance(error, aiosmtplib.SMTPResponseException):
        return plain(f"{error.code} {error.message}", 200)
    return plain(str(error), 200)


def _place(settings: SmtpSettings) -> str:
    return f"SMTP server {settings.host}:{settings.port}"


@cache
def _tls(ca_file: str | None) -> ssl.SSLContext:
    return ssl.create_default_context(cafile=ca_file)
