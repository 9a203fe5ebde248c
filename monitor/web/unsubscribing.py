"""The page that a mail's unsubscribe link leads to; the token in it is the only key."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import partial

from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import HTMLResponse

from monitor.app import App
from monitor.core.delivery import COLLECTED_ID
from monitor.web.guard import FORM
from monitor.web.pages import templates
from storage import subscriptions
from storage.engine import Session
from storage.subscriptions import Reader

router = APIRouter(prefix="/unsubscribe")

Change = Callable[[Session, str, datetime], Reader | None]


@router.get("/{token}")
async def ask(request: Request, token: str) -> HTMLResponse:
    """Asks whether to unsubscribe. Changes nothing: mail scanners follow every link."""
    app = _app(request)
    return _page(app, await app.desk.read(partial(subscriptions.by_token, token=token)))


@router.post("/{token}")
async def leave(request: Request, token: str) -> HTMLResponse:
    """Unsubscribes at once: the button of the page, and one-click of mail programs (RFC 8058)."""
    return await _changed(request, token, subscriptions.end)


@router.post("/{token}/undo")
async def come_back(request: Request, token: str) -> HTMLResponse:
    """Subscribes again."""
    return await _changed(request, token, subscriptions.resume)


async def _changed(request: Request, token: str, change: Change) -> HTMLResponse:
    app = _app(request)
    now = app.desk.clock()
    return _page(app, await app.desk.write(lambda session: change(session, token, now)))


def _page(app: App, reader: Reader | None) -> HTMLResponse:
    if reader is None:
        raise HTTPException(404, "this link is not known here")
    names = {plan.id: plan.name for plan in app.live.configuration.digests}
    names[f"{COLLECTED_ID}{reader.channel_id}"] = ", ".join(
        plan.name for plan in app.live.configuration.digests if reader.channel_id in plan.channels
    )
    html = (
        templates()
        .get_template("unsubscribe.html.j2")
        .render(reader=reader, name=names.get(reader.digest_id, reader.digest_id))
    )
    header, policy = (part.decode() for part in FORM)
    return HTMLResponse(html, headers={header: policy})


def _app(request: Request) -> App:
    app: App = request.app.state.app
    return app
