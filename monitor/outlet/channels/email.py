"""Sending mails by SMTP: each to one recipient, and what a failure means for the next try."""

from __future__ import annotations

import ssl
from dataclasses import dataclass

import aiosmtplib
import anyio

from monitor.core.delivery import Message
from monitor.core.errors import DeliveryError
from monitor.outlet.channels.mail import Mail, build_mail
from monitor.outlet.channels.smtp import (
    SmtpSettings,
    connected,
    goodbye,
    place,
    reply_of,
    reset,
    says_goodbye,
)
from monitor.outlet.marks import plain

# So many mails go over one connection, which is less than servers commonly allow.
MAILS_EACH = 100
# Seconds without work after which a connection is not trusted any more.
IDLE = 15.0


async def send_mail(
    settings: SmtpSettings,
    message: Message,
    recipient: str,
    *,
    unsubscribe_url: str | None = None,
) -> None:
    """Hands `message` to the server over a connection of its own, as `Mailer.send` does."""
    async with Mailer(settings) as mailer:
        await mailer.send(message, recipient, unsubscribe_url=unsubscribe_url)


class Mailer:
    """Hands mails to one server, over connections that are kept while there are mails to send.

    As many connections as mails at one time, or as the server takes; each has up to a hundred mails, one
    after the other.
    Use it in `async with`: at the end it takes leave of the server.
    """

    def __init__(self, settings: SmtpSettings) -> None:
        self._settings = settings
        self._kept: list[_Connection] = []
        self._open = 0  # connections, those at work too
        self._most: int | None = None  # as many as the server takes, once it refused one more
        self._freed = anyio.Condition()

    async def __aenter__(self) -> Mailer:
        return self

    async def __aexit__(self, *_: object) -> None:
        kept, self._kept = self._kept, []
        try:
            async with anyio.create_task_group() as group:
                for connection in kept:
                    group.start_soon(goodbye, connection.smtp)
        finally:
            for connection in kept:
                connection.smtp.close()

    async def send(
        self, message: Message, recipient: str, *, unsubscribe_url: str | None = None
    ) -> None:
        """Hands `message` for `recipient` over; returns when the server has taken it.

        Raises DeliveryError: transient for 4xx, time-outs, lost connections and TLS; permanent for
        5xx, for an address that is none and for a server that lacks STARTTLS. A refused login is
        transient, with an hour's wait. No error names the recipient.
        """
        settings = self._settings
        mail = build_mail(
            message,
            recipient,
            mail_from=settings.mail_from,
            mail_domain=settings.mail_domain,
            unsubscribe_url=unsubscribe_url,
        )
        try:
            with anyio.fail_after(settings.timeout * 5):
                await self._deliver(mail)
        except (aiosmtplib.SMTPException, OSError, ValueError) as error:
            raise _failure(settings, mail, error) from error

    async def _deliver(self, mail: Mail) -> None:
        """Over a kept connection, or over another one where the server has ended that meanwhile."""
        while True:
            connection = await self._connection()
            try:
                await self._hand_over(connection, mail)
            except _EndedError:
                continue
            return

    async def _connection(self) -> _Connection:
        """A kept connection, or a new one; where the server has enough of them, the next that is free."""
        while True:
            while self._kept:
                connection = self._kept.pop()
                if connection.smtp.is_connected and anyio.current_time() - connection.since < IDLE:
                    return connection
                await self._left(connection, politely=True)
            if self._most is None or self._open < self._most:
                smtp = await self._opened()
                if smtp is not None:
                    return _Connection(smtp=smtp)
            async with self._freed:
                if not self._kept:
                    await self._freed.wait()

    async def _opened(self) -> aiosmtplib.SMTP | None:
        """A new connection; None where the server takes no more beside those that there are."""
        self._open += 1
        try:
            return await connected(self._settings)
        except BaseException as error:
            self._open -= 1
            await self._tell_next()
            refused = isinstance(error, aiosmtplib.SMTPConnectResponseError) and error.code < 500
            if not refused or not self._open:
                raise
            self._most = self._open
            return None

    async def _left(self, connection: _Connection, *, politely: bool) -> None:
        self._open -= 1
        if politely:
            await goodbye(connection.smtp)
        else:
            connection.smtp.close()

    async def _hand_over(self, connection: _Connection, mail: Mail) -> None:
        smtp, good = connection.smtp, False
        try:
            await _announce(self._settings, connection, mail)
            await smtp.data(mail.data)
            good = True
        except (aiosmtplib.SMTPResponseException, DeliveryError) as error:
            good = _goes_on(error) and await reset(smtp)
            raise
        finally:
            connection.mails += 1
            connection.since = anyio.current_time()
            if good and connection.mails < MAILS_EACH:
                self._kept.append(connection)
            else:
                await self._left(connection, politely=good)
            await self._tell_next()

    async def _tell_next(self) -> None:
        """Wakes one that waits for a connection."""
        with anyio.CancelScope(shield=True):
            async with self._freed:
                self._freed.notify()


