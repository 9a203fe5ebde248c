"""Serves the newsroom on a free port of loopback, in a thread of its own."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import urlsplit

from monitor.newsroom.press import Outlet, Printed, outlets, print_article, print_outlet


@dataclass(frozen=True, slots=True, kw_only=True)
class Newsroom:
    """A newsroom that answers at `base` ("http://127.0.0.1:PORT"); feeds stand at `feed_url(outlet)`."""

    base: str
    outlets: tuple[Outlet, ...]

    def feed_url(self, outlet: Outlet) -> str:
        """Where the feed of `outlet` is served."""
        return f"{self.base}/{outlet.slug}/feed"


@contextmanager
def open_newsroom(opened: datetime) -> Iterator[Newsroom]:
    """A newsroom whose entries count back from `opened`; closed at the end of the block."""
    known = {outlet.slug: outlet for outlet in outlets()}

    class Desk(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def log_message(self, *_: object) -> None:
            """Says nothing: the terminal belongs to the demo."""

        def do_GET(self) -> None:
            printed = _answer(known, newsroom.base, self.path, opened)
            self.send_response(printed.status)
            self.send_header("Content-Type", printed.content_type)
            self.send_header("Content-Length", str(len(printed.body)))
            self.end_headers()
            self.wfile.write(printed.body)

    server = ThreadingHTTPServer(("127.0.0.1", 0), Desk)
    newsroom = Newsroom(
        base=f"http://127.0.0.1:{server.server_port}", outlets=tuple(known.values())
    )
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    try:
        yield newsroom
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def _answer(known: dict[str, Outlet], base: str, target: str, opened: datetime) -> Printed:
    slug, _, path = urlsplit(target).path.lstrip("/").partition("/")
    outlet = known.get(slug)
    if outlet is None:
        return Printed(status=404, content_type="text/plain", body=b"no such outlet")
    if path == "feed":
        return print_outlet(outlet, base, opened)
    for piece in outlet.pieces:
        if piece.path.partition("?")[0] == path:
            return print_article(outlet, piece)
    return Printed(status=404, content_type="text/plain", body=b"no such page")
