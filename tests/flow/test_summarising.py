"""Key sentences of composed issues: stored with them, new ones in updates."""

from __future__ import annotations

from pathlib import Path

import pytest

from monitor.core.digest import Issue
from monitor.outlet.render import render
from tests.flow.house import Files, House, house, wire
from tests.servers import FeedServer, entry, feed

pytestmark = pytest.mark.anyio

TITLE = "Huawei and Orange agree to share masts in Romania"
TEXTS = {
    "wire": "Huawei and Orange will share 1,900 masts in rural Romania. They expect to save 140 million "
    "euros over five years, the two companies said.",
    "post": "Huawei and Orange signed the agreement about masts in Bucharest on Monday. The regulator "
    "Ancom has three months to object to it.",
}
OBJECTION = "Ancom objected to the agreement on 3 December and set a fine of 6.1 million euros."
PLAN = {"id": "flash", "watchlists": ["huawei"], "channels": ["mail"], "schedule": "immediate"}


def _serve(
    server: FeedServer, name: str, title: str, text: str, guid: str = "1"
) -> dict[str, object]:
    kind = {"kind": "regulator"} if name == "ancom" else {}
    told = entry(title, guid=guid, link=f"https://{name}.example/{guid}", summary=text)
    return wire(server.serve(f"/{name}", feed(told)), name, **kind)


async def _issues(home: House) -> list[Issue]:
    return [stored.issue for stored in await home.digests() if stored.issue.stories]


async def test_composed_story_keeps_sentences_of_several_outlets(tmp_path: Path) -> None:
    with FeedServer() as server:
        feeds = [_serve(server, name, TITLE, text) for name, text in TEXTS.items()]
        async with house(tmp_path, Files(feeds=feeds)) as home:
            await home.once()

            (issue,) = await _issues(home)
            (story,) = issue.stories
            told = {sentence.outlet: sentence.text.text for sentence in story.sentences}
            assert told["Wire"] in TEXTS["wire"]
            assert told["Post"] in TEXTS["post"]
            assert render(issue) == render(issue)
            mail = home.outbox[0].read_text("utf-8")
            assert "(Post)" in mail


async def test_update_says_what_no_report_said_before(tmp_path: Path) -> None:
    with FeedServer() as server:
        feeds = [_serve(server, name, TITLE, text) for name, text in TEXTS.items()]
        feeds.append(wire(server.serve("/ancom", feed()), "ancom", kind="regulator"))
        async with house(tmp_path, Files(feeds=feeds, digests=[PLAN])) as home:
            await home.once()
            await home.once(minutes=10)
            _serve(server, "ancom", TITLE, f"{TEXTS['post']} {OBJECTION}")
            await home.once(minutes=30)
            await home.once(minutes=10)

            first, second = await _issues(home)
            assert first.stories[0].update is None
            update = second.stories[0].update
            assert update is not None
            assert [(one.outlet, one.text.text) for one in update.sentences] == [
                ("Ancom", OBJECTION)
            ]
            assert update.figures == ("3 December", "6.1 million euros")
