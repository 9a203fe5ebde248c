"""Enrich: the pages of entries, from robots.txt to hits, on real servers."""

from __future__ import annotations

import time
from datetime import timedelta
from email import message_from_bytes
from email.policy import default
from itertools import pairwise
from pathlib import Path

import pytest

from monitor.core.article import PageState
from monitor.tasks import run_enrich
from storage import articles, entries
from storage.articles import Article, PageCounts
from storage.engine import Session
from tests.flow.house import Files, House, house, wire
from tests.servers import Answer, FeedServer, Request, entry, feed

pytestmark = pytest.mark.anyio

QUICK = {"article_spacing": 0.0}
PLAN = (
    "The regional operator said on Monday that the build-out of its network would go on next year, "
    "with new masts along the coast and in the mountain valleys of the north."
)
MONEY = (
    "Analysts had expected the announcement for some time, because the licence asks for coverage "
    "of nine households in ten before the end of the decade, and the money was set aside."
)
FILLER = (PLAN, MONEY)
SECRET = "The radio equipment comes from Huawei, two people who know the contract said."


def page(
    *paragraphs: str, title: str = "Regional operator extends its network", **more: str
) -> str:
    """A page with a story, and what stands around stories."""
    told = "".join(f"<p>{paragraph}</p>" for paragraph in paragraphs)
    return (
        f"<!doctype html><html><head><title>{title}</title>{more.get('head', '')}</head><body>"
        "<nav><a href='/'>Home</a> <a href='/5g'>5G</a></nav>"
        f"<article><h1>{title}</h1>{told}</article><footer>All rights reserved</footer></body></html>"
    )


def story(server: FeedServer, path: str, body: str, guid: str = "1") -> str:
    """An item whose page is `body`."""
    url = server.serve(path, body, type="text/html; charset=utf-8")
    return entry("Regional operator extends its network", guid=guid, link=url)


def files(url: str) -> Files:
    """A home with one feed whose pages are read."""
    return Files(feeds=[wire(url, article=True)])


async def _article(home: House, entry_id: int = 1) -> Article:
    return (await home.app.desk.read(lambda s: articles.of_entries(s, [entry_id])))[entry_id]


async def test_company_that_only_the_page_names_is_a_weak_hit_with_its_place(
    tmp_path: Path,
) -> None:
    with FeedServer() as server:
        url = server.serve("/feed", feed(story(server, "/a", page(*FILLER, SECRET))))
        async with house(tmp_path, files(url), **QUICK) as home:
            await home.once()

            (hit,), (stored,) = await home.hits(), await home.entries()
            (span,) = hit.spans
            assert (hit.weak, hit.later, span.field) == (True, False, "body")
            assert stored.body[span.start : span.end] == "Huawei"
            made = await _article(home)
            assert (made.state, made.attempts) == (PageState.READ, 0)
            assert made.length >= len(SECRET)


async def test_pages_are_left_alone_where_the_feed_does_not_ask_for_them(tmp_path: Path) -> None:
    with FeedServer() as server:
        url = server.serve("/feed", feed(story(server, "/a", page(*FILLER, SECRET))))
        async with house(tmp_path, Files(feeds=[wire(url)]), **QUICK) as home:
            await home.once()

            assert server.count("/a") == server.count("/robots.txt") == 0
            assert await home.hits() == []


async def test_long_text_is_kept_as_excerpt_and_hash_and_whole_where_asked(tmp_path: Path) -> None:
    long = [f"{FILLER[n % 2]} Part {n} of the report follows." for n in range(60)]
    body = page(*long[:50], SECRET, *long[50:])
    lengths = {}
    with FeedServer() as server:
        url = server.serve("/feed", feed(story(server, "/a", body)))
        for keep in ("excerpt", "all"):
            folder = tmp_path / keep
            async with house(folder, files(url), article_text=keep, **QUICK) as home:
                await home.once()

                (hit,), (stored,) = await home.hits(), await home.entries()
                made = await _article(home)
                assert made.length > 9_000
                assert made.kept == len(stored.body)
                assert stored.body[hit.spans[0].start : hit.spans[0].end] == "Huawei"
                lengths[keep] = (made.kept, made.text_hash)
    assert lengths["excerpt"][0] < 1_500 < 9_000 < lengths["all"][0]
    assert lengths["excerpt"][1] == lengths["all"][1]


