"""A connection to an SMTP server: opened, protected, logged in, and left."""

from __future__ import annotations

import ssl
from dataclasses import dataclass, field
from datetime import timedelta
from functools import cache

import aiosmtplib

from monitor.core.delivery import SmtpSecurity
from monitor.core.errors import DeliveryError
from monitor.outlet.marks import plain

# The operator can mend a refused login, so the digest is kept; but not every minute, or the server
# locks the account.
LOGIN_WAIT = timedelta(hours=1)
FAREWELL = 5.0  # seconds to wait for a goodbye


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


async def connected(settings: SmtpSettings) -> aiosmtplib.SMTP:
    """A new connection, protected and logged in."""
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
    except BaseException:
        smtp.close()
        raise
    return smtp


async def _protect(smtp: aiosmtplib.SMTP, settings: SmtpSettings) -> None:
    await smtp.ehlo()
    if settings.security is not SmtpSecurity.STARTTLS:
        return
    if not smtp.supports_extension("starttls"):
        raise DeliveryError(
            f"{place(settings)} does not offer STARTTLS, so nothing was sent; "
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
            f"{place(settings)} refuses the login ({reply_of(error)}); "
            "check TELEMON_SMTP_USER and TELEMON_SMTP_PASSWORD",
            transient=True,
            retry_after=LOGIN_WAIT,
        ) from error


def says_goodbye(error: Exception) -> bool:
    """Whether the server ends the connection by its answer (RFC 5321, 3.8)."""
    return isinstance(error, aiosmtplib.SMTPResponseException) and error.code == 421


async def reset(smtp: aiosmtplib.SMTP) -> bool:
    """Ends a refused mail; whether the connection is good for another one (RFC 5321, 4.1.1.5)."""
    try:
        await smtp.rset()
    except (aiosmtplib.SMTPException, OSError):
        return False
    return True


async def goodbye(smtp: aiosmtplib.SMTP) -> None:
    """The server has the mails: whatever goes wrong from here must not send them again."""
    try:
        if smtp.is_connected:
            await smtp.quit(timeout=FAREWELL)
    except (aiosmtplib.SMTPException, OSError):
        return
    finally:
        smtp.close()


def reply_of(error: Exception) -> str:
    """What the server said, as one harmless line."""
    if isinstance(error, aiosmtplib.SMTPResponseException):
        return plain(f"{error.code} {error.message}", 200)
    return plain(str(error), 200)


def place(settings: SmtpSettings) -> str:
    """The server as errors name it."""
    return f"SMTP server {settings.host}:{settings.port}"


@cache
def _tls(ca_file: str | None) -> ssl.SSLContext:
    return ssl.create_default_context(cafile=ca_file)
