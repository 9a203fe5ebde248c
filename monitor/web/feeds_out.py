"""Feeds of hits: all of them, or those of one watchlist, with conditional requests answered."""

from __future__ import annotations

import hashlib
from email.utils import format_datetime
from functools import partial

from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import Response

from monitor.app import App
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


async def _feed(request: Request, watchlist: str | None, media_type: str) -> Response:
    app: App = request.app.state.app
    if watchlist is not None and watchlist not in app.live.watchlists:
        raise HTTPException(404, f"there is no watchlist {watchlist}")
    base = app.settings.public_url or str(request.base_url).rstrip("/")
    collect = partial(_collect, app=app, watchlist=watchlist, base=base, path=request.url.path)
    channel, items = await app.desk.read(collect)
    body = (atom if media_type == ATOM_TYPE else json_feed)(channel, items)
    etag = f'"{hashlib.blake2b(body, digest_size=12).hexdigest()}"'
    headers = {
        "ETag": etag,
        "Last-Modified": format_datetime(channel.updated, usegmt=True),
        "Cache-Control": "private, max-age=60",
    }
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
