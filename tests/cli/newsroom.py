"""A home with two days of news in it: three outlets, one story that two of them told, two digests.

Monday 09:00     first poll: fresh entries, one old entry (baseline)
Tuesday 08:00    second poll, one more hit; the digest of 07:30 goes out: mailed to the outbox, and
                 parked for the webhook, which refuses it for good
"""

from __future__ import annotations

from pathlib import Path

from tests.flow.house import Files, house, wire
from tests.mailserver import webhook_receiver
from tests.servers import FeedServer, entry, feed

SHARED = "Huawei in talks over 5G licensing with a US firm"
OLD = "Huawei wins a tender of last year"
LATE = "Huawei answers on Tuesday"
GERMAN = "Bundesnetzagentur versteigert Frequenzen"
DEADLINE = "Stellungnahmen sind bis zum 15. Januar 2027 möglich."
ESCAPES = "=2+3 [bold]Nokia[/bold] opens a factory"
PLAIN = tuple(f"Fibre reaches village number {number}" for number in range(1, 13))

WATCHLISTS = (
    {"id": "huawei", "name": "Huawei", "query": "Huawei"},
    {"id": "licensing", "name": "5G licensing", "query": "5G licensing", "tags": ["policy"]},
)


def _link(title: str) -> str:
    return "https://news.example.org/" + title.lower().replace(" ", "-")


def _told(
    *titles: str, day: str = "Mon, 02 Nov 2026 08:00:00 GMT", summary: str = "What is known."
) -> tuple[str, ...]:
    return tuple(
        entry(title, link=_link(title), guid=title, summary=summary, published=day)
        for title in titles
    )


def _serve(server: FeedServer) -> Files:
    old = _told(OLD, day="Mon, 03 Nov 2025 08:00:00 GMT")
    server.serve("/wire.xml", feed(*_told(SHARED, ESCAPES, *PLAIN), *old, title="Wire"))
    server.serve("/analyst.xml", feed(*_told(SHARED), title="Analyst"))
    server.serve("/office.xml", feed(*_told(GERMAN, summary=DEADLINE), title="Office"))
    return Files(
        feeds=(
            wire(server.url("/wire.xml"), country="US"),
            wire(server.url("/analyst.xml"), "analyst", kind="analyst"),
            wire(server.url("/office.xml"), "office", kind="regulator")
            | {"language": "de", "country": "DE"},
        ),
        watchlists=WATCHLISTS,
    )


def _digests(files: Files, hook: str) -> Files:
    common = {"watchlists": ["huawei", "licensing"], "schedule": "daily 07:30"}
    return Files(
        feeds=files.feeds,
        watchlists=files.watchlists,
        channels=(
            {"id": "mail", "type": "email", "to": ["a@example.org", "b@example.org"]},
            {"id": "hook", "type": "webhook", "url": hook},
        ),
        digests=(
            {"id": "morning", "channels": ["mail"], **common},
            {"id": "board", "channels": ["hook"], "timezone": "Asia/Tokyo", **common},
        ),
    )


async def fill(folder: Path) -> None:
    """Makes `folder`/home with all this in it; the servers are gone when it is done."""
    with FeedServer() as server, webhook_receiver() as receiver:
        receiver.says(*[400] * 9)
        files = _digests(_serve(server), receiver.url)
        async with house(folder, files) as made:
            await made.once()
            late = _told(LATE, day="Tue, 03 Nov 2026 07:00:00 GMT")
            server.serve("/wire.xml", feed(*late, *_told(SHARED, *PLAIN), title="Wire"))
            await made.once(hours=23)
