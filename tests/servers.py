"""A real HTTP server on a free port of 127.0.0.1, with a script for each path. Starts in milliseconds.

    with FeedServer() as server:
        url = server.serve("/feed.xml", feed(entry("A title")))
        server.script("/moved", redirect(url, 301), Answer(status=500))
        ...
        assert server.count("/feed.xml") == 2

Threads and the standard library only, so that any kind of test (async, thread, process) can use it.
"""

from __future__ import annotations

import gzip
import socket
import ssl
import threading
import zlib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Self
from xml.sax.saxutils import escape

RSS = "application/rss+xml"
Headers = Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """A request that came in. `headers` have lower-case names; `path` includes the query."""

    method: str
    path: str
    headers: Headers
    body: bytes = b""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What is sent back, and the tricks played with it.

    `stall`: seconds before anything is sent. `drip`: seconds between the single bytes of the body.
    `announce`: a Content-Length of its own, be it a lie; -1 sends none. `cut`: the connection is closed
    after so many bytes of the body. `endless`: sent instead of `body`, chunk by chunk, until the client
    goes. `hang_up`: closed without a word. `raw`: sent as it stands, in place of status and headers.
    """

    status: int = 200
    headers: Headers = field(default_factory=dict)
    body: bytes = b""
    stall: float = 0
    drip: float = 0
    announce: int | None = None
    cut: int | None = None
    endless: Iterable[bytes] | None = None
    hang_up: bool = False
    raw: bytes | None = None


Script = Callable[[Request], Answer]


class FeedServer:
    """Serves what `serve` and `script` were told; anything else is a 404. Counts all requests."""

    def __init__(self, *, host: str = "127.0.0.1", tls: ssl.SSLContext | None = None) -> None:
        self._scripts: dict[str, Script] = {}
        self._lock = threading.Lock()
        self._requests: list[Request] = []
        self._closing = threading.Event()
        self._server = _Server((host, 0), type("Handler", (_Handler,), {"feeds": self}), tls)
        self._thread = threading.Thread(
            target=self._server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True
        )
        scheme = "https" if tls else "http"
        self.host, self.port = host, int(self._server.server_address[1])
        self.base = f"{scheme}://{f'[{host}]' if ':' in host else host}:{self.port}"

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._closing.set()
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def url(self, path: str = "/") -> str:
        """The address of `path` here."""
        return self.base + path

    def script(self, path: str, *answers: Answer | Script) -> str:
        """Answers requests for `path` (without query) in this order, the last one for ever."""
        left = list(answers)

        def next_answer(request: Request) -> Answer:
            with self._lock:
                answer = left.pop(0) if len(left) > 1 else left[0]
            return answer if isinstance(answer, Answer) else answer(request)

        self._scripts[path] = next_answer
        return self.url(path)

    def serve(
        self,
        path: str,
        body: bytes | str,
        *,
        type: str = RSS,
        etag: str | None = None,
        last_modified: str | None = None,
        headers: Headers | None = None,
    ) -> str:
        """Serves `body` at `path`; with a validator, a conditional request that fits gets a 304."""
        content = body.encode() if isinstance(body, str) else body
        sent = {"Content-Type": type, **(headers or {})}
        if etag is not None:
            sent["ETag"] = etag
        if last_modified is not None:
            sent["Last-Modified"] = last_modified

        def answer(request: Request) -> Answer:
            same_tag = etag is not None and request.headers.get("if-none-match") == etag
            same_time = (
                last_modified is not None
                and request.headers.get("if-modified-since") == last_modified
            )
            if same_tag or ("if-none-match" not in request.headers and same_time):
                return Answer(status=304, headers=sent)
            return Answer(headers=sent, body=content)

        return self.script(path, answer)

    def requests(self, path: str | None = None) -> list[Request]:
        """The requests so far, in order; with `path`, those for it, whatever the query."""
        with self._lock:
            return [
                each
                for each in self._requests
                if path is None or each.path.partition("?")[0] == path
            ]

    def count(self, path: str | None = None) -> int:
        """How many requests came."""
        return len(self.requests(path))

    def take(self, request: Request) -> Answer:
        """Notes a request and says what to answer."""
        with self._lock:
            self._requests.append(request)
        script = self._scripts.get(request.path.partition("?")[0])
        return script(request) if script else Answer(status=404, body=b"no such page")

    def wait(self, seconds: float) -> None:
        """Waits, but not beyond the end of the server."""
        self._closing.wait(seconds)

    @property
    def closing(self) -> bool:
        """Whether the server ends."""
        return self._closing.is_set()


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False
    request_queue_size = 256

    def __init__(
        self,
        address: tuple[str, int],
        handler: type[BaseHTTPRequestHandler],
        tls: ssl.SSLContext | None,
    ) -> None:
        if ":" in address[0]:
            self.address_family = socket.AF_INET6
        super().__init__(address, handler)
        if tls is not None:
            self.socket = tls.wrap_socket(self.socket, server_side=True)

    def server_bind(self) -> None:
        # the inherited one asks the name server who we are
        self.socket.bind(self.server_address)
        self.server_address = self.socket.getsockname()
        self.server_name, self.server_port = "localhost", self.server_address[1]

    def handle_error(self, request: object, client_address: object) -> None:
        """A client that goes away is what many tests are about."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    wbufsize = 64 * 1024
    feeds: FeedServer  # set by the server's own subclass

    def do_GET(self) -> None:
        size = int(self.headers.get("content-length") or 0)
        request = Request(
            method=self.command,
            path=self.path,
            headers={name.lower(): value for name, value in self.headers.items()},
            body=self.rfile.read(size) if size else b"",
        )
        answer = self.feeds.take(request)
        self.close_connection = True
        if answer.stall:
            self.feeds.wait(answer.stall)
        if not answer.hang_up:
            self._reply(answer)

    def do_POST(self) -> None:
        self.do_GET()

    def do_HEAD(self) -> None:
        self.do_GET()

    def _reply(self, answer: Answer) -> None:
        if answer.raw is not None:
            self.wfile.write(answer.raw)
            return
        self.send_response(answer.status)
        for name, value in answer.headers.items():
            self.send_header(name, value)
        length = len(answer.body) if answer.announce is None else answer.announce
        if length >= 0 and answer.endless is None and answer.status != 304:
            self.send_header("Content-Length", str(length))
        self.send_header("Connection", "close")
        self.end_headers()
        if self.command != "HEAD" and answer.status != 304:
            self._send_body(answer)

    def _send_body(self, answer: Answer) -> None:
        if answer.endless is not None:
            self._send_each(answer.endless)
            return
        body = answer.body if answer.cut is None else answer.body[: answer.cut]
        if answer.drip:
            self._send_each((bytes([byte]) for byte in body), pause=answer.drip)
        else:
            self.wfile.write(body)

    def _send_each(self, chunks: Iterable[bytes], *, pause: float = 0) -> None:
        for chunk in chunks:
            if self.feeds.closing:
                return
            self.wfile.write(chunk)
            if pause:
                self.wfile.flush()
                self.feeds.wait(pause)

    def log_message(self, format: str, *args: object) -> None:
        """Tests ask for the requests instead."""


