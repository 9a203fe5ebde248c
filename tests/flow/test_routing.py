"""Who gets what: tags, kinds, languages, ranks, mutes, and the cap for each day."""

from __future__ import annotations

from datetime import timedelta
from functools import partial
from pathlib import Path

import pytest

from monitor.core.delivery import DeliveryState
from monitor.core.digest import CutReason
from monitor.core.mute import Mute
from storage import deliveries, digests, mutes
from storage.deliveries import Delivery, DeliveryFilter
from tests.flow.house import START, Files, House, house, wire
from tests.servers import FeedServer, entry, feed

pytestmark = pytest.mark.anyio

TITLE = "Huawei in talks over 5G licensing with Ericsson"
PLAN = {"watchlists": ["huawei"], "channels": ["mail"], "schedule": "daily 07:30"}
WATCHLISTS = (
    {"id": "huawei", "name": "Huawei", "query": "Huawei", "tags": ["vendors"]},
    {"id": "ericsson", "name": "Ericsson", "query": "Ericsson", "tags": ["vendors"]},
    {"id": "talks", "name": "Talks", "query": "talks"},
)


def _story(number: int, title: str = TITLE) -> str:
    return entry(title, guid=str(number), link=f"https://outlet-{number}.example/{number}")


async def _deliveries(home: House) -> list[Delivery]:
    return await home.app.desk.read(lambda s: deliveries.listing(s, DeliveryFilter()))


async def _titles(home: House) -> list[list[str]]:
    return [[s.title.text for s in stored.issue.stories] for stored in await home.digests()]


async def test_story_of_three_watchlists_reaches_a_recipient_once_in_a_digest(
    tmp_path: Path,
) -> None:
    plan = {**PLAN, "id": "all", "watchlists": ["talks"], "tags": ["vendors"]}
    with FeedServer() as server:
        url = server.serve("/feed", feed(_story(1)))
        files = Files(feeds=[wire(url)], watchlists=WATCHLISTS, digests=[plan])
        async with house(tmp_path, files) as home:
            await home.once()

            (issue,) = await home.digests()
            (story,) = issue.issue.stories
            assert [r.watchlist for r in story.reasons] == ["ericsson", "huawei", "talks"]
            assert len(home.outbox) == 1


async def test_digest_listens_to_feeds_of_its_kind_and_language(tmp_path: Path) -> None:
    plans: list[dict[str, object]] = [
        {**PLAN, "id": "official", "feeds": {"kind": ["regulator"]}},
        {**PLAN, "id": "german", "feeds": {"language": ["de"]}},
        {**PLAN, "id": "all"},
    ]
    with FeedServer() as server:
        news = server.serve("/news", feed(_story(1, "Huawei opens a laboratory in Turin")))
        office = server.serve("/office", feed(_story(2, "Huawei fined over radio permits")))
        feeds = [wire(news), wire(office, "office", kind="regulator")]
        async with house(tmp_path, Files(feeds=feeds, digests=plans)) as home:
            await home.once()

            told = {stored.digest_id: stored.story_count for stored in await home.digests()}
            assert told == {"official": 1, "all": 2}


async def test_story_of_little_rank_waits_for_more_reports(tmp_path: Path) -> None:
    plan = {**PLAN, "id": "top", "min_rank": 6.9}
    with FeedServer() as server:
        url = server.serve("/feed", feed(_story(1)))
        others = [server.serve(f"/{n}", feed()) for n in (2, 3, 4, 5)]
        feeds = [wire(url), *(wire(o, f"other-{n}") for n, o in enumerate(others))]
        async with house(tmp_path, Files(feeds=feeds, digests=[plan])) as home:
            await home.once()
            assert await home.digests() == []
            (story,) = {e.story_id for e in await home.entries()}
            assert story is not None
            (telling,) = await home.app.desk.read(partial(digests.of_story, story_id=story))
            assert telling.cut is CutReason.RANK
            for n in (2, 3, 4, 5):
                server.serve(f"/{n}", feed(_story(n)))
            await home.once(hours=24)

            assert await _titles(home) == [[TITLE]]


