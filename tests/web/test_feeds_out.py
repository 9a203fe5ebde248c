"""Feeds of hits, as another feed reader sees them."""

from __future__ import annotations

import io
import json
from pathlib import Path

import feedparser
import pytest

from tests.flow.house import Files, wire
from tests.servers import FeedServer, entry, feed
from tests.web.test_pages import site

pytestmark = pytest.mark.anyio

WATCHLISTS = (
    {"id": "huawei", "name": "Huawei", "query": "Huawei"},
    {"id": "order", "name": "Orders", "query": "order"},
)
TITLE = "Huawei wins an order of 5 & 6 GHz \x0b<radios>"


def _files(server: FeedServer) -> Files:
    listed = [
        entry(TITLE, guid="1", link="https://news.example/1"),
        entry("An order for nobody", guid="2", link="javascript:alert(1)"),
        entry("Weather", guid="3"),
    ]
    url = server.serve("/feed", feed(*listed))
    return Files(feeds=[wire(url)], watchlists=WATCHLISTS)


async def test_atom_is_read_by_feedparser(tmp_path: Path) -> None:
    with FeedServer() as server:
        async with site(tmp_path, _files(server)) as pages:
            await pages.home.once()
            answer = await pages.client.get("/hits.atom")

    assert answer.headers["content-type"].startswith("application/atom+xml")
    read = feedparser.parse(io.BytesIO(answer.content), sanitize_html=False)
    assert not read.bozo
    assert read.feed.title == "telemon: all watchlists"
    (huawei,) = [one for one in read.entries if "Huawei" in one.title]
    assert huawei.link == "https://news.example/1"
    assert "5 & 6 GHz" in huawei.title
    assert {tag.term for tag in huawei.tags} == {"Huawei", "Orders"}
    assert huawei.author == "Wire"
    assert len(read.entries) == 2
    assert "javascript" not in answer.text


async def test_json_feed_of_one_watchlist_holds_its_hits_only(tmp_path: Path) -> None:
    with FeedServer() as server:
        async with site(
            tmp_path, _files(server), public_url="https://telemon.example.org"
        ) as pages:
            await pages.home.once()
            answer = await pages.client.get("/watchlists/huawei.json")

    read = json.loads(answer.content)
    assert read["version"] == "https://jsonfeed.org/version/1.1"
    assert read["feed_url"] == "https://telemon.example.org/watchlists/huawei.json"
    assert [item["tags"] for item in read["items"]] == [["Huawei"]]


@pytest.mark.parametrize("path", ["/hits.atom", "/watchlists/huawei.json"])
async def test_unchanged_feed_is_304_until_a_hit_comes(tmp_path: Path, path: str) -> None:
    with FeedServer() as server:
        async with site(tmp_path, _files(server)) as pages:
            await pages.home.once()
            etag = (await pages.client.get(path)).headers["etag"]
            again = await pages.client.get(path, headers={"If-None-Match": etag})
            assert (again.status_code, again.content) == (304, b"")

            server.serve("/feed", feed(entry("Huawei again", guid="4")))
            await pages.home.once(hours=1)
            later = await pages.client.get(path, headers={"If-None-Match": etag})
            assert later.status_code == 200
            assert "Huawei again" in later.text


async def test_unknown_watchlist_and_empty_home(tmp_path: Path) -> None:
    async with site(tmp_path) as pages:
        assert (await pages.client.get("/watchlists/none.atom")).status_code == 404
        empty = await pages.client.get("/hits.atom")
        assert not feedparser.parse(io.BytesIO(empty.content)).bozo


async def test_deadlines_of_a_watchlist_are_a_calendar_and_stand_in_its_digest(
    tmp_path: Path,
) -> None:
    with FeedServer() as server:
        files = _files(server)
        consults = entry(
            "Authority asks about Huawei radios",
            guid="9",
            link="https://news.example/9",
            summary="Comments are due by 20 November 2026. A decision follows in spring.",
        )
        server.serve("/feed", feed(consults))
        async with site(tmp_path, files) as pages:
            await pages.home.once()
            answer = await pages.client.get("/watchlists/huawei.ics")
            etag = answer.headers["etag"]
            again = await pages.client.get(
                "/watchlists/huawei.ics", headers={"If-None-Match": etag}
            )
            missing = await pages.client.get("/watchlists/nobody.ics")
            (stored,) = await pages.home.digests()
            (story,) = {one.story_id for one in stored.issue.stories}
            page = await pages.client.get(f"/stories/{story}")

    assert answer.headers["content-type"] == "text/calendar; charset=utf-8"
    assert "DTSTART;VALUE=DATE:20261120" in answer.text
    assert answer.text.count("BEGIN:VEVENT") == 1
    assert (again.status_code, missing.status_code) == (304, 404)
    (ahead,) = stored.issue.deadlines
    assert (ahead.due.isoformat(), ahead.about) == ("2026-11-20", "comments")
    assert "comments: due 2026-11-20" in page.text
    assert "Comments are due by 20 November 2026." in page.text


async def test_deadline_that_only_a_copy_brought_to_the_watchlist_is_not_lost(
    tmp_path: Path,
) -> None:
    told = "Comments on the Huawei order are due by 20 November 2026."
    with FeedServer() as server:
        feeds = []
        for name, kind, hour in (("wire", "news", 6), ("digest", "analyst", 8)):
            one = entry(
                "Authority asks about Huawei radios",
                guid=name,
                link=f"https://{name}.example/1",
                summary=told,
                published=f"Mon, 02 Nov 2026 0{hour}:00:00 GMT",
            )
            feeds.append(wire(server.serve(f"/{name}", feed(one)), name, kind=kind))
        only = {"id": "huawei", "query": "Huawei", "feeds": {"kind": ["analyst"]}}
        files = Files(feeds=feeds, watchlists=(only,))
        async with site(tmp_path, files) as pages:
            await pages.home.once()
            found = await pages.home.entries()
            answer = await pages.client.get("/watchlists/huawei.ics")

    assert {one.outlet: one.fold_reason for one in found}["Digest"] == "same title"
    assert "DTSTART;VALUE=DATE:20261120" in answer.text
