"""Every hostile feed at once, through the whole of a poll: each is named, none harms the others.

The servers are real, the bodies are read in a real process, and both have the limits they have at work.
"""

from __future__ import annotations

import gzip
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from monitor.core.feed import Verdict
from monitor.flow.poll import poll
from tests.flow.house import Files, House, house, wire
from tests.servers import RSS, Answer, FeedServer, Script, bomb, entry, feed, redirect

pytestmark = pytest.mark.anyio

HEAD, TAIL = b"<rss version='2.0'><channel><title>t</title>", b"</channel></rss>"
DATED = b"<pubDate>Mon, 02 Nov 2026 08:00:00 GMT</pubDate>"
GOOD = feed(entry("Good news", guid="good"))
ENTITIES = "".join(f'<!ENTITY b{n} "{f"&b{n - 1};" * 10}">' for n in range(1, 9)).encode()
MEMORY = 700_000  # kB that the process which reads may have had at most


def item(inner: bytes) -> bytes:
    return HEAD + b"<item><title>t</title>" + inner + DATED + b"</item>" + TAIL


def xml(body: bytes, kind: str = RSS) -> Answer:
    return Answer(headers={"Content-Type": kind}, body=body)


@dataclass(frozen=True, slots=True)
class Row:
    """A hostile feed: what it answers, what is to be said of it, how many entries it brings."""

    answer: Answer
    verdict: Verdict
    entries: int = 0


REDIRECTS = {
    "private v4": "http://10.0.0.1/",
    "private v6": "http://[fd00::1]/",
    "mapped": "http://[::ffff:192.168.0.1]/",
    "NAT64": "http://[64:ff9b::a00:1]/",
    "metadata": "http://169.254.169.254/latest/meta-data/",
    "decimal": "http://167772161/",
    "hex": "http://0x0a000001/",
    "user": "http://example.org@10.0.0.1/",
    "scheme": "file:///etc/passwd",
    "port": "http://8.8.8.8:25/",
}
ROWS = {
    **{
        f"redirect {name}": Row(redirect(target), Verdict.REFUSED)
        for name, target in REDIRECTS.items()
    },
    "loop": Row(redirect("/loop"), Verdict.REDIRECTS),
    "endless": Row(Answer(endless=iter(lambda: b"<item/>" * 5_000, b"")), Verdict.TOO_LARGE),
    "one byte a second": Row(Answer(body=GOOD, drip=1), Verdict.TIMEOUT),
    "gzip bomb": Row(bomb(300_000_000), Verdict.TOO_LARGE),
    "deflate bomb": Row(bomb(300_000_000, "deflate"), Verdict.TOO_LARGE),
    "nested bombs": Row(
        Answer(
            headers={"Content-Type": RSS, "Content-Encoding": "gzip, gzip"},
            body=gzip.compress(bomb(300_000_000).body),
        ),
        Verdict.NOT_A_FEED,
    ),
    "length too long": Row(Answer(body=GOOD, announce=len(GOOD) + 999), Verdict.FRESH, 1),
    "length too short": Row(Answer(body=GOOD, announce=len(GOOD) - 30), Verdict.SALVAGED, 1),
    "cut off": Row(
        Answer(body=feed(entry("Whole", guid="1"), entry("Half", guid="2")), cut=330),
        Verdict.SALVAGED,
        1,
    ),
    "entities": Row(
        xml(
            b"<!DOCTYPE rss [<!ENTITY b0 'x'>"
            + ENTITIES
            + b"]>"
            + item(b"<description>&b8;</description>")
        ),
        Verdict.SALVAGED,
        1,
    ),
    "long entity": Row(
        xml(
            b"<!DOCTYPE rss [<!ENTITY a '" + b"x" * 50_000 + b"'>]>"
            + item(b"<description>" + b"&a;" * 20_000 + b"</description>")
        ),
        Verdict.BROKEN,
    ),
    "outside entity": Row(
        xml(
            b"<!DOCTYPE rss [<!ENTITY a SYSTEM 'file:///etc/passwd'>]>"
            + item(b"<description>&a;</description>")
        ),
        Verdict.SALVAGED,
        1,
    ),
    "nesting": Row(xml(item(b"<a>" * 20_000 + b"</a>" * 20_000)), Verdict.FRESH, 1),
    "many items": Row(
        xml(
            HEAD
            + b"".join(b"<item><title>%d</title>%s</item>" % (n, DATED) for n in range(60_000))
            + TAIL
        ),
        Verdict.CUT,
        2_000,
    ),
    "huge attribute": Row(xml(item(b"<x a='" + b"x" * 4_000_000 + b"'/>")), Verdict.FRESH, 1),
    "huge CDATA": Row(
        xml(item(b"<description><![CDATA[" + b"<p>" * 1_000_000 + b"]]></description>")),
        Verdict.FRESH,
        1,
    ),
    "NUL": Row(xml(item(b"<description>\0\0x\0</description>")), Verdict.FRESH, 1),
    "charset": Row(
        xml(
            b"<?xml version='1.0' encoding='utf-8'?>"
            + item("<description>Ärger über Öl</description>".encode("latin-1")),
            "application/rss+xml; charset=utf-16",
        ),
        Verdict.SALVAGED,
        1,
    ),
    "same guid": Row(
        xml(
            feed(*(entry(f"News {n}", guid="1", link=f"https://x.example/{n}") for n in range(9)))
        ),
        Verdict.FRESH,
        9,
    ),
    "future": Row(
        xml(feed(entry("Tomorrow", guid="1", published="Mon, 02 Nov 2099 08:00:00 GMT"))),
        Verdict.UNDATED,
        1,
    ),
    "1970": Row(
        xml(feed(entry("Epoch", guid="1", published="Thu, 01 Jan 1970 00:00:00 GMT"))),
        Verdict.UNDATED,
        1,
    ),
    "page": Row(xml(b"<!doctype html><html>" + b"<div>" * 100_000), Verdict.PAGE),
}  # fmt: skip