@pytest.mark.parametrize("what", [{"story": 1}, {"concept": "huawei"}])
async def test_what_is_muted_is_counted_and_never_told_later(
    tmp_path: Path, what: dict[str, object]
) -> None:
    plan = {**PLAN, "id": "sends", "when_empty": "send"}
    with FeedServer() as server:
        url = server.serve("/feed", feed(_story(1)))
        async with house(tmp_path, Files(feeds=[wire(url)], digests=[plan])) as home:
            mute = Mute(**what, until=START + timedelta(hours=30))  # type: ignore[arg-type]
            await home.app.desk.write(lambda s: mutes.add(s, mute, START))
            await home.once()
            await home.once(hours=24)
            server.serve("/feed", feed(_story(1), _story(2, "Huawei opens a school in Oslo")))
            await home.once(hours=24)

            issues = [stored.issue for stored in await home.digests()]
            assert [issue.muted for issue in issues] == [1, 0, 0]
            assert await _titles(home) == [[], [], ["Huawei opens a school in Oslo"]]


async def test_mute_of_the_files_works_by_the_name_of_a_concept(tmp_path: Path) -> None:
    mute = {"concept": "Huawei", "until": "2026-12-01"}
    with FeedServer() as server:
        url = server.serve("/feed", feed(_story(1)))
        files = Files(
            feeds=[wire(url)],
            watchlists=WATCHLISTS,
            digests=[{**PLAN, "id": "all", "watchlists": ["huawei", "ericsson"]}],
            extra={"mutes": [mute]},
        )
        async with house(tmp_path, files) as home:
            await home.once()

            (issue,) = await home.digests()
            assert [s.title.text for s in issue.issue.stories] == [TITLE], "Ericsson is not muted"


async def test_cap_of_a_day_collapses_the_rest_into_one_mail_with_counts(tmp_path: Path) -> None:
    channel = {"id": "mail", "type": "email", "to": ["a@example.org"], "max_per_day": 2}
    plan = {**PLAN, "id": "each", "schedule": "hourly", "timezone": "Europe/Berlin"}
    with FeedServer() as server:
        url = server.serve("/feed", feed())
        files = Files(feeds=[wire(url)], channels=[channel], digests=[plan])
        async with house(tmp_path, files) as home:
            await home.once()
            told: list[str] = []
            for number, town in enumerate(("Turin", "Oslo", "Lagos", "Quito", "Perth")):
                told.append(_story(number, f"Huawei opens a school in {town}"))
                server.serve("/feed", feed(*told))
                await home.once(hours=1)
            states = [one.state for one in await _deliveries(home)]
            assert states.count(DeliveryState.SENT) == 2
            assert states.count(DeliveryState.HELD) == 3
            await home.once(hours=24)
            await home.once(hours=1)

            last = (await home.digests())[-1].issue
            assert last.collected == 3
            assert {s.title.text.split()[-1] for s in last.stories} == {"Lagos", "Quito", "Perth"}
            assert len(home.outbox) == 3
            states = [one.state for one in await _deliveries(home)]
            assert states.count(DeliveryState.COLLECTED) == 3


async def test_mail_with_the_rest_of_a_day_knows_what_it_left_out(tmp_path: Path) -> None:
    channel = {"id": "mail", "type": "email", "to": ["a@example.org"], "max_per_day": 1}
    plan = {**PLAN, "id": "each", "schedule": "hourly", "max_stories": 1}
    with FeedServer() as server:
        url = server.serve("/feed", feed())
        files = Files(feeds=[wire(url)], channels=[channel], digests=[plan])
        async with house(tmp_path, files) as home:
            await home.once()
            towns = ("Turin", "Oslo", "Lagos", "Quito", "Perth", "Lima")
            told = [_story(n, f"Huawei opens a school in {t}") for n, t in enumerate(towns)]
            for many in (2, 4, 6):
                server.serve("/feed", feed(*told[:many]))
                await home.once(hours=1)
            await home.once(hours=24)

            last = (await home.digests())[-1]
            shown = {story.story_id for story in last.issue.stories}
            out = await home.app.desk.read(lambda s: digests.left_out(s, last.id, shown=2))
            assert (last.issue.collected, len(shown), last.left_out) == (2, 2, 2)
            assert len(set(out)) == 2
            assert not shown & set(out)
