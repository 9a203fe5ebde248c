"""An SMTP server that takes every mail and counts it by Message-ID; a process of its own.

    python -m benchmarks.smtp_sink

Prints its port, and for each line it reads on standard input the number of mails and of their ids.
"""

from __future__ import annotations

import asyncio
import re
import sys

_ID = re.compile(rb"^Message-ID: *(<[^>]+>)", re.IGNORECASE | re.MULTILINE)


class Sink:
    """What came so far."""

    def __init__(self) -> None:
        self.mails = 0
        self.ids: set[bytes] = set()

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One connection, until QUIT or its end."""
        writer.write(b"220 sink\r\n")
        while line := await reader.readline():
            verb = line[:4].upper()
            if verb == b"DATA":
                writer.write(b"354 go on\r\n")
                data = await reader.readuntil(b"\r\n.\r\n")
                self.mails += 1
                found = _ID.search(data)
                self.ids.add(found[1] if found else b"")
            writer.write(b"221 bye\r\n" if verb == b"QUIT" else b"250 OK\r\n")
            if verb == b"QUIT":
                break
        writer.close()


async def _main() -> None:
    sink = Sink()
    server = await asyncio.start_server(sink.serve, "127.0.0.1", 0, limit=2**20)
    print(server.sockets[0].getsockname()[1], flush=True)
    loop = asyncio.get_running_loop()
    while await loop.run_in_executor(None, sys.stdin.readline):
        print(sink.mails, len(sink.ids), flush=True)


if __name__ == "__main__":
    asyncio.run(_main())
