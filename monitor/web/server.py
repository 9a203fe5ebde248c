"""The page's server: in the process of the runner, on one address."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Iterator
from contextlib import contextmanager

import structlog
import uvicorn
from fastapi import FastAPI, Request
from fastapi.responses import PlainTextResponse, Response
from starlette.exceptions import HTTPException

from monitor.app import App
from monitor.core.errors import TelemonError, UsageError
from monitor.web import feeds_out, unsubscribing, websub
from monitor.web.guard import Guard, hosts_of
from monitor.web.pages import missing, router

log = structlog.get_logger("telemon.web")


def make_web(app: App) -> FastAPI:
    """The pages of `app`."""
    web = FastAPI(title="telemon", docs_url=None, redoc_url=None, openapi_url=None)
    web.state.app = app
    web.include_router(router)
    web.include_router(feeds_out.router)
    web.include_router(unsubscribing.router)
    web.include_router(websub.router)
    web.add_exception_handler(TelemonError, _out_of_order)
    web.add_exception_handler(404, _missing)
    web.add_middleware(Guard, hosts=hosts_of(app.settings.host, app.settings.public_url))
    return web


async def _out_of_order(_request: Request, error: Exception) -> PlainTextResponse:
    """What is told when a page cannot be made, as without its database."""
    return PlainTextResponse(f"telemon cannot answer: {error}", status_code=503)


async def _missing(request: Request, error: Exception) -> Response:
    said = error.detail if isinstance(error, HTTPException) else str(error)
    if said == "Not Found":  # what the router says when no address fits
        said = f"there is no page {request.url.path}"
    try:
        return await missing(request, said[:1].upper() + said[1:])
    except TelemonError as without_database:
        return await _out_of_order(request, without_database)


async def serve(app: App, stop: asyncio.Event) -> None:
    """Serves the pages until `stop`. Raises UsageError when the address cannot be had."""
    listener = _listen(app.settings.host, app.settings.port)
    server = _Server(
        uvicorn.Config(
            make_web(app), log_config=None, access_log=False, timeout_graceful_shutdown=5
        )
    )
    serving = asyncio.create_task(server.serve(sockets=[listener]))
    log.info("page", url=f"http://{app.settings.bind}")
    await stop.wait()
    server.should_exit = True
    await serving


class _Server(uvicorn.Server):
    """uvicorn without its signal handlers: the runner owns the signals and tells it by the event."""

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Captures none."""
        yield


def _listen(host: str, port: int) -> socket.socket:
    try:
        return socket.create_server(
            (host, port), family=socket.AF_INET6 if ":" in host else socket.AF_INET
        )
    except OSError as error:
        raise UsageError(
            f"the page cannot be served on {host}:{port} ({error.strerror}): stop what is there, "
            "or choose another address with TELEMON_BIND=127.0.0.1:8081"
        ) from error
