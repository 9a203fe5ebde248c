"""What the commands of feeds share: the feeds that are written, and one look at an address."""

from __future__ import annotations

from collections.abc import Sequence

from config.load import load
from config.settings import Settings
from monitor.app import make_client, utc_now
from monitor.cli.common import config_dir, environment
from monitor.core.feed import Feed
from monitor.intake.client import Client
from monitor.intake.discover import discover
from monitor.intake.fetch import Failed, FetchRequest, fetch
from monitor.intake.parse import FoundFeed, ParsedFeed, ParsePool


def configured(settings: Settings, *, missing_ok: bool = False) -> Sequence[Feed]:
    """The feeds of feeds.yaml; with `missing_ok` none where there is no home yet."""
    folder = config_dir(settings, must_exist=not missing_ok)
    if not folder.is_dir():
        return ()
    return load(folder, environment=environment()).configuration.feeds


def plain(url: str) -> Feed:
    """A feed of which nothing but its address is known."""
    return Feed(id="", url=url, name=url)


async def ask(client: Client, pool: ParsePool, feed: Feed) -> ParsedFeed | Failed:
    """What one request to the feed gives; read in a process of its own, for whatever may come."""
    request = FetchRequest(url=feed.url, headers=feed.headers, auth=feed.auth)
    answer = await fetch(client, request, now=utc_now())
    if isinstance(answer, Failed):
        return answer
    return await pool.parse(
        answer.body, content_type=answer.content_type, url=answer.url, encoding=feed.encoding
    )


async def discovered(settings: Settings, url: str) -> list[FoundFeed]:
    """The feeds of a site. Raises FetchError."""
    async with make_client(settings) as client, ParsePool(processes=1) as pool:
        return await discover(client, url, pool=pool)
