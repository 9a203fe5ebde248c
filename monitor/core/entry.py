"""An entry of a feed: its identity, its content, and what a poll makes of it."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

BASELINE_AGE = timedelta(hours=24)


@dataclass(frozen=True, slots=True, kw_only=True)
class ParsedEntry:
    """An entry as a feed told it: plain text (markup gone, entities decoded), aware UTC times.

    `body` is the longer text some feeds carry beside the summary. `outlet` is the source the entry
    itself names (aggregators), None for the feed's own. `item_hash`: 8 bytes over the raw item.
    """

    guid: str | None
    url: str | None
    title: str
    summary: str = ""
    body: str = ""
    author: str | None = None
    outlet: str | None = None
    language: str | None = None
    published: datetime | None = None
    updated: datetime | None = None
    categories: tuple[str, ...] = ()
    item_hash: bytes = b""

    @property
    def identity(self) -> str:
        """What tells this entry from the others of its feed: guid, else URL, else title and date.

        A title alone would make a monthly "Traffic report" one entry for ever, hence the date.
        """
        if self.guid:
            return f"guid:{self.guid}"
        if self.url:
            return f"url:{self.url}"
        day = self.published.date().isoformat() if self.published else ""
        return f"title:{self.title}|{day}"

    @property
    def content_hash(self) -> str:
        """Changes when a reader would see another text; white space does not count."""
        text = "\x1f".join(" ".join(part.split()) for part in (self.title, self.summary, self.body))
        return hashlib.blake2b(text.encode(), digest_size=16).hexdigest()


class EntryFate(StrEnum):
    """What a poll makes of an entry it sees."""

    NEW = "new"
    BASELINE = "baseline"  # old at the first poll of its feed: stored and searchable, never sent
    REVISED = "revised"
    SEEN = "seen"


def fate_of(
    entry: ParsedEntry,
    *,
    known_hash: str | None,
    first_poll: bool,
    now: datetime,
    baseline: bool = True,
) -> EntryFate:
    """What becomes of a parsed entry; `known_hash` is the content hash stored for its identity.

    At a feed's first poll an entry published more than 24 h before `now` is baseline; an undated one
    is too, for its age is unknown. `baseline` False (demo) makes every entry news.
    """
    if known_hash is not None:
        return EntryFate.SEEN if known_hash == entry.content_hash else EntryFate.REVISED
    if first_poll and baseline:
        published = entry.published or entry.updated
        if published is None or now - published > BASELINE_AGE:
            return EntryFate.BASELINE
    return EntryFate.NEW
