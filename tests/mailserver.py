"""Real servers on loopback that receive what telemon sends: SMTP (aiosmtpd) and a webhook receiver.

Both run in a thread of their own, so that asynchronous tests, plain tests and other processes can
use them alike. Both are scripted by replies that are used up one after the other.
"""

from __future__ import annotations

import asyncio
import ssl
import threading
import time
from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

# Certificate and key of "localhost" and 127.0.0.1, valid to 2126; they protect nothing.
CERTIFICATE = Path(__file__).parent / "certificates" / "localhost.pem"
DIE = "die"
HANG = "hang"


@dataclass(frozen=True, slots=True, kw_only=True)
class Received:
    """One mail as it came over the wire; `tls` and `user` tell how."""

    sender: str
    recipients: tuple[str, ...]
    data: bytes
    tls: bool
    user: str | None

    @property
    def message(self) -> EmailMessage:
        """The mail parsed by the standard library."""
        parsed = message_from_bytes(self.data, policy=default)
        assert isinstance(parsed, EmailMessage)
        return parsed

    @property
    def head(self) -> str:
        """The header lines as sent."""
        return self.data.split(b"\r\n\r\n", 1)[0].decode()


@dataclass(slots=True, kw_only=True)
class MailServer:
    """An SMTP server: `received` grows; `replies` holds what it says next to MAIL, RCPT, DATA.

    A reply begins with its code ("451 4.7.1 try later"); DIE cuts the connection off: to DATA in the
    middle of the mail, to END after the whole mail was stored and before the answer. HANG to END
    stores the mail and leaves the client without an answer until it goes. A `mood` answers in the
    place of the script. `mails_each`: it closes a connection after so many mails. `at_once`: it
    refuses further connections beside so many. `idle`: it closes one that says nothing so many seconds.
    """

    port: int = 0
    received: list[Received] = field(default_factory=list)
    replies: dict[str, deque[str]] = field(default_factory=dict)
    sessions: int = 0
    open: int = 0
    refused: int = 0
    mood: Callable[[str], str | None] | None = None
    mails_each: int | None = None
    at_once: int | None = None
    idle: float = 300.0

    @property
    def messages(self) -> list[EmailMessage]:
        """The mails received, parsed."""
        return [mail.message for mail in self.received]

    def says(self, verb: str, *replies: str) -> None:
        """Lets the server answer the next commands `verb` with `replies`, and kindly after that."""
        self.replies.setdefault(verb, deque()).extend(replies)

    def next_reply(self, verb: str) -> str | None:
        """The scripted reply to this `verb`, taken off the script; else what the mood is for."""
        if self.mood is not None:
            return self.mood(verb)
        waiting = self.replies.get(verb)
        return waiting.popleft() if waiting else None


