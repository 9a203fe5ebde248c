"""The one HTTP client: every request of telemon leaves through here, behind the egress check.

A name is resolved once; if any of its addresses may not be contacted, the request is refused; the
connection goes to one of the addresses checked (no second look-up that could answer otherwise),
while TLS still verifies the name. Redirects are followed by hand, each target checked again.
"""

from __future__ import annotations

import base64
import ssl
import zlib
from collections.abc import Iterable, Sequence
from datetime import timedelta
from functools import lru_cache, partial
from types import TracebackType
from typing import NoReturn, Self

import anyio
import httpcore
import httpx

from monitor.core.feed import Verdict
from monitor.intake.egress import Egress
from monitor.intake.exchange import FetchError, Headers, Response
from monitor.intake.hops import REDIRECTS, Hop, Origin, Pair
from monitor.intake.inflate import Inflater, TooLargeError, UnknownCodingError
from monitor.intake.resolve import Resolve, system_resolve

Pairs = Iterable[tuple[str, str]]
Auth = tuple[str, str]

MAX_ADDRESSES = 4  # tried in turn; a host with more is not reached better by more


class _RefusedError(Exception):
    """Egress does not allow an address of the host."""


class _UnresolvedError(Exception):
    """The name of the host has no address."""


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
        self._transport = httpx.AsyncHTTPTransport(
            verify=ssl_context or httpx.create_ssl_context(trust_env=False),
            trust_env=False,
            # a feed is asked every few minutes: idle connections would only slow the pool down
            limits=httpx.Limits(max_connections=None, max_keepalive_connections=0),
        )
        resolve = resolve or partial(system_resolve, anyio.CapacityLimiter(concurrency))
        # httpx has no argument for this seam; the version is pinned, and a test guards the name
        self._transport._pool._network_backend = _PinnedBackend(egress, resolve)

    async def __aenter__(self) -> Self:
        await self._transport.__aenter__()
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self._transport.__aexit__(kind, error, trace)

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
        except _RefusedError as error:
            raise FetchError(url, Verdict.REFUSED, _refused_detail(hop, error)) from error
        except _UnresolvedError as error:
            raise FetchError(url, Verdict.UNREACHABLE, str(error), unresolved=True) from error
        except TooLargeError as error:
            raise FetchError(url, Verdict.TOO_LARGE, self._too_large_detail(error)) from error
        except UnknownCodingError as error:
            detail = f"the body is encoded as {error}, which was not asked for"
            raise FetchError(url, Verdict.NOT_A_FEED, detail) from error
        except zlib.error as error:
            raise FetchError(url, Verdict.BROKEN, "the compressed body is damaged") from error
        except httpx.TimeoutException as error:
            raise FetchError(url, Verdict.TIMEOUT, str(error) or "no answer in time") from error
        except httpx.LocalProtocolError as error:
            detail = f"a header cannot be sent ({_reason(error)}); correct the feed's headers"
            raise FetchError(url, Verdict.REFUSED, detail) from error
        except httpx.HTTPError as error:
            raise FetchError(url, Verdict.UNREACHABLE, _failure_detail(error)) from error

    async def _send(self, hop: Hop) -> Response:
        request = httpx.Request(
            hop.method,
            _url(hop.url),
            headers=[*hop.headers, *hop.private],
            content=hop.body,
            extensions={"timeout": {"connect": self._connect_timeout}},
        )
        answer = await self._transport.handle_async_request(request)
        try:
            return await self._read(hop, answer)
        finally:
            await answer.aclose()

    async def _read(self, hop: Hop, answer: httpx.Response) -> Response:
        headers = Headers(answer.headers.raw)
        inflater = Inflater(headers.get("content-encoding", ""), self._max_inflated_bytes)
        received, complete = 0, True
        try:
            async for chunk in answer.aiter_raw():
                received += len(chunk)
                if received > self._max_bytes:
                    raise TooLargeError(received)
                inflater.feed(chunk)
        except httpx.RemoteProtocolError:
            if not received:
                raise
            complete = False  # what came may still hold whole entries
        return Response(
            status=answer.status_code,
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


class _PinnedBackend(httpcore.AsyncNetworkBackend):
    """Connects to the very addresses that were checked."""

    def __init__(self, egress: Egress, resolve: Resolve) -> None:
        self._egress, self._resolve = egress, resolve
        self._inner = httpcore.AnyIOBackend()

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.AsyncNetworkStream:
        try:
            with anyio.fail_after(timeout):
                addresses = await self._addresses(host, port)
                return await self._connect(addresses, port, timeout)
        except (TimeoutError, httpcore.ConnectTimeout) as error:
            raise httpcore.ConnectTimeout(f"no connection within {timeout:g} s") from error

    async def _addresses(self, host: str, port: int) -> Sequence[str]:
        addresses = await self._resolve(host, port)
        if not addresses:
            raise _UnresolvedError(f"the name {host} has no address")
        for address in addresses:
            if why := self._egress.check(address, port):
                raise _RefusedError(why if address == host else f"{host}: {why}")
        return addresses[:MAX_ADDRESSES]

    async def _connect(
        self, addresses: Sequence[str], port: int, timeout: float | None
    ) -> httpcore.AsyncNetworkStream:
        share = None if timeout is None else timeout / len(addresses)
        for address in addresses[:-1]:
            try:
                return await self._inner.connect_tcp(address, port, share)
            except (httpcore.ConnectError, httpcore.ConnectTimeout):
                continue
        return await self._inner.connect_tcp(addresses[-1], port, share)

    async def connect_unix_socket(
        self,
        path: str,
        timeout: float | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> NoReturn:
        raise _RefusedError("unix sockets are not contacted")

    async def sleep(self, seconds: float) -> None:
        await anyio.sleep(seconds)


@lru_cache(maxsize=4096)
def _url(text: str) -> httpx.URL:
    """`text` taken apart; the same feeds are asked again and again."""
    parsed = httpx.URL(text)
    return parsed.copy_with(fragment=None) if "#" in text else parsed


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


def _refused_detail(hop: Hop, error: _RefusedError) -> str:
    advice = "list its network in TELEMON_ALLOW_NETWORKS if it is yours"
    return f"{'redirected: ' if hop.visited else ''}{error}; {advice}"


def _failure_detail(error: httpx.HTTPError) -> str:
    cause: BaseException | None = error
    while cause is not None:
        if isinstance(cause, ssl.SSLError):
            return f"TLS failed: {getattr(cause, 'verify_message', '') or cause.reason or cause}"
        cause = cause.__cause__ or cause.__context__
    if isinstance(error, httpx.ConnectError):
        return f"no connection ({_reason(error)})"
    return f"cut off, or not HTTP ({_reason(error)})"


def _reason(error: BaseException) -> str:
    deepest = error
    while deepest.__cause__ is not None:
        deepest = deepest.__cause__
    return str(deepest) or str(error) or type(error).__name__
