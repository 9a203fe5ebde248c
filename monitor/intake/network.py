"""Connections for the client: to the very addresses that egress allowed, over asyncio's own streams.

httpcore's streams go through anyio, which enters a cancel scope for each read and write and gives the
socket to the event loop and takes it back for each: half of what a small answer costs.
"""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any, NoReturn

import anyio
import httpcore

from monitor.intake.egress import Egress
from monitor.intake.resolve import Resolve

MAX_ADDRESSES = 4  # tried in turn; a host with more is not reached better by more
_BUFFER = 1 << 18


class RefusedError(Exception):
    """Egress does not allow an address of the host."""


class UnresolvedError(Exception):
    """The name of the host has no address."""


class PinnedBackend(httpcore.AsyncNetworkBackend):
    """Connects to the very addresses that were checked."""

    def __init__(self, egress: Egress, resolve: Resolve) -> None:
        self._egress, self._resolve = egress, resolve

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
        except TimeoutError as error:
            raise httpcore.ConnectTimeout(f"no connection within {timeout:g} s") from error

    async def _addresses(self, host: str, port: int) -> Sequence[str]:
        addresses = await self._resolve(host, port)
        if not addresses:
            raise UnresolvedError(f"the name {host} has no address")
        for address in addresses:
            if why := self._egress.check(address, port):
                raise RefusedError(why if address == host else f"{host}: {why}")
        return addresses[:MAX_ADDRESSES]

    async def _connect(
        self, addresses: Sequence[str], port: int, timeout: float | None
    ) -> httpcore.AsyncNetworkStream:
        for address in addresses[:-1]:
            try:
                with anyio.fail_after(timeout / len(addresses) if timeout else None):
                    return await _connected(address, port)
            except (httpcore.ConnectError, TimeoutError):
                continue
        return await _connected(addresses[-1], port)

    async def connect_unix_socket(
        self,
        path: str,
        timeout: float | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> NoReturn:
        raise RefusedError("unix sockets are not contacted")

    async def sleep(self, seconds: float) -> None:
        await anyio.sleep(seconds)


class _Stream(httpcore.AsyncNetworkStream):
    """A connection; the client bounds the whole request, so that reads and writes need no timeouts."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader, self._writer = reader, writer

    async def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        with _named(httpcore.ReadError):
            return await self._reader.read(max_bytes)

    async def write(self, buffer: bytes, timeout: float | None = None) -> None:
        with _named(httpcore.WriteError):
            self._writer.write(buffer)
            await self._writer.drain()

    async def aclose(self) -> None:
        self._writer.transport.abort()  # an answer that is read needs no farewell

    async def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,
    ) -> httpcore.AsyncNetworkStream:
        try:
            with anyio.fail_after(timeout), _named(httpcore.ConnectError):
                await self._writer.start_tls(ssl_context, server_hostname=server_hostname)
        except TimeoutError as error:
            await self.aclose()
            raise httpcore.ConnectTimeout(f"no TLS within {timeout:g} s") from error
        except BaseException:
            await self.aclose()
            raise
        return self

    def get_extra_info(self, info: str) -> Any:
        return self._writer.get_extra_info(info)


async def _connected(address: str, port: int) -> _Stream:
    with _named(httpcore.ConnectError):
        return _Stream(*await asyncio.open_connection(address, port, limit=_BUFFER))


@contextmanager
def _named(kind: type[httpcore.NetworkError]) -> Iterator[None]:
    """Errors of sockets and TLS under the name that httpcore has for them."""
    try:
        yield
    except TimeoutError:
        raise  # of the caller
    except (OSError, ssl.SSLError) as error:
        raise kind(str(error)) from error
