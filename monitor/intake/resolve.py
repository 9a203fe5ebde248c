"""From the name of a host to its addresses."""

from __future__ import annotations

import socket
from collections.abc import Awaitable, Callable, Sequence
from functools import partial

import anyio
import anyio.to_thread

Resolve = Callable[[str, int], Awaitable[Sequence[str]]]


async def system_resolve(limiter: anyio.CapacityLimiter, host: str, port: int) -> Sequence[str]:
    """The addresses the system knows for `host`, in its order; none if there are none.

    `limiter` bounds the threads that wait for a name server: slow names must not use up the threads
    that the rest of the program works with.
    """
    if numeric := as_address(host):
        return [numeric]
    look_up = partial(socket.getaddrinfo, host, port, type=socket.SOCK_STREAM)
    try:
        found = await anyio.to_thread.run_sync(look_up, abandon_on_cancel=True, limiter=limiter)
    except (OSError, UnicodeError):
        return []
    return list(dict.fromkeys(str(row[4][0]) for row in found))


def as_address(host: str) -> str | None:
    """`host` as an IP address in its usual form, None for a name."""
    for family in (socket.AF_INET, socket.AF_INET6):
        try:
            return socket.inet_ntop(family, socket.inet_pton(family, host))
        except (OSError, ValueError):
            continue
    return None