async def test_robots_txt_is_obeyed_and_asked_once_a_day(tmp_path: Path) -> None:
    rules = "User-agent: telemon\nDisallow: /private/\n\nUser-agent: *\nDisallow: /"
    with FeedServer() as server:
        server.serve("/robots.txt", rules, type="text/plain")
        items = [
            story(server, "/private/a", page(*FILLER, SECRET)),
            story(server, "/b", page(*FILLER), guid="2"),
        ]
        url = server.serve("/feed", feed(*items))
        async with house(tmp_path, files(url), **QUICK) as home:
            await home.once()
            await home.once(hours=23)

            assert (server.count("/private/a"), server.count("/b")) == (0, 1)
            assert server.count("/robots.txt") == 1
            states = await home.app.desk.read(lambda s: articles.of_entries(s, [1, 2]))
            assert {state.state for state in states.values()} == {
                PageState.READ,
                PageState.NOT_READ,
            }
            assert any("robots.txt" in str(state.reason) for state in states.values())


async def test_redirect_to_where_robots_txt_forbids_brings_no_text(tmp_path: Path) -> None:
    with FeedServer() as server, FeedServer() as other:
        other.serve("/robots.txt", "User-agent: *\nDisallow: /", type="text/plain")
        away = other.serve("/a", page(*FILLER, SECRET), type="text/html")
        moved = server.script("/a", Answer(status=302, headers={"Location": away}))
        item = entry("Regional operator extends its network", guid="1", link=moved)
        async with house(tmp_path, files(server.serve("/feed", feed(item))), **QUICK) as home:
            await home.once()

            assert (await _article(home)).state is PageState.NOT_READ
            assert await home.hits() == []


async def test_while_robots_txt_fails_its_host_is_left_in_peace_and_asked_later(
    tmp_path: Path,
) -> None:
    with FeedServer() as server:
        server.script("/robots.txt", Answer(status=503), Answer(status=404))
        url = server.serve("/feed", feed(story(server, "/a", page(*FILLER, SECRET))))
        async with house(tmp_path, files(url), **QUICK) as home:
            await home.once()
            waiting = await _article(home)
            assert (waiting.state, waiting.attempts, server.count("/a")) == (
                PageState.WAITING,
                1,
                0,
            )

            await home.once(hours=1)
            assert (await _article(home)).state is PageState.READ


async def test_crawl_delay_is_kept_and_what_waits_survives_the_process(tmp_path: Path) -> None:
    with FeedServer() as server:
        server.serve("/robots.txt", "User-agent: *\nCrawl-delay: 600", type="text/plain")
        items = [story(server, f"/{n}", page(*FILLER), guid=str(n)) for n in range(3)]
        url = server.serve("/feed", feed(*items))
        async with house(tmp_path, files(url), **QUICK) as home:
            await home.once()
            assert sum(server.count(f"/{n}") for n in range(3)) == 1
        async with house(tmp_path, files(url), **QUICK) as home:
            home.clock.now += timedelta(hours=1)
            await run_enrich(home.app)

            assert sum(server.count(f"/{n}") for n in range(3)) == 2
            counts = await home.app.desk.read(articles.counts_by_feed)
            assert counts == {"wire": PageCounts(waiting=1, read=2)}


