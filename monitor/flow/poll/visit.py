"""A visit to one feed: fetch and parse, with nothing recorded yet."""

from __future__ import annotations

import hashlib
import time
from dataclasses import dataclass
from datetime import timedelta

from monitor.core.feed import Feed, Verdict
from monitor.flow.desk import Desk
from monitor.intake.fetch import Failed, Fetched, FetchRequest, fetch
from monitor.intake.parse import ParsedFeed
from monitor.intake.parse.values import MAX_LISTED
from storage.feeds import FeedState

HASH = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What a visit brought. `parsed` is None when the answer was a failure, a 304 or the same body.

    `server_wait` is what the headers ask for; `unresolved`: the name of the server has no address.
    """

    state: FeedState
    verdict: Verdict
    detail: str
    status: int | None = None
    fetched: Fetched | None = None
    parsed: ParsedFeed | None = None
    body_hash: bytes | None = None
    server_wait: timedelta | None = None
    took: timedelta = timedelta()
    unresolved: bool = False


async def visit(desk: Desk, feed: Feed, state: FeedState) -> Outcome:
    """Fetches `feed` with the validators of `state`, and parses what was not listed before."""
    started = time.perf_counter()
    request = FetchRequest(
        url=feed.url,
        headers=feed.headers,
        auth=feed.auth,
        etag=state.etag,
        last_modified=state.last_modified,
    )
    answer = await fetch(desk.client, request, now=desk.clock())
    if isinstance(answer, Failed):
        return Outcome(
            state=state,
            verdict=answer.verdict,
            detail=answer.detail,
            status=answer.status,
            server_wait=answer.server_wait,
            took=_since(started),
            unresolved=answer.unresolved,
        )
    return await _digest_answer(desk, feed, state, answer, started)


async def _digest_answer(
    desk: Desk, feed: Feed, state: FeedState, answer: Fetched, started: float
) -> Outcome:
    body_hash = hashlib.blake2b(answer.body, digest_size=16).digest() if answer.body else b""
    same = answer.status == 304 or (body_hash and body_hash == state.body_hash)
    if same and state.content_verdict is not None:
        return Outcome(
            state=state,
            verdict=state.content_verdict,
            detail=state.content_detail or "",
            status=answer.status,
            fetched=answer,
            server_wait=answer.server_wait,
            took=_since(started),
        )
    parsed = await desk.pool.parse(
        answer.body,
        content_type=answer.content_type,
        url=answer.url,
        encoding=feed.encoding,
        known=frozenset(_split(state.item_hashes)),
        now=desk.clock(),
    )
    return Outcome(
        state=state,
        verdict=_read_as(parsed),
        detail=parsed.detail,
        status=answer.status,
        fetched=answer,
        parsed=parsed,
        body_hash=body_hash,
        server_wait=answer.server_wait,
        took=_since(started),
    )


def _read_as(parsed: ParsedFeed) -> Verdict:
    """The verdict of a body: a sound one tells, too, whether something of it was lost."""
    if parsed.verdict not in (Verdict.OK, Verdict.UNDATED):
        return parsed.verdict
    if parsed.salvaged:
        return Verdict.SALVAGED
    return Verdict.CUT if parsed.listed >= MAX_LISTED else parsed.verdict


def _split(hashes: bytes) -> list[bytes]:
    return [hashes[at : at + HASH] for at in range(0, len(hashes), HASH)]


def _since(started: float) -> timedelta:
    return timedelta(seconds=time.perf_counter() - started)
