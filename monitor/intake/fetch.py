"""Fetching a feed: one conditional exchange, told as what it means for the feed."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

from monitor.core.feed import Verdict
from monitor.intake.client import Client
from monitor.intake.exchange import FetchError, Headers, Response
from monitor.intake.hubs import hub_in_headers

ACCEPT = (
    "application/atom+xml, application/rss+xml, application/rdf+xml, application/feed+json, "
    "application/xml;q=0.9, text/xml;q=0.9, application/json;q=0.8, */*;q=0.5"
)
LONGEST_WAIT = timedelta(days=30)  # what servers ask beyond that is a mistake of theirs


@dataclass(frozen=True, slots=True, kw_only=True)
class FetchRequest:
    """What is asked for. `etag`, `last_modified` are the validators of the last answer, verbatim.

    `headers` and `auth` (name, password) are the operator's; they stay with the origin of `url`.
    """

    url: str
    headers: tuple[tuple[str, str], ...] = ()
    auth: tuple[str, str] | None = field(default=None, repr=False)
    etag: str | None = None
    last_modified: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Fetched:
    """An answer: `status` is 200 with a body (any other 2xx counts as 200), or 304 without one.

    `permanent_url`: the feed has moved there for good. A body that was cut off (`complete` False)
    comes without validators, so that the next poll gets it whole. `hub`, `topic`: as the Link header
    names them. `server_wait` is how long the
    server asks to wait (Retry-After, else max-age, else Expires); None if it does not ask.
    """

    status: int
    url: str
    permanent_url: str | None = None
    body: bytes = b""
    content_type: str | None = None
    etag: str | None = None
    last_modified: str | None = None
    server_wait: timedelta | None = None
    bytes_received: int = 0
    complete: bool = True
    hub: str | None = None
    topic: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Failed:
    """No feed could be had. `status` is None when there was no answer at all."""

    verdict: Verdict
    detail: str
    status: int | None = None
    server_wait: timedelta | None = None
    unresolved: bool = False


async def fetch(client: Client, request: FetchRequest, *, now: datetime) -> Fetched | Failed:
    """Asks for a feed, conditionally where `request` has validators; never raises for the network.

    `now` is only used to turn dates of the answer into waits.
    """
    try:
        answer = await client.get(
            request.url, headers=_headers(request), private=request.headers, auth=request.auth
        )
    except FetchError as error:
        return Failed(
            verdict=error.verdict,
            detail=error.detail,
            server_wait=error.server_wait,
            unresolved=error.unresolved,
        )
    if answer.status == 304 or 200 <= answer.status < 300:
        return _fetched(request, answer, now)
    return _failed(answer, now)


def _headers(request: FetchRequest) -> list[tuple[str, str]]:
    headers = [("Accept", ACCEPT)] if not _names(request) & {"accept"} else []
    if request.etag is not None:
        headers.append(("If-None-Match", request.etag))
    if request.last_modified is not None:
        headers.append(("If-Modified-Since", request.last_modified))
    return headers


def _names(request: FetchRequest) -> set[str]:
    return {name.lower() for name, _ in request.headers}


def _fetched(request: FetchRequest, answer: Response, now: datetime) -> Fetched:
    same = answer.status == 304
    etag, last_modified = answer.headers.get("etag"), answer.headers.get("last-modified")
    if same:
        etag, last_modified = etag or request.etag, last_modified or request.last_modified
    if not answer.complete:
        etag = last_modified = None
    hub, topic = (
        hub_in_headers(answer.headers, answer.url) if "link" in answer.headers else (None, None)
    )
    return Fetched(
        status=304 if same else 200,
        url=answer.url,
        permanent_url=answer.permanent_url,
        body=b"" if same else answer.body,
        content_type=answer.headers.get("content-type"),
        etag=etag,
        last_modified=last_modified,
        server_wait=server_wait(answer.headers, now),
        bytes_received=answer.bytes_received,
        complete=answer.complete,
        hub=hub,
        topic=topic,
    )


def _failed(answer: Response, now: datetime) -> Failed:
    asked = answer.headers.get("retry-after")
    return Failed(
        verdict=verdict_of(answer.status),
        detail=_status_detail(answer),
        status=answer.status,
        # a failure may be cacheable, but only Retry-After says when to come back
        server_wait=_retry_after(asked, now) if asked else None,
    )


def verdict_of(status: int) -> Verdict:
    """What an HTTP status that is no success says of a feed."""
    named = {
        401: Verdict.BLOCKED,
        403: Verdict.BLOCKED,
        451: Verdict.BLOCKED,
        404: Verdict.NOT_FOUND,
        410: Verdict.GONE,
        429: Verdict.LIMITED,
    }
    if status in named:
        return named[status]
    if status >= 500:
        return Verdict.SERVER_ERROR
    return Verdict.REDIRECTS if 300 <= status < 400 else Verdict.REJECTED


def _status_detail(answer: Response) -> str:
    by = answer.headers.get("server", "")
    challenged = "cf-mitigated" in answer.headers or "captcha" in answer.body[:4000].decode(
        "latin-1"
    )
    hint = (
        " (asks for a proof of being human)" if answer.status in (403, 429) and challenged else ""
    )
    return f"HTTP {answer.status}{f' from {by[:40]}' if by else ''}{hint}"


def server_wait(headers: Headers, now: datetime) -> timedelta | None:
    """How long an answer asks to wait: Retry-After, else max-age less Age, else Expires less Date.

    None if it does not ask, or asks for no time at all; at most 30 days.
    """
    if asked := headers.get("retry-after"):
        return _retry_after(asked, now)
    control = _directives(headers.get("cache-control", ""))
    if "max-age" in control:
        age = _seconds(headers.get("age", "")) or timedelta()
        return _sound((_seconds(control["max-age"]) or timedelta()) - age)
    if "no-cache" in control or "no-store" in control:
        return None
    expires = _date(headers.get("expires", ""))
    sent = _date(headers.get("date", "")) or now
    return _sound(expires - sent) if expires is not None else None


def _retry_after(text: str, now: datetime) -> timedelta | None:
    wait = _seconds(text)
    if wait is None:
        at = _date(text)
        wait = at - now if at is not None else None
    return _sound(wait) if wait is not None else None


def _directives(cache_control: str) -> dict[str, str]:
    parts = (part.strip().partition("=") for part in cache_control.split(","))
    return {name.strip().lower(): value.strip().strip('"') for name, _, value in parts}


def _seconds(text: str) -> timedelta | None:
    digits = text.strip()
    if not digits.isascii() or not digits.isdigit():
        return None
    return timedelta(seconds=min(int(digits[:12]), LONGEST_WAIT.total_seconds()))


def _date(text: str) -> datetime | None:
    try:
        found = parsedate_to_datetime(text)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    return found if found.tzinfo is not None else found.replace(tzinfo=UTC)


def _sound(wait: timedelta) -> timedelta | None:
    return min(wait, LONGEST_WAIT) if wait > timedelta() else None
