"""Ranking: how much the reader of a digest needs a story, and why."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta

from monitor.core.digest import OFFICIAL_KINDS, RankPart
from monitor.core.material import StoryMaterial

_PLACES = {"title": 3.0, "summary": 1.5, "body": 0.5}
# An outlet that only passes on what others wrote.
_COPYING = 0.25


def rank_parts(
    material: StoryMaterial, now: datetime, told: datetime | None = None
) -> tuple[RankPart, ...]:
    """What speaks for a story, each part between 0 and about 4; the rank is their sum.

    Hits: where each watchlist hit (title 3, summary 1.5, body 0.5; the best place of each, summed
    with 1, 1/2, 1/3 ...). Outlets: log2 of their number, a copying one counts a quarter. The weight
    of the heaviest outlet. Official: 1 when an official source speaks. Novelty: the share of
    outlets that speak first after `told`, when the story was told before. Recency: halved every
    24 hours.
    """
    return tuple(_parts(material, now, told))


def rank_of(material: StoryMaterial, now: datetime, told: datetime | None = None) -> float:
    """The rank of a story: the sum of its parts."""
    return sum_of(rank_parts(material, now, told))


def sum_of(parts: Iterable[RankPart]) -> float:
    """The rank that parts make."""
    return round(sum(part.points for part in parts), 4)


def _parts(material: StoryMaterial, now: datetime, told: datetime | None) -> Iterator[RankPart]:
    yield _hits(material)
    own = material.independent
    copying = {report.outlet.casefold() for report in material.reports} - own
    passed_on = f", {len(copying)} copying" if copying else ""
    yield RankPart(
        name="outlets",
        points=round(math.log2(len(own) + _COPYING * len(copying)), 4),
        note=f"{len(own)} with a report of their own{passed_on}",
    )
    heaviest = max(material.reports, key=lambda report: (report.weight, -report.entry_id))
    yield RankPart(name="weight", points=heaviest.weight, note=heaviest.outlet)
    official = [report.outlet for report in material.reports if report.kind in OFFICIAL_KINDS]
    yield RankPart(name="official", points=float(bool(official)), note=", ".join(official[:1]))
    yield _novelty(material, told)
    age = max(now - max(report.seen_at for report in material.reports), timedelta())
    hours = age / timedelta(hours=1)
    yield RankPart(name="recency", points=round(0.5 ** (hours / 24), 4), note=f"{hours:.0f} h ago")


def _hits(material: StoryMaterial) -> RankPart:
    best: dict[str, tuple[float, str]] = {}
    for report in material.reports:
        for hit in report.hits:
            places = ((_PLACES.get(span.field, 0.5), span.field) for span in hit.spans)
            place = max(places, default=(0.5, "text"))
            best[hit.watchlist_id] = max(place, best.get(hit.watchlist_id, (0.0, "")))
    points = sorted((place for place, _ in best.values()), reverse=True)
    return RankPart(
        name="hits",
        points=round(sum(place / n for n, place in enumerate(points, start=1)), 4),
        note=", ".join(f"{watchlist} in {field}" for watchlist, (_, field) in best.items()),
    )


def _novelty(material: StoryMaterial, told: datetime | None) -> RankPart:
    if told is None:
        return RankPart(name="novelty", points=1.0, note="not told before")
    known = {report.outlet.casefold() for report in material.reports if report.seen_at <= told}
    every = {report.outlet.casefold() for report in material.reports}
    fresh = len(every - known)
    note = f"{fresh} of {len(every)} outlets since it was told"
    return RankPart(name="novelty", points=round(fresh / len(every), 4), note=note)