def redirect(to: str, status: int = 302, **headers: str) -> Answer:
    """Sends the client to `to`."""
    return Answer(status=status, headers={"Location": to, **headers})


def gzipped(body: bytes, *, type: str = RSS) -> Answer:
    """`body` in gzip."""
    headers = {"Content-Type": type, "Content-Encoding": "gzip"}
    return Answer(headers=headers, body=gzip.compress(body))


def bomb(size: int, coding: str = "gzip") -> Answer:
    """A small body that inflates to `size` zeros."""
    window = zlib.MAX_WBITS | 16 if coding == "gzip" else zlib.MAX_WBITS
    packer = zlib.compressobj(9, zlib.DEFLATED, window)
    million = bytes(1_000_000)
    packed = b"".join(packer.compress(million) for _ in range(size // 1_000_000)) + packer.flush()
    return Answer(headers={"Content-Type": RSS, "Content-Encoding": coding}, body=packed)


def entry(
    title: str,
    *,
    link: str | None = None,
    guid: str | None = None,
    summary: str = "",
    published: str | None = "Mon, 02 Nov 2026 08:00:00 GMT",
    extra: str = "",
) -> str:
    """An item of RSS. `title`, `summary` are plain text; `extra` is XML."""
    parts = [f"<title>{escape(title)}</title>"]
    if link is not None:
        parts.append(f"<link>{escape(link)}</link>")
    if guid is not None:
        parts.append(f'<guid isPermaLink="false">{escape(guid)}</guid>')
    if summary:
        parts.append(f"<description>{escape(summary)}</description>")
    if published is not None:
        parts.append(f"<pubDate>{published}</pubDate>")
    return f"<item>{''.join(parts)}{extra}</item>"


def feed(
    *entries: str,
    title: str = "Example Telecom News",
    link: str = "https://example.org/",
    head: str = "",
    root: str = "",
) -> bytes:
    """An RSS 2.0 document of such items. `head` is XML of the channel, `root` attributes of the root."""
    lines = "\n".join(entries)
    return (
        f"<?xml version='1.0' encoding='utf-8'?>\n<rss version='2.0' {root}><channel>"
        f"<title>{escape(title)}</title><link>{escape(link)}</link>{head}\n{lines}\n</channel></rss>"
    ).encode()
