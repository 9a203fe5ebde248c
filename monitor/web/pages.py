"""The pages: how everything stands, feeds, stories, digests. Reading only."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache, partial
from pathlib import Path
from typing import Protocol

from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import HTMLResponse, JSONResponse, Response
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from monitor.app import App
from monitor.core.errors import TelemonError
from monitor.core.event.words import in_words
from monitor.core.feed import Verdict
from monitor.core.trend import Pace, Trend
from monitor.core.watchlist import Watchlist
from monitor.flow.events import events_told
from monitor.flow.matching import read_safely
from monitor.outlet.marks import safe_url
from monitor.outlet.render import Rendered, render
from monitor.storyboard import lay_out, summary_of
from monitor.web.guard import MAIL
from monitor.web.health import Health, health_of
from monitor.web.spark import spark
from storage import deliveries, digests, entries, feeds, hits, notices, stories, trends
from storage.engine import Session
from storage.stories import Story, StoryFilter

FOLDER = Path(__file__).parent
STORIES = 30
LEFT_OUT = 200
MAX_ID = 2**31 - 1  # the largest number that every database takes for a row

RISING = 8  # companies and subjects on the first page
router = APIRouter()


class Collect(Protocol):
    """Reads what a page shows."""

    def __call__(self, session: Session, /, *, app: App) -> dict[str, object]:
        """The values of the template."""
        ...


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


@router.get("/stories/{story}", response_class=HTMLResponse)
async def story_page(request: Request, story: int) -> HTMLResponse:
    """One story: its reports in order of time, and why each is in it."""
    return await _page(request, "story.html.j2", partial(_story, story=story))


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
    app = _app(request)
    found = await app.desk.read(partial(digests.get, pk=pk)) if 0 < pk <= MAX_ID else None
    if found is None:
        raise HTTPException(404, f"there is no issue {pk}")
    name, policy = (part.decode() for part in MAIL)
    html = _mail(found, app).html
    return HTMLResponse(html, headers={name: policy})


@router.api_route("/healthz", methods=["GET", "HEAD"])  # watchdogs ask for the head alone
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


async def missing(request: Request, said: str) -> HTMLResponse:
    """The page for an address under which there is nothing; `said` is why, without a full stop."""
    html = _filled("missing.html.j2", request, await _health(request), {"said": said})
    return HTMLResponse(html, status_code=404)


async def _page(request: Request, template: str, collect: Collect) -> HTMLResponse:
    app = _app(request)
    health = await _health(request)
    found = await app.desk.read(partial(collect, app=app))
    return HTMLResponse(_filled(template, request, health, found))


def _filled(template: str, request: Request, health: Health, found: Mapping[str, object]) -> str:
    page = templates().get_template(template)
    return page.render(health=health, here=request.url.path, **found)


def _overview(session: Session, *, app: App) -> dict[str, object]:
    watchlists = app.live.configuration.watchlists
    paces = trends.watchlist_trends(session, [one.id for one in watchlists], app.desk.clock())
    return {
        "stories": _story_rows(session, app, StoryFilter(hit_only=True), 12),
        "issues": digests.listing(session, limit=5),
        "notices": notices.listing(session, open_only=True, limit=10),
        "watchlists": [_pace_row(*pair) for pair in zip(watchlists, paces, strict=True)],
        "rising": _rising(app),
        "reckoned_at": app.trending.at if app.trending else None,
        "verdicts": _verdicts(feeds.count_by_verdict(session)),
    }


def _rising(app: App) -> list[PaceRow]:
    """Companies and subjects that are told of more than usual, least usual first."""
    if app.trending is None:
        return []
    spikes = [one for one in app.trending.trending.concepts if one.pace is Pace.SPIKE]
    return [_row_of(app.live.concepts.name_of(one.series.name), one) for one in spikes[:RISING]]


@dataclass(frozen=True, slots=True, kw_only=True)
class PaceRow:
    """What was told of, with its last days; `more` says so where that is more than usual."""

    name: str
    week: int
    picture: Markup
    more: str


def _pace_row(watchlist: Watchlist, trend: Trend) -> PaceRow:
    return _row_of(watchlist.name, trend, "hits")


def _row_of(name: str, trend: Trend, what: str = "reports") -> PaceRow:
    days = trend.series.reports
    more = f"{trend.reports} in 24 hours, usually {trend.usual:.0f}"
    return PaceRow(
        name=name,
        week=sum(days[-7:]),
        picture=spark(
            days, f"{what} a day, the last {len(days)} days; {trend.reports} in 24 hours"
        ),
        more=more if trend.pace is Pace.SPIKE else "",
    )


def _verdicts(counts: dict[str, int]) -> list[tuple[Verdict, int]]:
    """Those in trouble first, then by number."""
    pairs = [(Verdict(name), count) for name, count in counts.items()]
    return sorted(pairs, key=lambda pair: (pair[0].healthy, -pair[1], pair[0]))


def _feeds(session: Session, *, app: App) -> dict[str, object]:
    yields = feeds.yields(session, app.desk.clock() - timedelta(days=7))
    states = sorted(feeds.states(session), key=lambda state: (state.verdict.healthy, state.id))
    return {"feeds": [(state, *yields.get(state.id, (0, 0))) for state in states]}


def _stories(session: Session, *, app: App, before: int | None) -> dict[str, object]:
    wanted = StoryFilter(hit_only=True, before_id=before)
    rows = _story_rows(session, app, wanted, STORIES)
    oldest = min((row.id for row in rows), default=0)
    return {"stories": rows, "before": oldest if len(rows) == STORIES else None}


def _story(session: Session, *, app: App, story: int) -> dict[str, object]:
    board = lay_out(session, app.live.concepts, story) if 0 < story <= MAX_ID else None
    if board is None:
        raise HTTPException(404, f"there is no story {story}")
    live = app.live
    read = partial(read_safely, live)
    told = events_told([line.entry for line in board.lines], read, live.concepts)
    events = [(in_words(one, live.concepts), one.event.quote) for one in told]
    links = {line.entry.id: safe_url(line.entry.url) for line in board.lines}
    return {
        "board": board,
        "links": links,
        "names": live.names,
        "events": events,
        "summary": summary_of(session, read, board),
    }


def _digests(session: Session, *, app: App) -> dict[str, object]:
    del app
    issues = digests.listing(session, limit=50)
    return {"issues": [(issue, deliveries.of_digest(session, issue.id)) for issue in issues]}


def _digest(session: Session, *, app: App, pk: int) -> dict[str, object]:
    found = digests.get(session, pk) if 0 < pk <= MAX_ID else None
    if found is None:
        raise HTTPException(404, f"there is no issue {pk}")
    ids = digests.left_out(session, pk, shown=_mail(found, app).shown)
    listed = tuple(ids[:LEFT_OUT])
    rows = {r.id: r for r in _story_rows(session, app, StoryFilter(ids=listed), len(listed))}
    return {
        "issue": found,
        "deliveries": deliveries.of_digest(session, pk),
        "left_out": [rows[one] for one in listed if one in rows],
        "left_out_count": len(ids),
    }


def _mail(digest: digests.Digest, app: App) -> Rendered:
    """The mail of an issue, but for the link of its recipient to unsubscribe."""
    return render(
        digest.issue,
        public_url=app.settings.public_url,
        issue_id=digest.id,
        templates=app.home.templates,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class StoryRow:
    """A story as a list shows it; `at` is when its lead was published, else first seen."""

    id: int
    title: str
    url: str | None
    at: datetime
    outlets: tuple[str, ...]
    entries: int
    watchlists: tuple[str, ...]
    weak: frozenset[str]


def _story_rows(session: Session, app: App, wanted: StoryFilter, limit: int) -> list[StoryRow]:
    found = stories.listing(session, wanted, limit)
    told = entries.of_stories(session, [story.id for story in found])
    hit = hits.of_entries(session, [entry.id for rows in told.values() for entry in rows])
    rows = [_story_row(story, told.get(story.id, []), hit, app.live.names) for story in found]
    return sorted(rows, key=lambda row: row.at, reverse=True)


def _story_row(
    story: Story,
    told: list[entries.Entry],
    hit: dict[int, list[hits.Hit]],
    names: dict[str, str],
) -> StoryRow:
    # The most trusted outlet that was hit speaks for the story, as in a digest.
    ranked = sorted(told, key=lambda entry: (entry.id not in hit, -entry.weight, entry.id))
    lead = ranked[0] if ranked else None
    asked = [found for entry in told for found in hit.get(entry.id, ())]
    strong = {found.watchlist_id for found in asked if not found.weak}
    by_name = {
        found.watchlist_id: names.get(found.watchlist_id, found.watchlist_id) for found in asked
    }
    return StoryRow(
        id=story.id,
        title=lead.title if lead else story.title,
        url=safe_url(lead.url) if lead else None,
        at=(lead.published_at or lead.first_seen_at) if lead else story.last_seen_at,
        outlets=tuple(dict.fromkeys(entry.outlet for entry in ranked)),
        entries=len(told),
        watchlists=tuple(dict.fromkeys(by_name.values())),
        weak=frozenset(name for watchlist, name in by_name.items() if watchlist not in strong),
    )


@lru_cache(maxsize=1)
def templates() -> Environment:
    """The templates of all pages."""
    environment = Environment(
        loader=FileSystemLoader(FOLDER / "templates"), autoescape=True, undefined=StrictUndefined
    )
    environment.filters["when"] = _when
    return environment


def _when(value: datetime | None) -> str:
    return value.strftime("%d %b %H:%M") if value else "–"


def _iso(value: datetime | None) -> str | None:
    return value.isoformat() if value else None
