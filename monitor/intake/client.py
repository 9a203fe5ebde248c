"""The one HTTP client: every request of telemon leaves through here, behind the egress check.

A name is resolved once; if any of its addresses may not be contacted, the request is refused; the
connection goes to one of the addresses checked (no second look-up that could answer otherwise),
while TLS still verifies the name. Redirects are followed by hand, each target checked again.
"""

from __future__ import annotations

import base64
import ssl
import zlib
from collections.abc import Iterable
from datetime import timedelta
from functools import lru_cache, partial
from types import TracebackType
from typing import Self

import anyio
import httpcore
import httpx

from monitor.core.feed import Verdict
from monitor.intake.egress import Egress
from monitor.intake.exchange import FetchError, Headers, Response
from monitor.intake.hops import REDIRECTS, Hop, Origin, Pair
from monitor.intake.inflate import Inflater, TooLargeError, UnknownCodingError
from monitor.intake.network import PinnedBackend, RefusedError, UnresolvedError
from monitor.intake.resolve import Resolve, system_resolve

Pairs = Iterable[tuple[str, str]]
Auth = tuple[str, str]


class Client:
    """The client of feeds, pages and webhooks; enter it once, use it from many tasks.

    `timeout` bounds one request with all its redirects, from the moment one of the `concurrency`
    slots is free; `max_bytes` what may come over the wire, `max_inflated_bytes` what that becomes.
    Environment variables (proxies) are not read. `resolve` and `ssl_context` are seams for tests.
    """

    def __init__(
        self,
        *,
        egress: Egress,
        user_agent: str = "telemon",
        timeout: timedelta = timedelta(seconds=30),
        connect_timeout: timedelta = timedelta(seconds=10),
        max_bytes: int = 10_000_000,
        max_inflated_bytes: int = 30_000_000,
        max_redirects: int = 5,
        concurrency: int = 50,
        resolve: Resolve | None = None,
        ssl_context: ssl.SSLContext | None = None,
    ) -> None:
        self._timeout = timeout.total_seconds()
        self._connect_timeout = min(connect_timeout, timeout).total_seconds()
        self._max_bytes, self._max_inflated_bytes = max_bytes, max_inflated_bytes
        self._max_redirects = max_redirects
        self._headers = (
            (b"User-Agent", user_agent.encode("latin-1", "replace")),
            (b"Accept-Encoding", b"gzip, deflate"),
        )
        self._slots = anyio.Semaphore(concurrency)
        self._ssl = ssl_context or httpx.create_ssl_context(trust_env=False)
        resolve = resolve or partial(system_resolve, anyio.CapacityLimiter(concurrency))
        self._network = PinnedBackend(egress, resolve)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Nothing is left open: each exchange closes its connection."""

    async def get(
        self, url: str, *, headers: Pairs = (), private: Pairs = (), auth: Auth | None = None
    ) -> Response:
        """Follows redirects and returns the last answer, whatever its status. Raises FetchError.

        `private` headers and `auth` (name and password, sent as Basic) go to the origin of `url`
        only, `headers` to every origin on the way.
        """
        target = _parsed(url)
        hop = Hop(
            method="GET",
            url=str(target),
            origin=_origin(target),
            headers=(*self._headers, *_encoded(url, headers)),
            private=(*_encoded(url, private), *_basic(auth)),
        )
        return await self._within_limits(url, hop)

    async def post(
        self, url: str, *, body: bytes, headers: Pairs = (), auth: Auth | None = None
    ) -> Response:
        """Sends `body`; a redirect is returned, not followed. Raises FetchError."""
        target = _parsed(url)
        hop = Hop(
            method="POST",
            url=str(target),
            origin=_origin(target),
            headers=(*self._headers, *_encoded(url, headers), *_basic(auth)),
            body=body,
        )
        return await self._within_limits(url, hop)

    async def _within_limits(self, url: str, hop: Hop) -> Response:
        async with self._slots:
            try:
                with anyio.fail_after(self._timeout):
                    return await self._follow(url, hop)
            except TimeoutError as error:
                detail = f"no whole answer within {self._timeout:g} s"
                raise FetchError(url, Verdict.TIMEOUT, detail) from error

    async def _follow(self, url: str, hop: Hop) -> Response:
        for _ in range(self._max_redirects + 1):
            answer = await self._exchange(url, hop)
            if hop.method != "GET" or answer.status not in REDIRECTS:
                return answer
            hop = _onward(url, hop, answer)
        raise FetchError(url, Verdict.REDIRECTS, f"more than {self._max_redirects} redirects")

    async def _exchange(self, url: str, hop: Hop) -> Response:
        try:
            return await self._send(hop)
        except RefusedError as error:
            raise FetchError(url, Verdict.REFUSED, _refused_detail(hop, error)) from error
        except UnresolvedError as error:
            raise FetchError(url, Verdict.UNREACHABLE, str(error), unresolved=True) from error
        except TooLargeError as error:
            raise FetchError(url, Verdict.TOO_LARGE, self._too_large_detail(error)) from error
        except UnknownCodingError as error:
            detail = f"the body is encoded as {error}, which was not asked for"
            raise FetchError(url, Verdict.NOT_A_FEED, detail) from error
        except zlib.error as error:
            raise FetchError(url, Verdict.BROKEN, "the compressed body is damaged") from error
        except httpcore.TimeoutException as error:
            raise FetchError(url, Verdict.TIMEOUT, str(error) or "no answer in time") from error
        except httpcore.LocalProtocolError as error:
            detail = f"a header cannot be sent ({_reason(error)}); correct the feed's headers"
            raise FetchError(url, Verdict.REFUSED, detail) from error
        except (httpcore.NetworkError, httpcore.ProtocolError) as error:
            raise FetchError(url, Verdict.UNREACHABLE, _failure_detail(error)) from error

    async def _send(self, hop: Hop) -> Response:
        """Over a connection of its own: a feed is asked every few minutes, and no pool has to be kept."""
        target, host = _target(hop.url)
        length = () if hop.body is None else ((b"Content-Length", b"%d" % len(hop.body)),)
        request = httpcore.Request(
            hop.method,
            target,
            headers=[(b"Host", host), *hop.headers, *hop.private, *length],
            content=hop.body,
            extensions={"timeout": {"connect": self._connect_timeout}},
        )
        connection = httpcore.AsyncHTTPConnection(
            target.origin, self._ssl, network_backend=self._network
        )
        try:
            return await self._read(hop, await connection.handle_async_request(request))
        finally:
            await connection.aclose()

    async def _read(self, hop: Hop, answer: httpcore.Response) -> Response:
        headers = Headers(answer.headers)
        inflater = Inflater(headers.get("content-encoding", ""), self._max_inflated_bytes)
        received, complete = 0, True
        try:
            async for chunk in answer.aiter_stream():
                received += len(chunk)
                if received > self._max_bytes:
                    raise TooLargeError(received)
                inflater.feed(chunk)
        except httpcore.RemoteProtocolError:
            if not received:
                raise
            complete = False  # what came may still hold whole entries
        return Response(
            status=answer.status,
            url=hop.url,
            permanent_url=hop.permanent_url,
            headers=headers,
            body=inflater.body(),
            bytes_received=received,
            complete=complete and not inflater.cut_off,
            downgraded=hop.downgraded,
        )

    def _too_large_detail(self, error: TooLargeError) -> str:
        if error.args:
            return f"more than {self._max_bytes:,} bytes"
        return f"inflates to more than {self._max_inflated_bytes:,} bytes"


@lru_cache(maxsize=4096)
def _url(text: str) -> httpx.URL:
    """`text` taken apart; the same feeds are asked again and again."""
    parsed = httpx.URL(text)
    return parsed.copy_with(fragment=None) if "#" in text else parsed


@lru_cache(maxsize=4096)
def _target(text: str) -> tuple[httpcore.URL, bytes]:
    """The same as httpcore wants it, and the Host header."""
    url = _url(text)
    target = httpcore.URL(
        scheme=url.raw_scheme, host=url.raw_host, port=url.port, target=url.raw_path
    )
    return target, url.netloc


def _parsed(url: str) -> httpx.URL:
    try:
        parsed = _url(url.strip())
    except (httpx.InvalidURL, UnicodeError, ValueError) as error:
        raise FetchError(url, Verdict.REFUSED, f"not an address of the web ({error})") from error
    if parsed.scheme not in ("http", "https"):
        detail = f"only http and https are fetched, not {parsed.scheme or 'a bare name'}"
        raise FetchError(url, Verdict.REFUSED, detail)
    if not parsed.host:
        raise FetchError(url, Verdict.REFUSED, "the address names no host")
    if not 0 < (parsed.port or 80) < 65536:
        raise FetchError(url, Verdict.REFUSED, f"there is no port {parsed.port}")
    if parsed.userinfo:
        detail = "a user name in the address is not sent; write it under auth"
        raise FetchError(url, Verdict.REFUSED, detail)
    return parsed


def _onward(url: str, hop: Hop, answer: Response) -> Hop:
    location = answer.headers.get("location", "")
    if not location:
        raise FetchError(url, Verdict.REDIRECTS, f"{answer.status} without a target")
    try:
        # sent as UTF-8 more often than not, whatever RFC 9110 says
        text = location.encode("latin-1").decode("utf-8", "replace")
        target = _parsed(str(httpx.URL(hop.url).join(text)))
    except (httpx.InvalidURL, UnicodeError, ValueError) as error:
        raise FetchError(
            url, Verdict.REDIRECTS, f"the target {location!r} is no address"
        ) from error
    except FetchError as error:
        raise FetchError(url, error.verdict, f"redirected: {error.detail}") from error
    if str(target) in hop.visited | {hop.url}:
        raise FetchError(url, Verdict.REDIRECTS, f"a loop over {target}")
    return hop.onward(answer.status, str(target), _origin(target))


def _origin(url: httpx.URL) -> Origin:
    port = url.port or (443 if url.scheme == "https" else 80)
    return Origin(scheme=url.scheme, host=url.host.lower(), port=port)


def _encoded(url: str, pairs: Pairs) -> tuple[Pair, ...]:
    try:
        return tuple((name.encode("ascii"), value.encode("latin-1")) for name, value in pairs)
    except UnicodeError as error:
        detail = "a header has characters that cannot be sent; write it in ASCII"
        raise FetchError(url, Verdict.REFUSED, detail) from error


def _basic(auth: Auth | None) -> tuple[Pair, ...]:
    if auth is None:
        return ()
    return ((b"Authorization", b"Basic " + base64.b64encode(":".join(auth).encode())),)


def _refused_detail(hop: Hop, error: RefusedError) -> str:
    advice = "list its network in TELEMON_ALLOW_NETWORKS if it is yours"
    return f"{'redirected: ' if hop.visited else ''}{error}; {advice}"


def _failure_detail(error: Exception) -> str:
    cause: BaseException | None = error
    while cause is not None:
        if isinstance(cause, ssl.SSLError):
            return f"TLS failed: {getattr(cause, 'verify_message', '') or cause.reason or cause}"
        cause = cause.__cause__ or cause.__context__
    if isinstance(error, httpcore.ConnectError):
        return f"no connection ({_reason(error)})"
    return f"cut off, or not HTTP ({_reason(error)})"


def _reason(error: BaseException) -> str:
    deepest = error
    while deepest.__cause__ is not None:
        deepest = deepest.__cause__
    return str(deepest) or str(error) or type(error).__name__
