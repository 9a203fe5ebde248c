"""A farm of feeds on loopback: one process, cheap to ask, the same for the same numbers.

    python -m benchmarks.farm --feeds 500 --entries 20 --origins 50

Feed n answers at /feed/n on origin n modulo `origins`; each origin is a port of its own. Two of three
feeds are RSS, the third is Atom; all bear ETag and Last-Modified and answer 304 to either. The first
line of output is JSON: the control address and the feeds. Control: /reset, /change (`share` of the
feeds get `new` entries on top), /touch (a new ETag on the very same bytes), /counts.
"""

from __future__ import annotations

import argparse
import asyncio
import hashlib
import json
import random
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from html import escape
from urllib.parse import parse_qs, urlsplit

from benchmarks.prose import item

BEGAN = datetime(2026, 9, 1, tzinfo=UTC)
_RSS = """<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"
 xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:media="http://search.yahoo.com/mrss/"><channel>
<title>Wire {feed}</title><link>https://wire{feed}.example.org/</link><language>en</language>
<description>News of wire {feed}</description><lastBuildDate>{date}</lastBuildDate>
"""
_ATOM = """<?xml version="1.0" encoding="UTF-8"?>
<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="en"><title>Wire {feed}</title>
<id>tag:wire{feed}.example.org,2026:feed</id><updated>{date}</updated>
<link rel="alternate" href="https://wire{feed}.example.org/"/>
"""


def document(feed: int, newest: int, entries: int, began: datetime = BEGAN) -> bytes:
    """A feed that lists `entries` entries down from number `newest`; number 0 was told at `began`."""
    date = _at(newest, began)
    numbers = range(newest, newest - entries, -1)
    if feed % 3:
        head, tail = _RSS.format(feed=feed, date=format_datetime(date)), "</channel></rss>\n"
        items = [_rss_item(feed, number, _at(number, began)) for number in numbers]
    else:
        head, tail = _ATOM.format(feed=feed, date=date.isoformat()), "</feed>\n"
        items = [_atom_entry(feed, number, _at(number, began)) for number in numbers]
    return "".join([head, *items, tail]).encode()


def _at(number: int, began: datetime) -> datetime:
    return began + timedelta(minutes=37 * number)


def _html(feed: int, number: int, body: str) -> str:
    image = f'<img src="https://wire{feed}.example.org/{number}.jpg" alt=""/>'
    return f'<p>{image}{escape(body)} <a href="/more?a=1&amp;b={number}">Read&nbsp;on</a></p>'


def _rss_item(feed: int, number: int, at: datetime) -> str:
    news, site = item(feed, number), f"https://wire{feed}.example.org"
    categories = "".join(f"<category><![CDATA[{name}]]></category>" for name in news.categories)
    return (
        f"<item><title>{escape(news.title)}</title><link>{site}/{number}?utm_source=rss</link>"
        f'<guid isPermaLink="false">wire{feed}-{number}</guid>{categories}'
        f"<dc:creator><![CDATA[{news.author}]]></dc:creator>"
        f"<pubDate>{format_datetime(at)}</pubDate>"
        f"<description><![CDATA[<p>{escape(news.summary)}</p>]]></description>"
        f"<content:encoded><![CDATA[{_html(feed, number, news.body)}]]></content:encoded>"
        f'<media:content url="{site}/{number}.jpg" medium="image" width="1200"/></item>\n'
    )


def _atom_entry(feed: int, number: int, at: datetime) -> str:
    news, site = item(feed, number), f"https://wire{feed}.example.org"
    categories = "".join(f'<category term="{name}"/>' for name in news.categories)
    return (
        f'<entry><title type="html">{escape(escape(news.title))}</title>'
        f"<id>tag:wire{feed}.example.org,2026:{number}</id>{categories}"
        f'<link rel="alternate" href="{site}/{number}?utm_source=atom"/>'
        f"<author><name>{news.author}</name></author>"
        f"<published>{at.isoformat()}</published><updated>{at.isoformat()}</updated>"
        f'<summary type="html">{escape(f"<p>{escape(news.summary)}</p>")}</summary>'
        f'<content type="html">{escape(_html(feed, number, news.body))}</content></entry>\n'
    )


