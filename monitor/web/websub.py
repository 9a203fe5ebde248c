"""Where hubs call (WebSub): they ask whether we meant it, and push what is new."""

from __future__ import annotations

from functools import partial

from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import PlainTextResponse

from monitor.app import App
from monitor.core.websub import lease_of, renewed_at, retried_at
from monitor.flow.poll.pushed import Push, take_push
from storage import hubs
from storage.hubs import HubSubscription

router = APIRouter(prefix="/websub")


@router.get("/{token}")
async def verify(request: Request, token: str) -> PlainTextResponse:
    """Verification of intent: repeats the challenge for what we asked for, 404 for all else."""
    app = _app(request)
    asked = request.query_params
    known = await app.desk.read(partial(hubs.by_token, token=token))
    if known is None or asked.get("hub.topic") != known.topic:
        raise HTTPException(404, "nobody asked for that")
    mode = asked.get("hub.mode")
    if mode == "denied":
        await _deny(app, known, asked.get("hub.reason", ""))
        return PlainTextResponse("noted")
    challenge = asked.get("hub.challenge")
    if mode != "subscribe" or not challenge:
        raise HTTPException(404, "nobody asked for that")
    await _confirm(app, known, asked.get("hub.lease_seconds", ""))
    # As plain text it is not read as a page, whatever the challenge says.
    return PlainTextResponse(challenge[:4_000])


@router.post("/{token}")
async def push(request: Request, token: str) -> PlainTextResponse:
    """Content distribution: what is signed is read, what is not is ignored; a stranger hears 410."""
    app = _app(request)
    known = await app.desk.read(partial(hubs.by_token, token=token))
    # Strangers are sent away before anything is read of them.
    body = await _body(request, app.settings.max_bytes) if known else b""
    headers = {name.lower(): value for name, value in request.headers.items()}
    if await take_push(app.desk, app.live, token, body, headers) is Push.UNKNOWN:
        raise HTTPException(410, "nobody is subscribed here")
    # A forged push is answered like a good one (section 7.1): who forges learns nothing.
    return PlainTextResponse("taken", status_code=202)


async def _confirm(app: App, known: HubSubscription, seconds: str) -> None:
    now, lease = app.desk.clock(), lease_of(seconds)
    await app.desk.write(
        partial(
            hubs.verified,
            token=known.token,
            lease_until=now + lease,
            due_at=renewed_at(now, lease),
        )
    )


async def _deny(app: App, known: HubSubscription, reason: str) -> None:
    due_at = retried_at(app.desk.clock(), known.failures + 5)
    detail = f"the hub denied it: {reason[:200]}" if reason else "the hub denied it"
    await app.desk.write(partial(hubs.denied, token=known.token, due_at=due_at, detail=detail))


async def _body(request: Request, most: int) -> bytes:
    """The body, as far as it is not larger than what a poll takes."""
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > most:
            raise HTTPException(413, f"more than {most:,} bytes")
    return bytes(body)


def _app(request: Request) -> App:
    app: App = request.app.state.app
    return app