class _Handler:
    """aiosmtpd's hooks, answering from the script."""

    def __init__(self, server: MailServer, *, locked: bool) -> None:
        self.server, self.locked = server, locked

    async def handle_MAIL(  # noqa: N802
        self, smtp: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if self.locked and not session.authenticated:
            return "530 5.7.0 log in first"
        reply = self.server.next_reply("MAIL")
        if reply == DIE:
            _abort(smtp)
        if not reply:
            envelope.mail_from = address
            envelope.mail_options.extend(options)
        return reply or "250 OK"

    async def handle_RCPT(  # noqa: N802
        self, smtp: SMTP, _session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        reply = self.server.next_reply("RCPT")
        if reply == DIE:
            _abort(smtp)
        if not reply:
            envelope.rcpt_tos.append(address)
        return reply or "250 OK"

    async def handle_DATA(  # noqa: N802
        self, smtp: SMTP, session: Session, envelope: Envelope
    ) -> str:
        reply = self.server.next_reply("END")
        if reply in {None, DIE, HANG}:
            self.server.received.append(_received(smtp, session, envelope))
        if reply == DIE:
            _abort(smtp)
        if reply == HANG:
            await asyncio.Event().wait()
        if smtp.transport is not None and isinstance(smtp, _Smtp):
            smtp.mails += 1
            if smtp.mails == self.server.mails_each:
                asyncio.get_running_loop().call_later(0.01, smtp.transport.close)
        return reply or "250 OK"


def _abort(smtp: SMTP) -> None:
    assert isinstance(smtp.transport, asyncio.Transport)
    smtp.transport.abort()


def _received(smtp: SMTP, session: Session, envelope: Envelope) -> Received:
    content = envelope.original_content or b""
    login = session.auth_data
    return Received(
        sender=envelope.mail_from or "",
        recipients=tuple(str(address) for address in envelope.rcpt_tos),
        data=content,
        tls=smtp.transport is not None and smtp.transport.get_extra_info("ssl_object") is not None,
        user=login.login.decode() if isinstance(login, LoginPassword) else None,
    )


class _Smtp(SMTP):
    """Answers DATA from the script before the mail comes, and counts its mails."""

    script: MailServer
    mails = 0

    def connection_lost(self, error: Exception | None) -> None:
        self.script.open -= 1
        super().connection_lost(error)

    async def smtp_DATA(self, arg: str) -> None:  # noqa: N802
        reply = self.script.next_reply("DATA")
        if reply == DIE:
            await self.push("354 go on")
            await self._reader.readline()
            _abort(self)
        elif reply:
            await self.push(reply)
        else:
            await super().smtp_DATA(arg)


class _Busy(asyncio.Protocol):
    """Refuses a connection beside too many others."""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.WriteTransport)
        transport.write(b"421 4.7.0 too many connections from you\r\n")
        transport.close()


def server_context() -> ssl.SSLContext:
    """A TLS context with the certificate of localhost."""
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(CERTIFICATE)
    return context


@contextmanager
def mail_server(
    *,
    starttls: bool = False,
    tls: bool = False,
    login: tuple[str, str] | None = None,
    utf8: bool = True,
) -> Iterator[MailServer]:
    """An SMTP server on a free port of 127.0.0.1, offering STARTTLS or speaking TLS from the start.

    With `login` (user, password) nobody sends without it.
    """
    server = MailServer()

    def authenticate(
        _server: SMTP, _session: Session, _envelope: Envelope, _mechanism: str, data: object
    ) -> AuthResult:
        sound = isinstance(data, LoginPassword) and login is not None
        given = (
            (data.login.decode(), data.password.decode()) if isinstance(data, LoginPassword) else ()
        )
        # handled=False: else aiosmtpd says nothing after a failure and the client waits for ever.
        return AuthResult(success=sound and given == login, handled=False, auth_data=data)

    def protocol() -> asyncio.Protocol:
        if server.at_once is not None and server.open >= server.at_once:
            server.refused += 1
            return _Busy()
        server.sessions += 1
        server.open += 1
        smtp = _Smtp(
            _Handler(server, locked=login is not None),
            hostname="localhost",
            ident="test",
            enable_SMTPUTF8=utf8,
            tls_context=server_context() if starttls else None,
            authenticator=authenticate if login else None,
            auth_require_tls=False,
            loop=asyncio.get_running_loop(),
            timeout=server.idle,
        )
        smtp.script = server
        return smtp

    with _running(protocol, server_context() if tls else None) as port:
        server.port = port
        yield server


@contextmanager
def _running(
    protocol: Callable[[], asyncio.Protocol], context: ssl.SSLContext | None
) -> Iterator[int]:
    """Serves `protocol` in a thread; the port it listens on."""
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever, daemon=True)
    thread.start()
    listening = asyncio.run_coroutine_threadsafe(
        loop.create_server(protocol, "127.0.0.1", 0, ssl=context), loop
    ).result(timeout=10)
    try:
        yield int(listening.sockets[0].getsockname()[1])
    finally:
        asyncio.run_coroutine_threadsafe(_closed(listening), loop).result(timeout=10)
        loop.call_soon_threadsafe(loop.stop)
        thread.join(timeout=10)
        loop.close()


async def _closed(listening: asyncio.Server) -> None:
    """Stops listening, and ends every task that still speaks to somebody."""
    listening.close()
    tasks = [task for task in asyncio.all_tasks() if task is not asyncio.current_task()]
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What the webhook receiver answers."""

    status: int = 204
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """One request as it came; header names in lower case."""

    path: str
    headers: Mapping[str, str]
    body: bytes


@dataclass(slots=True, kw_only=True)
class WebhookReceiver:
    """An HTTP server that records what is posted; `answers` are used up, then it says 204.

    `cut_off` counts the requests whose sender was gone before the body had come: they are no messages.
    """

    url: str = ""
    requests: list[Request] = field(default_factory=list)
    cut_off: int = 0
    answers: deque[Answer] = field(default_factory=deque)
    mood: Callable[[], Answer] | None = None

    def next_answer(self) -> Answer:
        """What the script says next, or the mood where there is one."""
        if self.mood is not None:
            return self.mood()
        return self.answers.popleft() if self.answers else Answer()

    def says(self, *answers: Answer | int) -> None:
        """Lets the receiver answer the next requests with `answers` (a status, or a whole one)."""
        self.answers.extend(
            answer if isinstance(answer, Answer) else Answer(status=answer) for answer in answers
        )


@contextmanager
def webhook_receiver() -> Iterator[WebhookReceiver]:
    """A receiver on a free port of 127.0.0.1; `url` is where to post."""
    receiver = WebhookReceiver()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            length = int(self.headers.get("content-length", "0"))
            headers = {name.lower(): value for name, value in self.headers.items()}
            body = self.rfile.read(length)
            if len(body) < length:
                receiver.cut_off += 1
                self.close_connection = True
                return
            receiver.requests.append(Request(path=self.path, headers=headers, body=body))
            answer = receiver.next_answer()
            self.send_response(answer.status)
            for name, value in answer.headers.items():
                self.send_header(name, value)
            self.send_header("content-length", str(len(answer.body)))
            self.end_headers()
            self.wfile.write(answer.body)

        def log_message(self, format: str, *args: object) -> None:
            """Says nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
        thread.start()
        receiver.url = f"http://127.0.0.1:{server.server_address[1]}/hook?token=sesame"
        try:
            yield receiver
        finally:
            server.shutdown()
            thread.join(timeout=10)


def wait_until(true: Callable[[], bool], seconds: float = 10.0) -> None:
    """Waits for a condition; fails the test when it does not come true in time."""
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, "the condition did not come true"
        time.sleep(0.01)


def wait_for(received: Sequence[object], count: int, seconds: float = 10.0) -> None:
    """Waits until `received` holds `count` things."""
    wait_until(lambda: len(received) >= count, seconds)