@pytest.mark.parametrize(
    ("answer", "tries"),
    [
        (Answer(status=503), 5),
        (Answer(hang_up=True), 5),
        (Answer(status=404), 1),
        (Answer(status=403), 1),
        (Answer(headers={"Content-Type": "application/pdf"}, body=b"%PDF-1.7"), 1),
    ],
)
async def test_page_is_asked_again_only_where_that_may_help(
    tmp_path: Path, answer: Answer, tries: int
) -> None:
    with FeedServer() as server:
        link = server.script("/a", answer)
        item = entry("Huawei wins a 5G order", guid="1", link=link)
        async with house(tmp_path, files(server.serve("/feed", feed(item))), **QUICK) as home:
            await home.once()
            for _ in range(8):
                home.clock.now += timedelta(hours=9)
                await run_enrich(home.app)

            assert server.count("/a") == tries
            made = await _article(home)
            assert (made.state, made.attempts) == (PageState.NOT_READ, tries)
            assert made.reason
            assert [hit.weak for hit in await home.hits()] == [False]


async def test_retry_after_is_kept_to(tmp_path: Path) -> None:
    with FeedServer() as server:
        limited = Answer(status=429, headers={"Retry-After": "7200"})
        link = server.script("/a", limited)
        item = entry("Huawei wins a 5G order", guid="1", link=link)
        async with house(tmp_path, files(server.serve("/feed", feed(item))), **QUICK) as home:
            await home.once()

            assert (await _article(home)).due_at - home.clock.now == timedelta(hours=2)


WALLS = {
    "consent": page("Before you continue: we and our 812 partners use cookies. " + SECRET),
    "subscription": page(FILLER[0], "Subscribe to continue reading. " + SECRET),
    "paid": page(
        FILLER[0],
        FILLER[1],
        SECRET,
        head='<script type="application/ld+json">{"isAccessibleForFree": false}</script>',
    ),
    "another story": page(
        "Bake the potatoes for forty minutes and serve them with sour cream and chives. " * 5,
        "Huawei is not a vegetable, the cook of the year says in his latest recipe book. " * 3,
        title="Potatoes for winter evenings",
    ),
    "no text": page("Loading"),
}


@pytest.mark.parametrize("name", WALLS)
async def test_what_is_no_page_of_the_story_is_not_taken_as_its_text(
    tmp_path: Path, name: str
) -> None:
    with FeedServer() as server:
        url = server.serve("/feed", feed(story(server, "/a", WALLS[name])))
        async with house(tmp_path, files(url), **QUICK) as home:
            await home.once()

            made, (stored,) = await _article(home), await home.entries()
            assert (made.state, stored.body) == (PageState.NOT_READ, "")
            assert made.reason
            assert await home.hits() == []


async def test_redirect_to_the_front_page_is_no_text(tmp_path: Path) -> None:
    with FeedServer() as server:
        server.serve("/", page(*FILLER, SECRET), type="text/html")
        link = server.script("/a/b", Answer(status=302, headers={"Location": "/"}))
        item = entry("Regional operator extends its network", guid="1", link=link)
        async with house(tmp_path, files(server.serve("/feed", feed(item))), **QUICK) as home:
            await home.once()

            assert "front page" in str((await _article(home)).reason)


async def test_paragraph_that_recurs_on_a_host_is_dropped_from_the_fourth_page_on(
    tmp_path: Path,
) -> None:
    about = "About us: we write for the trade since 1999, and Huawei is among our advertisers."
    with FeedServer() as server:
        items = [
            story(
                server,
                f"/{n}",
                page(*(f"{text} This is report {n}." for text in FILLER), about),
                guid=str(n),
            )
            for n in range(5)
        ]
        url = server.serve("/feed", feed(*items))
        async with house(tmp_path, files(url), **QUICK) as home:
            await home.once()

            told = [about in found.body for found in await home.entries()]
            assert told == [True, True, True, False, False]
            assert len(await home.hits()) == 3


