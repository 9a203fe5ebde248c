"""Values for storage tests, with valid defaults."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from monitor.core.digest import DigestStory, Issue, Marked, Source
from monitor.core.feed import Feed, Verdict
from monitor.core.hit import Span
from monitor.core.watchlist import Watchlist
from storage import entries, feeds, hits, stories, watchlists
from storage.digests import Edition
from storage.engine import Database
from storage.entries import NewEntry
from storage.feeds import PollRecord
from storage.hits import NewHit

NOW = datetime(2026, 11, 2, 7, 30, tzinfo=UTC)
HOUR = timedelta(hours=1)
MINUTE = timedelta(minutes=1)
SPAN = Span(term="Huawei", field="title", start=0, end=6, concept="huawei")


def feed(identifier: str = "wire", **changes: object) -> Feed:
    """A feed."""
    made = Feed(id=identifier, url=f"https://{identifier}.example/rss", name=identifier.title())
    return replace(made, **changes)  # type: ignore[arg-type]  # fields of Feed


def entry(identity: str = "guid:1", **changes: object) -> NewEntry:
    """An entry of the feed "wire"."""
    made = NewEntry(
        feed_id="wire",
        identity=identity,
        url=f"https://wire.example/{identity}",
        canonical_url=f"https://wire.example/{identity}",
        title=f"Huawei story {identity}",
        summary="What happened.",
        body="",
        author=None,
        outlet="Wire",
        language="en",
        categories=("5G",),
        published_at=NOW,
        updated_at=None,
        first_seen_at=NOW,
        content_hash="h0",
        baseline=False,
        reading_version="r1",
    )
    return replace(made, **changes)  # type: ignore[arg-type]  # fields of NewEntry


def hit(entry_id: int, watchlist_id: str = "huawei", **changes: Any) -> NewHit:
    """A hit."""
    made = NewHit(
        entry_id=entry_id,
        watchlist_id=watchlist_id,
        found_at=NOW,
        later=False,
        baseline=False,
        weak=False,
        config_revision=1,
        spans=(SPAN,),
    )
    return replace(made, **changes)


def poll(feed_id: str = "wire", **changes: object) -> PollRecord:
    """A poll that found the feed well."""
    made = PollRecord(
        feed_id=feed_id,
        at=NOW,
        verdict=Verdict.OK,
        detail="",
        status=200,
        due_at=NOW + HOUR,
        due_reason="usual interval",
        failures=0,
        success=True,
    )
    return replace(made, **changes)  # type: ignore[arg-type]  # fields of PollRecord


def furnish(database: Database, *feed_ids: str) -> None:
    """Feeds (by default "wire") and the watchlists huawei and licensing."""
    wanted = [
        Watchlist(id="huawei", name="Huawei", query="Huawei"),
        Watchlist(id="licensing", name="Licensing", query="licensing"),
    ]
    with database.write() as session:
        feeds.sync(session, [feed(name) for name in feed_ids or ("wire",)], NOW)
        watchlists.sync(session, wanted, NOW)


def tell_story(database: Database, *identities: str, **changes: Any) -> int:
    """A story with an entry for each identity, each hit by huawei; returns its id."""
    with database.write() as session:
        found = entries.add_many(session, [entry(identity) for identity in identities])
        ids = sorted(found.values())
        hits.put_many(session, [hit(entry_id, **changes) for entry_id in ids])
        story = stories.create(session, title="Story", lead_entry_id=ids[0], seen_at=NOW)
        entries.set_story(session, ids, story, "first report")
        stories.refresh(session, [story])
    return story


def edition(
    *shown: int,
    recipients: tuple[tuple[str, str], ...] = (("mail", "a@example.org"),),
    cut: tuple[int, ...] = (),
    period: datetime = NOW,
    skipped: bool = False,
) -> Edition:
    """An edition of the digest "morning" with the stories `shown`."""
    issue = Issue(
        digest_id="morning",
        name="Morning",
        period=period.isoformat(),
        scheduled_at=period,
        composed_at=period,
        late=False,
        timezone="UTC",
        language="en",
        config_revision=1,
        stories=tuple(_story(story) for story in shown),
    )
    return Edition(issue=issue, recipients=recipients, cut=cut, skipped=skipped)


def _story(story_id: int) -> DigestStory:
    source = Source(entry_id=1, outlet="Wire", title="Huawei", url=None, published=None)
    return DigestStory(
        story_id=story_id,
        title=Marked(text="Huawei"),
        summary=Marked(text=""),
        lead=source,
        also_in=(),
        reasons=(),
        rank=1.0,
        first_seen=NOW,
        last_seen=NOW,
    )
