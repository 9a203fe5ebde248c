"""Invented reports of one event, read."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import cache

from monitor.compiled import shipped_reader
from monitor.core.feed import Kind
from monitor.core.material import StoryReport
from monitor.core.reading import Reader
from monitor.core.summary import Read, document_of

NOW = datetime(2026, 11, 2, 7, 30, tzinfo=UTC)
TITLE = "Orange and Vodafone agree to share masts in Romania"
WIRE = (
    "Orange and Vodafone will share 1,900 masts in rural Romania under an agreement signed on "
    "Monday. The operators expect to save 140 million euros over five years. It is the third such "
    "agreement in the region. Read more: Ericsson wins a contract in Chile. Nokia opens a plant."
)
POST = (
    "Vodafone and Orange have signed an agreement to share 1,900 masts in the Romanian countryside. "
    "The regulator Ancom has three months to object. Subscribe to our newsletter for more about Orange."
)
COURIER = (
    "Orange und Vodafone nutzen in Rumänien künftig 1.900 Masten gemeinsam, teilten beide mit."
)


@cache
def reader() -> Reader:
    """The reader with all that ships."""
    return shipped_reader()


def report(number: int, outlet: str, summary: str, **changes: object) -> StoryReport:
    """A report of the story, in English by a paper."""
    made = StoryReport(
        entry_id=number,
        title=TITLE,
        summary=summary,
        url=f"https://{outlet.lower()}.example/{number}",
        outlet=outlet,
        kind=Kind.NEWS,
        weight=1.0,
        language="en",
        published=NOW,
        seen_at=NOW + timedelta(minutes=number),
    )
    return replace(made, **changes)  # type: ignore[arg-type]  # fields of StoryReport


def read(*reports: StoryReport) -> list[Read]:
    """The reports with their readings."""
    return [Read(report=one, reading=reader().read(document_of(one))) for one in reports]


def story() -> list[Read]:
    """Two reports in English and one in German."""
    return read(
        report(1, "Wire", WIRE),
        report(2, "Post", POST),
        report(
            3,
            "Courier",
            COURIER,
            title="Orange und Vodafone teilen Masten in Rumänien",
            language="de",
        ),
    )
