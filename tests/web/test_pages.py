"""The pages as the server answers them, without a socket between."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import httpx
import pytest

from monitor.tasks import run_trends
from monitor.web.server import make_web
from tests.flow.house import Files, House, house, wire
from tests.servers import FeedServer, entry, feed

pytestmark = pytest.mark.anyio

PAGES = ("/", "/stories", "/feeds", "/digests")
EVIL = 'Huawei <script>alert(1)</script> & "friends"'


@dataclass(frozen=True, slots=True)
class Site:
    """A house and a client of its pages."""

    home: House
    client: httpx.AsyncClient

    async def text(self, path: str) -> str:
        """The body of a page that is there."""
        answer = await self.client.get(path)
        assert answer.status_code == 200, answer.text
        return answer.text


@asynccontextmanager
async def site(folder: Path, files: Files | None = None, **settings: object) -> AsyncIterator[Site]:
    """The pages of a house in `folder`."""
    async with house(folder, files or Files(), **settings) as home:
        transport = httpx.ASGITransport(make_web(home.app), raise_app_exceptions=False)
        async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1") as client:
            yield Site(home, client)


@pytest.mark.parametrize("path", PAGES)
async def test_empty_home_has_pages(tmp_path: Path, path: str) -> None:
    async with site(tmp_path) as pages:
        assert "<main>" in await pages.text(path)


async def test_story_is_shown_with_outlet_and_watchlist_and_escaped(tmp_path: Path) -> None:
    with FeedServer() as server:
        url = server.serve("/feed", feed(entry(EVIL, guid="1", link="javascript:alert(2)")))
        async with site(tmp_path, Files(feeds=[wire(url)])) as pages:
            await pages.home.once()
            for path in ("/", "/stories"):
                text = await pages.text(path)
                assert "Huawei" in text
                assert "Wire" in text
                assert '<span class="tag">Huawei</span>' in text
                assert "<script" not in text
                assert "javascript:" not in text


async def test_story_is_led_by_the_outlet_trusted_most_under_the_time_it_told_it(
    tmp_path: Path,
) -> None:
    with FeedServer() as server:
        early = feed(
            entry("HUAWEI WINS A 5G ORDER", guid="1", published="Mon, 02 Nov 2026 04:00:00 GMT")
        )
        late = feed(
            entry("Huawei wins a 5G order", guid="2", published="Mon, 02 Nov 2026 07:00:00 GMT")
        )
        feeds = [
            wire(server.serve("/loud", early), "loud"),
            wire(server.serve("/calm", late), "calm", weight=1.5),
        ]
        async with site(tmp_path, Files(feeds=feeds)) as pages:
            await pages.home.once()
            text = await pages.text("/stories")
            assert "HUAWEI" not in text
            assert "02 Nov 07:00 · Calm, Loud" in text


async def test_missing_page_says_what_is_missing_and_keeps_the_way_back(tmp_path: Path) -> None:
    async with site(tmp_path) as pages:
        issue = await pages.client.get("/digests/99")
        assert "There is no issue 99" in issue.text
        assert 'href="/"' in issue.text
        assert "There is no page /&lt;b&gt;." in (await pages.client.get("/<b>")).text


async def test_feeds_in_trouble_stand_first(tmp_path: Path) -> None:
    with FeedServer() as server:
        good = wire(server.serve("/feed", feed(entry("News", guid="1"))), "good")
        bad = wire(server.url("/nowhere"), "zebra")
        async with site(tmp_path, Files(feeds=[good, bad])) as pages:
            await pages.home.once()
            text = await pages.text("/feeds")
            assert text.index('<span class="bad">not found</span>') < text.index(
                '<span class="good">fresh</span>'
            )
            front = await pages.text("/")
            assert '<a class="bad" href="/feeds">not found</a>' in front


async def test_digest_is_shown_as_its_mail_shows_it(tmp_path: Path) -> None:
    with FeedServer() as server:
        url = server.serve("/feed", feed(entry("Other news", guid="0")))
        async with site(tmp_path, Files(feeds=[wire(url)])) as pages:
            await pages.home.once()
            server.serve("/feed", feed(entry("Huawei wins an order", guid="1")))
            await pages.home.once(hours=24)
            issue = (await pages.home.digests())[-1]

            assert f'href="/digests/{issue.id}"' in await pages.text("/digests")
            assert f"/digests/{issue.id}/mail" in await pages.text(f"/digests/{issue.id}")
            mail = await pages.client.get(f"/digests/{issue.id}/mail")
            assert "wins an order" in mail.text
            assert mail.headers["content-security-policy"].startswith("sandbox")


async def test_page_lists_what_the_mail_left_out(tmp_path: Path) -> None:
    plan = {
        "id": "morning", "watchlists": ["huawei"], "channels": ["mail"],
        "schedule": "daily 07:30", "max_stories": 1,
    }  # fmt: skip
    with FeedServer() as server:
        listed = [entry(f"Huawei opens a school in {t}", guid=t) for t in ("Turin", "Oslo", "Lima")]
        url = server.serve("/feed", feed(*listed))
        files = Files(feeds=[wire(url)], digests=[plan])
        async with site(tmp_path, files, public_url="http://t.example.org") as pages:
            await pages.home.once()
            (issue,) = await pages.home.digests()
            (story,) = issue.issue.stories
            text = await pages.text(f"/digests/{issue.id}")

            assert '<h2 id="left-out">2 stories left out of this mail</h2>' in text
            listing = text.split('id="left-out"')[1]
            towns = {town for town in ("Turin", "Oslo", "Lima") if town in listing}
            assert len(towns) == 2
            assert not any(town in story.title.text for town in towns)
            link = f"http://t.example.org/digests/{issue.id}#left-out"
            assert link in await pages.text(f"/digests/{issue.id}/mail")


async def test_older_stories_are_a_page_away(tmp_path: Path) -> None:
    with FeedServer() as server:
        listed = [entry(f"Huawei order number {n} signed", guid=str(n)) for n in range(40)]
        url = server.serve("/feed", feed(*listed))
        async with site(tmp_path, Files(feeds=[wire(url)])) as pages:
            await pages.home.once()
            first = await pages.text("/stories")
            link = first.split('href="/stories?before=')[1].split('"')[0]
            second = await pages.text(f"/stories?before={link}")

            titles = {f"order number {n} signed" for n in range(40)}
            assert {title for title in titles if title in first} | {
                title for title in titles if title in second
            } == titles
            assert not any(title in first and title in second for title in titles)


@pytest.mark.parametrize("path", ["/nowhere", "/digests/99", "/digests/99/mail", "/docs"])
async def test_what_is_not_there_is_404(tmp_path: Path, path: str) -> None:
    async with site(tmp_path) as pages:
        assert (await pages.client.get(path)).status_code == 404


@pytest.mark.parametrize("path", ["/stories?before=x", "/digests/x"])
async def test_what_is_no_number_is_422(tmp_path: Path, path: str) -> None:
    async with site(tmp_path) as pages:
        assert (await pages.client.get(path)).status_code == 422


async def test_another_host_is_refused(tmp_path: Path) -> None:
    async with site(tmp_path, public_url="https://news.example.org") as pages:
        for host, status in (
            ("evil.example", 421),
            ("127.0.0.1.evil.example", 421),
            ("localhost:8080", 200),
            ("[::1]:8080", 200),
            ("NEWS.example.org", 200),
        ):
            answer = await pages.client.get("/", headers={"Host": host})
            assert answer.status_code == status, host


async def test_every_answer_has_safe_headers(tmp_path: Path) -> None:
    async with site(tmp_path) as pages:
        for path in (*PAGES, "/healthz", "/style.css", "/nowhere"):
            headers = (await pages.client.get(path)).headers
            assert "default-src 'none'" in headers["content-security-policy"]
            assert headers["x-content-type-options"] == "nosniff"
            assert headers["referrer-policy"] == "no-referrer"
        refused = await pages.client.get("/", headers={"Host": "evil.example"})
        assert refused.headers["x-content-type-options"] == "nosniff"


async def test_health_is_green_then_red_when_polling_stops(tmp_path: Path) -> None:
    with FeedServer() as server:
        url = server.serve("/feed", feed(entry("News", guid="1")))
        async with site(tmp_path, Files(feeds=[wire(url)])) as pages:
            await pages.home.once()
            well = await pages.client.get("/healthz")
            assert (well.status_code, well.json()["status"]) == (200, "green")
            assert well.json()["feeds"] == {"fresh": 1}
            assert (await pages.client.head("/healthz")).status_code == 200

            pages.home.clock.now += timedelta(hours=3)
            ill = await pages.client.get("/healthz")
            assert ill.status_code == 503
            assert "polling is behind" in ill.json()["problems"][0]
            assert "needs a look" in await pages.text("/")


async def test_without_its_database_it_says_so(tmp_path: Path) -> None:
    async with site(tmp_path) as pages:
        with pages.home.app.desk.database.write() as session:
            session.connection().exec_driver_sql("DROP TABLE feed")
        for path in ("/healthz", "/"):
            answer = await pages.client.get(path)
            assert answer.status_code == 503, answer.text
            assert "Traceback" not in answer.text


async def test_story_page_says_why_its_reports_are_one(tmp_path: Path) -> None:
    with FeedServer() as server:
        first = entry("Huawei wins 5G radio contract from Vodafone Germany", guid="1")
        second = entry("Vodafone Germany picks Huawei for its 5G radio network", guid="2")
        feeds = [
            wire(server.serve("/a", feed(first))),
            wire(server.serve("/b", feed(second)), "mast"),
        ]
        async with site(tmp_path, Files(feeds=feeds)) as pages:
            await pages.home.once()
            (story,) = {one.story_id for one in await pages.home.entries()}
            text = await pages.text(f"/stories/{story}")
            assert 'href="/stories/1">why together' in await pages.text("/stories")
            for words in ("told by ", "first report", "same event as entry", "entities "):
                assert words in text


@pytest.mark.parametrize("story", ["7", "0", "99999999999999999999"])
async def test_story_that_is_not_there_is_said(tmp_path: Path, story: str) -> None:
    async with site(tmp_path) as pages:
        answer = await pages.client.get(f"/stories/{story}")
        assert answer.status_code == 404
        assert "no story" in answer.text


async def test_story_page_shows_what_outlets_write_as_text(tmp_path: Path) -> None:
    with FeedServer() as server:
        url = server.serve("/feed", feed(entry(EVIL, guid="1", link="javascript:alert(2)")))
        async with site(tmp_path, Files(feeds=[wire(url)])) as pages:
            await pages.home.once()
            text = await pages.text("/stories/1")
            assert "<script>" not in text
            assert "javascript:" not in text


async def test_first_page_shows_what_is_told_more_than_usual_as_last_reckoned(
    tmp_path: Path,
) -> None:
    towns = ("Paris", "Oslo", "Rome", "Bern", "Riga")
    with FeedServer() as server:
        files = Files(feeds=[wire(server.serve("/wire", feed()))])
        async with site(tmp_path, files) as pages:
            told: list[str] = []
            await pages.home.once()
            days = [[f"Nokia opens hall {day}"] for day in range(10)]
            for number, titles in enumerate(
                [*days, [f"Rumours about Iliad in {t}" for t in towns]]
            ):
                told += [entry(t, guid=f"{number} {t}", published=None) for t in titles]
                server.serve("/wire", feed(*told))
                await pages.home.once(minutes=24 * 60)
            before = await pages.text("/")
            report = await run_trends(pages.home.app)
            after = await pages.text("/")

    assert "Told more than usual" not in before
    assert report.done >= 1
    rising = after.partition("Told more than usual")[2].partition("</table>")[0]
    assert "<td>iliad<br>" in rising.replace("\n", "")
    assert "5 in 24 hours, usually 0" in rising
    assert "Nokia" not in rising
