"""A worker process that reads one body after the other, within limits; started by the pool.

Speaks over its standard streams in frames: 4 bytes of length, then a pickle. Ends when its input
does, so that no worker outlives its pool, whatever became of that.
"""

from __future__ import annotations

import pickle
import resource
import signal
import struct
import sys
from dataclasses import dataclass
from datetime import datetime
from typing import BinaryIO

from monitor.core.feed import Verdict
from monitor.intake.parse.document import parse_feed
from monitor.intake.parse.values import ParsedFeed

MAX_MEMORY = 2_000_000_000
LENGTH = struct.Struct(">I")


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """The arguments of parse_feed, and how many seconds the worker has at most."""

    body: bytes
    content_type: str | None
    url: str
    encoding: str | None
    known: frozenset[bytes]
    now: datetime | None
    seconds: float


def perform(order: Order) -> ParsedFeed:
    """What parse_feed says of the order."""
    return parse_feed(
        order.body,
        content_type=order.content_type,
        url=order.url,
        encoding=order.encoding,
        known=order.known,
        now=order.now,
    )


def main() -> None:
    """Serves orders until the input ends."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the pool decides when a worker ends
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_AS, (MAX_MEMORY, MAX_MEMORY))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    _serve(sys.stdin.buffer, sys.stdout.buffer)


def _serve(source: BinaryIO, sink: BinaryIO) -> None:
    sys.stdout = sys.stderr  # a library that prints must not break the frames
    sink.write(LENGTH.pack(0))  # ready
    sink.flush()
    while len(head := source.read(LENGTH.size)) == LENGTH.size:
        order = pickle.loads(source.read(LENGTH.unpack(head)[0]))
        assert isinstance(order, Order)
        # the pool kills what takes too long; this ends a worker whose pool is gone
        signal.setitimer(signal.ITIMER_REAL, order.seconds * 2 + 1)
        try:
            answer = perform(order)
        except MemoryError:
            answer = ParsedFeed(verdict=Verdict.BROKEN, detail="reading it takes too much memory")
        signal.setitimer(signal.ITIMER_REAL, 0)
        reply = pickle.dumps(answer, protocol=pickle.HIGHEST_PROTOCOL)
        sink.write(LENGTH.pack(len(reply)) + reply)
        sink.flush()
