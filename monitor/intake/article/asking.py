"""Asking for the page of an entry: politely, within limits, told as what can be done with it."""

from __future__ import annotations

import codecs
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.message import Message

import anyio

from monitor.core.feed import Verdict
from monitor.intake.article.manners import Manners
from monitor.intake.article.values import NotHad, PageOrder
from monitor.intake.client import Client
from monitor.intake.exchange import FetchError, Response
from monitor.intake.fetch import server_wait, verdict_of

ACCEPT = "text/html, application/xhtml+xml;q=0.9, */*;q=0.1"
MOST_BYTES = 2_000_000  # reading a page takes longer than its size grows
LONGEST_PAUSE = 10.0
_PASSING = (Verdict.TIMEOUT, Verdict.UNREACHABLE, Verdict.SERVER_ERROR, Verdict.LIMITED)
_PAGES = ("", "text/html", "application/xhtml+xml")


@dataclass(frozen=True, slots=True, kw_only=True)
class PageAsked:
    """A page that is wanted. `headers` and `auth` are the operator's, for the origin of `url` only."""

    url: str
    headers: Sequence[tuple[str, str]] = ()
    auth: tuple[str, str] | None = None


async def ask_page(
    client: Client, manners: Manners, asked: PageAsked, *, now: datetime
) -> PageOrder | NotHad:
    """A page that may be read, or why there is none; never raises for the network.

    Waits up to 10 s for the host's turn; a longer wait is told as `NotHad.wait`.
    """
    if not asked.url.lower().startswith(("http://", "https://")):
        return NotHad(why="the entry's address is none of the web", asked=False)
    if objection := await manners.objection(asked.url, now):
        return objection
    pause = manners.pause(asked.url)
    if pause > LONGEST_PAUSE:
        wait = timedelta(seconds=pause)
        return NotHad(why="its host asks for more time", again=True, wait=wait, asked=False)
    await anyio.sleep(pause)
    manners.begin(asked.url)
    try:
        answer = await client.get(
            asked.url, headers=[("Accept", ACCEPT)], private=asked.headers, auth=asked.auth
        )
    except FetchError as error:
        why = f"{error.verdict}: {error.detail}"
        return NotHad(why=why, again=error.verdict in _PASSING, wait=error.server_wait)
    return await _judged(manners, answer, now)


async def _judged(manners: Manners, answer: Response, now: datetime) -> PageOrder | NotHad:
    if not 200 <= answer.status < 300:
        again = verdict_of(answer.status) in _PASSING
        wait = server_wait(answer.headers, now) if "retry-after" in answer.headers else None
        return NotHad(why=f"HTTP {answer.status}", again=again, wait=wait)
    if not answer.complete:
        return NotHad(why="the page was cut off", again=True)
    if objection := await manners.objection(answer.url, now):
        return objection  # a redirect led to where robots.txt does not want us
    if len(answer.body) > MOST_BYTES:
        return NotHad(why=f"the page has more than {MOST_BYTES:,} bytes")
    kind, charset = _type_of(answer)
    if kind not in _PAGES or not answer.body.strip():
        return NotHad(why=f"there is no page, but {kind or 'nothing'}")
    return PageOrder(body=_decoded(answer.body, charset), url=answer.url)


def _type_of(answer: Response) -> tuple[str, str | None]:
    header = Message()
    header["content-type"] = answer.headers.get("content-type", "text/html") or "text/html"
    return header.get_content_type(), header.get_content_charset()


def _decoded(body: bytes, charset: str | None) -> bytes | str:
    """Text where the server names an encoding that we know and the bytes agree; else the bytes."""
    try:
        return body.decode(codecs.lookup(charset).name) if charset else body
    except (LookupError, UnicodeError, ValueError):
        return body
