"""Finding the feeds of a site: those its page names, else those at the usual places."""

from __future__ import annotations

from urllib.parse import urljoin

import anyio

from monitor.core.feed import Verdict
from monitor.intake.client import Client
from monitor.intake.exchange import FetchError, Response
from monitor.intake.parse import FoundFeed, ParsePool

USUAL_PLACES = (
    "feed", "feed/", "rss", "rss.xml", "feed.xml", "atom.xml", "index.xml", "feeds", "feed.json",
    "/feed", "/feed/", "/rss", "/rss.xml", "/feed.xml", "/atom.xml", "/index.xml", "/?feed=rss2",
    "/feeds/posts/default",
)  # fmt: skip
AT_ONCE = 3  # a site that is searched should not notice
READABLE = (Verdict.OK, Verdict.EMPTY, Verdict.UNDATED)


async def discover(client: Client, url: str, *, pool: ParsePool | None = None) -> list[FoundFeed]:
    """The feeds to be had at `url`, best first; none if there is none.

    `url` itself if it is a feed; else those its page names, in the page's order; only if it names
    none, the usual places are tried, and what answers there with a feed is returned. Raises FetchError
    when `url` itself cannot be had. Without `pool` bodies are read in a thread.
    """
    pool = pool or ParsePool(processes=0)
    answer = await client.get(url)
    own = await _as_feed(pool, answer)
    if own is not None:
        return [own]
    parsed = await pool.parse(
        answer.body, content_type=answer.headers.get("content-type"), url=answer.url
    )
    return list(parsed.found) or await _at_usual_places(client, pool, answer.url)


async def _at_usual_places(client: Client, pool: ParsePool, url: str) -> list[FoundFeed]:
    places = list(dict.fromkeys(urljoin(url, place) for place in USUAL_PLACES))
    found: dict[str, FoundFeed] = {}
    limiter = anyio.Semaphore(AT_ONCE)

    async def look(place: str) -> None:
        async with limiter:
            try:
                answer = await client.get(place)
            except FetchError:
                return
            if feed := await _as_feed(pool, answer):
                found[place] = feed

    async with anyio.create_task_group() as tasks:
        for place in places:
            tasks.start_soon(look, place)
    unique = {found[place].url: found[place] for place in reversed(places) if place in found}
    return list(reversed(unique.values()))


async def _as_feed(pool: ParsePool, answer: Response) -> FoundFeed | None:
    if answer.status != 200:
        return None
    kind = answer.headers.get("content-type", "")
    parsed = await pool.parse(answer.body, content_type=kind, url=answer.url)
    if parsed.verdict not in READABLE:
        return None
    return FoundFeed(
        url=answer.permanent_url or answer.url,
        title=parsed.title or "",
        type=kind.partition(";")[0].strip(),
    )
