"""The event loop of the service: uvloop where the system has it, asyncio's own elsewhere."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any, Final, TypeVar

T = TypeVar("T")

try:
    import uvloop
except ModuleNotFoundError:  # there is none for Windows and PyPy
    new_loop: Callable[[], asyncio.AbstractEventLoop] = asyncio.new_event_loop
else:
    new_loop = uvloop.new_event_loop

IS_UVLOOP: Final = new_loop is not asyncio.new_event_loop


def runner() -> asyncio.Runner:
    """A runner of such a loop."""
    return asyncio.Runner(loop_factory=new_loop)


def run(deed: Coroutine[Any, Any, T]) -> T:
    """What `deed` returns, on a loop of its own; as `asyncio.run`."""
    with runner() as own:
        return own.run(deed)
