"""The catalogue: feeds of the trade that an operator may choose from (catalogue.tsv)."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib import resources

from monitor.core.feed import Kind


@dataclass(frozen=True, slots=True, kw_only=True)
class CatalogueFeed:
    """One feed that is known to exist.

    `proven`: entries were read from it, `entries` of them (None: not counted), the newest of the day
    `newest`. `overlaps` names the feed whose entries it repeats.
    """

    name: str
    url: str
    site: str | None
    kind: Kind
    language: str
    country: str | None
    proven: bool
    entries: int | None
    newest: date | None
    overlaps: str | None


@cache
def catalogue() -> tuple[CatalogueFeed, ...]:
    """Every feed of the catalogue: by kind, then by name."""
    text = resources.files("config").joinpath("catalogue.tsv").read_text(encoding="utf-8")
    lines = (line for line in text.splitlines() if not line.startswith("#"))
    rows = csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE)
    return tuple(
        CatalogueFeed(
            name=row["name"],
            url=row["url"],
            site=row["site"] or None,
            kind=Kind(row["kind"]),
            language=row["language"],
            country=row["country"] or None,
            proven=row["status"] == "proven",
            entries=int(row["entries"]) if row["entries"] else None,
            newest=date.fromisoformat(row["newest"]) if row["newest"] else None,
            overlaps=row["overlaps"] or None,
        )
        for row in rows
    )


def named(name: str) -> CatalogueFeed | None:
    """The feed of that name; None when the catalogue has none."""
    return next((feed for feed in catalogue() if feed.name == name), None)
