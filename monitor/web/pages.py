"""The pages: how everything stands, feeds, stories, digests. Reading only."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime, timedelta
from functools import lru_cache, partial
from pathlib import Path

from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import HTMLResponse, JSONResponse, Response
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from monitor.app import App
from monitor.core.errors import TelemonError
from monitor.outlet.render import render
from monitor.web.guard import MAIL
from monitor.web.health import Health, health_of
from storage import deliveries, digests, entries, feeds, hits, notices, stories
from storage.engine import Session
from storage.stories import Story, StoryFilter

FOLDER = Path(__file__).parent
STORIES = 30

router = APIRouter()


@router.get("/", response_class=HTMLResponse)
async def overview(request: Request) -> HTMLResponse:
    """How everything stands, the latest stories and digests."""
    return await _page(request, "overview.html.j2", _overview)


@router.get("/feeds", response_class=HTMLResponse)
async def feeds_page(request: Request) -> HTMLResponse:
    """Every feed with its verdict."""
    return await _page(request, "feeds.html.j2", _feeds)


@router.get("/stories", response_class=HTMLResponse)
async def stories_page(request: Request, before: int | None = None) -> HTMLResponse:
    """Stories that watchlists hit, newest first."""
    return await _page(request, "stories.html.j2", partial(_stories, before=before))


@router.get("/digests", response_class=HTMLResponse)
async def digests_page(request: Request) -> HTMLResponse:
    """The composed issues with their deliveries."""
    return await _page(request, "digests.html.j2", _digests)


@router.get("/digests/{pk}", response_class=HTMLResponse)
async def digest_page(request: Request, pk: int) -> HTMLResponse:
    """One composed issue, as its mail shows it."""
    return await _page(request, "digest.html.j2", partial(_digest, pk=pk))


@router.get("/digests/{pk}/mail", response_class=HTMLResponse)
async def digest_mail(request: Request, pk: int) -> HTMLResponse:
    """The mail of a composed issue alone, for the frame of its page."""
    found = await _app(request).desk.read(partial(digests.get, pk=pk))
    if found is None:
        raise HTTPException(404, f"there is no issue {pk}")
    name, policy = (part.decode() for part in MAIL)
    html = render(found.issue, public_url=_app(request).settings.public_url).html
    return HTMLResponse(html, headers={name: policy})


@router.get("/healthz")
async def healthz(request: Request) -> JSONResponse:
    """Whether telemon works: 200, or 503 with what is wrong."""
    try:
        found = await _health(request)
    except TelemonError as error:
        return JSONResponse({"status": "red", "problems": [str(error)]}, status_code=503)
    return JSONResponse(
        {
            "status": "red" if found.problems else "green",
            "problems": found.problems,
            "config_revision": found.status.config_revision,
            "last_poll_at": _iso(found.status.last_poll_at),
            "feeds": found.status.feeds_by_verdict,
            "deliveries": found.status.deliveries,
        },
        status_code=503 if found.problems else 200,
    )


@router.get("/style.css")
async def style() -> Response:
    """The style sheet."""
    return Response((FOLDER / "static" / "style.css").read_bytes(), media_type="text/css")


@router.get("/favicon.svg")
async def favicon() -> Response:
    """The sign in the browser's tab."""
    return Response((FOLDER / "static" / "favicon.svg").read_bytes(), media_type="image/svg+xml")


def _app(request: Request) -> App:
    app: App = request.app.state.app
    return app


async def _health(request: Request) -> Health:
    app = _app(request)
    return await app.desk.read(partial(health_of, app=app))


async def _page(request: Request, template: str, collect: object) -> HTMLResponse:
    app = _app(request)
    health = await _health(request)
    assert callable(collect)
    found = await app.desk.read(partial(collect, app=app))
    html = (
        _templates()
        .get_template(template)
        .render(health=health, now=app.desk.clock(), home=app.home.path, **found)
    )
    return HTMLResponse(html)


def _overview(session: Session, *, app: App) -> dict[str, object]:
    counts = hits.counts_by_watchlist(session, app.desk.clock() - timedelta(days=7))
    return {
        "stories": _story_rows(session, app, StoryFilter(hit_only=True), 12),
        "issues": digests.listing(session, limit=5),
        "notices": notices.listing(session, open_only=True, limit=10),
        "watchlists": [
            (watchlist, counts.get(watchlist.id, 0))
            for watchlist in app.live.configuration.watchlists
        ],
    }


def _feeds(session: Session, *, app: App) -> dict[str, object]:
    yields = feeds.yields(session, app.desk.clock() - timedelta(days=7))
    states = sorted(feeds.states(session), key=lambda state: (state.verdict.healthy, state.id))
    return {"feeds": [(state, *yields.get(state.id, (0, 0))) for state in states]}


def _stories(session: Session, *, app: App, before: int | None) -> dict[str, object]:
    wanted = StoryFilter(hit_only=True, before_id=before)
    return {"stories": _story_rows(session, app, wanted, STORIES), "page": STORIES}


def _digests(session: Session, *, app: App) -> dict[str, object]:
    del app
    issues = digests.listing(session, limit=50)
    return {"issues": [(issue, deliveries.of_digest(session, issue.id)) for issue in issues]}


def _digest(session: Session, *, app: App, pk: int) -> dict[str, object]:
    del app
    found = digests.get(session, pk)
    if found is None:
        raise HTTPException(404, f"there is no issue {pk}")
    return {"issue": found, "deliveries": deliveries.of_digest(session, pk)}


def _story_rows(
    session: Session, app: App, wanted: StoryFilter, limit: int
) -> list[dict[str, object]]:
    found = stories.listing(session, wanted, limit)
    told = entries.of_stories(session, [story.id for story in found])
    names = app.live.names
    hit = hits.of_entries(session, [entry.id for rows in told.values() for entry in rows])
    return [
        {
            "story": story,
            "url": next(
                (e.url for e in told.get(story.id, ()) if e.id == story.lead_entry_id), None
            ),
            "outlets": list(dict.fromkeys(entry.outlet for entry in told.get(story.id, ()))),
            "watchlists": _names_of(story, told, hit, names),
        }
        for story in found
    ]


def _names_of(
    story: Story,
    told: dict[int, list[entries.Entry]],
    hit: dict[int, list[hits.Hit]],
    names: dict[str, str],
) -> list[str]:
    found = (h.watchlist_id for entry in told.get(story.id, ()) for h in hit.get(entry.id, ()))
    return list(dict.fromkeys(names.get(watchlist, watchlist) for watchlist in found))


@lru_cache(maxsize=1)
def _templates() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(FOLDER / "templates"), autoescape=True, undefined=StrictUndefined
    )
    environment.filters["when"] = _when
    environment.filters["dict"] = asdict
    return environment


def _when(value: datetime | None) -> str:
    return value.strftime("%d %b %H:%M") if value else "–"


def _iso(value: datetime | None) -> str | None:
    return value.isoformat() if value else None
