"""Who may ask: only requests for a name that this page is meant to be reached by."""

from __future__ import annotations

from collections.abc import Iterable
from urllib.parse import urlsplit

from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

LOOPBACK = ("localhost", "127.0.0.1", "[::1]")
HEADERS = (
    (
        b"content-security-policy",
        (
            b"default-src 'none'; style-src 'self'; img-src 'self'; form-action 'none'; "
            b"frame-src 'self'; frame-ancestors 'self'; base-uri 'none'"
        ),
    ),
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"no-referrer"),
)
# A composed mail carries its styles inside; it is shown in a frame without any rights.
MAIL = (b"content-security-policy", b"sandbox; default-src 'none'; style-src 'unsafe-inline'")


# A page with one button, which posts to where it came from.
FORM = (
    b"content-security-policy",
    (
        b"default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; "
        b"frame-ancestors 'none'; base-uri 'none'"
    ),
)


class Guard:
    """Refuses requests whose Host header names another host (DNS rebinding), and adds safe headers."""

    def __init__(self, app: ASGIApp, hosts: Iterable[str]) -> None:
        self._app = app
        self._hosts = {host.lower() for host in hosts}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answers 421 to a wrong host, else hands on."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        host = _host(scope)
        if host in self._hosts:
            await self._app(scope, receive, _safely(send))
            return
        text = (
            f"This page is not served under the name {host!r}: set TELEMON_PUBLIC_URL to the "
            "address people use, or ask for localhost."
        )
        await PlainTextResponse(text, status_code=421)(scope, receive, _safely(send))


def _safely(send: Send) -> Send:
    """`send` with the safe headers that an answer does not set itself."""

    async def send_safely(message: Message) -> None:
        if message["type"] == "http.response.start":
            given = {name for name, _ in message["headers"]}
            message["headers"] = [
                *message["headers"],
                *(pair for pair in HEADERS if pair[0] not in given),
            ]
        await send(message)

    return send_safely


def hosts_of(bind_host: str, public_url: str | None) -> tuple[str, ...]:
    """The names under which the page answers: loopback, the bound address, the public URL's host."""
    names = [*LOOPBACK]
    if bind_host not in ("0.0.0.0", "::", ""):
        names.append(f"[{bind_host}]" if ":" in bind_host else bind_host)
    if public_url:
        names.append(urlsplit(public_url).hostname or "")
    return tuple(name for name in names if name)


def _host(scope: Scope) -> str:
    raw = next((value for name, value in scope["headers"] if name == b"host"), b"")
    text = str(raw.decode("latin-1")).lower()
    if text.startswith("["):
        return text.partition("]")[0] + "]"
    return text.partition(":")[0]
