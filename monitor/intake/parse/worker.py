"""What a worker process that reads feeds does with an order."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from monitor.core.feed import Verdict
from monitor.intake.parse.document import parse_feed
from monitor.intake.parse.values import ParsedFeed
from monitor.intake.workers import serve


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """The arguments of parse_feed."""

    body: bytes
    content_type: str | None
    url: str
    encoding: str | None
    known: frozenset[bytes]
    now: datetime | None


def perform(order: object) -> ParsedFeed:
    """What parse_feed says of the order."""
    assert isinstance(order, Order)
    return parse_feed(
        order.body,
        content_type=order.content_type,
        url=order.url,
        encoding=order.encoding,
        known=order.known,
        now=order.now,
    )


def main() -> None:
    """Serves orders until the input ends."""
    serve(
        perform,
        out_of_memory=ParsedFeed(verdict=Verdict.BROKEN, detail="reading it takes too much memory"),
    )
