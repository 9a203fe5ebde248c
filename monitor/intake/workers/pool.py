"""Worker processes: an order that takes too long costs its worker, nothing else."""

from __future__ import annotations

import os
import pickle
import subprocess
import sys
from collections import deque
from dataclasses import dataclass
from functools import partial
from types import TracebackType
from typing import Self

import anyio
import anyio.to_thread
from anyio.abc import Process
from anyio.streams.buffered import BufferedByteReceiveStream

from monitor.intake.workers.serving import LENGTH

DIED = (anyio.EndOfStream, anyio.IncompleteRead, anyio.BrokenResourceError)
START_SECONDS = 30
GRACE_SECONDS = 2
DIED_TWICE = "the process that read it died twice"


@dataclass(frozen=True, slots=True)
class Trouble:
    """Why there is no answer, in words."""

    detail: str


class Workers:
    """At most `processes` processes that run `main` (module:function), which calls `serve`.

    Entered once, asked by many; a process starts when it is first needed. An order has `deadline`
    seconds from the moment a worker takes it. A stuck worker is killed, one that died is replaced;
    the order that it died of is tried once more. After `renewed_after` orders a worker is replaced:
    what a long life leaves in memory goes with it. `opening` is the first order of every worker.
    """

    def __init__(
        self,
        main: str,
        *,
        processes: int,
        deadline: float,
        renewed_after: int = 2_000,
        opening: object = None,
    ) -> None:
        self._main, self._deadline, self._renewed_after = main, deadline, renewed_after
        self._opening, self._opening_frame = opening, b""
        self._slots = anyio.Semaphore(processes)
        self._idle: deque[_Worker] = deque()
        self._open = False

    async def __aenter__(self) -> Self:
        self._open = True
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._open = False
        while self._idle:
            await self._idle.popleft().end()

    @property
    def waiting(self) -> tuple[int, ...]:
        """The process ids of the workers that wait for an order."""
        return tuple(worker.process.pid for worker in self._idle)

    async def prepare(self) -> bool:
        """Starts a worker before there is an order for it; False when it did not start."""
        async with self._slots:
            try:
                worker = await self._start()
            except (TimeoutError, OSError, *DIED):
                return False
            self._idle.append(worker)
            return True

    async def ask(self, order: object) -> object:
        """The answer to `order`; a Trouble when it took too long, or its workers died."""
        frame = _framed(order, self._deadline)
        async with self._slots:
            return await self._ask(frame)

    async def _ask(self, frame: bytes) -> object:
        for _ in range(2):
            worker = self._idle.pop() if self._idle else await self._start()
            try:
                with anyio.fail_after(self._deadline):
                    answer = await worker.ask(frame)
            except TimeoutError:
                return Trouble(f"reading it took more than {self._deadline:g} s")
            except DIED:
                continue
            else:
                if self._open and worker.served < self._renewed_after:
                    self._idle.append(worker)
                return answer
            finally:
                if worker not in self._idle:
                    await worker.end()
        return Trouble(DIED_TWICE)

    async def _start(self) -> _Worker:
        if self._opening is not None and not self._opening_frame:
            # in a thread: it may be megabytes
            make = partial(_framed, self._opening, START_SECONDS)
            self._opening_frame = await anyio.to_thread.run_sync(make)
        return await _Worker.start(self._main, self._opening_frame)


def _framed(order: object, seconds: float) -> bytes:
    frame = pickle.dumps((order, seconds), protocol=pickle.HIGHEST_PROTOCOL)
    return LENGTH.pack(len(frame)) + frame


class _Worker:
    """One process and the stream of its answers."""

    def __init__(self, process: Process) -> None:
        assert process.stdout is not None
        self.process, self.served, self.busy = process, 0, False
        self._answers = BufferedByteReceiveStream(process.stdout)

    @classmethod
    async def start(cls, main: str, opening: bytes) -> _Worker:
        # not multiprocessing: that would import the program's own main module into every worker
        module, _, function = main.partition(":")
        process = await anyio.open_process(
            [sys.executable, "-c", f"from {module} import {function}; {function}()"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=None,
            env=_environment(),
        )
        worker = cls(process)
        try:
            with anyio.fail_after(START_SECONDS):
                await worker.ready()
                if opening:
                    await worker.ask(opening)
        except BaseException:
            await worker.end()
            raise
        return worker

    async def ready(self) -> None:
        """Waits for the sign that the worker has imported what it needs."""
        await self._answers.receive_exactly(LENGTH.size)

    async def ask(self, frame: bytes) -> object:
        """Sends an order and waits for the answer. What anyio raises says that the worker died."""
        assert self.process.stdin is not None
        self.busy = True
        try:
            await self.process.stdin.send(frame)
            (length,) = LENGTH.unpack(await self._answers.receive_exactly(LENGTH.size))
            answer: object = pickle.loads(await self._answers.receive_exactly(length))
        except DIED:
            self.busy = False
            raise
        self.busy, self.served = False, self.served + 1
        return answer

    async def end(self) -> None:
        """Ends the process, by force if it is at work; not interrupted."""
        assert self.process.stdin is not None
        with anyio.CancelScope(shield=True):
            if not self.busy:
                await self.process.stdin.aclose()
                with anyio.move_on_after(GRACE_SECONDS):
                    await self.process.wait()
            if self.process.returncode is None:
                self.process.kill()
            await self.process.aclose()


def _environment() -> dict[str, str]:
    """What a worker needs to start; secrets of the settings stay out of what reads hostile input."""
    kept = {name: os.environ[name] for name in ("PATH", "LD_LIBRARY_PATH") if name in os.environ}
    return {**kept, "PYTHONPATH": os.pathsep.join(path for path in sys.path if path)}
