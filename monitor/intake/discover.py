"""Finding the feeds of a site: those its page names, those at the usual places, and look-alikes.

Publishers move their feeds by a slash, a `www.` or an s, and let the old address answer 403 or 404.
"""

from __future__ import annotations

from collections.abc import Iterable
from urllib.parse import urljoin, urlsplit, urlunsplit

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
_FILES = ("feed", "rss", "rss.xml", "feed.xml", "atom.xml", "index.xml")
MOST_ALIKE = 16
AT_ONCE = 3  # a site that is searched should not notice
READABLE = (Verdict.OK, Verdict.EMPTY, Verdict.UNDATED)


async def discover(client: Client, url: str, *, pool: ParsePool | None = None) -> list[FoundFeed]:
    """The feeds to be had at `url`, best first; none if there is none.

    `url` itself if it is a feed; else those its page names, in the page's order; only if it names
    none, the usual places and the addresses that look like `url` are tried, and what answers there
    with a feed is returned. Raises FetchError when nothing at all can be had. Without `pool` bodies
    are read in a thread.
    """
    pool = pool or ParsePool(processes=0)
    try:
        answer = await client.get(url)
    except FetchError as error:
        if found := await _at(client, pool, look_alikes(url)):
            return found
        raise error from None
    own = await _as_feed(pool, answer)
    if own is not None:
        return [own]
    if answer.status == 200:
        parsed = await pool.parse(
            answer.body, content_type=answer.headers.get("content-type"), url=answer.url
        )
        if parsed.found:
            return list(parsed.found)
    usual = [urljoin(answer.url, place) for place in USUAL_PLACES]
    return await _at(client, pool, [*look_alikes(url), *usual])


def look_alikes(url: str) -> list[str]:
    """Addresses that differ from `url` by what publishers change: www, slash, scheme, name of the file.

    The nearest first; none for what is no address of the web.
    """
    try:
        parts = urlsplit(url.strip())
        host, port = parts.hostname or "", parts.port
    except ValueError:
        return []
    if parts.scheme not in ("http", "https") or not host:
        return []
    other_host = host.removeprefix("www.") if host.startswith("www.") else f"www.{host}"
    hosts = [host] if _is_number(host) else [host, other_host]
    path = parts.path or "/"
    stem = path.rstrip("/")
    paths = [path, f"{stem}/" if path != f"{stem}/" else stem]
    above, _, name = stem.rpartition("/")
    if name.lower() in _FILES:
        paths += [f"{above}/{each}" for each in _FILES if each != name.lower()]
    schemes = ("https", "http") if port is None else (parts.scheme,)
    made = [
        urlunsplit((scheme, _netloc(each, port), way, parts.query, ""))
        for way in paths
        for each in hosts
        for scheme in schemes
    ]
    return [each for each in dict.fromkeys(made) if each != url][:MOST_ALIKE]


def _netloc(host: str, port: int | None) -> str:
    name = f"[{host}]" if ":" in host else host
    return name if port is None else f"{name}:{port}"


def _is_number(host: str) -> bool:
    return ":" in host or host.rpartition(".")[2].isdigit()


async def _at(client: Client, pool: ParsePool, addresses: Iterable[str]) -> list[FoundFeed]:
    """The feeds that answer at `addresses`, in their order, each once."""
    places = list(dict.fromkeys(addresses))
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
