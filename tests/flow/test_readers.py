"""Readers: helpers give the very gists that this process gives, and nothing is lost with them."""

from __future__ import annotations

import os
import signal
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import anyio
import pytest
import sqlalchemy as sa

from monitor.compiled import shipped_reader
from monitor.core.feed import Feed, Kind
from monitor.core.gist import Gist, Unread, gist_of
from monitor.core.query import Matcher, parse_query
from monitor.core.reading import Document
from monitor.core.story import Told
from monitor.core.watchlist import FeedFilter, Watchlist
from monitor.flow.poll import poll
from monitor.flow.readers import Readers
from tests.flow.house import Files, House, house, wire
from tests.servers import FeedServer, entry, feed

pytestmark = pytest.mark.anyio

SAID = (
    ("en", "Orange and Vodafone share {} masts", "The operators said on Tuesday that 5G comes first."),
    ("en", "Orange juice prices rise {} %", "Three farmers in Florida see no end. Free samples."),
    ("de", "Bundesnetzagentur versteigert {} Frequenzen", "Die Netzbetreiber zahlen 6,5 Mrd. Euro."),
    ("zh", "华为签署{}份专利许可协议", "中国移动与爱立信也在谈判。"),
    ("ar", "هواوي توقع {} اتفاقيات", "شركة الاتصالات السعودية تطلق الجيل الخامس"),
    ("fr", "L'Arcep autorise {} antennes 5G", "Free et SFR s'y opposent&nbsp;; <b>Bouygues</b> attend."),
    (None, "AT&amp;T sells {} towers", "Read more: Huawei banned in Sweden"),
)  # fmt: skip
QUERIES = (
    "Huawei",
    "Orange",
    "5G licensing",
    '"5G comes"',
    "title:masts NOT juice",
    "antenna*",
    "AT&T",
)
LISTS = {
    f"list-{n}": Watchlist(id=f"list-{n}", name=query, query=query)
    for n, query in enumerate(QUERIES)
}
LISTS["list-0"] = replace(LISTS["list-0"], feeds=FeedFilter(kind=(Kind.REGULATOR,)))


def _unread(number: int) -> Unread:
    language, title, summary = SAID[number % len(SAID)]
    kind = Kind.REGULATOR if number % 2 else Kind.NEWS
    return Unread(
        document=Document(
            title=title.format(number), summary=summary, language=language, outlet="Wire"
        ),
        feed=Feed(id="wire", url="", name="Wire", kind=kind),
        told=Told(
            outlet="Wire",
            canonical_url=f"https://wire.example/{number}",
            seen_at=datetime(2026, 11, 2, tzinfo=UTC),
        ),
    )


UNREAD = [_unread(number) for number in range(140)]


class Here:
    """What reads in this process, and how often it was asked."""

    def __init__(self) -> None:
        queries = {name: parse_query(one.query) for name, one in LISTS.items()}
        self.matcher = Matcher(shipped_reader().concepts, queries, shipped_reader())
        self.asked = 0

    def __call__(self, unread: Unread) -> Gist | None:
        self.asked += 1
        return gist_of(self.matcher, LISTS, unread, self.matcher.read(unread.document))


@pytest.fixture(scope="module")
def expected() -> list[Gist | None]:
    """The gists as this process makes them."""
    return list(map(Here(), UNREAD))


@asynccontextmanager
async def _readers(here: Here) -> AsyncIterator[Readers]:
    async with Readers(processes=1, many=1) as readers:
        await _called(readers, here.matcher, LISTS)
        yield readers


async def _called(readers: Readers, matcher: Matcher, lists: Mapping[str, Watchlist]) -> None:
    await readers.call(matcher, lists)
    with anyio.fail_after(60):
        while not readers.helping:
            await anyio.sleep(0.02)


async def test_helper_gives_the_gists_that_this_process_gives(expected: list[Gist | None]) -> None:
    here = Here()
    async with _readers(here) as readers:
        found = await readers.read(here.matcher, LISTS, UNREAD, here)

    assert found == expected
    assert any(gist and gist.marks for gist in found)
    assert here.asked < len(UNREAD)


async def test_what_a_helper_cannot_read_is_read_here(expected: list[Gist | None]) -> None:
    here = Here()
    spoilt = Unread(
        document=replace(UNREAD[0].document, categories=()),
        feed=UNREAD[0].feed,
        told=UNREAD[0].told,
    )
    object.__setattr__(spoilt.document, "title", 7)  # no text: the reader fails on it
    given = [spoilt, *UNREAD[1:]]

    def read(unread: Unread) -> Gist | None:
        return None if unread is spoilt else here(unread)

    async with _readers(here) as readers:
        found = await readers.read(here.matcher, LISTS, given, read)

    assert found == [None, *expected[1:]]


async def test_nothing_is_lost_with_a_helper_that_dies(expected: list[Gist | None]) -> None:
    here = Here()
    async with _readers(here) as readers:
        os.kill(readers.helping[0], signal.SIGKILL)

        assert await readers.read(here.matcher, LISTS, UNREAD, here) == expected


async def test_helpers_of_an_earlier_configuration_are_not_asked(
    expected: list[Gist | None],
) -> None:
    here, later = Here(), Here()
    async with _readers(here) as readers:
        found = await readers.read(later.matcher, LISTS, UNREAD[:40], later)

    assert found == expected[:40]
    assert later.asked == 40


async def test_helpers_end_with_the_house() -> None:
    here = Here()
    async with _readers(here) as readers:
        (pid,) = readers.helping

    assert not readers.helping
    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)


async def test_a_house_with_helpers_stores_what_one_without_stores(tmp_path: Path) -> None:
    items = [
        entry(f"Huawei and Orange sign {n} licences", guid=f"{n}", summary=f"It is deal {n} of 5G.")
        for n in range(600)
    ]
    stored = []
    with FeedServer() as server:
        url = server.serve("/feed", feed(*items))
        for helpers in (0, 1):
            folder = tmp_path / str(helpers)
            async with house(folder, Files(feeds=[wire(url)]), read_processes=helpers) as home:
                desk, live = home.app.desk, home.app.live
                if helpers:
                    await _called(desk.readers, live.matcher, live.watchlists)
                await poll(desk, live)
                stored.append(await _stored(home))

    assert stored[0] == stored[1]
    assert len(stored[0]) == 600


async def _stored(home: House) -> list[object]:
    query = sa.text(
        "SELECT e.identity, e.reading_version, h.spans, f.print, s.lexemes FROM entry e "
        "JOIN hit h ON h.entry_id = e.id JOIN entry_fold f ON f.entry_id = e.id "
        "JOIN search_doc s ON s.rowid = e.id ORDER BY e.id"
    )
    return await home.app.desk.read(lambda s: [tuple(row) for row in s.connection().execute(query)])
