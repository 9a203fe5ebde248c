"""Worker processes: an order that takes too long costs its worker, nothing else."""

from __future__ import annotations

import os
import pickle
import subprocess
import sys
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
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
            worker = await self._started()
            if worker is not None:
                self._idle.append(worker)
            return worker is not None

    async def ask(self, order: object) -> object:
        """The answer to `order`; a Trouble when it took too long, or its workers died."""
        frame = _framed(order, self._deadline)
        async with self._slots:
            return await self._ask(frame)

    async def converse(self, orders: Iterator[object], answered: Callable[[object], None]) -> None:
        """Has one worker answer `orders`; the next is on its way while it works at one.

        `answered` gets the answer to each order that was taken, in turn: a Trouble where the worker died or
        took too long, which ends the conversation. Where no worker starts, none is taken.
        """
        async with self._slots:
            worker = self._idle.pop() if self._idle else await self._started()
            if worker is None:
                return
            talk = _Talk(worker, orders, answered, self._deadline)
            try:
                await talk.run()
            finally:
                if talk.sound and self._open and worker.served < self._renewed_after:
                    self._idle.append(worker)
                else:
                    await worker.end()

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

    async def _started(self) -> _Worker | None:
        try:
            return await self._start()
        except (TimeoutError, OSError, *DIED):
            return None

    async def _start(self) -> _Worker:
        if self._opening is not None and not self._opening_frame:
            # in a thread: it may be megabytes
            make = partial(_framed, self._opening, START_SECONDS)
            self._opening_frame = await anyio.to_thread.run_sync(make)
        return await _Worker.start(self._main, self._opening_frame)


class _Talk:
    """Orders to one worker, of which two are under way at a time."""

    def __init__(
        self,
        worker: _Worker,
        orders: Iterator[object],
        answered: Callable[[object], None],
        deadline: float,
    ) -> None:
        self._worker, self._orders, self._answered = worker, orders, answered
        self._deadline = deadline
        self._under_way, self.sound = 0, False

    async def run(self) -> None:
        """Until there are no more orders, or the worker is in trouble."""
        try:
            await self._send()
            while self._under_way:
                # while, not before: neither side reads what the other sends as long as it sends
                async with anyio.create_task_group() as group:
                    group.start_soon(self._send)
                    with anyio.fail_after(self._deadline):
                        answer = await self._worker.answer()
                    self._under_way -= 1
                    self._answered(answer)
            self.sound = True
        except* (TimeoutError, *DIED):
            while self._under_way:
                self._under_way -= 1
                self._answered(Trouble("it died, or took too long"))

    async def _send(self) -> None:
        order = next(self._orders, None)
        if order is not None:
            self._under_way += 1
            await self._worker.send(_framed(order, self._deadline))


def _framed(order: object, seconds: float) -> bytes:
    frame = pickle.dumps((order, seconds), protocol=pickle.HIGHEST_PROTOCOL)
    return LENGTH.pack(len(frame)) + frame


class _Worker:
    """One process and the stream of its answers."""

    def __init__(self, process: Process) -> None:
        assert process.stdout is not None
        self.process, self.served, self.waiting = process, 0, 0
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
        await self.send(frame)
        return await self.answer()

    async def send(self, frame: bytes) -> None:
        """Sends an order."""
        assert self.process.stdin is not None
        self.waiting += 1
        with self._dying():
            await self.process.stdin.send(frame)

    async def answer(self) -> object:
        """The answer to the order that was sent first of those without one."""
        with self._dying():
            (length,) = LENGTH.unpack(await self._answers.receive_exactly(LENGTH.size))
            found: object = pickle.loads(await self._answers.receive_exactly(length))
        self.waiting, self.served = self.waiting - 1, self.served + 1
        return found

    @contextmanager
    def _dying(self) -> Iterator[None]:
        try:
            yield
        except DIED:
            self.waiting = 0
            raise

    async def end(self) -> None:
        """Ends the process, by force if it is at work; not interrupted."""
        assert self.process.stdin is not None
        with anyio.CancelScope(shield=True):
            if not self.waiting:
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
