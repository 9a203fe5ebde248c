"""Worker processes for reading feeds: a body that takes too long costs its worker, nothing else."""

from __future__ import annotations

import os
import pickle
import subprocess
import sys
from collections import deque
from datetime import datetime, timedelta
from functools import partial
from types import TracebackType
from typing import Self

import anyio
import anyio.to_thread
from anyio.abc import Process
from anyio.streams.buffered import BufferedByteReceiveStream

from monitor.core.feed import Verdict
from monitor.intake.parse.values import ParsedFeed
from monitor.intake.parse.worker import LENGTH, Order, perform

DEADLINE = timedelta(seconds=5)
DIED = (anyio.EndOfStream, anyio.IncompleteRead, anyio.BrokenResourceError)
START_SECONDS = 30
GRACE_SECONDS = 2
RENEWED_AFTER = 2_000  # bodies: what a long life leaves in memory goes with the worker


class _Worker:
    """One process and the stream of its answers."""

    def __init__(self, process: Process) -> None:
        assert process.stdout is not None
        self.process, self.served, self.busy = process, 0, False
        self._answers = BufferedByteReceiveStream(process.stdout)

    @classmethod
    async def start(cls) -> _Worker:
        # not multiprocessing: that would import the program's own main module into every worker
        process = await anyio.open_process(
            [sys.executable, "-c", "from monitor.intake.parse.worker import main; main()"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=None,
            env=_environment(),
        )
        worker = cls(process)
        try:
            with anyio.fail_after(START_SECONDS):
                await worker.ready()
        except BaseException:
            await worker.end()
            raise
        return worker

    async def ready(self) -> None:
        """Waits for the sign that the worker has imported what it needs."""
        await self._answers.receive_exactly(LENGTH.size)

    async def ask(self, frame: bytes) -> ParsedFeed:
        """Sends an order and waits for the answer. What anyio raises says that the worker died."""
        assert self.process.stdin is not None
        self.busy = True
        try:
            await self.process.stdin.send(frame)
            (length,) = LENGTH.unpack(await self._answers.receive_exactly(LENGTH.size))
            answer = pickle.loads(await self._answers.receive_exactly(length))
        except DIED:
            self.busy = False
            raise
        assert isinstance(answer, ParsedFeed)
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


class ParsePool:
    """`processes` workers, entered once, asked by many; 0: a thread of this process, no deadline.

    A body has `deadline` from the moment a worker takes it. A stuck worker is killed, one that died
    is replaced; the body that it died of is tried once more, then called broken.
    """

    def __init__(self, *, processes: int = 2, deadline: timedelta = DEADLINE) -> None:
        self._processes, self._deadline = processes, deadline.total_seconds()
        self._slots = anyio.Semaphore(max(processes, 1))
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
    def workers(self) -> tuple[int, ...]:
        """The process ids of the workers that wait for a body."""
        return tuple(worker.process.pid for worker in self._idle)

    async def parse(
        self,
        body: bytes,
        *,
        content_type: str | None,
        url: str,
        encoding: str | None = None,
        known: frozenset[bytes] = frozenset(),
        now: datetime | None = None,
    ) -> ParsedFeed:
        """What parse_feed says of `body`; BROKEN when it takes longer than the deadline."""
        order = Order(
            body=body,
            content_type=content_type,
            url=url,
            encoding=encoding,
            known=known,
            now=now,
            seconds=self._deadline,
        )
        async with self._slots:
            if self._processes == 0:
                return await anyio.to_thread.run_sync(partial(perform, order))
            return await self._in_a_process(order)

    async def _in_a_process(self, order: Order) -> ParsedFeed:
        reply = pickle.dumps(order, protocol=pickle.HIGHEST_PROTOCOL)
        frame = LENGTH.pack(len(reply)) + reply
        for _ in range(2):
            worker = await self._worker()
            try:
                with anyio.fail_after(self._deadline):
                    answer = await worker.ask(frame)
            except TimeoutError:
                return _broken(f"reading it took more than {self._deadline:g} s")
            except DIED:
                continue
            else:
                self._keep(worker)
                return answer
            finally:
                if worker not in self._idle:
                    await worker.end()
        return _broken("the process that read it died twice")

    async def _worker(self) -> _Worker:
        return self._idle.pop() if self._idle else await _Worker.start()

    def _keep(self, worker: _Worker) -> None:
        if self._open and worker.served < RENEWED_AFTER:
            self._idle.append(worker)


def _environment() -> dict[str, str]:
    """What a worker needs to start; secrets of the settings stay out of what reads hostile input."""
    kept = {name: os.environ[name] for name in ("PATH", "LD_LIBRARY_PATH") if name in os.environ}
    return {**kept, "PYTHONPATH": os.pathsep.join(path for path in sys.path if path)}


def _broken(detail: str) -> ParsedFeed:
    return ParsedFeed(verdict=Verdict.BROKEN, detail=detail)
