"""The side of a worker process: takes one order after the other, within limits.

Speaks over its standard streams in frames: 4 bytes of length, then a pickle. Ends when its input
does, so that no worker outlives its pool, whatever became of that.
"""

from __future__ import annotations

import pickle
import resource
import signal
import struct
import sys
from collections.abc import Callable
from typing import BinaryIO

MAX_MEMORY = 2_000_000_000
LENGTH = struct.Struct(">I")


def serve(perform: Callable[[object], object], *, out_of_memory: object) -> None:
    """Answers orders with what `perform` says of them, until the input ends.

    An order is a pair of what `perform` is given and the seconds it has at most.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the pool decides when a worker ends
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_AS, (MAX_MEMORY, MAX_MEMORY))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    _serve(perform, out_of_memory, sys.stdin.buffer, sys.stdout.buffer)


def _serve(
    perform: Callable[[object], object], out_of_memory: object, source: BinaryIO, sink: BinaryIO
) -> None:
    sys.stdout = sys.stderr  # a library that prints must not break the frames
    sink.write(LENGTH.pack(0))  # ready
    sink.flush()
    while len(head := source.read(LENGTH.size)) == LENGTH.size:
        order, seconds = pickle.loads(source.read(LENGTH.unpack(head)[0]))
        # the pool kills what takes too long; this ends a worker whose pool is gone
        signal.setitimer(signal.ITIMER_REAL, seconds * 2 + 1)
        try:
            answer = perform(order)
        except MemoryError:
            answer = out_of_memory
        signal.setitimer(signal.ITIMER_REAL, 0)
        reply = pickle.dumps(answer, protocol=pickle.HIGHEST_PROTOCOL)
        sink.write(LENGTH.pack(len(reply)) + reply)
        sink.flush()
