"""Trends as a listing: `telemon stories --trending`."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import typer

from config.home import Home
from monitor.cli.common import database_of, require, settings_of
from monitor.cli.output import Format, print_rows
from monitor.compiled import reader_of
from monitor.core.concept import Concepts
from monitor.core.trend import Pace, Together, Trend
from monitor.trending import concept_trends
from storage import trends, watchlists

COLUMNS = ("of", "name", "reports", "stories", "usual", "pace", "days")
_BARS = "▁▂▃▄▅▆▇█"


def print_trends(
    context: typer.Context,
    wanted: Sequence[str],
    now: datetime,
    *,
    every: bool,
    limit: int,
    form: Format,
) -> None:
    """Prints what is told more than usual; with `every`, also what is as usual."""
    settings = settings_of(context)
    concepts = reader_of(Home(settings.home)).concepts
    with database_of(settings) as database, database.read() as session:
        known = watchlists.active(session)
        require(wanted, list(known), "watchlist")
        names = {name: known[name] for name in wanted or known}
        lists = trends.watchlist_trends(session, list(names), now)
        told = None if wanted else concept_trends(session, concepts, now)
    rows = [_row("watchlist", names[one.series.name], one, form) for one in _chosen(lists, every)]
    if told is not None:
        found = _chosen(told.concepts, every)
        rows += [_row("concept", concepts.name_of(one.series.name), one, form) for one in found]
        rows += [_pair(concepts, pair) for pair in told.pairs]
    print_rows(rows[:limit], COLUMNS, form)


def _chosen(found: Sequence[Trend], every: bool) -> list[Trend]:
    chosen = [one for one in found if every or one.pace is Pace.SPIKE]
    return sorted(chosen, key=lambda one: one.odds)


def _row(of: str, name: str, trend: Trend, form: Format) -> dict[str, object]:
    days: object = trend.series.reports
    return {
        "of": of,
        "id": trend.series.name,
        "name": name,
        "reports": trend.reports,
        "stories": trend.stories,
        "usual": round(trend.usual, 1),
        "pace": trend.pace,
        "days": sparkline(trend.series.reports) if form is Format.TABLE else days,
    }


def _pair(concepts: Concepts, pair: Together) -> dict[str, object]:
    return {
        "of": "pair",
        "id": f"{pair.one} {pair.other}",
        "name": f"{concepts.name_of(pair.one)} + {concepts.name_of(pair.other)}",
        "reports": None,
        "stories": pair.stories,
        "usual": round(pair.usual, 1),
        "pace": Pace.SPIKE,
        "days": None,
    }


def sparkline(counts: Sequence[int]) -> str:
    """The counts as bars, the highest one eight eighths."""
    top = max(counts, default=0) or 1
    return "".join(_BARS[-(-count * 7 // top)] for count in counts)