@dataclass(slots=True)
class Farm:
    """What is served now; answers are made beforehand, so that serving costs next to nothing."""

    feeds: int
    entries: int
    began: datetime = BEGAN
    newest: list[int] = field(default_factory=list)
    touched: int = 0
    changes: int = 0
    bodies: list[bytes] = field(default_factory=list)
    answers: list[tuple[bytes, bytes, bytes, bytes]] = field(default_factory=list)
    counts: dict[str, int] = field(default_factory=lambda: {"200": 0, "304": 0})

    def reset(self) -> None:
        """Back to the first state."""
        self.newest, self.touched, self.changes = [self.entries] * self.feeds, 0, 0
        self.bodies = [
            document(n, self.entries, self.entries, self.began) for n in range(self.feeds)
        ]
        self.answers = [self._answer(n) for n in range(self.feeds)]

    def change(self, share: float, new: int) -> None:
        """Puts `new` entries on top of a `share` of the feeds."""
        self.changes += 1
        for n in sorted(
            random.Random(self.changes).sample(range(self.feeds), int(share * self.feeds))
        ):
            self.newest[n] += new
            self.bodies[n] = document(n, self.newest[n], self.entries, self.began)
            self.answers[n] = self._answer(n)

    def touch(self) -> None:
        """New validators, the same bytes."""
        self.touched += 1
        self.answers = [self._answer(n) for n in range(self.feeds)]

    def _answer(self, n: int) -> tuple[bytes, bytes, bytes, bytes]:
        """ETag, Last-Modified, and the answers with and without a body."""
        body = self.bodies[n]
        etag = f'"{hashlib.blake2b(body, digest_size=8).hexdigest()}-{self.touched}"'.encode()
        moment = _at(self.newest[n], self.began) + timedelta(seconds=self.touched)
        modified = format_datetime(moment, usegmt=True).encode()
        kind = b"rss" if n % 3 else b"atom"
        fields = b"ETag: %s\r\nLast-Modified: %s\r\n" % (etag, modified)
        full = b"Content-Type: application/%s+xml; charset=utf-8\r\nContent-Length: %d\r\n\r\n%s"
        return (
            etag,
            modified,
            b"HTTP/1.1 200 OK\r\n" + fields + full % (kind, len(body), body),
            b"HTTP/1.1 304 Not Modified\r\n" + fields + b"\r\n",
        )

    def serve(self, path: str, head: bytes) -> bytes:
        """The answer to a request."""
        if path.startswith("/feed/"):
            etag, modified, full, same = self.answers[int(path.removeprefix("/feed/"))]
            fields = _fields(head)
            asked = fields.get(b"if-none-match")
            is_same = asked == etag if asked else fields.get(b"if-modified-since") == modified
            self.counts["304" if is_same else "200"] += 1
            return same if is_same else full
        return self._control(path)

    def _control(self, path: str) -> bytes:
        asked = urlsplit(path)
        if asked.path == "/change":
            given = parse_qs(asked.query)
            self.change(float(given["share"][0]), int(given["new"][0]))
        elif asked.path == "/touch":
            self.touch()
        elif asked.path == "/reset":
            self.reset()
        counts = json.dumps(self.counts).encode()
        self.counts = {"200": 0, "304": 0}
        return b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%s" % (len(counts), counts)


def _fields(head: bytes) -> dict[bytes, bytes]:
    pairs = (line.partition(b":") for line in head.split(b"\r\n")[1:])
    return {name.strip().lower(): value.strip() for name, _, value in pairs}


class _Line(asyncio.Protocol):
    """A connection; kept open unless the client says otherwise."""

    def __init__(self, farm: Farm) -> None:
        self._farm, self._pending = farm, b""
        self._transport: asyncio.WriteTransport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.WriteTransport)
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        assert self._transport is not None
        self._pending += data
        while (end := self._pending.find(b"\r\n\r\n")) >= 0:
            head, self._pending = self._pending[:end], self._pending[end + 4 :]
            self._transport.write(self._farm.serve(head.split(b" ", 2)[1].decode(), head))
            if b"connection: close" in head.lower():
                self._transport.close()


async def _run(farm: Farm, origins: int) -> None:
    farm.reset()
    loop = asyncio.get_running_loop()
    servers = [
        await loop.create_server(lambda: _Line(farm), "127.0.0.1", 0, backlog=1024)
        for _ in range(origins)
    ]
    bases = [f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}" for server in servers]
    urls = [f"{bases[n % origins]}/feed/{n}" for n in range(farm.feeds)]
    print(json.dumps({"control": bases[0], "urls": urls}), flush=True)
    await asyncio.Event().wait()


def main() -> None:
    """Serves until it is ended."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--feeds", type=int, default=500)
    asked.add_argument("--entries", type=int, default=20)
    asked.add_argument("--origins", type=int, default=50)
    options = asked.parse_args()
    # the newest entries have just been told: old news would make every feed a silent one
    began = _at(-options.entries - 5, datetime.now(UTC).replace(microsecond=0))
    asyncio.run(_run(Farm(options.feeds, options.entries, began), options.origins))


if __name__ == "__main__":
    main()
