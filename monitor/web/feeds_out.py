"""Feeds of hits and calendars of deadlines, with conditional requests answered."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from email.utils import format_datetime
from functools import partial

from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import Response

from monitor.app import App
from monitor.flow.events import deadlines_of
from monitor.flow.matching import read_safely
from monitor.outlet.calendar import CALENDAR_TYPE, Appointment, calendar
from monitor.outlet.marks import safe_url
from monitor.outlet.syndication import ATOM_TYPE, JSON_TYPE, Channel, Item, atom, json_feed
from storage import entries, hits
from storage.engine import Session
from storage.hits import Hit, HitFilter

LISTED = 100

router = APIRouter()


@router.get("/hits.atom")
async def hits_atom(request: Request) -> Response:
    """The newest hits of every watchlist as Atom."""
    return await _feed(request, None, ATOM_TYPE)


@router.get("/hits.json")
async def hits_json(request: Request) -> Response:
    """The newest hits of every watchlist as JSON Feed."""
    return await _feed(request, None, JSON_TYPE)


@router.get("/watchlists/{watchlist}.atom")
async def watchlist_atom(request: Request, watchlist: str) -> Response:
    """The newest hits of one watchlist as Atom."""
    return await _feed(request, watchlist, ATOM_TYPE)


@router.get("/watchlists/{watchlist}.json")
async def watchlist_json(request: Request, watchlist: str) -> Response:
    """The newest hits of one watchlist as JSON Feed."""
    return await _feed(request, watchlist, JSON_TYPE)


@router.get("/watchlists/{watchlist}.ics")
async def watchlist_deadlines(request: Request, watchlist: str) -> Response:
    """The deadlines that hits of one watchlist tell of, as a calendar."""
    app: App = request.app.state.app
    if watchlist not in app.live.watchlists:
        raise HTTPException(404, f"there is no watchlist {watchlist}")
    collect = partial(_deadlines, app=app, watchlist=watchlist)
    found = await app.desk.read(collect)
    name = f"telemon: {app.live.names[watchlist]}, deadlines"
    return _conditional(request, calendar(name, found), CALENDAR_TYPE, {})


def _deadlines(session: Session, *, app: App, watchlist: str) -> list[Appointment]:
    live, now = app.live, app.desk.clock()
    read = partial(read_safely, live)
    return [
        Appointment(
            uid=f"{one.uid}@telemon",
            day=one.due,
            stamp=one.lead.first_seen_at,
            summary=f"{one.about.capitalize()}: {one.lead.title}",
            description=f"{one.quote}\n{one.lead.outlet}",
            url=safe_url(one.lead.url),
            moved=one.moved,
        )
        for one in deadlines_of(session, (watchlist,), now, read, live.concepts)
    ]


async def _feed(request: Request, watchlist: str | None, media_type: str) -> Response:
    app: App = request.app.state.app
    if watchlist is not None and watchlist not in app.live.watchlists:
        raise HTTPException(404, f"there is no watchlist {watchlist}")
    base = app.settings.public_url or str(request.base_url).rstrip("/")
    collect = partial(_collect, app=app, watchlist=watchlist, base=base, path=request.url.path)
    channel, items = await app.desk.read(collect)
    body = (atom if media_type == ATOM_TYPE else json_feed)(channel, items)
    changed = {"Last-Modified": format_datetime(channel.updated, usegmt=True)}
    return _conditional(request, body, media_type, changed)


def _conditional(
    request: Request, body: bytes, media_type: str, more: Mapping[str, str]
) -> Response:
    """The body, or 304 for who has it."""
    etag = f'"{hashlib.blake2b(body, digest_size=12).hexdigest()}"'
    headers = {"ETag": etag, "Cache-Control": "private, max-age=60", **more}
    if etag in request.headers.get("if-none-match", ""):
        return Response(status_code=304, headers=headers)
    return Response(body, media_type=media_type, headers=headers)


def _collect(
    session: Session, *, app: App, watchlist: str | None, base: str, path: str
) -> tuple[Channel, list[Item]]:
    wanted = HitFilter(watchlists=(watchlist,) if watchlist else ())
    found: dict[int, list[Hit]] = {}
    for hit in hits.listing(session, wanted, LISTED):
        found.setdefault(hit.entry_id, []).append(hit)
    known = entries.get_many(session, list(found))
    items = [
        Item(
            id=f"urn:telemon:entry:{entry_id}",
            title=known[entry_id].title,
            url=safe_url(known[entry_id].url),
            summary=known[entry_id].summary,
            outlet=known[entry_id].outlet,
            language=known[entry_id].language,
            published=known[entry_id].published_at,
            found=max(hit.found_at for hit in told),
            watchlists=tuple(app.live.names.get(h.watchlist_id, h.watchlist_id) for h in told),
        )
        for entry_id, told in found.items()
    ]
    name = app.live.names[watchlist] if watchlist else "all watchlists"
    return (
        Channel(
            id=f"urn:telemon:hits:{watchlist or 'all'}",
            title=f"telemon: {name}",
            url=base + path,
            home=f"{base}/stories",
            updated=max((item.found for item in items), default=app.desk.clock()),
        ),
        items,
    )
