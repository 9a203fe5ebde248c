"""Entries to fold, with a few concepts to read them by."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from monitor.core.concept import Concepts
from monitor.core.reading import Document, Reader
from monitor.core.story.keys import Told, fingerprint
from monitor.core.story.prints import Fingerprint
from tests.core.concepts import entity, subject

MONDAY = datetime(2026, 11, 2, 9, tzinfo=UTC)
CONCEPTS = Concepts.of(
    (
        entity("nordtel", "Nordtel", kind="operator", countries=("NO",)),
        entity("fjordcom", "Fjordcom", kind="operator", countries=("NO",)),
        entity("sudafone", "Sudafone", kind="operator", countries=("IT",)),
        entity("radiowerk", "Radiowerk", kind="vendor", countries=("DE",)),
        entity("telekontor", "Telekontor", kind="regulator", countries=("NO",)),
        entity("norway", "Norway", "Norwegian", "Norwegen", "ノルウェー", kind="country",
               countries=("NO",)),
        entity("italy", "Italy", "Italien", kind="country", countries=("IT",)),
        subject("auction", "auction", "bidding", "airwaves sale"),
        subject("auktion", "Auktion", "Versteigerung", language="de"),
        subject("5g", "5G"),
        subject("merger", "merger", "takeover", "tie-up"),
    )
)  # fmt: skip
READER = Reader(CONCEPTS)


def told(
    title: str,
    summary: str = "",
    *,
    outlet: str = "Wire",
    hours: float = 0,
    language: str = "en",
    url: str | None = None,
) -> Fingerprint:
    """The fingerprint of a report seen `hours` after Monday, 9:00."""
    entry = Told(outlet=outlet, canonical_url=url, seen_at=MONDAY + timedelta(hours=hours))
    document = Document(title=title, summary=summary, language=language, outlet=outlet)
    return fingerprint(READER.read(document), entry, CONCEPTS)