@pytest.fixture
def server() -> Iterator[FeedServer]:
    with FeedServer() as running:
        yield running


def slug(name: str) -> str:
    return name.lower().replace(" ", "-")


def files_of(server: FeedServer) -> Files:
    """All hostile feeds, with a good one before, between and behind them."""
    rows = [
        wire(server.script(f"/{slug(name)}", row.answer), slug(name)) for name, row in ROWS.items()
    ]
    goods = [wire(server.serve(f"/good-{n}", GOOD), f"good-{n}") for n in range(3)]
    half = len(rows) // 2
    return Files(feeds=[goods[0], *rows[:half], goods[1], *rows[half:], goods[2]])


async def brought(home: House, identifier: str) -> int:
    return sum(found.feed_id == identifier for found in await home.entries())


@pytest.mark.slow
async def test_every_hostile_feed_is_named_and_harms_no_other(
    tmp_path: Path, server: FeedServer
) -> None:
    files = files_of(server)
    async with house(tmp_path, files, parse_processes=2, fetch_timeout=6.0) as home:
        begun = time.perf_counter()
        report = await poll(home.app.desk, home.app.live)
        took = time.perf_counter() - begun
        peaks = [_peak(worker) for worker in home.app.desk.pool.workers]
        found = {name: (await home.feed(slug(name))).verdict for name in ROWS}
        counts = {name: await brought(home, slug(name)) for name in ROWS}
        goods = [(await home.feed(f"good-{n}")).verdict for n in range(3)]
        told = " ".join(each.summary + each.body for each in await home.entries())

    assert report.done == len(ROWS) + 3
    assert found == {name: row.verdict for name, row in ROWS.items()}
    assert counts == {name: row.entries for name, row in ROWS.items()}
    assert goods == [Verdict.FRESH] * 3
    assert "root:" not in told
    assert len(told) < 10_000_000
    assert took < 90
    assert peaks
    assert max(peaks) < MEMORY


@pytest.mark.slow
async def test_body_that_takes_minutes_is_stopped_after_five_seconds(
    tmp_path: Path, server: FeedServer
) -> None:
    slow = item(b"".join(b"<x%d:a xmlns:x%d='u%d'/>" % (n, n, n) for n in range(40_000)))
    rows = [
        wire(server.script("/slow", xml(slow)), "slow"),
        wire(server.serve("/good", GOOD), "good"),
    ]
    async with house(tmp_path, Files(feeds=rows), parse_processes=1, fetch_timeout=30.0) as home:
        await poll(home.app.desk, home.app.live)
        state = await home.feed("slow")

        assert (state.verdict, state.verdict_detail) == (
            Verdict.BROKEN,
            "reading it took more than 5 s",
        )
        assert (await home.feed("good")).verdict is Verdict.FRESH


async def test_guids_made_up_at_each_request_bring_nothing_new(
    tmp_path: Path, server: FeedServer
) -> None:
    listed = [("A", "https://x.example/a"), ("B", "https://x.example/b")]
    rows = [wire(server.script("/feed", *_with_new_guids(listed)))]
    async with house(tmp_path, Files(feeds=rows)) as home:
        for _ in range(3):
            await home.once(hours=1)
        assert [found.title for found in await home.entries()] == ["B", "A"]

        server.script("/feed", *_with_new_guids([("A, corrected", listed[0][1])], first=99))
        await home.once(hours=1)
        assert len(await home.entries()) == 3, "other words are another entry"


async def test_one_guid_for_all_is_no_identity_and_stays_so(
    tmp_path: Path, server: FeedServer
) -> None:
    first = [entry(f"News {n}", guid="same", link=f"https://x.example/{n}") for n in range(3)]
    more = [entry("News 9", guid="same", link="https://x.example/9"), *first]
    rows = [wire(server.script("/feed", xml(feed(*first)), xml(feed(*more))))]
    async with house(tmp_path, Files(feeds=rows)) as home:
        await home.once()
        await home.once(hours=1)

        assert len(await home.entries()) == 4
        assert {found.revision for found in await home.entries()} == {0}


def _with_new_guids(listed: list[tuple[str, str]], first: int = 0) -> list[Script]:
    made = iter(range(first, 1_000_000))

    def answer(_request: object) -> Answer:
        return xml(feed(*(entry(title, guid=f"g{next(made)}", link=url) for title, url in listed)))

    return [answer]


def _peak(pid: int) -> int:
    """The most memory a process had so far, in kB."""
    status = Path(f"/proc/{pid}/status").read_text()
    (line,) = (line for line in status.splitlines() if line.startswith("VmHWM"))
    return int(line.split()[1])