async def test_page_is_read_again_when_its_entry_is_revised_and_counts_once(tmp_path: Path) -> None:
    with FeedServer() as server:
        item = story(server, "/a", page(*FILLER, SECRET))
        url = server.serve("/feed", feed(item))
        async with house(tmp_path, files(url), **QUICK) as home:
            for n in range(5):
                title = f"Regional operator extends its network, part {n}"
                server.serve("/feed", feed(entry(title, guid="1", link=server.url("/a"))))
                await home.once(hours=1)

            (stored,) = await home.entries()
            assert (stored.revision, server.count("/a")) == (4, 5)
            assert SECRET in stored.body
            assert stored.body.count(SECRET) == 1
            assert len(await home.hits()) == 1


async def test_own_headers_reach_pages_of_the_feeds_own_host_only(tmp_path: Path) -> None:
    with FeedServer() as server, FeedServer() as other:
        here = story(server, "/a", page(*FILLER))
        away = story(other, "/b", page(*FILLER), guid="2")
        url = server.serve("/feed", feed(here, away))
        made = Files(feeds=[wire(url, article=True, headers={"X-Key": "k"})])
        async with house(tmp_path, made, **QUICK) as home:
            await home.once()

            assert server.requests("/a")[0].headers["x-key"] == "k"
            assert "x-key" not in other.requests("/b")[0].headers
            assert "x-key" not in other.requests("/robots.txt")[0].headers


async def test_pages_of_one_host_are_asked_one_after_the_other_and_spaced(tmp_path: Path) -> None:
    starts: list[float] = []

    def answer(request: Request) -> Answer:
        starts.append(time.monotonic())
        return Answer(headers={"Content-Type": "text/html"}, body=page(*FILLER).encode())

    with FeedServer() as server:
        title = "Regional operator extends its network"
        items = [entry(title, guid=str(n), link=server.script(f"/{n}", answer)) for n in range(3)]
        url = server.serve("/feed", feed(*items))
        async with house(tmp_path, files(url), article_spacing=0.2) as home:
            await home.once()

    assert len(starts) == 3
    assert all(later - before > 0.15 for before, later in pairwise(starts))


async def test_digest_says_that_a_hit_stands_only_in_the_text(tmp_path: Path) -> None:
    with FeedServer() as server:
        url = server.serve("/feed", feed(story(server, "/a", page(*FILLER, SECRET))))
        async with house(tmp_path, files(url), **QUICK) as home:
            await home.once()

            (digest,) = await home.digests()
            (reason,) = digest.issue.stories[0].reasons
            assert (reason.words, reason.weak) == (("Huawei",), True)
            mail = message_from_bytes(home.outbox[0].read_bytes(), policy=default)
            text = mail.get_body(("plain",))
            assert text is not None
            assert "Huawei (Huawei; only in the text)" in text.get_content()


async def test_page_that_came_too_late_for_its_revised_entry_is_not_recorded(
    tmp_path: Path,
) -> None:
    with FeedServer() as server:
        url = server.serve("/feed", feed(story(server, "/a", page(*FILLER, SECRET))))
        async with house(tmp_path, files(url), **QUICK) as home:
            await home.once()
            (stored,) = await home.entries()
            late = articles.Outcome(
                entry_id=stored.id,
                content_hash="of an earlier text",
                state=PageState.READ,
                attempts=0,
                due_at=home.clock.now,
            )

            def record(session: Session) -> bool:
                articles.want(session, {stored.id: "host"}, home.clock.now)
                return articles.record(session, late, home.clock.now)

            assert await home.app.desk.write(record) is False
            assert (await _article(home)).state is PageState.WAITING


async def test_pruned_entries_take_their_pages_along(tmp_path: Path) -> None:
    with FeedServer() as server:
        url = server.serve("/feed", feed(story(server, "/a", page(*FILLER, SECRET))))
        async with house(tmp_path, files(url), keep_days=1, **QUICK) as home:
            await home.once()
            server.serve("/feed", feed())
            await home.once(days=3)
            await home.once(days=3)

            assert await home.app.desk.read(lambda s: entries.get(s, 1)) is None
            assert await home.app.desk.read(lambda s: articles.of_entries(s, [1])) == {}
