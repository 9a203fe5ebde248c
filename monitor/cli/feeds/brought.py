"""Which feeds have brought entries already."""

from __future__ import annotations

from collections.abc import Sequence

from config.home import Home
from config.settings import Settings
from monitor.cli.common import database_of
from monitor.core.entry import ParsedEntry
from monitor.core.url import canonical_url
from storage import entries


def brought_by(settings: Settings, listed: Sequence[ParsedEntry], *, but: str) -> dict[str, int]:
    """How many of the entries `listed` are stored from which feed, other than `but`.

    None where there is no home yet.
    """
    urls = [canonical_url(entry.url) for entry in listed if entry.url]
    if not urls or (settings.database_url is None and not Home(settings.home).path.exists()):
        return {}
    with database_of(settings) as database, database.read() as session:
        found = entries.count_by_feed(session, urls)
    return {feed: count for feed, count in found.items() if feed != but}