@dataclass(slots=True, kw_only=True)
class _Connection:
    """A connection with how many mails it was used for, and since when it has nothing to do."""

    smtp: aiosmtplib.SMTP
    mails: int = 0
    since: float = 0.0


class _EndedError(Exception):
    """The server had ended a kept connection: it has taken nothing of the mail."""


async def _announce(settings: SmtpSettings, connection: _Connection, mail: Mail) -> None:
    """MAIL and RCPT. Raises _EndedError where a kept connection turns out to be no good any more.

    Until DATA the server has taken nothing, so that another connection may try at once; after it
    nobody knows, and the mail is tried again by its schedule, under the same id.
    """
    try:
        await _envelope(settings, connection.smtp, mail)
    except (aiosmtplib.SMTPException, OSError) as error:
        if connection.mails and (isinstance(error, OSError) or _has_enough(error)):
            raise _EndedError from error
        raise


def _goes_on(error: aiosmtplib.SMTPResponseException | DeliveryError) -> bool:
    """Whether the connection is good for other mails: the server refused this one in due form."""
    if isinstance(error, DeliveryError):
        return True
    return 400 <= error.code < 600 and not says_goodbye(error)


def _has_enough(error: Exception) -> bool:
    """Whether the server takes no further mail over this connection: goodbye, or a wait before it began."""
    refused = isinstance(error, aiosmtplib.SMTPSenderRefused) and 400 <= error.code < 500
    return refused or says_goodbye(error)


async def _envelope(settings: SmtpSettings, smtp: aiosmtplib.SMTP, mail: Mail) -> None:
    if mail.utf8 and not smtp.supports_extension("smtputf8"):
        raise DeliveryError(
            f"{place(settings)} takes no addresses beyond ASCII (SMTPUTF8); use an ASCII address",
            transient=False,
        )
    options = ["SMTPUTF8"] if mail.utf8 else []
    encoding = "utf-8" if mail.utf8 else "ascii"
    await smtp.mail(mail.sender, options=options, encoding=encoding)
    await smtp.rcpt(mail.recipient, encoding=encoding)


def _failure(settings: SmtpSettings, mail: Mail, error: Exception) -> DeliveryError:
    where = place(settings)
    if isinstance(error, aiosmtplib.SMTPResponseException) and 200 <= error.code < 600:
        what = _REFUSED.get(type(error), "refused the mail")
        reply = reply_of(error).replace(mail.recipient, "the recipient")
        return DeliveryError(f"{where} {what} ({reply})", transient=error.code < 500)
    if isinstance(error, (TimeoutError, aiosmtplib.SMTPTimeoutError)):
        return DeliveryError(f"{where} did not answer in time", transient=True)
    if isinstance(error, ssl.SSLError) or isinstance(error.__cause__, ssl.SSLError):
        return DeliveryError(
            f"{where}: no secure connection ({plain(str(error), 200)}); check the host name, the "
            "certificate and TELEMON_SMTP_SECURITY",
            transient=True,
        )
    return DeliveryError(f"{where} cannot be reached ({plain(str(error), 200)})", transient=True)


_REFUSED: dict[type[Exception], str] = {
    aiosmtplib.SMTPSenderRefused: "refused the sender; check TELEMON_MAIL_FROM",
    aiosmtplib.SMTPRecipientRefused: "refused the recipient",
    aiosmtplib.SMTPDataError: "refused the mail",
    aiosmtplib.SMTPConnectResponseError: "refused the connection",
    aiosmtplib.SMTPHeloError: "refused the greeting; check TELEMON_MAIL_DOMAIN",
}
